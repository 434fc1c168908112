/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentence of each note. */
#include <math.h>

#include "app/words_evidence.h"
#include "base/text.h"

static void
say_statistic(struct buf *out, const struct saying *s)
{
    words_not_known(out, s->request->goal.stat);
}

static void
say_smooth(struct buf *out, const struct saying *s)
{
    buf_printf(out, "Not %d MB, the smooth curve's answer: %d ms billing makes it ",
               s->note->memory_mb, s->contender->tariff.step_ms);
    words_cost(out, s->note->cost_pusd);
    buf_text(out, ".");
}

static void
say_next(struct buf *out, const struct saying *s)
{
    const struct note *n = s->note;
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "Not %d MB: ", n->memory_mb);
    switch (n->reason) {
    case ADVICE_OVER_BUDGET:
    case ADVICE_DEARER:
        words_cost(out, n->cost_pusd);
        buf_printf(out, ", %s.", words_reason(n->reason));
        break;
    case ADVICE_TOO_SLOW:
    case ADVICE_SLOWER:
        buf_printf(out, "%s ms, %s.", text_number(text, n->duration_ms, 1, true),
                   words_reason(n->reason));
        break;
    default:
        buf_printf(out, "%s.", words_reason(n->reason));
    }
}

static void
say_failed(struct buf *out, const struct saying *s)
{
    buf_printf(out, "%.0f size%s failed, up to %d MB; no pick there.", s->note->value,
               s->note->value > 1 ? "s" : "", s->note->memory_mb);
}

static void
say_memory(struct buf *out, const struct saying *s)
{
    buf_printf(out, "Sizes below %d MB are out: that much memory was used.",
               s->note->memory_mb);
}

static void
say_extrapolated(struct buf *out, const struct saying *s)
{
    buf_printf(out, "Extrapolated: only %d to %d MB were measured.",
               s->contender->from_mb, s->contender->to_mb);
}

static void
say_range_end(struct buf *out, const struct saying *s)
{
    buf_printf(out,
               "The pick is an end of the range %d to %d MB; the best may lie beyond.",
               s->contender->from_mb, s->contender->to_mb);
}

static void
say_flat(struct buf *out, const struct saying *s)
{
    (void)s;
    buf_text(out, "Flat: memory does not help this function.");
}

static void
say_cpu(struct buf *out, const struct saying *s)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "CPU-bound: duration falls almost as memory grows (exponent %s).",
               text_number(text, s->note->value, 2, false));
}

static void
say_knee(struct buf *out, const struct saying *s)
{
    const struct curve_report *r = curve_report_get(&s->contender->curve);

    buf_printf(out, "CPU-bound up to a knee at about %d MB", s->note->memory_mb);
    if (r->knee_high_mb > r->knee_low_mb)
        buf_printf(out, " (%.0f to %.0f)", r->knee_low_mb, r->knee_high_mb);
    buf_text(out, "; no gain past it.");
}

static void
say_floor(struct buf *out, const struct saying *s)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "About %s is a floor that no memory speeds up.",
               text_time(text, s->note->value));
}

static void
say_weak(struct buf *out, const struct saying *s)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "WEAK fit: R2 %s. Trust measured sizes, measure more.",
               text_number(text, s->note->value, 2, false));
}

static void
say_few(struct buf *out, const struct saying *s)
{
    buf_text(out, "Only ");
    words_count(out, (int64_t)s->note->value, "size");
    buf_text(out, " measured; an honest curve needs four.");
}

/* The lowest quantile that is a cold start when a share is; NULL: none of these. */
static const char *
cold_quantile(double share)
{
    if (share > 0.5)
        return "the median";
    if (share > 0.05)
        return "p95";
    return share > 0.01 ? "p99" : NULL;
}

static void
say_cold_starts(struct buf *out, const struct saying *s)
{
    const struct note *n = s->note;
    const bool seen = s->request->cold.num < 0;
    const char *quantile = cold_quantile(n->value);
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s%% start cold%s: ",
               text_number(text, 100 * n->value, n->value < 0.1 ? 1 : 0, false),
               seen ? ", as in the samples" : "");
    buf_printf(out, "+%s each", text_time(text, n->duration_ms));
    if (isfinite(n->cost_share))
        buf_printf(out, ", %s%% of the bill",
                   text_number(text, 100 * n->cost_share, 1, false));
    if (quantile)
        buf_printf(out, "; %s is a cold start", quantile);
    buf_byte(out, '.');
}

