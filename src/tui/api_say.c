/* SPDX-License-Identifier: GPL-3.0-or-later */
/* APIs and local models in words. */
#include <math.h>
#include <string.h>

#include "app/words.h"
#include "base/text.h"
#include "tui/api.h"

static const struct contender *
contender_of(const struct tui *t, const struct compare_row *row)
{
    return t->subject.field.contenders[row->contender];
}

static void
say_count(struct buf *out, int64_t n, const char *noun)
{
    words_count(out, n, noun);
}

void
api_say_name(const struct tui *t, const struct compare_row *row, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    buf_text(out, contender_of(t, row)->profile->implementation);
    if (row->best.memory_mb)
        buf_printf(out, " %s MB", text_number(text, row->best.memory_mb, 0, true));
    else if (row->has_api)
        buf_text(out, " (API alone)");
}

bool
api_is_on_several(const struct tui *t, const struct compare_row *row)
{
    const struct api_view *v = t->views[SCREEN_API];
    const char *name = contender_of(t, row)->profile->implementation;

    for (int32_t i = 0; i < v->k.n; i++) {
        if (&v->k.rows[i] != row &&
            !strcmp(contender_of(t, &v->k.rows[i])->profile->implementation, name))
            return true;
    }
    return false;
}

/* Have rows of the same implementation another platform, or another region? */
static bool
differs(const struct tui *t, const struct compare_row *row, bool region)
{
    const struct api_view *v = t->views[SCREEN_API];
    const char *name = contender_of(t, row)->profile->implementation;

    for (int32_t i = 0; i < v->k.n; i++) {
        const struct compare_row *other = &v->k.rows[i];

        if (!strcmp(contender_of(t, other)->profile->implementation, name) &&
            (region ? strcmp(other->region, row->region)
                    : strcmp(other->platform, row->platform)) != 0)
            return true;
    }
    return false;
}

void
api_say_label(const struct tui *t, const struct compare_row *row, struct buf *out)
{
    api_say_name(t, row, out);
    if (differs(t, row, false))
        buf_printf(out, " %s", row->platform);
    if (differs(t, row, true) && row->region[0])
        buf_printf(out, " %s", row->region);
}

const char *
api_region(const struct api_view *v)
{
    for (int32_t i = 1; i < v->k.n; i++) {
        if (strcmp(v->k.rows[i].region, v->k.rows[0].region) != 0)
            return "";
    }
    return v->k.n > 0 ? v->k.rows[0].region : "";
}

void
api_say_heading(const struct tui *t, struct buf *out)
{
    const struct api_view *v = t->views[SCREEN_API];
    const struct compare_row *api = api_tiers_of(v);

    buf_text(out, *t->subject.name ? t->subject.name : "API or local");
    if (v->code)
        return;
    if (api) {
        buf_text(out, ", ");
        say_count(out, contender_of(t, api)->implementation->calls_per_invocation,
                  "API call");
        buf_text(out, " each");
    }
    if (t->subject.request.volume.per_month) {
        buf_text(out, " | ");
        say_count(out, t->subject.request.volume.per_month, "invocation");
        buf_text(out, " a month");
    } else
        buf_text(out, " | no volume given: first tiers");
}

static void
say_no_api(const struct tui *t, struct buf *out)
{
    buf_printf(out,
               "No implementation of %s calls an API, so there is nothing to set "
               "against it.\nTo compare one, import its measurements and say what it "
               "calls: vadvise import FILE -w %s --implementation NAME --api "
               "rekognition --calls 48 --recall 0.99\nThe APIs that have prices stand "
               "on the screen Prices; a price file of your own adds one.\n",
               t->subject.name, t->subject.name);
}

/* "24.7x": how often b fits into a. */
static void
say_times(const char *before, int64_t a, int64_t b, const char *after, struct buf *out)
{
    const double times = b > 0 ? (double)a / (double)b : (double)NAN;
    char text[TEXT_NUMBER_MAX];

    if (isfinite(times))
        buf_printf(out, "%s%sx%s", before,
                   text_number(text, times, times < 1 ? 2 : 1, true), after);
}

