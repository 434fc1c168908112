/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How steady a workload is, from its samples one by one: the document. */
#include "app/stability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/words.h"

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

        document_text(doc, o, "cpu", g->cpus[i].name);
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

static void
add_size(struct json_doc *doc, struct json *list, const struct steadiness *k,
         const struct stability_group *g)
{
    struct json *o = json_add_object(doc, list, NULL);
    const int64_t cost_pusd = steadiness_cost(k, g->memory_mb);

    json_add_int(doc, o, "memory_mb", g->memory_mb);
    json_add_int(doc, o, "n", g->all.n);
    json_add_int(doc, o, "n_cold", g->cold.n);
    add_ms(doc, o, g);
    json_add_number(doc, o, "cpu_share", g->variance.share, 4);
    json_add_number(doc, o, "cpu_p", g->variance.p, 6);
    json_add_number(doc, o, "daily_p", g->daily.p, 6);
    document_cost(doc, o, "cost_usd", cost_pusd);
    document_pusd(doc, o, "cost_pusd", cost_pusd);
    json_add_bool(doc, o, "calm", g->memory_mb == k->calm.memory_mb);
    json_add_bool(doc, o, "pick", g->memory_mb == k->pick.memory_mb);
}

static void
add_sizes(struct json_doc *doc, const struct steadiness *k, struct stability_group *g)
{
    struct json *root = json_root(doc);
    struct json *list = json_add_array(doc, root, "sizes");
    struct json *by_size = NULL;

    for (int32_t i = 0; i < stability_sizes(k->stability); i++) {
        stability_get(k->stability, i, g);
        add_size(doc, list, k, g);
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
}

/* --- the answer --- */

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
add_head(struct reply *r, const struct steadiness *k, const struct stability_group *all)
{
    const int64_t times[] = { stability_first_ms(k->stability),
                              stability_last_ms(k->stability) };
    static const char *const keys[] = { "first", "last" };
    struct json_doc *doc = r->doc;
    struct json *root = json_root(doc);

    document_start(doc, "vadvise.stability/1", k->field.workload.name);
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
answer(struct reply *r, const struct steadiness *k, struct va_err *err)
{
    struct stability_group *all = calloc(2, sizeof *all);
    struct json *root = json_root(r->doc);

    if (!all)
        return va_fail(err, VA_NOMEM, "%s: out of memory", k->field.workload.name);
    stability_get(k->stability, -1, &all[0]);
    add_head(r, k, &all[0]);
    add_sizes(r->doc, k, &all[1]);
    add_cpus(r->doc, root, &all[0]);
    add_times(r->doc, root, &all[0]);
    add_starts(r->doc, root, &all[0]);
    document_pricing(r->doc, root, &k->field, k->contender);
    json_add_bool(r->doc, root, "sample_data", k->field.workload.sample_data);
    r->rows = "sizes";
    stability_say(r, k, &all[0]);
    free(all);
    return reply_status(r)
               ? va_fail(err, reply_status(r), "%s: %s", k->field.workload.name,
                         va_code_text(reply_status(r)))
               : VA_OK;
}

enum va_code
stability_reply(const struct steadiness *k, struct reply *r, struct va_err *err)
{
    const enum va_code code = reply_init(r);

    return code ? va_fail(err, code, "out of memory") : answer(r, k, err);
}

enum va_code
app_stability(struct session *s, const struct question *q, struct reply *r,
              struct va_err *err)
{
    const struct steadiness_request request = { .question = q };
    struct steadiness k;
    enum va_code code = steadiness_open(s, &request, &k, err);

    if (!code)
        code = stability_reply(&k, r, err);
    steadiness_close(&k);
    return code;
}
