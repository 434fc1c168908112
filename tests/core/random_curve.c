/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/random_curve.h"
#include "stats.h"

enum { LOG_A, B, C, KNEE };

static const double sizes[RANDOM_CURVE_POINTS] = { 128,  192,  256,  384,  512,  640,
                                                   768,  896,  1024, 1536, 1769, 2048,
                                                   3008, 4096, 6144, 10240 };

/* a x^b of x up to the knee, where there is one */
static double
falling(const struct random_curve *c, int32_t i, const double *q)
{
    double log_x = log(c->x[i]);

    if (c->form == RANDOM_CURVE_KNEE)
        log_x = fmin(log_x, q[KNEE]);
    return exp(q[LOG_A] + q[B] * log_x);
}

static double
value(const void *context, int32_t i, const double *q)
{
    const struct random_curve *c = context;

    switch (c->form) {
    case RANDOM_CURVE_LINE:
        return q[LOG_A] + q[B] * log(c->x[i]);
    case RANDOM_CURVE_PLAIN:
        return q[C] + falling(c, i, q);
    case RANDOM_CURVE_DECAY:
        return q[C] + q[LOG_A] * exp(q[B] * c->x[i]);
    default:
        return log(q[C] + falling(c, i, q));
    }
}

static void
gradient(const void *context, int32_t i, const double *q, double *out)
{
    const struct random_curve *c = context;
    const double log_x = log(c->x[i]);
    const double ms = c->form == RANDOM_CURVE_DECAY ? 0 : falling(c, i, q);
    const double whole = c->form == RANDOM_CURVE_PLAIN ? 1 : q[C] + ms;

    if (c->form == RANDOM_CURVE_LINE) {
        out[LOG_A] = 1;
        out[B] = log_x;
        return;
    }
    out[C] = 1 / whole;
    if (c->form == RANDOM_CURVE_DECAY) {
        out[C] = 1;
        out[LOG_A] = exp(q[B] * c->x[i]);
        out[B] = q[LOG_A] * c->x[i] * out[LOG_A];
        return;
    }
    out[LOG_A] = ms / whole;
    out[B] = ms / whole * log_x;
    if (c->form == RANDOM_CURVE_KNEE) {
        out[B] = ms / whole * fmin(log_x, q[KNEE]);
        out[KNEE] = log_x > q[KNEE] ? ms / whole * q[B] : 0;
    }
}

static bool
one_in(uint64_t *state, int n)
{
    return random_unit(state) * n < 1;
}

static double
between(uint64_t *state, double low, double high)
{
    return low + (high - low) * random_unit(state);
}

static void
make_sizes(struct random_curve *c, uint64_t *state, int32_t n)
{
    int32_t at = 0;

    for (int32_t i = 0; i < n; i++) { /* some of the list, ascending */
        at += (int32_t)(random_unit(state) * (RANDOM_CURVE_POINTS - n - (at - i) + 1));
        c->x[i] = sizes[at++];
    }
    if (!c->unusual)
        return;
    if (one_in(state, 8))
        for (int32_t i = 1; i < n; i++)
            c->x[i] = one_in(state, 2) ? c->x[0] : nextafter(c->x[i - 1], INFINITY);
    if (one_in(state, 8))
        for (int32_t i = 1; i < n; i++)
            c->x[i] = c->x[i] * exp(between(state, 0, 20));
}

/* A law of the form's kind, beside which the fit starts. */
static void
make_law(struct random_curve *c, uint64_t *state, double *q)
{
    const double from = c->x[0];
    const double level = exp(between(state, 0, 12));
    const double share = between(state, 0, 1) * (c->form == RANDOM_CURVE_LINE ? 0 : 1);

    q[B] = -between(state, 0.2, 1.6);
    q[C] = level * share;
    q[LOG_A] = log(level) - q[B] * log(from);
    q[KNEE] = 0;
    if (c->form == RANDOM_CURVE_DECAY) {
        q[LOG_A] = level;
        q[B] = -1 / exp(between(state, log(200), log(4000)));
    }
}

static void
make_bounds(struct random_curve *c, uint64_t *state, double *q)
{
    const int32_t n = c->problem.n;
    const int32_t i = n > 3 ? 1 + (int32_t)(random_unit(state) * (n - 3)) : 0;

    for (int32_t j = 0; j < RANDOM_CURVE_PARAMETERS; j++) {
        c->lower[j] = -INFINITY;
        c->upper[j] = INFINITY;
    }
    if (c->form == RANDOM_CURVE_FLOOR || c->form == RANDOM_CURVE_KNEE)
        c->lower[C] = 0;
    if (c->form == RANDOM_CURVE_KNEE) {
        c->lower[KNEE] = log(c->x[i]);
        c->upper[KNEE] = log(c->x[i + 1]);
        q[KNEE] = between(state, c->lower[KNEE], c->upper[KNEE]);
    }
}