static void
say_pair(const struct tui *t, const struct comparison *k, const struct compare_pair *pair,
         struct buf *out)
{
    const struct compare_row *api = &k->rows[pair->api];
    const int64_t local = k->rows[pair->local].best.cost_pusd;
    const int64_t cost = api->best.cost_pusd;

    buf_printf(out, "%s: ", contender_of(t, api)->profile->implementation);
    compare_say_ranges(&pair->found, out);
    say_times("; ", cost, local, " now", out);
    say_times(", at best ", cost - api->parts.api_pusd + api->api_lowest_pusd, local, "",
              out);
    buf_text(out, ".\n");
}

void
api_say_against(const struct tui *t, struct buf *out)
{
    const struct api_view *v = t->views[SCREEN_API];

    if (v->k.n_pairs == 0)
        return;
    buf_text(out, "against ");
    api_say_name(t, &v->k.rows[v->k.pairs[0].local], out);
}

/* Which are out by the floor, or that there is none. */
static void
say_floor(const struct tui *t, const struct comparison *k, struct buf *out)
{
    const double floor = t->subject.request.goal.min_recall;
    char text[TEXT_NUMBER_MAX];
    int32_t n = 0;

    if (!(floor > 0)) {
        buf_text(out, "No recall floor; :min-recall 0.9 leaves out what states less, or "
                      "none.\n");
        return;
    }
    buf_printf(out, "Recall floor %s%%: ", text_number(text, 100 * floor, 1, false));
    for (int32_t i = 0; i < k->n; i++) {
        const struct contender *c = contender_of(t, &k->rows[i]);

        if (c->implementation->recall >= floor)
            continue;
        buf_printf(out, "%s%s", n++ ? ", " : "", c->profile->implementation);
        if (isfinite(c->implementation->recall))
            buf_printf(out, " (%s%%)",
                       text_number(text, 100 * c->implementation->recall, 1, false));
        else
            buf_text(out, " (not stated)");
    }
    buf_text(out, n ? " left out.\n" : "nothing is left out by it.\n");
}

void
api_say_facts(const struct tui *t, struct buf *out)
{
    const struct api_view *v = t->views[SCREEN_API];
    char text[TEXT_NUMBER_MAX];

    if (!v->has_api) {
        say_no_api(t, out);
        return;
    }
    for (int32_t i = 0; i < v->k.n_pairs; i++)
        say_pair(t, &v->k, &v->k.pairs[i], out);
    if (v->k.n_pairs == 0)
        buf_text(out, "No way without an API has a price, so there is no break-even.\n");
    for (int32_t i = 0; i < v->k.n; i++) {
        const struct compare_row *row = &v->k.rows[i];

        if (isfinite(row->share_lowest))
            buf_printf(out, "%s: the API is at least %s%% of the cost at every size.\n",
                       contender_of(t, row)->profile->implementation,
                       text_number(text, 100 * row->share_lowest, 1, false));
    }
    say_floor(t, &v->k, out);
}

/* Does the month's last call lie in the tier? */
static bool
is_reached(const struct api_tariff *a, int32_t i, int64_t calls)
{
    return calls > 0 && calls > a->tiers[i].from &&
           (i + 1 == a->n_tiers || calls <= a->tiers[i + 1].from);
}

bool
api_say_tier(const struct tui *t, const struct compare_row *row, int32_t i,
             struct buf *out, bool *out_here)
{
    const struct api_tariff *a = &t->subject.field.api_tariffs[row->contender];
    const int64_t calls = contender_of(t, row)->implementation->calls_per_invocation;
    const int64_t volume = t->subject.request.volume.per_month;
    va_int128 per_invocation = 0;
    va_int128 month_calls = 0;
    char money[MONEY_TEXT_MAX];

    if (i >= a->n_tiers)
        return false;
    money_multiply(volume, calls, &month_calls);
    *out_here =
        is_reached(a, i, month_calls > INT64_MAX ? INT64_MAX : (int64_t)month_calls);
    buf_text(out, "from ");
    say_count(out, a->tiers[i].from, "call");
    buf_text(out, " a month: ");
    words_cost(out, a->tiers[i].price_pusd);
    buf_text(out, " each");
    if (money_multiply(a->tiers[i].price_pusd, calls, &per_invocation) == VA_OK)
        buf_printf(out, ", %s an invocation", money_short(money, per_invocation));
    return true;
}

