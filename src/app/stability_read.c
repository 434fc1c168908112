/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How steady a workload is: its samples read one by one, and the sizes judged. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/stability.h"

enum { TELL_EVERY = 8192 }; /* samples; a power of two */

static const char measure_it[] = "measure it: vadvise probe run, or import its logs";

/* --- the samples --- */

/* A pass over the samples of one contender. */
struct pass {
    const struct profile *profile;
    const struct question *question;
    const struct steadiness_progress *progress;
    struct stability *stability;
    enum va_code (*take)(struct stability *s, const struct sample *sample);
    int64_t n_failed;
    int64_t n_read, n_all; /* in both passes */
    struct va_err *err;
};

static bool
wants_size(const struct question *q, int32_t memory_mb)
{
    if (q->n_sizes == 0)
        return true;
    for (int32_t i = 0; i < q->n_sizes; i++) {
        if (q->sizes_mb[i] == memory_mb)
            return true;
    }
    return false;
}

/* Say how far it is, and ask whether to go on. */
static enum va_code
report(const struct pass *p)
{
    const struct steadiness_progress *to = p->progress;

    if (to->tell)
        to->tell(to->ctx, p->n_read, p->n_all);
    return to->stopped && to->stopped(to->ctx) ? va_fail(p->err, VA_IO, "stopped")
                                               : VA_OK;
}

static enum va_code
visit(void *ctx, const struct sample *s)
{
    struct pass *p = ctx;
    enum va_code code = VA_OK;

    if ((++p->n_read & (TELL_EVERY - 1)) == 0)
        code = report(p);
    if (code)
        return code;
    if (strcmp(s->platform, p->profile->platform) != 0 ||
        strcmp(s->implementation, p->profile->implementation) != 0 ||
        strcmp(s->region, p->profile->region) != 0 ||
        strcmp(s->emulates, p->profile->emulates) != 0 ||
        !wants_size(p->question, s->memory_mb))
        return VA_OK;
    p->n_failed += *s->error != '\0';
    code = p->take(p->stability, s);
    if (code == VA_OVERFLOW)
        return va_fail(p->err, VA_DATA, "%s: more than %d sizes", p->question->workload,
                       STABILITY_SIZES_MAX);
    return code ? va_fail(p->err, code, "%s: %s", p->question->workload,
                          va_code_text(code))
                : VA_OK;
}

/* Are there cold starts alone? */
static bool
is_cold_only(const struct profile *p)
{
    bool cold = false;

    for (int32_t i = 0; i < p->n_groups; i++) {
        if (p->groups[i].cold != 1)
            return false;
        cold = true;
    }
    return cold;
}

/* Samples of the workload, whoever's: all are passed by. */
static int64_t
count_samples(const struct workload *w)
{
    int64_t n = 0;

    for (int32_t i = 0; i < w->n_profiles; i++) {
        for (int32_t k = 0; k < w->profiles[i].n_groups; k++)
            n += w->profiles[i].groups[k].summary.n +
                 w->profiles[i].groups[k].summary.n_failed;
    }
    return n;
}

static enum va_code
read_samples(struct session *session, const struct steadiness_request *request,
             struct steadiness *k, struct va_err *err)
{
    struct pass p = { .profile = k->contender->profile,
                      .question = request->question,
                      .progress = &request->progress,
                      .take = stability_look,
                      .n_all = 2 * count_samples(&k->field.workload),
                      .err = err };
    const char *workload = request->question->workload;
    enum va_code code = VA_OK;

    k->cold = is_cold_only(p.profile);
    k->stability = p.stability = stability_alloc(k->cold);
    if (!k->stability)
        return va_fail(err, VA_NOMEM, "out of memory");
    if (request->with_week)
        stability_map_week(k->stability);
    code = session_samples(session, workload, visit, &p, err);
    if (!code)
        code = report(&p);
    if (!code && stability_turn(k->stability))
        code = va_fail(err, VA_NOMEM, "out of memory");
    k->n_failed = p.n_failed;
    p.take = stability_add;
    if (!code)
        code = session_samples(session, workload, visit, &p, err);
    if (!code)
        code = report(&p);
    if (!code && stability_sizes(k->stability) == 0) {
        code = va_fail(err, VA_DATA, "%s: no sample with a duration at these sizes",
                       k->field.workload.name);
        va_hint(err, measure_it);
    }
    return code;
}

/* --- the sizes --- */

