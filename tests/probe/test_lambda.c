/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AWS Lambda as a backend: what is measured, and that what it says is what ran. */
#include "lambda_world.h"

#include "probe/lambda_name.h"

enum { TEXT_MAX = 4096 };

static char text[TEXT_MAX];
static struct va_err err;

/* --- names --- */

static void
test_names(void)
{
    static const char *const good[][5] = {
        { "f", "f", "", "", "" },
        { "f:7", "f", "", "", "7" },
        { "f:$LATEST", "f", "", "", "$LATEST" },
        { "123456789012:function:f-1_x:PROD", "123456789012:function:f-1_x", "",
          "123456789012", "PROD" },
        { "arn:aws:lambda:eu-west-1:123456789012:function:f:3",
          "arn:aws:lambda:eu-west-1:123456789012:function:f", "eu-west-1", "123456789012",
          "3" },
        { "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f",
          "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f", "us-gov-west-1",
          "123456789012", "" },
    };
    static const char *const bad[] = {
        "",
        "f:",
        "a/b",
        "f:1:2",
        "arn:aws:s3:::bucket",
        "f?x",
        "f:$OLD",
        ":f",
        "arn:aws:lambda:eu-west-1:1234:function:f",
        "f\nx",
        "f:a b",
        "arn:aws:lambda:eu-west-1:123456789012:function:f:1:2",
        "a123456789012345678901234567890123456789012345678901234567890123x",
    };
    struct lambda_name n;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        OK(!lambda_name_read(good[i][0], &n, &err) && !strcmp(n.function, good[i][1]) &&
               !strcmp(n.region, good[i][2]) && !strcmp(n.account, good[i][3]) &&
               !strcmp(n.qualifier, good[i][4]),
           "%s is taken apart", good[i][0]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        IS_INT(lambda_name_read(bad[i], &n, &err), VA_USAGE, "'%.60s' is no function",
               bad[i]);
    OK(!lambda_name_of_size("f-{memory}-x", 512, text, sizeof text, &err) &&
           !strcmp(text, "f-512-x"),
       "a size stands in a name");
    IS_INT(lambda_name_of_size("f-{memory}", 512, text, 4, &err), VA_USAGE,
           "a name that is too long is refused");
    OK(lambda_is_version("12") && !lambda_is_version("$LATEST") &&
           !lambda_is_version("") && !lambda_is_version("1a"),
       "only a number is a version");
}

/* --- facts --- */

static void
test_describe(void)
{
    struct world w;
    struct probe_facts facts;

    world_start(&w, "describe",
                "{\"functions\":{\"probe-me\":{\"timeout_s\":42,\"arch\":\"arm64\"}}}");
    snprintf(w.settings.function, sizeof w.settings.function,
             "arn:aws:lambda:us-east-1:123456789012:function:probe-me");
    OK(!world_open(&w, &err) && !probe_lambda.describe(w.self, &facts, &err),
       "a function is described by its ARN");
    IS_STR(facts.account, "1234..9012", "the account is masked");
    IS_STR(facts.credentials, "environment", "and it is said where credentials are from");
    IS_STR(facts.function, "arn:aws:lambda:us-east-1:123456789012:function:probe-me",
           "the full name is the ARN");
    IS_STR(facts.region, "us-east-1", "the region, whose prices count, is the ARN's");
    IS_STR(facts.architecture, "arm64", "the architecture is told");
    IS_STR(facts.runtime, "python3.12", "the runtime is told");
    IS_INT(facts.timeout_ms, 42000, "so is the timeout");
    IS_INT(facts.memory_mb, 1024, "and the size now");
    OK(facts.takes_sizes, "sizes can be chosen");
    IS_INT(world_count(&w, "update", "", NULL), 0, "nothing was changed");

    snprintf(w.settings.function, sizeof w.settings.function, "not-there");
    IS_INT(world_open(&w, &err) ? VA_OK : probe_lambda.describe(w.self, &facts, &err),
           VA_CONFIG, "a function that is not there is a setting to repair");
    OK(strstr(err.text, "not-there"), "and named: %s", err.text);
    world_faults(&w,
                 "[{\"on\":\"any\",\"kind\":\"error\",\"status\":403,"
                 "\"type\":\"AccessDeniedException\",\"message\":\"not authorized\"}]");
    snprintf(w.settings.function, sizeof w.settings.function, "probe-me");
    IS_INT(world_open(&w, &err) ? VA_OK : probe_lambda.describe(w.self, &facts, &err),
           VA_CONFIG, "a missing permission is one, too");
    OK(strstr(err.text, "AccessDeniedException: not authorized"), "and told: %s",
       err.text);
    world_faults(&w, "[{\"on\":\"any\",\"kind\":\"error\",\"status\":429,\"times\":2},"
                     "{\"on\":\"any\",\"kind\":\"tear_before\",\"times\":2},"
                     "{\"on\":\"any\",\"kind\":\"error\",\"status\":503}]");
    OK(!probe_lambda.describe(w.self, &facts, &err),
       "questions are asked again after throttling, torn replies and failures");
    world_end(&w);
}

/* --- invocations --- */

/* What was stored is what ran, by the server's journal. */
static bool
is_what_ran(const struct world *w, const struct probe_outcome *o)
{
    cJSON *ran = NULL;
    const int n = world_count(w, "\"invoke\"", o->texts.request_id, &ran);
    const double init = world_number(ran, "init_ms");
    const bool cold = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(ran, "cold"));
    const bool same =
        n == 1 && *o->texts.request_id &&
        llround(world_number(ran, "duration_ms") * 1e6) == o->sample.duration_ns &&
        (int64_t)world_number(ran, "billed_ms") == o->sample.billed_ms &&
        (int32_t)world_number(ran, "memory_mb") == o->sample.memory_mb &&
        (int32_t)world_number(ran, "max_memory_mb") == o->sample.max_memory_mb &&
        cold == (o->sample.cold == 1) &&
        o->sample.init_ns == (cold ? llround(init * 1e6) : SAMPLE_NONE);

    cJSON_Delete(ran);
    return same;
}

