/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same durations at other prices: regions, architectures, billing eras. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/compare.h"
#include "app/words.h"

enum { PRICES_MAX = 16 }; /* of one table, told apart; more are only slower */

/* Prices that were billed by already, and the row that has what they gave. */
struct billed {
    struct tariff tariff;
    int32_t row;
};

/* A contender whose durations are billed at other prices. */
struct base {
    const struct compare_source *source;
    struct comparison *out;
    const struct contender *contender;
    int32_t index;
    struct configuration pick; /* its best at its own prices */
    struct contender *copy;    /* it with other prices; owned */
    struct advice *advice;     /* scratch; owned */
    struct billed *billed;     /* PRICES_MAX of them, of this contender; owned */
    int32_t n_billed;
    struct va_err *err;
};

static enum va_code
reprice_api(struct base *b, const struct price_query *place)
{
    const struct implementation *im = b->contender->implementation;
    const struct bill_volume volume = field_volume(b->source->field, b->source->question);
    struct api_tariff tariff;
    enum va_code code = VA_OK;

    if (!b->contender->has_api)
        return VA_OK;
    code = field_api_tariff(b->source->prices,
                            &(struct price_query){ .name = im->api,
                                                   .region = place->region,
                                                   .on_days = place->on_days },
                            &tariff, b->err);
    return code ? code
                : bill_api_calls(&tariff, im->calls_per_invocation, &volume,
                                 &b->copy->api);
}

/* VA_DATA: it is not sold there or then. */
static enum va_code
reprice(struct base *b, const struct price_query *place)
{
    struct contender *c = b->copy;
    enum va_code code = prices_platform(b->source->prices, place, &c->tariff, b->err);

    c->has_tariff = code == VA_OK;
    return code ? code : reprice_api(b, place);
}

/* The best for the goal; where nothing meets it, what comes nearest. */
static enum va_code
find_best(struct base *b, struct configuration *out)
{
    const struct contender *const one[] = { b->copy };
    const struct advise_request *request = b->source->request;
    int32_t contender = 0;
    int32_t mb = 0;
    enum va_code code = advise_pick(one, 1, request, &contender, &mb);

    if (!code && mb)
        return advise_evaluate(b->copy, request, mb, out);
    if (!code)
        code = advise(one, 1, request, b->advice);
    if (!code || code == VA_DATA)
        *out = b->advice->ranking[0];
    return code == VA_DATA ? VA_OK : code;
}

static enum va_code
find_same(struct base *b, struct configuration *out)
{
    struct configuration at = { 0 };
    const enum va_code code =
        advise_evaluate(b->copy, b->source->request, b->pick.memory_mb, &at);

    if (!code && at.cost_pusd != COST_UNKNOWN)
        *out = at;
    return code;
}

static bool
same_rate(const struct tariff_rate *a, const struct tariff_rate *b)
{
    bool same = a->unit == b->unit && a->n_tiers == b->n_tiers &&
                a->free_per_month == b->free_per_month;

    for (int32_t i = 0; i < a->n_tiers && same; i++)
        same = a->tiers[i].from == b->tiers[i].from &&
               a->tiers[i].price_pusd == b->tiers[i].price_pusd;
    return same;
}

/* Do two tariffs of one table charge the same? Prices by size are not looked at. */
static bool
same_prices(const struct tariff *a, const struct tariff *b)
{
    bool same = !strcmp(a->table, b->table) && a->request_pusd == b->request_pusd &&
                a->free_requests_per_month == b->free_requests_per_month &&
                a->n_rates == b->n_rates && a->n_sizes == b->n_sizes;

    for (int32_t i = 0; i < a->n_rates && same; i++)
        same =
            a->rates[i].unit != TARIFF_SIZE_STEP && same_rate(&a->rates[i], &b->rates[i]);
    return same;
}

/* A row that was billed by the same prices; NULL: none. Where an API is called, its price
 * may differ as well. */
static const struct compare_row *
billed_before(const struct base *b)
{
    for (int32_t i = 0; i < b->n_billed && !b->copy->has_api; i++) {
        if (same_prices(&b->billed[i].tariff, &b->copy->tariff))
            return &b->out->rows[b->billed[i].row];
    }
    return NULL;
}

static void
remember(struct base *b)
{
    if (b->n_billed < PRICES_MAX)
        b->billed[b->n_billed++] = (struct billed){ b->copy->tariff, b->out->n - 1 };
}

static enum va_code
bill_row(struct base *b, struct compare_row *row)
{
    enum va_code code = find_best(b, &row->best);

    row->best.contender = b->index;
    if (!code)
        code = find_same(b, &row->same);
    row->same.contender = b->index;
    row->cv = compare_cv(b->copy, row->best.memory_mb);
    if (!code)
        code = compare_split(b->source, b->copy, row);
    if (!code)
        remember(b);
    return code;
}

