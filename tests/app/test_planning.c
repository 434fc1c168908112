/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning over a store: nothing measured, fixed plans, prices, failures of memory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/planning.h"
#include "app/probe_like.h"
#include "tap.h"

static const struct planning_done none = { .n = 0 };
static const struct planning_limit open_limit = { 60000, -1 };

static int64_t
now_ms(void *ctx)
{
    (void)ctx;
    return INT64_C(1728000000000);
}

/* A session over the price tables of the source, and a database that is not there. */
static struct session *
open_session(void)
{
    const char *srcdir = getenv("srcdir");
    const struct session_options o = { .data_dir = srcdir ? srcdir : ".",
                                       .db_path = "/nowhere/vadvise.db",
                                       .overlay_dir = NULL,
                                       .read_only = true,
                                       .clock = { now_ms, NULL } };
    struct session *s = NULL;
    struct va_err err = { 0 };

    if (session_open(&o, &s, &err)) {
        printf("Bail out! %s\n", err.text);
        exit(1);
    }
    return s;
}

static struct probe_settings *
settings_for(const char *platform)
{
    struct probe_settings *s = malloc(sizeof *s);

    if (!s)
        abort();
    probe_settings_init(s);
    snprintf(s->workload, sizeof s->workload, "resize");
    snprintf(s->implementation, sizeof s->implementation, "default");
    snprintf(s->platform, sizeof s->platform, "%s", platform);
    s->as_of_days = 20000; /* 2024-10-04 */
    s->goal.objective = OBJECTIVE_CHEAPEST;
    return s;
}

static void
free_settings(struct probe_settings *s)
{
    probe_settings_clear(s);
    free(s);
}

static struct planning *
open_planning(struct session *s, const struct probe_settings *settings)
{
    struct planning *p = NULL;
    struct va_err err = { 0 };

    if (!OK(planning_open(s, settings, &p, &err) == VA_OK,
            "planning opens for a workload nobody measured"))
        printf("# %s\n", err.text);
    return p;
}

static void
test_adaptive(struct session *s)
{
    struct probe_settings *settings = settings_for("aws-lambda-x86");
    struct planning *p = open_planning(s, settings);
    struct plan_step steps[PLAN_STEPS_MAX];
    struct plan_step step;
    struct va_err err = { 0 };
    int32_t n = 0;
    bool unknown = true;

    OK(planning_is_paid(p), "AWS Lambda costs money");
    OK(planning_next(p, &none, &open_limit, &step, &err) == VA_OK &&
           step.stop == PLAN_NOT && step.memory_mb > 0 && step.worst_pusd > 0,
       "there is a first size");
    OK(planning_ahead(p, &open_limit, steps, &n, &err) == VA_OK && n >= 3,
       "and more are expected to follow");
    for (int32_t i = 0; i < n - 1; i++)
        unknown = unknown && steps[i].expected_pusd == COST_UNKNOWN &&
                  isnan(steps[i].duration_ms) && steps[i].stop == PLAN_NOT;
    OK(unknown && n > 0 && steps[n - 1].stop != PLAN_NOT,
       "none with a price that nobody can know; the last one says why it ends");
    planning_close(p);
    free_settings(settings);
}

static void
test_facts(struct session *s)
{
    struct probe_settings *settings = settings_for("aws-lambda-x86");
    struct planning *p = open_planning(s, settings);
    struct probe_facts *facts = calloc(1, sizeof *facts);
    struct plan_step steps[PLAN_STEPS_MAX];
    struct va_err err = { 0 };
    int32_t n = 0;
    bool kept = true;

    if (!facts)
        abort();
    facts->takes_sizes = true;
    facts->memory_max_mb = 600;
    planning_set_facts(p, facts);
    planning_ahead(p, &open_limit, steps, &n, &err);
    for (int32_t i = 0; i < n; i++)
        kept = kept && steps[i].memory_mb <= 600;
    OK(kept && n > 1, "the account's largest size is kept to");
    facts->takes_sizes = false;
    facts->sizes_mb[0] = 256;
    facts->sizes_mb[1] = 512;
    facts->n_sizes = 2;
    planning_set_facts(p, facts);
    planning_ahead(p, &open_limit, steps, &n, &err);
    for (int32_t i = 0; i < n - 1; i++)
        kept = kept && (steps[i].memory_mb == 256 || steps[i].memory_mb == 512);
    OK(kept && n > 1, "as are the sizes that exist");
    free(facts);
    planning_close(p);
    free_settings(settings);
}

