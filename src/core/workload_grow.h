/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth of the arrays of a workload, private to workload*.c. */
#ifndef VA_CORE_WORKLOAD_GROW_H
#define VA_CORE_WORKLOAD_GROW_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { WORKLOAD_GROW_FIRST = 4 };

/*
 * Room for one more item at the end. Capacities are powers of two from
 * WORKLOAD_GROW_FIRST on, so that the capacity follows from the count.
 *
 * items  what realloc takes; n  items in it, >= 0; item_bytes  > 0
 *
 * Returns the array, moved or not; NULL when out of memory (items is then unchanged).
 */
static inline void *
workload_grow(void *items, int32_t n, size_t item_bytes)
{
    const size_t count = (size_t)n;

    if (n != 0 && (n < WORKLOAD_GROW_FIRST || (n & (n - 1)) != 0))
        return items;
    return realloc(items, item_bytes * (n ? count * 2 : WORKLOAD_GROW_FIRST));
}

#endif
