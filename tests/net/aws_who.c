/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aws_who: where this environment's AWS credentials come from and which key they have,
 * and what a service says to a request that they sign; or the error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/aws.h"

static const char *
variable(void *ctx, const char *name)
{
    (void)ctx;
    return getenv(name);
}

static int64_t
now(void *ctx)
{
    (void)ctx;
    return (int64_t)time(NULL) * 1000;
}

static void
trace(void *ctx, const char *line)
{
    (void)ctx;
    fprintf(stderr, "%s\n", line);
}

static enum va_code
ask(struct aws *a, struct va_err *err)
{
    const struct aws_request r = { .service = "lambda", .method = "GET", .path = "/who" };
    const char *source = NULL;
    struct http_reply reply;
    enum va_code code = aws_source(a, &source, err);

    if (code)
        return code;
    printf("%s\n", source);
    http_reply_init(&reply);
    code = getenv("AWS_ENDPOINT_URL") ? aws_send(a, &r, &reply, err) : VA_OK;
    printf("%s\n", buf_get(&reply.body));
    http_reply_clear(&reply);
    return code;
}

int
main(int argc, char **argv)
{
    const struct http_options o = { .trace = trace };
    struct aws_options options = { .clock = { now, NULL }, .variable = variable };
    struct va_err err = { .code = VA_OK };
    struct aws *a = NULL;

    options.profile = argc > 1 ? argv[1] : NULL;
    if (!http_open(&o, &options.http, &err) && !aws_open(&options, &a, &err))
        (void)ask(a, &err);
    aws_close(a);
    http_close(options.http);
    if (err.code)
        printf("%s\n%s\n", err.text, err.hint);
    return va_exit_status(err.code);
}
