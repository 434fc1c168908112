/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings and facts of a probe run as JSON, and back. */
#include "io/probe_settings.h"

#include <stdlib.h>
#include <string.h>

#include "io/probe_record.h"

enum { WEIGHT_MAX = 1000000, DAYS_MAX = 2932896 /* to the end of the year 9999 */ };

#define VOLUME_MAX INT64_C(1000000000000)
#define TIME_MS_MAX (INT64_C(366) * 86400 * 1000)
#define TIMEOUT_MS_MAX (SAMPLE_TIME_NS_MAX / 1000000)

static const char *
mode_word(int32_t value)
{
    return value == PROBE_FIXED ? "fixed" : "adaptive";
}

static const char *
stat_word(int32_t value)
{
    static const char *const names[STAT_COUNT] = {
        [STAT_MEAN] = "mean", [STAT_P50] = "p50", [STAT_P95] = "p95", [STAT_P99] = "p99"
    };

    return names[value];
}

static const char *
objective_word(int32_t value)
{
    return objective_name((enum objective)value);
}

/* clang-format off */
#define TABLE(fields) { fields, sizeof(fields) / sizeof((fields)[0]), true }

static const struct record_field payload_fields[] = {
    AS_TEXT("path", probe_payload, path),
    AS_LINE("sha256", probe_payload, sha256),
    AS_INT32("weight", probe_payload, weight, 1, WEIGHT_MAX),
};
static const struct record payload_record = TABLE(payload_fields);

static const struct record_field goal_fields[] = {
    AS_BOOL("has_budget", goal, has_budget),
    AS_BOOL("has_latency", goal, has_latency),
    AS_PUSD("budget_pusd", goal, budget_pusd, 0, INT64_MAX),
    AS_REAL("latency_ms", goal, latency_ms),
    AS_WORD("stat", goal, stat, stat_word, STAT_COUNT),
    AS_WORD("objective", goal, objective, objective_word, OBJECTIVE_BALANCED + 1),
    AS_REAL("cost_weight", goal, cost_weight_ratio),
    AS_REAL("confidence", goal, confidence_ratio),
    AS_REAL("min_recall", goal, min_recall),
};
static const struct record goal_record = TABLE(goal_fields);

static const struct record_field settings_fields[] = {
    AS_NAME("workload", probe_settings, workload),
    AS_NAME("implementation", probe_settings, implementation),
    AS_NAME("platform", probe_settings, platform),
    AS_NAME("region", probe_settings, region),
    AS_NAME("emulates", probe_settings, emulates),
    AS_TEXT("function", probe_settings, function),
    AS_TEXT("url", probe_settings, url),
    AS_TEXTS("args", probe_settings, args, n_args, PROBE_TEXT_MAX),
    AS_TEXT("directory", probe_settings, directory),
    AS_LINE("profile", probe_settings, profile),
    AS_TEXT("endpoint_url", probe_settings, endpoint_url),
    AS_LINE("project", probe_settings, project),
    AS_WORD("mode", probe_settings, mode, mode_word, PROBE_FIXED + 1),
    AS_INTS("sizes_mb", probe_settings, sizes_mb, n_sizes, 1, SAMPLE_MEMORY_MB_MAX),
    AS_INT32("runs", probe_settings, runs, 0, PROBE_RUNS_MAX),
    AS_INTS("runs_at", probe_settings, runs_at, n_runs_at, 1, PROBE_RUNS_MAX),
    AS_BOOL("cold", probe_settings, cold),
    AS_BOOL("alias_only", probe_settings, alias_only),
    AS_BOOL("redeploy", probe_settings, redeploy),
    AS_BOOL("drop_first", probe_settings, drop_first),
    AS_INT64("timeout_ms", probe_settings, timeout_ms, 0, TIMEOUT_MS_MAX),
    AS_INT64("every_ms", probe_settings, every_ms, 0, TIME_MS_MAX),
    AS_INT64("for_ms", probe_settings, for_ms, 0, TIME_MS_MAX),
    AS_PARTS("payloads", probe_settings, payloads, n_payloads, &payload_record),
    AS_PART("goal", probe_settings, goal, &goal_record),
    AS_INT32("as_of_days", probe_settings, as_of_days, 0, DAYS_MAX),
    AS_NAME("pricing", probe_settings, pricing),
    AS_NAME("price_as", probe_settings, price_as),
    AS_INT64("volume_per_month", probe_settings, volume_per_month, 0, VOLUME_MAX),
    AS_REAL("target_regret", probe_settings, target_regret),
};
static const struct record settings_record = TABLE(settings_fields);

