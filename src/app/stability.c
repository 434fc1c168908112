/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How steady a workload is, from its samples one by one: the document. */
#include "app/stability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/words.h"

/* --- the samples --- */

/* A pass over the samples of one contender. */
struct pass {
    const struct profile *profile;
    const struct question *question;
    struct stability *stability;
    enum va_code (*take)(struct stability *s, const struct sample *sample);
    int64_t n_failed;
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

static enum va_code
visit(void *ctx, const struct sample *s)
{
    struct pass *p = ctx;
    enum va_code code = VA_OK;

    if (strcmp(s->platform, p->profile->platform) != 0 ||
        strcmp(s->implementation, p->profile->implementation) != 0 ||
        strcmp(s->region, p->profile->region) != 0 ||
        strcmp(s->emulates, p->profile->emulates) != 0 ||
        !wants_size(p->question, s->memory_mb))
        return VA_OK;
    p->n_failed += *s->error != '\0';
    code = p->take(p->stability, s);
    if (code == VA_OVERFLOW)
        return va_fail(p->err, VA_DATA, "%s: more than %d sizes; -m names fewer",
                       p->question->workload, STABILITY_SIZES_MAX);
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

static enum va_code
read_samples(struct session *session, const struct question *q, struct steadiness *k,
             struct va_err *err)
{
    struct pass p = { .profile = k->contender->profile,
                      .question = q,
                      .take = stability_look,
                      .err = err };
    enum va_code code = VA_OK;

    k->cold = is_cold_only(p.profile);
    k->stability = p.stability = stability_alloc(k->cold);
    if (!k->stability)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = session_samples(session, q->workload, visit, &p, err);
    if (!code && stability_turn(k->stability))
        code = va_fail(err, VA_NOMEM, "out of memory");
    k->n_failed = p.n_failed;
    p.take = stability_add;
    if (!code)
        code = session_samples(session, q->workload, visit, &p, err);
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

static void
add_bin(struct json_doc *doc, struct json *o, const struct stability_bin *b)
{
    json_add_int(doc, o, "n", b->n);
    json_add_number(doc, o, "median_ratio", b->median, 4);
    json_add_number(doc, o, "p5_ratio", b->p5, 4);
    json_add_number(doc, o, "p95_ratio", b->p95, 4);
    json_add_number(doc, o, "least_ratio", b->least, 4);
    json_add_number(doc, o, "most_ratio", b->most, 4);
    json_add_number(doc, o, "cv", b->cv, 4);
}

static void
add_cpus(struct json_doc *doc, struct json *in, const struct stability_group *g)
{
    struct json *list = json_add_array(doc, in, "cpus");

    for (int32_t i = 0; i < g->n_cpus; i++) {
        struct json *o = json_add_object(doc, list, NULL);

        json_add_string(doc, o, "cpu", g->cpus[i].name[0] ? g->cpus[i].name : NULL);
        json_add_number(doc, o, "share", g->cpus[i].share, 4);
        add_bin(doc, o, &g->cpus[i].bin);
    }
}

/* Hours and days of the week that have samples. */
static void
add_times(struct json_doc *doc, struct json *in, const struct stability_group *g)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    struct json *list = json_add_array(doc, in, "hours");

    for (int i = 0; i < 24; i++) {
        struct json *o = NULL;

        if (g->hours[i].n == 0)
            continue;
        o = json_add_object(doc, list, NULL);
        json_add_int(doc, o, "hour", i);
        add_bin(doc, o, &g->hours[i]);
    }
    list = json_add_array(doc, in, "weekdays");
    for (int i = 0; i < 7; i++) {
        struct json *o = NULL;

        if (g->days[i].n == 0)
            continue;
        o = json_add_object(doc, list, NULL);
        json_add_string(doc, o, "weekday", days[i]);
        add_bin(doc, o, &g->days[i]);
    }
}

static void
add_starts(struct json_doc *doc, struct json *in, const struct stability_group *g)
{
    struct json *list = json_add_array(doc, in, "starts");
    const struct stability_bin *const bins[] = { &g->warm, &g->cold };

    for (int i = 0; i < 2; i++) {
        struct json *o = NULL;

        if (bins[i]->n == 0)
            continue;
        o = json_add_object(doc, list, NULL);
        json_add_string(doc, o, "start", i ? "cold" : "warm");
        add_bin(doc, o, bins[i]);
    }
}

static void
add_reason(struct json_doc *doc, struct json *o, enum stability_reason r)
{
    json_add_bool(doc, o, "tested", r == STABILITY_TESTED);
    json_add_string(doc, o, "reason",
                    r == STABILITY_TESTED ? NULL : stability_reason_name(r));
}

static void
add_tests(struct json_doc *doc, struct json *in, const struct stability_group *g)
{
    struct json *o = json_add_object(doc, in, "variance");

    add_reason(doc, o, g->variance.reason);
    json_add_number(doc, o, "cpu_share", g->variance.share, 4);
    json_add_number(doc, o, "p", g->variance.p, 6);
    json_add_int(doc, o, "n", g->variance.n);
    json_add_int(doc, o, "types", g->variance.n_types);
    o = json_add_object(doc, in, "daily");
    add_reason(doc, o, g->daily.reason);
    json_add_number(doc, o, "p", g->daily.p, 6);
    json_add_number(doc, o, "swing_ratio", g->daily.swing, 4);
    json_add_number(doc, o, "slow_hour", g->daily.slow_hour, 1);
    json_add_int(doc, o, "hours", g->daily.n_hours);
    json_add_number(doc, o, "days", g->daily.days, 3);
}

static void
add_ms(struct json_doc *doc, struct json *o, const struct stability_group *g)
{
    json_add_number(doc, o, "median_ms", g->median_ms, 3);
    json_add_number(doc, o, "p5_ms", g->all.p5 * g->median_ms, 3);
    json_add_number(doc, o, "p95_ms", g->all.p95 * g->median_ms, 3);
    json_add_number(doc, o, "least_ms", g->all.least * g->median_ms, 3);
    json_add_number(doc, o, "most_ms", g->all.most * g->median_ms, 3);
    json_add_number(doc, o, "cv", g->all.cv, 4);
}

static enum va_code
add_size(struct json_doc *doc, struct json *list, const struct steadiness *k,
         const struct stability_group *g)
{
    struct json *o = json_add_object(doc, list, NULL);
    struct configuration at;
    const enum va_code code =
        advise_evaluate(k->contender, &k->request, g->memory_mb, &at);

    json_add_int(doc, o, "memory_mb", g->memory_mb);
    json_add_int(doc, o, "n", g->all.n);
    json_add_int(doc, o, "n_cold", g->cold.n);
    add_ms(doc, o, g);
    json_add_number(doc, o, "cpu_share", g->variance.share, 4);
    json_add_number(doc, o, "cpu_p", g->variance.p, 6);
    json_add_number(doc, o, "daily_p", g->daily.p, 6);
    document_cost(doc, o, "cost_usd", code ? COST_UNKNOWN : at.cost_pusd);
    document_pusd(doc, o, "cost_pusd", code ? COST_UNKNOWN : at.cost_pusd);
    json_add_bool(doc, o, "calm", g->memory_mb == k->calm.memory_mb);
    json_add_bool(doc, o, "pick", g->memory_mb == k->pick.memory_mb);
    return code == VA_DATA ? VA_OK : code;
}

static enum va_code
add_sizes(struct json_doc *doc, struct steadiness *k, struct stability_group *g)
{
    struct json *root = json_root(doc);
    struct json *list = json_add_array(doc, root, "sizes");
    struct json *by_size = NULL;
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < stability_sizes(k->stability) && !code; i++) {
        stability_get(k->stability, i, g);
        if (!(g->all.cv <= k->worst_cv) && g->all.n >= STABILITY_RUNS_LEAST) {
            k->worst_cv = g->all.cv;
            k->worst_mb = g->memory_mb;
        }
        code = add_size(doc, list, k, g);
    }
    by_size = json_add_array(doc, root, "by_size");
    for (int32_t i = 0; i < stability_sizes(k->stability); i++) {
        struct json *o = json_add_object(doc, by_size, NULL);

        stability_get(k->stability, i, g);
        json_add_int(doc, o, "memory_mb", g->memory_mb);
        add_tests(doc, o, g);
        add_cpus(doc, o, g);
        add_times(doc, o, g);
        add_starts(doc, o, g);
    }
    return code;
}

/* --- the answer --- */

/* The spread of a size; NAN when it was not measured. */
static double
cv_at(const struct steadiness *k, int32_t memory_mb, struct stability_group *g)
{
    for (int32_t i = 0; memory_mb && i < stability_sizes(k->stability); i++) {
        stability_get(k->stability, i, g);
        if (g->memory_mb == memory_mb)
            return g->all.cv;
    }
    return NAN;
}

static enum va_code
find_calm(struct steadiness *k, struct stability_group *g)
{
    const int32_t i = stability_calm(k->stability);
    enum va_code code = VA_OK;

    k->worst_cv = k->calm_cv = NAN;
    k->pick_cv = cv_at(k, k->pick.memory_mb, g);
    k->calm.cost_pusd = COST_UNKNOWN;
    if (i < 0)
        return VA_OK;
    stability_get(k->stability, i, g);
    k->calm_cv = g->all.cv;
    code = advise_evaluate(k->contender, &k->request, g->memory_mb, &k->calm);
    k->calm.memory_mb = g->memory_mb;
    return code == VA_DATA ? VA_OK : code;
}

static void
add_configuration(struct json_doc *doc, const char *key, const struct configuration *c,
                  double cv)
{
    struct json *root = json_root(doc);
    struct json *o = NULL;

    if (c->memory_mb == 0) {
        json_add_null(doc, root, key);
        return;
    }
    o = json_add_object(doc, root, key);
    json_add_int(doc, o, "memory_mb", c->memory_mb);
    json_add_number(doc, o, "cv", cv, 4);
    document_cost(doc, o, "cost_usd", c->cost_pusd);
    document_pusd(doc, o, "cost_pusd", c->cost_pusd);
}

static void
add_head(struct reply *r, const struct field *f, const struct steadiness *k,
         const struct stability_group *all)
{
    const int64_t times[] = { stability_first_ms(k->stability),
                              stability_last_ms(k->stability) };
    static const char *const keys[] = { "first", "last" };
    struct json_doc *doc = r->doc;
    struct json *root = json_root(doc);

    document_start(doc, "vadvise.stability/1", f->workload.name);
    json_add_string(doc, root, "implementation", k->contender->profile->implementation);
    json_add_string(doc, root, "platform", k->contender->profile->platform);
    json_add_string(doc, root, "region", words_region(k->contender));
    json_add_string(doc, root, "judged", k->cold ? "cold" : "warm");
    json_add_int(doc, root, "n", all->all.n);
    json_add_int(doc, root, "n_failed", k->n_failed);
    for (int i = 0; i < 2; i++) {
        char text[DATE_TEXT_MAX];

        json_add_string(doc, root, keys[i],
                        times[i] == TIME_UNKNOWN ? NULL : time_format(text, times[i]));
    }
    add_bin(doc, json_add_object(doc, root, "spread"), &all->all);
    add_tests(doc, root, all);
    add_configuration(doc, "calm", &k->calm, k->calm_cv);
    add_configuration(doc, "pick", &k->pick, k->pick_cv);
}

static enum va_code
answer(struct reply *r, const struct field *f, struct steadiness *k, struct va_err *err)
{
    struct stability_group *all = calloc(2, sizeof *all);
    enum va_code code = all ? VA_OK : VA_NOMEM;

    if (!code)
        code = find_pick(k->contender, &k->request, &k->pick);
    if (!code)
        code = find_calm(k, &all[1]);
    if (!code) {
        stability_get(k->stability, -1, &all[0]);
        add_head(r, f, k, &all[0]);
        code = add_sizes(r->doc, k, &all[1]);
    }
    if (!code) {
        add_cpus(r->doc, json_root(r->doc), &all[0]);
        add_times(r->doc, json_root(r->doc), &all[0]);
        add_starts(r->doc, json_root(r->doc), &all[0]);
        document_pricing(r->doc, json_root(r->doc), f, k->contender);
        json_add_bool(r->doc, json_root(r->doc), "sample_data", f->workload.sample_data);
        r->rows = "sizes";
        stability_say(r, f, k, &all[0]);
        code = reply_status(r);
    }
    free(all);
    return code ? va_fail(err, code, "%s: %s", f->workload.name, va_code_text(code))
                : VA_OK;
}

/* The first that was measured here, not published. */
static const struct contender *
subject(const struct field *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        if (f->contenders[i]->has_point && !f->contenders[i]->profile->published)
            return f->contenders[i];
    }
    return NULL;
}

static enum va_code
judge(struct session *s, const struct question *q, const struct field *f, struct reply *r,
      struct va_err *err)
{
    struct steadiness k = { .contender = subject(f) };
    enum va_code code = VA_OK;

    if (!k.contender) {
        va_fail(err, VA_DATA, "%s: no samples, only what was published",
                f->workload.name);
        va_hint(err, "measure it: vadvise probe run, or import its logs");
        return VA_DATA;
    }
    field_request(f, q, &k.request);
    code = read_samples(s, q, &k, err);
    if (!code && stability_sizes(k.stability) == 0)
        code = va_fail(err, VA_DATA, "%s: no sample with a duration at these sizes",
                       f->workload.name);
    if (!code)
        code = answer(r, f, &k, err);
    stability_free(k.stability);
    return code;
}

enum va_code
app_stability(struct session *s, const struct question *q, struct reply *r,
              struct va_err *err)
{
    struct field f;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code)
        code = judge(s, q, &f, r, err);
    field_close(&f);
    return code;
}
