/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other goals: the pick for each budget and latency of a grid, worked out by the engine.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/report.h"
#include "app/words.h"
#include "base/text.h"

enum {
    PICKS_MAX = REPORT_STOPS_MAX * REPORT_STOPS_MAX,
    SPREAD_STOPS = 16,
    LINE_BYTES = 1024
};

#define NO_LIMIT INT64_MAX

/* The first stop: what nothing keeps. */
#define BELOW 0.98

/* Stops of a range narrower than this need three digits to differ. */
#define NARROW_RATIO 4.0

/* Budgets in picodollars, or latencies in microseconds: ascending, NO_LIMIT last. */
struct stops {
    int64_t at[REPORT_STOPS_MAX];
    int n;
};

/* A configuration that some goal picks. */
struct grid_pick {
    int32_t contender, memory_mb;
};

struct grid {
    struct report *report;
    struct stops budgets, latencies;
    struct grid_pick picks[PICKS_MAX];
    int n_picks;
};

static int
compare_stops(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Rounded up to a few digits, as people would say it. */
static int64_t
round_stop(double value, int digits)
{
    const double unit = pow(10, floor(log10(value)) + 1 - digits);

    return (int64_t)(ceil(value / unit - 1e-9) * fmax(unit, 1));
}

static void
add_stop(struct stops *s, int64_t at)
{
    for (int i = 0; i < s->n; i++) {
        if (s->at[i] == at)
            return;
    }
    if (s->n < REPORT_STOPS_MAX)
        s->at[s->n++] = at;
}

/* From the least that there is to the most, and a step beyond; nothing for an empty
 * range.
 */
static void
spread_stops(struct stops *s, double low, double high)
{
    if (!(low >= 100 && low <= high) || !isfinite(high))
        return;
    add_stop(s, round_stop(low * BELOW, 3));
    high = fmax(high, low * 1.2);
    for (int i = 0; i <= SPREAD_STOPS; i++)
        add_stop(s, round_stop(low * pow(high / low, (double)i / SPREAD_STOPS),
                               high / low < NARROW_RATIO ? 3 : 2));
}

struct range {
    double low_pusd, high_pusd, low_us, high_us;
};

static void
widen(struct range *x, const struct configuration *at)
{
    if (at->cost_pusd > 0) {
        x->low_pusd = fmin(x->low_pusd, (double)at->cost_pusd);
        x->high_pusd = fmax(x->high_pusd, (double)at->cost_pusd);
    }
    if (isfinite(at->duration_ms) && at->duration_ms > 0) {
        x->low_us = fmin(x->low_us, 1000 * at->duration_ms);
        x->high_us = fmax(x->high_us, 1000 * at->duration_ms);
    }
}

/* What the sizes of the first series, the pick's, cost and take. */
static enum va_code
find_range(const struct report *r, struct range *out)
{
    const struct plot_series *p = &r->plot->series[0];

    *out = (struct range){ INFINITY, 0, INFINITY, 0 };
    for (int32_t k = 0; k < p->n_line + p->n_samples; k++) {
        struct configuration at = { 0 };
        const int32_t mb =
            k < p->n_line ? p->line[k].memory_mb : p->samples[k - p->n_line].memory_mb;
        const enum va_code code =
            advise_evaluate(r->field.contenders[p->contender], &r->request, mb, &at);

        if (code)
            return code;
        widen(out, &at);
    }
    return VA_OK;
}

static void
choose_stops(struct grid *g, const struct range *x)
{
    const struct goal *goal = &g->report->request.goal;

    add_stop(&g->budgets, NO_LIMIT);
    add_stop(&g->latencies, NO_LIMIT);
    if (goal->has_budget)
        add_stop(&g->budgets, goal->budget_pusd);
    if (goal->has_latency)
        add_stop(&g->latencies, llround(1000 * goal->latency_ms));
    spread_stops(&g->budgets, x->low_pusd, x->high_pusd);
    spread_stops(&g->latencies, x->low_us, x->high_us);
    qsort(g->budgets.at, (size_t)g->budgets.n, sizeof g->budgets.at[0], compare_stops);
    qsort(g->latencies.at, (size_t)g->latencies.n, sizeof g->latencies.at[0],
          compare_stops);
}

static void
set_goal(const struct grid *g, int64_t budget, int64_t latency, struct goal *goal)
{
    const struct question *q = g->report->question;
    const struct goal *own = &g->report->request.goal;

    *goal = *own;
    goal->has_budget = budget != NO_LIMIT;
    goal->budget_pusd = budget == NO_LIMIT ? 0 : budget;
    goal->has_latency = latency != NO_LIMIT;
    goal->latency_ms = latency == NO_LIMIT ? 0 : (double)latency / 1000;
    if (own->has_latency && llround(1000 * own->latency_ms) == latency)
        goal->latency_ms = own->latency_ms; /* to the last digit */
    if (!q->objective_given)
        goal->objective = goal_default_objective(goal);
}

/* The number of a pick in the list, added when new. */
static int
number_pick(struct grid *g, int32_t contender, int32_t memory_mb)
{
    for (int i = 0; i < g->n_picks; i++) {
        if (g->picks[i].contender == contender && g->picks[i].memory_mb == memory_mb)
            return i;
    }
    g->picks[g->n_picks] = (struct grid_pick){ contender, memory_mb };
    return g->n_picks++;
}

static enum va_code
add_cell(struct grid *g, struct json *row, int64_t budget, int64_t latency)
{
    const struct field *f = &g->report->field;
    struct advise_request request = g->report->request;
    int32_t contender = 0;
    int32_t mb = 0;
    enum va_code code = VA_OK;

    set_goal(g, budget, latency, &request.goal);
    code = advise_pick((const struct contender *const *)f->contenders, f->n, &request,
                       &contender, &mb);
    if (code && code != VA_DATA)
        return code;
    json_add_int(g->report->doc, row, NULL,
                 code || !mb ? -1 : number_pick(g, contender, mb));
    return VA_OK;
}

static enum va_code
add_grid(struct grid *g, struct json *in)
{
    struct json *rows = json_add_array(g->report->doc, in, "grid");
    enum va_code code = VA_OK;

    for (int l = 0; l < g->latencies.n && !code; l++) {
        struct json *row = json_add_array(g->report->doc, rows, NULL);

        for (int b = 0; b < g->budgets.n && !code; b++)
            code = add_cell(g, row, g->budgets.at[b], g->latencies.at[l]);
    }
    return code;
}

static enum va_code
add_picks(struct grid *g, struct json *in)
{
    struct report *r = g->report;
    struct json *list = json_add_array(r->doc, in, "picks");
    struct advise_request request = r->request;
    enum va_code code = VA_OK;

    request.goal.has_budget = request.goal.has_latency = false;
    for (int i = 0; i < g->n_picks && !code; i++) {
        const struct contender *c = r->field.contenders[g->picks[i].contender];
        struct configuration at = { 0 };
        struct json *o = json_add_object(r->doc, list, NULL);
        struct buf text;

        code = advise_evaluate(c, &request, g->picks[i].memory_mb, &at);
        at.contender = g->picks[i].contender;
        buf_init(&text, LINE_BYTES);
        report_say_configuration(r, &at, &text);
        json_add_string(r->doc, o, "implementation", c->profile->implementation);
        json_add_string(r->doc, o, "platform", c->profile->platform);
        json_add_int(r->doc, o, "memory_mb", at.memory_mb);
        json_add_number(r->doc, o, "duration_ms", at.duration_ms, 3);
        document_cost(r->doc, o, "cost_usd", at.cost_pusd);
        report_add_text(r, r->doc, o, "text", &text);
    }
    return code;
}

static void
add_budgets(const struct grid *g, struct json *in)
{
    struct json_doc *doc = g->report->doc;
    struct json *list = json_add_array(doc, in, "budgets");

    for (int i = 0; i < g->budgets.n; i++) {
        const int64_t pusd = g->budgets.at[i];
        struct json *o = json_add_object(doc, list, NULL);
        char text[MONEY_TEXT_MAX];

        document_cost(doc, o, "usd", pusd == NO_LIMIT ? COST_UNKNOWN : pusd);
        json_add_string(doc, o, "text",
                        pusd == NO_LIMIT ? "no limit" : money_short(text, pusd));
    }
}

static void
add_latencies(const struct grid *g, struct json *in)
{
    struct json_doc *doc = g->report->doc;
    struct json *list = json_add_array(doc, in, "latencies");

    for (int i = 0; i < g->latencies.n; i++) {
        const int64_t us = g->latencies.at[i];
        struct json *o = json_add_object(doc, list, NULL);
        const double ms = us == NO_LIMIT ? NAN : (double)us / 1000;
        char text[TEXT_NUMBER_MAX];

        json_add_number(doc, o, "ms", ms, 3);
        json_add_string(doc, o, "text",
                        us == NO_LIMIT ? "no limit" : text_time(text, ms));
    }
}

/* Where a slider starts: at the goal. */
static int
find_stop(const struct stops *s, int64_t at)
{
    for (int i = 0; i < s->n; i++) {
        if (s->at[i] == at)
            return i;
    }
    return s->n - 1;
}

static enum va_code
add_all(struct grid *g)
{
    struct report *r = g->report;
    const struct goal *goal = &r->request.goal;
    struct json *o = json_add_object(r->doc, json_root(r->doc), "what_if");
    enum va_code code = VA_OK;

    add_budgets(g, o);
    add_latencies(g, o);
    json_add_int(r->doc, o, "budget_at",
                 find_stop(&g->budgets, goal->has_budget ? goal->budget_pusd : NO_LIMIT));
    json_add_int(r->doc, o, "latency_at",
                 find_stop(&g->latencies, goal->has_latency
                                              ? llround(1000 * goal->latency_ms)
                                              : NO_LIMIT));
    code = add_grid(g, o);
    return code ? code : add_picks(g, o);
}

enum va_code
report_add_what_if(struct report *r)
{
    struct grid *g = calloc(1, sizeof *g);
    struct range x = { 0 };
    enum va_code code = g ? find_range(r, &x) : VA_NOMEM;

    if (!code) {
        g->report = r;
        choose_stops(g, &x);
        code = add_all(g);
    }
    free(g);
    return code;
}