/* What else may have happened to durations. */
static void
spoil(struct random_curve *c, uint64_t *state)
{
    const int32_t n = c->problem.n;
    const double scale = one_in(state, 3) ? between(state, -69, 69) : 0;
    const double limit = log(between(state, 1, 100000));
    const bool cut = one_in(state, 4);
    const bool outliers = one_in(state, 4);
    const bool lawless = one_in(state, 8);
    const bool equal = one_in(state, 16);
    const bool in_ms = c->form >= RANDOM_CURVE_PLAIN;

    for (int32_t i = 0; i < n; i++) {
        double log_ms = in_ms ? log(fmax(c->y[i], 1e-30)) : c->y[i];

        if (outliers && one_in(state, 4))
            log_ms += between(state, -4, 4);
        if (lawless)
            log_ms = between(state, -5, 12);
        if (cut)
            log_ms = fmin(log_ms, limit);
        log_ms += scale;
        if (equal && i)
            c->y[i] = c->y[0];
        else
            c->y[i] = in_ms ? exp(log_ms) : log_ms;
        if (in_ms && one_in(state, 20))
            c->y[i] = 0;
    }
}

static void
make_start(struct random_curve *c, uint64_t *state, const double *q)
{
    const double far = c->unusual && one_in(state, 3) ? 8 : 1;
    double *s = c->start;

    s[LOG_A] = q[LOG_A] + far * between(state, -0.5, 0.5);
    s[B] = q[B] * exp(far * between(state, -0.3, 0.3));
    s[C] = fmax(q[C] * exp(far * between(state, -0.5, 0.5)), 1e-6);
    s[KNEE] = q[KNEE];
    if (c->form == RANDOM_CURVE_KNEE && c->upper[KNEE] > c->lower[KNEE])
        s[KNEE] = between(state, c->lower[KNEE], c->upper[KNEE]);
}

void
random_curve_init(struct random_curve *c, enum random_curve_form form, bool unusual,
                  uint64_t seed)
{
    static const int32_t n_parameters[RANDOM_CURVE_FORMS] = { 2, 3, 4, 3, 3 };
    static const double spreads[] = { 0, 1e-9, 0.001, 0.02, 0.1, 0.3 };
    uint64_t state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
    double q[RANDOM_CURVE_PARAMETERS];
    double spread = 0;

    *c = (struct random_curve){ .form = form, .unusual = unusual };
    for (int k = 0; k < 4; k++)
        random_bits(&state);
    c->problem = (struct nlfit_problem){ .n_parameters = n_parameters[form],
                                         .y = c->y,
                                         .weight = c->weight,
                                         .start = c->start,
                                         .lower = c->lower,
                                         .upper = c->upper,
                                         .context = c,
                                         .value = value,
                                         .gradient = gradient };
    c->problem.n = unusual ? 2 + (int32_t)between(&state, 0, 8)
                           : (int32_t)between(&state, 4, RANDOM_CURVE_POINTS + 1);
    make_sizes(c, &state, c->problem.n);
    make_law(c, &state, q);
    make_bounds(c, &state, q);
    spread =
        spreads[(int)between(&state, 0, 6)] * (unusual && one_in(&state, 4) ? 10 : 1);
    for (int32_t i = 0; i < c->problem.n; i++) {
        const double off = spread * random_normal(&state);

        c->y[i] = value(c, i, q);
        c->y[i] = form >= RANDOM_CURVE_PLAIN ? c->y[i] * exp(off) : c->y[i] + off;
        c->weight[i] = unusual && one_in(&state, 2) ? exp(between(&state, -20, 20)) : 400;
    }
    if (unusual)
        spoil(c, &state);
    if (form == RANDOM_CURVE_PLAIN) /* relative errors count */
        for (int32_t i = 0; i < c->problem.n; i++)
            c->weight[i] /= c->y[i] > 0 ? c->y[i] * c->y[i] : 1;
    make_start(c, &state, q);
}

const char *
random_curve_text(enum random_curve_form form)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RANDOM_CURVES(X)
#undef X
    };

    return texts[form];
}
