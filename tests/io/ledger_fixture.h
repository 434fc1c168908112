/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the ledger share. */
#ifndef VA_TESTS_IO_LEDGER_FIXTURE_H
#define VA_TESTS_IO_LEDGER_FIXTURE_H

#include "io/ledger.h"
#include "store_fixture.h"

/* Settings of a run of workload "w". */
static inline void
ledger_settings(struct probe_settings *s, const char *platform)
{
    probe_settings_init(s);
    (void)snprintf(s->workload, sizeof s->workload, "w");
    (void)snprintf(s->platform, sizeof s->platform, "%s", platform);
    s->mode = PROBE_FIXED;
    s->n_sizes = 2;
    s->sizes_mb[0] = 512;
    s->sizes_mb[1] = 1024;
    s->runs = 10;
}

/* A run of that platform in the state running; its number, or 0. */
static inline int64_t
ledger_running(struct store *s, const char *platform, int64_t cap_pusd)
{
    static struct probe_settings settings;
    const struct ledger_entry running = { LEDGER_RUN_RUNNING, 2000, NULL };
    int64_t id = 0;

    ledger_settings(&settings, platform);
    if (ledger_create(s, &settings, 1000, &id, NULL) ||
        ledger_confirm(s, id, cap_pusd, NULL) || ledger_enter(s, id, &running, NULL))
        return 0;
    return id;
}

static inline struct ledger_intent
ledger_intent(int64_t worst_pusd)
{
    return (struct ledger_intent){ .memory_mb = 512,
                                   .worst_pusd = worst_pusd,
                                   .now_ms = 3000 };
}

/* Sample number i of workload "w", with an id. buf holds SAMPLE_ID_MAX bytes. */
static inline struct sample
ledger_sample(char *buf, int64_t i)
{
    struct sample m = fixture_sample("w", i % 97 == 96 ? i + 1 : i);

    (void)snprintf(buf, SAMPLE_ID_MAX, "request-%lld", (long long)i);
    m.request_id = buf;
    return m;
}

static inline struct ledger_result
ledger_done(int64_t cost_pusd, const struct sample *m)
{
    return (struct ledger_result){ .fate = LEDGER_DONE,
                                   .cost_pusd = cost_pusd,
                                   .now_ms = 4000,
                                   .source = "report",
                                   .text = "",
                                   .sample = m };
}

/* Sums of a run; all -1 when it cannot be read. */
static inline struct ledger_totals
ledger_totals(struct store *s, int64_t id)
{
    struct ledger_run run;

    if (ledger_load(s, id, &run, NULL, NULL))
        return (struct ledger_totals){ { -1, -1, -1, -1, -1 }, -1, -1, -1, -1, -1 };
    return run.totals;
}

#endif
