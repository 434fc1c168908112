/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report says in words beside its numbers: goal, risk, reasons, inputs. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/question_line.h"
#include "app/report.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/text.h"

enum { LINE_BYTES = 8192 };

/* Said as it is below this; nothing is ever quite sure. */
#define NEARLY_SURE 0.9994

/* --- writing into the words --- */

/* Add a line that was built, and clear it. */
static void
add_line(struct report *r, struct json *in, const char *key, struct buf *line)
{
    if (line->len || line->code)
        report_add_text(r, r->words, in, key, line);
    buf_clear(line);
}

/* An input by its name; the line is empty again. */
static void
add_input(struct report *r, struct json *inputs, const char *name, struct buf *line)
{
    struct json *o = NULL;

    if (line->len || line->code) {
        o = json_add_object(r->words, inputs, NULL);
        json_add_string(r->words, o, "name", name);
        report_add_text(r, r->words, o, "text", line);
    }
}

static struct json *
words_root(const struct report *r)
{
    return json_root(r->words);
}

/* --- the answer --- */

/* How sure the pick is. */
static void
add_risk(struct report *r)
{
    const struct plot_data *d = r->plot;
    char a[TEXT_NUMBER_MAX];
    char b[TEXT_NUMBER_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    if (d->feasible && isfinite(d->pick.probability))
        buf_printf(&line, "The pick meets the goal with a probability of %s %%. ",
                   d->pick.probability > NEARLY_SURE
                       ? "more than 99.9"
                       : text_number(a, 100 * d->pick.probability, 1, false));
    if (d->feasible && isfinite(d->pick.duration_low_ms))
        buf_printf(&line, "90 %% interval of its %s: %s to %s; %s at this size.",
                   statistic_name(r->request.goal.stat),
                   text_time(a, d->pick.duration_low_ms),
                   text_time(b, d->pick.duration_high_ms),
                   d->pick.measured ? "measured" : "predicted, not measured,");
    else if (d->feasible)
        buf_text(&line, "How sure it is cannot be said: its curve was published without "
                        "a spread.");
    add_line(r, words_root(r), "risk", &line);
}

static void
add_reasons(struct report *r)
{
    const struct json *advice = json_root(r->advice.doc);
    const char *missing = json_text(json_get(advice, "safe_pick_missing"));
    struct json *list = json_add_array(r->words, words_root(r), "reasons");

    for (const struct json *n = json_first(json_get(advice, "notes")); n;
         n = json_next(n)) {
        const char *text = json_text(json_get(n, "text"));
        const char *code = json_text(json_get(n, "code"));

        /* The chance is in the sentence above, the price file among the inputs. */
        if (*text && strcmp(code, advice_note_name(NOTE_EDGE)) != 0 &&
            strcmp(code, advice_note_name(NOTE_OVERLAY_PRICE)) != 0)
            json_add_string(r->words, list, NULL, text);
    }
    if (!strcmp(missing, advice_reason_name(ADVICE_NO_SPREAD)))
        json_add_string(r->words, list, NULL,
                        "No safe pick: a published curve states no spread, so no size "
                        "can be called sure.");
    else if (*missing && r->plot->feasible &&
             strcmp(missing, advice_reason_name(ADVICE_NO_GOAL)) != 0)
        json_add_string(r->words, list, NULL,
                        "No safe pick: no size meets the goal with that confidence.");
}

static void
add_change(struct report *r)
{
    const struct plot_data *d = r->plot;
    struct buf line;

    buf_init(&line, LINE_BYTES);
    if (d->has_now && d->feasible && d->now.memory_mb == d->pick.memory_mb) {
        buf_text(&line, "The pick is the size that is deployed now.");
    } else if (d->has_now && d->feasible && isfinite(d->now.duration_ms)) {
        buf_text(&line, "Against what is deployed now, the pick's duration is ");
        words_change(&line, d->pick.duration_ms, d->now.duration_ms);
        if (d->now.cost_pusd > 0 && d->pick.cost_pusd > 0) {
            buf_text(&line, ", its cost ");
            words_change(&line, (double)d->pick.cost_pusd, (double)d->now.cost_pusd);
        }
        buf_byte(&line, '.');
    }
    add_line(r, words_root(r), "change", &line);
}

/* --- the inputs --- */

static void
say_samples(const struct report *r, struct buf *line)
{
    const struct report_facts *f = &r->facts;
    char date[DATE_TEXT_MAX];

    if (!f->n) {
        buf_text(line, "none: the curve was published without its measurements");
        return;
    }
    words_count(line, f->n, "sample");
    if (f->n_failed) {
        buf_text(line, ", ");
        words_count(line, f->n_failed, "failure");
        buf_text(line, " among them");
    }
    if (f->last_ms == TIME_UNKNOWN)
        return;
    buf_printf(line, ", from %s", day_format(date, f->first_ms));
    buf_printf(line, " to %s", day_format(date, f->last_ms));
}

static void
say_age(const struct report *r, struct buf *line)
{
    int32_t days = 0;

    if (r->facts.last_ms == TIME_UNKNOWN)
        return;
    days = r->question->as_of_days - date_of_ms(r->facts.last_ms);
    if (days < 0)
        buf_text(line, "the newest sample is later than the day of the prices");
    else if (days == 0)
        buf_text(line, "the newest sample is of the day of the prices");
    else {
        buf_text(line, "the newest sample is ");
        words_count(line, days, "day");
        buf_text(line, " older than the prices");
    }
}

static void
say_cpus(const struct contender *c, struct buf *line)
{
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < c->hosts.n_types; i++) {
        const struct host_type *t = &c->hosts.types[i];

        buf_printf(line, "%s%s, %s %% of the runs", i ? "; " : "",
                   c->profile->cpus[t->cpu], text_number(text, 100 * t->share, 0, false));
        if (i != c->hosts.usual)
            buf_printf(line, ", %s times as long",
                       text_number(text, exp(t->log_ratio), 2, false));
    }
}

