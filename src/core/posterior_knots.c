/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line of knots. A curve without what hosts add is smooth; at a measured size part of
 * that comes back, so the line leaves the curve for the size's own value and returns to
 * it within a small step: neighbours of a measured size stay near it.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/fast_log.h"
#include "core/posterior_parts.h"

/* Places between sizes are this close, in log size, and this far beyond the ends. */
#define KNOT_STEP 0.25
enum { KNOTS_BEYOND = 4, SMOOTH_KNOTS = 336 };
static const double beyond[KNOTS_BEYOND] = { 0.25, 0.75, 2.0, 8.0 };

/* How far a size's own value reaches, in log size, and at most of the way to the next. */
#define OWN_REACH 0.05
#define OWN_SHARE 0.3

/* Spreads of measured functions want to be this much wider than the model's: at a size
 * measured again, between the measured sizes, below and above them. */
#define CALIBRATION_AGAIN 1.45
#define CALIBRATION_INSIDE 1.22
#define CALIBRATION_BELOW 0.85
#define CALIBRATION_ABOVE 1.12

/* Log durations stay within these: 1e-9 ms and 1e17 ms. */
#define LOG_MS_LEAST (-20.7)
#define LOG_MS_MOST 39.1

static double
calibration(const struct posterior_data *d, const struct place *at)
{
    if (at->host_stays > 0)
        return CALIBRATION_AGAIN;
    if (at->x < d->x[0])
        return CALIBRATION_BELOW;
    return at->x > d->x[d->n - 1] ? CALIBRATION_ABOVE : CALIBRATION_INSIDE;
}

/* g of every particle at a place. */
static void
shapes_at(const struct work *w, double x, double out[POSTERIOR_PARTICLES])
{
    double power[N_POWERS];

    for (int32_t b = 0; b < N_POWERS; b++)
        if (w->has_power[b])
            power[b] = exp(-grid_power(b) * (x - POSTERIOR_LOG_ONE_CPU));
    for (int32_t p = 0; p < w->n_particles; p++) {
        const double floor = w->floor[p];

        out[p] = floor + (1 - floor) * power[w->particles[p].at.power];
    }
    for (int32_t p = 0; p < w->n_particles; p++)
        out[p] = fast_log(out[p]);
    for (int32_t p = 0; p < w->n_particles; p++)
        out[p] = x < w->log_knee[p] ? out[p] : w->at_knee[p];
}

/* What the residuals of the sizes add, particle by particle. */
static void
add_residuals(const struct work *w, const struct krige at[N_MIXES],
              double out[POSTERIOR_PARTICLES])
{
    int32_t first = 0;

    for (int32_t m = 0; m < N_MIXES; m++) {
        for (int32_t j = 0; j < w->data.n; j++) {
            const double weight = at[m].weight[j];
            const double *residual = w->residual[j];

            for (int32_t p = first; p < w->mix_end[m]; p++)
                out[p] += weight * residual[p];
        }
        first = w->mix_end[m];
    }
}

/* Mean and mean square of the particles' values, from the first size's on. In four
 * chains, which processors add side by side. */
static void
average(const struct work *w, const double *off, double *mean, double *square)
{
    enum { CHAINS = 4 };
    double sum[CHAINS] = { 0 };
    double sum2[CHAINS] = { 0 };

    for (int32_t p = 0; p < w->n_particles; p += CHAINS) {
        for (int32_t i = 0; i < CHAINS; i++) {
            const double d = off[p + i] - w->data.y[0];

            sum[i] += w->share[p + i] * d;
            sum2[i] += w->share[p + i] * d * d;
        }
    }
    *mean = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    *square = (sum2[0] + sum2[1]) + (sum2[2] + sum2[3]);
}
_Static_assert(POSTERIOR_PARTICLES % 4 == 0, "chains are full");

