/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What works on a screen, in groups: for the help overlay and the line dialogue. */
#ifndef VA_TUI_HELP_H
#define VA_TUI_HELP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "tui/action.h"

struct tui;

enum { HELP_ROWS_MAX = ACTION_COUNT + 8, HELP_KEYS_MAX = 128 };

/* A row: an action, or a heading before the actions of a group. */
struct help_row {
    enum action_id action; /* ACTION_COUNT: a heading */
    const char *heading;   /* static */
};

struct help_rows {
    struct help_row rows[HELP_ROWS_MAX];
    int32_t n;
    int32_t n_actions;
};

/* The actions of the screen that is shown whose name, sentence, keys or command line hold
 * the text (upper and lower case of ASCII alike; "": all). */
void help_list(const struct tui *t, const char *text, struct help_rows *out);

/* All keys of an action: "b F2"; "" when it has none. buf holds HELP_KEYS_MAX. */
char *help_keys(const struct tui *t, enum action_id id, char *buf);

/* The same as lines, with what to type in the line dialogue. */
void help_say(const struct tui *t, struct buf *out);

/* The command line that it stands for, "vadvise advise W --budget USD"; "" when there is
 * none. buf holds size bytes. Returns buf. */
char *help_line(enum action_id id, char *buf, size_t size);

#endif