static void
say_cold(const struct report *r, const struct contender *c, struct buf *line)
{
    char text[TEXT_NUMBER_MAX];

    if (c->cold.n == 0) {
        buf_text(line, "none is known");
        return;
    }
    words_count(line, c->cold.n, "cold start");
    buf_printf(line, "; %s %% of the invocations are counted as cold",
               text_number(text,
                           100 * cold_share_ratio(advise_cold_share(c, &r->request)), 2,
                           false));
}

/* One for each way that is drawn. */
static void
add_ways(struct report *r, struct json *inputs)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    for (int32_t i = 0; i < r->plot->n_series; i++) {
        const struct plot_series *s = &r->plot->series[i];
        const struct contender *c = r->field.contenders[s->contender];
        const char *platform =
            c->profile->emulates[0] ? c->profile->emulates : c->profile->platform;

        buf_printf(&line, "%s; %s", s->name,
                   field_is_arm(platform) ? "arm architecture" : "x86 architecture");
        add_input(r, inputs, "Way to run it", &line);
        if (s->n_samples > REPORT_ROWS_MAX)
            buf_printf(&line, "%d of %d measured sizes, evenly taken", REPORT_ROWS_MAX,
                       (int)s->n_samples);
        add_input(r, inputs, "In its table", &line);
        if (c->has_point)
            words_fit(&line, curve_report_get(&c->curve));
        add_input(r, inputs, "Fit", &line);
        say_cpus(c, &line);
        add_input(r, inputs, "CPU types", &line);
        say_cold(r, c, &line);
        add_input(r, inputs, "Cold starts", &line);
    }
    buf_clear(&line);
}

static void
add_prices(struct report *r, struct json *inputs)
{
    const struct json *list = json_get(json_root(r->doc), "pricing");
    struct buf line;

    buf_init(&line, LINE_BYTES);
    for (const struct json *p = json_first(list); p; p = json_next(p)) {
        const char *api = json_text(json_get(p, "api"));
        const char *region = json_text(json_get(p, "region"));
        const char *step = json_text(json_get(p, "billing_ms"));
        const char *overlay = json_text(json_get(p, "overlay"));

        buf_printf(&line, "%s of %s", json_text(json_get(p, "table")),
                   *api ? api : json_text(json_get(p, "platform")));
        if (*region)
            buf_printf(&line, " in %s", region);
        buf_printf(&line, ", in force since %s", json_text(json_get(p, "effective")));
        if (*step && strcmp(step, "0") != 0)
            buf_printf(&line, ", billed per %s ms", step);
        buf_printf(&line, "; sha256 %s", json_text(json_get(p, "sha256")));
        if (*overlay)
            buf_printf(&line, "; from an own price file, %s", overlay);
        if (json_truth(json_get(p, "what_if")))
            buf_text(&line, "; changed to see what then, and not kept");
        if (json_truth(json_get(p, "unverified")))
            buf_text(&line, "; not all of its figures were confirmed");
        add_input(r, inputs, "Price table", &line);
    }
    buf_clear(&line);
}

