/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question of a workload: settings, with what was set on the screen over them. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "tui/subject.h"
#include "tui/tui.h"

/* A setting being put into a question. */
struct putting {
    struct question *q;
    struct subject_texts *texts;
    const char *text;
    int32_t today; /* days since 1970 */
    struct va_err *err;
};

static enum va_code
put_budget(const struct putting *p)
{
    struct goal *g = &p->q->goal;

    g->has_budget = !question_is_none(p->text);
    return g->has_budget ? question_parse_budget(p->text, p->q->volume_per_month,
                                                 &g->budget_pusd, p->err)
                         : VA_OK;
}

static enum va_code
put_latency(const struct putting *p)
{
    struct goal *g = &p->q->goal;

    g->has_latency = !question_is_none(p->text);
    if (!g->has_latency || !text_parse_time_ms(p->text, &g->latency_ms))
        return VA_OK;
    return va_fail(p->err, VA_USAGE, "'%s' is no time: 50s, 500ms, 1.5m, or none",
                   p->text);
}

static enum va_code
put_objective(const struct putting *p)
{
    return question_parse_objective(p->text, p->q, p->err);
}

static enum va_code
put_confidence(const struct putting *p)
{
    return question_parse_confidence(p->text, p->q, p->err);
}

static enum va_code
put_min_recall(const struct putting *p)
{
    return question_parse_min_recall(p->text, p->q, p->err);
}

static enum va_code
put_volume(const struct putting *p)
{
    return question_parse_volume(p->text, &p->q->volume_per_month, p->err);
}

/* Cut a list at its commas; names point into the copy, which holds size bytes. */
static enum va_code
put_list(const struct putting *p, struct name_list *list, char *copy, size_t size)
{
    char *rest = copy;
    char *name = NULL;

    if ((size_t)snprintf(copy, size, "%s", p->text) >= size)
        return va_fail(p->err, VA_USAGE, "the list is too long");
    list->n = 0;
    while ((name = strtok_r(rest, ", ", &rest)) != NULL) {
        if (list->n == QUESTION_NAMES_MAX)
            return va_fail(p->err, VA_USAGE, "more than %d names", QUESTION_NAMES_MAX);
        list->names[list->n++] = name;
    }
    return VA_OK;
}

static enum va_code
put_platform(const struct putting *p)
{
    return put_list(p, &p->q->platforms, p->texts->platforms, sizeof p->texts->platforms);
}

static enum va_code
put_implementation(const struct putting *p)
{
    return put_list(p, &p->q->implementations, p->texts->implementations,
                    sizeof p->texts->implementations);
}

static enum va_code
put_region(const struct putting *p)
{
    if (!text_is_name(p->text, strlen(p->text)))
        return va_fail(p->err, VA_USAGE, "'%s' is no region's name", p->text);
    snprintf(p->texts->region, sizeof p->texts->region, "%s", p->text);
    p->q->region = question_name(p->texts->region);
    return VA_OK;
}

static enum va_code
put_price_as(const struct putting *p)
{
    if (!text_is_name(p->text, strlen(p->text)))
        return va_fail(p->err, VA_USAGE, "'%s' is no platform's name", p->text);
    snprintf(p->texts->price_as, sizeof p->texts->price_as, "%s", p->text);
    p->q->price_as = question_name(p->texts->price_as);
    return VA_OK;
}

static enum va_code
put_stat(const struct putting *p)
{
    for (int i = 0; i < STAT_COUNT; i++) {
        if (!strcmp(p->text, statistic_name((enum statistic)i))) {
            p->q->goal.stat = (enum statistic)i;
            return VA_OK;
        }
    }
    return va_fail(p->err, VA_USAGE, "'%s' is no statistic: mean, p50, p95, p99",
                   p->text);
}

static enum va_code
put_as_of(const struct putting *p)
{
    return question_parse_as_of(p->text, p->today, p->q, p->err);
}

static enum va_code
put_billing(const struct putting *p)
{
    return question_parse_billing(p->text, p->q, p->err);
}

/* In the order in which they are put: a budget may need the volume. */
static const struct {
    enum local_id id;
    enum va_code (*put)(const struct putting *p);
    bool each; /* of a workload */
    const char *option;
    bool planned; /* it counts for what is to be measured, wherever that runs */
} settings[] = {
    { LOCAL_VOLUME, put_volume, true, "--volume", true },
    { LOCAL_BUDGET, put_budget, true, "--budget", true },
    { LOCAL_LATENCY, put_latency, true, "--latency", true },
    { LOCAL_OBJECTIVE, put_objective, true, "--objective", true },
    { LOCAL_MIN_RECALL, put_min_recall, true, "--min-recall", true },
    { LOCAL_CONFIDENCE, put_confidence, true, "--confidence", true },
    { LOCAL_PLATFORM, put_platform, true, "--platform", false },
    { LOCAL_IMPLEMENTATION, put_implementation, true, "--implementation", false },
    { LOCAL_REGION, put_region, true, "--region", false },
    { LOCAL_PRICE_AS, put_price_as, true, "--price-as", true },
    { LOCAL_STAT, put_stat, false, "--stat", true },
    { LOCAL_AS_OF, put_as_of, false, "--as-of", true },
    { LOCAL_BILLING, put_billing, false, "--billing", false },
};

