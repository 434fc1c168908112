/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hyperfine --export-json: every run of every command, in seconds. A parameter may name
 * the size or the implementation.
 * Source: github.com/sharkdp/hyperfine, README, "Export results".
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "io/import_json.h"
#include "io/import_row.h"
#include "io/import_shapes.h"

/* What is common to the runs of a command. */
struct command {
    int32_t memory_mb; /* 0: not said */
    char implementation[TEXT_NAME_MAX + 1];
};

struct run {
    const struct command *command;
    const cJSON *seconds;
    const char *error; /* "" for success */
};

/* "512", "512M", "512 MB". */
static bool
read_size_text(const char *text, int32_t *out_mb)
{
    size_t len = strlen(text);
    int64_t mb = 0;

    if (len > 1 && text[len - 1] == 'B')
        len--;
    if (len > 1 && text[len - 1] == 'M')
        len--;
    while (len > 1 && text[len - 1] == ' ')
        len--;
    if (text_parse_int(text, len, 1, SAMPLE_MEMORY_MB_MAX, &mb))
        return false;
    *out_mb = (int32_t)mb;
    return true;
}

static bool
read_size(const cJSON *value, int32_t *out_mb)
{
    const char *text = json_string(value);
    double number = 0;

    if (text)
        return read_size_text(text, out_mb);
    if (!json_number(value, &number) || number < 1 || number > SAMPLE_MEMORY_MB_MAX ||
        fabs(number - nearbyint(number)) > 0)
        return false;
    *out_mb = (int32_t)number;
    return true;
}

static enum va_code
read_parameters(const cJSON *result, struct command *out, struct va_err *err)
{
    static const char *const sizes[] = { "memory_mb", "memory", "mem", "size" };
    const cJSON *parameters = json_at(result, "parameters");
    const char *name = json_string(json_at(parameters, "implementation"));

    *out = (struct command){ 0 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const cJSON *value = json_at(parameters, sizes[i]);

        if (!value)
            continue;
        if (!read_size(value, &out->memory_mb))
            return va_fail(err, VA_DATA, "parameters.%s: not a memory size in MB",
                           sizes[i]);
        break;
    }
    if (name)
        row_copy_text(out->implementation, sizeof out->implementation, name,
                      strlen(name));
    return VA_OK;
}

/* Text of a run's failure; "" for success. */
static const char *
failure_of(const cJSON *exit_code, char *buf, size_t size)
{
    if (!exit_code)
        return "";
    if (!cJSON_IsNumber(exit_code))
        return "killed by a signal";
    if (fabs(exit_code->valuedouble) < 0.5)
        return "";
    snprintf(buf, size, "exit code %d", exit_code->valueint);
    return buf;
}

static enum va_code
take_run(struct import_reader *r, const struct run *run, const struct place *where,
         struct va_err *err)
{
    static const double ns_per_s = 1e9;
    struct place place = *where;
    struct va_err row_err;
    struct sample s;
    double value = 0;

    place.platform = "local";
    if (!json_number(run->seconds, &value) || !(value > 0) ||
        value > (double)SAMPLE_TIME_NS_MAX / ns_per_s) {
        va_fail(&row_err, VA_DATA, "not a time in seconds above 0");
        return import_bad_row(r, &place, &row_err, err);
    }
    sample_init(&s);
    s.memory_mb = run->command->memory_mb;
    s.implementation = run->command->implementation;
    s.error = run->error;
    s.duration_ns = llround(value * ns_per_s);
    return import_emit(r, &s, &place, err);
}

static enum va_code
take_runs(struct import_reader *r, const cJSON *result, const struct command *command,
          int index, struct va_err *err)
{
    const cJSON *times = json_at(result, "times");
    const cJSON *exit_code = NULL;
    enum va_code code = VA_OK;
    int i = 0;

    exit_code = json_at(result, "exit_codes");
    exit_code = cJSON_IsArray(exit_code) ? exit_code->child : NULL;
    for (const cJSON *time = times->child; time && !code; time = time->next) {
        char path[IMPORT_PATH_MAX];
        char failure[40];
        const struct run run = { command, time,
                                 failure_of(exit_code, failure, sizeof failure) };

        snprintf(path, sizeof path, "results[%d].times[%d]", index, i++);
        code = take_run(r, &run, &(const struct place){ .path = path }, err);
        if (exit_code)
            exit_code = exit_code->next;
    }
    return code;
}

static enum va_code
take_result(struct import_reader *r, const cJSON *result, int index, struct va_err *err)
{
    char path[IMPORT_PATH_MAX];
    const struct place place = { .path = path };
    struct va_err row_err;
    struct command command;

    snprintf(path, sizeof path, "results[%d]", index);
    if (read_parameters(result, &command, &row_err))
        return import_bad_row(r, &place, &row_err, err);
    if (!cJSON_IsArray(json_at(result, "times"))) {
        va_fail(&row_err, VA_DATA, "times: missing");
        return import_bad_row(r, &place, &row_err, err);
    }
    if (index > 0 && !command.memory_mb && !*command.implementation)
        import_warn(r, "several commands without a parameter 'memory' or "
                       "'implementation' count as one");
    return take_runs(r, result, &command, index, err);
}

static enum va_code
hyperfine_value(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    const cJSON *results = json_at(value, "results");
    enum va_code code = VA_OK;
    int index = 0;

    if (!cJSON_IsArray(results))
        return import_fail(r, 0, "no array 'results'", err);
    for (const cJSON *item = results->child; item && !code; item = item->next)
        code = take_result(r, item, index++, err);
    return code;
}

static enum va_code
hyperfine_document(struct import_reader *r, const char *text, size_t len,
                   struct va_err *err)
{
    return import_json_document(r, text, len, hyperfine_value, err);
}

static bool
hyperfine_matches(const struct import_head *head)
{
    return head_is_json(head) && head_has_key(head, "results") &&
           head_has_key(head, "command") &&
           (head_has_key(head, "times") || head_has_key(head, "mean"));
}

const struct import_shape shape_hyperfine = {
    .format = IMPORT_HYPERFINE,
    .what = "hyperfine result",
    .matches = hyperfine_matches,
    .json = true,
    .document = hyperfine_document,
};