static void
test_reports(void)
{
    static const char *const forms[] = { "tabs",  "spaces",    "xray",
                                         "rie",   "zero_init", "restore",
                                         "noise", "json",      "json_pretty" };
    struct world w;
    struct probe_outcome o;

    world_start(&w, "reports", "{\"scale\":0.01,\"own_report\":true}");
    OK(!world_open(&w, &err), "the backend opens");
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        snprintf(text, sizeof text, "{\"report\":\"%s\"}", forms[i]);
        cJSON_Delete(world_ask(&w, "settings", text));
        w.settings.cold = true;
        OK(!probe_lambda.prepare(w.self, 512, &err) &&
               !world_invoke(&w, 512, "{\"a\":1}", &o, &err) && o.fate == LEDGER_DONE &&
               !strcmp(o.source, "report") && is_what_ran(&w, &o) && o.sample.cold == 1,
           "a report of the form %s is read, cold", forms[i]);
        w.settings.cold = false;
        OK(!world_invoke(&w, 512, "{\"a\":1}", &o, &err) && !strcmp(o.source, "report") &&
               is_what_ran(&w, &o) && o.sample.cold == 0,
           "and warm");
    }
    IS_STR(o.sample.cpu, "Intel(R) Xeon(R) Processor @ 2.50GHz",
           "the CPU is from the function's own report");
    OK(*o.sample.instance_id && o.sample.process_ns > 0 &&
           o.sample.download_ns == 1500000 && o.sample.upload_ns == 2500000,
       "so are the instance and the steps");
    IS_STR(o.sample.region, "us-east-1", "the region is told");
    OK(!sample_check(&o.sample, &err), "the sample is sound: %s", err.text);
    OK(!world_undo(&w, &err), "all is put back");
    IS_STR(world_state(&w, "probe-me", text, sizeof text), "1024 resizes pictures []",
           "no version is left");
    world_end(&w);
}