/* The pick of the contender for the goal, by which the calm size is judged. */
static enum va_code
find_pick(const struct contender *c, const struct advise_request *request,
          struct configuration *out)
{
    int32_t which = 0;
    int32_t memory_mb = 0;
    enum va_code code = VA_OK;

    out->memory_mb = 0;
    if (!c->has_curve)
        return VA_OK;
    code = advise_pick(&c, 1, request, &which, &memory_mb);
    if (code || memory_mb == 0)
        return code == VA_DATA ? VA_OK : code;
    return advise_evaluate(c, request, memory_mb, out);
}

int64_t
steadiness_cost(const struct steadiness *k, int32_t memory_mb)
{
    struct configuration at;

    return advise_evaluate(k->contender, &k->request, memory_mb, &at) ? COST_UNKNOWN
                                                                      : at.cost_pusd;
}

/* The least steady size, and how steady the pick is where it was measured. */
static void
find_spreads(struct steadiness *k, struct stability_group *g)
{
    k->worst_cv = k->pick_cv = NAN;
    for (int32_t i = 0; i < stability_sizes(k->stability); i++) {
        stability_get(k->stability, i, g);
        if (k->pick.memory_mb && g->memory_mb == k->pick.memory_mb)
            k->pick_cv = g->all.cv;
        if (!(g->all.cv <= k->worst_cv) && g->all.n >= STABILITY_RUNS_LEAST) {
            k->worst_cv = g->all.cv;
            k->worst_mb = g->memory_mb;
        }
    }
}

static enum va_code
find_calm(struct steadiness *k, struct stability_group *g)
{
    const int32_t i = stability_calm(k->stability);
    enum va_code code = VA_OK;

    k->calm_cv = NAN;
    k->calm.cost_pusd = COST_UNKNOWN;
    if (i < 0)
        return VA_OK;
    stability_get(k->stability, i, g);
    k->calm_cv = g->all.cv;
    code = advise_evaluate(k->contender, &k->request, g->memory_mb, &k->calm);
    k->calm.memory_mb = g->memory_mb;
    return code == VA_DATA ? VA_OK : code;
}

static enum va_code
judge(struct steadiness *k, struct va_err *err)
{
    struct stability_group *g = malloc(sizeof *g);
    enum va_code code = g ? find_pick(k->contender, &k->request, &k->pick) : VA_NOMEM;

    if (!code) {
        find_spreads(k, g);
        code = find_calm(k, g);
    }
    free(g);
    return code ? va_fail(err, code, "%s: %s", k->field.workload.name, va_code_text(code))
                : VA_OK;
}

/* --- the whole --- */

/* Measured here, not published. */
static bool
is_subject(const struct contender *c)
{
    return c->has_point && !c->profile->published;
}

const struct contender *
steadiness_subject(const struct steadiness *k, int32_t i)
{
    for (int32_t at = 0; at < k->field.n; at++) {
        if (is_subject(k->field.contenders[at]) && i-- == 0)
            return k->field.contenders[at];
    }
    return NULL;
}

static enum va_code
choose(struct steadiness *k, int32_t subject, struct va_err *err)
{
    while (steadiness_subject(k, k->n_subjects))
        k->n_subjects++;
    if (k->n_subjects == 0) {
        va_fail(err, VA_DATA, "%s: no samples, only what was published",
                k->field.workload.name);
        va_hint(err, measure_it);
        return VA_DATA;
    }
    k->subject = subject;
    k->contender = steadiness_subject(k, subject);
    return k->contender ? VA_OK
                        : va_fail(err, VA_DOMAIN, "%s: only %d ways to run it",
                                  k->field.workload.name, (int)k->n_subjects);
}

enum va_code
steadiness_open(struct session *s, const struct steadiness_request *request,
                struct steadiness *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    *out = (struct steadiness){ .contender = NULL };
    code = field_open(s, request->question, &out->field, err);
    if (!code)
        code = choose(out, request->subject, err);
    if (code)
        return code;
    field_request(&out->field, request->question, &out->request);
    code = read_samples(s, request, out, err);
    return code ? code : judge(out, err);
}

enum va_code
steadiness_judge(struct steadiness *k, struct session *s, const struct question *q,
                 struct va_err *err)
{
    struct prices *prices = NULL;
    enum va_code code = session_prices(s, &prices, err);

    if (!code)
        code = field_reprice(&k->field, prices, q, err);
    if (code)
        return code;
    field_request(&k->field, q, &k->request);
    return judge(k, err);
}

void
steadiness_close(struct steadiness *k)
{
    stability_free(k->stability);
    k->stability = NULL;
    k->contender = NULL;
    field_close(&k->field);
}
