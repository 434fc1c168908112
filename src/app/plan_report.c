/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan says: steps, prices, what they settle, what is at stake, why it ends. */
#include "app/plan_report.h"

#include <math.h>
#include <string.h>

#include "app/document.h"
#include "app/probe_like.h"
#include "app/question_line.h"
#include "app/table.h"
#include "app/words.h"
#include "base/text.h"

static const struct column columns[] = {
    { "memory_mb", "MB", CELL_INT },
    { "runs", "runs", CELL_INT },
    { "duration_ms", "predicted", CELL_TIME },
    { "expected_usd", "expected", CELL_USD },
    { "worst_usd", "worst case", CELL_USD },
    { "regret_after", "off best after", CELL_PERCENT },
    { "gain_month_usd", "gain a month", CELL_CENTS },
};

enum { LINE_MAX_BYTES = 1 << 12 };

/* Of all steps. */
struct sum {
    int64_t runs;
    va_int128 expected_pusd; /* -1: not known */
    va_int128 worst_pusd;
    double before, after; /* regret; NAN: not known */
};

static struct sum
sum_of(const struct plan_report *p)
{
    struct sum s = { .before = p->steps[0].regret_before,
                     .after = p->steps[0].regret_before };

    for (int32_t i = 0; i < p->n_steps; i++) {
        const struct plan_step *step = &p->steps[i];

        if (step->stop != PLAN_NOT) {
            s.after = isnan(step->regret_before) ? s.after : step->regret_before;
            continue;
        }
        s.runs += step->runs;
        s.after = step->regret_after;
        s.worst_pusd += step->worst_pusd;
        if (step->expected_pusd == COST_UNKNOWN || s.expected_pusd < 0)
            s.expected_pusd = -1;
        else
            s.expected_pusd += step->expected_pusd;
    }
    return s;
}

/* A month's worth of what is not known now: the regret of the pick at its price. */
static va_int128
at_stake(const struct plan_report *p)
{
    const struct plan_step *now = &p->steps[0];
    const double regret = now->regret_before;

    if (isnan(regret) || now->pick_pusd == COST_UNKNOWN ||
        p->settings->volume_per_month == 0)
        return -1;
    return (va_int128)llround(fmin(regret, 1) * (double)now->pick_pusd) *
           p->settings->volume_per_month;
}

/* --- the document --- */

static struct json *
add_steps(const struct plan_report *p, struct json_doc *doc)
{
    struct json *list = json_add_array(doc, json_root(doc), "steps");

    for (int32_t i = 0; i < p->n_steps; i++) {
        const struct plan_step *step = &p->steps[i];
        const bool month = p->settings->volume_per_month > 0 && step->gain_pusd > 0;
        struct json *o = NULL;

        if (step->stop != PLAN_NOT)
            continue;
        o = json_add_object(doc, list, NULL);
        json_add_int(doc, o, "memory_mb", step->memory_mb);
        json_add_int(doc, o, "runs", step->runs);
        json_add_number(doc, o, "duration_ms", step->duration_ms, 6);
        document_amount(doc, o, "expected_usd", p->paid ? step->expected_pusd : 0);
        document_amount(doc, o, "worst_usd", p->paid ? step->worst_pusd : 0);
        json_add_number(doc, o, "regret_before", step->regret_before, 6);
        json_add_number(doc, o, "regret_after", step->regret_after, 6);
        document_amount(doc, o, "gain_month_usd", month ? step->gain_month_pusd : -1);
    }
    return list;
}

static struct json *
add_document(const struct plan_report *p, const struct sum *s, struct json_doc *doc)
{
    const struct probe_settings *settings = p->settings;
    struct json *root = json_root(doc);

    document_start(doc, "vadvise.plan/1", settings->workload);
    document_text(doc, root, "platform", settings->platform);
    document_text(doc, root, "region", settings->region);
    document_text(doc, root, "implementation", settings->implementation);
    document_text(doc, root, "emulates", settings->emulates);
    document_goal(doc, root, &settings->goal);
    document_text(doc, root, "mode",
                  settings->mode == PROBE_FIXED ? "fixed" : "adaptive");
    document_text(doc, root, "like", p->request->like);
    json_add_int(doc, root, "measured_sizes", p->contender->curve.n_sizes);
    document_known(doc, root, "volume_per_month", settings->volume_per_month);
    document_amount(doc, root, "max_spend_usd",
                    p->paid ? p->request->max_spend_pusd : -1);
    json_add_int(doc, root, "runs", s->runs);
    document_amount(doc, root, "expected_usd", p->paid ? s->expected_pusd : 0);
    document_amount(doc, root, "worst_usd", p->paid ? s->worst_pusd : 0);
    json_add_number(doc, root, "regret_before", s->before, 6);
    json_add_number(doc, root, "regret_after", s->after, 6);
    document_amount(doc, root, "at_stake_month_usd", at_stake(p));
    document_text(doc, root, "stop", plan_stop_name(p->steps[p->n_steps - 1].stop));
    return add_steps(p, doc);
}

