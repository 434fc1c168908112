/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parrotfish, step by step as its program takes them. */
#include "parrotfish.h"

#include <math.h>
#include <string.h>

/* Its paper's parameters, and those that it does not name: the program's defaults. */
#define ENOUGH_KNOWN 2.0
#define DIFFER 0.05 /* coefficient of variation */
#define KNOWN_ABOUT_MB 200.0
enum { KEPT = 2, MORE_MOST = 5, SAMPLES_MOST = 20, POINTS_MAX = SAMPLES_MOST + KEPT };

struct state {
    struct site *site;
    double mb[POINTS_MAX], ms[POINTS_MAX]; /* every run that is kept */
    int32_t n;
};

static double
variation(const double runs[KEPT])
{
    const double mean = (runs[0] + runs[1]) / 2;

    return fabs(runs[0] - runs[1]) / sqrt(2) / mean;
}
_Static_assert(KEPT == 2, "variation is that of two");

/* Its program reads the billed time. */
static double
billed_run(struct site *s, int32_t mb)
{
    bool cold = false;

    return ceil(site_invoke(s, mb, &cold));
}

/* The first two go out together. */
static void
billed_pair(struct site *s, int32_t mb, double out[KEPT])
{
    out[0] = billed_run(s, mb);
    out[1] = ceil(site_invoke_beside(s, mb));
}

static void
sample(struct state *st, int32_t mb)
{
    double runs[KEPT];
    double least = 0;

    billed_pair(st->site, mb, runs);
    least = variation(runs);
    for (int32_t more = 0; more < MORE_MOST && least > DIFFER; more++) {
        const double next = billed_run(st->site, mb);
        double tried[KEPT] = { runs[0], runs[1] };

        for (int32_t i = 0; i < KEPT; i++) {
            const double was = tried[i];

            tried[i] = next;
            if (variation(tried) < least) {
                least = variation(tried);
                memcpy(runs, tried, sizeof runs);
            }
            tried[i] = was;
        }
    }
    for (int32_t i = 0; i < KEPT; i++) {
        st->mb[st->n] = mb;
        st->ms[st->n++] = runs[i];
    }
}

static double
knowledge(const struct state *st, double mb)
{
    double sum = 1;

    for (int32_t i = 0; i < st->n; i += KEPT) {
        const double off = (mb - st->mb[i]) / KNOWN_ABOUT_MB;

        sum += exp(-0.5 * off * off);
    }
    return sum;
}

static bool
was_sampled(const struct state *st, int32_t mb)
{
    for (int32_t i = 0; i < st->n; i++)
        if ((int32_t)st->mb[i] == mb)
            return true;
    return false;
}

static bool
fit(const struct state *st, struct peer *out)
{
    const struct peer_points p = { .n = st->n, .mb = st->mb, .ms = st->ms };

    return peer_fit(PEER_PARROTFISH, &p, out);
}

/* Where the fitted cost is least; and, of the sizes not sampled, where that times what is
 * known is. */
struct least {
    int32_t cost_mb, next_mb;
};

static struct least
find_least(const struct state *st, const struct peer *peer)
{
    const struct truth *t = st->site->truth;
    struct least at = { 0, 0 };
    double cost = INFINITY;
    double value = INFINITY;

    for (int32_t mb = t->from_mb; mb <= t->to_mb; mb++) {
        const double here = peer_ms(peer, mb) * mb;
        const double known = here * knowledge(st, mb);

        if (here < cost) {
            cost = here;
            at.cost_mb = mb;
        }
        if (known < value && !was_sampled(st, mb)) {
            value = known;
            at.next_mb = mb;
        }
    }
    return at;
}

bool
parrotfish_run(struct site *s, struct peer *out)
{
    const struct truth *t = s->truth;
    const int32_t third = (t->to_mb - t->from_mb + 1 + 2) / 3;
    struct state st = { .site = s };

    sample(&st, t->from_mb);
    sample(&st, t->from_mb + third);
    sample(&st, t->to_mb);
    if (!fit(&st, out))
        return false;
    while (st.n <= SAMPLES_MOST) {
        const struct least at = find_least(&st, out);

        if (at.cost_mb == 0 || knowledge(&st, at.cost_mb) > ENOUGH_KNOWN)
            break;
        if (at.next_mb == 0)
            break;
        sample(&st, at.next_mb);
        if (!fit(&st, out))
            return false;
    }
    return true;
}
