/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Percentiles by size, and a sentence for each size of the first series. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/report.h"
#include "app/words.h"
#include "base/text.h"

enum {
    SIZES_MAX = CURVE_SIZES_MAX + PLOT_LINE_MAX + 16,
    READOUT_EVERY = 2,
    LINE_BYTES = 1024
};

/* Sizes, in any order at first. */
struct sizes {
    int32_t mb[SIZES_MAX];
    int32_t n;
};

static void
add_size(struct sizes *s, int32_t mb)
{
    if (mb > 0 && s->n < SIZES_MAX)
        s->mb[s->n++] = mb;
}

static int
compare_mb(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a;
    const int32_t y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

static void
sort_once(struct sizes *s)
{
    int32_t n = 0;

    qsort(s->mb, (size_t)s->n, sizeof s->mb[0], compare_mb);
    for (int32_t i = 0; i < s->n; i++) {
        if (n == 0 || s->mb[n - 1] != s->mb[i])
            s->mb[n++] = s->mb[i];
    }
    s->n = n;
}

/* Sizes that were picked or are deployed. */
static void
add_choices(const struct plot_data *d, int32_t contender, struct sizes *s)
{
    if (d->feasible && d->pick.contender == contender)
        add_size(s, d->pick.memory_mb);
    if (d->has_safe && d->safe.contender == contender)
        add_size(s, d->safe.memory_mb);
    if (d->has_now && d->now.contender == contender)
        add_size(s, d->now.memory_mb);
}

/* Of a curve without samples: its ends, and what is common between them. */
static void
add_common(const struct plot_series *p, struct sizes *s)
{
    static const int32_t common_mb[] = { 128,  256,  512,  768,  1024, 1536, 1769,
                                         2048, 2560, 3008, 4096, 6144, 8192 };

    add_size(s, p->from_mb);
    add_size(s, p->to_mb);
    for (size_t i = 0; i < sizeof common_mb / sizeof common_mb[0]; i++) {
        if (common_mb[i] > p->from_mb && common_mb[i] < p->to_mb)
            add_size(s, common_mb[i]);
    }
}

int32_t
report_shown(const struct report *r, const struct plot_series *p)
{
    const int32_t most =
        REPORT_ROWS_MAX / (r->plot->n_series > 0 ? r->plot->n_series : 1);

    return p->n_samples < most ? p->n_samples : most;
}

const struct plot_sample *
report_shown_sample(const struct report *r, const struct plot_series *p, int32_t i)
{
    const int32_t n = report_shown(r, p);

    return &p->samples[n > 1 ? i * (p->n_samples - 1) / (n - 1) : 0];
}

static void
sizes_of(const struct report *r, const struct plot_series *p, struct sizes *s)
{
    s->n = 0;
    add_choices(r->plot, p->contender, s);
    for (int32_t i = 0; i < report_shown(r, p); i++)
        add_size(s, report_shown_sample(r, p, i)->memory_mb);
    if (!p->n_samples)
        add_common(p, s);
    sort_once(s);
}

/* The statistic at a size; NAN where a curve states none but its own. */
static double
statistic_at(const struct contender *c, const struct advise_request *request,
             enum statistic stat, int32_t mb)
{
    struct advise_request other = *request;
    struct advise_interval at = { 0 };

    if (c->profile->published && stat != request->goal.stat)
        return NAN;
    other.goal.stat = stat;
    return advise_duration(c, &other, mb, &at) == VA_OK ? at.ms : NAN;
}

static bool
is_at(bool has, const struct configuration *c, const struct configuration *at)
{
    return has && c->contender == at->contender && c->memory_mb == at->memory_mb;
}

static const char *
what_is(const struct plot_data *d, const struct configuration *at)
{
    const bool pick = is_at(d->feasible, &d->pick, at);
    const bool safe = is_at(d->has_safe, &d->safe, at);

    if (pick && safe)
        return "pick, safe pick";
    if (pick)
        return "pick";
    if (safe)
        return "safe pick";
    return is_at(d->has_now, &d->now, at) ? "now" : NULL;
}

static void
add_row(struct report *r, struct json *rows, const struct plot_series *p,
        const struct configuration *at)
{
    static const char *const keys[] = { "mean_ms", "p50_ms", "p95_ms", "p99_ms" };
    const struct contender *c = r->field.contenders[p->contender];
    struct json *o = json_add_object(r->doc, rows, NULL);

    json_add_string(r->doc, o, "name", p->name);
    json_add_int(r->doc, o, "memory_mb", at->memory_mb);
    if (c->profile->published)
        json_add_null(r->doc, o, "n");
    else
        json_add_int(r->doc, o, "n", at->n);
    for (int i = 0; i < STAT_COUNT; i++)
        json_add_number(r->doc, o, keys[i],
                        statistic_at(c, &r->request, (enum statistic)i, at->memory_mb),
                        3);
    json_add_number(r->doc, o, "duration_ms_low", at->duration_low_ms, 3);
    json_add_number(r->doc, o, "duration_ms_high", at->duration_high_ms, 3);
    json_add_number(r->doc, o, "billed_ms", at->billed_ms, 3);
    document_cost(r->doc, o, "cost_usd", at->cost_pusd);
    document_cost(r->doc, o, "cost_low_usd", at->cost_low_pusd);
    document_cost(r->doc, o, "cost_high_usd", at->cost_high_pusd);
    document_pusd(r->doc, o, "cost_pusd", at->cost_pusd);
    json_add_string(r->doc, o, "what", what_is(r->plot, at));
}

static enum va_code
evaluate(const struct report *r, int32_t contender, int32_t mb, struct configuration *out)
{
    const enum va_code code =
        advise_evaluate(r->field.contenders[contender], &r->request, mb, out);

    out->contender = contender;
    return code;
}

static enum va_code
add_table(struct report *r, struct sizes *s)
{
    struct json *rows = json_add_array(r->doc, json_root(r->doc), "sizes");
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < r->plot->n_series && !code; i++) {
        const struct plot_series *p = &r->plot->series[i];

        sizes_of(r, p, s);
        for (int32_t k = 0; k < s->n && !code; k++) {
            struct configuration at = { 0 };

            code = evaluate(r, p->contender, s->mb[k], &at);
            if (!code)
                add_row(r, rows, p, &at);
        }
    }
    return code;
}