static void
test_fixed(struct session *s)
{
    struct probe_settings *settings = settings_for("aws-lambda-x86");
    struct planning_done done = { { 512 }, { 10 }, 1 };
    struct planning *p = NULL;
    struct plan_step step;
    struct plan_step warm;
    struct va_err err = { 0 };
    int64_t worst_pusd = 0;

    settings->mode = PROBE_FIXED;
    settings->runs = 10;
    settings->sizes_mb[0] = 512;
    settings->sizes_mb[1] = 1024;
    settings->n_sizes = 2;
    p = open_planning(s, settings);
    OK(planning_next(p, &none, &open_limit, &step, &err) == VA_OK &&
           step.memory_mb == 512 && step.runs == 10,
       "a fixed plan begins with its first size");
    planning_next(p, &done, &open_limit, &step, &err);
    OK(step.memory_mb == 1024 && step.runs == 10, "and goes on with the next");
    done.memory_mb[1] = 1024;
    done.runs[1] = 7;
    done.n = 2;
    planning_next(p, &done, &open_limit, &step, &err);
    OK(step.memory_mb == 1024 && step.runs == 3, "with the runs that are left");
    settings->drop_first = true;
    planning_next(p, &none, &open_limit, &warm, &err);
    planning_worst(p, 512, open_limit.timeout_ms, &worst_pusd, &err);
    IS_INT(warm.worst_pusd, 11 * worst_pusd,
           "a run that warms up is part of the worst case");
    done.runs[1] = 10;
    planning_next(p, &done, &open_limit, &step, &err);
    IS_INT(step.stop, PLAN_NO_SIZE, "until all is done");
    planning_close(p);
    free_settings(settings);
}

static void
test_prices(struct session *s)
{
    struct probe_settings *settings = settings_for("aws-lambda-x86");
    struct planning *p = open_planning(s, settings);
    struct sample sample;
    struct va_err err = { 0 };
    int64_t pusd = 0;

    sample_init(&sample);
    sample.memory_mb = 1024;
    sample.duration_ns = INT64_C(1500000);
    OK(planning_cost(p, &sample, &pusd, &err) == VA_OK, "a run has a price");
    IS_INT(pusd, 200000 + 33333, "of its duration in whole steps, and the fee");
    sample.billed_ms = 1000;
    planning_cost(p, &sample, &pusd, &err);
    IS_INT(pusd, 200000 + 16666700, "what the provider billed counts before that");
    sample.billed_ms = SAMPLE_NONE;
    sample.duration_ns = SAMPLE_NONE;
    IS_INT(planning_cost(p, &sample, &pusd, &err), VA_DATA,
           "without either there is none");
    planning_worst(p, 1024, 1000, &pusd, &err);
    OK(pusd >= 200000 + 16666700, "the worst case is the timeout at least");
    planning_close(p);
    free_settings(settings);
}

static void
test_local(struct session *s)
{
    struct probe_settings *settings = settings_for("local");
    struct planning *p = open_planning(s, settings);
    struct plan_step step;
    struct va_err err = { 0 };
    int64_t pusd = -1;

    OK(!planning_is_paid(p), "this machine costs nothing");
    OK(planning_next(p, &none, &open_limit, &step, &err) == VA_OK &&
           step.stop == PLAN_NOT && step.worst_pusd == 0,
       "nor does a step on it");
    OK(planning_worst(p, 512, 1000, &pusd, &err) == VA_OK && pusd == 0,
       "at its worst neither");
    planning_close(p);
    snprintf(settings->emulates, sizeof settings->emulates, "gcf-gen1");
    p = open_planning(s, settings);
    OK(planning_next(p, &none, &open_limit, &step, &err) == VA_OK &&
           step.stop == PLAN_NOT && step.worst_pusd == 0,
       "even when it stands for a platform that does");
    planning_close(p);
    free_settings(settings);
}

static void
test_unknown(struct session *s)
{
    struct probe_settings *settings = settings_for("no-such-platform");
    struct planning *p = NULL;
    struct va_err err = { 0 };

    OK(planning_open(s, settings, &p, &err) == VA_DATA && !p,
       "a platform without a price is not planned for");
    free_settings(settings);
}

static void
test_like(void)
{
    struct probe_settings *s = settings_for("aws-lambda-x86");
    struct va_err err = { 0 };

    OK(probe_like_fill("paper", s, &err) == VA_OK && s->mode == PROBE_FIXED &&
           s->n_sizes == 11 && s->runs == 10 && s->drop_first,
       "as in the paper: ten warm runs a size");
    free_settings(s);
    s = settings_for("aws-lambda-x86");
    s->sizes_mb[0] = 777;
    s->n_sizes = 1;
    OK(probe_like_fill("power-tuning", s, &err) == VA_OK && s->n_sizes == 1 &&
           s->sizes_mb[0] == 777 && s->runs == 10 && !s->drop_first,
       "sizes that are given stay");
    OK(probe_like_fill("power-turning", s, &err) == VA_USAGE &&
           strstr(err.hint, "power-tuning"),
       "a name with a slip has its nearest");
    OK(probe_like_name(0) && !probe_like_name(3) && !probe_like_text(-1),
       "there are three names");
    free_settings(s);
}

int
main(void)
{
    struct session *s = open_session();

    test_adaptive(s);
    test_facts(s);
    test_fixed(s);
    test_prices(s);
    test_local(s);
    test_unknown(s);
    test_like();
    session_close(s);
    return done();
}
