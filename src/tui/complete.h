/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand behind an action's name. */
#ifndef VA_TUI_COMPLETE_H
#define VA_TUI_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/action.h"

struct tui;

enum { WORDS_MAX = 64, WORD_BYTES = 256 };

struct completion {
    char words[WORDS_MAX][WORD_BYTES];
    int32_t n;
    size_t from; /* byte of the line where they begin: they replace what is behind it */
};

/*
 * The words that what is typed may become: those that begin like its last part. A list
 * goes on behind its last comma, a file behind its last folder. None where any text will
 * do.
 */
void complete_argument(struct tui *t, enum action_id id, const char *typed,
                       struct completion *out);

/* The same for the name of a file. */
void complete_path(const struct tui *t, const char *typed, struct completion *out);

/* A path with "~/" before it as it is in full. out holds size bytes; false: no room. */
bool complete_home(const struct tui *t, const char *path, char *out, size_t size);

/* The bytes that all words have in common. */
size_t complete_common(const struct completion *c);

#endif
