/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a field and its advice to the rows of a comparison. */
#include "app/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"

void
comparison_init(struct comparison *k)
{
    *k = (struct comparison){ .by = COMPARE_BY_PLATFORM };
}

void
comparison_clear(struct comparison *k)
{
    free(k->rows);
    comparison_init(k);
}

struct compare_row *
compare_add(struct comparison *k)
{
    struct compare_row *rows = k->rows;
    const bool full = (k->n & (k->n - 1)) == 0; /* 0, 1, 2, 4, ... */

    if (k->n == COMPARE_ROWS_MAX)
        return NULL;
    if (full) {
        rows = realloc(k->rows, (size_t)(k->n ? 2 * k->n : 1) * sizeof *rows);
        if (!rows)
            return NULL;
        k->rows = rows;
    }
    rows[k->n] = (struct compare_row){ .same_change = NAN,
                                       .parts = { COST_UNKNOWN, COST_UNKNOWN, 0 },
                                       .cv = NAN,
                                       .saving = NAN,
                                       .api_lowest_pusd = COST_UNKNOWN,
                                       .api_highest_pusd = COST_UNKNOWN,
                                       .share_lowest = NAN };
    rows[k->n].best.cost_pusd = rows[k->n].same.cost_pusd = COST_UNKNOWN;
    rows[k->n].best.month_pusd = -1;
    return &rows[k->n++];
}

static void
copy_name(char out[TEXT_NAME_MAX + 1], const char *name)
{
    snprintf(out, TEXT_NAME_MAX + 1, "%s", name);
}

void
compare_name(struct compare_row *row, const struct contender *c)
{
    const struct tariff *t = &c->tariff;

    row->has_tariff = c->has_tariff;
    copy_name(row->platform, c->has_tariff ? t->platform : c->profile->platform);
    copy_name(row->region, words_region(c));
    copy_name(row->table, c->has_tariff ? t->table : "");
    row->effective_days = c->has_tariff ? t->effective_days : 0;
    row->step_ms = c->has_tariff ? t->step_ms : 0;
    row->has_api = c->has_api;
    if (c->has_api) {
        row->api_lowest_pusd = c->api.lowest_pusd;
        row->api_highest_pusd = c->api.highest_pusd;
    }
}

/* The request by itself: the prices with nothing that is charged for time. */
static enum va_code
fee_of(const struct tariff *t, const struct bill_time *time,
       const struct bill_volume *volume, int64_t *out)
{
    struct tariff *bare = malloc(sizeof *bare);
    enum va_code code = VA_NOMEM;

    if (!bare)
        return code;
    *bare = *t;
    bare->n_rates = 0;
    code = bill_invocation(bare, time, volume, out);
    free(bare);
    return code;
}

enum va_code
compare_split(const struct compare_source *s, const struct contender *c,
              struct compare_row *row)
{
    const struct configuration *at = &row->best;
    struct compare_parts *parts = &row->parts;
    struct bill_time time = { 0 };
    int64_t fee = 0;
    enum va_code code = VA_OK;

    parts->api_pusd = at->api_cost_pusd;
    if (!c->has_tariff || !at->memory_mb || at->cost_pusd == COST_UNKNOWN)
        return VA_OK;
    code = advise_bill_time(c, s->request, at->memory_mb, &time);
    if (!code)
        code = fee_of(&c->tariff, &time, &s->request->volume, &fee);
    if (code)
        return code;
    parts->fee_pusd = fee;
    parts->function_pusd = at->cost_pusd - at->api_cost_pusd - fee;
    return VA_OK;
}

double
compare_cv(const struct contender *c, int32_t memory_mb)
{
    double sd = NAN;

    if (!memory_mb || c->curve.report.published)
        return NAN;
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        if (c->curve.sizes[i].memory_mb == memory_mb)
            sd = c->curve.sizes[i].sd_log;
    }
    if (!isfinite(sd) && c->curve.fitted)
        sd = c->curve.report.spread_log;
    return isfinite(sd) ? sqrt(expm1(sd * sd)) : NAN;
}

/* The cost of an invocation at a size, as advise_evaluate has it, and nothing else. */
static enum va_code
cost_at(const struct compare_source *s, const struct contender *c, int32_t mb,
        int64_t *out)
{
    struct bill_time time = { 0 };
    int64_t pusd = 0;
    enum va_code code = advise_bill_time(c, s->request, mb, &time);

    if (!code)
        code = bill_invocation(&c->tariff, &time, &s->request->volume, &pusd);
    if (!code)
        *out = pusd + c->api.pusd;
    return code;
}

/* The least share the API has of the cost at any size that may be picked: where the cost
 * is highest, for the API's part is the same at all of them. */
static enum va_code
find_lowest_share(const struct compare_source *s, const struct contender *c,
                  struct compare_row *row)
{
    struct advise_request any = *s->request;
    int64_t most = 0;
    int32_t mb = 0;
    enum va_code code = VA_OK;

    any.goal.has_budget = any.goal.has_latency = false;
    any.only_mb = NULL;
    while (!code && c->has_point && c->has_tariff &&
           (mb = advise_next_size(c, &any, mb)) != 0) {
        int64_t cost = 0;

        code = cost_at(s, c, mb, &cost);
        if (!code && cost > most) {
            most = cost;
            row->share_lowest_mb = mb;
        }
    }
    if (most > 0)
        row->share_lowest = (double)c->api.pusd / (double)most;
    return code;
}

