/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a probe run: what fits together and what is filled in. */
#include "app/probe_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/probe_implementation.h"
#include "tap.h"

static struct session *session;
static struct question question;
static struct probe_settings settings;
static struct va_err err;

static struct probe_request
base(void)
{
    return (struct probe_request){ .workload = "thumbs",
                                   .max_spend_pusd = PROBE_NO_CAP_GIVEN };
}

/* Make the settings. */
static enum va_code
make(const struct probe_request *r)
{
    err = (struct va_err){ .code = VA_OK };
    probe_settings_clear(&settings);
    return probe_request_settings(session, r, &question, &settings, &err);
}

/* It is refused with that text. */
static void
refused(const struct probe_request *r, const char *text)
{
    IS_INT(make(r), VA_USAGE, "refused: %s", text);
    IS_STR(err.text, text, "for that reason");
}

static void
test_places(void)
{
    static const char *const command[] = { "ffmpeg", "-i", "a.mp4" };
    struct probe_request r = base();

    refused(&r, "thumbs: what shall be measured?");
    r.function = "thumbs:prod";
    IS_INT(make(&r), VA_OK, "a function is enough");
    IS_STR(settings.platform, "aws-lambda-x86", "it is taken to be AWS Lambda's");
    IS_STR(settings.function, "thumbs:prod", "its name stands as it was given");
    IS_STR(settings.implementation, "default", "its implementation has a name");
    IS_STR(settings.emulates, "", "it emulates nothing");
    OK(!probe_is_local(&settings), "it is not this machine");
    r.platform = "aws-lambda-arm";
    IS_INT(make(&r), VA_OK, "the platform may be named");
    IS_STR(settings.platform, "aws-lambda-arm", "then it is that one");
    r.url = "https://example.org/f";
    refused(&r, "platform aws-lambda-arm takes no --url");
    r.platform = "gcf-gen1";
    IS_INT(make(&r), VA_OK, "a Google function may have a name beside its URL");
    r.url = NULL;
    IS_INT(make(&r), VA_OK, "or its name alone");
    IS_STR(settings.function, "thumbs:prod", "which stands as it was given");
    r.url = "https://example.org/f";
    r.platform = "aws-lambda-arm";
    r.function = NULL;
    refused(&r, "platform aws-lambda-arm takes no --url");
    r.platform = NULL;
    refused(&r, "--url needs --platform: whose function is it?");
    r.platform = "gcf-gen2";
    r.project = "demo";
    IS_INT(make(&r), VA_OK, "a URL goes with a Google platform");
    IS_STR(settings.url, "https://example.org/f", "and is kept");
    r = base();
    r.args = command;
    r.n_args = 3;
    r.directory = "/srv";
    IS_INT(make(&r), VA_OK, "a command is run here");
    OK(probe_is_local(&settings) && settings.n_args == 3, "with all its words");
    IS_STR(settings.args[2], "a.mp4", "in order");
    IS_STR(settings.directory, "/srv", "in the folder it was asked for in");
    IS_STR(settings.emulates, "aws-lambda-x86", "as AWS Lambda would run it");
    r.platform = "gcf-gen1";
    refused(&r, "platform gcf-gen1 takes no command");
}

static void
test_misplaced(void)
{
    static const char *const command[] = { "true" };
    struct probe_request r = base();

    r.function = "f";
    r.emulates = "gcf-gen1";
    refused(&r, "platform aws-lambda-x86 takes no --emulate");
    r = base();
    r.function = "f";
    r.redeploy = true;
    refused(&r, "platform aws-lambda-x86 takes no --redeploy");
    r = base();
    r.args = command;
    r.n_args = 1;
    r.max_spend_pusd = 1;
    refused(&r, "platform local takes no --max-spend");
    r.max_spend_pusd = PROBE_NO_CAP_GIVEN;
    r.profile = "dev";
    refused(&r, "platform local takes no --profile");
    r.profile = NULL;
    r.n_args = PROBE_ARGS_MAX + 1;
    refused(&r, "the command has more than 128 words");
    r = base();
    r.function = "f";
    r.profile = "a/b";
    refused(&r, "--profile 'a/b': expected a name");
}

