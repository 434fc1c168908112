/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures on demand, of allocations and of calls to SQLite; see fault.c. */
#ifndef VA_TESTS_IO_FAULT_H
#define VA_TESTS_IO_FAULT_H

#include <stdbool.h>

enum fault_kind {
    FAULT_SQL,      /* calls to SQLite that vadvise makes */
    FAULT_HEAP,     /* vadvise's own allocations */
    FAULT_SQL_HEAP, /* allocations within SQLite */
    FAULT_KIND_COUNT
};

/* Before the first use of SQLite. */
void fault_init(void);

/* From now on, the k-th call of that kind (1: the next) fails; with `on`, all later ones
 * too. result is what a call to SQLite then returns. */
struct fault_plan {
    enum fault_kind kind;
    long k;
    bool on;
    int result;
};
void fault_start(const struct fault_plan *plan);

/* No more failures. Did any call fail? */
bool fault_stop(void);

#endif