/* --- the words --- */

const char *
plan_stop_words(enum plan_stop s)
{
    static const char *const words[PLAN_STOP_COUNT] = {
        [PLAN_NOT] = "there are more steps than are shown",
        [PLAN_SURE] = "the pick is sure enough",
        [PLAN_NOT_WORTH] = "another probe would cost more than it is worth",
        [PLAN_CAP] = "the worst case of another run does not fit under the cap",
        [PLAN_NO_SIZE] = "nothing is left to be measured",
    };

    return words[s];
}

static void
say_head(const struct plan_report *p, struct buf *out)
{
    const struct probe_settings *s = p->settings;

    buf_printf(out, "%s: what to measure next, %s on %s%s%s\n", s->workload,
               s->implementation, s->platform, s->region[0] ? " " : "", s->region);
    buf_text(out, "  goal: ");
    words_goal(out, &s->goal);
    buf_byte(out, '\n');
    if (p->request->like)
        for (int32_t i = 0; probe_like_name(i); i++)
            if (!strcmp(probe_like_name(i), p->request->like))
                buf_printf(out, "  like %s: %s\n", p->request->like, probe_like_text(i));
}

/* Who did not name it is told where it comes from. */
static void
say_timeout(const struct plan_report *p, struct buf *line)
{
    const int decimals = p->timeout_ms % 1000 > 0 ? 3 : 0;
    char seconds[TEXT_NUMBER_MAX];

    text_number(seconds, (double)p->timeout_ms / 1000, decimals, true);
    buf_printf(line, "%s s", seconds);
    if (p->request->timeout_ms <= 0)
        buf_text(line, " (the most the platform allows; --timeout says otherwise)");
    buf_byte(line, '.');
}

static void
say_prices(const struct plan_report *p, const struct sum *s, struct buf *line)
{
    char text[MONEY_TEXT_MAX];

    words_count(line, s->runs, "run");
    if (p->settings->drop_first)
        buf_text(line, ", and one more at each size to warm it up");
    if (!p->paid) {
        buf_text(line, " on this machine, which cost nothing.");
        return;
    }
    if (s->expected_pusd < 0)
        buf_text(line, "; what they cost is not known until the first one ran");
    else
        buf_printf(line, ", about %s", money_short(text, s->expected_pusd));
    buf_printf(line, "; %s at worst, if every one takes its whole timeout of ",
               money_short(text, s->worst_pusd));
    say_timeout(p, line);
}

static void
say_regret(const struct sum *s, struct buf *line)
{
    char before[TEXT_NUMBER_MAX];
    char after[TEXT_NUMBER_MAX];

    if (isnan(s->before)) {
        buf_text(line, " Too little is measured to pick a size yet.");
        return;
    }
    buf_printf(line, " The pick as it stands is expected to be %s%% off the best size",
               text_number(before, 100 * s->before, 1, true));
    if (s->runs > 0 && !isnan(s->after))
        buf_printf(line, ", %s%% after this",
                   text_number(after, 100 * s->after, 1, true));
    buf_byte(line, '.');
}

static void
say_stake(const struct plan_report *p, struct buf *line)
{
    const va_int128 stake = at_stake(p);
    char money[MONEY_TEXT_MAX];
    char volume[TEXT_NUMBER_MAX];

    if (stake < 0)
        return;
    buf_printf(line, " At %s invocations a month that is %s a month at stake.",
               text_number(volume, (double)p->settings->volume_per_month, 0, true),
               money_short(money, stake));
}

static void
say(const struct plan_report *p, const struct sum *s, const struct json *steps,
    struct reply *r)
{
    const enum plan_stop stop = p->steps[p->n_steps - 1].stop;
    struct buf *out = &r->text;
    struct buf line;

    say_head(p, out);
    table_write(steps, columns, sizeof columns / sizeof *columns, out);
    buf_init(&line, LINE_MAX_BYTES);
    if (s->runs > 0)
        say_prices(p, s, &line);
    else
        buf_text(&line, "Nothing is to be measured.");
    say_regret(s, &line);
    say_stake(p, &line);
    words_wrap(out, &line);
    buf_init(&line, LINE_MAX_BYTES);
    buf_printf(&line, "%s: %s.", s->runs > 0 ? "It ends there" : "Why",
               plan_stop_words(stop));
    if (p->settings->mode == PROBE_ADAPTIVE && s->runs > 0)
        buf_text(&line, " Which sizes follow depends on the results; these come if all "
                        "is as predicted.");
    words_wrap(out, &line);
    if (s->runs > 0) {
        buf_text(&r->hints, "Measure: vadvise probe run ");
        question_quote(p->settings->workload, &r->hints);
        words_probe_target(&r->hints, p->settings->platform);
        buf_byte(&r->hints, '\n');
    }
}

enum va_code
plan_report_write(const struct plan_report *p, struct reply *r)
{
    const struct sum s = sum_of(p);
    const struct json *steps = add_document(p, &s, r->doc);

    r->rows = "steps";
    say(p, &s, steps, r);
    return reply_status(r);
}
