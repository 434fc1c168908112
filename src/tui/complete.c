/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand behind an action's name. */
#include "tui/complete.h"

#include <stdio.h>
#include <string.h>

#include "core/goal.h"
#include "tui/theme.h"
#include "tui/tui.h"

/* Words being collected. */
struct gather {
    struct tui *t;
    const char *prefix;
    struct completion *out;
};

static void
add(const struct gather *g, const char *word)
{
    struct completion *c = g->out;
    const size_t len = strlen(g->prefix);

    if (c->n == WORDS_MAX || strncmp(word, g->prefix, len) != 0 ||
        strlen(word) >= WORD_BYTES)
        return;
    for (int32_t i = 0; i < c->n; i++) {
        if (!strcmp(c->words[i], word))
            return;
    }
    snprintf(c->words[c->n++], WORD_BYTES, "%s", word);
}

static void
add_screens(const struct gather *g)
{
    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (screen_get((enum screen_id)i))
            add(g, screen_word((enum screen_id)i));
    }
}

static enum va_code
add_workload(void *ctx, const char *name, bool sample)
{
    (void)sample;
    add(ctx, name);
    return VA_OK;
}

static void
add_workloads(const struct gather *g)
{
    struct va_err err = { 0 };
    struct gather mine = *g;

    session_names(g->t->session, add_workload, &mine, &err);
}

static void
add_statistics(const struct gather *g)
{
    for (int i = 0; i < STAT_COUNT; i++)
        add(g, statistic_name((enum statistic)i));
}

static void
add_objectives(const struct gather *g)
{
    static const enum objective all[] = { OBJECTIVE_CHEAPEST, OBJECTIVE_FASTEST,
                                          OBJECTIVE_BALANCED };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        add(g, objective_name(all[i]));
}

static void
add_symbols(const struct gather *g)
{
    for (int i = 0; i < SYMBOLS_COUNT; i++)
        add(g, scene_symbols_name((enum scene_symbols)i));
}

static void
add_themes(const struct gather *g)
{
    for (int i = 0; i < THEME_COUNT; i++)
        add(g, theme_name((enum theme_id)i));
}

static void
add_steps(const struct gather *g)
{
    add(g, "1ms");
    add(g, "100ms");
    add(g, "none");
}

static void
add_formats(const struct gather *g)
{
    static const char *const words[] = { "value", "json", "csv", "markdown", "text" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        add(g, words[i]);
}

static void
add_ways_out(const struct gather *g)
{
    add(g, "stop");
    add(g, "wait");
    add(g, "detach");
}

static void
add_platforms(const struct gather *g)
{
    const struct field *f = &g->t->subject.field;

    for (int32_t i = 0; g->t->subject.open && i < f->workload.n_profiles; i++)
        add(g, f->workload.profiles[i].platform);
    add(g, "all");
}

/* Those that have prices; an API is no platform, and says so when it is taken. */
static void
add_priced(const struct gather *g)
{
    struct prices *prices = NULL;

    if (session_prices(g->t->session, &prices, NULL))
        return;
    for (int32_t i = 0; i < prices_count(prices); i++) {
        const struct price_entry *e = prices_entry(prices, i);

        if (!prices_read(prices, i, NULL) && e->kind == PRICE_PLATFORM)
            add(g, e->name);
    }
}

static void
add_implementations(const struct gather *g)
{
    const struct field *f = &g->t->subject.field;

    for (int32_t i = 0; g->t->subject.open && i < f->workload.n_profiles; i++)
        add(g, f->workload.profiles[i].implementation);
    add(g, "all");
}

/* clang-format off */
static const struct source {
    enum action_id action;
    void (*words)(const struct gather *g);
} sources[] = {
    { ACTION_SCREEN, add_screens },
    { ACTION_WORKLOAD, add_workloads },
    { ACTION_FORGET, add_workloads },
    { ACTION_STAT, add_statistics },
    { ACTION_OBJECTIVE, add_objectives },
    { ACTION_SYMBOLS, add_symbols },
    { ACTION_THEME, add_themes },
    { ACTION_BILLING, add_steps },
    { ACTION_COPY, add_formats },
    { ACTION_PLATFORM, add_platforms },
    { ACTION_PRICE_AS, add_priced },
    { ACTION_IMPLEMENTATION, add_implementations },
    { ACTION_LEAVE, add_ways_out },
    { ACTION_PLAN, add_workloads },
};
/* clang-format on */

static const struct source *
source_of(enum action_id id)
{
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (sources[i].action == id)
            return &sources[i];
    }
    return NULL;
}

static bool
takes_path(enum action_id id)
{
    const char *argument = action_get(id)->argument;

    return argument && !strcmp(argument, "FILE");
}

/* What the screen itself knows. */
static void
add_of_screen(const struct gather *g, enum action_id id)
{
    const struct screen *s = screen_get(g->t->screen);
    const char *word = NULL;

    for (int32_t i = 0; s->word && (word = s->word(g->t, id, i)) != NULL; i++)
        add(g, word);
}

void
complete_argument(struct tui *t, enum action_id id, const char *typed,
                  struct completion *out)
{
    const struct source *s = source_of(id);
    const char *argument = action_get(id)->argument;
    const char *comma = NULL;

    out->n = 0;
    out->from = 0;
    if (takes_path(id)) {
        complete_path(t, typed, out);
        return;
    }
    if (argument && !strcmp(argument, "LIST"))
        comma = strrchr(typed, ',');
    if (comma)
        out->from = (size_t)(comma + 1 - typed);
    if (s)
        s->words(&(struct gather){ t, typed + out->from, out });
    else
        add_of_screen(&(struct gather){ t, typed, out }, id);
}

size_t
complete_common(const struct completion *c)
{
    size_t len = c->n > 0 ? strlen(c->words[0]) : 0;

    for (int32_t i = 1; i < c->n; i++) {
        size_t same = 0;

        while (same < len && c->words[i][same] == c->words[0][same])
            same++;
        len = same;
    }
    while (len > 0 && ((unsigned char)c->words[0][len] & 0xc0) == 0x80)
        len--; /* between characters */
    return len;
}
