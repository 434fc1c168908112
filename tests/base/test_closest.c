/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean": which mistakes find their word. */
#include "base/text.h"
#include "tap.h"

struct row {
    const char *word;
    const char *closest;
    const char *what;
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const commands[] = { "advise",  "list",      "show",   "fit",
                                        "compare", "stability", "import", "export",
                                        "forget",  "pricing",   "plot",   "plan" };

int
main(void)
{
    static const struct row rows[] = {
        { "advise", "advise", "the word itself" },
        { "advize", "advise", "a wrong letter" },
        { "advie", "advise", "a missing letter" },
        { "addvise", "advise", "a letter too many" },
        { "advsie", "advise", "two letters in the wrong order" },
        { "ADVISE", "advise", "capitals" },
        { "pircign", "pricing", "two swaps" },
        { "lits", "list", "a swap in a short word" },
        { "compre", "compare", "the nearest of several" },
        { "inport", "import", "a word between import and export" },
        { "plaot", "plot", "a letter too many near two words" },
        { "plo", "plot", "the first of two equally near words" },
        { "stabilty2", "stability", "a third of a long word" },
        { "qqqqqq", NULL, "no likeness at all" },
        { "xyvise", "advise", "two wrong letters of six" },
        { "xyzise", NULL, "three wrong letters of six" },
        { "fxy", NULL, "two wrong letters of three" },
        { "f", NULL, "one letter" },
        { "", NULL, "nothing" },
    };
    static const char *const one_letter[] = { "a" };
    static const char *const empty[] = { "" };
    char longest[2 * TEXT_NAME_MAX];
    const char *const long_words[] = { longest };

    for (size_t i = 0; i < N_OF(rows); i++)
        IS_STR(text_closest(rows[i].word, commands, N_OF(commands)), rows[i].closest,
               "%s: \"%s\" finds %s", rows[i].what, rows[i].word,
               rows[i].closest ? rows[i].closest : "nothing");
    IS_STR(text_closest("b", one_letter, 1), NULL,
           "a wholly different letter is not near");
    IS_STR(text_closest("ab", empty, 1), NULL, "an empty candidate is not near");
    IS_STR(text_closest("advise", commands, 0), NULL, "no candidates, nothing near");
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    IS_STR(text_closest(longest, long_words, 1), NULL,
           "a word too long has no neighbour");
    IS_STR(text_closest("nnnn", long_words, 1), NULL, "nor is it one");
    longest[TEXT_NAME_MAX] = '\0';
    IS_STR(text_closest(longest, long_words, 1), longest, "the longest word is found");
    return done();
}
