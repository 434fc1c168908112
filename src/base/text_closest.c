/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean": the candidate nearest to a mistyped word. */
#include "base/text.h"

#include <string.h>

struct word {
    const char *text;
    size_t len;
};

static char
fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same(const struct word *a, size_t i, const struct word *b, size_t j)
{
    return fold(a->text[i]) == fold(b->text[j]);
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* rows[i % 3][j] is the distance between the first i bytes of a and the first j of b. */
static size_t
distance(const struct word *a, const struct word *b)
{
    size_t rows[3][TEXT_NAME_MAX + 1];

    for (size_t j = 0; j <= b->len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a->len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b->len; j++) {
            row[j] = above[j - 1] + !same(a, i - 1, b, j - 1);
            row[j] = least(row[j], least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1))
                row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a->len % 3][b->len];
}

const char *
text_closest(const char *word, const char *const *candidates, size_t n)
{
    const struct word typed = { word, strnlen(word, TEXT_NAME_MAX + 1) };
    const size_t limit = typed.len / 3 > 1 ? typed.len / 3 : 1;
    const char *closest = NULL;
    size_t best = least(limit + 1, typed.len);

    if (typed.len > TEXT_NAME_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const struct word other = { candidates[i],
                                    strnlen(candidates[i], TEXT_NAME_MAX + 1) };
        size_t wrong = 0;

        if (other.len > TEXT_NAME_MAX)
            continue;
        wrong = distance(&typed, &other);
        if (wrong < best) {
            best = wrong;
            closest = candidates[i];
        }
    }
    return closest;
}
