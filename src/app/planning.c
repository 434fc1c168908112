/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning over the store: tariffs, measurements, and the next step from them. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/planning_parts.h"
#include "base/text.h"
#include "io/price_edit.h"

/* Longest invocation where neither the function nor its platform states one: 15 minutes,
 * as on AWS Lambda. */
static const int64_t timeout_most_ms = 900000;

/* --- prices --- */

/* Whose prices: of the platform, of what is emulated, or as the user says. */
static const char *
priced_as(const struct probe_settings *s)
{
    if (s->price_as[0])
        return s->price_as;
    return strcmp(s->platform, "local") == 0 ? s->emulates : s->platform;
}

/* Where it runs: as the user says, else as the provider does; "" not known. */
static const char *
region_of(const struct planning *p)
{
    return p->settings->region[0] ? p->settings->region : p->facts.region;
}

static struct price_query
query_of(const struct planning *p, const char *name)
{
    const struct probe_settings *s = p->settings;

    return (struct price_query){ .name = name,
                                 .region = region_of(p),
                                 .table = s->pricing[0] ? s->pricing : NULL,
                                 .on_days = s->as_of_days };
}

static enum va_code
find_tariff(struct planning *p, struct prices *prices, struct va_err *err)
{
    const char *name = priced_as(p->settings);
    const struct price_query query = query_of(p, name);
    enum va_code code = VA_OK;

    if (!name[0] || (!p->paid && !prices_knows(prices, name)))
        return VA_OK;
    code = prices_platform(prices, &query, &p->tariff, err);
    p->has_tariff = code == VA_OK;
    return code;
}

/* In the run's region where the API is sold there, else in the API's own. */
static enum va_code
find_api(struct planning *p, struct prices *prices, const struct implementation *im,
         struct va_err *err)
{
    const struct bill_volume none = { 0, false };
    struct price_query query = query_of(p, im->api);
    struct api_tariff tariff;
    enum va_code code = VA_OK;

    if (!prices_knows(prices, im->api))
        return p->paid ? va_fail(err, VA_DATA, "there are no prices for the API '%s'",
                                 im->api)
                       : VA_OK;
    query.table = NULL;
    code = prices_api(prices, &query, &tariff, err);
    if (code == VA_DATA && query.region[0]) {
        query.region = NULL;
        code = prices_api(prices, &query, &tariff, err);
    }
    if (!code) {
        code = bill_api_calls(&tariff, im->calls_per_invocation, &none, &p->api);
        if (code)
            va_fail(err, code, "API '%s': %s", im->api, va_code_text(code));
    }
    p->has_api = code == VA_OK;
    return code;
}

static const struct implementation *
implementation_of(const struct workload *w, const char *name)
{
    for (int32_t i = 0; i < w->n_implementations; i++)
        if (!strcmp(w->implementations[i].name, name))
            return &w->implementations[i];
    return NULL;
}

enum va_code
planning_find_prices(struct planning *p, struct va_err *err)
{
    const struct implementation *im = NULL;
    struct prices *prices = NULL;
    enum va_code code = session_prices(p->session, &prices, err);

    assert(p->now);
    if (code)
        return code;
    im = p->now->contender.implementation;
    prices_set_aside(prices, true); /* what is paid is real, not what-if */
    code = find_tariff(p, prices, err);
    if (!code && im && im->api[0])
        code = find_api(p, prices, im, err);
    prices_set_aside(prices, false);
    return code;
}

/* --- measurements --- */

static bool
is_of(const struct profile *profile, const struct planning *p)
{
    const struct probe_settings *s = p->settings;
    const char *region = region_of(p);

    return !strcmp(profile->implementation, s->implementation) &&
           !strcmp(profile->platform, s->platform) &&
           (!region[0] || !strcmp(profile->region, region)) &&
           !strcmp(profile->emulates, s->emulates);
}

/* The settings' profile, made when nobody measured it yet. */
static enum va_code
find_profile(const struct planning *p, struct planning_reading *r, struct va_err *err)
{
    const struct probe_settings *s = p->settings;
    const struct profile_key key = { s->implementation, s->platform, region_of(p),
                                     s->emulates };

    for (int32_t i = 0; i < r->workload.n_profiles; i++) {
        if (is_of(&r->workload.profiles[i], p)) {
            struct implementation *im = NULL;

            r->profile = &r->workload.profiles[i];
            return workload_implementation(&r->workload, s->implementation, &im, err);
        }
    }
    return workload_profile(&r->workload, &key, &r->profile, err);
}

/* Sample data tell what an implementation calls; its durations are somebody else's. */
static void
drop_sample_data(struct workload *w)
{
    if (!w->sample_data)
        return;
    for (int32_t i = 0; i < w->n_profiles; i++)
        profile_clear(&w->profiles[i]);
    w->n_profiles = 0;
}

