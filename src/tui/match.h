/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters of tables: a regular expression in any case, `!` before it for rows that do not
 * match, `~` for letters that occur in this order.
 */
#ifndef VA_TUI_MATCH_H
#define VA_TUI_MATCH_H

#include <regex.h>
#include <stdbool.h>

#include "base/err.h"

enum { MATCH_TEXT_MAX = 128 };

struct match {
    char text[MATCH_TEXT_MAX + 1]; /* as given; "" matches everything */
    bool inverse, fuzzy, has_regex;
    regex_t regex;
};

void match_init(struct match *m);
void match_clear(struct match *m); /* "" again */

/*
 * Take over a filter's text. VA_USAGE for one that is no regular expression, too long, or
 * of a kind that can take very long (back references, counts within counts); the match is
 * unchanged then.
 */
enum va_code match_set(struct match *m, const char *text, struct va_err *err);

/* Does a row of this text match? */
bool match_fits(const struct match *m, const char *text);

#endif
