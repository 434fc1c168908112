/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a quantile sketch. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/sketch.h"

/* A place in ascending exact values or bins, and the weight before it. */
struct cursor {
    int32_t at;
    int64_t before;
};

static int
entry_order(const void *left, const void *right)
{
    const struct sketch_entry *a = left;
    const struct sketch_entry *b = right;

    if (a->value < b->value)
        return -1;
    if (a->value > b->value)
        return 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* As they come from the store. */
static bool
in_order(const struct sketch_entry *entries, int32_t n)
{
    for (int32_t i = 1; i < n; i++) {
        if (entry_order(&entries[i - 1], &entries[i]) > 0)
            return false;
    }
    return true;
}

int32_t
sketch_sorted(const struct sketch *s, struct sketch_entry out[SKETCH_EXACT])
{
    if (s->n_entries == 0)
        return 0;
    memcpy(out, s->entries, (size_t)s->n_entries * sizeof *out);
    if (!in_order(out, s->n_entries))
        qsort(out, (size_t)s->n_entries, sizeof *out, entry_order);
    return s->n_entries;
}

static double
exact_at(const struct sketch_entry *entries, int32_t n, struct cursor *c, int64_t rank)
{
    while (c->at < n - 1 && rank - c->before >= entries[c->at].weight)
        c->before += entries[c->at++].weight;
    return entries[c->at].value;
}

/*
 * The value of a rank: as far into its bin as the rank is, but no farther from either
 * end of the bin than the error allows. The extremes are known as they were.
 */
static double
binned_at(const struct sketch *s, struct cursor *c, int64_t rank)
{
    double low = 0;
    double high = 0;
    double value = 0;

    if (rank <= 0 || rank >= s->n - 1)
        return rank <= 0 ? s->min : s->max;
    while (rank - c->before >= s->bins[c->at])
        c->before += s->bins[c->at++];
    low = sketch_bin_low(s->first_bin + c->at);
    high = sketch_bin_low(s->first_bin + c->at + 1);
    value =
        low + (high - low) * ((double)(rank - c->before) + 0.5) / (double)s->bins[c->at];
    value = fmin(fmax(value, high * (1 - SKETCH_RELATIVE_ERROR)),
                 low * (1 + SKETCH_RELATIVE_ERROR));
    return fmin(fmax(value, s->min), s->max);
}

double
sketch_quantile(const struct sketch *s, double q)
{
    struct sketch_entry entries[SKETCH_EXACT];
    struct cursor c = { 0 };
    const double position = fmin(fmax(q, 0.0), 1.0) * (double)(s->n - 1);
    const int64_t rank = (int64_t)position;
    const double part = position - (double)rank;
    int32_t n = 0;
    double low = 0;

    if (s->n == 0 || isnan(q))
        return NAN;
    if (s->n_bins > 0)
        return binned_at(s, &c, rank);
    n = sketch_sorted(s, entries);
    low = exact_at(entries, n, &c, rank);
    return low + part * (exact_at(entries, n, &c, rank + 1) - low);
}

void
sketch_points(const struct sketch *s, int32_t n, double *out)
{
    struct sketch_entry entries[SKETCH_EXACT];
    const int32_t n_entries = sketch_sorted(s, entries);
    struct cursor c = { 0 };

    for (int32_t i = 0; i < n; i++) {
        const double position = ((double)i + 0.5) / (double)n * (double)s->n;
        const int64_t rank = (int64_t)position;

        out[i] = n_entries > 0 ? exact_at(entries, n_entries, &c, rank)
                               : binned_at(s, &c, rank);
    }
}
