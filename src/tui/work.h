/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to work*.c: the screen of workloads. Names are read at once; what is said of
 * each is worked out in slices, those on the screen first.
 */
#ifndef VA_TUI_WORK_H
#define VA_TUI_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "app/field.h"
#include "app/list_row.h"
#include "app/scene.h"
#include "tui/match.h"
#include "tui/tui.h"

enum {
    PEEK_LINES_MAX = 12,
    PEEK_TEXT_MAX = 400,
    WORK_WHY_MAX = 160,
    WORK_CELL_MAX = TEXT_NAME_MAX + 1,
    WORK_COLUMNS_MAX = 16
};

#define WORK_EXPANDED "workloads" /* of LOCAL_EXPAND: the table without the preview */

enum item_state {
    ITEM_NEW,    /* nothing is known yet */
    ITEM_STALE,  /* the row is of another question, or of older measurements */
    ITEM_KNOWN,  /* the row holds */
    ITEM_FAILED, /* `why` says what is wrong */
};

struct work_item {
    char *name; /* owned */
    bool sample;
    enum item_state state;
    uint64_t asked;       /* what of the settings the row was made for */
    struct list_row *row; /* owned; NULL in ITEM_NEW and ITEM_FAILED */
    struct goal goal;     /* of the row */
    int64_t last_ms;      /* latest measurement; TIME_UNKNOWN */
    char *why;            /* owned; NULL: out of memory, or nothing is wrong */
};

/* One line of the preview. */
struct peek_line {
    enum scene_role role;
    char label[8];
    char text[PEEK_TEXT_MAX];
};

/* What is said of the workload under the cursor. */
struct peek {
    char name[TEXT_NAME_MAX + 1]; /* "" nothing yet */
    uint64_t asked;
    int64_t data_version;
    bool has_scene;
    struct scene scene;
    struct peek_line lines[PEEK_LINES_MAX];
    int32_t n_lines;
    char sought[TEXT_NAME_MAX + 1]; /* where the cursor was last, and since when */
    int32_t at;
    int64_t moved_ms;
    int64_t rest_ms; /* when the preview may follow; 0: at once */
};

/* Where things are, by the size of the screen; rows count from the area's top. */
struct work_layout {
    int32_t body, body_rows; /* of the table, without its heading */
    int32_t peek, peek_rows; /* with the rule above it; 0 rows: none */
    int32_t notice;          /* -1: none */
    int32_t chart_columns;
};

struct work {
    struct work_item *items; /* by name; owned */
    int32_t n, cap;
    int32_t n_own;
    int32_t *order; /* indices of those shown; owned, room for n */
    int32_t n_order;
    int32_t n_hidden; /* bundled ones that are left out */
    int32_t at;       /* cursor and first row shown, in order */
    int32_t top;
    int32_t next;  /* in order: where the work goes on */
    int32_t n_due; /* shown ones that are not worked out */
    bool shuffled; /* rows came since they were put in order */
    bool seen;     /* some of them on the screen */
    struct match filter;
    struct match find; /* the last filter that was not empty, for n and N */
    int64_t local_version, data_version; /* as of which all this is */
    int64_t told_ms;                     /* when progress was last shown */
    struct field field;                  /* of the workload being worked out */
    struct peek peek;
    struct va_err err;       /* why names could not be read */
    char note[WORK_WHY_MAX]; /* of the database: written by a newer vadvise, ... */
};

/* --- work_rows.c --- */

/* Read the names; rows that are known stay. A failure is kept in w->err. */
void work_load(struct tui *t, struct work *w);

/* Which rows do the settings as they are now ask for anew? */
void work_ask(struct tui *t, struct work *w);

/* Work out the row of an item. */
void work_row(struct tui *t, struct work *w, struct work_item *i);

/* A slice of a few ms; true while there is more. */
bool work_slice(struct tui *t, struct work *w);

/* Work out everything that is shown, up to so many rows. */
void work_all(struct tui *t, struct work *w, int32_t max);

/* The item of a name; NULL: there is none. */
struct work_item *work_find(const struct work *w, const char *name);
void work_clear(struct work *w);

/* --- work_order.c --- */

/* Who is shown, in which order: filter, samples, sort. The cursor stays on its workload.
 */
enum va_code work_order(struct tui *t, struct work *w, struct va_err *err);

/* The item at a place of the order; NULL past its ends. */
struct work_item *work_at(const struct work *w, int32_t place);

/* Are bundled workloads shown? */
bool work_with_samples(const struct tui *t, const struct work *w);

/* Sort by a column; the same again reverses. VA_USAGE for a word that is none. */
enum va_code work_sort(struct tui *t, const char *word, struct va_err *err);

/* The column sorted by, and whether it is reversed. */
const struct work_column *work_sorted(const struct tui *t, bool *out_reversed);

/* --- work_column.c --- */

struct work_key {
    int rank; /* a lower one comes first */
    va_int128 value;
    const char *text; /* NULL: the value counts */
};

struct work_column {
    const char *word;  /* to sort by */
    const char *title; /* NULL: the statistic's name */
    int32_t columns;   /* wide; 0: what the others leave */
    int32_t wide;      /* shown from so many columns of the screen on */
    bool right;
    char letter; /* in the menu of sorting; 0: not sorted by */
    /* What a cell says, and how it looks. buf holds WORK_CELL_MAX bytes. */
    enum scene_role (*text)(const struct tui *t, const struct work_item *i, char *buf);
    struct work_key (*key)(const struct work_item *i);
};

/* All columns in their order; returns how many. */
int work_columns(const struct work_column **out);

/* What durations are: "p50", as the rows were asked. */
const char *work_stat(const struct work *w);

/* --- work_peek.c, work_why.c --- */

/* The cursor may be on another workload than before: see when the preview follows. */
void work_peek_follow(struct tui *t, struct work *w);

/* Is the preview of another workload than the one under the cursor, and its time come? */
bool work_peek_due(const struct tui *t, const struct work *w);
void work_peek(struct tui *t, struct work *w);
void work_peek_clear(struct peek *p);

/* Fill the lines from what was found; code and err: of finding it. */
void work_why(struct peek *p, const struct field *f, const struct advise_request *request,
              const struct advice *a);

/* --- work_draw.c --- */

/* As screen.h says; the layout is what drawing, scrolling and the slices agree on. */
void work_draw(const struct tui *t, struct frame *f, struct cell_rect area);
struct work_layout work_layout(const struct tui *t, const struct work *w);

/* Spots of the screen's own. */
enum { PANE_HEAD, PANE_BODY, PANE_PEEK };

/* --- work_text.c --- */

/* As screen.h says. */
void work_say(struct tui *t, struct buf *out);
void work_line(const struct tui *t, struct buf *out);
enum va_code work_content(struct tui *t, enum screen_format format, struct buf *out,
                          struct va_err *err);

#endif
