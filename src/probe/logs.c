/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Past invocations from the logs: what the function is, then what it did. */
#include "probe/logs.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/sample.h"
#include "net/small_json.h"
#include "probe/logs_state.h"

enum { ASK_MS = 20000, LINE_MAX_BYTES = 4096 };

/* --- what the function is --- */

static void
take_configuration(struct logs *l, const char *text, size_t len)
{
    cJSON *o = small_json_parse(text, len);
    const cJSON *logging = cJSON_GetObjectItemCaseSensitive(o, "LoggingConfig");
    const cJSON *archs = cJSON_GetObjectItemCaseSensitive(o, "Architectures");
    const char *arch = cJSON_GetStringValue(cJSON_GetArrayItem(archs, 0));
    const char *group = logs_text(logging, "LogGroup");

    if (o && *group && !l->request->log_group && strlen(group) < sizeof l->group)
        snprintf(l->group, sizeof l->group, "%s", group);
    if (!o || !small_json_int(o, "MemorySize", &l->now_mb) || l->now_mb < 1 ||
        l->now_mb > SAMPLE_MEMORY_MB_MAX)
        l->now_mb = 0;
    if (o)
        snprintf(l->platform, sizeof l->platform, "aws-lambda-%s",
                 arch && !strcmp(arch, "arm64") ? "arm" : "x86");
    small_json_free(o);
}

/* What Lambda says. It need not: the function may be gone, its logs are there. */
static enum va_code
describe(struct logs *l, struct va_err *err)
{
    const struct logs_world *w = l->world;
    char path[LAMBDA_ARN_MAX + 64];
    char line[LINE_MAX_BYTES];
    const struct aws_request r = {
        .service = "lambda", .method = "GET", .path = path, .timeout_ms = ASK_MS
    };
    struct http_reply reply;
    struct aws_error e;
    enum va_code code = VA_OK;

    snprintf(path, sizeof path, "/2015-03-31/functions/%s/configuration",
             l->name.function);
    http_reply_init(&reply);
    code = aws_send(l->aws, &r, &reply, err);
    if (!code && reply.status == 200) {
        take_configuration(l, buf_get(&reply.body), reply.body.len);
    } else if (!code) {
        aws_error_read(&reply, &e);
        snprintf(line, sizeof line, "%s: Lambda does not say what it is: %s",
                 l->name.name, *e.type ? e.type : "no reason given");
        w->say(w->ctx, line);
    }
    http_reply_clear(&reply);
    return code;
}

static enum va_code
write_head(const struct logs *l, struct va_err *err)
{
    struct buf line;
    enum va_code code = VA_OK;

    buf_init(&line, LINE_MAX_BYTES);
    buf_printf(&line, "logs function=%s region=%s", l->name.name, l->region);
    if (*l->platform)
        buf_printf(&line, " platform=%s", l->platform);
    if (l->now_mb)
        buf_printf(&line, " now_mb=%lld", (long long)l->now_mb);
    buf_byte(&line, '\n');
    code = logs_write(l, &line, err);
    buf_clear(&line);
    return code;
}

/* --- all of it --- */

static bool
is_stopped(void *ctx)
{
    return logs_is_stopped(ctx);
}

static void
trace(void *ctx, const char *line)
{
    const struct logs *l = ctx;

    l->world->say(l->world->ctx, line);
}

static enum va_code
read_request(struct logs *l, struct va_err *err)
{
    const struct logs_request *q = l->request;
    const char *group = q->log_group;
    enum va_code code = lambda_name_read(q->function, &l->name, err);
    int len = 0;

    if (code)
        return code;
    if (*l->name.qualifier)
        return va_fail(err, VA_USAGE,
                       "%s: the logs hold all versions together: leave :%s out",
                       q->function, l->name.qualifier);
    if (q->since_ms < 0 || q->since_ms >= q->until_ms)
        return va_fail(err, VA_USAGE, "the time to look at ends before it begins");
    len = group ? snprintf(l->group, sizeof l->group, "%s", group)
                : snprintf(l->group, sizeof l->group, "/aws/lambda/%s", l->name.name);
    return len > 0 && len < (int)sizeof l->group
               ? VA_OK
               : va_fail(err, VA_USAGE, "that is no name of a log group");
}

