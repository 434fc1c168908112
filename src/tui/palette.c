/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions by their names. */
#include "tui/palette.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/recent.h"
#include "tui/tui.h"

static enum va_code
no_such_action(const char *name, struct va_err *err)
{
    const char *names[ACTION_COUNT];
    const char *near = NULL;

    for (int i = 0; i < ACTION_COUNT; i++)
        names[i] = action_get((enum action_id)i)->name;
    near = text_closest(name, names, ACTION_COUNT);
    va_fail(err, VA_USAGE, "there is no command '%.40s'", name);
    if (near)
        va_hint(err, "Did you mean '%s'?", near);
    return VA_USAGE;
}

/* "1708", "1,708", "1708 MB": digits, commas between them, perhaps the unit. */
static bool
is_size(const char *line, char *digits, size_t size)
{
    size_t n = 0;

    for (; *line && *line != ' '; line++) {
        if (*line == ',' && n > 0)
            continue;
        if (*line < '0' || *line > '9' || n + 1 >= size)
            return false;
        digits[n++] = *line;
    }
    digits[n] = '\0';
    line += strspn(line, " ");
    return n > 0 && (!*line || !strcmp(line, "MB"));
}

/* To a size, on the screen that has one. */
static enum va_code
go_to_size(struct tui *t, const char *digits, struct va_err *err)
{
    if (!action_on(ACTION_MEMORY, t->screen)) {
        const enum va_code code = tui_try(t, ACTION_EXPLORE, NULL, err);

        if (code)
            return code;
    }
    return tui_try(t, ACTION_MEMORY, digits, err);
}

/* The line without white space around it. */
static void
trim(const char *line, char *out)
{
    size_t len = 0;

    line += strspn(line, " \t:");
    snprintf(out, OVERLAY_TEXT_MAX, "%s", line);
    len = strlen(out);
    while (len > 0 && strchr(" \t\r", out[len - 1]))
        out[--len] = '\0';
}

enum va_code
palette_run(struct tui *t, const char *line, struct va_err *err)
{
    char text[OVERLAY_TEXT_MAX];
    char name[OVERLAY_TEXT_MAX];
    char digits[TEXT_NUMBER_MAX];
    const char *argument = NULL;
    enum action_id id = ACTION_COUNT;
    enum va_code code = VA_OK;
    size_t len = 0;
    bool whole = true; /* done with this line, not asked for what is missing */

    trim(line, text);
    if (is_size(text, digits, sizeof digits))
        code = go_to_size(t, digits, err);
    else {
        len = strcspn(text, " \t");
        snprintf(name, sizeof name, "%.*s", (int)len, text);
        argument = text + len + strspn(text + len, " \t");
        id = action_find(name);
        if (id == ACTION_COUNT)
            return no_such_action(name, err);
        whole = *argument || !action_get(id)->argument;
        code = tui_try(t, id, *argument ? argument : NULL, err);
    }
    if (!code && whole)
        recent_add(t, text);
    return code;
}
