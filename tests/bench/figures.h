/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many values and what is reported of them; and the rows of the benchmarks' table. */
#ifndef VA_TESTS_BENCH_FIGURES_H
#define VA_TESTS_BENCH_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

/* Values in any order; { 0 } is empty. Aborts without memory. */
struct figures {
    double *values;
    int32_t n, cap;
};

void figures_add(struct figures *f, double value);
void figures_clear(struct figures *f); /* ready for reuse */

/* NAN without values. */
double figures_mean(const struct figures *f);

/* Between the two nearest values in a straight line; 0 <= p <= 1. Sorts the values. */
double figures_quantile(struct figures *f, double p);

/* A figure with its peer's from the same run. */
struct figure_row {
    const char *section; /* no commas in any text */
    const char *name;
    double ours;
    const char *unit;
    const char *peer;  /* NULL: none */
    double peer_value; /* NAN: none */
};

struct figure_table {
    bool csv;            /* section,name,ours,unit,peer,peer figure */
    const char *section; /* of the last row */
};

/* Print a row, before it the section when that is a new one. */
void figure_print(struct figure_table *t, const struct figure_row *row);

#endif
