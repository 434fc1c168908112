/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table: what their cells say, and what they are sorted by. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/work.h"

enum { NOT_KNOWN = 9, GOAL_COLUMNS = 8 };

#define MS_PER_MINUTE INT64_C(60000)
#define NS_PER_MS 1e6

static const char *const waiting = "...";

/* --- cells --- */

static enum scene_role
put(char *buf, const char *text)
{
    snprintf(buf, WORK_CELL_MAX, "%s", text);
    return ROLE_TEXT;
}

static enum scene_role
put_dim(char *buf, const char *text)
{
    (void)put(buf, text);
    return ROLE_DIM;
}

/* Without a row a cell says that it is on its way; of one that failed, the reason stands
 * in place of all cells. */
static enum scene_role
put_missing(char *buf)
{
    return put_dim(buf, waiting);
}

static enum scene_role
name_text(const struct tui *t, const struct work_item *i, char *buf)
{
    (void)t;
    return put(buf, i->name);
}

static enum scene_role
platform_text(const struct tui *t, const struct work_item *i, char *buf)
{
    (void)t;
    if (!i->row)
        return put_missing(buf);
    return put(buf, i->row->platform[0] ? i->row->platform : "-");
}

static enum scene_role
implementation_text(const struct tui *t, const struct work_item *i, char *buf)
{
    (void)t;
    if (!i->row)
        return put_missing(buf);
    return put(buf, i->row->implementation[0] ? i->row->implementation : "-");
}

/* "$0.002", or "$517/1M" where that is too long for the column. */
static void
put_budget(char *buf, int64_t budget_pusd)
{
    char text[MONEY_TEXT_MAX];
    va_int128 million = 0;

    (void)put(buf, money_short(text, budget_pusd));
    if (strlen(buf) < GOAL_COLUMNS || money_multiply(budget_pusd, 1000000, &million))
        return;
    (void)money_short(text, million);
    text[strcspn(text, ".")] = '\0';
    snprintf(buf, WORK_CELL_MAX, "%s/1M", text);
}

/* The budget, the time, the budget with a '+' for both, or the objective. */
static enum scene_role
goal_text(const struct tui *t, const struct work_item *i, char *buf)
{
    const struct goal *g = &i->goal;
    char text[TEXT_NUMBER_MAX];

    (void)t;
    if (!i->row)
        return put_missing(buf);
    if (!g->has_budget && !g->has_latency)
        return put_dim(buf, objective_name(g->objective));
    if (!g->has_budget)
        return put(buf, text_time(text, g->latency_ms));
    put_budget(buf, g->budget_pusd);
    if (g->has_latency)
        snprintf(buf + strlen(buf), WORK_CELL_MAX - strlen(buf), "+");
    return ROLE_TEXT;
}

static enum scene_role
now_text(const struct tui *t, const struct work_item *i, char *buf)
{
    (void)t;
    if (!i->row)
        return put_missing(buf);
    if (!i->row->now_mb)
        return put_dim(buf, "-");
    snprintf(buf, WORK_CELL_MAX, "%d", i->row->now_mb);
    return ROLE_TEXT;
}

/* One size has no curve: no size can be picked. */
static bool
lacks_sizes(const struct work_item *i)
{
    return !i->row->form;
}

/* A pick that a weak fit makes is shown, but not put forward. */
static bool
is_weak(const struct work_item *i)
{
    const char *quality = i->row->quality;

    return !quality || !strcmp(quality, curve_quality_name(CURVE_WEAK));
}

static enum scene_role
pick_text(const struct tui *t, const struct work_item *i, char *buf)
{
    (void)t;
    if (!i->row)
        return put_missing(buf);
    if (lacks_sizes(i)) {
        (void)put(buf, "?");
        return ROLE_WARN;
    }
    if (!i->row->pick.memory_mb) {
        (void)put(buf, "none");
        return ROLE_WARN;
    }
    snprintf(buf, WORK_CELL_MAX, "%d", i->row->pick.memory_mb);
    return is_weak(i) ? ROLE_DIM : ROLE_TEXT;
}

