/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an event: what it may say is the deployment's to decide. */
#include <stdlib.h>
#include <string.h>

#include "fn/job.h"
#include "fn/job_field.h"
#include "fn/place.h"

void
fn_event_clear(struct fn_event *event)
{
    if (!event)
        return;
    free(event->source);
    free(event->destination);
    fn_list_clear(&event->images);
    fn_list_clear(&event->command);
    *event = (struct fn_event){ NULL, NULL, { NULL, 0 }, { NULL, 0 } };
}

/* May the event name this location? */
static enum va_code
check_place(const char *text, const struct fn_job *job, struct va_err *err)
{
    struct fn_place place;
    const enum va_code code = fn_place_read(text, &place, err);

    if (code || fn_place_allowed(text, &job->allow) || (job->any_place && !job->allow.n))
        return code;
    return va_fail(err, VA_DATA, "'%.200s' is not among the locations that were allowed",
                   text);
}

static enum va_code
read_place(const struct fn_reader *r, const cJSON *tree, const char *key, char **out)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(tree, key);

    return item && !cJSON_IsNull(item) ? fn_read_text(r, item, out) : VA_OK;
}

static enum va_code
read_fields(const struct fn_reader *r, const cJSON *tree, const struct fn_job *job,
            struct fn_event *event)
{
    const cJSON *images = cJSON_GetObjectItemCaseSensitive(tree, "images");
    const cJSON *command = cJSON_GetObjectItemCaseSensitive(tree, "command");
    enum va_code code = read_place(r, tree, "source", &event->source);

    if (!code)
        code = read_place(r, tree, "destination", &event->destination);
    if (!code && images)
        code = fn_read_list(r, images, &event->images);
    if (!code && command && !job->allow_commands)
        code =
            va_fail(r->err, r->fault,
                    "command: events may hold none, unless allow_commands is deployed");
    if (!code && command)
        code = fn_read_list(r, command, &event->command);
    return code;
}

static enum va_code
check_places(const struct fn_event *event, const struct fn_job *job, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (event->source)
        code = check_place(event->source, job, err);
    if (!code && event->destination)
        code = check_place(event->destination, job, err);
    for (int32_t i = 0; i < event->images.n && !code; i++)
        code = check_place(event->images.items[i], job, err);
    return code;
}

/* What the event leaves out. An input of its own replaces all of the deployed input. */
static enum va_code
complete(struct fn_event *event, const struct fn_job *job)
{
    const bool own_input = event->source || event->images.n;
    enum va_code code = VA_OK;

    if (!own_input && job->source && !(event->source = strdup(job->source)))
        return VA_NOMEM;
    if (!event->destination && job->destination &&
        !(event->destination = strdup(job->destination)))
        return VA_NOMEM;
    if (!own_input)
        code = fn_list_copy(&event->images, &job->images);
    if (!code && !event->command.n)
        code = fn_list_copy(&event->command, &job->command);
    return code;
}

enum va_code
fn_event_read(struct fn_event *event, const struct fn_job *job, const char *text,
              size_t len, struct va_err *err)
{
    struct va_err ignored;
    const struct fn_reader r = { VA_DATA, err ? err : &ignored };
    cJSON *tree = NULL;
    enum va_code code = fn_read_tree(&r, text, len, &tree);

    *event = (struct fn_event){ NULL, NULL, { NULL, 0 }, { NULL, 0 } };
    if (!code)
        code = read_fields(&r, tree, job, event);
    if (!code)
        code = check_places(event, job, r.err);
    if (!code && complete(event, job))
        code = va_fail(r.err, VA_NOMEM, "out of memory");
    if (code)
        fn_event_clear(event);
    cJSON_Delete(tree);
    return code;
}
