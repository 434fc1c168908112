/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts samples by size, CPU type and time. */
#include "core/stability_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_MS 1e6

/* Robust standard deviations: of a normal distribution, its quartiles' distance. */
#define QUARTILES_SD 1.3489795

enum { CELL_RUNS_LEAST = 8 }; /* fewer do not tell a spread of their own */

const char *
stability_reason_name(enum stability_reason r)
{
    static const char *const names[STABILITY_REASON_COUNT] = {
#define X(name, code) [STABILITY_##name] = (code),
        STABILITY_REASONS(X)
#undef X
    };

    return names[r];
}

struct stability *
stability_alloc(bool of_cold)
{
    struct stability *s = calloc(1, sizeof *s);

    if (s) {
        s->first_ms = s->last_ms = TIME_UNKNOWN;
        s->last = s->last_cpu = -1;
        s->of_cold = of_cold;
    }
    return s;
}

void
stability_map_week(struct stability *s)
{
    s->with_week = true;
}

static void
group_clear(struct group *g)
{
    for (int i = 0; g->bins && i < BIN_COUNT; i++)
        sketch_clear(&g->bins[i].ratios);
    for (int i = 0; g->week && i < WEEK_HOURS; i++)
        sketch_clear(&g->week[i]);
    free(g->week);
    free(g->bins);
    free(g->hours);
}

void
stability_free(struct stability *s)
{
    if (!s)
        return;
    for (int32_t i = 0; i < s->n_sizes; i++) {
        struct size *size = &s->sizes[i];

        for (int k = 0; size->cells && k <= UNKNOWN_CPU; k++)
            sketch_clear(&size->cells[k].range.ms);
        free(size->cells);
        sketch_clear(&size->range.ms);
        group_clear(&size->group);
    }
    group_clear(&s->all);
    free(s->scratch);
    free(s->sizes);
    free(s);
}

/* --- the first look --- */

/* The index of a size, or where it would stand; the last one is usually asked again. */
static int32_t
find_size(struct stability *s, int32_t memory_mb, bool *out_found)
{
    int32_t low = 0;
    int32_t high = s->n_sizes;

    *out_found = s->last >= 0 && s->sizes[s->last].memory_mb == memory_mb;
    if (*out_found)
        return s->last;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (s->sizes[middle].memory_mb < memory_mb)
            low = middle + 1;
        else
            high = middle;
    }
    *out_found = low < s->n_sizes && s->sizes[low].memory_mb == memory_mb;
    s->last = *out_found ? low : -1;
    return low;
}

static enum va_code
add_size(struct stability *s, int32_t at, int32_t memory_mb)
{
    struct size *sizes = NULL;
    struct cell *cells = NULL;

    if (s->n_sizes == STABILITY_SIZES_MAX)
        return VA_OVERFLOW;
    sizes = realloc(s->sizes, ((size_t)s->n_sizes + 1) * sizeof *sizes);
    if (!sizes)
        return VA_NOMEM;
    s->sizes = sizes;
    cells = calloc(UNKNOWN_CPU + 1, sizeof *cells);
    if (!cells)
        return VA_NOMEM;
    memmove(&sizes[at + 1], &sizes[at], (size_t)(s->n_sizes - at) * sizeof *sizes);
    sizes[at] = (struct size){ .memory_mb = memory_mb, .cells = cells };
    sketch_init(&sizes[at].range.ms);
    for (int k = 0; k <= UNKNOWN_CPU; k++)
        sketch_init(&cells[k].range.ms);
    s->n_sizes++;
    s->last = -1;
    return VA_OK;
}

/* The number of a CPU type; a new one is remembered while there is room. */
static int32_t
cpu_of(struct stability *s, const char *name)
{
    if (*name == '\0')
        return UNKNOWN_CPU;
    if (s->last_cpu >= 0 && strcmp(s->cpus[s->last_cpu], name) == 0)
        return s->last_cpu;
    for (int32_t i = 0; i < s->n_cpus; i++) {
        if (strcmp(s->cpus[i], name) == 0)
            return s->last_cpu = i;
    }
    if (s->n_cpus == STABILITY_CPUS_MAX) {
        memcpy(s->cpus[STABILITY_CPUS_MAX - 1], "other types", sizeof "other types");
        return STABILITY_CPUS_MAX - 1;
    }
    memcpy(s->cpus[s->n_cpus], name, strnlen(name, TEXT_NAME_MAX) + 1);
    s->cpus[s->n_cpus][TEXT_NAME_MAX] = '\0';
    return s->last_cpu = s->n_cpus++;
}