enum { N_SETTINGS = sizeof settings / sizeof settings[0] };

enum va_code
subject_question(struct tui *t, const char *workload, struct subject_texts *texts,
                 struct question *out, struct va_err *err)
{
    enum va_code code = t->start->question(t->start->ctx, workload, out, err);

    for (size_t i = 0; i < N_SETTINGS && !code; i++) {
        const char *text =
            local_get(t->locals, settings[i].id, settings[i].each ? workload : NULL);
        const struct putting p = { out, texts, text, session_today(t->session), err };

        if (text)
            code = settings[i].put(&p);
    }
    if (!code)
        out->workload = workload;
    return code;
}

/* Prices are read for it once it is named, so that a slip is told at once. */
static enum va_code
check_price_as(struct tui *t, const struct question *q, struct va_err *err)
{
    struct prices *prices = NULL;
    const enum va_code code = session_prices(t->session, &prices, err);

    return code ? code : field_check_price_as(prices, q->price_as, err);
}

enum va_code
subject_check(struct tui *t, enum local_id id, const char *text, struct va_err *err)
{
    struct subject_texts texts;
    struct question q;
    struct putting p = { &q, &texts, text, session_today(t->session), err };
    const char *name = t->subject.open ? t->subject.name : NULL;
    enum va_code code = subject_question(t, name, &texts, &q, err);

    for (size_t i = 0; i < N_SETTINGS && !code; i++) {
        if (settings[i].id == id)
            code = settings[i].put(&p);
    }
    return code || id != LOCAL_PRICE_AS ? code : check_price_as(t, &q, err);
}

void
subject_word(struct buf *out, const char *text)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789_-+=%@:,./";

    if (*text && text[strspn(text, safe)] == '\0') {
        buf_text(out, text);
        return;
    }
    buf_byte(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            buf_text(out, "'\\''");
        else
            buf_byte(out, *text);
    }
    buf_byte(out, '\'');
}

/* Changed prices. */
static void
write_price(void *ctx, const char *of, const char *value)
{
    struct buf *out = ctx;
    char text[LOCAL_OF_MAX + LOCAL_TEXT_MAX + 2];

    snprintf(text, sizeof text, "%s=%s", of, value);
    buf_text(out, " --set ");
    subject_word(out, text);
}

/* What is paid, or plans what will be, goes by saved prices. */
static bool
is_paid(const char *command)
{
    return !strncmp(command, "probe", strlen("probe")) || !strcmp(command, "plan");
}

/* Was it set on the screen, over what the command line gave? */
static bool
set_over(const struct tui *t, const char *option, const char *workload)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        if (!strcmp(settings[i].option + strlen("--"), option))
            return local_get(t->locals, settings[i].id,
                             settings[i].each ? workload : NULL) != NULL;
    }
    return false;
}

/* Does a plan of a probe go by the option? */
static bool
is_planned(const char *option)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        if (!strcmp(settings[i].option + strlen("--"), option))
            return settings[i].planned;
    }
    return false;
}

static void
write_given(const struct tui *t, const char *workload, bool planned, struct buf *out)
{
    for (int32_t i = 0; i < t->start->n_given; i++) {
        const struct given_option *g = &t->start->given[i];

        if (set_over(t, g->name, workload) || (planned && !is_planned(g->name)))
            continue;
        buf_printf(out, " --%s", g->name);
        if (g->value) {
            buf_byte(out, ' ');
            subject_word(out, g->value);
        }
    }
}

void
subject_line_given(const struct tui *t, const char *workload, struct buf *out)
{
    write_given(t, workload, false, out);
}

void
subject_start(struct tui *t)
{
    local_begin(t->locals, "start", false);
    for (int32_t i = 0; i < t->start->n_given; i++) {
        for (size_t k = 0; k < N_SETTINGS; k++) {
            if (!settings[k].each &&
                !strcmp(settings[k].option + strlen("--"), t->start->given[i].name))
                (void)local_set(t->locals, settings[k].id, NULL, NULL, NULL);
        }
    }
}

/* What was set on the screen: all of it, or what a plan of a probe goes by. */
static void
write_settings(const struct tui *t, const char *workload, bool planned, struct buf *out)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        const char *text =
            local_get(t->locals, settings[i].id, settings[i].each ? workload : NULL);

        if (!text || (planned && !settings[i].planned))
            continue;
        buf_printf(out, " %s ", settings[i].option);
        subject_word(out, text);
    }
}

void
subject_line_planned(const struct tui *t, const char *workload, struct buf *out)
{
    write_settings(t, workload, true, out);
    write_given(t, workload, true, out);
}

void
subject_line_of(const struct tui *t, const char *command, const char *workload,
                struct buf *out)
{
    buf_text(out, command);
    if (!*workload)
        return;
    buf_byte(out, ' ');
    subject_word(out, workload);
    write_settings(t, workload, false, out);
    if (is_paid(command))
        return;
    subject_line_given(t, workload, out);
    local_each(t->locals, LOCAL_PRICE, write_price, out);
}

void
subject_line(const struct tui *t, const char *command, struct buf *out)
{
    subject_line_of(t, command, t->subject.name, out);
}
