/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question's parts as options, in the order in which help lists them. */
#include "app/question_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/scene.h"
#include "base/clock.h"
#include "base/digits.h"
#include "base/money.h"

/* A microsecond of a latency, and a millionth of a ratio. */
enum { MS_DECIMALS = 6, RATIO_DECIMALS = 6, WORD_BYTES = 4096 };

static bool
is_plain(const char *word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789_./:=+-@%";

    return *word && !word[strspn(word, safe)];
}

void
question_quote(const char *word, struct buf *out)
{
    char clean[WORD_BYTES];

    scene_copy_text(clean, sizeof clean, word);
    if (is_plain(clean)) {
        buf_text(out, clean);
        return;
    }
    buf_byte(out, '\'');
    for (const char *c = clean; *c; c++) {
        if (*c == '\'')
            buf_text(out, "'\\''");
        else
            buf_byte(out, *c);
    }
    buf_byte(out, '\'');
}

static void
add_word(struct buf *out, const char *option, const char *word)
{
    if (!word)
        return;
    buf_printf(out, " %s ", option);
    question_quote(word, out);
}

static void
add_number(struct buf *out, const char *option, double value, int decimals)
{
    char text[DIGITS_MAX];

    buf_printf(out, " %s %s", option, digits_trim(digits_fixed(text, value, decimals)));
}

static void
add_list(struct buf *out, const char *option, const struct name_list *list)
{
    for (int32_t i = 0; i < list->n; i++)
        add_word(out, option, list->names[i]);
}

static void
add_sizes(const struct question *q, struct buf *out)
{
    for (int32_t i = 0; i < q->n_sizes; i++)
        buf_printf(out, "%s%d", i ? "," : " --memory ", (int)q->sizes_mb[i]);
}

static void
add_goal(const struct question *q, struct buf *out)
{
    const struct goal *g = &q->goal;
    struct goal usual;
    char text[MONEY_TEXT_MAX];

    goal_init(&usual);
    if (g->has_budget)
        buf_printf(out, " --budget %s", money_exact(text, g->budget_pusd));
    if (g->has_latency)
        add_number(out, "--latency", g->latency_ms, MS_DECIMALS);
    if (g->stat != usual.stat)
        add_word(out, "--stat", statistic_name(g->stat));
    if (q->objective_given)
        add_word(out, "--objective", objective_name(g->objective));
    if (q->objective_given && g->objective == OBJECTIVE_BALANCED &&
        fabs(g->cost_weight_ratio - usual.cost_weight_ratio) > 0)
        buf_printf(out, ":%s",
                   digits_trim(digits_fixed((char[DIGITS_MAX]){ 0 }, g->cost_weight_ratio,
                                            RATIO_DECIMALS)));
    if (g->min_recall > 0)
        add_number(out, "--min-recall", g->min_recall, RATIO_DECIMALS);
    if (fabs(g->confidence_ratio - usual.confidence_ratio) > 0)
        add_number(out, "--confidence", 100 * g->confidence_ratio, RATIO_DECIMALS);
}

static void
add_scope(const struct question *q, struct buf *out)
{
    add_list(out, "--platform", &q->platforms);
    add_list(out, "--implementation", &q->implementations);
    add_word(out, "--region", q->region);
    add_word(out, "--arch", q->arch);
    add_sizes(q, out);
    if (q->now_mb)
        buf_printf(out, " --now %d", (int)q->now_mb);
    if (q->within_measured)
        buf_text(out, " --within-measured");
    if (q->extrapolate)
        buf_text(out, " --extrapolate");
    if (q->cold_given && q->cold.num >= 0)
        add_number(out, "--cold-share", cold_share_ratio(q->cold), RATIO_DECIMALS);
}

static void
add_prices(const struct question *q, struct buf *out)
{
    char date[DATE_TEXT_MAX];

    if (q->volume_per_month)
        buf_printf(out, " --volume %lld", (long long)q->volume_per_month);
    if (q->free_tier)
        buf_text(out, " --free-tier");
    buf_printf(out, " --as-of %s", date_format(date, q->as_of_days));
    add_word(out, "--pricing", q->pricing);
    add_word(out, "--price-as", q->price_as);
    if (q->billing_step_ms)
        buf_printf(out, " --billing %dms", (int)q->billing_step_ms);
}

void
question_line(const struct question *q, const char *command, struct buf *out)
{
    buf_printf(out, "vadvise %s ", command);
    question_quote(q->workload, out);
    add_goal(q, out);
    add_scope(q, out);
    add_prices(q, out);
}
