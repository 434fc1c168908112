/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving in a list, and what of it is seen. */
#include "tui/list.h"

#include <stddef.h>

static int64_t
within(int64_t value, int64_t most)
{
    const int64_t at_most = value < most ? value : most;

    return at_most > 0 ? at_most : 0;
}

bool
list_move(int32_t *at, int32_t n, enum action_id id, int32_t page)
{
    const int64_t half = ((int64_t)page + 1) / 2;
    const struct {
        enum action_id id;
        int64_t by;
    } moves[] = {
        { ACTION_UP, -1 },          { ACTION_DOWN, 1 },        { ACTION_PAGE_UP, -page },
        { ACTION_PAGE_DOWN, page }, { ACTION_HALF_UP, -half }, { ACTION_HALF_DOWN, half },
        { ACTION_FIRST, -n },       { ACTION_LAST, n },
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (moves[i].id != id)
            continue;
        *at = (int32_t)within(*at + moves[i].by, (int64_t)n - 1);
        return true;
    }
    return false;
}

int32_t
list_scroll(int32_t top, int32_t at, int32_t n, int32_t rows)
{
    if (at - top >= rows)
        top = at - rows + 1;
    if (at < top)
        top = at;
    return (int32_t)within(top, (int64_t)n - rows);
}

int32_t
list_centre(int32_t at, int32_t n, int32_t rows)
{
    return (int32_t)within((int64_t)at - rows / 2, (int64_t)n - rows);
}
