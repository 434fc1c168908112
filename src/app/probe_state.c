/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs and who works on them. */
#include "app/probe_state.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "io/run_lock.h"
#include "io/run_signal.h"

enum va_code
probe_parse_id(const char *text, int64_t *out, struct va_err *err)
{
    if (text_parse_int(text, strlen(text), 1, INT64_MAX, out)) {
        va_fail(err, VA_USAGE, "'%s' is not the number of a run", text);
        va_hint(err, "vadvise probe list");
        return VA_USAGE;
    }
    return VA_OK;
}

enum va_code
probe_is_alive(const struct session *s, int64_t id, bool *out, struct va_err *err)
{
    int64_t pid = 0;
    const enum va_code code =
        run_lock_holder(session_options_get(s)->db_path, id, &pid, err);

    *out = pid > 0;
    return code;
}

enum va_code
probe_load(struct session *s, int64_t id, struct ledger_run *out,
           struct probe_settings *settings, struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = session_store(s, false, &store, err);

    if (settings)
        probe_settings_init(settings);
    if (!code && !store)
        code = va_fail(err, VA_DATA, "there is no run %lld", (long long)id);
    if (!code)
        code = ledger_load(store, id, out, settings, err);
    if (code == VA_DATA)
        va_hint(err, "vadvise probe list");
    return code;
}

/* --- what was left --- */

enum { RUNS_MAX = 64 };

/* Runs with changes, newest first. */
struct gathering {
    struct {
        int64_t run, n;
    } at[RUNS_MAX];
    int32_t n;
};

static enum va_code
gather(void *ctx, const struct ledger_change *c)
{
    struct gathering *g = ctx;
    int32_t i = 0;

    while (i < g->n && g->at[i].run != c->run)
        i++;
    if (i == RUNS_MAX)
        return VA_OK;
    if (i == g->n) {
        g->at[i].run = c->run;
        g->at[i].n = 0;
        g->n++;
    }
    g->at[i].n++;
    return VA_OK;
}

enum va_code
probe_find_left(const struct session *s, int64_t run, struct probe_left *out,
                struct va_err *err)
{
    const struct ledger_changes which = { run,
                                          1U << LEDGER_CHANGE_INTENDED |
                                              1U << LEDGER_CHANGE_MADE |
                                              (run > 0 ? 1U << LEDGER_CHANGE_KEPT : 0) };
    struct store *store = session_open_store(s);
    struct gathering g = { .n = 0 };
    enum va_code code =
        store ? ledger_visit_changes(store, which, gather, &g, err) : VA_OK;

    *out = (struct probe_left){ .run = 0 };
    for (int32_t i = 0; i < g.n && !code; i++) {
        bool alive = false;

        code = probe_is_alive(s, g.at[i].run, &alive, err);
        if (code || alive)
            continue;
        if (g.at[i].run > out->run) {
            out->run = g.at[i].run;
            out->n = g.at[i].n;
        }
        out->n_runs++;
        out->n_changes += g.at[i].n;
    }
    return code;
}

/* --- ending one --- */

enum va_code
probe_stop(struct session *s, int64_t id, bool abandon, struct va_err *err)
{
    const char *db = session_options_get(s)->db_path;
    struct ledger_run run;
    bool sent = false;
    enum va_code code = probe_load(s, id, &run, NULL, err);

    if (!code)
        code = run_signal(db, id, SIGINT, &sent, err);
    /* Of one kind, two that come at once are one. */
    if (!code && sent && abandon)
        code = run_signal(db, id, SIGTERM, &sent, err);
    if (!code && !sent)
        return va_fail(err, VA_DATA, "nobody works on run %lld (%s)", (long long)id,
                       ledger_run_state_name(run.state));
    return code;
}

/* --- telling one --- */

/* It heeds the ledger; a wait is cut short, and otherwise nothing happens to it. */
static void
wake(const struct session *s, int64_t id)
{
    struct va_err ignored;
    bool sent = false;

    (void)run_signal(session_options_get(s)->db_path, id, SIGCONT, &sent, &ignored);
}

enum va_code
probe_pause(struct session *s, int64_t id, bool paused, struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = session_store(s, true, &store, err);

    if (!code)
        code = ledger_pause(store, id, paused, err);
    if (!code)
        wake(s, id);
    return code;
}

enum va_code
probe_skip(struct session *s, int64_t id, int32_t memory_mb, struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = session_store(s, true, &store, err);

    if (!code)
        code = ledger_skip(store, id, memory_mb, err);
    if (!code)
        wake(s, id);
    return code;
}

enum va_code
probe_again(struct session *s, int64_t id, const struct ledger_failed *shown,
            struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = session_store(s, true, &store, err);

    if (!code)
        code = ledger_retry(store, id, shown, err);
    if (!code)
        wake(s, id);
    return code;
}

enum va_code
probe_change_cap(struct session *s, int64_t id, int64_t from_pusd, int64_t to_pusd,
                 struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = session_store(s, true, &store, err);

    return code ? code : ledger_change_cap(store, id, from_pusd, to_pusd, err);
}
