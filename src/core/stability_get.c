/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was counted, as results. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/stability_parts.h"

int32_t
stability_sizes(const struct stability *s)
{
    return s->n_sizes;
}

int32_t
stability_size_mb(const struct stability *s, int32_t size)
{
    return s->sizes[size].memory_mb;
}

int64_t
stability_first_ms(const struct stability *s)
{
    return s->first_ms;
}

int64_t
stability_last_ms(const struct stability *s)
{
    return s->last_ms;
}

static void
get_bin(const struct bin *b, struct stability_bin *out)
{
    *out = (struct stability_bin){ .n = b->n,
                                   .median = sketch_quantile(&b->ratios, 0.5),
                                   .p5 = sketch_quantile(&b->ratios, 0.05),
                                   .p95 = sketch_quantile(&b->ratios, 0.95),
                                   .least = b->n ? b->ratios.min : NAN,
                                   .most = b->n ? b->ratios.max : NAN,
                                   .cv = NAN };
    if (b->n > 1)
        out->cv = sqrt(expm1(b->m2 / (double)(b->n - 1)));
}

static int
by_samples(const void *a, const void *b)
{
    const struct stability_cpu *x = a;
    const struct stability_cpu *y = b;

    if (x->bin.n != y->bin.n)
        return x->bin.n > y->bin.n ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void
get_cpus(const struct stability *s, const struct group *g, struct stability_group *out)
{
    out->n_cpus = 0;
    for (int32_t i = 0; i <= UNKNOWN_CPU; i++) {
        struct stability_cpu *cpu = &out->cpus[out->n_cpus];

        if (g->bins[BIN_CPUS + i].n == 0)
            continue;
        get_bin(&g->bins[BIN_CPUS + i], &cpu->bin);
        cpu->name = i == UNKNOWN_CPU ? "" : s->cpus[i];
        cpu->share = (double)cpu->bin.n / (double)out->all.n;
        out->n_cpus++;
    }
    qsort(out->cpus, (size_t)out->n_cpus, sizeof *out->cpus, by_samples);
}

static void
get_variance(const struct stability *s, int32_t from, int32_t to,
             struct stability_variance *out)
{
    struct stability_cell *cells = s->scratch;
    int32_t n = 0;

    for (int32_t i = from; i < to; i++) {
        for (int k = 0; k < STABILITY_CPUS_MAX; k++) {
            const struct cell *c = &s->sizes[i].cells[k];

            if (c->n > 0)
                cells[n++] = (struct stability_cell){ i, c->n, c->mean, c->m2 };
        }
    }
    stability_explain(cells, n, out);
}

static void
get_daily(const struct stability *s, const struct group *g, struct stability_daily *out)
{
    const double days = s->first_ms == TIME_UNKNOWN ? NAN
                                                    : (double)(s->last_ms - s->first_ms) /
                                                          STABILITY_MS_PER_HOUR / 24;

    *out = (struct stability_daily){ .p = NAN, .swing = NAN, .slow_hour = NAN };
    if (s->first_ms == TIME_UNKNOWN)
        out->reason = STABILITY_NO_TIMES;
    else
        stability_wave(g->hours, s->n_hours, s->first_hour, out);
    out->days = days;
    if (days < 2) {
        out->reason = STABILITY_SHORT;
        out->p = out->swing = out->slow_hour = NAN;
    }
}

void
stability_get(const struct stability *s, int32_t size, struct stability_group *out)
{
    const struct group *g = size < 0 ? &s->all : &s->sizes[size].group;

    out->memory_mb = size < 0 ? 0 : s->sizes[size].memory_mb;
    out->median_ms =
        size < 0 || s->sizes[size].n_judged == 0 ? NAN : exp(s->sizes[size].range.median);
    get_bin(&g->bins[BIN_ALL], &out->all);
    get_bin(&g->bins[BIN_WARM], &out->warm);
    get_bin(&g->bins[BIN_COLD], &out->cold);
    for (int i = 0; i < 24; i++)
        get_bin(&g->bins[BIN_HOURS + i], &out->hours[i]);
    for (int i = 0; i < 7; i++)
        get_bin(&g->bins[BIN_DAYS + i], &out->days[i]);
    get_cpus(s, g, out);
    get_variance(s, size < 0 ? 0 : size, size < 0 ? s->n_sizes : size + 1,
                 &out->variance);
    get_daily(s, g, &out->daily);
}

void
stability_get_week(const struct stability *s, int32_t size, struct stability_week *out)
{
    const struct group *g = size < 0 ? &s->all : &s->sizes[size].group;

    for (int i = 0; i < WEEK_HOURS; i++) {
        const struct sketch *ratios = g->week ? &g->week[i] : NULL;

        out->n[i / 24][i % 24] = ratios ? ratios->n : 0;
        out->median[i / 24][i % 24] = ratios ? sketch_quantile(ratios, 0.5) : NAN;
    }
}

static double
cv_of(const struct stability *s, int32_t i)
{
    struct stability_bin b;

    get_bin(&s->sizes[i].group.bins[BIN_ALL], &b);
    return b.n >= STABILITY_RUNS_LEAST ? b.cv : NAN;
}

int32_t
stability_calm(const struct stability *s)
{
    double best = NAN;

    for (int32_t i = 0; i < s->n_sizes; i++)
        best = fmin(best, cv_of(s, i)); /* fmin passes NAN over */
    for (int32_t i = 0; i < s->n_sizes; i++) {
        if (cv_of(s, i) <= fmax(best * STABILITY_CALM_RATIO, best + STABILITY_CALM_CV))
            return i;
    }
    return -1;
}
