/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What failed in a run, again: asked about, then ordered or planned. */
#include "tui/probe_parts.h"

enum { TEXT_BYTES = 1024 };

static enum va_code
order_yes(struct tui *t, const char *typed, struct va_err *err)
{
    const struct probe_watch *w = probe_watch_get(t);

    (void)typed;
    if (!probe_watch_runs(t) || w->live->run.id != w->retry.run)
        return va_fail(err, VA_USAGE, "run %lld has ended meanwhile",
                       (long long)w->retry.run);
    return probe_order_again(t, &w->retry, err);
}

static const char *
title_of(const struct tui *t, const struct probe_retry *p)
{
    if (t->start->demo_seed)
        return "Make again what failed? It is SIMULATED: $0 real.";
    return p->paid ? "Make again what failed? It spends real money."
                   : "Make again what failed?";
}

static enum va_code
ask_order(struct tui *t, const struct probe_retry *p, struct va_err *err)
{
    struct probe_watch *w = probe_watch_get(t);
    struct buf text;
    enum va_code code = VA_OK;

    if (!w->live || w->live->run.id != p->run)
        return va_fail(err, VA_USAGE, "first follow run %lld: Enter", (long long)p->run);
    code = probe_retry_check(p, err);
    if (code)
        return code;
    w->retry = *p;
    buf_init(&text, TEXT_BYTES);
    probe_retry_say(p, &text);
    tui_confirm(t, &(struct confirm){ .title = title_of(t, p),
                                      .text = buf_get(&text),
                                      .yes = order_yes });
    buf_clear(&text);
    return VA_OK;
}

enum va_code
probe_retry_ask(struct tui *t, struct va_err *err)
{
    const int64_t id = probe_current(t);
    struct probe_retry p;
    enum va_code code = VA_OK;

    if (id == 0)
        return va_fail(err, VA_USAGE, "there is no run; P plans one");
    code = probe_retry_find(t->session, id, &p, err);
    if (!code && p.paid && t->start->spend_never)
        code = va_fail(err, VA_MONEY, "the setting spend = never: nothing may be spent");
    if (code)
        return code;
    return p.over ? probe_start_again(t, &p, err) : ask_order(t, &p, err);
}

bool
probe_retry_may(const struct tui *t)
{
    const struct probe_live *l = probe_watch_get(t)->live;
    const enum probe_pane pane = probe_view_get(t)->pane;

    return l && (pane == PANE_RUN || pane == PANE_LOG) &&
           l->run.totals.n[LEDGER_FAILED] + l->run.totals.n[LEDGER_UNKNOWN] > 0;
}