/* Is it of those that are judged, or of the others, which are only shown? */
static bool
is_judged(const struct stability *s, const struct sample *sample)
{
    return (sample->cold == 1) == s->of_cold;
}

static bool
counts(const struct sample *sample)
{
    return *sample->error == '\0' && sample->duration_ns > 0;
}

static double
ms_of(const struct sample *sample)
{
    return fmax((double)sample->duration_ns / NS_PER_MS, SKETCH_VALUE_MIN);
}

static void
look_at_time(struct stability *s, int64_t ms)
{
    if (ms == TIME_UNKNOWN)
        return;
    if (s->first_ms == TIME_UNKNOWN || ms < s->first_ms)
        s->first_ms = ms;
    if (s->last_ms == TIME_UNKNOWN || ms > s->last_ms)
        s->last_ms = ms;
}

enum va_code
stability_look(struct stability *s, const struct sample *sample)
{
    bool found = false;
    int32_t at = 0;
    enum va_code code = VA_OK;

    if (!counts(sample))
        return VA_OK;
    at = find_size(s, sample->memory_mb, &found);
    if (!found)
        code = add_size(s, at, sample->memory_mb);
    if (code)
        return code;
    look_at_time(s, sample->started_at_ms);
    if (!is_judged(s, sample))
        return VA_OK;
    s->sizes[at].n_judged++;
    code = sketch_add(&s->sizes[at].range.ms, ms_of(sample), 1);
    if (!code)
        code = sketch_add(&s->sizes[at].cells[cpu_of(s, sample->cpu)].range.ms,
                          ms_of(sample), 1);
    return code;
}

/* --- between --- */

/* Median, and how far out is too far; with too few, as the whole size has it. */
static void
set_range(struct range *r, const struct range *size)
{
    double quartile_distance = 0;

    if (r->ms.n == 0)
        return;
    r->median = log(sketch_quantile(&r->ms, 0.5));
    quartile_distance =
        log(sketch_quantile(&r->ms, 0.75)) - log(sketch_quantile(&r->ms, 0.25));
    if (size && (r->ms.n < CELL_RUNS_LEAST || !(quartile_distance > 0))) {
        r->low = size->low;
        r->high = size->high;
        return;
    }
    r->low = quartile_distance > 0
                 ? r->median - STABILITY_CLAMP * quartile_distance / QUARTILES_SD
                 : -INFINITY;
    r->high = quartile_distance > 0 ? 2 * r->median - r->low : INFINITY;
}

static enum va_code
make_week(struct group *g)
{
    g->week = calloc(WEEK_HOURS, sizeof *g->week);
    for (int i = 0; g->week && i < WEEK_HOURS; i++)
        sketch_init(&g->week[i]);
    return g->week ? VA_OK : VA_NOMEM;
}

static enum va_code
make_group(const struct stability *s, struct group *g)
{
    g->bins = calloc(BIN_COUNT, sizeof *g->bins);
    if (!g->bins)
        return VA_NOMEM;
    for (int i = 0; i < BIN_COUNT; i++)
        sketch_init(&g->bins[i].ratios);
    if (s->n_hours > 0)
        g->hours = calloc((size_t)s->n_hours, sizeof *g->hours);
    if (s->n_hours > 0 && !g->hours)
        return VA_NOMEM;
    return s->with_week ? make_week(g) : VA_OK;
}

