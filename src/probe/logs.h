/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Past invocations of a Lambda function from CloudWatch Logs, for vadvise's importers.
 * Source: CloudWatch Logs API Reference (FilterLogEvents, StartQuery, GetQueryResults)
 * and CloudWatch Logs User Guide, "Logs Insights query syntax".
 *
 * The output is text. Its first line says what the function is:
 *   logs function=f region=eu-west-1 platform=aws-lambda-arm now_mb=512
 * (platform and now_mb only when Lambda says so). What follows is
 *   filter    one event a line, as JSON, as FilterLogEvents gives it: reports, and lines
 *             that tell of time-outs; importers know the format "report"
 *   insights  CSV of vadvise: rows that stand for what the provider counted by hour,
 *             size, kind of start, outcome and bin of durations
 */
#ifndef VA_PROBE_LOGS_H
#define VA_PROBE_LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

enum logs_via { LOGS_FILTER, LOGS_INSIGHTS };

/* What to fetch. Texts are borrowed; NULL where nothing was given. */
struct logs_request {
    const char *function; /* a name or an ARN, without a qualifier */
    const char *profile, *region, *endpoint_url; /* as struct aws_options has them */
    const char *log_group;                       /* NULL: the function's own */
    int64_t since_ms, until_ms;                  /* Unix time, from and before */
    enum logs_via via;
    bool verbose; /* what is sent and received goes to say, without secrets */
};

/* The world around it. */
struct logs_world {
    struct va_clock clock;
    const char *(*variable)(void *ctx, const char *name); /* the environment */
    bool (*stopped)(void *ctx);                           /* the user wants out */
    void (*sleep_ms)(void *ctx, int64_t ms);
    /* Take output; false when nobody reads it any more. */
    bool (*write)(void *ctx, const char *text, size_t len);
    void (*say)(void *ctx, const char *line); /* what a person may want to know */
    void *ctx;
};

/*
 * Fetch and write. VA_USAGE for a function that is no name, or an empty time; VA_CONFIG
 * without credentials or region, and where the log group is not there or closed to us;
 * VA_NETWORK, also when stopped; VA_IO when the output is not taken.
 */
enum va_code logs_fetch(const struct logs_request *request,
                        const struct logs_world *world, struct va_err *err);

/* The command: `logs --function F --since MS --until MS [--via filter|insights]
 * [--profile P] [--region R] [--log-group G] [--endpoint-url U] [--verbose]`; argv[0] is
 * "logs". */
enum va_code logs_command(int argc, char **argv, const struct logs_world *world,
                          struct va_err *err);

#endif
