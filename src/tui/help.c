/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What works on a screen, in groups. */
#include "tui/help.h"

#include <stdio.h>
#include <string.h>

#include "tui/key.h"
#include "tui/tui.h"

/* Groups by the screens that actions work on: from the nearest to the farthest. */
enum group { GROUP_SCREEN, GROUP_GOAL, GROUP_MOVE, GROUP_ALL, GROUP_COUNT };

static const char *const headings[GROUP_COUNT] = { "On this screen", "Goal and statistic",
                                                   "Moving", "On every screen" };

static enum group
group_of(const struct action *a)
{
    if (a->run == do_move)
        return GROUP_MOVE;
    if (a->screens == ON_ALL)
        return GROUP_ALL;
    return a->screens == ON_GOAL ? GROUP_GOAL : GROUP_SCREEN;
}

char *
help_keys(const struct tui *t, enum action_id id, char *buf)
{
    size_t used = 0;
    char key[KEY_TEXT_MAX];

    buf[0] = '\0';
    for (int i = 0; i < KEYMAP_KEYS_MAX && t->keymap.keys[id][i]; i++) {
        const int n = snprintf(buf + used, HELP_KEYS_MAX - used, "%s%s", i ? " " : "",
                               key_name(key, t->keymap.keys[id][i]));

        used += (size_t)n < HELP_KEYS_MAX - used ? (size_t)n : 0;
    }
    return buf;
}

char *
help_line(enum action_id id, char *buf, size_t size)
{
    const char *line = action_get(id)->line;
    const bool option = line[0] == '-' && line[1] == '-';

    if (!*line)
        buf[0] = '\0';
    else
        snprintf(buf, size, "vadvise %s%s", option ? "advise W " : "", line);
    return buf;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
holds(const char *hay, const char *text)
{
    for (; *hay; hay++) {
        size_t i = 0;

        while (text[i] && lower(hay[i]) == lower(text[i]))
            i++;
        if (!text[i])
            return true;
    }
    return false;
}

static bool
matches(const struct tui *t, enum action_id id, const char *text)
{
    const struct action *a = action_get(id);
    char keys[HELP_KEYS_MAX];

    return !*text || holds(a->name, text) || holds(a->help, text) ||
           holds(a->line, text) || holds(help_keys(t, id, keys), text);
}

static void
add_group(const struct tui *t, enum group group, const char *text, struct help_rows *out)
{
    const int32_t first = out->n;

    for (int i = 0; i < ACTION_COUNT; i++) {
        const enum action_id id = (enum action_id)i;

        if (group_of(action_get(id)) != group || !action_on(id, t->screen) ||
            !matches(t, id, text))
            continue;
        if (out->n == first)
            out->rows[out->n++] = (struct help_row){ ACTION_COUNT, headings[group] };
        out->rows[out->n++] = (struct help_row){ id, NULL };
        out->n_actions++;
    }
}

void
help_list(const struct tui *t, const char *text, struct help_rows *out)
{
    out->n = out->n_actions = 0;
    for (int g = 0; g < GROUP_COUNT; g++)
        add_group(t, (enum group)g, text, out);
}

void
help_say(const struct tui *t, struct buf *out)
{
    struct help_rows list;
    char keys[HELP_KEYS_MAX];

    help_list(t, "", &list);
    for (int32_t i = 0; i < list.n; i++) {
        const enum action_id id = list.rows[i].action;
        const struct action *a = NULL;

        if (id == ACTION_COUNT) {
            buf_printf(out, "%s:\n", list.rows[i].heading);
            continue;
        }
        a = action_get(id);
        help_keys(t, id, keys);
        buf_printf(out, "  %s%s%s: %s%s%s%s\n", a->name, a->argument ? " " : "",
                   a->argument ? a->argument : "", a->help, *keys ? " (" : "", keys,
                   *keys ? ")" : "");
    }
}
