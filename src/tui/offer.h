/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that stand beside what they are for: "S=use safe", "v=all". They can be clicked.
 */
#ifndef VA_TUI_OFFER_H
#define VA_TUI_OFFER_H

#include "tui/frame.h"
#include "tui/tui.h"

/* The key of an action (as it is bound) at the right end of a row, where nothing stands.
 * Returns the columns that takes, 0 when there is no room, or no key. */
int32_t offer_key(const struct tui *t, struct frame *f, struct cell_rect row,
                  enum action_id id, const char *what);

/* The same of the key that shows all that has no room here. */
int32_t offer_all(const struct tui *t, struct frame *f, struct cell_rect row);

/* A text that may have no room. */
struct offer_text {
    const char *text;
    struct ink ink;
    bool more; /* something comes after it */
};

/* As frame_wrap does; where text is cut, or no row is left for what comes after it, the
 * last row ends with the key that shows all. Returns the rows used. */
int32_t offer_wrap(const struct tui *t, struct frame *f, struct cell_rect at,
                   const struct offer_text *o);

#endif
