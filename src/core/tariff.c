/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sizes a tariff sells, and the CPU that comes with them. */
#include "core/tariff.h"

#include <stddef.h>

static bool
size_has(const struct tariff_size *size, int32_t memory_mb)
{
    return memory_mb >= size->min_mb && memory_mb <= size->max_mb &&
           (memory_mb - size->min_mb) % size->step_mb == 0;
}

const struct tariff_size *
tariff_size_of(const struct tariff *t, int32_t memory_mb)
{
    for (int32_t i = 0; i < t->n_sizes; i++) {
        if (size_has(&t->sizes[i], memory_mb))
            return &t->sizes[i];
    }
    return NULL;
}

bool
tariff_sells(const struct tariff *t, int32_t memory_mb)
{
    return tariff_size_of(t, memory_mb) != NULL;
}

int32_t
tariff_next_size(const struct tariff *t, int32_t after_mb)
{
    for (int32_t i = 0; i < t->n_sizes; i++) {
        const struct tariff_size *size = &t->sizes[i];
        int64_t next = size->min_mb;

        if (size->max_mb <= after_mb)
            continue;
        if (after_mb >= size->min_mb) {
            const int64_t steps = ((int64_t)after_mb - size->min_mb) / size->step_mb + 1;

            next += steps * size->step_mb;
        }
        if (next <= size->max_mb)
            return (int32_t)next;
    }
    return 0;
}

int32_t
tariff_mhz(const struct tariff *t, int32_t memory_mb)
{
    const struct tariff_size *size = tariff_size_of(t, memory_mb);

    return size ? size->mhz : 0;
}

int32_t
tariff_milli_vcpu(const struct tariff *t, int32_t memory_mb)
{
    const struct tariff_size *size = tariff_size_of(t, memory_mb);
    int64_t scaled = 0;

    if (!size)
        return 0;
    if (size->milli_vcpu > 0 || t->mb_per_vcpu <= 0)
        return size->milli_vcpu;
    scaled = (int64_t)memory_mb * 1000;
    scaled = scaled / t->mb_per_vcpu + (scaled % t->mb_per_vcpu * 2 >= t->mb_per_vcpu);
    return scaled <= INT32_MAX ? (int32_t)scaled : 0;
}