static enum va_code
load(const struct planning *p, struct planning_reading *r, struct va_err *err)
{
    struct va_err inner = { 0 };
    enum va_code code =
        session_workload(p->session, p->settings->workload, &r->workload, &inner);

    if (code && code != VA_DATA) {
        if (err)
            *err = inner;
        return code;
    }
    drop_sample_data(&r->workload);
    code = find_profile(p, r, err);
    return code ? code : planning_fit(p, r, err);
}

enum va_code
planning_read(const struct planning *p, struct planning_reading **out, struct va_err *err)
{
    struct planning_reading *r = calloc(1, sizeof *r);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!r)
        return va_fail(err, VA_NOMEM, "out of memory");
    workload_init(&r->workload);
    code = load(p, r, err);
    if (code)
        planning_forget(r);
    else
        *out = r;
    return code;
}

void
planning_forget(struct planning_reading *r)
{
    if (!r)
        return;
    workload_clear(&r->workload);
    free(r);
}

enum va_code
planning_fit(const struct planning *p, struct planning_reading *r, struct va_err *err)
{
    struct contender *c = &r->contender;
    const enum va_code code = contender_init(
        c, implementation_of(&r->workload, p->settings->implementation), r->profile);

    if (code)
        return va_fail(err, code == VA_OVERFLOW ? VA_DATA : code, "'%s': %s",
                       p->settings->workload, va_code_text(code));
    c->has_tariff = p->has_tariff;
    c->has_api = p->has_api;
    c->api = p->api;
    if (p->has_tariff)
        c->tariff = p->tariff;
    return VA_OK;
}

enum va_code
planning_open(struct session *s, const struct probe_settings *settings,
              struct planning **out, struct va_err *err)
{
    struct planning *p = calloc(1, sizeof *p);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!p)
        return va_fail(err, VA_NOMEM, "out of memory");
    p->session = s;
    p->settings = settings;
    p->paid = strcmp(settings->platform, "local") != 0;
    memcpy(p->sizes_mb, settings->sizes_mb, sizeof p->sizes_mb);
    p->n_sizes = settings->n_sizes;
    code = planning_read(p, &p->now, err);
    if (!code)
        code = planning_find_prices(p, err);
    if (!code)
        code = planning_fit(p, p->now, err);
    if (code)
        planning_close(p);
    else
        *out = p;
    return code;
}

void
planning_close(struct planning *p)
{
    if (!p)
        return;
    planning_forget(p->now);
    free(p);
}

enum va_code
planning_refresh(struct planning *p, struct va_err *err)
{
    struct planning_reading *r = NULL;
    enum va_code code = VA_OK;

    if (p->paid && !p->has_tariff)
        code = planning_find_prices(p, err);
    if (!code)
        code = planning_read(p, &r, err);
    if (code)
        return code;
    planning_forget(p->now);
    p->now = r;
    return VA_OK;
}

const struct contender *
planning_contender(const struct planning *p)
{
    return &p->now->contender;
}

bool
planning_is_paid(const struct planning *p)
{
    return p->paid;
}

/* --- steps --- */

int64_t
planning_timeout(const struct planning *p, int64_t timeout_ms)
{
    if (timeout_ms > 0)
        return timeout_ms;
    return p->has_tariff && p->tariff.max_timeout_ms > 0 ? p->tariff.max_timeout_ms
                                                         : timeout_most_ms;
}

static int32_t
done_at(const struct planning_done *done, int32_t memory_mb)
{
    for (int32_t i = 0; i < done->n; i++)
        if (done->memory_mb[i] == memory_mb)
            return done->runs[i];
    return 0;
}

static bool
was_measured(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->curve.n_sizes; i++)
        if (c->curve.sizes[i].memory_mb == memory_mb)
            return true;
    return false;
}

/* Sizes that had their runs, or whose runs told nothing. */
static int32_t
sizes_to_skip(const struct planning *p, const struct contender *c,
              const struct planning_done *done, int32_t out[PROBE_SIZES_MAX])
{
    const int32_t most = p->settings->runs > 0 ? p->settings->runs : PLAN_RUNS_DEFAULT;
    int32_t n = 0;

    for (int32_t i = 0; i < done->n; i++)
        if (done->runs[i] >= most ||
            (done->runs[i] > 0 && !was_measured(c, done->memory_mb[i])))
            out[n++] = done->memory_mb[i];
    return n;
}

static struct plan_options
options_of(const struct planning *p, const struct planning_limit *limit)
{
    const struct probe_settings *s = p->settings;

    return (struct plan_options){
        .request = { .goal = s->goal,
                     .volume = { s->volume_per_month, false },
                     .only_mb = p->n_sizes > 0 ? p->sizes_mb : NULL,
                     .n_only = p->n_sizes },
        .timeout_ms = planning_timeout(p, limit->timeout_ms),
        .money_left_pusd = p->paid ? limit->money_left_pusd : -1,
        .target_regret = s->target_regret,
        .runs_max = s->runs,
        .unpaid = !p->paid,
        .cold = s->cold,
        .warm_up = s->drop_first && !s->cold,
    };
}

