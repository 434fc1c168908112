/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a profile's summaries to a contender: curve, failures, ranges. */
#include "core/contender.h"

/* Summaries taken together; one alone is not copied. */
struct together {
    const struct summary *one;
    struct summary sum;
};

/* What one size's groups amount to. */
struct size_total {
    int32_t memory_mb;
    struct together warm, cold; /* warm holds runs not known to be cold as well */
    int64_t n_failed;
};

static const struct summary *
together_get(const struct together *t)
{
    return t->one ? t->one : &t->sum;
}

static enum va_code
together_add(struct together *t, const struct summary *s)
{
    enum va_code code = VA_OK;

    if (!t->one && t->sum.rows == 0 && t->sum.n_failed == 0) {
        t->one = s;
        return VA_OK;
    }
    if (t->one)
        code = summary_merge(&t->sum, t->one);
    t->one = NULL;
    return code ? code : summary_merge(&t->sum, s);
}

static enum va_code
total_groups(const struct profile *p, int32_t *next, struct size_total *out)
{
    enum va_code code = VA_OK;

    out->memory_mb = p->groups[*next].memory_mb;
    out->n_failed = 0;
    for (; !code && *next < p->n_groups; ++*next) {
        const struct size_group *g = &p->groups[*next];

        if (g->memory_mb != out->memory_mb)
            break;
        out->n_failed += g->summary.n_failed;
        code = together_add(g->cold == 1 ? &out->cold : &out->warm, &g->summary);
    }
    return code;
}

static int32_t
most_memory(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static enum va_code
add_failures(struct contender *c, const struct size_total *t)
{
    if (t->n_failed == 0)
        return VA_OK;
    if (c->n_failed == CURVE_SIZES_MAX)
        return VA_OVERFLOW;
    c->failed[c->n_failed++] =
        (struct failed_size){ .memory_mb = t->memory_mb,
                              .n_failed = t->n_failed,
                              .n = together_get(&t->warm)->n + together_get(&t->cold)->n,
                              .from_mb = t->memory_mb,
                              .to_mb = t->memory_mb };
    return VA_OK;
}

/* Cold starts stay out of the curve, unless most sizes have nothing else: then all of
 * them count at every size, so that all are measured by the same. */
static enum va_code
add_size(struct contender *c, struct size_total *t, bool stand_in)
{
    const struct summary *cold = together_get(&t->cold);
    const bool only_cold = together_get(&t->warm)->rows == 0 && cold->rows > 0;
    const struct summary *warm = NULL;
    const struct summary *used = NULL;
    enum va_code code = add_failures(c, t);

    if (only_cold || stand_in)
        c->cold_only = true;
    else
        c->n_cold += cold->n;
    if (!code && stand_in && cold->rows > 0)
        code = together_add(&t->warm, cold);
    warm = together_get(&t->warm);
    used = warm->rows > 0 ? warm : cold;
    c->max_memory_mb = most_memory(c->max_memory_mb,
                                   most_memory(warm->max_memory_mb, cold->max_memory_mb));
    if (code || used->rows == 0)
        return code;
    c->has_point = true;
    return curve_add(&c->curve, t->memory_mb, used);
}

/* Are cold starts all there is at most sizes? */
static bool
is_cold_alone(const struct profile *p)
{
    int32_t n_sizes = 0;
    int32_t n_cold = 0;

    for (int32_t i = 0; i < p->n_groups; n_sizes++) {
        const int32_t memory_mb = p->groups[i].memory_mb;
        bool warm = false;
        bool cold = false;

        for (; i < p->n_groups && p->groups[i].memory_mb == memory_mb; i++) {
            const bool has_runs = p->groups[i].summary.rows > 0;

            cold = cold || (has_runs && p->groups[i].cold == 1);
            warm = warm || (has_runs && p->groups[i].cold != 1);
        }
        n_cold += cold && !warm;
    }
    return 2 * n_cold > n_sizes;
}

static enum va_code
add_sizes(struct contender *c, const struct profile *p)
{
    const bool stand_in = is_cold_alone(p);
    enum va_code code = VA_OK;
    int32_t next = 0;

    while (!code && next < p->n_groups) {
        struct size_total total = { .warm.one = NULL };

        summary_init(&total.warm.sum);
        summary_init(&total.cold.sum);
        code = total_groups(p, &next, &total);
        if (!code)
            code = add_size(c, &total, stand_in);
        summary_clear(&total.warm.sum);
        summary_clear(&total.cold.sum);
    }
    return code;
}

/* Timeouts are bounds; sizes that ran on other CPU types than usual are brought in line.
 */
static enum va_code
add_hosts(struct contender *c, const struct profile *p)
{
    enum va_code code = VA_OK;

    hosts_init(p, &c->hosts);
    hosts_drift(p, &c->drift);
    for (int32_t i = 0; !code && i < p->n_groups; i++) {
        const struct size_group *g = &p->groups[i];

        if (g->cold != 1 && g->summary.censored_n > 0)
            code = curve_add_cut(&c->curve, g->memory_mb, g->summary.censored_n,
                                 g->summary.censored_mean_log);
    }
    for (int32_t i = 0; !code && i < c->curve.n_sizes && p->n_cpus > 1; i++) {
        const int32_t mb = c->curve.sizes[i].memory_mb;

        code = curve_correct(&c->curve, mb, hosts_correction(&c->hosts, p, mb));
    }
    return code;
}

static const struct failed_size *
failure_at(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->n_failed; i++) {
        if (c->failed[i].memory_mb == memory_mb)
            return &c->failed[i];
    }
    return NULL;
}

