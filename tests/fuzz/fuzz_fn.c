/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what the measurement function reads. The first byte chooses: r requests
 * (the second says in which pieces), e events, j deployments, p locations. */
#include <stdlib.h>
#include <string.h>

#include "fn/job.h"
#include "fn/place.h"
#include "fn/request.h"

enum { BODY_MAX = 4096 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
read_request(const char *text, size_t len)
{
    struct fn_request r;
    const size_t step = len > 0 ? (size_t)(unsigned char)text[0] + 1 : 1;
    bool whole = false;

    fn_request_init(&r, BODY_MAX);
    for (size_t at = 1; at < len && !whole; at += step)
        whole = fn_request_take(&r, text + at, len - at < step ? len - at : step);
    if (r.body.len > BODY_MAX || r.line_len >= sizeof r.line ||
        strlen(r.request_id) >= sizeof r.request_id ||
        (whole && !r.status && r.state != FN_REQUEST_DONE))
        abort();
    fn_request_clear(&r);
}

/* Nothing but what was allowed gets in, however it is written. */
static void
read_event(const char *text, size_t len)
{
    char *allowed[] = { (char[]){ "s3://mine/" }, NULL };
    const struct fn_job job = { .allow = { allowed, 1 }, .any_place = true };
    struct fn_event event;
    struct va_err err = { .code = VA_OK };
    const enum va_code code = fn_event_read(&event, &job, text, len, &err);

    if (event.command.n || (code && (event.source || event.images.n)))
        abort();
    if ((event.source && strncmp(event.source, "s3://mine/", 10) != 0) ||
        (event.destination && strncmp(event.destination, "s3://mine/", 10) != 0))
        abort();
    for (int32_t i = 0; i < event.images.n; i++)
        if (strncmp(event.images.items[i], "s3://mine/", 10) != 0)
            abort();
    fn_event_clear(&event);
}

static void
read_job(const char *text, size_t len)
{
    struct fn_job job;
    struct va_err err = { .code = VA_OK };

    if (fn_job_read(&job, text, len, &err) != err.code || (err.code && job.command.n))
        abort();
    fn_job_clear(&job);
}

static void
read_place(const char *text, size_t len)
{
    char *copy = strndup(text, len);
    struct fn_place place;

    if (copy && !fn_place_read(copy, &place, NULL))
        if (strstr(place.path, "/../") && !strchr(place.path, '?'))
            abort();
    free(copy);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data + 1;

    if (size == 0)
        return 0;
    if (data[0] == 'r')
        read_request(text, size - 1);
    else if (data[0] == 'e')
        read_event(text, size - 1);
    else if (data[0] == 'j')
        read_job(text, size - 1);
    else
        read_place(text, size - 1);
    return 0;
}