/* The first size that still has runs to come. */
static enum va_code
next_fixed(const struct planning *p, const struct contender *c,
           const struct planning_done *done, const struct plan_options *o,
           struct plan_step *out)
{
    struct plan_options all = *o;

    all.request.only_mb = NULL; /* the pick may be another */
    all.request.n_only = 0;
    for (int32_t i = 0; i < p->n_sizes; i++) {
        const int32_t had = done_at(done, p->sizes_mb[i]);
        const int32_t given = probe_settings_runs(p->settings, p->sizes_mb[i]);
        const int32_t runs = given > 0 ? given : PLAN_RUNS_DEFAULT;

        all.warm_up = o->warm_up && had == 0;
        if (had < runs && !(had > 0 && contender_fails_at(c, p->sizes_mb[i])))
            return plan_given(c, &all, p->sizes_mb[i], runs - had, out);
    }
    *out = (struct plan_step){ .stop = PLAN_NO_SIZE,
                               .duration_ms = NAN,
                               .expected_pusd = COST_UNKNOWN,
                               .pick_pusd = COST_UNKNOWN,
                               .regret_before = NAN,
                               .regret_after = NAN };
    return VA_OK;
}

enum va_code
planning_step(const struct planning *p, const struct planning_ask *ask,
              struct plan_step *out, struct va_err *err)
{
    const struct contender *c = &ask->reading->contender;
    const struct planning_done *done = ask->done;
    struct plan_options o = options_of(p, ask->limit);
    int32_t skip[PROBE_SIZES_MAX];
    enum va_code code = VA_OK;

    if (p->settings->mode == PROBE_FIXED) {
        code = next_fixed(p, c, done, &o, out);
    } else {
        o.skip_mb = skip;
        o.n_skip = sizes_to_skip(p, c, done, skip);
        code = plan_next(c, &o, out);
    }
    if (code == VA_DATA && !c->has_tariff)
        return va_fail(err, code, "'%s': the goal needs a price, and '%s' has none",
                       p->settings->workload, p->settings->platform);
    if (code)
        return va_fail(err, code, "plan for '%s': %s", p->settings->workload,
                       va_code_text(code));
    return VA_OK;
}

enum va_code
planning_next(struct planning *p, const struct planning_done *done,
              const struct planning_limit *limit, struct plan_step *out,
              struct va_err *err)
{
    const struct planning_ask ask = { p->now, done, limit };

    return planning_step(p, &ask, out, err);
}

enum va_code
planning_worst(struct planning *p, int32_t memory_mb, int64_t timeout_ms,
               int64_t *out_pusd, struct va_err *err)
{
    int64_t pusd = 0;
    enum va_code code = VA_OK;

    if (p->paid)
        code = plan_worst(&p->now->contender, memory_mb, planning_timeout(p, timeout_ms),
                          &pusd);
    if (code)
        return va_fail(err, code, "worst price at %d MB: %s", memory_mb,
                       va_code_text(code));
    *out_pusd = pusd;
    return VA_OK;
}

/* What is billed when the provider did not say. */
static enum va_code
billed_time(const struct planning *p, const struct sample *sample, int64_t *out_ms)
{
    if (sample->billed_ms != SAMPLE_NONE) {
        *out_ms = sample->billed_ms;
        return VA_OK;
    }
    if (sample->duration_ns == SAMPLE_NONE)
        return VA_DATA;
    return bill_round(&p->tariff, sample->duration_ns > 0 ? sample->duration_ns : 1,
                      sample->init_ns > 0 ? sample->init_ns : 0, out_ms);
}

enum va_code
planning_cost(struct planning *p, const struct sample *sample, int64_t *out_pusd,
              struct va_err *err)
{
    const struct bill_volume none = { 0, false };
    struct bill_time time = { .memory_mb = sample->memory_mb, .n = 1 };
    int64_t pusd = 0;
    enum va_code code = VA_OK;

    if (p->paid)
        code = billed_time(p, sample, &time.sum_billed_ms);
    if (p->paid && !code)
        code = bill_invocation(&p->tariff, &time, &none, &pusd);
    if (p->paid && !code && p->has_api &&
        __builtin_add_overflow(pusd, p->api.highest_pusd, &pusd))
        code = VA_OVERFLOW;
    if (code)
        return va_fail(err, code, "price of a run at %d MB: %s", sample->memory_mb,
                       va_code_text(code));
    *out_pusd = pusd;
    return VA_OK;
}
