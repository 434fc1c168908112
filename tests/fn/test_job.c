/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is deployed, and what events may add to it. */
#include "fn/job.h"

#include <stdlib.h>

#include "base/buf.h"
#include "fn/job_field.h"
#include "tap.h"

#define SCHEMA "\"schema\": \"vadvise.fn/1\""

static enum va_code
read_job(const char *text, struct fn_job *job, struct va_err *err)
{
    *err = (struct va_err){ .code = VA_OK };
    return fn_job_read(job, text, strlen(text), err);
}

static void
test_deployment(void)
{
    struct fn_job job;
    struct va_err err;

    OK(!read_job("{" SCHEMA "}", &job, &err), "an empty job is one");
    IS_INT(job.frames_max, 1000, "with its defaults");
    OK(!job.allow_commands, "events may hold no commands by default");
    fn_job_clear(&job);
    OK(!read_job(
           "{" SCHEMA ", \"job\": \"t\", \"about\": \"x\", \"source\": "
           "\"s3://bucket/k\", \"allow\": [\"s3://bucket/\"], \"command\": [\"f\", "
           "\"\", \"{in}\"], \"suffix\": \".mp4\", \"frames\": {\"command\": [\"a\"], "
           "\"max\": 7}, \"detector\": \"vision\", \"count\": {\"frame\": \"a\", "
           "\"face\": \"b\"}, \"environment\": {\"A_1\": \"b=c\"}, \"timeout_ms\": "
           "5, \"allow_commands\": true}",
           &job, &err),
       "so is a full one: %s", err.text);
    IS_STR(job.name, "t", "its name");
    IS_INT(job.command.n, 3, "its command");
    IS_STR(job.command.items[1], "", "a word may be empty");
    IS_INT(job.frames_max, 7, "its frames");
    IS_INT(job.detector, FN_DETECTOR_VISION, "its detector");
    IS_STR(job.environment.items[0], "A_1=b=c", "its variables");
    OK(job.allow_commands && job.timeout_ms == 5, "and the rest");
    fn_job_clear(&job);
}

static void
test_bad_deployment(void)
{
    static const char *const bad[][2] = {
        { "", "not a JSON object" },
        { "[]", "not a JSON object" },
        { "{" SCHEMA "} x", "not a JSON object" },
        { "{" SCHEMA "\xff}", "not UTF-8" },
        { "{}", "schema" },
        { "{\"schema\": \"vadvise.fn/2\"}", "schema" },
        { "{" SCHEMA ", \"commands\": [\"a\"]}", "commands" },
        { "{" SCHEMA ", \"command\": []}", "command" },
        { "{" SCHEMA ", \"command\": \"rm -rf /\"}", "command" },
        { "{" SCHEMA ", \"command\": [1]}", "text" },
        { "{" SCHEMA ", \"source\": \"/etc/passwd\"}", "/etc/passwd" },
        { "{" SCHEMA ", \"destination\": 3}", "destination" },
        { "{" SCHEMA ", \"detector\": \"eyes\"}", "detector" },
        { "{" SCHEMA ", \"detector\": \"none\"}", "detector" },
        { "{" SCHEMA ", \"detector\": \"command\"}", "needs a command" },
        { "{" SCHEMA ", \"suffix\": \"/../x\"}", "suffix" },
        { "{" SCHEMA ", \"frames\": {\"max\": 0}}", "max" },
        { "{" SCHEMA ", \"frames\": {\"max\": 1.5}}", "max" },
        { "{" SCHEMA ", \"frames\": {\"maximum\": 1}}", "maximum" },
        { "{" SCHEMA ", \"frames\": []}", "frames" },
        { "{" SCHEMA ", \"count\": {\"eyes\": \"a\"}}", "eyes" },
        { "{" SCHEMA ", \"timeout_ms\": 1e300}", "timeout_ms" },
        { "{" SCHEMA ", \"timeout_ms\": -1}", "timeout_ms" },
        { "{" SCHEMA ", \"allow_commands\": \"yes\"}", "allow_commands" },
        { "{" SCHEMA ", \"environment\": {\"A B\": \"x\"}}", "A B" },
        { "{" SCHEMA ", \"environment\": {\"A=B\": \"x\"}}", "A=B" },
        { "{" SCHEMA ", \"environment\": {\"A\": 1}}", "A" },
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fn_job job;
        struct va_err err;

        IS_INT(read_job(bad[i][0], &job, &err), VA_CONFIG, "refused: %s", bad[i][0]);
        OK(strstr(err.text, bad[i][1]) != NULL, "naming %s: %s", bad[i][1], err.text);
        OK(!job.command.n && !job.source && !job.name, "nothing of it is left");
    }
}

