/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run that goes on, read from its ledger. */
#include "app/probe_live.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/planning.h"
#include "app/probe_request.h"
#include "app/probe_state.h"

enum { FIRST_CAP = 16, NS_PER_MS = 1000000 };

#define INTERVAL_LOW 0.05
#define INTERVAL_HIGH 0.95

/* --- sizes --- */

static struct probe_live_size *
size_of(struct probe_live *l, int32_t memory_mb)
{
    int32_t at = 0;

    while (at < l->n_sizes && l->sizes[at].memory_mb < memory_mb)
        at++;
    if (at < l->n_sizes && l->sizes[at].memory_mb == memory_mb)
        return &l->sizes[at];
    if (l->n_sizes == PROBE_SIZES_MAX)
        return NULL;
    memmove(&l->sizes[at + 1], &l->sizes[at],
            (size_t)(l->n_sizes - at) * sizeof l->sizes[0]);
    l->n_sizes++;
    l->sizes[at] = (struct probe_live_size){ .memory_mb = memory_mb,
                                             .min_ms = NAN,
                                             .mean_ms = NAN,
                                             .p50_ms = NAN,
                                             .p95_ms = NAN,
                                             .cv = NAN,
                                             .predicted_ms = NAN,
                                             .low_ms = NAN,
                                             .high_ms = NAN,
                                             .worst_pusd = COST_UNKNOWN };
    return &l->sizes[at];
}

/* Keep durations ascending; what has no room is left out of the figures. */
static void
add_duration(struct probe_live_size *s, double ms)
{
    int32_t at = s->n_durations;

    if (at == s->cap) {
        const int32_t cap = s->cap ? 2 * s->cap : FIRST_CAP;
        double *more = realloc(s->durations_ms, (size_t)cap * sizeof *more);

        if (!more)
            return;
        s->durations_ms = more;
        s->cap = cap;
    }
    while (at > 0 && s->durations_ms[at - 1] > ms) {
        s->durations_ms[at] = s->durations_ms[at - 1];
        at--;
    }
    s->durations_ms[at] = ms;
    s->n_durations++;
}

/* The quantile of so many ascending values, between two by their distance. */
static double
quantile(const double *x, int32_t n, double p)
{
    const double at = p * (n - 1);
    const int32_t i = (int32_t)at;

    return i + 1 < n ? x[i] + (at - i) * (x[i + 1] - x[i]) : x[n - 1];
}

static void
add_up(struct probe_live_size *s)
{
    const int32_t n = s->n_durations;
    double mean = 0;
    double squares = 0;

    if (n == 0)
        return;
    for (int32_t i = 0; i < n; i++)
        mean += s->durations_ms[i] / n;
    for (int32_t i = 0; i < n; i++)
        squares += (s->durations_ms[i] - mean) * (s->durations_ms[i] - mean);
    s->min_ms = s->durations_ms[0];
    s->mean_ms = mean;
    s->p50_ms = quantile(s->durations_ms, n, 0.5);
    s->p95_ms = quantile(s->durations_ms, n, 0.95);
    s->cv = n > 1 && mean > 0 ? sqrt(squares / (n - 1)) / mean : NAN;
}

/* --- invocations --- */

static struct probe_live_line *
next_line(struct probe_live *l)
{
    struct probe_live_line *line = &l->log[l->n_log++ % PROBE_LIVE_LOG];

    *line = (struct probe_live_line){ .duration_ms = NAN, .billed_ms = SAMPLE_NONE };
    return line;
}

void
probe_live_line_of(const struct ledger_invocation *i, int64_t number,
                   struct probe_live_line *line)
{
    *line = (struct probe_live_line){ .invocation = i->id,
                                      .at_ms = i->settled_ms,
                                      .memory_mb = i->intent.memory_mb,
                                      .number = number,
                                      .fate = i->fate,
                                      .cold = i->init_ns > 0,
                                      .duration_ms = NAN,
                                      .billed_ms = i->billed_ms,
                                      .cost_pusd = i->cost_pusd };
    if (i->fate == LEDGER_OPEN)
        line->at_ms = i->intent.now_ms;
    if (i->fate == LEDGER_OPEN || i->fate == LEDGER_UNKNOWN)
        line->cost_pusd = i->intent.worst_pusd;
    if (i->duration_ns > 0)
        line->duration_ms = (double)i->duration_ns / NS_PER_MS;
    snprintf(line->cpu, sizeof line->cpu, "%.*s", (int)sizeof line->cpu - 1, i->cpu);
    snprintf(line->request_id, sizeof line->request_id, "%s", i->request_id);
    snprintf(line->text, sizeof line->text, "%s", i->text);
}

