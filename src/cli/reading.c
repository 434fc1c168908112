/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of the options' values. */
#include "cli/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

enum { MB_MAX = 1 << 20, CALLS_MAX = 1000000 };

enum va_code
reading_fail(const struct reading *r, const char *expected)
{
    return va_fail(r->err, VA_USAGE, "%s '%s': expected %s", option_get(r->id)->name,
                   r->text, expected);
}

/* Take a list apart. more() gets every name. */
static enum va_code
split(const struct reading *r,
      enum va_code (*more)(const struct reading *r, const char *name))
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < r->given->n; i++) {
        char *copy = strdup(r->given->text[i]);

        if (!copy)
            return va_fail(r->err, VA_NOMEM, "out of memory");
        r->w->lists[r->w->n_lists++] = copy;
        for (char *at = copy; at && !code;) {
            char *comma = strchr(at, ',');

            if (comma)
                *comma = '\0';
            code = *at ? more(r, at) : reading_fail(r, "names between commas");
            at = comma ? comma + 1 : NULL;
        }
    }
    return code;
}

static enum va_code
add_name(const struct reading *r, struct name_list *list, const char *name)
{
    if (list->n == QUESTION_NAMES_MAX)
        return va_fail(r->err, VA_USAGE, "--%s names more than %d",
                       option_get(r->id)->name, QUESTION_NAMES_MAX);
    list->names[list->n++] = name;
    return VA_OK;
}

static enum va_code
add_platform(const struct reading *r, const char *name)
{
    return add_name(r, &r->w->question.platforms, name);
}

static enum va_code
add_implementation(const struct reading *r, const char *name)
{
    return add_name(r, &r->w->question.implementations, name);
}

static enum va_code
add_field(const struct reading *r, const char *name)
{
    struct render_options *o = &r->w->render;

    if (o->n_fields == RENDER_FIELDS_MAX)
        return va_fail(r->err, VA_USAGE, "--fields names more than %d",
                       RENDER_FIELDS_MAX);
    o->fields[o->n_fields++] = name;
    return VA_OK;
}

static enum va_code
read_volume(const struct reading *r)
{
    struct question *q = &r->w->question;
    const enum va_code code =
        question_parse_volume(r->text, &q->volume_per_month, r->err);

    r->w->import.facts.volume_per_month = q->volume_per_month;
    return code;
}

static enum va_code
read_budget(const struct reading *r)
{
    struct question *q = &r->w->question;

    q->goal.has_budget = !question_is_none(r->text);
    return q->goal.has_budget ? question_parse_budget(r->text, q->volume_per_month,
                                                      &q->goal.budget_pusd, r->err)
                              : VA_OK;
}

static enum va_code
read_latency(const struct reading *r)
{
    struct goal *g = &r->w->question.goal;

    g->has_latency = !question_is_none(r->text);
    if (g->has_latency && text_parse_time_ms(r->text, &g->latency_ms))
        return reading_fail(r, "a time such as 50s, 500ms or 1.5m");
    return VA_OK;
}

static enum va_code
read_stat(const struct reading *r)
{
    const enum va_code code = value_check(VALUE_STAT, "stat", r->text, r->err);

    for (int i = 0; i < STAT_COUNT && !code; i++)
        if (!strcmp(r->text, statistic_name((enum statistic)i)))
            r->w->question.goal.stat = (enum statistic)i;
    return code;
}

static enum va_code
read_objective(const struct reading *r)
{
    return question_parse_objective(r->text, &r->w->question, r->err);
}

static enum va_code
read_min_recall(const struct reading *r)
{
    return question_parse_min_recall(r->text, &r->w->question, r->err);
}

static enum va_code
read_recall(const struct reading *r)
{
    return question_parse_share("recall", r->text, &r->w->import.facts.recall, r->err);
}

/* "seen" is as in the samples. */
static enum va_code
read_cold_share(const struct reading *r)
{
    struct question *q = &r->w->question;
    double share = 0;
    enum va_code code = VA_OK;

    q->cold_given = true;
    q->cold = COLD_SHARE_SEEN;
    if (!strcmp(r->text, "seen"))
        return VA_OK;
    code = question_parse_share("cold-share", r->text, &share, r->err);
    q->cold = cold_share_of(share);
    return code;
}

static enum va_code
read_confidence(const struct reading *r)
{
    return question_parse_confidence(r->text, &r->w->question, r->err);
}