static void
test_plan(void)
{
    struct probe_request r = base();

    r.function = "f";
    r.runs = 3;
    IS_INT(make(&r), VA_OK, "without sizes");
    OK(settings.mode == PROBE_ADAPTIVE && settings.runs == 3, "the planner chooses them");
    r.every_ms = 3600000;
    refused(&r, "--every and --for go together");
    r.for_ms = 1000;
    refused(&r, "--every is at least a second, --for at least as long as --every");
    r.for_ms = 86400000;
    refused(&r, "--every needs --memory: the same sizes every time");
    IS_INT(question_parse_sizes("1024,512", &question, &err), VA_OK, "with sizes");
    IS_INT(make(&r), VA_OK, "they may be repeated");
    OK(settings.mode == PROBE_FIXED && settings.n_sizes == 2 &&
           settings.sizes_mb[0] == 512 && settings.sizes_mb[1] == 1024,
       "the plan is fixed, ascending");
    OK(settings.every_ms == 3600000 && settings.for_ms == 86400000,
       "for a day, every hour");
    question_init(&question, 0);
    IS_INT(question_parse_sizes("128-8192:64", &question, &err), VA_OK, "many sizes");
    r.every_ms = r.for_ms = 0;
    refused(&r, "--memory names more than 64 sizes");
    question_init(&question, 0);
}

static void
make_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");

    if (!f || fputs(text, f) < 0 || fclose(f) != 0)
        OK(false, "a file can be made: %s", name);
}

static void
test_payloads(void)
{
    struct probe_request r = base();

    make_file("a.json", "{}");
    make_file("b:2", "[]");
    r.function = "f";
    r.payloads[0] = "a.json:3";
    r.payloads[1] = "b:2";
    r.n_payloads = 2;
    IS_INT(make(&r), VA_OK, "payloads are taken");
    IS_INT(settings.n_payloads, 2, "both");
    IS_INT(settings.payloads[0].weight, 3, "with the weight behind the colon");
    OK(settings.payloads[0].path[0] == '/', "by their absolute names");
    IS_STR(settings.payloads[0].sha256,
           "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
           "and their digests");
    IS_INT(settings.payloads[1].weight, 1,
           "a file with a colon in its name is that file");
    r.payloads[0] = "a.json:x";
    refused(&r, "payload 'a.json:x': expected FILE or FILE:WEIGHT");
    r.payloads[0] = "a.json:0";
    refused(&r, "payload 'a.json:0': expected FILE or FILE:WEIGHT");
    r.payloads[0] = "none.json:2";
    IS_INT(make(&r), VA_IO, "one that is not there");
    IS_STR(err.text, "none.json: No such file or directory", "is named");
}

/* --- which implementation --- */

static struct workload own;

static enum va_code
add(const char *implementation, const char *platform, const char *region)
{
    const struct profile_key key = { implementation, platform, region, "" };
    const struct sample sample = { .error = "",
                                   .cpu = "",
                                   .memory_mb = 512,
                                   .duration_ns = 5000000,
                                   .init_ns = SAMPLE_NONE,
                                   .billed_ms = SAMPLE_NONE,
                                   .cold = SAMPLE_NONE,
                                   .n = 1 };
    struct profile *p = NULL;

    return workload_profile(&own, &key, &p, &err) ? err.code
                                                  : profile_add_sample(p, &sample, &err);
}

/* What is measured on a platform where nobody names it; "" when it must be named. */
static const char *
found(const char *platform, const char *region)
{
    static char name[TEXT_NAME_MAX + 1];
    const struct probe_place at = { platform, region };

    name[0] = '\0';
    err = (struct va_err){ .code = VA_OK };
    (void)probe_implementation(&own, &at, name, &err);
    return name;
}

