/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes that stand for all, and what an invocation costs at each. */
#include <math.h>

#include "core/advise_size.h"
#include "core/plan_parts.h"

/* Sizes that people know, where they are sold: measured in preference to others. One CPU
 * is at 1769 MB (posterior.h), where functions bend. */
static const int32_t known_mb[] = { 128,  192,  256,  384,  512,  768,  1024, 1280,
                                    1769, 2048, 2560, 3072, 4096, 6144, 8192, 10240 };
enum { N_KNOWN = sizeof known_mb / sizeof known_mb[0] };

/* Places are filled in until they are this close in log size. */
#define CLOSE 0.09
enum { FILLED = 28 };

/* Billed times that give the line of an invocation's price: whole steps of every tariff.
 */
enum { SHORT_MS = 1000, LONG_MS = 101000 };

static bool
is_allowed(const struct contender *c, const struct advise_request *r, int32_t mb)
{
    bool listed = !r->only_mb;

    for (int32_t i = 0; r->only_mb && i < r->n_only; i++)
        listed = listed || r->only_mb[i] == mb;
    return listed && !(c->has_tariff && !tariff_sells(&c->tariff, mb)) &&
           !contender_fails_at(c, mb) &&
           !(c->max_memory_mb != SAMPLE_NONE && mb < c->max_memory_mb);
}

/* The next size that may be picked or measured, after one; 0: none. */
static int32_t
next_size(const struct contender *c, const struct advise_request *r, int32_t after_mb)
{
    int32_t mb = after_mb;

    for (;;) {
        int32_t next = 0;

        if (r->only_mb) {
            for (int32_t i = 0; i < r->n_only && !next; i++)
                next = r->only_mb[i] > mb ? r->only_mb[i] : 0;
        } else if (c->has_tariff) {
            next = tariff_next_size(&c->tariff, mb);
        } else {
            for (int32_t i = 0; i < N_KNOWN && !next; i++)
                next = known_mb[i] > mb ? known_mb[i] : 0;
        }
        if (next == 0 || is_allowed(c, r, next))
            return next;
        mb = next;
    }
}

static bool
is_skipped(const struct plan_options *o, int32_t mb)
{
    for (int32_t i = 0; i < o->n_skip; i++)
        if (o->skip_mb[i] == mb)
            return true;
    return false;
}

static int64_t
runs_at(const struct contender *c, int32_t mb)
{
    for (int32_t i = 0; i < c->curve.n_sizes; i++)
        if (c->curve.sizes[i].memory_mb == mb)
            return c->curve.sizes[i].n;
    return 0;
}

/* Keeps the places ascending; one that is there stays. False: no room. */
static bool
add_place(const struct contender *c, int32_t mb, bool may_probe, struct plan_places *out)
{
    int32_t at = out->n;

    while (at > 0 && out->at[at - 1].memory_mb >= mb)
        at--;
    if (at < out->n && out->at[at].memory_mb == mb) {
        out->at[at].may_probe = out->at[at].may_probe || may_probe;
        return true;
    }
    if (out->n == JOINT_PLACES)
        return false;
    for (int32_t i = out->n++; i > at; i--)
        out->at[i] = out->at[i - 1];
    out->at[at] = (struct plan_place){ .memory_mb = mb,
                                       .x = log((double)mb),
                                       .may_probe = may_probe,
                                       .n = runs_at(c, mb),
                                       .starts_cold = runs_at(c, mb) == 0 };
    return true;
}

/* Both ends; the known sizes between them, or those listed; those that were measured. */
static void
add_ends_and_known(const struct contender *c, const struct advise_request *r,
                   struct plan_places *out)
{
    int32_t first = next_size(c, r, 0);
    int32_t last = first;

    if (first == 0)
        return;
    for (int32_t mb = first; mb != 0; mb = next_size(c, r, mb))
        last = mb;
    add_place(c, first, true, out);
    add_place(c, last, true, out);
    for (int32_t i = 0; i < N_KNOWN; i++)
        if (known_mb[i] > first && known_mb[i] < last && is_allowed(c, r, known_mb[i]))
            add_place(c, known_mb[i], true, out);
    for (int32_t i = 0; r->only_mb && i < r->n_only; i++)
        if (is_allowed(c, r, r->only_mb[i]))
            add_place(c, r->only_mb[i], true, out);
    for (int32_t i = 0; i < c->curve.n_sizes; i++)
        if (is_allowed(c, r, c->curve.sizes[i].memory_mb))
            add_place(c, c->curve.sizes[i].memory_mb, true, out);
}

/* The widest gap gets a size in its middle, again and again. */
static void
fill_gaps(const struct contender *c, const struct advise_request *r,
          struct plan_places *out)
{
    bool filled = true;

    while (filled && out->n < FILLED) {
        int32_t widest = 0;
        int32_t mb = 0;

        for (int32_t i = 1; i + 1 < out->n; i++)
            if (out->at[i + 1].x - out->at[i].x >
                out->at[widest + 1].x - out->at[widest].x)
                widest = i;
        if (out->n < 2 || out->at[widest + 1].x - out->at[widest].x < CLOSE)
            return;
        mb = next_size(c, r,
                       (int32_t)exp(0.5 * (out->at[widest].x + out->at[widest + 1].x)));
        filled = mb != 0 && mb < out->at[widest + 1].memory_mb;
        if (filled)
            add_place(c, mb, false, out);
    }
}

/* An invocation's price as a line in billed time. */
static enum va_code
price_place(const struct contender *c, const struct plan_options *o,
            struct plan_place *place)
{
    struct bill_time time = { place->memory_mb, SHORT_MS, 1 };
    int64_t of_short = 0;
    int64_t of_long = 0;
    enum va_code code = VA_OK;

    if (!c->has_tariff) {
        place->pusd_per_ms = place->memory_mb; /* what every platform charges for */
        return VA_OK;
    }
    code = bill_invocation(&c->tariff, &time, &o->request.volume, &of_short);
    time.sum_billed_ms = LONG_MS;
    if (!code)
        code = bill_invocation(&c->tariff, &time, &o->request.volume, &of_long);
    if (!code && !o->unpaid)
        code = plan_worst(c, place->memory_mb, o->timeout_ms, &place->worst_pusd);
    if (code)
        return code;
    place->pusd_per_ms = (double)(of_long - of_short) / (LONG_MS - SHORT_MS);
    place->base_pusd = (double)of_short - SHORT_MS * place->pusd_per_ms;
    if (c->has_api)
        place->base_pusd += (double)c->api.pusd;
    return VA_OK;
}

enum va_code
plan_places(const struct contender *c, const struct plan_options *o, int32_t given_mb,
            struct plan_places *out)
{
    enum va_code code = VA_OK;

    out->n = 0;
    if (given_mb > 0)
        add_place(c, given_mb, true, out);
    for (int32_t i = 0; i < out->n; i++)
        out->at[i].starts_cold = true; /* nobody knows when it last ran */
    add_ends_and_known(c, &o->request, out);
    if (!o->request.only_mb)
        fill_gaps(c, &o->request, out);
    for (int32_t i = 0; i < out->n && !code; i++) {
        out->at[i].may_probe =
            out->at[i].may_probe && !is_skipped(o, out->at[i].memory_mb);
        code = price_place(c, o, &out->at[i]);
    }
    return code;
}
