/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions that change local settings: goals, statistic, looks; undo and redo. */
#include <stdio.h>
#include <string.h>

#include "tui/price_local.h"
#include "tui/rebind.h"
#include "tui/tui.h"

enum { TITLE_BYTES = 160, HELP_BYTES = 160 };

/* Which setting an action sets. */
static const struct {
    enum action_id action;
    enum local_id local;
    bool each;
    const char *title;
} sets[] = {
    { ACTION_BUDGET, LOCAL_BUDGET, true, "Budget, USD per invocation" },
    { ACTION_LATENCY, LOCAL_LATENCY, true, "Latency, most it may take" },
    { ACTION_OBJECTIVE, LOCAL_OBJECTIVE, true, "Objective" },
    { ACTION_MIN_RECALL, LOCAL_MIN_RECALL, true, "Least recall, 0 to 1 or percent" },
    { ACTION_CONFIDENCE, LOCAL_CONFIDENCE, true, "Confidence of the safe pick, percent" },
    { ACTION_VOLUME, LOCAL_VOLUME, true, "Invocations a month" },
    { ACTION_PLATFORM, LOCAL_PLATFORM, true, "Platforms" },
    { ACTION_IMPLEMENTATION, LOCAL_IMPLEMENTATION, true, "Implementations" },
    { ACTION_PRICE_AS, LOCAL_PRICE_AS, true, "Price what has no price as platform" },
    { ACTION_REGION, LOCAL_REGION, true, "Region" },
    { ACTION_STAT, LOCAL_STAT, false, "Statistic" },
    { ACTION_AS_OF, LOCAL_AS_OF, false, "Prices of the day" },
    { ACTION_BILLING, LOCAL_BILLING, false, "Billing step" },
};

enum { N_SETS = sizeof sets / sizeof sets[0] };

void
tui_changed(struct tui *t)
{
    const char *symbols = local_get(t->locals, LOCAL_SYMBOLS, NULL);
    const char *theme = local_get(t->locals, LOCAL_THEME, NULL);

    if (!symbols)
        symbols = t->start->symbols;
    t->symbols = SYMBOLS_BRAILLE;
    for (int i = 0; symbols && i < SYMBOLS_COUNT; i++) {
        if (!strcmp(symbols, scene_symbols_name((enum scene_symbols)i)))
            t->symbols = (enum scene_symbols)i;
    }
    if (!t->unicode)
        t->symbols = SYMBOLS_ASCII;
    if (!theme)
        theme = t->start->theme ? t->start->theme : "default";
    if (strcmp(theme, t->theme) != 0) {
        if (t->theme[0])
            tui_effect(t, EFFECT_THEME, theme);
        snprintf(t->theme, sizeof t->theme, "%s", theme);
    }
    price_local_follow(t);
    subject_judge(t);
    t->stale = true;
}

enum va_code
tui_set(struct tui *t, enum local_id id, const char *of, const char *value,
        struct va_err *err)
{
    enum va_code code = VA_OK;

    local_begin(t->locals, local_word(id), false);
    code = local_set(t->locals, id, of, value, err);
    if (!code)
        tui_changed(t);
    return code;
}

/* Ask for the value, which is there already to be changed. */
static void
ask_value(struct tui *t, enum action_id id, const char *title, const char *text,
          const char *of)
{
    char line[TITLE_BYTES];
    char help[HELP_BYTES];

    snprintf(line, sizeof line, of ? "%s, of %s" : "%s", title, of ? of : "");
    snprintf(help, sizeof help, "%s%s", action_get(id)->help,
             text ? "; empty takes it back" : "");
    tui_ask(t,
            &(struct ask){
                .action = id, .title = line, .help = help, .text = text, .live = true });
}

static enum va_code
set_value(struct tui *t, size_t i, const char *text, struct va_err *err)
{
    const char *of = sets[i].each ? tui_workload(t) : NULL;
    enum va_code code = VA_OK;

    if (sets[i].each && !of) {
        va_fail(err, VA_DATA, "no workload is open");
        va_hint(err, "':workload NAME' opens one");
        return VA_DATA;
    }
    if (!text) {
        ask_value(t, sets[i].action, sets[i].title,
                  local_get(t->locals, sets[i].local, of), of);
        return VA_OK;
    }
    if (*text)
        code = subject_check(t, sets[i].local, text, err);
    return code ? code : tui_set(t, sets[i].local, of, *text ? text : NULL, err);
}

enum va_code
do_goal(struct tui *t, const struct doing *d, struct va_err *err)
{
    for (size_t i = 0; i < N_SETS; i++) {
        if (sets[i].action == d->id)
            return set_value(t, i, d->argument, err);
    }
    return va_fail(err, VA_USAGE, "'%s' is no goal", action_get(d->id)->name);
}

/* Without a word, the next statistic in turn. */
enum va_code
do_stat(struct tui *t, const struct doing *d, struct va_err *err)
{
    const enum statistic now = t->subject.question.goal.stat;
    const struct doing next = { d->id, d->argument ? d->argument
                                                   : statistic_name((enum statistic)(
                                                         (now + 1) % STAT_COUNT)) };
    const enum va_code code = do_goal(t, &next, err);

    if (!code)
        tui_toast(t, ROLE_TEXT, "durations are now the %s", next.argument);
    return code;
}

static enum va_code
set_symbols(struct tui *t, const char *word, struct va_err *err)
{
    for (int i = 0; i < SYMBOLS_COUNT; i++) {
        if (!strcmp(word, scene_symbols_name((enum scene_symbols)i)))
            return tui_set(t, LOCAL_SYMBOLS, NULL, word, err);
    }
    return va_fail(err, VA_USAGE, "'%s' are no symbols: braille, quadrant, ascii", word);
}

enum va_code
do_look(struct tui *t, const struct doing *d, struct va_err *err)
{
    const bool symbols = d->id == ACTION_SYMBOLS;

    if (!d->argument) {
        tui_ask(t, &(struct ask){ .action = d->id,
                                  .title = symbols ? "Symbols" : "Theme",
                                  .text = symbols ? scene_symbols_name(t->symbols)
                                                  : t->theme });
        return VA_OK;
    }
    return symbols ? set_symbols(t, d->argument, err)
                   : tui_set(t, LOCAL_THEME, NULL, d->argument, err);
}

enum va_code
do_dismiss(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d;
    return tui_set(t, LOCAL_HINT, NULL, "off", err);
}

enum va_code
do_undo(struct tui *t, const struct doing *d, struct va_err *err)
{
    const bool undo = d->id == ACTION_UNDO;
    const char *what = NULL;
    const enum va_code code =
        undo ? local_undo(t->locals, &what) : local_redo(t->locals, &what);

    if (code)
        return va_fail(err, code, "%s", va_code_text(code));
    if (!what)
        return va_fail(err, VA_USAGE,
                       undo ? "there is nothing to undo" : "there is nothing to redo");
    tui_toast(t, ROLE_TEXT, undo ? "undone: %s" : "done again: %s", what);
    rebind_refresh(t);
    tui_changed(t);
    return VA_OK;
}
