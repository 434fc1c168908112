/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probes worth making, what they cost and what they would settle. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/plan_report.h"
#include "app/probe_implementation.h"
#include "app/probe_like.h"
#include "base/text.h"

/* A name of at most TEXT_NAME_MAX bytes; NULL leaves what is there. */
static enum va_code
set_name(char *out, const char *what, const char *name, struct va_err *err)
{
    const size_t len = name ? strlen(name) : 0;

    if (len > TEXT_NAME_MAX)
        return va_fail(err, VA_USAGE, "%s: a name has at most %d bytes", what,
                       TEXT_NAME_MAX);
    if (name)
        memcpy(out, name, len + 1);
    return VA_OK;
}

/* The one name that a list gives; none leaves what is there. */
static enum va_code
choose_name(const struct name_list *list, const char *what, char *out, struct va_err *err)
{
    if (list->n > 1)
        return va_fail(err, VA_USAGE, "%s: a plan is for one of them", what);
    return set_name(out, what, list->n == 1 ? list->names[0] : NULL, err);
}

static bool
matches(const struct name_list *list, const char *name)
{
    return list->n == 0 || strcmp(list->names[0], name) == 0;
}

/* The first profile that the question leaves. */
static const struct profile *
profile_of(const struct workload *w, const struct question *q)
{
    for (int32_t i = 0; i < w->n_profiles && !w->sample_data; i++) {
        const struct profile *p = &w->profiles[i];

        if (matches(&q->platforms, p->platform) &&
            matches(&q->implementations, p->implementation) &&
            (!q->region || strcmp(q->region, p->region) == 0))
            return p;
    }
    return NULL;
}

/* What a profile that is there says of where it ran. */
static void
place_of(const struct profile *p, struct probe_settings *out)
{
    memcpy(out->platform, p->platform, sizeof out->platform);
    memcpy(out->region, p->region, sizeof out->region);
    memcpy(out->emulates, p->emulates, sizeof out->emulates);
}

/* As a probe would. */
static enum va_code
set_implementation(const struct workload *w, const struct question *q,
                   struct probe_settings *out, struct va_err *err)
{
    const struct probe_place at = { out->platform, q->region };

    if (q->implementations.n == 0)
        return probe_implementation(w, &at, out->implementation, err);
    return choose_name(&q->implementations, "--implementation", out->implementation, err);
}

static enum va_code
set_place(const struct workload *w, const struct question *q, const char *emulates,
          struct probe_settings *out, struct va_err *err)
{
    const struct profile *p = profile_of(w, q);
    enum va_code code = VA_OK;

    memcpy(out->platform, PROBE_FUNCTION_PLATFORM, sizeof PROBE_FUNCTION_PLATFORM);
    if (p)
        place_of(p, out);
    code = set_name(out->emulates, "--emulate", emulates, err);
    if (!code)
        code = choose_name(&q->platforms, "--platform", out->platform, err);
    if (!code)
        code = set_implementation(w, q, out, err);
    if (!code)
        code = set_name(out->region, "--region", q->region, err);
    if (!code)
        code = set_name(out->pricing, "--pricing", q->pricing, err);
    return code ? code : set_name(out->price_as, "--price-as", q->price_as, err);
}

static enum va_code
set_sizes(const struct question *q, const struct probe_request *r,
          struct probe_settings *out, struct va_err *err)
{
    if (q->n_sizes > PROBE_SIZES_MAX)
        return va_fail(err, VA_USAGE, "--memory: at most %d sizes", PROBE_SIZES_MAX);
    for (int32_t i = 0; i < q->n_sizes; i++)
        out->sizes_mb[out->n_sizes++] = q->sizes_mb[i];
    out->runs = r->runs;
    out->cold = r->cold;
    out->drop_first = r->drop_first;
    out->target_regret = r->target_regret;
    out->mode = q->n_sizes > 0 ? PROBE_FIXED : PROBE_ADAPTIVE;
    return r->like ? probe_like_fill(r->like, out, err) : VA_OK;
}

static enum va_code
settings_of(struct session *s, const struct question *q, const struct probe_request *r,
            struct probe_settings *out, struct va_err *err)
{
    struct workload w;
    enum va_code code = VA_OK;

    if (!q->workload) {
        va_fail(err, VA_USAGE, "no workload given");
        va_hint(err, "name one, stored or new: vadvise plan WORKLOAD");
        return VA_USAGE;
    }
    out->goal = q->goal;
    if (!q->objective_given)
        out->goal.objective = goal_default_objective(&q->goal);
    out->as_of_days = q->as_of_days;
    out->timeout_ms = r->timeout_ms;
    code = set_name(out->workload, "workload", q->workload, err);
    if (code)
        return code;
    code = session_workload(s, q->workload, &w, err);
    if (code == VA_DATA) /* a new one */
        code = VA_OK;
    if (!code) {
        out->volume_per_month =
            q->volume_per_month ? q->volume_per_month : w.volume_per_month;
        code = set_place(&w, q, r->emulates, out, err);
    }
    workload_clear(&w);
    return code ? code : set_sizes(q, r, out, err);
}

/* Look ahead, and see where things are now. */
static enum va_code
work_out(struct planning *p, const struct probe_request *r, struct plan_report *out,
         struct va_err *err)
{
    const struct planning_limit limit = { r->timeout_ms, r->max_spend_pusd };
    enum va_code code = planning_ahead(p, &limit, out->steps, &out->n_steps, err);

    out->contender = planning_contender(p);
    out->paid = planning_is_paid(p);
    out->timeout_ms = planning_timeout(p, r->timeout_ms);
    out->request = r;
    return code;
}

enum va_code
app_plan(struct session *s, const struct question *q, const struct probe_request *request,
         struct reply *r, struct va_err *err)
{
    struct probe_settings *settings = malloc(sizeof *settings);
    struct plan_report report = { .settings = settings };
    struct planning *p = NULL;
    enum va_code code = reply_init(r);

    if (code || !settings) {
        free(settings);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    probe_settings_init(settings);
    code = settings_of(s, q, request, settings, err);
    if (!code)
        code = planning_open(s, settings, &p, err);
    if (!code)
        code = work_out(p, request, &report, err);
    if (!code)
        code = plan_report_write(&report, r);
    planning_close(p);
    probe_settings_clear(settings);
    free(settings);
    return code;
}
