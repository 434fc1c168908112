/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The saving of a move, and the value of information about it.
 *
 * Costs follow levels: log C = log C0 + e (L - L0), e the elasticity (1 but for the
 * request fee and rounding to steps), L a Student t (dist.h). The difference of two log
 * costs D then has the spread s,
 *   s^2 = (e1 s1)^2 + (e2 s2)^2 - 2 r (e1 s1)(e2 s2),
 * with the correlation r of the two levels. The saving C_now (1 - exp(-D)) is above 0
 * with the probability that D is, and its interval is that of D.
 *
 * What a probe could find is the expected value of perfect information about one other
 * size (H. Raiffa, R. Schlaifer, "Applied Statistical Decision Theory", 1961; one
 * measurement at a time as in P. Frazier, W. Powell, S. Dayanik, "A knowledge-gradient
 * policy for sequential information collection", SIAM J. Control Optim. 47 (2008)): of
 * a size whose log cost is m + s Z against the pick's, Z standard normal, and which is
 * fast enough while s Z <= v,
 *   E max(0, C (1 - exp(m + s Z))) = C (P(u / s) - exp(m + s^2 / 2) P(u / s - s)),
 * u = min(-m, v), P the normal distribution. The best of the sizes that were measured and
 * the middles between them counts. t is taken for a normal of the same variance.
 */
#include "core/saving.h"

#include <math.h>

#include "core/advise_search.h"

/* Over this distance in log size two levels' correlation falls to 1 / e. */
#define LEVEL_REACH 1.0

/* Ends of the 90 % interval. */
#define TAIL 0.05

/* Amounts are held within this on either side. */
#define PUSD_MOST 9e18

/* Beyond this many standard deviations nothing is to be found. */
#define SD_MOST 3.0

/* A size as its cost is believed. */
struct stake {
    struct advise_point point;
    int64_t cost_pusd;
    double log_cost;
    double sd; /* of log cost */
};

static double
normal_cdf(double z)
{
    return 0.5 * erfc(-z * 0.70710678118654752440);
}

/* How much dearer one standard deviation makes it; linear within that. */
static enum va_code
stake_spread(struct stake *s)
{
    const double sd = s->point.dist.sd_level;
    int64_t more = 0;
    enum va_code code = VA_OK;

    s->sd = 0;
    if (!s->point.dist.spread_known || !(sd > 0) || s->cost_pusd <= 0)
        return VA_OK;
    code = advise_cost(&s->point, dist_level(&s->point.dist, 0.5) * exp(sd), &more, NULL);
    if (!code && more > s->cost_pusd)
        s->sd = log((double)more) - s->log_cost;
    return code;
}

static enum va_code
stake_init(struct stake *s)
{
    enum va_code code =
        advise_cost(&s->point, dist_level(&s->point.dist, 0.5), &s->cost_pusd, NULL);

    if (code || s->cost_pusd == COST_UNKNOWN)
        return code;
    s->log_cost = log((double)s->cost_pusd);
    return stake_spread(s);
}

/* Correlation of the levels at two sizes. */
static double
correlation(const struct contender *c, const struct advise_point *a,
            const struct advise_point *b)
{
    const int32_t low = a->memory_mb < b->memory_mb ? a->memory_mb : b->memory_mb;
    const int32_t high = a->memory_mb < b->memory_mb ? b->memory_mb : a->memory_mb;

    if (low == high)
        return 1;
    if (a->dist.measured && b->dist.measured)
        return 0;
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        if (c->curve.sizes[i].memory_mb > low && c->curve.sizes[i].memory_mb < high)
            return 0;
    }
    return exp(-log((double)high / low) / LEVEL_REACH);
}

/* Standard deviation of the difference of two log costs. */
static double
sd_between(const struct contender *c, const struct stake *a, const struct stake *b)
{
    const double r = correlation(c, &a->point, &b->point);

    return sqrt(fmax(a->sd * a->sd + b->sd * b->sd - 2 * r * a->sd * b->sd, 0));
}

/* --- how sure --- */

/* D as a distribution whose median is exp(D). */
static struct dist
difference(const struct stake *now, const struct stake *pick, double sd)
{
    return (struct dist){ .log_level = now->log_cost - pick->log_cost,
                          .sd_level = sd,
                          .df = now->point.dist.df,
                          .nodes = { 1 },
                          .n_nodes = 1,
                          .spread_known = true };
}

/* What is saved of a cost that shrinks by a ratio; a vague curve's may be beyond bounds.
 */
static int64_t
saved(double cost, double ratio)
{
    return llround(fmax(cost * (1 - 1 / ratio), -PUSD_MOST));
}

static void
judge(const struct contender *c, const struct stake *now, const struct stake *pick,
      struct saving *out)
{
    const double cost = (double)now->cost_pusd;
    struct dist d;

    out->probability = NAN;
    out->low_pusd = out->pusd;
    out->high_pusd = out->pusd;
    if (!now->point.dist.spread_known || now->cost_pusd <= 0 || pick->cost_pusd <= 0 ||
        now->point.memory_mb == pick->point.memory_mb)
        return;
    d = difference(now, pick, sd_between(c, now, pick));
    out->probability = 1 - dist_probability(&d, STAT_P50, 1);
    out->low_pusd = saved(cost, dist_level(&d, TAIL));
    out->high_pusd = saved(cost, dist_level(&d, 1 - TAIL));
}

/* --- what a probe could find --- */

struct probe {
    const struct contender *contender;
    const struct advise_request *request;
    const struct stake *pick;
    double worth_pusd;
};