/* One that will not change any more. */
static void
settle(struct probe_live *l, struct probe_live_size *s, const struct ledger_invocation *i)
{
    const bool warm_up = !strcmp(i->text, LEDGER_WARM_UP);

    l->number++;
    s->n[i->fate]++;
    s->over += !warm_up && i->fate != LEDGER_REFUSED && !i->intent.again_of;
    s->n_cold += i->fate == LEDGER_DONE && i->init_ns > 0;
    s->billed_ms += i->billed_ms > 0 ? i->billed_ms : 0;
    if (i->fate == LEDGER_DONE || i->fate == LEDGER_FAILED)
        s->spent_pusd += i->cost_pusd;
    if (i->fate == LEDGER_UNKNOWN)
        s->reserved_pusd += i->intent.worst_pusd;
    if (i->fate == LEDGER_DONE && !warm_up && i->duration_ns > 0)
        add_duration(s, (double)i->duration_ns / NS_PER_MS);
    l->settled += i->fate == LEDGER_DONE || i->fate == LEDGER_FAILED;
    probe_live_line_of(i, l->number, next_line(l));
}

static enum va_code
take_invocation(void *ctx, const struct ledger_invocation *i)
{
    struct probe_live *l = ctx;
    struct probe_live_size *s = size_of(l, i->intent.memory_mb);

    if (!s)
        return VA_OVERFLOW;
    l->at_mb = i->intent.memory_mb;
    s->worst_pusd = i->intent.worst_pusd;
    if (i->fate == LEDGER_OPEN) {
        l->in_flight++;
        return VA_OK;
    }
    /* One at a time: what comes behind one that is open is not there yet. */
    if (l->in_flight == 0) {
        settle(l, s, i);
        l->from = i->id + 1;
    }
    return VA_OK;
}

/* --- what it is made of --- */

static void
plan_sizes(struct probe_live *l)
{
    const struct probe_settings *s = &l->settings;

    if (s->mode != PROBE_FIXED)
        return;
    for (int32_t i = 0; i < s->n_sizes; i++) {
        struct probe_live_size *size = size_of(l, s->sizes_mb[i]);

        if (size)
            size->planned =
                (int64_t)probe_rounds(s) * probe_settings_runs(s, s->sizes_mb[i]);
    }
    l->planned_known = true;
}

static void
count_all(struct probe_live *l)
{
    l->planned = l->over = 0;
    for (int32_t i = 0; i < l->n_sizes; i++) {
        struct probe_live_size *s = &l->sizes[i];

        add_up(s);
        if (s->skipped || s->over > s->planned)
            s->planned = s->over;
        l->planned += s->planned;
        l->over += s->over;
    }
}

enum va_code
probe_live_open(struct session *s, int64_t id, struct probe_live **out,
                struct va_err *err)
{
    struct probe_live *l = calloc(1, sizeof *l);
    bool any = false;
    enum va_code code = VA_OK;

    *out = NULL;
    if (!l)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = probe_load(s, id, &l->run, &l->settings, err);
    if (!code) {
        l->paid = !probe_is_local(&l->settings);
        plan_sizes(l);
        code = probe_live_read(s, l, &any, err);
    }
    if (code) {
        probe_live_free(l);
        return code;
    }
    *out = l;
    return VA_OK;
}

void
probe_live_free(struct probe_live *l)
{
    if (!l)
        return;
    for (int32_t i = 0; i < l->n_sizes; i++)
        free(l->sizes[i].durations_ms);
    probe_settings_clear(&l->settings);
    free(l);
}

/* What is believed of a size before it is measured again. */
static void
predict(const struct contender *c, struct probe_live_size *s)
{
    struct dist d;

    if (!c || (!c->has_curve && !c->has_point) ||
        curve_predict(&c->curve, s->memory_mb, &d))
        return;
    s->predicted_ms = dist_statistic(&d, STAT_MEAN);
    if (d.spread_known) {
        s->low_ms = dist_statistic_quantile(&d, STAT_MEAN, INTERVAL_LOW);
        s->high_ms = dist_statistic_quantile(&d, STAT_MEAN, INTERVAL_HIGH);
    }
}

static void
predict_all(struct session *session, struct probe_live *l)
{
    struct planning *p = NULL;
    struct va_err ignored;

    if (planning_open(session, &l->settings, &p, &ignored))
        return;
    if (l->run.has_facts)
        (void)planning_set_facts(p, &l->run.facts);
    if (!planning_refresh(p, &ignored))
        for (int32_t i = 0; i < l->n_sizes; i++)
            predict(planning_contender(p), &l->sizes[i]);
    planning_close(p);
}

void
probe_live_expect(struct session *session, struct probe_live *l,
                  const struct probe_offer *o)
{
    const struct probe_sum *sum = &o->under_cap;
    struct va_err ignored;

    for (int32_t i = 0; i < sum->n && !l->planned_known; i++) {
        struct probe_live_size *s =
            sum->steps[i].stop == PLAN_NOT ? size_of(l, sum->steps[i].memory_mb) : NULL;

        if (s)
            s->planned += sum->steps[i].runs;
    }
    predict_all(session, l);
    l->has_before = probe_pick_find_now(session, &l->settings, l->run.facts.memory_mb,
                                        &l->before, &ignored) == VA_OK;
    count_all(l);
}

/* --- bringing it up to date --- */

static enum va_code
read_skipped(struct store *store, struct probe_live *l, struct va_err *err)
{
    int32_t skipped[PROBE_SIZES_MAX];
    int32_t n = 0;
    const enum va_code code = ledger_skipped(store, l->run.id, skipped, &n, err);

    for (int32_t i = 0; i < n && !code; i++) {
        struct probe_live_size *s = size_of(l, skipped[i]);

        if (s)
            s->skipped = true;
    }
    return code;
}

