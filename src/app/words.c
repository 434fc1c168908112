/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Costs, places, goals and fits in words. */
#include "app/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

void
words_cost(struct buf *out, int64_t pusd)
{
    char text[MONEY_TEXT_MAX];

    buf_text(out, pusd == COST_UNKNOWN ? "no price" : money_short(text, pusd));
}

void
words_error(struct buf *out, const struct va_err *err)
{
    static const char program[] = "vadvise ";
    const char *text = err->text[0] ? err->text : va_code_text(err->code);
    const char *hint = err->hint;
    const size_t len = strlen(text);

    buf_text(out, text);
    if (!*hint)
        return;
    buf_text(out, len > 0 && strchr(".?!", text[len - 1]) ? " " : ". ");
    if (*hint == '-' || !strncmp(hint, program, sizeof program - 1))
        buf_text(out, "Try: ");
    else if (*hint >= 'a' && *hint <= 'z')
        buf_byte(out, (char)(*hint++ - 'a' + 'A'));
    buf_text(out, hint);
}

void
words_probe_target(struct buf *out, const char *platform)
{
    if (!strncmp(platform, "aws-", 4))
        buf_text(out, " --function NAME --max-spend USD");
    else if (!strncmp(platform, "gcf-", 4))
        buf_printf(out, " --platform %s --url URL --max-spend USD", platform);
    else
        buf_text(out, " -- COMMAND");
}

void
words_count(struct buf *out, int64_t n, const char *noun)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s %s%s", text_number(text, (double)n, 0, true), noun,
               n == 1 ? "" : "s");
}

void
words_per_million(struct buf *out, int64_t pusd)
{
    char text[MONEY_TEXT_MAX];
    va_int128 million = 0;

    if (pusd != COST_UNKNOWN && money_multiply(pusd, 1000000, &million) == VA_OK)
        buf_printf(out, "%s per 1M", money_short(text, million));
}

void
words_change(struct buf *out, double a, double b)
{
    char text[TEXT_NUMBER_MAX];
    double percent = 100 * (a / b - 1);

    if (isfinite(percent))
        buf_printf(out, "%s%s%%", percent >= 0 ? "+" : "",
                   text_number(text, percent, 1, true));
}

const char *
words_region(const struct contender *c)
{
    return c->has_tariff ? c->tariff.region : c->profile->region;
}

void
words_contender(struct buf *out, const struct contender *c)
{
    const char *region = words_region(c);

    buf_printf(out, "%s on %s", c->profile->implementation, c->profile->platform);
    if (region[0])
        buf_printf(out, " %s", region);
    if (profile_is_simulated(c->profile))
        buf_text(out, " (simulated)");
    else if (c->emulated && c->has_tariff &&
             strcmp(c->tariff.platform, c->profile->platform) != 0)
        buf_printf(out, " (emulated, priced as %s)", c->tariff.platform);
    else if (c->emulated)
        buf_text(out, " (emulated)");
}

void
words_goal(struct buf *out, const struct goal *g)
{
    char text[TEXT_NUMBER_MAX];

    if (g->objective == OBJECTIVE_BALANCED)
        buf_printf(out, "best balance of cost and duration (weight %s)",
                   text_number(text, g->cost_weight_ratio, 2, false));
    else
        buf_printf(out, "%s size", objective_name(g->objective));
    if (g->has_budget) {
        buf_text(out, " for at most ");
        words_cost(out, g->budget_pusd);
        buf_text(out, " per invocation");
    }
    if (g->has_latency)
        buf_printf(out, "%s within %s (%s)", g->has_budget ? " and" : "",
                   text_time(text, g->latency_ms), statistic_name(g->stat));
}

const char *
words_statistic(const struct contender *c, enum statistic stat)
{
    if (contender_knows(c, stat))
        return statistic_name(stat);
    return stat == STAT_P95 ? "p95 not known" : "p99 not known";
}

void
words_not_known(struct buf *out, enum statistic stat)
{
    buf_printf(out,
               "The %s of a published curve is not known: its one duration stands in.",
               statistic_name(stat));
}

