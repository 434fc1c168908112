/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings and facts of a probe run: written and read back, and what is refused. */
#include "io/probe_settings.h"

#include <stdlib.h>

#include "tap.h"

enum { JSON_MAX = 4 << 20 };

static void
fill(struct probe_settings *s)
{
    static const char *const args[] = { "ffmpeg", "-i", "", "a \"b\" \\ \n\xc3\xa9" };

    probe_settings_init(s);
    (void)snprintf(s->workload, sizeof s->workload, "facedetect");
    (void)snprintf(s->implementation, sizeof s->implementation, "mtcnn");
    (void)snprintf(s->platform, sizeof s->platform, "aws-lambda-x86");
    (void)snprintf(s->region, sizeof s->region, "eu-west-1");
    (void)snprintf(s->function, sizeof s->function, "f:PROD");
    (void)snprintf(s->url, sizeof s->url, "https://x/{memory}");
    (void)snprintf(s->directory, sizeof s->directory, "/srv/a\tb");
    (void)snprintf(s->profile, sizeof s->profile, "dev");
    (void)snprintf(s->endpoint_url, sizeof s->endpoint_url, "http://127.0.0.1:9");
    (void)snprintf(s->project, sizeof s->project, "p-1");
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++)
        s->args[s->n_args++] = strdup(args[i]);
    s->mode = PROBE_FIXED;
    for (s->n_sizes = 0; s->n_sizes < PROBE_SIZES_MAX; s->n_sizes++)
        s->sizes_mb[s->n_sizes] = 128 + s->n_sizes;
    s->runs = 10;
    for (s->n_runs_at = 0; s->n_runs_at < s->n_sizes; s->n_runs_at++)
        s->runs_at[s->n_runs_at] = 1 + s->n_runs_at;
    s->cold = true;
    s->drop_first = true;
    s->timeout_ms = 900000;
    s->n_payloads = 2;
    s->payloads[0].weight = 1;
    s->payloads[1].weight = 9;
    (void)snprintf(s->payloads[1].path, PROBE_TEXT_MAX, "/srv/payload.json");
    memset(s->payloads[1].sha256, 'a', HASH_HEX_SIZE - 1);
    s->goal.has_budget = true;
    s->goal.budget_pusd = 2000000001;
    s->goal.stat = STAT_P99;
    s->goal.objective = OBJECTIVE_FASTEST;
    s->goal.latency_ms = 12.125;
    s->as_of_days = 20000;
    s->volume_per_month = 1000000;
    s->target_regret = 0.015;
}

static bool
same_texts(const struct probe_settings *a, const struct probe_settings *b)
{
    bool same = a->n_args == b->n_args;

    for (int32_t i = 0; same && i < a->n_args; i++)
        same = !strcmp(a->args[i], b->args[i]);
    return same && !strcmp(a->workload, b->workload) &&
           !strcmp(a->implementation, b->implementation) &&
           !strcmp(a->platform, b->platform) && !strcmp(a->region, b->region) &&
           !strcmp(a->emulates, b->emulates) && !strcmp(a->function, b->function) &&
           !strcmp(a->url, b->url) && !strcmp(a->directory, b->directory) &&
           !strcmp(a->profile, b->profile) && !strcmp(a->endpoint_url, b->endpoint_url) &&
           !strcmp(a->project, b->project) && !strcmp(a->pricing, b->pricing) &&
           !strcmp(a->price_as, b->price_as);
}

static bool
same_plan(const struct probe_settings *a, const struct probe_settings *b)
{
    return a->mode == b->mode && a->n_sizes == b->n_sizes &&
           !memcmp(a->sizes_mb, b->sizes_mb, sizeof a->sizes_mb) && a->runs == b->runs &&
           a->n_runs_at == b->n_runs_at &&
           !memcmp(a->runs_at, b->runs_at, sizeof a->runs_at) && a->cold == b->cold &&
           a->alias_only == b->alias_only && a->redeploy == b->redeploy &&
           a->drop_first == b->drop_first && a->timeout_ms == b->timeout_ms &&
           a->every_ms == b->every_ms && a->for_ms == b->for_ms &&
           a->n_payloads == b->n_payloads;
}

