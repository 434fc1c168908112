/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of the screen over the bundled data, at a fixed time, for tests in C. */
#ifndef VA_TESTS_TUI_MODEL_H
#define VA_TESTS_TUI_MODEL_H

#include <stdlib.h>

#include "base/clock.h"
#include "tap.h"
#include "tui/key.h"
#include "tui/tui.h"

struct model {
    struct full_screen start;
    struct tui tui;
    struct frame frame;
};

static inline int64_t
model_now(void *ctx)
{
    (void)ctx;
    return INT64_C(1548979200000); /* 2019-02-01 */
}

static inline enum va_code
model_question(void *ctx, const char *workload, struct question *out, struct va_err *err)
{
    (void)ctx, (void)workload, (void)err;
    question_init(out, date_of_ms(model_now(NULL)));
    return VA_OK;
}

/* False, with a bail-out printed: it could not be made. */
static inline bool
model_open(struct model *m, int32_t columns, int32_t rows)
{
    const struct session_options o = { .data_dir = getenv("VADVISE_DATADIR"),
                                       .db_path = "/nonexistent/vadvise.db",
                                       .overlay_dir = "/nonexistent",
                                       .clock = { model_now, NULL } };
    struct va_err err = { 0 };

    *m = (struct model){ .start = { .question = model_question, .version = "test" } };
    if (session_open(&o, &m->start.session, &err) ||
        tui_open(&m->tui, &m->start, true, &err) ||
        frame_init(&m->frame, columns, rows, false)) {
        printf("Bail out! %s\n", err.text);
        return false;
    }
    m->tui.columns = columns;
    m->tui.rows = rows;
    m->tui.now_ms = 1000000;
    return true;
}

static inline void
model_close(struct model *m)
{
    tui_close(&m->tui);
    frame_clear(&m->frame);
    session_close(m->start.session);
}

static inline void
model_key(struct model *m, uint32_t key)
{
    tui_event(&m->tui, &(struct event){ .kind = EVENT_KEY, .key = key });
}

/* ASCII, a key each. */
static inline void
model_type(struct model *m, const char *text)
{
    for (; *text; text++)
        model_key(m, (uint32_t)*text);
}

static inline void
model_paste(struct model *m, const char *text)
{
    for (; *text; text++)
        tui_event(&m->tui,
                  &(struct event){ .kind = EVENT_PASTE, .key = (uint32_t)*text });
}

/* Draw, and look for a text in the frame; the row, -1: it is not there. */
static inline int32_t
model_row(struct model *m, const char *text)
{
    int32_t found = -1;

    tui_draw(&m->tui, &m->frame);
    for (int32_t row = 0; row < m->frame.grid.rows && found < 0; row++) {
        struct cell_grid one = m->frame.grid;
        struct buf b;

        one.rows = 1;
        one.cells += row * one.columns;
        buf_init(&b, 1 << 16);
        cells_print(&one, &b);
        if (strstr(buf_get(&b), text))
            found = row;
        buf_clear(&b);
    }
    return found;
}

static inline bool
model_shows(struct model *m, const char *text)
{
    return model_row(m, text) >= 0;
}

#endif