void
report_say_place(const struct report *r, const struct json *configuration,
                 struct buf *out)
{
    const char *implementation = json_text(json_get(configuration, "implementation"));
    const char *platform = json_text(json_get(configuration, "platform"));
    const char *region = json_text(json_get(configuration, "region"));

    for (int32_t i = 0; i < r->field.n; i++) {
        const struct contender *c = r->field.contenders[i];

        if (!strcmp(c->profile->implementation, implementation) &&
            !strcmp(c->profile->platform, platform) && !strcmp(words_region(c), region)) {
            words_contender(out, c);
            return;
        }
    }
}

const char *
report_statistic(const struct report *r, const struct json *configuration)
{
    const struct json *p95 = json_get(configuration, "p95_ms");
    const enum statistic stat = r->request.goal.stat;

    if (json_kind(p95) == JSON_NUMBER || (stat != STAT_P95 && stat != STAT_P99))
        return statistic_name(stat);
    return stat == STAT_P95 ? "p95 not known" : "p99 not known";
}

/* Whole picodollars and milliseconds of a configuration of the advice. */
static bool
is_within(const struct report *r, const struct json *c, bool budget)
{
    const struct goal *g = &r->request.goal;
    const char *text = json_text(json_get(c, "cost_pusd"));
    int64_t pusd = 0;
    double ms = 0;

    if (!budget) {
        text = json_text(json_get(c, "duration_ms"));
        return !text_parse_double(text, strlen(text), &ms) && ms <= g->latency_ms;
    }
    return !text_parse_int(text, strlen(text), 0, INT64_MAX, &pusd) &&
           pusd <= g->budget_pusd;
}

const char *
report_side_title(const struct report *r, bool budget)
{
    const struct json *c =
        json_get(json_root(r->advice.doc), budget ? "under_budget" : "in_time");

    if (json_kind(c) != JSON_OBJECT)
        return "";
    if (is_within(r, c, budget))
        return budget ? "Best within the budget" : "Best in time";
    return budget ? "Nearest to the budget" : "Nearest to the time";
}

void
report_say_configuration(const struct report *r, const struct configuration *c,
                         struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    if (c->memory_mb)
        buf_printf(out, "%d MB, ", (int)c->memory_mb);
    if (isfinite(c->duration_ms))
        buf_printf(
            out, "%s (%s), ", text_time(text, c->duration_ms),
            words_statistic(r->field.contenders[c->contender], r->request.goal.stat));
    words_cost(out, c->cost_pusd);
    if (c->cost_pusd != COST_UNKNOWN)
        buf_text(out, " per invocation");
    if (r->field.n > 1) {
        buf_text(out, ", ");
        words_contender(out, r->field.contenders[c->contender]);
    }
}

static void
add_readout(struct report *r, struct json *list, const struct configuration *at)
{
    struct json *o = json_add_object(r->doc, list, NULL);
    char low[TEXT_NUMBER_MAX];
    char high[TEXT_NUMBER_MAX];
    struct buf text;

    buf_init(&text, LINE_BYTES);
    report_say_configuration(r, at, &text);
    if (isfinite(at->duration_low_ms))
        buf_printf(&text, "; 90 %% interval %s to %s",
                   text_time(low, at->duration_low_ms),
                   text_time(high, at->duration_high_ms));
    if (at->reason != ADVICE_NONE)
        buf_printf(&text, "; %s", words_reason(at->reason));
    else if (r->request.goal.has_budget || r->request.goal.has_latency)
        buf_text(&text, "; meets the goal");
    buf_byte(&text, '.');
    json_add_int(r->doc, o, "memory_mb", at->memory_mb);
    report_add_text(r, r->doc, o, "text", &text);
}

/* A stop of the slider for every other step of the line, and for each row above. */
static enum va_code
add_readouts(struct report *r, struct sizes *s)
{
    const struct plot_series *p = &r->plot->series[0];
    struct json *list = json_add_array(r->doc, json_root(r->doc), "readout");
    enum va_code code = VA_OK;

    sizes_of(r, p, s);
    for (int32_t i = 0; i < p->n_line; i += READOUT_EVERY)
        add_size(s, p->line[i].memory_mb);
    sort_once(s);
    for (int32_t i = 0; i < s->n && !code; i++) {
        struct configuration at = { 0 };

        code = evaluate(r, p->contender, s->mb[i], &at);
        if (!code)
            add_readout(r, list, &at);
    }
    return code;
}

enum va_code
report_add_sizes(struct report *r)
{
    struct sizes *s = malloc(sizeof *s);
    enum va_code code = s ? add_table(r, s) : VA_NOMEM;

    if (!code)
        code = add_readouts(r, s);
    free(s);
    return code;
}