/* The mean over the particles, and the spread of and within them; g is of shapes_at. */
static void
predict(const struct work *w, const double *g, struct place place,
        struct posterior_knot *knot)
{
    struct krige at[N_MIXES];
    double off[POSTERIOR_PARTICLES];
    double mean = 0;
    double square = 0;
    double within = 0;
    double stair = 0;

    for (int32_t m = 0; m < N_MIXES; m++) {
        noise_krige(&w->data, m, &w->noise[m], place, &at[m]);
        within += w->mix_scale2[m] * at[m].var;
    }
    memcpy(off, g, sizeof off);
    add_residuals(w, at, off);
    average(w, off, &mean, &square);
    knot->x = place.x;
    knot->mean = w->data.y[0] + mean;
    stair = posterior_stair_sd(knot->x, knot->mean);
    knot->sd = calibration(&w->data, &place) *
               sqrt(fmax(square - mean * mean, 0) + within + stair * stair);
}

/* The curve as nobody measured it, at sizes and places between them, ascending; and what
 * each size is when it is measured again. */
struct smooth {
    struct posterior_knot knots[SMOOTH_KNOTS];
    struct posterior_knot own[POSTERIOR_SIZES];
    int32_t n, n_own;
};

static void
add_smooth(const struct work *w, double x, bool is_size, struct smooth *out)
{
    double g[POSTERIOR_PARTICLES];

    assert(out->n < SMOOTH_KNOTS);
    shapes_at(w, x, g);
    predict(w, g, place_at(x, 0), &out->knots[out->n++]);
    if (is_size)
        predict(w, g, place_at(x, HOST_STAYS), &out->own[out->n_own++]);
}

static void
make_smooth(const struct work *w, const double *sizes_x, int32_t n, struct smooth *out)
{
    out->n = 0;
    out->n_own = 0;
    for (int32_t i = KNOTS_BEYOND - 1; i >= 0; i--)
        add_smooth(w, sizes_x[0] - beyond[i], false, out);
    for (int32_t i = 0; i < n; i++) {
        const double gap = i + 1 < n ? sizes_x[i + 1] - sizes_x[i] : 0;
        const int32_t parts = (int32_t)(gap / KNOT_STEP) + 1;

        for (int32_t k = 0; k < parts; k++)
            add_smooth(w, sizes_x[i] + gap * k / parts, k == 0, out);
    }
    for (int32_t i = 0; i < KNOTS_BEYOND; i++)
        add_smooth(w, sizes_x[n - 1] + beyond[i], false, out);
}

static struct posterior_knot
between(const struct posterior_knot *a, const struct posterior_knot *b, double x)
{
    const double share = (x - a->x) / (b->x - a->x);

    return (struct posterior_knot){ x, a->mean + share * (b->mean - a->mean),
                                    a->sd + share * (b->sd - a->sd) };
}

static void
put(struct posterior *out, struct posterior_knot knot)
{
    assert(out->n_knots < POSTERIOR_KNOTS);
    knot.mean = fmin(fmax(knot.mean, LOG_MS_LEAST), LOG_MS_MOST);
    out->knots[out->n_knots++] = knot;
}

/* How far a size's own value reaches towards its neighbour among the knots. */
static double
reach(double gap)
{
    return gap * OWN_SHARE < OWN_REACH ? gap * OWN_SHARE : OWN_REACH;
}

void
posterior_place_knots(const struct work *w, const double *sizes_x, int32_t n,
                      struct posterior *out)
{
    struct smooth smooth;
    int32_t size = 0;

    make_smooth(w, sizes_x, n, &smooth);
    out->n_knots = 0;
    for (int32_t i = 0; i < smooth.n; i++) {
        const struct posterior_knot *at = &smooth.knots[i];

        if (size == n || at->x < sizes_x[size]) {
            put(out, *at);
            continue;
        }
        put(out, between(at - 1, at, at->x - reach(at->x - at[-1].x)));
        put(out, smooth.own[size++]);
        put(out, between(at, at + 1, at->x + reach(at[1].x - at->x)));
    }
}
