/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to prices*.c: the screen of price tables. */
#ifndef VA_TUI_PRICES_H
#define VA_TUI_PRICES_H

#include <stdbool.h>
#include <stdint.h>

#include "app/what_if.h"
#include "tui/tui.h"

enum { PRICES_ROWS_MAX = 512, PRICES_SOURCE_MAX = 512, PRICES_NAMES_MAX = 16384 };

/* A dated table. */
struct prices_row {
    char name[TEXT_NAME_MAX + 1], table[TEXT_NAME_MAX + 1];
    char title[TEXT_NAME_MAX + 1];
    char source[PRICES_SOURCE_MAX];
    char retrieved[16];
    char sha256[SHA256_HEX + 1];
    char request[PRICE_CELL_TEXT_MAX]; /* of an invocation; "" for an API */
    char unit[PRICE_CELL_TEXT_MAX];    /* the price of a unit, or of a call */
    const char *unit_name;             /* "GB-s", "call"; static */
    char step[PRICE_CELL_TEXT_MAX];    /* "100 ms"; "" for an API */
    int32_t effective_days;
    int32_t until_days; /* the next table of the name begins; 0: none */
    int32_t n_regions;
    bool in_force; /* today */
    bool unverified, overlay, what_if;
};

/* What the changes do to all workloads; a slice at a time. */
struct prices_effect {
    char (*names)[TEXT_NAME_MAX + 1]; /* owned; NULL: not begun */
    int32_t n, at;                    /* looked at so far */
    int32_t n_own;                    /* that are not bundled ones */
    int32_t n_moved, n_changed, n_left_out;
    struct what_if_effect open; /* of the open workload */
    bool has_open;
    uint32_t generation; /* of the prices that it is about */
    int64_t subject;     /* version of the subject */
};

struct prices_view {
    struct prices_row *rows; /* owned */
    int32_t n, at, first;
    bool in_table; /* the cells of the table under the cursor are shown */
    char name[TEXT_NAME_MAX + 1], table[TEXT_NAME_MAX + 1], region[TEXT_NAME_MAX + 1];
    int32_t group, n_same; /* of the regions, and how many are at these prices */
    int32_t n_groups;
    struct price_cell *cells; /* PRICE_CELLS_MAX; owned */
    int32_t n_cells, cell_at, cell_first;
    uint32_t generation; /* of the prices in rows and cells */
    bool loaded;
    int32_t page; /* rows shown at the last drawing */
    enum va_code code;
    struct va_err err; /* why there are no rows */
    struct prices_effect effect;
};

static inline struct prices_view *
prices_view_of(const struct tui *t)
{
    return t->views[SCREEN_PRICES];
}

static inline const struct prices_row *
prices_row_at(const struct prices_view *v)
{
    return v->at < v->n ? &v->rows[v->at] : NULL;
}

/* Read tables and cells; and only when that was not done, or prices changed since. */
void prices_load(struct tui *t);
void prices_keep_up(struct tui *t);

/* Changes that are not saved; 0 also when the tables cannot be read. */
int32_t prices_changes(const struct tui *t);

/* How old what was read of a provider is: "2 months ago". Returns whether that is old. */
bool prices_age(const struct tui *t, const struct prices_row *row, struct buf *out);

/* prices_effect.c */
void prices_effect_refresh(struct tui *t);
bool prices_effect_work(struct tui *t);
void prices_effect_clear(struct prices_effect *e);
/* Sentences: of the open workload, and of all. Nothing where nothing is changed. */
void prices_effect_say_open(const struct tui *t, struct buf *out);
void prices_effect_say_all(const struct tui *t, struct buf *out);

/* prices_draw.c */
void prices_draw(const struct tui *t, struct frame *f, struct cell_rect area);

/* prices_say.c */
void prices_say(struct tui *t, struct buf *out);
void prices_line(const struct tui *t, struct buf *out);
enum va_code prices_content(struct tui *t, enum screen_format format, struct buf *out,
                            struct va_err *err);
/* A line for every change: what it was, what it is. */
void prices_say_difference(const struct tui *t, struct buf *out);

/* A line about a table or a cell, as the list has it. */
void prices_say_row(const struct tui *t, const struct prices_row *row, struct buf *out);
void prices_say_cell(const struct tui *t, const struct price_cell *c, struct buf *out);

#endif
