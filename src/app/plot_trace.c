/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A curve as a line. */
#include <math.h>

#include "app/plot.h"

static bool
is_measured(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        if (c->curve.sizes[i].memory_mb == memory_mb)
            return true;
    }
    return false;
}

static enum va_code
duration_at(const struct contender *c, const struct advise_request *request,
            int32_t memory_mb, double *out_ms)
{
    struct advise_interval at = { 0 };
    const enum va_code code = advise_duration(c, request, memory_mb, &at);

    if (!code)
        *out_ms = at.ms;
    return code;
}

static enum va_code
add_point(const struct contender *c, const struct advise_request *request,
          int32_t memory_mb, struct plot_series *s)
{
    struct advise_interval at = { 0 };
    const enum va_code code = advise_duration(c, request, memory_mb, &at);

    if (code)
        return code;
    s->line[s->n_line++] =
        (struct plot_point){ .memory_mb = memory_mb,
                             .cost_pusd = COST_UNKNOWN,
                             .duration_ms = at.ms,
                             .low_ms = at.low_ms,
                             .high_ms = at.high_ms,
                             .outside = memory_mb < s->from_mb || memory_mb > s->to_mb };
    return VA_OK;
}

/* A measured size is pulled to its own data; the line runs beside it, through sizes that
 * have none, so that it stays smooth. */
static int32_t
step_aside(const struct contender *c, int32_t memory_mb, int32_t high_mb)
{
    int32_t aside = memory_mb + (memory_mb < high_mb ? 1 : -1);

    if (!is_measured(c, memory_mb))
        return memory_mb;
    return is_measured(c, aside) ? 0 : aside;
}

static int32_t
size_at(const struct plot_range *r, double part)
{
    const double factor = (double)r->high_mb / r->low_mb;

    return (int32_t)lround(r->linear ? r->low_mb + part * (r->high_mb - r->low_mb)
                                     : r->low_mb * pow(factor, part));
}

static enum va_code
trace_line(const struct contender *c, const struct advise_request *request,
           const struct plot_range *r, struct plot_series *s)
{
    enum va_code code = VA_OK;
    int32_t last_mb = 0;

    for (int32_t i = 0; i <= r->steps && !code; i++) {
        const int32_t mb = step_aside(c, size_at(r, (double)i / r->steps), r->high_mb);

        if (mb <= last_mb)
            continue;
        last_mb = mb;
        code = add_point(c, request, mb, s);
    }
    return code;
}

/* Of a few sizes each has its point, measured or not. */
static enum va_code
trace_table(const struct contender *c, const struct advise_request *request,
            const struct plot_range *r, struct plot_series *s)
{
    enum va_code code = VA_OK;
    int32_t mb = r->low_mb - 1;

    while (!code && (mb = tariff_next_size(&c->tariff, mb)) != 0 && mb <= r->high_mb &&
           s->n_line < PLOT_LINE_MAX)
        code = add_point(c, request, mb, s);
    return code;
}

/* Sizes side by side leave no room between them: join the measured ones. */
static enum va_code
join_samples(const struct contender *c, const struct advise_request *request,
             struct plot_series *s)
{
    enum va_code code = VA_OK;

    s->n_line = 0;
    for (int32_t i = 0; i < c->curve.n_sizes && s->n_line < PLOT_LINE_MAX && !code; i++)
        code = add_point(c, request, c->curve.sizes[i].memory_mb, s);
    return code;
}

static enum va_code
add_costs(const struct contender *c, const struct advise_request *request,
          struct plot_series *s)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < s->n_line && !code; i++) {
        struct advise_figures at = { 0 };

        code = advise_figures(c, request, s->line[i].memory_mb, &at);
        s->line[i].cost_pusd = at.cost_pusd;
    }
    return code;
}

static enum va_code
find_half(const struct contender *c, const struct advise_request *request,
          struct plot_series *s)
{
    const double half_ms = (s->from_ms + s->to_ms) / 2;
    int32_t low = s->from_mb;
    int32_t high = s->to_mb;

    if (!(s->to_ms < s->from_ms))
        return VA_OK;
    while (high - low > 1) {
        const int32_t mid = low + (high - low) / 2;
        double ms = 0;
        const enum va_code code = duration_at(c, request, mid, &ms);

        if (code)
            return code;
        if (ms <= half_ms)
            high = mid;
        else
            low = mid;
    }
    s->half_mb = high;
    return VA_OK;
}

enum va_code
plot_trace(const struct contender *c, const struct advise_request *request,
           const struct plot_range *range, struct plot_series *out)
{
    enum va_code code = duration_at(c, request, out->from_mb, &out->from_ms);

    if (!code)
        code = duration_at(c, request, out->to_mb, &out->to_ms);
    if (!code)
        code = find_half(c, request, out);
    if (!code)
        code = range->table ? trace_table(c, request, range, out)
                            : trace_line(c, request, range, out);
    if (!code && out->n_line < 2)
        code = join_samples(c, request, out);
    return !code && range->costs ? add_costs(c, request, out) : code;
}
