/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a few letters name a word. */
#include "tui/fuzzy.h"

#include <stdbool.h>
#include <string.h>

enum {
    BEGIN = 40,  /* the first letter of all */
    WORD = 20,   /* the first of a word */
    BESIDE = 15, /* the letter behind the one matched before */
    LETTER = 10,
    SKIPPED = 1,
    WHOLE = 30 /* nothing is left over */
};

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
begins_word(const char *hay, size_t at)
{
    return at > 0 && strchr(" -./_", hay[at - 1]) != NULL;
}

/* The match that begins at the earliest place from `from` on; -1: none. */
static int32_t
score_from(const char *needle, const char *hay, size_t from)
{
    int32_t score = 0;
    size_t last = from;
    size_t at = from;

    for (const char *n = needle; *n; n++, at++) {
        while (hay[at] && lower(hay[at]) != lower(*n))
            at++;
        if (!hay[at])
            return -1;
        score += at == 0 ? BEGIN : begins_word(hay, at) ? WORD : LETTER;
        if (n > needle)
            score += at == last + 1 ? BESIDE : -SKIPPED * (int32_t)(at - last);
        last = at;
    }
    return score + (hay[at] ? 0 : WHOLE);
}

int32_t
fuzzy_score(const char *needle, const char *hay)
{
    int32_t best = -1;

    if (!*needle)
        return 0;
    for (size_t from = 0; hay[from]; from++) {
        int32_t score = 0;

        if (lower(hay[from]) != lower(*needle))
            continue;
        score = score_from(needle, hay, from);
        if (score < 0)
            break; /* further on there is even less of it */
        best = score > best ? score : best;
    }
    return best > 0 ? best : best < 0 ? -1 : 1;
}
