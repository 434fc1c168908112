/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor in a list of n rows: 0 <= at < n, and 0 when there are none. */
#ifndef VA_TUI_LIST_H
#define VA_TUI_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/action.h"

/* Move it as an action does, in pages of so many rows >= 0; false: that is no moving, and
 * it stays. Half of an odd page is rounded up. */
bool list_move(int32_t *at, int32_t n, enum action_id id, int32_t page);

/* The row at the top when `rows` of them are shown, so that the cursor is among them and
 * none are blank that need not be: as near to `top`, where it was, as may be. */
int32_t list_scroll(int32_t top, int32_t at, int32_t n, int32_t rows);

/* The same with the cursor in the middle, where there are rows around it. */
int32_t list_centre(int32_t at, int32_t n, int32_t rows);

#endif
