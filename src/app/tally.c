/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts by workload: sorted, with the last one met at hand. */
#include "app/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t
place_of(const struct tally *t, const char *workload)
{
    size_t low = 0;
    size_t high = t->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (strcmp(t->entries[mid].workload, workload) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static enum va_code
insert(struct tally *t, size_t at, const char *workload)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 16;
        struct tally_entry *grown = realloc(t->entries, cap * sizeof *grown);

        if (!grown)
            return VA_NOMEM;
        t->entries = grown;
        t->cap = cap;
    }
    memmove(t->entries + at + 1, t->entries + at, (t->n - at) * sizeof *t->entries);
    t->n++;
    t->entries[at] = (struct tally_entry){ 0 };
    snprintf(t->entries[at].workload, sizeof t->entries[at].workload, "%s", workload);
    return VA_OK;
}

static void
add_size(struct tally_entry *e, int32_t memory_mb)
{
    int32_t at = 0;

    while (at < e->n_sizes && e->sizes_mb[at] < memory_mb)
        at++;
    if ((at < e->n_sizes && e->sizes_mb[at] == memory_mb) ||
        e->n_sizes == TALLY_SIZES_MAX)
        return;
    memmove(e->sizes_mb + at + 1, e->sizes_mb + at,
            (size_t)(e->n_sizes - at) * sizeof *e->sizes_mb);
    e->sizes_mb[at] = memory_mb;
    e->n_sizes++;
}

enum va_code
tally_add(struct tally *t, const struct sample *s)
{
    struct tally_entry *e = NULL;

    if (t->n == 0 || strcmp(t->entries[t->last].workload, s->workload)) {
        t->last = place_of(t, s->workload);
        if (t->last == t->n || strcmp(t->entries[t->last].workload, s->workload)) {
            enum va_code code = insert(t, t->last, s->workload);

            if (code) {
                t->last = 0;
                return code;
            }
        }
    }
    e = &t->entries[t->last];
    e->samples++;
    e->failures += s->error[0] != '\0';
    e->cold += s->cold == 1;
    add_size(e, s->memory_mb);
    return VA_OK;
}

void
tally_clear(struct tally *t)
{
    free(t->entries);
    *t = (struct tally){ 0 };
}