static void
test_sources(void)
{
    struct world w;
    struct probe_outcome o;

    world_start(&w, "sources",
                "{\"scale\":0.1,\"own_report\":true,\"report\":\"none\","
                "\"empty_pages\":2,\"logs_delay_ms\":250}");
    OK(!world_open(&w, &err) && !probe_lambda.prepare(w.self, 1769, &err) &&
           !world_invoke(&w, 1769, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "an invocation without a log tail succeeds");
    IS_STR(o.source, "function", "its duration is the function's own");
    OK(o.sample.duration_ns > 0 && o.sample.billed_ms == SAMPLE_NONE &&
           o.sample.cold == 1 && o.sample.init_ns > 0,
       "with its cold start, and no bill");
    OK(o.at_most_ms * INT64_C(1000000) > (o.sample.duration_ns + o.sample.init_ns) / 10,
       "but with the most that may have been billed, by the clock");

    cJSON_Delete(world_ask(&w, "settings", "{\"own_report\":false}"));
    OK(!world_invoke(&w, 1769, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "one of a function that says nothing succeeds");
    IS_STR(o.source, "logs", "its duration is from the logs, that come late, in pages");
    OK(is_what_ran(&w, &o), "and is what ran");

    cJSON_Delete(
        world_ask(&w, "settings", "{\"logs_delay_ms\":0,\"report\":\"no_report\"}"));
    OK(!world_invoke(&w, 1769, "{}", &o, &err) && !strcmp(o.source, "logs") &&
           is_what_ran(&w, &o),
       "a tail without a report sends to the logs");

    world_faults(&w, "[{\"on\":\"FilterLogEvents\",\"kind\":\"error\",\"status\":400,"
                     "\"type\":\"AccessDeniedException\"}]");
    OK(!world_invoke(&w, 1769, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "one whose logs may not be read succeeds");
    IS_STR(o.source, "clock", "its duration is this machine's clock's");
    OK(o.sample.duration_ns > 1000000 && o.sample.billed_ms == SAMPLE_NONE,
       "with no bill");
    OK(strstr(w.said, "CloudWatch Logs does not"), "which is said");
    world_end(&w);
}

static void
test_failures(void)
{
    struct world w;
    struct probe_outcome o;

    world_start(&w, "failures",
                "{\"scale\":0.001,\"functions\":{\"probe-me\":{\"timeout_s\":3,"
                "\"oom_below_mb\":256}}}");
    OK(!world_open(&w, &err) && !probe_lambda.prepare(w.self, 128, &err) &&
           !probe_lambda.prepare(w.self, 512, &err),
       "two sizes are prepared");
    OK(!world_invoke(&w, 128, "{}", &o, &err) && o.fate == LEDGER_FAILED &&
           !strcmp(o.sample.error, "signal: killed") && is_what_ran(&w, &o),
       "out of memory is a failure, with its bill");
    OK(!world_invoke(&w, 512, "{\"work\":1000}", &o, &err) && o.fate == LEDGER_FAILED &&
           sample_timed_out(&o.sample) && o.sample.duration_ns == 3000000000,
       "so is a timeout");
    OK(!world_invoke(&w, 512, "{\"fail\":1}", &o, &err) && o.fate == LEDGER_FAILED &&
           !strcmp(o.sample.error, "ValueError") && strstr(o.text, "no such picture"),
       "and an error of the function's: %s", o.text);
    OK(!sample_check(&o.sample, &err), "the sample is sound");
    world_end(&w);
}

struct refusal {
    const char *fault, *what;
    enum ledger_fate fate;
    int64_t again_ms; /* -1: never; 0: not looked at */
    bool ran;
};

static void
test_refusals(void)
{
    static const struct refusal table[] = {
        { "\"kind\":\"error\",\"status\":429,\"type\":\"TooManyRequestsException\","
          "\"reason\":\"ConcurrentInvocationLimitExceeded\",\"retry_after\":7",
          "throttling", LEDGER_REFUSED, 7001, false },
        { "\"kind\":\"error\",\"status\":409,\"type\":\"SnapStartNotReadyException\"",
          "a snapshot that is not ready", LEDGER_REFUSED, 5000, false },
        { "\"kind\":\"error\",\"status\":403,\"type\":\"ExpiredTokenException\"",
          "an expired token", LEDGER_REFUSED, -1, false },
        { "\"kind\":\"error\",\"status\":413,\"type\":\"RequestTooLargeException\"",
          "a payload that is too large", LEDGER_REFUSED, -1, false },
        { "\"kind\":\"error\",\"status\":502,\"type\":\"EC2ThrottledException\"",
          "a network that cannot be had yet", LEDGER_REFUSED, 5000, false },
        { "\"kind\":\"error\",\"status\":502,\"type\":\"KMSDisabledException\"",
          "a key that is off", LEDGER_REFUSED, -1, false },
        { "\"kind\":\"error\",\"status\":302", "a redirect", LEDGER_REFUSED, -1, false },
        { "\"kind\":\"error\",\"status\":500,\"type\":\"ServiceException\"",
          "a failure of the service", LEDGER_UNKNOWN, 0, false },
        { "\"kind\":\"error_after\"", "one after the function ran", LEDGER_UNKNOWN, 0,
          true },
        { "\"kind\":\"tear_before\"", "a connection that is torn before", LEDGER_UNKNOWN,
          0, false },
        { "\"kind\":\"reset\"", "one that is reset", LEDGER_UNKNOWN, 0, false },
        { "\"kind\":\"tear_after\"", "one that is torn afterwards", LEDGER_UNKNOWN, 0,
          true },
        { "\"kind\":\"tear_half\"", "a reply that is torn", LEDGER_UNKNOWN, 0, true },
    };
    struct world w;
    struct probe_outcome o;
    char fault[512];
    int ran = 0;

    world_start(&w, "refusals", "{}");
    OK(!world_open(&w, &err) && !probe_lambda.prepare(w.self, 512, &err) &&
           !world_invoke(&w, 512, "{}", &o, &err),
       "a size is prepared");
    ran = 1;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct refusal *r = &table[i];

        snprintf(fault, sizeof fault, "[{\"on\":\"Invoke\",%s}]", r->fault);
        world_faults(&w, fault);
        ran += r->ran;
        OK(!world_invoke(&w, 512, "{}", &o, &err) && o.fate == r->fate, "%s is %s",
           r->what, ledger_fate_name(r->fate));
        IS_INT(world_count(&w, "\"invoke\"", "", NULL), ran, "%s is not sent twice",
               r->what);
        if (r->again_ms)
            IS_INT(o.retry_after_ms, r->again_ms, "and it is known when to try again");
    }
    OK(!world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "the next one is well");
    world_faults(&w,
                 "[{\"on\":\"Invoke\",\"kind\":\"error\",\"status\":429,\"times\":3}]");
    for (int i = 0; i < 3; i++)
        (void)world_invoke(&w, 512, "{}", &o, &err);
    IS_INT(o.retry_after_ms, 2000, "throttling backs off further each time");
    (void)kill(w.pid, SIGKILL);
    (void)waitpid(w.pid, NULL, 0);
    w.pid = -1;
    (void)world_invoke(&w, 512, "{}", &o, &err);
    OK(!world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_REFUSED &&
           o.retry_after_ms > 0,
       "a server that is not there is no invocation");
    world_end(&w);
}

int
main(void)
{
    test_names();
    test_describe();
    test_reports();
    test_sources();
    test_failures();
    test_refusals();
    return done();
}
