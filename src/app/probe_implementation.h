/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which implementation of a workload a probe measures where nobody names one. */
#ifndef VA_APP_PROBE_IMPLEMENTATION_H
#define VA_APP_PROBE_IMPLEMENTATION_H

#include "base/text.h"
#include "core/workload.h"

struct probe_place {
    const char *platform;
    const char *region; /* NULL or "": any */
};

/*
 * The first one that was measured at the place; else the only one that was measured
 * anywhere; "default" for a workload that is new. An API whose duration nobody knows was
 * not measured. Bundled workloads count like own ones: what stands in their place goes on
 * under their name.
 *
 * out  TEXT_NAME_MAX + 1 bytes
 *
 * VA_USAGE when others were measured, several, and none at the place: it names them. A
 * bundled workload is nobody's own, so there it is "default" then.
 */
enum va_code probe_implementation(const struct workload *w, const struct probe_place *at,
                                  char *out, struct va_err *err);

#endif