static void
say_cold_unknown(struct buf *out, const struct saying *s)
{
    (void)s;
    buf_text(out, "No cold start was measured, so none is counted.");
}

static void
say_cold(struct buf *out, const struct saying *s)
{
    buf_text(out, "Left out: ");
    words_count(out, (int64_t)s->note->value, "cold start");
    buf_text(out, "; --cold-share counts a share of them.");
}

static void
say_cold_only(struct buf *out, const struct saying *s)
{
    (void)s;
    buf_text(out, "Some sizes have cold starts alone; they stand in for warm runs.");
}

static void
say_emulated(struct buf *out, const struct saying *s)
{
    const char *of = s->contender->profile->emulates;

    buf_printf(out, "Emulated: measured on another machine%s%s, not on the platform.",
               of[0] ? " under the limits of " : "", of);
}

static void
say_unpriced(struct buf *out, const struct saying *s)
{
    words_contender(out, s->contender);
    buf_text(out, " has no price; --price-as PLATFORM gives it one.");
}

static void
say_unverified(struct buf *out, const struct saying *s)
{
    buf_printf(out,
               "Part of price table %s is not verified; 'vadvise pricing show' says "
               "which.",
               s->contender->tariff.table);
}

static void
say_overlay(struct buf *out, const struct saying *s)
{
    buf_printf(out, "Prices from your own file %s.", s->contender->tariff.overlay);
}

static void
say_what_if(struct buf *out, const struct saying *s)
{
    buf_printf(out, "What if: prices of %s are changed, and not saved.",
               s->contender->tariff.platform);
}

static void
say_api(struct buf *out, const struct saying *s)
{
    buf_printf(out, "%s: duration not published; cost is the API's alone.",
               s->contender->profile->implementation);
}

static void
say_edge(struct buf *out, const struct saying *s)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "The pick meets the goal with a chance of %s%%.",
               text_number(text, 100 * s->note->value, 0, false));
}

void
words_note(struct buf *out, const struct note *n, const struct contender *const *field,
           const struct advise_request *request)
{
    static void (*const say[ADVICE_NOTE_COUNT])(struct buf *, const struct saying *) = {
        [NOTE_STATISTIC] = say_statistic,
        [NOTE_SMOOTH_OVER_BUDGET] = say_smooth,
        [NOTE_NEXT_SIZE] = say_next,
        [NOTE_FAILED_SIZES] = say_failed,
        [NOTE_MEMORY_FLOOR] = say_memory,
        [NOTE_EXTRAPOLATED] = say_extrapolated,
        [NOTE_FLAT] = say_flat,
        [NOTE_CPU_BOUND] = say_cpu,
        [NOTE_KNEE] = say_knee,
        [NOTE_FLOOR] = say_floor,
        [NOTE_WEAK_FIT] = say_weak,
        [NOTE_FEW_SIZES] = say_few,
        [NOTE_COLD_STARTS] = say_cold_starts,
        [NOTE_COLD_UNKNOWN] = say_cold_unknown,
        [NOTE_COLD_LEFT_OUT] = say_cold,
        [NOTE_COLD_ONLY] = say_cold_only,
        [NOTE_EMULATED] = say_emulated,
        [NOTE_UNPRICED] = say_unpriced,
        [NOTE_UNVERIFIED_PRICE] = say_unverified,
        [NOTE_OVERLAY_PRICE] = say_overlay,
        [NOTE_WHAT_IF_PRICE] = say_what_if,
        [NOTE_API_DURATION] = say_api,
        [NOTE_AT_RANGE_END] = say_range_end,
        [NOTE_EDGE] = say_edge,
        [NOTE_STAIRCASE] = say_staircase,
        [NOTE_CPU_TYPES] = say_cpu_types,
        [NOTE_TWO_HUMPS] = say_two_humps,
        [NOTE_DRIFT] = say_drift,
        [NOTE_OUTLIER] = say_outlier,
        [NOTE_TIMEOUTS] = say_timeouts,
        [NOTE_POWER_LAW] = say_power_law,
    };
    struct saying s = { n, n->contender >= 0 ? field[n->contender] : NULL, request };

    say[n->code](out, &s);
}
