/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of stability in words, as a command line and as documents. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/render.h"
#include "app/words.h"
#include "base/clock.h"
#include "tui/stability.h"

enum { ADVICE_BYTES = 4096 };

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

void
stability_say_ratio(const struct stability_view *v, double ratio, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    if (!isfinite(ratio))
        buf_byte(out, '-');
    else if (isfinite(v->group->median_ms))
        buf_text(out, text_time(text, ratio * v->group->median_ms));
    else
        buf_printf(out, "x%s", text_number(text, ratio, 2, false));
}

/* The days that samples are of. */
static void
say_days(const struct stability_view *v, struct buf *out)
{
    const int64_t first_ms = stability_first_ms(v->k.stability);
    const int64_t last_ms = stability_last_ms(v->k.stability);
    char text[DATE_TEXT_MAX];

    if (first_ms == TIME_UNKNOWN)
        return;
    buf_printf(out, ", %s", day_format(text, first_ms));
    if (date_of_ms(first_ms) != date_of_ms(last_ms))
        buf_printf(out, " to %s", day_format(text, last_ms));
}

void
stability_say_title(const struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);

    buf_text(out, t->subject.name);
    if (!v->have)
        return;
    buf_printf(out, "%s, ", v->k.field.workload.sample_data ? " (sample data)" : "");
    words_contender(out, v->k.contender);
    if (v->k.n_subjects > 1)
        buf_printf(out, " (%" PRId32 " of %" PRId32 ")", v->k.subject + 1,
                   v->k.n_subjects);
}

void
stability_say_span(const struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);

    if (v->group->memory_mb)
        buf_printf(out, "%" PRId32 " MB, ", v->group->memory_mb);
    words_count(out, v->group->all.n, v->k.cold ? "cold start" : "sample");
    say_days(v, out);
}

/* The command that would measure what is missing. */
static void
say_probe(const struct tui *t, const char *options, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);
    const struct field *f = &t->subject.field;
    const char *platform = v->have    ? v->k.contender->profile->platform
                           : f->n > 0 ? f->contenders[0]->profile->platform
                                      : "";

    buf_text(out, "vadvise probe run ");
    subject_word(out, t->subject.name);
    if (v->have && v->group->memory_mb)
        buf_printf(out, " -m %" PRId32, v->group->memory_mb);
    buf_text(out, options);
    words_probe_target(out, platform);
}

/* Why there is nothing, and what helps. */
static void
say_failure(const struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);

    buf_printf(out, "%s. ", v->err.text[0] ? v->err.text : va_code_text(v->code));
    if (!v->err.hint[0])
        return;
    if (t->subject.filled) { /* samples are what is missing */
        buf_text(out, "Import its logs, or measure it: ");
        say_probe(t, " --runs 10", out);
    } else
        buf_printf(out, "%s.", v->err.hint);
}

void
stability_say_advice(const struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);

    if (!t->subject.name[0]) {
        buf_text(out, "No workload is open: 1 lists them, Enter opens one.");
    } else if (v->reading) {
        buf_text(out, "Reading the samples one by one; ^C stops it.");
    } else if (!v->have && v->code == VA_IO && !strcmp(v->err.text, "stopped")) {
        buf_text(out, "Reading was stopped; Enter reads them again.");
    } else if (!v->have) {
        say_failure(t, out);
    } else if (v->group->all.n < STABILITY_RUNS_LEAST) {
        buf_printf(out, "Too few samples to judge a spread: %d are needed. Measure it: ",
                   STABILITY_RUNS_LEAST);
        say_probe(t, " --runs 10", out);
    } else if (!stability_has_map(v)) {
        buf_text(out, "The samples do not say when they started, so there is no map of "
                      "the week. To measure over a week: ");
        say_probe(t,
                  v->group->memory_mb ? " --runs 1 --every 1h --for 7d"
                                      : " -m MB --runs 1 --every 1h --for 7d",
                  out);
    }
}

/* --- say --- */

static void
say_week(const struct stability_view *v, struct buf *out)
{
    for (int day = 0; day < 7; day++) {
        bool any = false;

        for (int hour = 0; hour < 24; hour++) {
            if (v->week.n[day][hour] == 0)
                continue;
            buf_printf(out, "%s%s%02d h ", any ? "" : days[day], any ? ", " : ": ", hour);
            stability_say_ratio(v, v->week.median[day][hour], out);
            any = true;
        }
        if (any)
            buf_text(out, ".\n");
    }
}

