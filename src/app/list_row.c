/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list says of one workload. */
#include "app/list_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void
add_evidence(const struct field *f, struct list_row *out)
{
    const struct contender *first = f->contenders[0];

    for (int32_t i = 0; i < f->n; i++) {
        const struct curve *curve = &f->contenders[i]->curve;

        out->samples += curve->report.n;
        if (curve->n_sizes > out->sizes)
            out->sizes = curve->n_sizes;
    }
    out->ways = f->n;
    if (first->has_curve) {
        out->form = curve_form_name(first->curve.report.chosen.form);
        out->quality = curve_quality_name(first->curve.report.quality);
    }
}

/* Invocations measured at the size; -1 where it cannot be deployed. */
static int64_t
runs_at(const struct contender *c, int32_t memory_mb)
{
    if (!c->has_curve || !c->has_tariff || !tariff_sells(&c->tariff, memory_mb))
        return -1;
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        if (c->curve.sizes[i].memory_mb == memory_mb)
            return c->curve.sizes[i].n;
    }
    return 0;
}

/* The contender that the deployed size is taken for: the one measured there most; -1:
 * none has a price for it. */
static int32_t
deployed(const struct field *f, int32_t now_mb)
{
    int64_t most = -1;
    int32_t best = -1;

    for (int32_t i = 0; i < f->n && now_mb; i++) {
        const int64_t n = runs_at(f->contenders[i], now_mb);

        if (n > most) {
            most = n;
            best = i;
        }
    }
    return best;
}

static void
name_pick(const struct contender *c, struct list_row *out)
{
    snprintf(out->implementation, sizeof out->implementation, "%s",
             c->profile->implementation);
    snprintf(out->platform, sizeof out->platform, "%s", c->profile->platform);
}

/* The best of all contenders. *out_at: which. */
static enum va_code
pick_any(const struct field *f, const struct advise_request *request,
         struct list_row *out, int32_t *out_at)
{
    struct configuration c;
    int32_t at = 0;
    int32_t mb = 0;
    enum va_code code = advise_pick((const struct contender *const *)f->contenders, f->n,
                                    request, &at, &mb);

    *out_at = at;
    if (code || mb == 0)
        return code;
    code = advise_evaluate(f->contenders[at], request, mb, &c);
    if (code)
        return code;
    out->pick =
        (struct saving_end){ c.memory_mb, c.duration_ms, c.cost_pusd, c.month_pusd };
    name_pick(f->contenders[at], out);
    return VA_OK;
}

static void
begin_row(const struct field *f, const struct advise_request *request,
          struct list_row *out)
{
    *out = (struct list_row){ .sample_data = f->workload.sample_data,
                              .now_mb = f->workload.now_mb,
                              .volume_per_month = request->volume.per_month,
                              .pick = { 0, NAN, COST_UNKNOWN, -1 } };
    snprintf(out->name, sizeof out->name, "%s", f->workload.name);
    add_evidence(f, out);
}

/* As far as it is stored: there is no curve that would count. */
static void
count_stored(const struct workload *w, struct list_row *out)
{
    out->ways = w->n_profiles;
    for (int32_t i = 0; i < w->n_profiles; i++) {
        const struct profile *p = &w->profiles[i];
        int32_t sizes = 0;

        for (int32_t g = 0; g < p->n_groups; g++) {
            out->samples += p->groups[g].summary.n;
            sizes += g == 0 || p->groups[g].memory_mb != p->groups[g - 1].memory_mb;
        }
        out->sizes = sizes > out->sizes ? sizes : out->sizes;
    }
}

enum va_code
list_row_fail(const struct workload *w, const struct va_err *why, struct list_row *out)
{
    char *error = strdup(why->text);

    if (!error)
        return VA_NOMEM;
    *out = (struct list_row){ .sample_data = w->sample_data,
                              .now_mb = w->now_mb,
                              .volume_per_month = w->volume_per_month,
                              .pick = { 0, NAN, COST_UNKNOWN, -1 },
                              .saving.probability = NAN,
                              .failed = why->code,
                              .error = error };
    snprintf(out->name, sizeof out->name, "%s", w->name);
    count_stored(w, out);
    return VA_OK;
}

enum va_code
list_row_make(const struct field *f, const struct question *q, struct list_row *out)
{
    const bool own_goal = q->goal.has_latency || q->objective_given;
    struct advise_request request;
    int32_t at = 0;
    enum va_code code = VA_OK;

    field_request(f, q, &request);
    begin_row(f, &request, out);
    at = deployed(f, out->now_mb);
    if (at < 0)
        return pick_any(f, &request, out, &at);
    code = saving_find(f->contenders[at], &request, !own_goal, &out->saving);
    if (!code && out->saving.pick.memory_mb) {
        out->pick = out->saving.pick;
        name_pick(f->contenders[at], out);
    }
    return code;
}

/* The pick is another contender's than what is deployed: the two costs are compared, how
 * sure that is nobody knows. */
static void
compare_others(struct list_row *out)
{
    struct saving *s = &out->saving;

    s->pick = out->pick;
    s->probability = NAN;
    s->probe_worth_pusd = 0;
    s->known = s->now.cost_pusd != COST_UNKNOWN && s->pick.cost_pusd != COST_UNKNOWN;
    if (!s->known)
        return;
    s->pusd = s->low_pusd = s->high_pusd = s->now.cost_pusd - s->pick.cost_pusd;
    s->month_pusd =
        s->now.month_pusd >= 0 ? s->now.month_pusd - s->pick.month_pusd : (va_int128)0;
}

enum va_code
list_row_answer(const struct field *f, const struct question *q, struct list_row *out)
{
    struct advise_request request;
    int32_t at = 0;
    int32_t now = 0;
    enum va_code code = VA_OK;

    field_request(f, q, &request);
    begin_row(f, &request, out);
    code = pick_any(f, &request, out, &at);
    now = deployed(f, out->now_mb);
    if (code || now < 0 || !out->pick.memory_mb)
        return code;
    code = saving_find(f->contenders[now], &request, false, &out->saving);
    if (!code && out->saving.now.memory_mb &&
        (now != at || out->saving.pick.memory_mb != out->pick.memory_mb))
        compare_others(out);
    return code;
}
