/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a question to priced contenders. */
#include "app/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A name is wanted when the list is empty, says "all", or holds it or its family
 * ("aws-lambda" stands for "aws-lambda-x86" and "aws-lambda-arm"). */
static bool
wanted(const struct name_list *list, const char *name)
{
    if (list->n == 0)
        return true;
    for (int32_t i = 0; i < list->n; i++) {
        size_t len = strlen(list->names[i]);

        if (!strcmp(list->names[i], "all") || !strcmp(list->names[i], name))
            return true;
        if (!strncmp(list->names[i], name, len) && name[len] == '-')
            return true;
    }
    return false;
}

static bool
is_arm(const char *platform)
{
    size_t len = strlen(platform);

    return len >= 4 && !strcmp(platform + len - 4, "-arm");
}

static bool
profile_wanted(const struct profile *p, const struct question *q)
{
    bool arch = !q->arch || is_arm(p->platform) == !strcmp(q->arch, "arm");

    return arch && wanted(&q->platforms, p->platform) &&
           wanted(&q->implementations, p->implementation);
}

static struct price_query
query_of(const struct question *q, const char *name, const char *region)
{
    return (struct price_query){ .name = name,
                                 .region = q->region ? q->region : region,
                                 .table = q->pricing,
                                 .on_days = q->as_of_days,
                                 .billing_step_ms = q->billing_step_ms };
}

static enum va_code
price_platform(struct prices *prices, const struct question *q, struct contender *c,
               struct va_err *err)
{
    const struct profile *p = c->profile;
    struct price_query query = query_of(q, p->platform, p->region);
    enum va_code code = VA_OK;

    if (!prices_knows(prices, p->platform)) {
        if (!q->price_as)
            return VA_OK;
        query = query_of(q, q->price_as, NULL);
        c->emulated = true;
    }
    code = prices_platform(prices, &query, &c->tariff, err);
    c->has_tariff = code == VA_OK;
    return code;
}

/* An API is priced in the question's region where the API is sold there, else in the
 * API's default region. */
static enum va_code
price_api(struct prices *prices, const struct question *q, struct contender *c,
          struct api_tariff *tariff, struct va_err *err)
{
    const struct implementation *im = c->implementation;
    struct bill_volume volume = { q->volume_per_month, q->free_tier };
    struct price_query query = query_of(q, im->api, c->profile->region);
    enum va_code code = VA_OK;

    if (!im->api[0] || !prices_knows(prices, im->api))
        return VA_OK;
    query.table = NULL;
    code = prices_api(prices, &query, tariff, err);
    if (code == VA_DATA && query.region && query.region[0]) {
        query.region = NULL;
        code = prices_api(prices, &query, tariff, err);
    }
    if (!code)
        code = bill_api_calls(tariff, im->calls_per_invocation, &volume, &c->api);
    c->has_api = code == VA_OK;
    return code;
}

static const struct implementation *
implementation_of(const struct workload *w, const char *name)
{
    for (int32_t i = 0; i < w->n_implementations; i++) {
        if (!strcmp(w->implementations[i].name, name))
            return &w->implementations[i];
    }
    return NULL;
}

static enum va_code
explain_contender(const struct contender *c, enum va_code code, struct va_err *err)
{
    const struct profile *p = c->profile;

    if (code == VA_OVERFLOW && !c->has_tariff)
        return va_fail(err, VA_DATA, "%s on %s has more than %d sizes", p->implementation,
                       p->platform, CURVE_SIZES_MAX);
    return va_fail(err, code, "%s on %s: %s", p->implementation, p->platform,
                   va_code_text(code));
}

static enum va_code
add_contender(struct field *f, struct prices *prices, const struct question *q,
              const struct profile *p, struct va_err *err)
{
    const struct implementation *im = implementation_of(&f->workload, p->implementation);
    struct contender *c = NULL;
    enum va_code code = VA_OK;

    if (f->n == ADVICE_CONTENDERS_MAX)
        return va_fail(err, VA_DATA, "more than %d ways to run '%s'",
                       ADVICE_CONTENDERS_MAX, f->workload.name);
    c = malloc(sizeof *c);
    if (!c)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = contender_init(c, im, p);
    if (code) {
        explain_contender(c, code, err);
        free(c);
        return code == VA_OVERFLOW ? VA_DATA : code;
    }
    code = price_platform(prices, q, c, err);
    if (!code)
        code = price_api(prices, q, c, &f->api_tariffs[f->n], err);
    if (code) {
        free(c);
        return code;
    }
    f->contenders[f->n++] = c;
    return VA_OK;
}

