/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what was deployed. */
#include "fn/job.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "fn/job_field.h"
#include "fn/place.h"

enum { FRAMES_DEFAULT = 1000, FRAMES_MOST = 1000000, TIMEOUT_DEFAULT_MS = 900000 };

static const char *const detectors[] = {
    [FN_DETECTOR_NONE] = "none",
    [FN_DETECTOR_COMMAND] = "command",
    [FN_DETECTOR_REKOGNITION] = "rekognition",
    [FN_DETECTOR_VISION] = "vision",
};

void
fn_job_init(struct fn_job *job)
{
    *job =
        (struct fn_job){ .frames_max = FRAMES_DEFAULT, .timeout_ms = TIMEOUT_DEFAULT_MS };
}

void
fn_job_clear(struct fn_job *job)
{
    if (!job)
        return;
    free(job->name);
    free(job->about);
    free(job->source);
    free(job->destination);
    free(job->suffix);
    free(job->count_frame);
    free(job->count_face);
    fn_list_clear(&job->images);
    fn_list_clear(&job->allow);
    fn_list_clear(&job->command);
    fn_list_clear(&job->frames_command);
    fn_list_clear(&job->environment);
    fn_job_init(job);
}

static enum va_code
read_detector(const struct fn_reader *r, const cJSON *item, struct fn_job *job)
{
    char *text = NULL;
    const enum va_code code = fn_read_text(r, item, &text);
    size_t i = FN_DETECTOR_COMMAND;

    if (code)
        return code;
    while (i < sizeof detectors / sizeof detectors[0] && strcmp(text, detectors[i]) != 0)
        i++;
    free(text);
    if (i == sizeof detectors / sizeof detectors[0])
        return va_fail(r->err, r->fault,
                       "detector: expected rekognition, vision or command");
    job->detector = (enum fn_detector)i;
    return VA_OK;
}

static enum va_code
read_frames(const struct fn_reader *r, const cJSON *item, struct fn_job *job)
{
    enum va_code code = fn_read_object(r, item);
    const cJSON *field = NULL;

    cJSON_ArrayForEach(field, item)
    {
        if (code)
            break;
        if (!strcmp(field->string, "command"))
            code = fn_read_list(r, field, &job->frames_command);
        else if (!strcmp(field->string, "max"))
            code = fn_read_int(r, field, FRAMES_MOST, &job->frames_max);
        else
            code = fn_unknown(r, field);
    }
    return code;
}

static enum va_code
read_count(const struct fn_reader *r, const cJSON *item, struct fn_job *job)
{
    enum va_code code = fn_read_object(r, item);
    const cJSON *field = NULL;

    cJSON_ArrayForEach(field, item)
    {
        if (code)
            break;
        if (!strcmp(field->string, "frame"))
            code = fn_read_text(r, field, &job->count_frame);
        else if (!strcmp(field->string, "face"))
            code = fn_read_text(r, field, &job->count_face);
        else
            code = fn_unknown(r, field);
    }
    return code;
}

static enum va_code
read_schema(const struct fn_reader *r, const cJSON *item)
{
    if (!cJSON_IsString(item) || strcmp(item->valuestring, "vadvise.fn/1") != 0)
        return va_fail(r->err, r->fault, "schema: expected \"vadvise.fn/1\"");
    return VA_OK;
}

static enum va_code
read_flag(const struct fn_reader *r, const cJSON *item, bool *out)
{
    if (!cJSON_IsBool(item))
        return va_fail(r->err, r->fault, "%s: expected true or false", item->string);
    *out = cJSON_IsTrue(item);
    return VA_OK;
}

