/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AWS Lambda Power Tuning: the state machine's result, or the link to its picture. Both
 * hold one mean duration a size.
 * Source: github.com/alexcasalboni/aws-lambda-power-tuning, README-EXECUTE.md.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/import_json.h"
#include "io/import_shapes.h"
#include "io/power_link.h"

enum { OUTPUT_DEPTH_MAX = 3 };

/* One mean: a sample of one invocation, for how many there were is not recorded. */
static enum va_code
take_mean(struct import_reader *r, double memory_mb, double duration_ms,
          const struct place *where, struct va_err *err)
{
    static const double ns_per_ms = 1e6;
    struct place place = *where;
    struct va_err row_err;
    struct sample s;

    place.platform = "aws-lambda-x86";
    if (!(memory_mb >= 1 && memory_mb <= SAMPLE_MEMORY_MB_MAX) ||
        fabs(memory_mb - nearbyint(memory_mb)) > 0) {
        va_fail(&row_err, VA_DATA, "value: %g is no memory size in MB", memory_mb);
        return import_bad_row(r, &place, &row_err, err);
    }
    if (!(duration_ms > 0 && duration_ms <= (double)SAMPLE_TIME_NS_MAX / ns_per_ms)) {
        va_fail(&row_err, VA_DATA, "averageDuration: %g ms is out of range", duration_ms);
        return import_bad_row(r, &place, &row_err, err);
    }
    sample_init(&s);
    s.memory_mb = (int32_t)memory_mb;
    s.duration_ns = llround(duration_ms * ns_per_ms);
    import_warn(r,
                "each size is an average of an unknown number of runs; it counts as one");
    return import_emit(r, &s, &place, err);
}

static enum va_code
take_link(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    struct power_link link;
    struct va_err why;
    enum va_code code = VA_OK;

    if (power_link_read(text, len, &link, &why))
        return import_fail(r, 0, why.text, err);
    for (int32_t i = 0; i < link.n && !code; i++) {
        char path[IMPORT_PATH_MAX];

        snprintf(path, sizeof path, "size %d of the link", (int)i + 1);
        code = take_mean(r, link.memory_mb[i], link.duration_ms[i],
                         &(const struct place){ .path = path }, err);
    }
    return code;
}

static enum va_code
take_stats(struct import_reader *r, const cJSON *stats, struct va_err *err)
{
    enum va_code code = VA_OK;
    int i = 0;

    for (const cJSON *item = stats->child; item && !code; item = item->next) {
        char path[IMPORT_PATH_MAX];
        double memory_mb = NAN;
        double duration_ms = NAN;

        snprintf(path, sizeof path, "stats[%d]", i++);
        json_number(json_at(item, "value"), &memory_mb);
        json_number(json_at(item, "averageDuration"), &duration_ms);
        code = take_mean(r, memory_mb, duration_ms, &(const struct place){ .path = path },
                         err);
    }
    return code;
}

static enum va_code
no_sizes(const struct import_reader *r, struct va_err *err)
{
    const enum va_code code = import_fail(
        r, 0, "neither 'stats' nor a 'visualization' link: no sizes to learn", err);

    va_hint(err, "Run Power Tuning with \"includeOutputResults\": true, or import the "
                 "visualization link.");
    return code;
}

/* The result, or what describe-execution wraps around it. */
static enum va_code
take_result(struct import_reader *r, const cJSON *value, int depth, struct va_err *err)
{
    const cJSON *stats = json_at(value, "stats");
    const char *link = json_string(json_at(value, "stateMachine.visualization"));
    const char *output = json_string(json_at(value, "output"));
    cJSON *inner = NULL;
    enum va_code code = VA_OK;

    if (cJSON_IsArray(stats) && stats->child)
        return take_stats(r, stats, err);
    if (link)
        return take_link(r, link, strlen(link), err);
    if (!output || depth == OUTPUT_DEPTH_MAX)
        return no_sizes(r, err);
    code = import_json_parse(r, output, strlen(output), &inner, err);
    if (!code)
        code = inner ? take_result(r, inner, depth + 1, err) : no_sizes(r, err);
    cJSON_Delete(inner);
    return code;
}

static enum va_code
result_value(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    return take_result(r, value, 0, err);
}

static enum va_code
json_document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    return import_json_document(r, text, len, result_value, err);
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum va_code
link_document(struct import_reader *r, const char *text, size_t len, struct va_err *err)
{
    while (len && is_space(*text)) {
        text++;
        len--;
    }
    while (len && is_space(text[len - 1]))
        len--;
    return take_link(r, text, len, err);
}

static bool
json_matches(const struct import_head *head)
{
    return head_is_json(head) &&
           (head_has_key(head, "averageDuration") || head_has_key(head, "stateMachine") ||
            head_has_text(head, "\\\"stateMachine\\\"") ||
            (head_has_key(head, "power") && head_has_key(head, "duration")));
}

/* One line with an address and a fragment of three parts. */
static bool
link_matches(const struct import_head *head)
{
    return head_has_text(head, "://") && head_has_text(head, "#") &&
           (head_has_text(head, ";") || head_has_text(head, "%3B") ||
            head_has_text(head, "%3b")) &&
           (!memcmp(head->text, "http", head->len < 4 ? head->len : 4)) &&
           !head_has_text(head, "{");
}

const struct import_shape shape_power_json = {
    .format = IMPORT_POWER_TUNING,
    .what = "Power Tuning result",
    .matches = json_matches,
    .json = true,
    .document = json_document,
};

const struct import_shape shape_power_link = {
    .format = IMPORT_POWER_TUNING,
    .what = "Power Tuning link",
    .matches = link_matches,
    .document = link_document,
};