const char *
words_reason(enum advice_reason r)
{
    static const char *const texts[ADVICE_REASON_COUNT] = {
        [ADVICE_NONE] = "meets the goal",
        [ADVICE_OVER_BUDGET] = "over budget",
        [ADVICE_TOO_SLOW] = "too slow",
        [ADVICE_NO_PRICE] = "no price",
        [ADVICE_NO_DURATION] = "duration not published",
        [ADVICE_NO_CURVE] = "one size measured; a curve needs two",
        [ADVICE_NO_SIZE] = "no size is left",
        [ADVICE_LOW_RECALL] = "recall too low or not stated",
        [ADVICE_FAILED] = "failed there",
        [ADVICE_BELOW_MEMORY] = "below the memory used",
        [ADVICE_OUTSIDE] = "outside the measured range",
        [ADVICE_NOT_SOLD] = "not sold",
        [ADVICE_TIMEOUT] = "longer than the platform allows",
        [ADVICE_DEARER] = "dearer",
        [ADVICE_SLOWER] = "slower",
        [ADVICE_NOT_SURE] = "not sure enough",
        [ADVICE_NO_SPREAD] = "no spread known",
        [ADVICE_NO_GOAL] = "no goal given",
    };

    return texts[r];
}

const char *
words_verdict(enum advice_reason r)
{
    static const char *const texts[ADVICE_REASON_COUNT] = {
        [ADVICE_NONE] = "ok",           [ADVICE_NO_DURATION] = "no duration",
        [ADVICE_NO_CURVE] = "one size", [ADVICE_LOW_RECALL] = "low recall",
        [ADVICE_NO_SIZE] = "no size",   [ADVICE_TIMEOUT] = "too long",
        [ADVICE_OUTSIDE] = "outside",   [ADVICE_BELOW_MEMORY] = "memory",
        [ADVICE_FAILED] = "failed",     [ADVICE_NOT_SOLD] = "not sold",
        [ADVICE_NOT_SURE] = "not sure", [ADVICE_NO_SPREAD] = "no spread",
    };

    return texts[r] ? texts[r] : words_reason(r);
}

void
words_formula(struct buf *out, const struct curve_shape *s)
{
    char a[TEXT_NUMBER_MAX];
    char b[TEXT_NUMBER_MAX];

    if (s->c > 0)
        buf_printf(out, "%s + ", text_number(a, s->c, s->c < 10 ? 3 : 0, true));
    text_number(a, s->a, s->a < 10 ? 3 : 0, true);
    text_number(b, s->b, 4, false);
    if (s->form == CURVE_FLAT || s->b >= 0)
        buf_text(out, a);
    else if (s->form == CURVE_KNEE && isfinite(s->knee_mb))
        buf_printf(out, "%s min(x, %.0f)^%s", a, s->knee_mb, b);
    else
        buf_printf(out, "%s x^%s", a, b);
}

void
words_fit(struct buf *out, const struct curve_report *r)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out,
               "%s: ", r->published ? "published curve" : curve_quality_name(r->quality));
    words_formula(out, &r->chosen);
    buf_text(out, " ms");
    if (isfinite(r->chosen.r2) && r->chosen.form != CURVE_FLAT)
        buf_printf(out, ", R2 %s", text_number(text, r->chosen.r2, 3, false));
    if (!r->published) {
        buf_text(out, ", ");
        words_count(out, r->n, "sample");
        buf_text(out, " at ");
        words_count(out, r->sizes, "size");
    } else
        buf_printf(out, ", stated for %d to %d MB", r->from_mb, r->to_mb);
}

void
words_wrapped(struct buf *out, const char *text)
{
    enum { WIDTH = 78 };
    int column = 0;

    while (*text) {
        size_t len = strcspn(text, " \n");
        char word[256];

        snprintf(word, sizeof word, "%.*s", (int)(len < 200 ? len : 200), text);
        if (column == 0 || column + 1 + text_width(word) > WIDTH) {
            buf_text(out, column ? "\n  " : "  ");
            column = 2;
        } else {
            buf_byte(out, ' ');
            column++;
        }
        buf_add(out, text, len);
        column += text_width(word);
        text += len;
        for (; *text == ' ' || *text == '\n'; text++) {
            if (*text == '\n' && column) { /* a line of its own stays one */
                buf_byte(out, '\n');
                column = 0;
            }
        }
    }
    if (column)
        buf_byte(out, '\n');
}

void
words_wrap(struct buf *out, struct buf *line)
{
    words_wrapped(out, buf_get(line));
    if (line->code)
        out->code = line->code;
    buf_clear(line);
}
