/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a function says of its own invocation in its answer, as vadvise-fn does
 * (schema/fn-report.schema.json). */
#ifndef VA_PROBE_GCF_REPORT_H
#define VA_PROBE_GCF_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/backend.h"

/*
 * Read an answer: an object with the names of that schema at its top; each one that is
 * there and within its range goes into the outcome (sample, cpu, instance_id, error).
 * Returns true when it told a duration. Anything else is passed over.
 */
bool gcf_report_read(const char *text, size_t len, struct probe_outcome *out);

#endif