static enum scene_role
time_text(const struct tui *t, const struct work_item *i, char *buf)
{
    char text[TEXT_NUMBER_MAX];

    (void)t;
    if (!i->row)
        return put_missing(buf);
    return put(buf, text_time(text, i->row->pick.duration_ms));
}

/* Of a million invocations, without the sign that the heading has. */
static enum scene_role
cost_text(const struct tui *t, const struct work_item *i, char *buf)
{
    char text[MONEY_TEXT_MAX];
    va_int128 million = 0;

    (void)t;
    if (!i->row)
        return put_missing(buf);
    if (i->row->pick.cost_pusd == COST_UNKNOWN ||
        money_multiply(i->row->pick.cost_pusd, 1000000, &million))
        return put_dim(buf, "-");
    return put(buf, money_short(text, million) + 1);
}

/* The change that the goal is about: time ("t") under a budget, else cost ("$"). */
static enum scene_role
gain_text(const struct tui *t, const struct work_item *i, char *buf)
{
    const struct list_row *r = i->row;
    const bool time = i->goal.has_budget && !i->goal.has_latency;
    struct buf change;
    enum scene_role role = ROLE_DIM;

    (void)t;
    if (!r)
        return put_missing(buf);
    if (lacks_sizes(i)) {
        (void)put(buf, "need 2+");
        return ROLE_WARN;
    }
    if (!r->saving.known)
        return put_dim(buf, "-");
    buf_init(&change, WORK_CELL_MAX);
    if (time)
        words_change(&change, r->pick.duration_ms, r->saving.now.duration_ms);
    else
        words_change(&change, (double)r->pick.cost_pusd, (double)r->saving.now.cost_pusd);
    snprintf(buf, WORK_CELL_MAX, "%s %s", buf_get(&change), time ? "t" : "$");
    role = *buf_get(&change) == '-' ? ROLE_GOOD : ROLE_TEXT;
    buf_clear(&change);
    return role;
}

static enum scene_role
samples_text(const struct tui *t, const struct work_item *i, char *buf)
{
    (void)t;
    if (!i->row)
        return put_missing(buf);
    if (!i->row->samples)
        return put_dim(buf, "-");
    (void)text_number(buf, (double)i->row->samples, 0, true);
    return ROLE_TEXT;
}

static enum scene_role
fit_text(const struct tui *t, const struct work_item *i, char *buf)
{
    const char *quality = NULL;

    (void)t;
    if (!i->row)
        return put_missing(buf);
    quality = i->row->quality;
    if (is_weak(i)) {
        (void)put(buf, "WEAK");
        return ROLE_WARN;
    }
    if (!strcmp(quality, curve_quality_name(CURVE_PUBLISHED)))
        return put(buf, "PUBL");
    (void)put(buf, !strcmp(quality, curve_quality_name(CURVE_GOOD)) ? "GOOD" : "FAIR");
    return quality[0] == 'g' ? ROLE_GOOD : ROLE_TEXT;
}

static enum scene_role
age_text(const struct tui *t, const struct work_item *i, char *buf)
{
    static const struct {
        int64_t minutes;
        const char *unit;
    } units[] = {
        { 525600, "y" }, { 10080, "w" }, { 1440, "d" }, { 60, "h" }, { 1, "min" }
    };
    const int64_t age = i->last_ms == TIME_UNKNOWN
                            ? 0
                            : (session_now_ms(t->session) - i->last_ms) / MS_PER_MINUTE;

    if (i->sample)
        return put_dim(buf, "sample");
    if (!i->row)
        return put_missing(buf);
    if (i->last_ms == TIME_UNKNOWN)
        return put_dim(buf, "-");
    for (size_t k = 0; k < sizeof units / sizeof units[0]; k++) {
        if (age >= units[k].minutes) {
            snprintf(buf, WORK_CELL_MAX, "%lld %s", (long long)(age / units[k].minutes),
                     units[k].unit);
            return ROLE_TEXT;
        }
    }
    return put(buf, "now");
}

/* --- what is sorted by --- */