void
api_say_tariff(const struct tui *t, const struct compare_row *row, struct buf *out)
{
    const struct api_tariff *a = &t->subject.field.api_tariffs[row->contender];
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s, %s%s", a->table, a->region,
               a->unverified ? ", not confirmed" : "");
    if (a->free_per_month > 0)
        buf_printf(out, "; %s free calls a month %s",
                   text_number(text, (double)a->free_per_month, 0, true),
                   t->subject.question.free_tier ? "taken off" : "not counted");
    buf_byte(out, '.');
}

void
api_say_empty(const struct tui *t, struct buf *out)
{
    const struct api_view *v = t->views[SCREEN_API];

    if (!*t->subject.name)
        buf_text(out, "No workload is open. 1 shows the workloads, Enter opens one.");
    else if (v->err.text[0])
        words_error(out, &v->err);
    else
        buf_text(out, va_code_text(v->code));
}

void
api_say_row(const struct tui *t, const struct compare_row *row, struct buf *out)
{
    const struct api_view *v = t->views[SCREEN_API];
    const double recall = contender_of(t, row)->implementation->recall;
    char text[MONEY_TEXT_MAX];

    api_say_name(t, row, out);
    if (api_is_on_several(t, row)) {
        const struct profile *p = contender_of(t, row)->profile;

        buf_printf(out, " on %s%s%s", p->platform, p->region[0] ? " " : "", p->region);
    }
    if (row->best.memory_mb)
        buf_printf(out, ", %s", text_time(text, row->best.duration_ms));
    if (isfinite(recall))
        buf_printf(out, ", recall %s%%", text_number(text, 100 * recall, 1, false));
    buf_text(out, ", ");
    words_cost(out, row->best.cost_pusd);
    buf_text(out, " per invocation");
    if (row->parts.function_pusd != COST_UNKNOWN) {
        buf_text(out, " (function ");
        words_cost(out, row->parts.function_pusd);
        buf_text(out, ", request ");
        words_cost(out, row->parts.fee_pusd);
        buf_text(out, ", API ");
        words_cost(out, row->parts.api_pusd);
        buf_byte(out, ')');
    }
    if (row->best.month_pusd >= 0)
        buf_printf(out, ", %s a month", money_short(text, row->best.month_pusd));
    if (row->has_api) {
        buf_text(out, ", API by tier ");
        words_cost(out, row->api_lowest_pusd);
        buf_text(out, " to ");
        words_cost(out, row->api_highest_pusd);
    }
    buf_printf(out, ", %s", compare_verdict(&v->k, row));
}

void
api_say(struct tui *t, struct buf *out)
{
    struct api_view *v = t->views[SCREEN_API];
    const struct compare_row *api = NULL;
    bool here = false;

    api_refresh(t);
    api_say_heading(t, out);
    buf_byte(out, '\n');
    if (v->code) {
        api_say_empty(t, out);
        buf_byte(out, '\n');
        return;
    }
    for (int32_t i = 0; i < v->k.n; i++) {
        buf_printf(out, "%d. ", i + 1);
        api_say_row(t, &v->k.rows[i], out);
        buf_text(out, i == v->at ? " (cursor)\n" : "\n");
    }
    if (v->k.n_pairs > 0) {
        buf_text(out, "Break-even ");
        api_say_against(t, out);
        buf_text(out, ":\n");
    }
    api_say_facts(t, out);
    api = api_tiers_of(v);
    if (!api)
        return;
    buf_printf(out, "Tiers of %s:\n", contender_of(t, api)->profile->implementation);
    for (int32_t i = 0; api_say_tier(t, api, i, out, &here); i++)
        buf_text(out, here ? " (now)\n" : "\n");
    api_say_tariff(t, api, out);
    buf_byte(out, '\n');
}