static enum va_code
read_workload(const struct reading *r)
{
    r->w->question.workload = r->text;
    r->w->import.defaults.workload = r->text;
    return text_is_name(r->text, strlen(r->text))
               ? VA_OK
               : reading_fail(r, "the name of a workload");
}

/* Import and probes take one name, and mean where or how the samples come about. */
static enum va_code
read_platform(const struct reading *r)
{
    r->w->import.defaults.platform = r->text;
    if (r->command == COMMAND_IMPORT || r->command == COMMAND_PROBE_RUN)
        return VA_OK;
    return strcmp(r->text, "all") != 0 ? split(r, add_platform) : VA_OK;
}

static enum va_code
read_implementation(const struct reading *r)
{
    r->w->import.defaults.implementation = r->text;
    if (r->command == COMMAND_IMPORT || r->command == COMMAND_PROBE_RUN)
        return VA_OK;
    return strcmp(r->text, "all") != 0 ? split(r, add_implementation) : VA_OK;
}

static enum va_code
read_region(const struct reading *r)
{
    r->w->import.defaults.region = r->text;
    r->w->question.region = question_name(r->text);
    return VA_OK;
}

static enum va_code
read_arch(const struct reading *r)
{
    r->w->question.arch = r->text;
    return value_check(VALUE_ARCH, "arch", r->text, r->err);
}

static enum va_code
read_memory(const struct reading *r)
{
    struct question *q = &r->w->question;
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < r->given->n && !code; i++)
        code = question_parse_sizes(r->given->text[i], q, r->err);
    if (!code && r->command == COMMAND_IMPORT && q->n_sizes != 1)
        return reading_fail(r, "one size");
    if (!code)
        r->w->import.defaults.memory_mb = q->sizes_mb[0];
    return code;
}

static enum va_code
read_now(const struct reading *r)
{
    int64_t mb = 0;

    if (text_parse_int(r->text, strlen(r->text), 1, MB_MAX, &mb))
        return reading_fail(r, "a size in MB");
    r->w->question.now_mb = (int32_t)mb;
    r->w->import.facts.now_mb = (int32_t)mb;
    return VA_OK;
}

static enum va_code
read_as_of(const struct reading *r)
{
    struct question *q = &r->w->question;

    return question_parse_as_of(r->text, q->as_of_days, q, r->err);
}

static enum va_code
read_pricing(const struct reading *r)
{
    r->w->question.pricing = r->text;
    return VA_OK;
}

static enum va_code
read_price_as(const struct reading *r)
{
    r->w->question.price_as = question_name(r->text);
    return VA_OK;
}

static enum va_code
read_billing(const struct reading *r)
{
    const enum va_code code = value_check(VALUE_BILLING, "billing", r->text, r->err);

    return code ? code : question_parse_billing(r->text, &r->w->question, r->err);
}

static enum va_code
read_set(const struct reading *r)
{
    for (int32_t i = 0; i < r->given->n; i++)
        r->w->sets[r->w->n_sets++] = r->given->text[i];
    return VA_OK;
}

static enum va_code
read_from(const struct reading *r)
{
    return import_format_parse(r->text, &r->w->import.format, r->err);
}

static enum va_code
read_emulates(const struct reading *r)
{
    r->w->import.defaults.emulates = r->text;
    return VA_OK;
}

static enum va_code
read_api(const struct reading *r)
{
    r->w->import.facts.api = r->text;
    if (r->w->import.facts.calls_per_invocation == 0)
        r->w->import.facts.calls_per_invocation = 1;
    return VA_OK;
}

static enum va_code
read_calls(const struct reading *r)
{
    int64_t calls = 0;

    if (text_parse_int(r->text, strlen(r->text), 1, CALLS_MAX, &calls))
        return reading_fail(r, "a number of calls");
    r->w->import.facts.calls_per_invocation = (int32_t)calls;
    return VA_OK;
}

static enum va_code
read_fields(const struct reading *r)
{
    return split(r, add_field);
}

static enum va_code
read_sort(const struct reading *r)
{
    const enum va_code code = value_check(VALUE_SORT, "sort", r->text, r->err);

    for (int i = 0; i < LIST_SORT_COUNT && !code; i++)
        if (!strcmp(r->text, list_sort_name((enum list_sort)i)))
            r->w->question.sort = (enum list_sort)i;
    return code;
}

