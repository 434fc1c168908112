/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backend of AWS Lambda: opening, closing, the table of what it does. */
#include "probe/lambda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
lambda_serves(const char *platform)
{
    static const char prefix[] = "aws-lambda";

    return !strncmp(platform, prefix, sizeof prefix - 1);
}

static bool
is_stopped(void *ctx)
{
    const struct lambda *l = ctx;

    return l->heeds_abandon && l->host->abandoned(l->host->ctx);
}

static const char *
or_null(const char *text)
{
    return *text ? text : NULL;
}

static enum va_code
read_settings(struct lambda *l, struct va_err *err)
{
    const struct probe_settings *s = l->host->settings;
    char text[LAMBDA_ARN_MAX];
    enum va_code code = VA_OK;

    if (!*s->function)
        return va_fail(err, VA_USAGE, "which function? --function NAME-OR-ARN");
    code = lambda_name_of_size(s->function, s->n_sizes ? s->sizes_mb[0] : 128, text,
                               sizeof text, err);
    if (!code)
        code = lambda_name_read(text, &l->name, err);
    l->mode = LAMBDA_PUBLISH;
    if (strstr(s->function, "{memory}"))
        l->mode = LAMBDA_MANY;
    else if (s->alias_only)
        l->mode = LAMBDA_VERSIONS;
    return code;
}

static enum va_code
connect(struct lambda *l, struct va_err *err)
{
    const struct probe_settings *s = l->host->settings;
    const struct http_options http = { .stopped = is_stopped, .ctx = l };
    struct aws_options aws = {
        .clock = l->host->clock,
        .profile = or_null(s->profile),
        .region = or_null(*l->name.region ? l->name.region : s->region),
        .endpoint_url = or_null(s->endpoint_url),
        .variable = l->host->variable,
        .ctx = l->host->ctx,
    };
    const char *region = NULL;
    enum va_code code = http_open(&http, &l->http, err);

    aws.http = l->http;
    if (!code)
        code = aws_open(&aws, &l->aws, err);
    if (!code)
        code = aws_region(l->aws, &region, err);
    if (!code)
        snprintf(l->region, sizeof l->region, "%s", region);
    return code;
}

static void
lambda_close(void *self)
{
    struct lambda *l = self;

    if (!l)
        return;
    aws_close(l->aws);
    http_close(l->http);
    free(l);
}

static enum va_code
lambda_open(const struct probe_host *host, void **out, struct va_err *err)
{
    struct lambda *l = calloc(1, sizeof *l);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!l)
        return va_fail(err, VA_NOMEM, "out of memory");
    l->host = host;
    l->heeds_abandon = true;
    code = read_settings(l, err);
    if (!code)
        code = connect(l, err);
    if (code) {
        lambda_close(l);
        return code;
    }
    *out = l;
    return VA_OK;
}

const struct probe_backend probe_lambda = {
    .name = "lambda",
    .serves = lambda_serves,
    .open = lambda_open,
    .close = lambda_close,
    .describe = lambda_describe,
    .prepare = lambda_prepare,
    .invoke = lambda_invoke,
    .undo = lambda_undo,
    .apply = lambda_apply,
};