/* The fields that are a text or a list of texts. */
static bool
plain_field(const char *key, struct fn_job *job, char ***text, struct fn_list **list)
{
    const struct {
        const char *key;
        char **text;
        struct fn_list *list;
    } fields[] = {
        { "job", &job->name, NULL },      { "about", &job->about, NULL },
        { "source", &job->source, NULL }, { "destination", &job->destination, NULL },
        { "suffix", &job->suffix, NULL }, { "images", NULL, &job->images },
        { "allow", NULL, &job->allow },   { "command", NULL, &job->command },
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (!strcmp(fields[i].key, key)) {
            *text = fields[i].text;
            *list = fields[i].list;
            return true;
        }
    return false;
}

static enum va_code
read_field(const struct fn_reader *r, const cJSON *item, struct fn_job *job)
{
    struct fn_list *list = NULL;
    char **text = NULL;

    if (plain_field(item->string, job, &text, &list))
        return text ? fn_read_text(r, item, text) : fn_read_list(r, item, list);
    if (!strcmp(item->string, "schema"))
        return read_schema(r, item);
    if (!strcmp(item->string, "allow_commands"))
        return read_flag(r, item, &job->allow_commands);
    if (!strcmp(item->string, "timeout_ms"))
        return fn_read_int(r, item, TIMEOUT_DEFAULT_MS * 100, &job->timeout_ms);
    if (!strcmp(item->string, "environment"))
        return fn_read_map(r, item, &job->environment);
    if (!strcmp(item->string, "detector"))
        return read_detector(r, item, job);
    if (!strcmp(item->string, "frames"))
        return read_frames(r, item, job);
    if (!strcmp(item->string, "count"))
        return read_count(r, item, job);
    return fn_unknown(r, item);
}

/* Do the fields fit together? */
static enum va_code
check_job(const struct fn_reader *r, const cJSON *tree, const struct fn_job *job)
{
    struct fn_place place;

    if (!cJSON_GetObjectItemCaseSensitive(tree, "schema"))
        return va_fail(r->err, r->fault, "schema: is missing");
    if (job->suffix && strpbrk(job->suffix, "/"))
        return va_fail(r->err, r->fault, "suffix: '%s' is no end of a name", job->suffix);
    if (job->detector == FN_DETECTOR_COMMAND && !job->command.n)
        return va_fail(r->err, r->fault, "detector: 'command' needs a command");
    if ((job->source && fn_place_read(job->source, &place, r->err)) ||
        (job->destination && fn_place_read(job->destination, &place, r->err)))
        return r->err->code = r->fault;
    return VA_OK;
}

enum va_code
fn_job_read(struct fn_job *job, const char *text, size_t len, struct va_err *err)
{
    struct va_err ignored;
    const struct fn_reader r = { VA_CONFIG, err ? err : &ignored };
    cJSON *tree = NULL;
    const cJSON *field = NULL;
    enum va_code code = fn_read_tree(&r, text, len, &tree);

    fn_job_init(job);
    cJSON_ArrayForEach(field, tree)
    {
        if (!code)
            code = read_field(&r, field, job);
    }
    if (!code)
        code = check_job(&r, tree, job);
    if (code)
        fn_job_clear(job);
    cJSON_Delete(tree);
    return code;
}

/* A variable takes the place of a text. */
static enum va_code
replace(char **text, const char *value, struct va_err *err)
{
    struct fn_place place;
    enum va_code code = VA_OK;
    char *copy = NULL;

    if (!value || !*value)
        return VA_OK;
    code = fn_place_read(value, &place, err);
    if (code)
        return VA_CONFIG;
    copy = strdup(value);
    if (!copy)
        return va_fail(err, VA_NOMEM, "out of memory");
    free(*text);
    *text = copy;
    return VA_OK;
}

static enum va_code
replace_command(struct fn_list *command, const char *value, struct va_err *err)
{
    const struct fn_reader r = { VA_CONFIG, err };
    struct fn_list words = { NULL, 0 };
    cJSON *tree = value && *value ? cJSON_ParseWithLength(value, strlen(value)) : NULL;
    enum va_code code = VA_OK;

    if (!value || !*value)
        return VA_OK;
    code = tree ? fn_read_list(&r, tree, &words) : VA_CONFIG;
    cJSON_Delete(tree);
    if (code == VA_CONFIG)
        return va_fail(err, code, "VADVISE_FN_COMMAND: expected a JSON array of words");
    if (code)
        return code;
    fn_list_clear(command);
    *command = words;
    return VA_OK;
}

enum va_code
fn_job_override(struct fn_job *job, const char *(*variable)(void *ctx, const char *name),
                void *ctx, struct va_err *err)
{
    const char *allow = variable(ctx, "VADVISE_FN_ALLOW");
    enum va_code code = replace(&job->source, variable(ctx, "VADVISE_FN_SOURCE"), err);

    if (!code)
        code = replace(&job->destination, variable(ctx, "VADVISE_FN_DESTINATION"), err);
    if (!code)
        code = replace_command(&job->command, variable(ctx, "VADVISE_FN_COMMAND"), err);
    if (!code && allow && *allow) {
        fn_list_clear(&job->allow);
        code = fn_list_split(&job->allow, allow);
    }
    return code == VA_NOMEM ? va_fail(err, code, "out of memory") : code;
}
