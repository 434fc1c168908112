/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking options, commands and words up. */
#include "cli/table.h"

#include <stdio.h>
#include <string.h>

#include "app/full_screen.h"
#include "app/plot.h"
#include "app/probe_like.h"
#include "app/question.h"
#include "app/render.h"
#include "app/scene_cells.h"
#include "base/text.h"
#include "core/goal.h"
#include "io/import.h"

enum { WORDS_MAX = 32 };

static const struct option_spec options[OPTION_COUNT] = {
#define X(id, name, letter, argument, kind, group, commands, settings, help)             \
    { name, letter, argument, VALUE_##kind, GROUP_##group, commands, settings, help },
    CLI_OPTIONS(X)
#undef X
};

const struct option_spec *
option_get(enum option_id id)
{
    return &options[id];
}

bool
option_taken_by(enum option_id id, enum command_id command)
{
    return (options[id].commands >> command & 1) != 0;
}

bool
option_is_list(enum option_id id)
{
    return id == OPTION_PLATFORM || id == OPTION_IMPLEMENTATION || id == OPTION_MEMORY ||
           id == OPTION_FIELDS || id == OPTION_WITH || id == OPTION_PAYLOAD ||
           id == OPTION_SET;
}

enum option_id
option_find(const char *name)
{
    int id = 0;

    while (id < OPTION_COUNT && strcmp(options[id].name, name) != 0)
        id++;
    return (enum option_id)id;
}

char *
option_variable(char *buf, enum option_id id)
{
    char *at = buf + snprintf(buf, VARIABLE_MAX, "VADVISE_%s", options[id].name);

    while (at-- > buf)
        if (*at == '-')
            *at = '_';
        else if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return buf;
}

const char *
option_group_title(enum option_group g)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_GOAL] = "Goal",          [GROUP_SCOPE] = "What is considered",
        [GROUP_PRICE] = "Prices",       [GROUP_DATA] = "Data",
        [GROUP_PROBE] = "Probes",       [GROUP_OUTPUT] = "Output",
        [GROUP_SCREEN] = "Full screen", [GROUP_GENERAL] = "General",
    };

    return titles[g];
}

static const char *
format_word(int i)
{
    return i < RENDER_FORMAT_COUNT ? render_format_name((enum render_format)i) : NULL;
}

static const char *
from_word(int i)
{
    if (i == 0)
        return "auto";
    return i <= IMPORT_FORMAT_COUNT ? import_format_name((enum import_format)(i - 1))
                                    : NULL;
}

static const char *
stat_word(int i)
{
    return i < STAT_COUNT ? statistic_name((enum statistic)i) : NULL;
}

static const char *
objective_word(int i)
{
    return i <= OBJECTIVE_BALANCED ? objective_name((enum objective)i) : NULL;
}

static const char *
sort_word(int i)
{
    return i < LIST_SORT_COUNT ? list_sort_name((enum list_sort)i) : NULL;
}

static const char *
chart_word(int i)
{
    return i < CHART_COUNT ? plot_chart_name((enum plot_chart)i) : NULL;
}

static const char *
axes_word(int i)
{
    return i < PLOT_AXES_COUNT ? plot_axes_name((enum plot_axes)i) : NULL;
}

static const char *
symbols_word(int i)
{
    return i < SYMBOLS_COUNT ? scene_symbols_name((enum scene_symbols)i) : NULL;
}

static const char *
by_word(int i)
{
    return i < COMPARE_BY_COUNT ? compare_by_name((enum compare_by)i) : NULL;
}

/* The shipped ones; a file is a theme as well. */
static const char *
theme_word(int i)
{
    static const char *const names[] = {
#define X(id, name, what) name,
        SCREEN_THEMES(X)
#undef X
    };

    return i < (int)(sizeof names / sizeof *names) ? names[i] : NULL;
}

const char *
value_word(enum value_kind kind, int i)
{
    static const struct {
        const char *words[4];
        const char *(*word)(int i); /* words that another table has */
    } lists[] = {
        [VALUE_STAT] = { .word = stat_word },
        [VALUE_OBJECTIVE] = { .word = objective_word },
        [VALUE_ARCH] = { { "x86", "arm" } },
        [VALUE_BILLING] = { { "1ms", "100ms", "none" } },
        [VALUE_FORMAT] = { .word = format_word },
        [VALUE_FROM] = { .word = from_word },
        [VALUE_VIA] = { { "filter", "insights" } },
        [VALUE_SORT] = { .word = sort_word },
        [VALUE_BY] = { .word = by_word },
        [VALUE_LIKE] = { .word = probe_like_name },
        [VALUE_COLOR] = { { "auto", "always", "never" } },
        [VALUE_SYMBOLS] = { .word = symbols_word },
        [VALUE_THEME] = { .word = theme_word },
        [VALUE_CHART] = { .word = chart_word },
        [VALUE_AXES] = { .word = axes_word },
        [VALUE_SHELL] = { { "bash", "zsh", "fish" } },
        [VALUE_TARGET] = { { "lambda", "cloud-run", "local" } },
        [VALUE_SPEND] = { { "ask", "never" } },
        [VALUE_RUN] = { { NULL } },
    };

    return lists[kind].word ? lists[kind].word(i) : lists[kind].words[i];
}

enum va_code
value_check(enum value_kind kind, const char *what, const char *text, struct va_err *err)
{
    const char *words[WORDS_MAX];
    const char *near = NULL;
    struct buf list;
    int n = 0;

    buf_init(&list, VA_ERR_TEXT_MAX);
    for (const char *word = value_word(kind, 0); word; word = value_word(kind, ++n)) {
        if (!strcmp(word, text)) {
            buf_clear(&list);
            return VA_OK;
        }
        words[n] = word;
        buf_printf(&list, "%s%s", n > 0 ? ", " : "", word);
    }
    near = text_closest(text, words, (size_t)n);
    va_fail(err, VA_USAGE, "%s: '%s' is not one of %s", what, text, buf_get(&list));
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    buf_clear(&list);
    return VA_USAGE;
}
