/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixed plans that others measure by, under their names: `--like paper`. */
#ifndef VA_APP_PROBE_LIKE_H
#define VA_APP_PROBE_LIKE_H

#include "base/err.h"
#include "io/probe_settings.h"

/* Name i; NULL past the last. Static strings. */
const char *probe_like_name(int32_t i);

/* What plan i is, in a line for help: "10 warm runs at each of 11 sizes". */
const char *probe_like_text(int32_t i);

/*
 * Fill mode, sizes and runs, and whether first runs only warm up. Sizes or runs that are
 * set already stay: `--like paper -m 512,1024` has the paper's runs at those two.
 *
 * Returns VA_OK, or VA_USAGE for an unknown name (err names the nearest).
 */
enum va_code probe_like_fill(const char *name, struct probe_settings *s,
                             struct va_err *err);

#endif
