/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates that are installed: what the measurement function can be told to do. */
#ifndef VA_FN_TEMPLATES_H
#define VA_FN_TEMPLATES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Their names and what they are about, a line each, or as JSON (vadvise.fn-templates/1).
 * VA_CONFIG when one cannot be read, VA_IO, VA_NOMEM. */
enum va_code templates_list(const char *folder, bool as_json, struct buf *out,
                            struct va_err *err);

/* One as it stands. VA_CONFIG when there is none of that name. */
enum va_code templates_show(const char *folder, const char *name, struct buf *out,
                            struct va_err *err);

#endif