enum va_code
stability_turn(struct stability *s)
{
    enum va_code code = VA_OK;

    if (s->first_ms != TIME_UNKNOWN) {
        s->first_hour = s->first_ms / STABILITY_MS_PER_HOUR;
        s->n_hours = s->last_ms / STABILITY_MS_PER_HOUR - s->first_hour + 1;
        if (s->n_hours > STABILITY_HOURS_MAX) {
            s->first_hour += s->n_hours - STABILITY_HOURS_MAX; /* the last ten years */
            s->n_hours = STABILITY_HOURS_MAX;
        }
    }
    s->scratch = calloc((size_t)s->n_sizes * STABILITY_CPUS_MAX + 1, sizeof *s->scratch);
    code = s->scratch ? make_group(s, &s->all) : VA_NOMEM;
    for (int32_t i = 0; i < s->n_sizes && !code; i++) {
        struct size *size = &s->sizes[i];

        set_range(&size->range, NULL);
        for (int k = 0; k <= UNKNOWN_CPU; k++)
            set_range(&size->cells[k].range, &size->range);
        code = make_group(s, &size->group);
    }
    return code;
}

/* --- the second look --- */

static void
add_moment(int64_t *n, double *mean, double *m2, double x)
{
    const double apart = x - *mean;

    ++*n;
    *mean += apart / (double)*n;
    *m2 += apart * (x - *mean);
}

static enum va_code
ratio_add(struct sketch *ratios, double ratio)
{
    return sketch_add(ratios, fmin(fmax(ratio, SKETCH_VALUE_MIN), SKETCH_VALUE_MAX), 1);
}

static enum va_code
bin_add(struct bin *b, double ratio, double clamped)
{
    add_moment(&b->n, &b->mean, &b->m2, clamped);
    return ratio_add(&b->ratios, ratio);
}

/* What is known of a sample, in one place. */
struct point {
    double ratio, clamped; /* clamped: a log */
    int64_t started_ms;
    int32_t cpu;
    bool warm, judged;
};

static enum va_code
group_time(const struct stability *s, struct group *g, const struct point *p)
{
    const int64_t hour = p->started_ms / STABILITY_MS_PER_HOUR;
    const int64_t day = (hour / 24 + 3) % 7; /* 1970 began on a Thursday */
    const int64_t at = hour - s->first_hour;
    enum va_code code = VA_OK;

    if (p->started_ms == TIME_UNKNOWN)
        return VA_OK;
    code = bin_add(&g->bins[BIN_HOURS + hour % 24], p->ratio, p->clamped);
    if (!code)
        code = bin_add(&g->bins[BIN_DAYS + day], p->ratio, p->clamped);
    if (!code && g->week)
        code = ratio_add(&g->week[day * 24 + hour % 24], p->ratio);
    if (at >= 0 && at < s->n_hours) {
        g->hours[at].n++;
        g->hours[at].sum += p->clamped;
    }
    return code;
}

static enum va_code
group_add(const struct stability *s, struct group *g, const struct point *p)
{
    enum va_code code =
        bin_add(&g->bins[p->warm ? BIN_WARM : BIN_COLD], p->ratio, p->clamped);

    if (code || !p->judged)
        return code;
    code = bin_add(&g->bins[BIN_ALL], p->ratio, p->clamped);
    if (!code)
        code = bin_add(&g->bins[BIN_CPUS + p->cpu], p->ratio, p->clamped);
    return code ? code : group_time(s, g, p);
}

enum va_code
stability_add(struct stability *s, const struct sample *sample)
{
    bool found = false;
    int32_t at = 0;
    struct size *size = NULL;
    struct cell *cell = NULL;
    struct point p = { .warm = sample->cold != 1,
                       .judged = is_judged(s, sample),
                       .started_ms = sample->started_at_ms };
    double log_ms = 0;
    enum va_code code = VA_OK;

    if (!counts(sample))
        return VA_OK;
    at = find_size(s, sample->memory_mb, &found);
    if (!found || s->sizes[at].n_judged == 0)
        return VA_OK; /* nothing to compare it with */
    size = &s->sizes[at];
    p.cpu = cpu_of(s, sample->cpu);
    cell = &size->cells[p.cpu];
    log_ms = log(ms_of(sample));
    p.ratio = exp(log_ms - size->range.median);
    p.clamped = log_ms - size->range.median;
    if (p.judged) {
        p.clamped =
            fmin(fmax(log_ms, cell->range.low), cell->range.high) - size->range.median;
        add_moment(&cell->n, &cell->mean, &cell->m2, p.clamped);
    }
    code = group_add(s, &s->all, &p);
    return code ? code : group_add(s, &size->group, &p);
}
