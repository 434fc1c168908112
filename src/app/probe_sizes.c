/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding invocations up. */
#include "app/probe_sizes.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 16, NS_PER_MS = 1000000 };

void
probe_sizes_init(struct probe_sizes *s)
{
    *s = (struct probe_sizes){ .n = 0 };
}

void
probe_sizes_clear(struct probe_sizes *s)
{
    free(s->at);
    probe_sizes_init(s);
}

static enum va_code
grow(struct probe_sizes *s)
{
    const int32_t cap = s->cap ? 2 * s->cap : FIRST_CAP;
    struct probe_size *at = NULL;

    if (s->n < s->cap)
        return VA_OK;
    at = realloc(s->at, (size_t)cap * sizeof *at);
    if (!at)
        return VA_NOMEM;
    s->at = at;
    s->cap = cap;
    return VA_OK;
}

/* The row of a size, made when there is none; NULL: out of memory. */
static struct probe_size *
row_of(struct probe_sizes *s, int32_t memory_mb)
{
    int32_t at = 0;

    while (at < s->n && s->at[at].memory_mb < memory_mb)
        at++;
    if (at < s->n && s->at[at].memory_mb == memory_mb)
        return &s->at[at];
    if (grow(s))
        return NULL;
    memmove(&s->at[at + 1], &s->at[at], (size_t)(s->n - at) * sizeof *s->at);
    s->at[at] = (struct probe_size){ .memory_mb = memory_mb };
    s->n++;
    return &s->at[at];
}

enum va_code
probe_sizes_add(struct probe_sizes *s, const struct ledger_invocation *i)
{
    struct probe_size *row = row_of(s, i->intent.memory_mb);

    if (!row)
        return VA_NOMEM;
    row->n[i->fate]++;
    if (i->fate == LEDGER_OPEN || i->fate == LEDGER_UNKNOWN)
        row->reserved_pusd += i->intent.worst_pusd;
    if (i->fate == LEDGER_DONE || i->fate == LEDGER_FAILED)
        row->spent_pusd += i->cost_pusd;
    if (i->billed_ms > 0)
        row->billed_ms += i->billed_ms;
    if (i->fate == LEDGER_DONE && i->duration_ns > 0) {
        row->duration_ms += (double)i->duration_ns / NS_PER_MS;
        row->n_durations++;
    }
    return VA_OK;
}