static bool
same_goal(const struct probe_settings *a, const struct probe_settings *b)
{
    return a->goal.has_budget == b->goal.has_budget &&
           a->goal.has_latency == b->goal.has_latency &&
           a->goal.budget_pusd == b->goal.budget_pusd && a->goal.stat == b->goal.stat &&
           a->goal.objective == b->goal.objective &&
           fabs(a->goal.latency_ms - b->goal.latency_ms) < 1e-12 &&
           fabs(a->goal.confidence_ratio - b->goal.confidence_ratio) < 1e-12 &&
           a->as_of_days == b->as_of_days && a->volume_per_month == b->volume_per_month &&
           fabs(a->target_regret - b->target_regret) < 1e-15;
}

/* Runs differ from size to size, or all of it is repeated. */
static void
test_round_trip(bool repeated)
{
    struct probe_settings a;
    struct probe_settings b;
    struct va_err err = { .code = VA_OK };
    struct buf first;
    struct buf second;
    enum va_code code = VA_OK;

    fill(&a);
    if (repeated) {
        a.n_runs_at = 0;
        memset(a.runs_at, 0, sizeof a.runs_at);
        a.every_ms = 3600000;
        a.for_ms = 86400000;
    }
    buf_init(&first, JSON_MAX);
    buf_init(&second, JSON_MAX);
    probe_settings_write(&a, &first);
    code = probe_settings_read(buf_get(&first), first.len, &b, &err);
    OK(code == VA_OK, "settings are read back %s", err.text);
    OK(same_texts(&a, &b), "every text of them comes back");
    OK(same_plan(&a, &b), "the plan comes back");
    IS_INT(probe_settings_runs(&b, 130), repeated ? 10 : 3, "a size has its runs");
    IS_INT(probe_settings_runs(&b, 127), 10, "one that is not in it those of all");
    OK(b.payloads[1].weight == 9 && !strcmp(b.payloads[1].path, a.payloads[1].path) &&
           !strcmp(b.payloads[1].sha256, a.payloads[1].sha256) && !b.payloads[0].path[0],
       "the payloads come back");
    OK(same_goal(&a, &b), "the goal comes back");
    probe_settings_write(&b, &second);
    IS_STR(buf_get(&second), buf_get(&first), "written again they are the same text");
    probe_settings_clear(&a);
    probe_settings_clear(&b);
    buf_clear(&first);
    buf_clear(&second);
}

static void
test_largest(void)
{
    struct probe_settings a;
    struct probe_settings b;
    struct buf text;
    enum va_code code = VA_OK;

    probe_settings_init(&a);
    memset(a.workload, 'w', sizeof a.workload - 1);
    memset(a.platform, 'p', sizeof a.platform - 1);
    memset(a.function, '\x01', sizeof a.function - 1);
    for (a.n_args = 0; a.n_args < PROBE_ARGS_MAX; a.n_args++) {
        a.args[a.n_args] = calloc(1, PROBE_TEXT_MAX + 1);
        memset(a.args[a.n_args], '\x02', PROBE_TEXT_MAX);
    }
    for (a.n_payloads = 0; a.n_payloads < PROBE_PAYLOADS_MAX; a.n_payloads++) {
        memset(a.payloads[a.n_payloads].path, '/', PROBE_TEXT_MAX - 1);
        memset(a.payloads[a.n_payloads].sha256, '0', HASH_HEX_SIZE - 1);
        a.payloads[a.n_payloads].weight = 1;
    }
    buf_init(&text, JSON_MAX);
    probe_settings_write(&a, &text);
    code = probe_settings_read(buf_get(&text), text.len, &b, NULL);
    OK(text.code == VA_OK && code == VA_OK && same_texts(&a, &b) &&
           b.n_payloads == PROBE_PAYLOADS_MAX,
       "the largest settings come back, %zu bytes", text.len);
    probe_settings_clear(&a);
    probe_settings_clear(&b);
    buf_clear(&text);
}

#define MIN "\"workload\":\"w\",\"platform\":\"local\""

#define RUNS_AT "runs_at: for a fixed plan that is made once, one a size"

