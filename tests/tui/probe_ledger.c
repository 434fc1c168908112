/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger of a run as vadvise-probe would have left it, event by event, at fixed
 * times: for frames that can be compared.
 *
 *   probe_ledger DB running|paused|done|left|died [hold]
 *
 * hold: keep the run's lock, as who works on it does, until standard input ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/ledger.h"
#include "io/run_lock.h"
#include "io/store.h"

#define START_MS INT64_C(1772323200000) /* 2026-03-01 00:00 */
#define WORST_PUSD INT64_C(2000000000)
#define CAP_PUSD INT64_C(50000000000)
#define NS_PER_MS INT64_C(1000000)

enum { TAKES_MS = 1000, FREE_MS = 60 };

/* What came of each invocation. */
static const struct shot {
    int32_t memory_mb;
    enum ledger_fate fate;
    int32_t duration_ms, init_ms;
    const char *text;
} shots[] = {
    { 512, LEDGER_DONE, 1721, 310, "" },
    { 512, LEDGER_DONE, 1688, 0, "" },
    { 512, LEDGER_REFUSED, 0, 0, "HTTP 429 TooManyRequestsException: Rate Exceeded." },
    { 512, LEDGER_DONE, 1703, 0, "" },
    { 512, LEDGER_DONE, 1799, 0, "" },
    { 1024, LEDGER_DONE, 1019, 295, "" },
    { 1024, LEDGER_DONE, 1044, 0, "" },
    { 1024, LEDGER_FAILED, 30000, 0, "Task timed out after 30.00 seconds" },
    { 1024, LEDGER_DONE, 1008, 0, "" },
    { 1708, LEDGER_DONE, 706, 301, "" },
    { 1708, LEDGER_UNKNOWN, 0, 0, "no whole reply" },
    { 1708, LEDGER_DONE, 719, 0, "" },
};

enum { N_SHOTS = sizeof shots / sizeof shots[0] };

static void
must(enum va_code code, const struct va_err *err, const char *what)
{
    if (!code)
        return;
    fprintf(stderr, "probe_ledger: %s: %s\n", what, err->text);
    exit(1);
}

static int64_t
make_run(struct store *s)
{
    static struct probe_settings p;
    static const struct probe_facts facts = { .account = "1234..9012",
                                              .credentials = "profile dev",
                                              .function = "arn:thumbs",
                                              .region = "us-east-1",
                                              .architecture = "x86_64",
                                              .memory_mb = 1024,
                                              .timeout_ms = 30000,
                                              .takes_sizes = true };
    static const int32_t sizes[] = { 512, 1024, 1708, 3008 };
    const struct ledger_entry running = { LEDGER_RUN_RUNNING, START_MS, NULL };
    struct va_err err = { .code = VA_OK };
    int64_t id = 0;

    probe_settings_init(&p);
    snprintf(p.workload, sizeof p.workload, "thumbs");
    snprintf(p.implementation, sizeof p.implementation, "default");
    snprintf(p.platform, sizeof p.platform, "aws-lambda-x86");
    snprintf(p.function, sizeof p.function, "thumbs");
    p.mode = PROBE_FIXED;
    p.runs = 4;
    p.n_sizes = 4;
    memcpy(p.sizes_mb, sizes, sizeof sizes);
    p.as_of_days = (int32_t)(START_MS / 86400000);
    goal_init(&p.goal);
    must(ledger_create(s, &p, START_MS, &id, &err), &err, "create");
    must(ledger_set_facts(s, id, &facts, &err), &err, "facts");
    must(ledger_confirm(s, id, CAP_PUSD, &err), &err, "confirm");
    must(ledger_enter(s, id, &running, &err), &err, "running");
    return id;
}

