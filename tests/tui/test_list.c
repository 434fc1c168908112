/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cursor of a list: where it goes, and which rows are seen around it. */
#include "tui/list.h"

#include "tap.h"

/* clang-format off */
static const struct {
    const char *what;
    int32_t at, n;
    enum action_id id;
    int32_t page;
    int32_t to; /* where it must be then */
} moves[] = {
    { "a row down",                     3, 9, ACTION_DOWN,      4, 4 },
    { "a row up",                       3, 9, ACTION_UP,        4, 2 },
    { "the last row is the end",        8, 9, ACTION_DOWN,      4, 8 },
    { "the first row is the end",       0, 9, ACTION_UP,        4, 0 },
    { "a page down",                    1, 9, ACTION_PAGE_DOWN, 4, 5 },
    { "a page up",                      5, 9, ACTION_PAGE_UP,   4, 1 },
    { "a page goes no farther than the last row", 6, 9, ACTION_PAGE_DOWN, 4, 8 },
    { "a page goes no farther than the first",    3, 9, ACTION_PAGE_UP,   4, 0 },
    { "half a page down",               1, 9, ACTION_HALF_DOWN, 4, 3 },
    { "half a page up",                 5, 9, ACTION_HALF_UP,   4, 3 },
    { "half of an odd page is rounded up",  1, 9, ACTION_HALF_DOWN, 5, 4 },
    { "upwards, too",                       5, 9, ACTION_HALF_UP,   5, 2 },
    { "half of a page of one row is a row", 1, 9, ACTION_HALF_DOWN, 1, 2 },
    { "without a row on the screen a page is nothing", 1, 9, ACTION_PAGE_DOWN, 0, 1 },
    { "nor is half of it",              1, 9, ACTION_HALF_UP,   0, 1 },
    { "to the first",                   5, 9, ACTION_FIRST,     4, 0 },
    { "to the last",                    5, 9, ACTION_LAST,      4, 8 },
    { "a list of one has one place",    0, 1, ACTION_LAST,      4, 0 },
    { "an empty list stays at 0, down", 0, 0, ACTION_DOWN,      4, 0 },
    { "an empty list stays at 0, up",   0, 0, ACTION_UP,        4, 0 },
    { "an empty list stays at 0, last", 0, 0, ACTION_LAST,      4, 0 },
    { "a list that became shorter takes the cursor back", 8, 3, ACTION_DOWN, 4, 2 },
    { "a list that became empty, too",  8, 0, ACTION_UP,        4, 0 },
    { "the longest list has a last row", 0, INT32_MAX, ACTION_LAST, 4, INT32_MAX - 1 },
    { "and a way back", INT32_MAX - 1, INT32_MAX, ACTION_FIRST, 4, 0 },
    { "the longest page stops at the end", INT32_MAX - 2, INT32_MAX, ACTION_PAGE_DOWN,
      INT32_MAX, INT32_MAX - 1 },
    { "half of it, too", INT32_MAX - 2, INT32_MAX, ACTION_HALF_DOWN, INT32_MAX,
      INT32_MAX - 1 },
    { "and at the beginning", 1, INT32_MAX, ACTION_PAGE_UP, INT32_MAX, 0 },
};

static const struct {
    const char *what;
    int32_t top, at, n, rows;
    int32_t scrolled, centred; /* the row at the top then */
} tops[] = {
    { "what is all seen begins with the first", 0, 2, 4, 9, 0, 0 },
    { "a cursor that is seen moves nothing",  3, 5, 20, 5, 3, 3 },
    { "a cursor below is the last seen",      3, 8, 20, 5, 4, 6 },
    { "a cursor above is the first seen",     7, 4, 20, 5, 4, 2 },
    { "at the first row",                     7, 0, 20, 5, 0, 0 },
    { "at the last row",                      3, 19, 20, 5, 15, 15 },
    { "no blanks below the last row",         17, 18, 20, 5, 15, 15 },
    { "a screen that grew shows more",        15, 19, 20, 10, 10, 10 },
    { "one row is the cursor's",              3, 8, 20, 1, 8, 8 },
    { "an empty list",                        3, 0, 0, 5, 0, 0 },
    { "an even number of rows",               0, 10, 20, 4, 7, 8 },
    { "the longest list", 0, INT32_MAX - 1, INT32_MAX, 4, INT32_MAX - 4, INT32_MAX - 4 },
};
/* clang-format on */

static void
test_moves(void)
{
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        int32_t at = moves[i].at;

        if (!OK(list_move(&at, moves[i].n, moves[i].id, moves[i].page) &&
                    at == moves[i].to,
                "%s", moves[i].what))
            printf("# at %d, expected %d\n", (int)at, (int)moves[i].to);
    }
}

/* From every place by every action, the cursor stays in the list. */
static void
test_stays(void)
{
    enum { ROWS = 7 };
    int wrong = 0;
    int moved = 0;

    for (int id = 0; id < ACTION_COUNT; id++) {
        for (int32_t i = 0; i < ROWS * ROWS * ROWS; i++) {
            const int32_t n = i % ROWS;
            const int32_t from = i / ROWS % ROWS;
            int32_t at = from;

            if (list_move(&at, n, (enum action_id)id, i / ROWS / ROWS))
                wrong += at < 0 || at >= (n > 0 ? n : 1);
            else
                wrong += at != from;
            moved += at != from;
        }
    }
    OK(wrong == 0 && moved > 0, "it never leaves the list, nor moves by other actions");
}

static void
test_tops(void)
{
    for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++) {
        IS_INT(list_scroll(tops[i].top, tops[i].at, tops[i].n, tops[i].rows),
               tops[i].scrolled, "scrolled: %s", tops[i].what);
        IS_INT(list_centre(tops[i].at, tops[i].n, tops[i].rows), tops[i].centred,
               "centred: %s", tops[i].what);
    }
}

int
main(void)
{
    int32_t at = 3;

    OK(!list_move(&at, 9, ACTION_OPEN, 4) && at == 3, "other actions do not move it");
    test_moves();
    test_stays();
    test_tops();
    return done();
}
