/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a package: the same files make the same bytes, whoever writes them and when. */
#ifndef VA_FN_BUNDLE_OUT_H
#define VA_FN_BUNDLE_OUT_H

#include <stdint.h>

#include "fn/bundle.h"

/* A zip with Unix modes and one fixed date; it appears whole or not at all, in place of
 * an older one. VA_IO, VA_NOMEM. */
enum va_code bundle_zip(const struct bundle *b, const char *file, int64_t *out_bytes,
                        struct va_err *err);

/* A folder of these files, which must not be there yet. VA_IO; what was written stays on
 * failure. */
enum va_code bundle_tree(const struct bundle *b, const char *folder, struct va_err *err);

#endif