static enum va_code
read_by(const struct reading *r)
{
    const enum va_code code = value_check(VALUE_BY, "by", r->text, r->err);

    for (int i = 0; i < COMPARE_BY_COUNT && !code; i++)
        if (!strcmp(r->text, compare_by_name((enum compare_by)i)))
            r->w->question.by = (enum compare_by)i;
    return code;
}

static enum va_code
read_limit(const struct reading *r)
{
    int64_t limit = 0;

    if (text_parse_int(r->text, strlen(r->text), 1, INT32_MAX, &limit))
        return reading_fail(r, "a number of workloads");
    r->w->question.limit = (int32_t)limit;
    return VA_OK;
}

/* A format set for good is for answers; an export's own words are different ones. */
static enum va_code
read_format(const struct reading *r)
{
    static const char *const exports[] = { "csv", "jsonl", "power-tuning" };
    const enum va_code code = r->command == COMMAND_EXPORT
                                  ? VA_OK
                                  : value_check(VALUE_FORMAT, "format", r->text, r->err);

    for (int i = 0; i < RENDER_FORMAT_COUNT && !code; i++)
        if (!strcmp(r->text, render_format_name((enum render_format)i)))
            r->w->render.format = (enum render_format)i;
    if (r->command != COMMAND_EXPORT || r->given->origin != ORIGIN_COMMAND)
        return code;
    for (size_t i = 0; i < sizeof exports / sizeof *exports; i++)
        if (!strcmp(r->text, exports[i])) {
            r->w->export_format = exports[i];
            return VA_OK;
        }
    return reading_fail(r, "csv, jsonl or power-tuning");
}

static enum va_code
read_json(const struct reading *r)
{
    r->w->render.format = RENDER_JSON;
    r->w->export_format = "jsonl";
    return VA_OK;
}

static enum va_code
read_output(const struct reading *r)
{
    r->w->output = r->text;
    return *r->text ? VA_OK : reading_fail(r, "the name of a file");
}

static enum va_code
read_color(const struct reading *r)
{
    const enum va_code code = value_check(VALUE_COLOR, "color", r->text, r->err);

    for (int i = 0; i <= COLOR_NEVER && !code; i++)
        if (!strcmp(r->text, value_word(VALUE_COLOR, i)))
            r->w->color = (enum color)i;
    return code;
}

static enum va_code
read_db(const struct reading *r)
{
    r->w->db = r->text;
    return *r->text ? VA_OK : reading_fail(r, "the name of a file");
}

static const struct option_reader readers[] = {
    { OPTION_VOLUME, read_volume },
    { OPTION_BUDGET, read_budget },
    { OPTION_LATENCY, read_latency },
    { OPTION_STAT, read_stat },
    { OPTION_OBJECTIVE, read_objective },
    { OPTION_MIN_RECALL, read_min_recall },
    { OPTION_CONFIDENCE, read_confidence },
    { OPTION_COLD_SHARE, read_cold_share },
    { OPTION_WORKLOAD, read_workload },
    { OPTION_PLATFORM, read_platform },
    { OPTION_IMPLEMENTATION, read_implementation },
    { OPTION_REGION, read_region },
    { OPTION_ARCH, read_arch },
    { OPTION_MEMORY, read_memory },
    { OPTION_NOW, read_now },
    { OPTION_AS_OF, read_as_of },
    { OPTION_PRICING, read_pricing },
    { OPTION_PRICE_AS, read_price_as },
    { OPTION_BILLING, read_billing },
    { OPTION_SET, read_set },
    { OPTION_FROM, read_from },
    { OPTION_EMULATES, read_emulates },
    { OPTION_CALLS, read_calls },
    { OPTION_API, read_api },
    { OPTION_RECALL, read_recall },
    { OPTION_SORT, read_sort },
    { OPTION_BY, read_by },
    { OPTION_LIMIT, read_limit },
    { OPTION_FORMAT, read_format },
    { OPTION_JSON, read_json },
    { OPTION_FIELDS, read_fields },
    { OPTION_OUTPUT, read_output },
    { OPTION_COLOR, read_color },
    { OPTION_DB, read_db },
};

const struct option_reader *
option_reader_get(size_t i)
{
    const size_t n = sizeof readers / sizeof *readers;

    return i < n ? &readers[i] : probe_reader_get(i - n);
}