/* The formula above. */
static double
expected_gain(double cost, double mean, double sd, double room)
{
    const double most = fmin(-mean, room);

    if (!(sd > 0) || most < -SD_MOST * sd)
        return 0;
    return cost * (normal_cdf(most / sd) -
                   exp(mean + 0.5 * sd * sd) * normal_cdf(most / sd - sd));
}

/* Is it within reach to be as cheap and fast enough, by memory x time alone? */
static bool
is_worth_a_look(const struct probe *p, const struct advise_point *at, double room)
{
    const struct advise_point *pick = &p->pick->point;
    const double reach = SD_MOST * (at->dist.sd_level + pick->dist.sd_level);
    const double dearer = at->dist.log_level - pick->dist.log_level +
                          log((double)at->memory_mb / pick->memory_mb);

    return room > -reach && dearer < reach;
}

static enum va_code
consider(struct probe *p, int32_t memory_mb)
{
    const struct contender *c = p->contender;
    const struct goal *g = &p->request->goal;
    struct stake s;
    double room = INFINITY;
    double sd = 0;
    double gain = 0;
    enum va_code code = VA_OK;

    if (memory_mb == p->pick->point.memory_mb ||
        advise_size_reason(c, p->request, memory_mb) != ADVICE_NONE)
        return VA_OK;
    code = advise_point_init(&s.point, c, p->request, memory_mb);
    if (!code && g->has_latency)
        room = log(g->latency_ms / advise_point_statistic(&s.point, g->stat));
    if (code || !is_worth_a_look(p, &s.point, room))
        return code;
    code = stake_init(&s);
    if (code || s.cost_pusd <= 0)
        return code;
    sd = sd_between(c, &s, p->pick) *
         sqrt(s.point.dist.df > 2 ? s.point.dist.df / (s.point.dist.df - 2) : 3);
    gain = expected_gain((double)p->pick->cost_pusd, s.log_cost - p->pick->log_cost, sd,
                         room);
    p->worth_pusd = fmax(p->worth_pusd, gain);
    return VA_OK;
}

/* The sold size nearest above the middle of two sizes, in log size. */
static int32_t
middle(const struct contender *c, int32_t low_mb, int32_t high_mb)
{
    const int32_t mb = (int32_t)sqrt((double)low_mb * high_mb);

    return c->has_tariff ? tariff_next_size(&c->tariff, mb - 1) : mb;
}

static enum va_code
find_worth(struct probe *p)
{
    const struct curve *curve = &p->contender->curve;
    enum va_code code = VA_OK;

    if (!p->pick->point.dist.spread_known || p->pick->cost_pusd <= 0)
        return VA_OK;
    for (int32_t i = 0; i < curve->n_sizes && !code; i++) {
        const int32_t mb = curve->sizes[i].memory_mb;

        code = consider(p, mb);
        if (!code && i + 1 < curve->n_sizes)
            code = consider(p, middle(p->contender, mb, curve->sizes[i + 1].memory_mb));
    }
    return code;
}

/* --- the two ends --- */

static enum va_code
end_of(const struct stake *s, struct saving_end *out)
{
    const struct advise_point *p = &s->point;

    out->memory_mb = p->memory_mb;
    out->duration_ms = advise_point_statistic(p, p->request->goal.stat);
    out->cost_pusd = s->cost_pusd;
    return s->cost_pusd == COST_UNKNOWN ? VA_OK : advise_month(p, &out->month_pusd);
}

/* VA_DATA: nothing is known of that size. */
static enum va_code
stake_at(const struct contender *c, const struct advise_request *request,
         int32_t memory_mb, struct stake *out)
{
    enum va_code code = advise_point_init(&out->point, c, request, memory_mb);

    if (!code && c->has_tariff && !tariff_sells(&c->tariff, memory_mb))
        code = VA_DATA;
    return code ? code : stake_init(out);
}

static enum va_code
compare(const struct contender *c, const struct stake *now, const struct stake *pick,
        struct saving *out)
{
    struct probe probe = { c, pick->point.request, pick, 0 };
    enum va_code code = VA_OK;

    out->known = now->cost_pusd != COST_UNKNOWN;
    if (!out->known)
        return VA_OK;
    out->pusd = now->cost_pusd - pick->cost_pusd;
    if (out->now.month_pusd >= 0)
        out->month_pusd = out->now.month_pusd - out->pick.month_pusd;
    judge(c, now, pick, out);
    code = find_worth(&probe);
    out->probe_worth_pusd = llround(probe.worth_pusd);
    return code;
}

static void
keep_the_pace(const struct saving_end *now, struct goal *g)
{
    g->has_latency = true;
    g->latency_ms = now->duration_ms * (1 + SAVING_NOISE_RATIO);
    g->objective = OBJECTIVE_CHEAPEST;
}

enum va_code
saving_find(const struct contender *c, const struct advise_request *request,
            bool keep_pace, struct saving *out)
{
    static const struct saving_end none = { 0, NAN, COST_UNKNOWN, -1 };
    struct advise_request r = *request;
    struct stake now;
    struct stake pick;
    struct entry e;
    bool found = false;
    enum va_code code = stake_at(c, &r, r.now_mb, &now);

    *out = (struct saving){ .now = none, .pick = none, .probability = NAN };
    if (!code)
        code = end_of(&now, &out->now);
    if (code)
        return code == VA_DATA ? VA_OK : code;
    if (keep_pace)
        keep_the_pace(&out->now, &r.goal);
    code = entry_pick(c, 0, &r, &e, &found);
    if (code || !found)
        return code;
    code = stake_at(c, &r, e.memory_mb, &pick);
    if (!code)
        code = end_of(&pick, &out->pick);
    return code ? code : compare(c, &now, &pick, out);
}