static enum va_code
fill_row(struct base *b, struct compare_row *row)
{
    const struct compare_row *before = billed_before(b);
    enum va_code code = VA_OK;

    if (before) {
        row->best = before->best;
        row->same = before->same;
        row->parts = before->parts;
        row->cv = before->cv;
    } else
        code = bill_row(b, row);
    compare_name(row, b->copy);
    return code;
}

/* What is not sold there and then keeps its row, which says so. */
static enum va_code
add_place(struct base *b, const struct price_query *place, struct compare_row **out_row)
{
    struct compare_row *row = compare_add(b->out);
    enum va_code code = VA_OK;

    if (!row)
        return VA_NOMEM;
    row->contender = b->index;
    row->basis = BASIS_AS_FAST;
    code = reprice(b, place);
    if (!code)
        code = fill_row(b, row);
    if (code == VA_DATA) {
        compare_name(row, b->copy);
        row->basis = BASIS_NONE;
        row->has_tariff = false;
        row->best.contender = b->index;
        row->best.reason = ADVICE_NO_PRICE;
        row->best.duration_ms = row->best.billed_ms = NAN;
        snprintf(row->platform, sizeof row->platform, "%s", place->name);
        snprintf(row->region, sizeof row->region, "%s", place->region);
        snprintf(row->table, sizeof row->table, "%s", place->table ? place->table : "");
        if (b->err)
            *b->err = (struct va_err){ 0 };
        code = VA_OK;
    }
    *out_row = row;
    return code;
}

/* Prices as the question has them, but for what is compared. */
static struct price_query
place_of(const struct base *b)
{
    return (struct price_query){ .name = b->contender->tariff.platform,
                                 .region = b->contender->tariff.region,
                                 .on_days = b->source->question->as_of_days,
                                 .billing_step_ms =
                                     b->source->question->billing_step_ms };
}

static enum va_code
add_regions(struct base *b)
{
    const struct tariff *t = &b->contender->tariff;
    struct price_query place = place_of(b);
    const char *region = NULL;
    enum va_code code = VA_OK;

    place.table = t->table;
    for (int32_t i = 0; !code && (region = prices_region(b->source->prices, t->platform,
                                                         t->table, i)) != NULL;
         i++) {
        struct compare_row *row = NULL;

        place.region = region;
        code = add_place(b, &place, &row);
        if (!code && !strcmp(region, t->region)) {
            row->here = true;
            row->basis = BASIS_MEASURED;
        }
    }
    return code;
}

static enum va_code
add_era(void *ctx, const struct price_table *t)
{
    struct base *b = ctx;
    const bool now = !strcmp(t->table, b->contender->tariff.table);
    struct price_query place = place_of(b);
    struct compare_row *row = NULL;
    enum va_code code = VA_OK;

    if (t->effective_days > place.on_days && !now)
        return VA_OK;
    place.table = t->table;
    if (!now)
        place.on_days = t->effective_days;
    place.billing_step_ms = now ? place.billing_step_ms : 0;
    code = add_place(b, &place, &row);
    if (code)
        return code;
    row->here = now;
    row->effective_days = t->effective_days;
    if (row->basis == BASIS_AS_FAST)
        row->basis = BASIS_MEASURED;
    return VA_OK;
}

static enum va_code
add_eras(struct base *b)
{
    return prices_visit(b->source->prices, b->contender->tariff.platform, add_era, b,
                        b->err);
}

/* "aws-lambda-arm" for "aws-lambda-x86" and the other way round; false: one alone. */
static bool
other_architecture(const char *platform, char out[TEXT_NAME_MAX + 1])
{
    const size_t len = strlen(platform);

    if (len < 4 || (strcmp(platform + len - 4, "-x86") != 0 &&
                    strcmp(platform + len - 4, "-arm") != 0))
        return false;
    snprintf(out, TEXT_NAME_MAX + 1, "%.*s-%s", (int)len - 4, platform,
             platform[len - 1] == 'm' ? "x86" : "arm");
    return true;
}

/* Was the implementation measured there, whether the question looks at it or not? */
static bool
is_measured(const struct base *b, const char *platform)
{
    const struct workload *w = &b->source->field->workload;

    for (int32_t i = 0; i < w->n_profiles; i++) {
        const struct profile *p = &w->profiles[i];

        if (!strcmp(p->implementation, b->contender->profile->implementation) &&
            (!strcmp(p->platform, platform) || !strcmp(p->emulates, platform)))
            return true;
    }
    return false;
}

