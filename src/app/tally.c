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
    if (at < e->n_sizes && e->sizes_mb[at] == memory_mb)
        return;
    e->more_sizes = e->n_sizes == TALLY_SIZES_MAX;
    if (e->more_sizes)
        return;
    memmove(e->sizes_mb + at + 1, e->sizes_mb + at,
            (size_t)(e->n_sizes - at) * sizeof *e->sizes_mb);
    e->sizes_mb[at] = memory_mb;
    e->n_sizes++;
}

/* The entry of a workload, made when new; NULL when out of memory. */
static struct tally_entry *
entry_of(struct tally *t, const char *workload)
{
    if (t->n > 0 && !strcmp(t->entries[t->last].workload, workload))
        return &t->entries[t->last];
    t->last = place_of(t, workload);
    if ((t->last == t->n || strcmp(t->entries[t->last].workload, workload) != 0) &&
        insert(t, t->last, workload)) {
        t->last = 0;
        return NULL;
    }
    return &t->entries[t->last];
}

enum va_code
tally_add(struct tally *t, const struct sample *s)
{
    struct tally_entry *e = entry_of(t, s->workload);

    if (!e)
        return VA_NOMEM;
    e->samples++;
    e->failures += s->error[0] != '\0';
    e->cold += s->cold == 1;
    add_size(e, s->memory_mb);
    return VA_OK;
}

static void
add_sizes(struct tally_entry *e, const int64_t *memory_mb, size_t n)
{
    enum { PLACES = 64 };
    int64_t met[PLACES] = { 0 }; /* sizes by a hash: no size is 0 */

    for (size_t i = 0; i < n; i++) {
        int64_t *place =
            &met[(uint64_t)memory_mb[i] * UINT64_C(0x9e3779b97f4a7c15) >> 58];

        if (*place == memory_mb[i])
            continue;
        *place = memory_mb[i];
        add_size(e, (int32_t)memory_mb[i]);
    }
}

enum va_code
tally_add_rows(struct tally *t, const struct sample_rows *rows)
{
    const int64_t *cold = rows->numbers[ROWS_COLD];
    struct tally_entry *e = entry_of(t, rows->like->workload);

    if (!e)
        return VA_NOMEM;
    e->samples += (int64_t)rows->n;
    for (size_t i = 0; cold && i < rows->n; i++)
        e->cold += cold[i] == 1;
    if (rows->numbers[ROWS_MEMORY])
        add_sizes(e, rows->numbers[ROWS_MEMORY], rows->n);
    else
        add_size(e, rows->like->memory_mb);
    return VA_OK;
}

void
tally_clear(struct tally *t)
{
    free(t->entries);
    *t = (struct tally){ 0 };
}