static enum va_code
find_side(const struct compare_source *s, struct compare_row *row)
{
    const struct contender *c = s->field->contenders[row->contender];
    struct break_even_side *side = &row->side;
    enum va_code code = VA_OK;

    side->calls = c->implementation->calls_per_invocation;
    if (c->has_api)
        side->api = &s->field->api_tariffs[row->contender];
    if (!c->has_tariff || !row->best.memory_mb)
        return VA_OK;
    code = advise_bill_time(c, s->request, row->best.memory_mb, &side->time);
    side->tariff = &c->tariff;
    return code;
}

static enum va_code
add_ranked(const struct compare_source *s, const struct configuration *at,
           struct comparison *k)
{
    const struct contender *c = s->field->contenders[at->contender];
    struct compare_row *row = compare_add(k);
    enum va_code code = VA_OK;

    if (!row)
        return VA_NOMEM;
    compare_name(row, c);
    copy_name(row->platform, c->profile->platform);
    row->contender = at->contender;
    row->best = *at;
    row->cv = compare_cv(c, at->memory_mb);
    row->here = k->n == 1;
    code = compare_split(s, c, row);
    if (!code && c->has_api)
        code = find_lowest_share(s, c, row);
    return code ? code : find_side(s, row);
}

/* Every API against the best way without one. */
static enum va_code
add_pairs(const struct compare_source *s, struct comparison *k)
{
    int32_t local = 0;
    enum va_code code = VA_OK;

    while (local < k->n && (k->rows[local].has_api || !k->rows[local].best.memory_mb ||
                            k->rows[local].best.cost_pusd == COST_UNKNOWN))
        local++;
    for (int32_t i = 0; i < k->n && local < k->n && !code; i++) {
        struct compare_pair *pair = &k->pairs[k->n_pairs];

        if (!k->rows[i].has_api)
            continue;
        *pair = (struct compare_pair){ .api = i, .local = local };
        code = break_even_find(&k->rows[i].side, &k->rows[local].side,
                               s->question->free_tier, &pair->found);
        k->n_pairs++;
    }
    return code;
}

static enum va_code
collect_platforms(const struct compare_source *s, struct comparison *k)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < s->advice->n_ranking && !code; i++)
        code = add_ranked(s, &s->advice->ranking[i], k);
    return code ? code : add_pairs(s, k);
}

/* How much less the better one needs of what the goal ranks by; NAN: cannot be said. */
static double
saving_of(const struct configuration *better, const struct configuration *c,
          const struct goal *g)
{
    const bool priced = better->cost_pusd != COST_UNKNOWN && c->cost_pusd > 0;

    if (g->objective != OBJECTIVE_FASTEST)
        return priced ? 1 - (double)better->cost_pusd / (double)c->cost_pusd : NAN;
    return 1 - better->duration_ms / c->duration_ms;
}

/* Could luck in the runs put the two the other way round? Balanced, it has to do so in
 * both cost and duration. */
static bool
is_unsteady(const struct compare_row *row, const struct configuration *better,
            const struct configuration *c, const struct goal *g)
{
    const double time = 1 - better->duration_ms / c->duration_ms;

    if (!isfinite(row->saving) || !(fabs(row->saving) < row->cv))
        return false;
    return g->objective != OBJECTIVE_BALANCED || fabs(time) < row->cv;
}

static bool
meets_goal(const struct compare_row *row)
{
    return row->basis != BASIS_NONE && row->best.reason == ADVICE_NONE;
}

/* Regions and eras bill the same runs: no luck in them decides between two rows. */
void
compare_judge(struct comparison *k, const struct goal *g)
{
    const bool same_runs = k->by == COMPARE_BY_ERA || k->by == COMPARE_BY_REGION;
    const struct compare_row *best = k->rows;

    for (int32_t i = 0; i < k->n; i++)
        k->feasible = k->feasible || meets_goal(&k->rows[i]);
    if (same_runs || k->n < 2 || !meets_goal(best))
        return;
    for (int32_t i = 0; i < k->n; i++) {
        struct compare_row *row = &k->rows[i];
        const struct compare_row *other = i ? row : row + 1;

        if (meets_goal(other))
            row->saving = saving_of(&best->best, &other->best, g);
        row->unsteady = is_unsteady(row, &best->best, &other->best, g);
    }
}

static enum va_code
explain(const struct compare_source *s, enum va_code code, struct va_err *err)
{
    if (err && !err->code)
        va_fail(err, code, "%s: %s", s->field->workload.name, va_code_text(code));
    return code;
}

enum va_code
compare_collect(const struct compare_source *s, enum compare_by by,
                struct comparison *out, struct va_err *err)
{
    struct va_err own = { 0 };
    enum va_code code = VA_OK;

    out->by = by;
    if (by == COMPARE_BY_PLATFORM)
        code = collect_platforms(s, out);
    else
        code = compare_elsewhere(s, out, &own);
    if (code) {
        explain(s, code, &own);
        if (err)
            *err = own;
        return code;
    }
    compare_judge(out, &s->request->goal);
    return VA_OK;
}
