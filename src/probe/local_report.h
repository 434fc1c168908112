/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command printed: the report of vadvise-fn, or the last words before it failed.
 */
#ifndef VA_PROBE_LOCAL_REPORT_H
#define VA_PROBE_LOCAL_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sample.h"

/*
 * When the last line is a report of vadvise-fn (vadvise.fn-report/1), take its duration,
 * steps, start and memory into the sample; each that is null, or out of range, is passed
 * over. Returns true when it told a duration.
 */
bool local_report_read(const char *text, size_t len, struct sample *s);

/* The last line that is not empty as one line of clean UTF-8, cut to size; "" for none.
 */
void local_last_line(const char *text, size_t len, char *out, size_t size);

#endif