static void
test_bounds(void)
{
    struct fn_job job;
    struct va_err err;
    struct buf text;

    buf_init(&text, 4 << 20);
    buf_text(&text, "{" SCHEMA ", \"command\": [\"a\"");
    for (int i = 0; i < FN_LIST_MAX; i++)
        buf_text(&text, ",\"b\"");
    buf_text(&text, "]}");
    IS_INT(read_job(buf_get(&text), &job, &err), VA_CONFIG, "a list has its limit");
    buf_reset(&text);
    buf_text(&text, "{" SCHEMA ", \"job\": \"");
    for (int i = 0; i < FN_WORD_MAX; i++)
        buf_byte(&text, 'a');
    buf_text(&text, "\"}");
    IS_INT(read_job(buf_get(&text), &job, &err), VA_CONFIG, "so has a text");
    buf_reset(&text);
    for (int i = 0; i < FN_DOCUMENT_MAX + 1; i++)
        buf_byte(&text, ' ');
    IS_INT(read_job(buf_get(&text), &job, &err), VA_CONFIG, "and all of it");
    buf_reset(&text);
    for (int i = 0; i < 100000; i++)
        buf_byte(&text, '[');
    IS_INT(read_job(buf_get(&text), &job, &err), VA_CONFIG, "depth does no harm");
    buf_clear(&text);
}

static enum va_code
read_event(struct fn_job *job, bool any, const char *text, struct fn_event *event,
           struct va_err *err)
{
    job->any_place = any;
    *err = (struct va_err){ .code = VA_OK };
    return fn_event_read(event, job, text, strlen(text), err);
}

static void
test_events(void)
{
    struct fn_job job;
    struct fn_event event;
    struct va_err err;

    (void)read_job(
        "{" SCHEMA ", \"source\": \"s3://mine/in\", \"destination\": "
        "\"s3://mine/out\", \"allow\": [\"s3://mine/\"], \"command\": [\"c\"]}",
        &job, &err);
    OK(!read_event(&job, false, "{}", &event, &err), "an event may say nothing");
    IS_STR(event.source, "s3://mine/in", "then the deployment's input is taken");
    IS_STR(event.destination, "s3://mine/out", "and stored where it says");
    IS_STR(event.command.items[0], "c", "and its command runs");
    fn_event_clear(&event);
    OK(!read_event(&job, false, " {\"source\": \"s3://mine/other\", \"x\": [1, {}]}\n",
                   &event, &err),
       "an allowed input is taken; other fields are passed over");
    IS_STR(event.source, "s3://mine/other", "it is the event's");
    fn_event_clear(&event);
    OK(!read_event(&job, false, "{\"images\": [\"s3://mine/a\", \"s3://mine/b\"]}",
                   &event, &err),
       "images take the place of the input");
    OK(!event.source && event.images.n == 2, "of all of it");
    fn_event_clear(&event);
    fn_job_clear(&job);
}

