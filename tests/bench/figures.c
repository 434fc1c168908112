/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, quantiles and rows. */
#include "figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
figures_add(struct figures *f, double value)
{
    if (f->n == f->cap) {
        f->cap = f->cap > 0 ? 2 * f->cap : 64;
        f->values = realloc(f->values, (size_t)f->cap * sizeof f->values[0]);
        if (!f->values)
            abort();
    }
    f->values[f->n++] = value;
}

void
figures_clear(struct figures *f)
{
    free(f->values);
    *f = (struct figures){ 0 };
}

double
figures_mean(const struct figures *f)
{
    double sum = 0;

    for (int32_t i = 0; i < f->n; i++)
        sum += f->values[i];
    return f->n > 0 ? sum / f->n : NAN;
}

static int
order(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

double
figures_quantile(struct figures *f, double p)
{
    const double at = p * (f->n - 1);
    const int32_t i = (int32_t)floor(at);

    if (f->n == 0)
        return NAN;
    qsort(f->values, (size_t)f->n, sizeof f->values[0], order);
    if (i + 1 >= f->n)
        return f->values[f->n - 1];
    return f->values[i] + (at - i) * (f->values[i + 1] - f->values[i]);
}

/* Three digits, as table.awk has them; "-" for what is not known. */
static const char *
number_text(double value, char *out, size_t size)
{
    const double large = fabs(value);
    const int digits = large < 1 ? 3 : large < 10 ? 2 : large < 100 ? 1 : 0;

    if (isfinite(value))
        snprintf(out, size, "%.*f", digits, value);
    else
        snprintf(out, size, "-");
    return out;
}

static void
print_csv(const struct figure_row *row)
{
    printf("%s,%s,%.9g,%s,%s,", row->section, row->name, row->ours, row->unit,
           row->peer ? row->peer : "");
    if (isfinite(row->peer_value))
        printf("%.9g", row->peer_value);
    printf("\n");
}

void
figure_print(struct figure_table *t, const struct figure_row *row)
{
    char ours[32];
    char peer[32];
    char ratio[32];

    if (t->csv) {
        print_csv(row);
        return;
    }
    if (!t->section || strcmp(t->section, row->section) != 0)
        printf("%s%s\n", t->section ? "\n" : "", row->section);
    t->section = row->section;
    printf("  %-44s %9s %-6s %-18s %9s %7s\n", row->name,
           number_text(row->ours, ours, sizeof ours), row->unit,
           row->peer ? row->peer : "-", number_text(row->peer_value, peer, sizeof peer),
           number_text(row->ours / row->peer_value, ratio, sizeof ratio));
}
