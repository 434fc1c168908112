/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * google_who [AUDIENCE]: this environment's identity token for an audience, or its access
 * token; or the error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "net/google.h"

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

int
main(int argc, char **argv)
{
    const struct http_options o = { .trace = trace };
    struct google_options options = { .clock = { now, NULL }, .variable = variable };
    struct va_err err = { .code = VA_OK };
    const char *token = NULL;
    struct google *g = NULL;

    if (!http_open(&o, &options.http, &err) && !google_open(&options, &g, &err))
        (void)(argc > 1 ? google_identity_token(g, argv[1], &token, &err)
                        : google_access_token(g, &token, &err));
    printf("%s\n%s\n", token ? token : err.text, err.hint);
    google_close(g);
    http_close(options.http);
    return va_exit_status(err.code);
}