static const struct record_field facts_fields[] = {
    AS_LINE("account", probe_facts, account),
    AS_LINE("credentials", probe_facts, credentials),
    AS_TEXT("function", probe_facts, function),
    AS_NAME("region", probe_facts, region),
    AS_LINE("architecture", probe_facts, architecture),
    AS_LINE("runtime", probe_facts, runtime),
    AS_LINE("method", probe_facts, method),
    AS_INT32("memory_mb", probe_facts, memory_mb, 0, SAMPLE_MEMORY_MB_MAX),
    AS_INT32("memory_max_mb", probe_facts, memory_max_mb, 0, SAMPLE_MEMORY_MB_MAX),
    AS_INT64("timeout_ms", probe_facts, timeout_ms, 0, TIMEOUT_MS_MAX),
    AS_BOOL("takes_sizes", probe_facts, takes_sizes),
    AS_INTS("sizes_mb", probe_facts, sizes_mb, n_sizes, 1, SAMPLE_MEMORY_MB_MAX),
};
/* Facts may come from a newer vadvise-probe: what is not known is passed over. */
const struct record probe_facts_record = {
    facts_fields, sizeof facts_fields / sizeof facts_fields[0], false
};
/* clang-format on */

void
probe_settings_init(struct probe_settings *s)
{
    *s = (struct probe_settings){ .mode = PROBE_ADAPTIVE };
    goal_init(&s->goal);
}

void
probe_settings_clear(struct probe_settings *s)
{
    for (int32_t i = 0; i < PROBE_ARGS_MAX; i++)
        free(s->args[i]);
    probe_settings_init(s);
}

int32_t
probe_settings_runs(const struct probe_settings *s, int32_t memory_mb)
{
    for (int32_t i = 0; i < s->n_runs_at; i++)
        if (s->sizes_mb[i] == memory_mb)
            return s->runs_at[i];
    return s->runs;
}

static void
write_record(const struct record *r, const void *from, struct buf *out)
{
    struct json_doc *doc = json_alloc();

    record_write(r, from, doc, json_root(doc));
    if (doc && !json_status(doc))
        json_write(json_root(doc), false, out);
    else if (!out->code)
        out->code = VA_NOMEM;
    json_free(doc);
}

void
probe_settings_write(const struct probe_settings *s, struct buf *out)
{
    write_record(&settings_record, s, out);
}

void
probe_facts_write(const struct probe_facts *f, struct buf *out)
{
    write_record(&probe_facts_record, f, out);
}

/* --- what one field alone cannot tell --- */

static enum va_code
check_sizes(const struct probe_settings *s, struct va_err *err)
{
    for (int32_t i = 1; i < s->n_sizes; i++) {
        if (s->sizes_mb[i] <= s->sizes_mb[i - 1])
            return va_fail(err, VA_DATA, "sizes_mb: not in ascending order");
    }
    if (s->mode != PROBE_FIXED && s->every_ms)
        return va_fail(err, VA_DATA, "every_ms: only a fixed plan can be repeated");
    if (s->mode == PROBE_FIXED && (!s->n_sizes || !s->runs))
        return va_fail(err, VA_DATA, "mode: a fixed plan needs sizes_mb and runs");
    if (s->n_runs_at &&
        (s->mode != PROBE_FIXED || s->every_ms || s->n_runs_at != s->n_sizes))
        return va_fail(err, VA_DATA,
                       "runs_at: for a fixed plan that is made once, one a size");
    return VA_OK;
}

static enum va_code
check_payloads(const struct probe_settings *s, struct va_err *err)
{
    for (int32_t i = 0; i < s->n_payloads; i++) {
        const struct probe_payload *p = &s->payloads[i];

        if (p->weight < 1)
            return va_fail(err, VA_DATA, "payloads: weight: missing");
        if (p->path[0] && (p->path[0] != '/' || !hash_is_hex(p->sha256)))
            return va_fail(err, VA_DATA, "payloads: a path is absolute and has a sha256");
    }
    return VA_OK;
}

static bool
is_ratio(double value)
{
    return value >= 0 && value <= 1;
}

static enum va_code
check_goal(const struct goal *g, struct va_err *err)
{
    if (g->has_latency && g->latency_ms <= 0)
        return va_fail(err, VA_DATA, "goal: latency_ms: not above 0");
    if (!is_ratio(g->cost_weight_ratio) || !is_ratio(g->min_recall) ||
        g->confidence_ratio < 0.5 || g->confidence_ratio > 0.999)
        return va_fail(err, VA_DATA, "goal: a ratio out of range");
    return VA_OK;
}

static enum va_code
check_settings(const struct probe_settings *s, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!s->workload[0])
        return va_fail(err, VA_DATA, "workload: missing");
    if (!s->platform[0])
        return va_fail(err, VA_DATA, "platform: missing");
    if (!is_ratio(s->target_regret))
        return va_fail(err, VA_DATA, "target_regret: outside 0 to 1");
    code = check_sizes(s, err);
    if (!code)
        code = check_payloads(s, err);
    return code ? code : check_goal(&s->goal, err);
}

enum va_code
probe_settings_read(const char *text, size_t len, struct probe_settings *out,
                    struct va_err *err)
{
    enum va_code code = VA_OK;

    probe_settings_init(out);
    code = record_read(&settings_record, text, len, out, err);
    return code ? code : check_settings(out, err);
}

enum va_code
probe_facts_read(const char *text, size_t len, struct probe_facts *out,
                 struct va_err *err)
{
    *out = (struct probe_facts){ .memory_mb = 0 };
    return record_read(&probe_facts_record, text, len, out, err);
}