static void
say_bin(const struct stability_view *v, const char *name, const struct stability_bin *b,
        struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    if (b->n == 0)
        return;
    buf_printf(out, "%s: ", name);
    words_count(out, b->n, "sample");
    buf_text(out, ", median ");
    stability_say_ratio(v, b->median, out);
    if (isfinite(b->cv))
        buf_printf(out, ", varies by %s%%", text_number(text, 100 * b->cv, 1, false));
    buf_text(out, ".\n");
}

static void
say_sentences(const struct stability_view *v, struct buf *out)
{
    stability_say_daily(out, &v->group->daily);
    buf_byte(out, '\n');
    stability_say_variance(out, &v->group->variance);
    buf_byte(out, '\n');
    stability_say_calm(out, &v->k);
    buf_byte(out, '\n');
    stability_say_evidence(out, &v->k, v->group);
    buf_byte(out, '\n');
}

void
stability_say_screen(struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);
    struct buf advice;

    buf_init(&advice, ADVICE_BYTES);
    stability_say_title(t, out);
    buf_text(out, ".\n");
    stability_say_advice(t, &advice);
    if (advice.len)
        buf_printf(out, "%s\n", buf_get(&advice));
    buf_clear(&advice);
    if (!v->have)
        return;
    stability_say_span(t, out);
    buf_text(out, ".\n");
    if (stability_has_map(v)) {
        buf_text(out, "Medians by day and hour, UTC:\n");
        say_week(v, out);
    }
    for (int32_t i = 0; i < v->group->n_cpus; i++) {
        const struct stability_cpu *cpu = &v->group->cpus[i];

        say_bin(v, cpu->name[0] ? cpu->name : "CPU type not known", &cpu->bin, out);
    }
    say_bin(v, "Warm", &v->group->warm, out);
    say_bin(v, "Cold", &v->group->cold, out);
    say_sentences(v, out);
}

/* --- the command and its documents --- */

void
stability_line(const struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);

    subject_line(t, "stability", out);
    if (!v->have)
        return;
    if (v->k.subject > 0) {
        buf_text(out, " --implementation ");
        subject_word(out, v->k.contender->profile->implementation);
        buf_text(out, " --platform ");
        subject_word(out, v->k.contender->profile->platform);
    }
    if (v->group->memory_mb)
        buf_printf(out, " -m %" PRId32, v->group->memory_mb);
}

/* The sentences on the size that is looked at: the command's are on all sizes. */
static void
say_size(const struct tui *t, struct buf *out)
{
    const struct stability_view *v = stability_view_of(t);
    struct buf line;

    buf_init(&line, ADVICE_BYTES);
    stability_say_span(t, &line);
    words_wrap(out, &line);
    stability_say_daily(&line, &v->group->daily);
    words_wrap(out, &line);
    stability_say_variance(&line, &v->group->variance);
    words_wrap(out, &line);
    stability_say_evidence(&line, &v->k, v->group);
    words_wrap(out, &line);
    buf_byte(out, '\n');
}

enum va_code
stability_content(struct tui *t, enum screen_format format, struct buf *out,
                  struct va_err *err)
{
    static const enum render_format formats[] = { [SCREEN_JSON] = RENDER_JSON,
                                                  [SCREEN_CSV] = RENDER_CSV,
                                                  [SCREEN_MARKDOWN] = RENDER_MARKDOWN };
    const struct stability_view *v = stability_view_of(t);
    struct render_options o = { .format = RENDER_JSON };
    struct reply r = { .verdict = VA_OK };
    enum va_code code = VA_OK;

    if (!v->have)
        return va_fail(err, VA_DATA, "there is nothing to copy: no samples were read");
    if (format == SCREEN_VALUE) {
        stability_say_calm(out, &v->k);
        return VA_OK;
    }
    code = stability_reply(&v->k, &r, err);
    if (!code && format == SCREEN_TEXT) {
        if (v->group->memory_mb)
            say_size(t, out);
        buf_text(out, buf_get(&r.text));
    } else if (!code) {
        o.format = formats[format];
        code = render(&r, &o, out, err);
    }
    reply_clear(&r);
    return code;
}
