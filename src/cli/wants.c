/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the options' values. */
#include "cli/wants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/reading.h"

static enum va_code
read_bool(const struct reading *r, bool *out)
{
    static const char *const words[] = { "true",  "yes", "on",  "1",
                                         "false", "no",  "off", "0" };
    const size_t n = sizeof words / sizeof *words;
    size_t i = 0;

    while (i < n && strcmp(words[i], r->text) != 0)
        i++;
    if (i == n)
        return reading_fail(r, "true or false");
    *out = i < n / 2;
    return VA_OK;
}

/* The flags and where they go. */
static bool *
flag_of(struct wants *w, enum option_id id)
{
    const struct {
        enum option_id id;
        bool *flag;
    } flags[] = {
        { OPTION_WITHIN_MEASURED, &w->question.within_measured },
        { OPTION_EXTRAPOLATE, &w->question.extrapolate },
        { OPTION_FREE_TIER, &w->question.free_tier },
        { OPTION_SKIP_BAD, &w->import.skip_bad },
        { OPTION_DRY_RUN, &w->dry_run },
        { OPTION_YES, &w->yes },
        { OPTION_SAMPLES, &w->question.with_samples },
        { OPTION_DEEP, &w->deep },
        { OPTION_KEEP, &w->keep },
        { OPTION_SVG, &w->plot.svg },
        { OPTION_HTML, &w->html },
        { OPTION_WITH_IDS, &w->with_ids },
        { OPTION_SHOW_ORIGIN, &w->show_origin },
        { OPTION_TEMPLATE, &w->template },
        { OPTION_QUIET, &w->quiet },
        { OPTION_VERBOSE, &w->verbose },
        { OPTION_ASCII, &w->ascii },
        { OPTION_NO_INPUT, &w->no_input },
        { OPTION_READ_ONLY, &w->read_only },
        { OPTION_COLD, &w->probe.cold },
        { OPTION_DROP_FIRST, &w->probe.drop_first },
        { OPTION_ALIAS_ONLY, &w->probe.alias_only },
        { OPTION_REDEPLOY, &w->probe.redeploy },
        { OPTION_APPLY, &w->apply },
        { OPTION_DETACH, &w->detach },
        { OPTION_ABANDON, &w->abandon },
        { OPTION_LINEAR, &w->linear },
        { OPTION_NO_MOUSE, &w->no_mouse },
    };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i].id == id)
            return flags[i].flag;
    return NULL;
}

/* The reader's complaint, with the place when that is not the command line. */
static enum va_code
with_place(const struct settings *s, enum option_id id, enum va_code code,
           struct va_err *err)
{
    char place[ORIGIN_TEXT_MAX];
    struct va_err inner = *err;

    if (s->of[id].origin == ORIGIN_COMMAND)
        return code;
    va_fail(err, code, "%s: %s", settings_origin(place, s, id), inner.text);
    if (inner.hint[0])
        va_hint(err, "%s", inner.hint);
    return code;
}

/* What is stored, deleted or measured is named on the command line alone. */
static bool
is_meant(const struct reading *r)
{
    const bool edits = r->command == COMMAND_IMPORT || r->command == COMMAND_FORGET;
    const bool names = option_get(r->id)->group == GROUP_SCOPE;

    if ((edits && (names || r->id == OPTION_VOLUME)) ||
        (r->command == COMMAND_PROBE_RUN && names))
        return r->given->origin == ORIGIN_COMMAND;
    return option_taken_by(r->id, r->command) || r->command == COMMAND_CONFIG;
}

static enum va_code
read_option(const struct settings *s, struct reading *r,
            enum va_code (*read)(const struct reading *r))
{
    bool *flag = flag_of(r->w, r->id);
    enum va_code code = VA_OK;

    r->given = &s->of[r->id];
    r->text = given_last(r->given);
    if (!r->text || !is_meant(r))
        return VA_OK;
    if (read)
        code = read(r);
    else if (flag)
        code = read_bool(r, flag);
    return code ? with_place(s, r->id, code, r->err) : VA_OK;
}

static void
start(struct wants *w, int32_t today_days)
{
    *w = (struct wants){ .export_format = "csv",
                         .render = { .format = RENDER_TEXT },
                         .import = { .format = IMPORT_AUTO, .facts = { .recall = NAN } },
                         .probe = { .max_spend_pusd = PROBE_NO_CAP_GIVEN },
                         .seed = 1,
                         .plain_yes_pusd = MONEY_PUSD_PER_USD / 100 };
    question_init(&w->question, today_days);
}

/* Values that only make sense together. */
static enum va_code
check_together(const struct settings *s, const struct wants *w, enum command_id command,
               struct va_err *err)
{
    if (s->of[OPTION_CALLS].n > 0 && !w->import.facts.api)
        return va_fail(err, VA_USAGE, "--calls needs --api: calls of what?");
    if (s->of[OPTION_FREE_TIER].origin == ORIGIN_COMMAND &&
        option_taken_by(OPTION_FREE_TIER, command) && w->question.volume_per_month == 0)
        return va_fail(err, VA_USAGE,
                       "--free-tier needs --volume: the free tier is a "
                       "share of a month's invocations");
    if (w->question.within_measured && w->question.extrapolate)
        return va_fail(err, VA_USAGE,
                       "--within-measured and --extrapolate exclude each other");
    return VA_OK;
}

enum va_code
wants_read(const struct settings *s, enum command_id command, int32_t today_days,
           struct wants *out, struct va_err *err)
{
    struct reading r = { .w = out, .command = command, .err = err };
    const struct option_reader *reader = NULL;
    enum va_code code = VA_OK;

    start(out, today_days);
    for (size_t i = 0; (reader = option_reader_get(i)) != NULL && !code; i++) {
        r.id = reader->id;
        code = read_option(s, &r, reader->read);
    }
    for (int i = 0; i < OPTION_COUNT && !code; i++) {
        r.id = (enum option_id)i;
        if (!option_get(r.id)->argument)
            code = read_option(s, &r, NULL);
    }
    if (code)
        return code;
    out->import.dry_run = out->dry_run;
    if (out->render.n_fields > 0 && out->render.format == RENDER_TEXT)
        out->render.format = RENDER_PLAIN;
    if (!out->question.objective_given)
        out->question.goal.objective = goal_default_objective(&out->question.goal);
    return check_together(s, out, command, err);
}

void
wants_clear(struct wants *w)
{
    for (int32_t i = 0; i < w->n_lists; i++)
        free(w->lists[i]);
    w->n_lists = 0;
}