enum va_code
probe_live_read(struct session *s, struct probe_live *l, bool *out_new,
                struct va_err *err)
{
    const int64_t before = l->settled;
    struct store *store = NULL;
    enum va_code code = session_store(s, false, &store, err);

    /* Who is gone after it was read here has left everything to be read. */
    if (!code)
        code = probe_is_alive(s, l->run.id, &l->alive, err);
    if (!code)
        code = probe_load(s, l->run.id, &l->run, NULL, err);
    l->in_flight = 0;
    if (!code)
        code = ledger_visit_since(store, (struct ledger_since){ l->run.id, l->from, 0 },
                                  take_invocation, l, err);
    if (!code)
        code = read_skipped(store, l, err);
    count_all(l);
    *out_new = l->settled != before;
    return code;
}

static void
log_words(struct probe_live *l, const char *text, int64_t now_ms)
{
    struct probe_live_line *line = next_line(l);

    line->at_ms = now_ms;
    snprintf(line->text, sizeof line->text, "%s", text);
}

/* A step adds to what is planned at its size; a plan is known before anyway. */
static void
take_step(struct probe_live *l, const struct probe_event_step *step)
{
    struct probe_live_size *s = NULL;

    l->step = *step;
    if (step->memory_mb == 0 || l->planned_known)
        return;
    s = size_of(l, step->memory_mb);
    if (s && s->planned < s->over + step->runs)
        s->planned = s->over + step->runs;
    if (s && !isfinite(s->predicted_ms))
        s->predicted_ms = step->duration_ms;
}

void
probe_live_hear(struct probe_live *l, const struct probe_event *e, int64_t now_ms)
{
    switch (e->kind) {
    case PROBE_EVENT_STEP:
        take_step(l, &e->step);
        break;
    case PROBE_EVENT_SAY:
        log_words(l, e->text, now_ms);
        break;
    case PROBE_EVENT_STARTED:
        if (e->resumed)
            log_words(l, "going on with it: an earlier runner died", now_ms);
        break;
    case PROBE_EVENT_FACTS:
    case PROBE_EVENT_SHOT:
    case PROBE_EVENT_END:
    case PROBE_EVENT_KIND_COUNT:
        break;
    }
}

enum va_code
probe_live_judge(struct session *s, struct probe_live *l, struct va_err *err)
{
    const enum va_code code =
        probe_pick_find_now(s, &l->settings, l->run.facts.memory_mb, &l->after, err);

    l->has_after = code == VA_OK;
    return code;
}

const struct probe_live_line *
probe_live_log(const struct probe_live *l, int64_t i)
{
    if (i < 0 || i >= l->n_log || i >= PROBE_LIVE_LOG)
        return NULL;
    return &l->log[(l->n_log - 1 - i) % PROBE_LIVE_LOG];
}

bool
probe_live_is_over(const struct probe_live *l)
{
    return l->run.state == LEDGER_RUN_DONE || l->run.state == LEDGER_RUN_STOPPED ||
           l->run.state == LEDGER_RUN_FAILED;
}

bool
probe_live_is_dead(const struct probe_live *l)
{
    return l->run.state == LEDGER_RUN_RUNNING && !l->alive;
}

/* --- what it may still cost and take --- */

/* The worst price of the next run: of the size it is at, else of the dearest. */
static int64_t
next_worst(const struct probe_live *l)
{
    int64_t most = COST_UNKNOWN;

    if (l->step.memory_mb > 0 && l->step.runs > 0)
        return l->step.worst_pusd / l->step.runs;
    for (int32_t i = 0; i < l->n_sizes; i++) {
        const struct probe_live_size *s = &l->sizes[i];

        if (s->worst_pusd != COST_UNKNOWN &&
            (most == COST_UNKNOWN || s->memory_mb == l->at_mb))
            most = s->worst_pusd;
    }
    return most;
}

struct probe_guard
probe_live_guard(const struct probe_live *l)
{
    const struct ledger_totals *t = &l->run.totals;
    const int64_t next = next_worst(l);
    struct probe_guard g = { .need_pusd = COST_UNKNOWN };

    g.left_pusd = l->run.cap_pusd > t->spent_pusd ? l->run.cap_pusd - t->spent_pusd : 0;
    if (next == COST_UNKNOWN)
        return g;
    g.need_pusd = t->reserved_pusd + next;
    g.holds = g.need_pusd <= g.left_pusd;
    return g;
}

double
probe_live_eta_ms(const struct probe_live *l)
{
    double sum = 0;

    if (probe_live_is_over(l) || l->settings.every_ms > 0)
        return NAN;
    for (int32_t i = 0; i < l->n_sizes; i++) {
        const struct probe_live_size *s = &l->sizes[i];
        const double each = isfinite(s->mean_ms) ? s->mean_ms : s->predicted_ms;

        if (s->planned > s->over)
            sum += (double)(s->planned - s->over) * each;
    }
    return sum;
}
