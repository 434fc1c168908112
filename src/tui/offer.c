/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/offer.h"

#include <stdio.h>

#include "app/scene.h"
#include "base/text.h"
#include "tui/key.h"

enum {
    WHAT_BYTES = 32,
    TEXT_FROM = 32 /* columns of a row where a key can stand beside text */
};

int32_t
offer_key(const struct tui *t, struct frame *f, struct cell_rect row, enum action_id id,
          const char *what)
{
    const struct ink bold = { ROLE_TITLE, CELL_BOLD };
    char text[KEY_TEXT_MAX + WHAT_BYTES];
    char key[KEY_TEXT_MAX];
    int32_t width = 0;

    snprintf(text, sizeof text, " %s=%s", tui_key_text(t, id, key), what);
    width = text_width(text);
    if (!*key || width >= row.columns)
        return 0;
    row = rect_columns(row, row.columns - width - 1, width);
    for (int32_t i = 0; i < width; i++) {
        const struct cell *cell = cells_get(&f->grid, row.column + i, row.row);

        if (cell && cell->point != ' ')
            return 0;
    }
    frame_text(f, row, bold, text);
    frame_spot(f, row, id);
    return width + 1;
}

int32_t
offer_all(const struct tui *t, struct frame *f, struct cell_rect row)
{
    return row.columns < TEXT_FROM ? 0 : offer_key(t, f, row, ACTION_PAGER, "all");
}

int32_t
offer_wrap(const struct tui *t, struct frame *f, struct cell_rect at,
           const struct offer_text *o)
{
    const int32_t used = frame_wrap(f, at, o->ink, o->text);
    const int32_t needed = frame_wrap_rows(o->text, at.columns, at.rows + 1);
    const char *text = o->text;
    struct cell_rect last = rect_rows(at, at.rows - 1, 1);
    size_t len = 0;

    if (at.rows < 1 || needed < at.rows || (needed == at.rows && !o->more) ||
        offer_all(t, f, last))
        return used;
    frame_fill(f, last, o->ink);
    last.columns -= offer_all(t, f, last);
    for (int32_t row = 0; row + 1 < at.rows; row++)
        (void)scene_next_line(&text, at.columns, &len);
    frame_wrap(f, last, o->ink, text);
    return used;
}