static struct sample
sample_of(const struct shot *shot, char *id, int i)
{
    struct sample m;

    sample_init(&m);
    snprintf(id, 32, "00000000-%04d", i);
    m.workload = "thumbs";
    m.implementation = "default";
    m.platform = "aws-lambda-x86";
    m.region = "us-east-1";
    m.request_id = id;
    m.cpu = "Xeon 2.50GHz";
    m.memory_mb = shot->memory_mb;
    m.cold = shot->init_ms > 0;
    m.duration_ns = shot->duration_ms * NS_PER_MS;
    m.billed_ms = shot->duration_ms + shot->init_ms;
    m.init_ns = shot->init_ms > 0 ? shot->init_ms * NS_PER_MS : SAMPLE_NONE;
    m.started_at_ms = START_MS + (int64_t)i * TAKES_MS;
    if (shot->fate == LEDGER_FAILED)
        m.error = shot->text;
    return m;
}

static void
shoot(struct store *s, int64_t run, int i, bool open)
{
    const struct shot *shot = &shots[i % N_SHOTS];
    const struct ledger_intent intent = { .memory_mb = shot->memory_mb,
                                          .worst_pusd = WORST_PUSD,
                                          .now_ms = START_MS + (int64_t)i * TAKES_MS };
    const bool billed = shot->fate == LEDGER_DONE || shot->fate == LEDGER_FAILED;
    char text[32];
    const struct sample m = sample_of(shot, text, i);
    const struct ledger_result r = {
        .fate = shot->fate,
        .cost_pusd = billed ? INT64_C(16667) * shot->memory_mb / 1024 * m.billed_ms : 0,
        .now_ms = intent.now_ms + FREE_MS,
        .source = "report",
        .text = shot->text,
        .sample = billed ? &m : NULL,
    };
    struct va_err err = { .code = VA_OK };
    int64_t id = 0;

    must(ledger_reserve(s, run, &intent, &id, &err), &err, "reserve");
    if (!open)
        must(ledger_settle(s, id, &r, &err), &err, "settle");
}

static void
change(struct store *s, int64_t run)
{
    static struct ledger_change c;
    struct va_err err = { .code = VA_OK };
    int64_t id = 0;

    c = (struct ledger_change){ .run = run, .kind = "config" };
    snprintf(c.target, sizeof c.target, "arn:thumbs");
    snprintf(c.detail, sizeof c.detail, "{}");
    must(ledger_change_begin(s, &c, &id, &err), &err, "change");
    must(ledger_change_enter(s, id, LEDGER_CHANGE_MADE, NULL, &err), &err, "made");
}

/* Keep its lock until nobody listens any more. */
static void
hold(const char *db, int64_t run)
{
    struct va_err err = { .code = VA_OK };
    struct run_lock *lock = NULL;
    bool taken = false;
    char byte = 0;

    must(run_lock_open(db, &lock, &err), &err, "lock");
    must(run_lock_take(lock, run, &taken, &err), &err, "take");
    printf("held\n");
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    run_lock_close(lock);
}

int
main(int argc, char **argv)
{
    const struct ledger_entry done = { LEDGER_RUN_DONE, START_MS + 90000,
                                       "everything planned was measured" };
    struct store_options o = { .create = true };
    struct va_err err = { .code = VA_OK };
    struct store *s = NULL;
    const char *what = argc > 2 ? argv[2] : "";
    int64_t run = 0;

    o.path = argc > 1 ? argv[1] : "";
    must(store_open(&o, &s, &err), &err, "open");
    run = make_run(s);
    for (int i = 0; i < N_SHOTS; i++)
        shoot(s, run, i, false);
    if (!strcmp(what, "left"))
        change(s, run);
    if (!strcmp(what, "running") || !strcmp(what, "died"))
        shoot(s, run, N_SHOTS - 1, true);
    if (!strcmp(what, "paused"))
        must(ledger_pause(s, run, true, &err), &err, "pause");
    if (!strcmp(what, "done"))
        must(ledger_enter(s, run, &done, &err), &err, "done");
    store_close(s);
    if (argc > 3)
        hold(o.path, run);
    return 0;
}