/* Widen each size that mostly failed up to the nearest sizes that work. */
static void
spread_failures(struct contender *c)
{
    for (int32_t i = 0; i < c->n_failed; i++) {
        struct failed_size *f = &c->failed[i];
        int32_t below = 0;
        int32_t above = SAMPLE_MEMORY_MB_MAX + 1;

        if (f->n_failed < f->n)
            continue;
        for (int32_t k = 0; k < c->curve.n_sizes; k++) {
            int32_t mb = c->curve.sizes[k].memory_mb;

            if (failure_at(c, mb))
                continue;
            if (mb < f->memory_mb && mb > below)
                below = mb;
            if (mb > f->memory_mb && mb < above)
                above = mb;
        }
        f->from_mb = below + 1;
        f->to_mb = above - 1;
        if (below == 0 && f->memory_mb > c->floor_mb)
            c->floor_mb = f->memory_mb;
    }
}

static void
find_range(struct contender *c)
{
    for (int32_t k = 0; k < c->curve.n_sizes; k++) {
        int32_t mb = c->curve.sizes[k].memory_mb;

        if (contender_fails_at(c, mb))
            continue;
        if (c->from_mb == 0 || mb < c->from_mb)
            c->from_mb = mb;
        if (mb > c->to_mb)
            c->to_mb = mb;
    }
}

static enum va_code
fit(struct contender *c, const struct profile *p)
{
    enum va_code code = VA_OK;

    if (p->published) {
        code = curve_publish(&c->curve, &p->curve);
        c->from_mb = p->curve.from_mb;
        c->to_mb = p->curve.to_mb;
        c->has_point = true;
    } else {
        code = curve_fit(&c->curve);
        spread_failures(c);
        find_range(c);
    }
    c->has_curve = code == VA_OK;
    if (!p->published)
        cold_fit(&c->cold, p, &c->curve);
    return code == VA_NOMEM ? VA_NOMEM : VA_OK;
}

/* All but what the counts and flags say is not there: it is large, and stays unset. */
static void
start(struct contender *c, const struct implementation *implementation,
      const struct profile *profile)
{
    c->implementation = implementation;
    c->profile = profile;
    curve_init(&c->curve);
    c->has_curve = false;
    c->has_point = false;
    c->n_failed = 0;
    c->floor_mb = 0;
    c->max_memory_mb = SAMPLE_NONE;
    c->from_mb = 0;
    c->to_mb = 0;
    c->hosts.n_types = 0;
    c->hosts.usual = -1;
    c->drift.found = false;
    c->n_cold = 0;
    c->cold.n = 0;
    c->cold.n_known = 0;
    c->cold.n_init = 0;
    c->cold.seen = (struct cold_share){ 0, 1 };
    c->cold.n_sizes = 0;
    c->cold_only = false;
    c->has_tariff = false;
    c->emulated = profile->emulates[0] != '\0';
    c->has_api = false;
}

enum va_code
contender_init(struct contender *out, const struct implementation *implementation,
               const struct profile *profile)
{
    enum va_code code = VA_OK;

    start(out, implementation, profile);
    if (profile->duration_unknown)
        return VA_OK;
    code = add_sizes(out, profile);
    if (!code)
        code = add_hosts(out, profile);
    return code ? code : fit(out, profile);
}

bool
contender_knows(const struct contender *c, enum statistic stat)
{
    return !c->profile->published || (stat != STAT_P95 && stat != STAT_P99);
}

bool
contender_fails_at(const struct contender *c, int32_t memory_mb)
{
    if (memory_mb <= c->floor_mb)
        return true;
    for (int32_t i = 0; i < c->n_failed; i++) {
        if (memory_mb >= c->failed[i].from_mb && memory_mb <= c->failed[i].to_mb)
            return true;
    }
    return false;
}