struct refused {
    const char *text, *why;
};

static const struct refused bad[] = {
    { "{}", "workload: missing" },
    { "{\"workload\":\"w\"}", "platform: missing" },
    { "{" MIN ",\"speed\":1}", "speed: unknown" },
    { "{" MIN ",\"workload\":\"v\"}", "workload: comes twice" },
    { "{" MIN ",\"sizes_mb\":[512,512]}", "sizes_mb: not in ascending order" },
    { "{" MIN ",\"mode\":\"fixed\"}", "mode: a fixed plan needs sizes_mb and runs" },
    { "{" MIN ",\"every_ms\":5}", "every_ms: only a fixed plan can be repeated" },
    { "{" MIN ",\"runs_at\":[5]}", RUNS_AT },
    { "{" MIN ",\"mode\":\"fixed\",\"sizes_mb\":[1,2],\"runs\":5,\"runs_at\":[5]}",
      RUNS_AT },
    { "{" MIN ",\"mode\":\"fixed\",\"sizes_mb\":[1],\"runs\":5,\"runs_at\":[5],"
      "\"every_ms\":5,\"for_ms\":9}",
      RUNS_AT },
    { "{" MIN ",\"mode\":\"fixed\",\"sizes_mb\":[1],\"runs\":5,\"runs_at\":[0]}",
      "runs_at: 0 is outside 1 to 10000" },
    { "{" MIN ",\"payloads\":[{}]}", "payloads: weight: missing" },
    { "{" MIN ",\"payloads\":[{\"weight\":0}]}",
      "payloads: weight: 0 is outside 1 to 1000000" },
    { "{" MIN ",\"payloads\":[{\"weight\":1,\"path\":\"x\"}]}",
      "payloads: a path is absolute and has a sha256" },
    { "{" MIN ",\"target_regret\":null}", "target_regret: not a number" },
    { "{" MIN ",\"target_regret\":2}", "target_regret: outside 0 to 1" },
    { "{" MIN ",\"goal\":{\"has_latency\":true}}", "goal: latency_ms: not above 0" },
    { "{" MIN ",\"goal\":{\"confidence\":1}}", "goal: a ratio out of range" },
    { "{" MIN ",\"args\":[\"a\",7]}", "args: a value of another type is expected" },
    { "{" MIN ",\"args\":[\"a\\u0000b\"]}",
      "args: not valid JSON: a bad escape in a string" },
    { "{\"workload\":\"a/b\"}", "workload: not a usable name" },
};

static void
test_refused(void)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct va_err err = { .code = VA_OK };
        struct probe_settings s;

        OK(probe_settings_read(bad[i].text, strlen(bad[i].text), &s, &err) == VA_DATA,
           "refused: %s", bad[i].text);
        IS_STR(err.text, bad[i].why, "and it says why");
        probe_settings_clear(&s);
    }
}

static void
test_facts(void)
{
    const struct probe_facts a = { .account = "1234..9012",
                                   .region = "europe-west3",
                                   .credentials = "profile dev",
                                   .function = "arn:aws:lambda:eu-west-1:1:function:f",
                                   .runtime = "python3.12",
                                   .method = "cgroup v1",
                                   .memory_mb = 512,
                                   .memory_max_mb = 3008,
                                   .timeout_ms = 3000,
                                   .takes_sizes = true };
    struct probe_facts b;
    struct buf text;

    buf_init(&text, JSON_MAX);
    probe_facts_write(&a, &text);
    OK(probe_facts_read(buf_get(&text), text.len, &b, NULL) == VA_OK &&
           !strcmp(a.function, b.function) && !strcmp(a.credentials, b.credentials) &&
           !strcmp(a.region, b.region) && !strcmp(a.runtime, b.runtime) &&
           !strcmp(a.method, b.method) && b.memory_max_mb == 3008 &&
           b.timeout_ms == 3000 && b.takes_sizes,
       "facts come back");
    buf_clear(&text);
}

int
main(void)
{
    test_round_trip(false);
    test_round_trip(true);
    test_largest();
    test_refused();
    test_facts();
    return done();
}
