/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting back what dead runs left changed; setting the deployed size. */
#include <stdio.h>
#include <stdlib.h>

#include "probe/run_parts.h"

static void
tell_end(struct run *r, enum va_code code, const char *why)
{
    struct probe_event e;

    if (run_read_totals(r, NULL))
        return;
    probe_event_init(&e, PROBE_EVENT_END, r->ledger.id);
    e.end = (struct probe_event_end){ .state = r->ledger.state,
                                      .status = va_exit_status(code),
                                      .n_changes_left =
                                          (int32_t)r->ledger.totals.n_changes_left };
    (void)snprintf(e.text, sizeof e.text, "%.*s", LEDGER_WHY_MAX - 1, why);
    run_tell(r, &e);
}

/* One run. out_busy NULL: that somebody works on it is a failure. */
static enum va_code
restore_one(const struct run_world *w, int64_t id, uint32_t states, bool *out_busy,
            struct va_err *err)
{
    struct run *r = NULL;
    int64_t n = 0;
    enum va_code code = run_open(w, id, out_busy, &r, err);

    if (code || !r)
        return code;
    code = run_need_facts(r, err);
    if (!code)
        code = run_take_target(r, err);
    if (!code)
        code = ledger_close_open(r->store, id, run_now_ms(r), &n, err);
    if (!code)
        code = run_undo(r, states, false, err);
    tell_end(r, code, code ? err->text : "everything is put back");
    run_close(r);
    return code;
}

/* --- all of them --- */

struct left {
    int64_t *ids; /* newest first */
    size_t n, room;
};

static enum va_code
note_run(void *ctx, const struct ledger_change *c)
{
    struct left *l = ctx;

    for (size_t i = 0; i < l->n; i++) {
        if (l->ids[i] == c->run)
            return VA_OK;
    }
    if (l->n == l->room) {
        const size_t room = l->room ? l->room * 2 : 16;
        int64_t *more = realloc(l->ids, room * sizeof *more);

        if (!more)
            return VA_NOMEM;
        l->ids = more;
        l->room = room;
    }
    l->ids[l->n++] = c->run;
    return VA_OK;
}

static enum va_code
restore_all(const struct run_world *w, struct va_err *err)
{
    const struct ledger_changes which = { 0, RUN_LEFT };
    struct left l = { NULL, 0, 0 };
    struct store *s = NULL;
    struct va_err why = { .code = VA_OK };
    enum va_code first = VA_OK;
    enum va_code code = session_store(w->session, true, &s, err);

    if (!code)
        code = ledger_visit_changes(s, which, note_run, &l, err);
    if (code == VA_NOMEM)
        (void)va_fail(err, code, "out of memory");
    for (size_t i = 0; i < l.n && !code; i++) {
        bool busy = false;
        const enum va_code one = restore_one(w, l.ids[i], RUN_LEFT, &busy, &why);

        if (one && !first)
            first = va_fail(err, one, "%s", why.text);
    }
    free(l.ids);
    return code ? code : first;
}

enum va_code
run_restore(const struct run_world *w, int64_t id, struct va_err *err)
{
    if (id == 0)
        return restore_all(w, err);
    return restore_one(w, id, RUN_LEFT | 1U << LEDGER_CHANGE_KEPT, NULL, err);
}

/* --- apply --- */

static enum va_code
apply_taken(struct run *r, int32_t memory_mb, struct va_err *err)
{
    enum va_code code = run_need_facts(r, err);

    if (!code && !r->backend->apply)
        code = va_fail(err, VA_USAGE, "no size can be set on '%s'", r->settings.platform);
    if (!code)
        code = run_take_target(r, err);
    if (!code)
        code = run_undo(r, RUN_LEFT, true, err);
    if (code)
        return code;
    code = r->backend->apply(r->self, memory_mb, err);
    if (code)
        (void)run_undo(r, RUN_LEFT, false, NULL); /* what was half done */
    return code;
}

enum va_code
run_apply(const struct run_world *w, int64_t id, int32_t memory_mb, struct va_err *err)
{
    struct run *r = NULL;
    enum va_code code = VA_OK;

    if (memory_mb < 1 || memory_mb > SAMPLE_MEMORY_MB_MAX)
        return va_fail(err, VA_USAGE, "%d MB is no size", (int)memory_mb);
    code = run_open(w, id, NULL, &r, err);
    if (code || !r)
        return code;
    code = apply_taken(r, memory_mb, err);
    tell_end(r, code, code ? err->text : "the size is set");
    run_close(r);
    return code;
}