static struct work_key
unknown(void)
{
    return (struct work_key){ .rank = NOT_KNOWN };
}

static struct work_key
by_value(bool known, int64_t value)
{
    struct work_key key = { .value = value };

    key.rank = known ? 0 : NOT_KNOWN;
    return key;
}

static struct work_key
name_key(const struct work_item *i)
{
    return (struct work_key){ .text = i->name };
}

static struct work_key
platform_key(const struct work_item *i)
{
    if (!i->row || !i->row->platform[0])
        return unknown();
    return (struct work_key){ .text = i->row->platform };
}

static struct work_key
now_key(const struct work_item *i)
{
    return by_value(i->row && i->row->now_mb, i->row ? i->row->now_mb : 0);
}

static bool
has_pick(const struct work_item *i)
{
    return i->row && i->row->pick.memory_mb > 0 && !lacks_sizes(i);
}

static struct work_key
pick_key(const struct work_item *i)
{
    return by_value(has_pick(i), i->row ? i->row->pick.memory_mb : 0);
}

static struct work_key
time_key(const struct work_item *i)
{
    const bool known = has_pick(i) && isfinite(i->row->pick.duration_ms);

    return by_value(known, known ? llround(i->row->pick.duration_ms * NS_PER_MS) : 0);
}

static struct work_key
cost_key(const struct work_item *i)
{
    const bool known = has_pick(i) && i->row->pick.cost_pusd != COST_UNKNOWN;

    return by_value(known, known ? i->row->pick.cost_pusd : 0);
}

/* Of the month where a volume is known, then of an invocation. */
static struct work_key
saving_key(const struct work_item *i)
{
    if (!i->row || !i->row->saving.known)
        return unknown();
    if (!i->row->volume_per_month)
        return (struct work_key){ .rank = 1, .value = i->row->saving.pusd };
    return (struct work_key){ .value = i->row->saving.month_pusd };
}

static struct work_key
samples_key(const struct work_item *i)
{
    return by_value(i->row != NULL, i->row ? i->row->samples : 0);
}

static struct work_key
fit_key(const struct work_item *i)
{
    if (!i->row || !i->row->quality)
        return unknown();
    return (struct work_key){ .text = i->row->quality };
}

/* The latest first: the youngest. */
static struct work_key
age_key(const struct work_item *i)
{
    return by_value(i->last_ms != TIME_UNKNOWN, i->last_ms);
}

const char *
work_stat(const struct work *w)
{
    for (int32_t k = 0; k < w->n_order; k++) {
        if (work_at(w, k)->row)
            return statistic_name(work_at(w, k)->goal.stat);
    }
    return statistic_name(STAT_P50);
}

/* The narrower the screen, the fewer: the name keeps at least twelve columns. */
/* clang-format off */
static const struct work_column columns[] = {
    { "name",           "Workload", 0,  0,   false, 'n', name_text,     name_key },
    { "platform",       "Platform", 14, 96,  false, 'f', platform_text, platform_key },
    { "implementation", "By",       14, 120, false, 0,   implementation_text, NULL },
    { "goal",           "Goal",     GOAL_COLUMNS, 71, true, 0, goal_text, NULL },
    { "now",            "Now MB",   6,  62,   true,  'w', now_text,      now_key },
    { "pick",           "Pick MB",  7,  0,   true,  'p', pick_text,     pick_key },
    { "time",           NULL,       8,  0,   true,  't', time_text,     time_key },
    { "cost",           "$/1M",     9,  46,   true,  'c', cost_text,     cost_key },
    { "saving",         "Gain",     8,  55,   true,  'g', gain_text,     saving_key },
    { "samples",        "Samples",  9,  110, true,  's', samples_text,  samples_key },
    { "fit",            "Fit",      4,  40,   false, 'q', fit_text,      fit_key },
    { "age",            "Age",      6,  78,   true,  'a', age_text,      age_key },
};
/* clang-format on */

int
work_columns(const struct work_column **out)
{
    *out = columns;
    return (int)(sizeof columns / sizeof columns[0]);
}
