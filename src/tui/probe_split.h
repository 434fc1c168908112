/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that was typed as words: of a command, or between commas. */
#ifndef VA_TUI_PROBE_SPLIT_H
#define VA_TUI_PROBE_SPLIT_H

#include <stdint.h>

#include "base/err.h"

enum { PROBE_SPLIT_MAX = 128 };

struct probe_split {
    char *text;                       /* owned */
    char *words[PROBE_SPLIT_MAX + 1]; /* in it */
    int32_t n;
};

/* Words between blanks; single and double quotes and a backslash keep what they quote, as
 * in a shell, and nothing is expanded. VA_USAGE for a quote without an end or too many
 * words, VA_NOMEM. out is cleared by the caller, also on failure. */
enum va_code probe_split_words(const char *line, struct probe_split *out,
                               struct va_err *err);

/* Texts between commas, without blanks around them; empty ones are left out. */
enum va_code probe_split_commas(const char *line, struct probe_split *out,
                                struct va_err *err);

void probe_split_clear(struct probe_split *s);

#endif