static void
add_volume(struct report *r, struct json *inputs)
{
    const struct bill_volume *v = &r->request.volume;
    char text[TEXT_NUMBER_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    if (v->per_month)
        buf_printf(&line, "%s invocations a month",
                   text_number(text, (double)v->per_month, 0, true));
    else
        buf_text(&line, "not given");
    add_input(r, inputs, "Volume", &line);
    buf_text(&line, v->free_tier ? "yes, counted" : "no, not counted");
    add_input(r, inputs, "Free tier", &line);
    buf_clear(&line);
}

static void
add_left_out(struct report *r, struct json *inputs)
{
    const int64_t n = r->facts.n;
    struct buf line;

    buf_init(&line, LINE_BYTES);
    if (n > REPORT_SAMPLES_MAX) {
        buf_text(&line, "left out of this file: ");
        words_count(&line, n, "sample");
        buf_printf(&line, " are more than %d; 'vadvise export ", REPORT_SAMPLES_MAX);
        question_quote(r->field.workload.name, &line);
        buf_text(&line, "' writes them");
    } else if (n) {
        buf_text(&line, "all of them are in this file; 'vadvise import' of it restores "
                        "them");
    } else {
        buf_text(&line, "the published curves are in this file; 'vadvise import' of it "
                        "restores them");
    }
    add_input(r, inputs, "Data", &line);
    if (r->facts.n_hidden) {
        words_count(&line, r->facts.n_hidden, "text");
        buf_text(&line, " had account numbers or ARNs, which are left out; --with-ids "
                        "keeps them");
    }
    add_input(r, inputs, "Ids", &line);
    buf_clear(&line);
}

static void
add_inputs(struct report *r)
{
    struct json *inputs = json_add_array(r->words, words_root(r), "inputs");
    const char *note = json_text(json_path(json_root(r->doc), "data.note"));
    char text[TEXT_NUMBER_MAX];
    char date[DATE_TEXT_MAX];
    struct buf line;

    buf_init(&line, LINE_BYTES);
    buf_printf(&line, "%s%s", r->field.workload.name,
               r->field.workload.sample_data ? " (sample data of vadvise)" : "");
    add_input(r, inputs, "Workload", &line);
    buf_text(&line, note);
    add_input(r, inputs, "Note", &line);
    say_samples(r, &line);
    add_input(r, inputs, "Samples", &line);
    say_age(r, &line);
    add_input(r, inputs, "Age", &line);
    add_ways(r, inputs);
    buf_text(&line, date_format(date, r->question->as_of_days));
    add_input(r, inputs, "Prices of", &line);
    add_prices(r, inputs);
    add_volume(r, inputs);
    buf_printf(&line, "%s %%",
               text_number(text, 100 * r->request.goal.confidence_ratio, 1, false));
    add_input(r, inputs, "Confidence of the safe pick", &line);
    add_left_out(r, inputs);
    buf_clear(&line);
}

/* What is best within another goal. */
static void
add_rule(struct report *r)
{
    json_add_string(r->words, words_root(r), "rule",
                    r->question->objective_given
                        ? "Picked as asked for, within other limits."
                        : "Within a time the cheapest is picked, within a budget alone "
                          "the fastest, without limits the balance of both.");
}

/* --- residuals --- */

static void
add_residuals(struct report *r)
{
    struct json *rows = json_add_array(r->words, words_root(r), "residuals");

    for (int32_t i = 0; i < r->plot->n_series; i++) {
        const struct plot_series *s = &r->plot->series[i];

        for (int32_t k = 0; k < report_shown(r, s) && s->n_line; k++) {
            const struct plot_sample *m = report_shown_sample(r, s, k);
            struct json *o = json_add_object(r->words, rows, NULL);

            json_add_string(r->words, o, "name", s->name);
            json_add_int(r->words, o, "memory_mb", m->memory_mb);
            json_add_int(r->words, o, "n", m->n);
            json_add_number(r->words, o, "duration_ms", m->duration_ms, 3);
            json_add_number(r->words, o, "expected_ms", m->expected_ms, 3);
            json_add_number(r->words, o, "residual", m->duration_ms / m->expected_ms - 1,
                            6);
            json_add_number(r->words, o, "p5_ms", m->p5_ms, 3);
            json_add_number(r->words, o, "p95_ms", m->p95_ms, 3);
        }
    }
}

enum va_code
report_add_words(struct report *r)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    words_goal(&line, &r->request.goal);
    add_line(r, words_root(r), "goal", &line);
    add_risk(r);
    add_change(r);
    add_reasons(r);
    add_rule(r);
    add_inputs(r);
    add_residuals(r);
    return json_status(r->words);
}
