/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about what the samples show of themselves. */
#include "app/words_evidence.h"

#include <math.h>

#include "base/text.h"

/* CPU types named in one sentence. */
enum { TYPES_NAMED = 3 };

static void
percent(struct buf *out, double ratio)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "%s%%", text_number(text, 100 * ratio, ratio < 0.1 ? 1 : 0, false));
}

void
say_staircase(struct buf *out, const struct saying *s)
{
    (void)s;
    buf_text(out, "A short function: below one CPU, durations are a staircase of the "
                  "20 ms in which CPU is dealt out; the interval allows for it.");
}

/* The types in order of their share, the largest first. */
static int32_t
next_type(const struct hosts *h, const bool *said)
{
    int32_t at = -1;

    for (int32_t t = 0; t < h->n_types; t++)
        if (!said[t] && h->types[t].share >= HOSTS_SHARE_LEAST &&
            (at < 0 || h->types[t].share > h->types[at].share))
            at = t;
    return at;
}

void
say_cpu_types(struct buf *out, const struct saying *s)
{
    const struct hosts *h = &s->contender->hosts;
    bool said[PROFILE_CPUS_MAX] = { false };
    int32_t at = -1;
    int n = 0;

    buf_text(out, "CPU types differ: ");
    while (n < TYPES_NAMED && (at = next_type(h, said)) >= 0) {
        const struct host_type *t = &h->types[at];
        const double ratio = exp(t->log_ratio);

        buf_printf(out, "%s%s (", n++ ? ", " : "", s->contender->profile->cpus[t->cpu]);
        percent(out, t->share);
        buf_text(out, " of the runs");
        if (at != h->usual && fabs(ratio - 1) >= 0.005) {
            buf_text(out, ", ");
            percent(out, fabs(ratio - 1));
            buf_text(out, ratio > 1 ? " slower" : " faster");
        }
        buf_byte(out, ')');
        said[at] = true;
    }
    buf_byte(out, '.');
}

void
say_two_humps(struct buf *out, const struct saying *s)
{
    const struct curve_humps *h = &s->contender->curve.humps;
    char text[TEXT_NUMBER_MAX];

    buf_text(out, "Durations have two humps: ");
    percent(out, h->share);
    buf_printf(out,
               " of the runs take %s times as long: two CPU types, or cold starts "
               "nobody marked.",
               text_number(text, h->ratio, 2, true));
}

void
say_drift(struct buf *out, const struct saying *s)
{
    const double change = s->note->value;
    char text[TEXT_NUMBER_MAX];

    buf_text(out, "Durations drift: ");
    percent(out, fabs(change));
    buf_printf(out, " %s over the %s days measured. Measure anew before you rely on it.",
               change > 0 ? "longer" : "shorter",
               text_number(text, s->contender->drift.days,
                           s->contender->drift.days < 10 ? 1 : 0, true));
}

void
say_outlier(struct buf *out, const struct saying *s)
{
    buf_printf(out,
               "%d MB lies far off the other sizes and counts little; measure it "
               "again.",
               s->note->memory_mb);
}

void
say_timeouts(struct buf *out, const struct saying *s)
{
    words_count(out, (int64_t)s->note->value, "invocation");
    buf_printf(out, " timed out, up to %d MB; the curve takes them as bounds.",
               s->note->memory_mb);
}

void
say_power_law(struct buf *out, const struct saying *s)
{
    const struct note *n = s->note;
    const struct curve_shape *law = &s->contender->curve.report.power_law;
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "The power law alone (R2 %s) would pick %d MB: ",
               text_number(text, law->r2, 2, false), n->memory_mb);
    buf_printf(out, "%s, ", text_time(text, n->duration_ms));
    words_cost(out, n->cost_pusd);
    buf_printf(out, ", %s.", words_reason(n->reason));
}