/* Every profile needs its implementation's facts; samples alone may not have given any.
 */
static enum va_code
complete_implementations(struct workload *w, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < w->n_profiles && !code; i++) {
        struct implementation *im = NULL;

        code = workload_implementation(w, w->profiles[i].implementation, &im, err);
    }
    return code;
}

static enum va_code
nothing_left(const struct workload *w, struct va_err *err)
{
    char names[160] = "";
    size_t used = 0;

    for (int32_t i = 0; i < w->n_profiles; i++) {
        const struct profile *p = &w->profiles[i];
        int n = snprintf(names + used, sizeof names - used, "%s%s on %s", i ? ", " : "",
                         p->implementation, p->platform);

        if (n < 0 || (size_t)n >= sizeof names - used)
            break;
        used += (size_t)n;
    }
    va_fail(err, VA_DATA, "'%s' has no samples for that platform and implementation",
            w->name);
    va_hint(err, "it has %s", names);
    return VA_DATA;
}

/* With a price table named, platforms that do not have it drop out. */
static enum va_code
add_contenders(struct field *f, struct prices *prices, const struct question *q,
               struct va_err *err)
{
    struct va_err last = { 0 };

    for (int32_t i = 0; i < f->workload.n_profiles; i++) {
        const struct profile *p = &f->workload.profiles[i];
        enum va_code code = VA_OK;

        if (!profile_wanted(p, q))
            continue;
        code = add_contender(f, prices, q, p, &last);
        if (code && !(code == VA_DATA && q->pricing)) {
            if (err)
                *err = last;
            return code;
        }
    }
    if (f->n == 0 && last.code) {
        if (err)
            *err = last;
        return last.code;
    }
    return f->n ? VA_OK : nothing_left(&f->workload, err);
}

/* A platform named to price by must be one, whether it turns out to be needed or not. */
static enum va_code
check_price_as(struct prices *prices, const char *name, struct va_err *err)
{
    enum { NAMES_MAX = 64 };
    const char *names[NAMES_MAX];
    const char *near = NULL;
    int32_t n = prices_count(prices);

    if (!name || prices_knows(prices, name))
        return VA_OK;
    n = n < NAMES_MAX ? n : NAMES_MAX;
    for (int32_t i = 0; i < n; i++)
        names[i] = prices_entry(prices, i)->name;
    near = text_closest(name, names, (size_t)n);
    va_fail(err, VA_DATA, "--price-as: there are no prices for '%s'", name);
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    else
        va_hint(err, "'vadvise pricing list' shows them");
    return VA_DATA;
}

enum va_code
field_open(struct session *s, const struct question *q, struct field *out,
           struct va_err *err)
{
    struct prices *prices = NULL;
    enum va_code code = VA_OK;

    memset(out, 0, sizeof *out);
    workload_init(&out->workload);
    if (!q->workload) {
        va_fail(err, VA_USAGE, "no workload given");
        va_hint(err, "name one with --workload; 'vadvise list' shows them");
        return VA_USAGE;
    }
    code = session_workload(s, q->workload, &out->workload, err);
    if (!code)
        code = complete_implementations(&out->workload, err);
    if (!code)
        code = session_prices(s, &prices, err);
    if (!code)
        code = check_price_as(prices, q->price_as, err);
    if (!code)
        code = add_contenders(out, prices, q, err);
    return code;
}

enum va_code
field_refine(struct field *f, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; !code && i < f->n; i++)
        code = curve_refine_forms(&f->contenders[i]->curve);
    return code ? va_fail(err, code, "out of memory") : VA_OK;
}

void
field_close(struct field *f)
{
    for (int32_t i = 0; i < f->n; i++)
        free(f->contenders[i]);
    f->n = 0;
    workload_clear(&f->workload);
}

void
field_request(const struct field *f, const struct question *q, struct advise_request *out)
{
    *out = (struct advise_request){ .goal = q->goal,
                                    .volume = { q->volume_per_month, q->free_tier },
                                    .only_mb = q->n_sizes ? q->sizes_mb : NULL,
                                    .n_only = q->n_sizes,
                                    .within_measured = q->within_measured,
                                    .extrapolate = q->extrapolate,
                                    .now_mb = q->now_mb ? q->now_mb : f->workload.now_mb,
                                    .cold = q->cold };
    if (!q->objective_given)
        out->goal.objective = goal_default_objective(&q->goal);
}

void
field_measured_request(const struct field *f, const struct question *q,
                       struct advise_request *out)
{
    field_request(f, q, out);
    if (!q->cold_given)
        out->cold = (struct cold_share){ 0, 1 };
}
