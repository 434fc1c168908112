/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine as seen from inside: processor, virtual machine, instance, memory, steal.
 */
#ifndef VA_FN_HOST_H
#define VA_FN_HOST_H

#include <stdbool.h>

#include "fn/report.h"

/* Where it is read from. */
struct fn_host_places {
    const char *proc; /* "/proc" */
    const char *sys;  /* "/sys/fs/cgroup" */
    const char *tmp;  /* folder that lives as long as the environment */
};

/*
 * Read what does not change, once per environment. What cannot be read stays unknown.
 *
 * out     memory_mb is the caller's to fill in
 * reused  was there an instance id already: is the environment older than this process?
 */
void fn_host_read(const struct fn_host_places *places, struct fn_host *out, bool *reused);

/* Time stolen from all processors since the machine started, in ms; < 0: not known. */
double fn_host_steal_ms(const struct fn_host_places *places);

/* Most memory that this container used, in MB; < 0 when it is in no container of its own.
 */
double fn_host_memory_mb(const struct fn_host_places *places);

/* Most memory of this program and of its largest child together, in MB. */
double fn_host_rusage_mb(void);

/* The monotonic clock, in ms. */
double fn_now_ms(void);

#endif