static void
test_implementation(void)
{
    struct profile *api = NULL;

    workload_init(&own);
    snprintf(own.name, sizeof own.name, "thumbs");
    IS_STR(found("aws-lambda-x86", NULL), "default", "a new workload has a default one");
    OK(workload_profile(&own, &(struct profile_key){ "vision", "aws-lambda-x86", "", "" },
                        &api, &err) == VA_OK,
       "an API");
    api->duration_unknown = true;
    IS_STR(found("aws-lambda-x86", NULL), "default",
           "one whose duration nobody knows was not measured");
    OK(add("node", "aws-lambda-x86", "us-east-1") == VA_OK, "samples");
    IS_STR(found("aws-lambda-x86", NULL), "node", "the only one is meant");
    IS_STR(found("gcf-gen2", NULL), "node", "on other platforms, too");
    IS_STR(found("aws-lambda-x86", "eu-west-1"), "node", "and in other regions");
    OK(add("go", "aws-lambda-arm", "us-east-1") == VA_OK &&
           add("perl", "aws-lambda-x86", "eu-west-1") == VA_OK,
       "more samples");
    IS_STR(found("aws-lambda-arm", ""), "go", "of several the one that is there");
    IS_STR(found("aws-lambda-x86", NULL), "node", "the first that came there");
    IS_STR(found("aws-lambda-x86", "eu-west-1"), "perl", "in the region");
    IS_STR(found("gcf-gen2", NULL), "", "several, none of them there: it must be named");
    IS_STR(err.text,
           "thumbs has node, go and perl, none of them on gcf-gen2: which one is it?",
           "they are named");
    IS_STR(err.hint, "name the implementation: --implementation node", "and the option");
    IS_INT(add("ruby", "aws-lambda-arm", "eu-west-1"), VA_OK, "one more than are shown");
    IS_STR(found("aws-lambda-x86", "us-west-2"), "", "none in that region");
    IS_STR(err.text,
           "thumbs has node, go, perl and 1 more, none of them on aws-lambda-x86 "
           "us-west-2: which one is it?",
           "the region is said, the others are counted");
    own.sample_data = true;
    IS_STR(found("gcf-gen2", NULL), "default", "of bundled ones none is the user's");
    workload_clear(&own);
}

static void
test_bundled(void)
{
    struct probe_request r = base();

    r.workload = "facedetect";
    r.function = "f";
    IS_INT(make(&r), VA_OK, "a bundled workload");
    IS_STR(settings.implementation, "mtcnn", "goes on under its implementation");
    r.implementation = "all";
    IS_INT(make(&r), VA_OK, "'all' is no limit");
    IS_STR(settings.implementation, "mtcnn", "and names none");
    r.implementation = "go";
    IS_INT(make(&r), VA_OK, "one that is named");
    IS_STR(settings.implementation, "go", "is that one, known or not");
}

static int64_t
now_ms(void *ctx)
{
    (void)ctx;
    return INT64_C(1728000000000);
}

static void
open_session(void)
{
    const struct session_options o = { .data_dir = getenv("srcdir"),
                                       .db_path = "/nowhere/none.db",
                                       .read_only = true,
                                       .clock = { now_ms, NULL } };

    if (!OK(session_open(&o, &session, &err) == VA_OK, "a session opens"))
        exit(done());
}

int
main(void)
{
    const char *folder = getenv("TEST_TMP");

    if (folder && chdir(folder) != 0)
        OK(false, "the test's folder is there");
    open_session();
    question_init(&question, 0);
    probe_settings_init(&settings);
    test_places();
    test_misplaced();
    test_plan();
    test_payloads();
    test_implementation();
    test_bundled();
    probe_settings_clear(&settings);
    session_close(session);
    return done();
}