static void
test_hostile_events(void)
{
    static const char *const bad[] = {
        "",
        "null",
        "\"x\"",
        "{",
        "{} {}",
        "{\"source\": \"s3://others/k\"}",
        "{\"source\": \"file:///proc/self/environ\"}",
        "{\"source\": \"http://169.254.169.254/latest/meta-data/\"}",
        "{\"source\": \"s3://mine/../others/k\"}",
        "{\"source\": {}}",
        "{\"source\": \"\"}",
        "{\"destination\": \"https://evil.example/\"}",
        "{\"images\": [\"s3://mine/a\", \"s3://others/b\"]}",
        "{\"images\": []}",
        "{\"images\": {}}",
        "{\"command\": [\"sh\", \"-c\", \"env\"]}",
        "{\"command\": []}",
        "{\"command\": null}",
    };
    struct fn_job job;
    struct va_err err;

    (void)read_job("{" SCHEMA
                   ", \"source\": \"s3://mine/in\", \"allow\": [\"s3://mine/\"]}",
                   &job, &err);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fn_event event;

        IS_INT(read_event(&job, true, bad[i], &event, &err), VA_DATA, "refused: %s",
               bad[i]);
        OK(!event.source && !event.images.n && !event.command.n && err.text[0],
           "nothing of it is left: %s", err.text);
    }
    fn_job_clear(&job);
}

static void
test_trust(void)
{
    struct fn_job job;
    struct fn_event event;
    struct va_err err;

    fn_job_init(&job);
    IS_INT(read_event(&job, false, "{\"source\": \"file:///x\"}", &event, &err), VA_DATA,
           "a server that allows nothing fetches nothing");
    IS_INT(read_event(&job, true, "{\"source\": \"file:///x\"}", &event, &err), VA_OK,
           "whoever started the program for one event may name any place");
    fn_event_clear(&event);
    IS_INT(read_event(&job, true, "{\"command\": [\"x\"]}", &event, &err), VA_DATA,
           "but commands must be allowed");
    job.allow_commands = true;
    IS_INT(read_event(&job, true, "{\"command\": [\"x\", \"y\"]}", &event, &err), VA_OK,
           "as they may be");
    IS_INT(event.command.n, 2, "then they are the event's");
    fn_event_clear(&event);
    fn_job_clear(&job);
}

static const char *
variable(void *ctx, const char *name)
{
    const char *const *pairs = ctx;

    for (; pairs[0]; pairs += 2)
        if (!strcmp(pairs[0], name))
            return pairs[1];
    return NULL;
}

static void
test_variables(void)
{
    const char *good[] = { "VADVISE_FN_SOURCE",
                           "gs://bucket/k",
                           "VADVISE_FN_ALLOW",
                           " s3://a-bucket/  file:///x ",
                           "VADVISE_FN_COMMAND",
                           "[\"cp\", \"{in}\"]",
                           NULL };
    const char *bad[] = { "VADVISE_FN_COMMAND", "cp {in}", NULL };
    const char *nowhere[] = { "VADVISE_FN_DESTINATION", "out.mp4", NULL };
    struct fn_job job;
    struct va_err err;

    (void)read_job("{" SCHEMA ", \"source\": \"s3://mine/in\", \"allow\": [\"*\"]}", &job,
                   &err);
    OK(!fn_job_override(&job, variable, good, &err), "variables complete a deployment");
    IS_STR(job.source, "gs://bucket/k", "they win");
    IS_INT(job.allow.n, 2, "a list replaces a list");
    IS_STR(job.allow.items[1], "file:///x", "apart at its spaces");
    IS_STR(job.command.items[0], "cp", "a command is a JSON array");
    IS_INT(fn_job_override(&job, variable, bad, &err), VA_CONFIG, "and nothing else");
    IS_INT(fn_job_override(&job, variable, nowhere, &err), VA_CONFIG,
           "a location must be one");
    fn_job_clear(&job);
}

int
main(void)
{
    test_deployment();
    test_bad_deployment();
    test_bounds();
    test_events();
    test_hostile_events();
    test_trust();
    test_variables();
    return done();
}