static enum va_code
add_architectures(struct base *b)
{
    char other[TEXT_NAME_MAX + 1];
    struct price_query place = place_of(b);
    struct compare_row *row = NULL;
    enum va_code code = VA_OK;

    place.table = b->contender->tariff.table;
    code = add_place(b, &place, &row);
    if (code)
        return code;
    row->basis = BASIS_MEASURED;
    row->here = true;
    if (!other_architecture(place.name, other) || is_measured(b, other) ||
        !prices_knows(b->source->prices, other))
        return VA_OK;
    place.name = other;
    place.table = NULL;
    return add_place(b, &place, &row);
}

static enum va_code
add_base(struct base *b)
{
    *b->copy = *b->contender;
    b->n_billed = 0;
    if (b->out->by == COMPARE_BY_REGION)
        return add_regions(b);
    return b->out->by == COMPARE_BY_ERA ? add_eras(b) : add_architectures(b);
}

/* Contenders with a price, and by region or era the first of each platform alone. */
static bool
is_base(const struct compare_source *s, int32_t ranked, enum compare_by by)
{
    const struct configuration *all = s->advice->ranking;
    const struct contender *c = s->field->contenders[all[ranked].contender];

    if (!c->has_tariff || !all[ranked].memory_mb)
        return false;
    for (int32_t i = 0; i < ranked && by != COMPARE_BY_ARCHITECTURE; i++) {
        const struct contender *before = s->field->contenders[all[i].contender];

        if (before->has_tariff && all[i].memory_mb &&
            !strcmp(before->tariff.platform, c->tariff.platform))
            return false;
    }
    return true;
}

/* What the pick's size costs, against the place it is in now. */
static void
compare_same(struct comparison *k)
{
    for (int32_t i = 0; i < k->n; i++) {
        struct compare_row *row = &k->rows[i];

        if (k->by == COMPARE_BY_ARCHITECTURE && row->basis == BASIS_MEASURED)
            continue;
        for (int32_t j = 0; j < k->n && row->same.memory_mb; j++) {
            const struct compare_row *here = &k->rows[j];

            if (here->here && here->contender == row->contender && here->same.memory_mb &&
                here->same.cost_pusd > 0)
                row->same_change =
                    (double)row->same.cost_pusd / (double)here->same.cost_pusd - 1;
        }
    }
}

/* Rows that meet the goal first, then by what the goal ranks by, then by name. */
static bool
sorts_before(const struct compare_row *a, const struct compare_row *b,
             const struct goal *g)
{
    const bool a_in = a->best.reason == ADVICE_NONE;
    const bool b_in = b->best.reason == ADVICE_NONE;
    const bool a_priced = a->best.cost_pusd != COST_UNKNOWN;
    const bool b_priced = b->best.cost_pusd != COST_UNKNOWN;

    if (a_in != b_in)
        return a_in;
    if (a_priced != b_priced)
        return a_priced;
    if (g->objective == OBJECTIVE_FASTEST && (a->best.duration_ms < b->best.duration_ms ||
                                              a->best.duration_ms > b->best.duration_ms))
        return a->best.duration_ms < b->best.duration_ms;
    if (a->best.cost_pusd != b->best.cost_pusd)
        return a->best.cost_pusd < b->best.cost_pusd;
    if (a->here != b->here)
        return a->here;
    return strcmp(a->region, b->region) < 0;
}

void
compare_sort(struct comparison *k, const struct goal *g)
{
    for (int32_t i = 1; i < k->n; i++) {
        const struct compare_row row = k->rows[i];
        int32_t at = i;

        for (; at > 0 && sorts_before(&row, &k->rows[at - 1], g); at--)
            k->rows[at] = k->rows[at - 1];
        k->rows[at] = row;
    }
}

static enum va_code
add_all(const struct compare_source *s, struct base *b)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < s->advice->n_ranking && !code; i++) {
        if (!is_base(s, i, b->out->by))
            continue;
        b->pick = s->advice->ranking[i];
        b->index = b->pick.contender;
        b->contender = s->field->contenders[b->index];
        code = add_base(b);
    }
    if (!code && b->out->n == 0) {
        va_fail(b->err, VA_DATA, "'%s': no way to run it has a price to compare by",
                s->field->workload.name);
        va_hint(b->err, "--price-as PLATFORM prices what was measured elsewhere");
        code = VA_DATA;
    }
    return code;
}

enum va_code
compare_elsewhere(const struct compare_source *s, struct comparison *k,
                  struct va_err *err)
{
    struct base b = { .source = s, .out = k, .err = err };
    enum va_code code = VA_NOMEM;

    b.copy = malloc(sizeof *b.copy);
    b.advice = malloc(sizeof *b.advice);
    b.billed = malloc(PRICES_MAX * sizeof *b.billed);
    if (b.copy && b.advice && b.billed)
        code = add_all(s, &b);
    free(b.billed);
    free(b.advice);
    free(b.copy);
    if (code)
        return code;
    compare_same(k);
    if (k->by == COMPARE_BY_REGION)
        compare_sort(k, &s->request->goal);
    return VA_OK;
}