static enum va_code
open_all(struct logs *l, struct va_err *err)
{
    const struct logs_request *q = l->request;
    const struct logs_world *w = l->world;
    const struct http_options web = { .stopped = is_stopped,
                                      .ctx = l,
                                      .trace = q->verbose ? trace : NULL };
    struct aws_options o = { .clock = w->clock,
                             .profile = q->profile,
                             .region = *l->name.region ? l->name.region : q->region,
                             .endpoint_url = q->endpoint_url,
                             .variable = w->variable,
                             .ctx = w->ctx };
    enum va_code code = http_open(&web, &l->http, err);

    o.http = l->http;
    if (!code)
        code = aws_open(&o, &l->aws, err);
    return code ? code : aws_region(l->aws, &l->region, err);
}

enum va_code
logs_fetch(const struct logs_request *request, const struct logs_world *world,
           struct va_err *err)
{
    struct logs l = { .request = request, .world = world };
    enum va_code code = read_request(&l, err);

    if (!code)
        code = open_all(&l, err);
    if (!code)
        code = describe(&l, err);
    if (!code)
        code = write_head(&l, err);
    if (!code)
        code = request->via == LOGS_INSIGHTS ? logs_by_insights(&l, err)
                                             : logs_by_filter(&l, err);
    aws_close(l.aws);
    http_close(l.http);
    return code;
}

/* --- the command line --- */

enum { FUNCTION = 256, SINCE, UNTIL, VIA, PROFILE, REGION, LOG_GROUP, ENDPOINT, VERBOSE };

static enum va_code
set_time(const char *text, int64_t *out, struct va_err *err)
{
    if (text_parse_int(text, strnlen(text, TEXT_NUMBER_MAX + 1), 0, INT64_C(1) << 50,
                       out))
        return va_fail(err, VA_USAGE, "logs: '%.40s' is no Unix time in ms", text);
    return VA_OK;
}

static enum va_code
set_via(const char *text, enum logs_via *out, struct va_err *err)
{
    if (strcmp(text, "filter") != 0 && strcmp(text, "insights") != 0)
        return va_fail(err, VA_USAGE, "logs: --via is filter or insights");
    *out = *text == 'f' ? LOGS_FILTER : LOGS_INSIGHTS;
    return VA_OK;
}

static enum va_code
set_option(struct logs_request *q, int option, const char *text, struct va_err *err)
{
    const struct {
        int option;
        const char **out;
    } texts[] = {
        { FUNCTION, &q->function },     { PROFILE, &q->profile },
        { REGION, &q->region },         { LOG_GROUP, &q->log_group },
        { ENDPOINT, &q->endpoint_url },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].option == option) {
            *texts[i].out = text;
            return VA_OK;
        }
    }
    if (option == SINCE || option == UNTIL)
        return set_time(text, option == SINCE ? &q->since_ms : &q->until_ms, err);
    if (option == VIA)
        return set_via(text, &q->via, err);
    q->verbose = option == VERBOSE;
    return option == VERBOSE ? VA_OK : va_fail(err, VA_USAGE, "logs: a bad option");
}

enum va_code
logs_command(int argc, char **argv, const struct logs_world *world, struct va_err *err)
{
    static const struct option options[] = {
        { "function", required_argument, NULL, FUNCTION },
        { "since", required_argument, NULL, SINCE },
        { "until", required_argument, NULL, UNTIL },
        { "via", required_argument, NULL, VIA },
        { "profile", required_argument, NULL, PROFILE },
        { "region", required_argument, NULL, REGION },
        { "log-group", required_argument, NULL, LOG_GROUP },
        { "endpoint-url", required_argument, NULL, ENDPOINT },
        { "verbose", no_argument, NULL, VERBOSE },
        { NULL, 0, NULL, 0 },
    };
    struct logs_request q = { .since_ms = -1 };
    enum va_code code = VA_OK;
    int option = 0;

    opterr = 0;
    optind = 1;
    while (!code && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
        code = set_option(&q, option, optarg, err);
    if (!code && optind < argc)
        code = va_fail(err, VA_USAGE, "logs: an operand too many: %s", argv[optind]);
    if (!code && (!q.function || q.since_ms < 0 || !q.until_ms))
        code = va_fail(err, VA_USAGE, "logs: --function, --since and --until are needed");
    return code ? code : logs_fetch(&q, world, err);
}
