/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run's invocations, added up by size. */
#ifndef VA_APP_PROBE_SIZES_H
#define VA_APP_PROBE_SIZES_H

#include <stdint.h>

#include "io/ledger.h"

struct probe_size {
    int32_t memory_mb;
    int64_t n[LEDGER_FATE_COUNT];
    double duration_ms; /* sum, of what is done and known */
    int64_t n_durations;
    int64_t billed_ms, spent_pusd, reserved_pusd;
};

struct probe_sizes {
    struct probe_size *at; /* ascending by size */
    int32_t n, cap;
};

void probe_sizes_init(struct probe_sizes *s);
void probe_sizes_clear(struct probe_sizes *s);

/* VA_NOMEM. */
enum va_code probe_sizes_add(struct probe_sizes *s, const struct ledger_invocation *i);

#endif
