/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to tui/compare*.c: the state of the screen that compares. */
#ifndef VA_TUI_COMPARE_H
#define VA_TUI_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/compare.h"
#include "app/plot.h"
#include "app/scene.h"
#include "tui/tui.h"

enum {
    COMPARE_VIEW_MARKED = COMPARE_BY_COUNT, /* beside enum compare_by: marked workloads */
    COMPARE_VIEWS,
    COMPARE_MARKED_MAX = 32,
    COMPARE_COLUMNS_MAX = 32,
    COMPARE_CELL_MAX = 64
};

/* A row as it is shown. */
struct compare_line {
    struct compare_row row;
    char workload[TEXT_NAME_MAX + 1];
    char way[TEXT_NAME_MAX + 1]; /* the implementation */
    char label[TEXT_NAME_MAX + 1];
    const char *verdict; /* static */
    double recall;
    bool sample_data, emulated;
};

struct compare_view {
    int by;                /* enum compare_by, or COMPARE_VIEW_MARKED */
    int64_t version;       /* of the subject that the lines are of; -1: none yet */
    int64_t local_version; /* of the settings that order and filter them */
    struct comparison k;
    struct compare_line *lines; /* owned */
    int32_t n;
    int32_t order[COMPARE_ROWS_MAX]; /* lines that are shown */
    int32_t n_shown;
    int32_t at, top;   /* of those shown: cursor, first on the screen */
    int32_t page;      /* rows of the table in the last frame */
    enum va_code code; /* why there are no lines, with err */
    struct va_err err;
    struct buf notes; /* sentences below the table, a line each */
    bool several;     /* platforms among the lines */
    bool regions;     /* several regions among lines that are not about regions */
    int32_t fits;     /* columns that a table with all of theirs has */
    int32_t widths[COMPARE_COLUMNS_MAX]; /* of columns then, as their texts need */
    double dearest_pusd;                 /* of what is shown, for the bars */

    /* the marked workloads, one after another */
    char marked[COMPARE_MARKED_MAX][TEXT_NAME_MAX + 1];
    int32_t n_marked, n_read;

    /* the chart */
    struct plot_data *chart; /* owned; NULL: to be made */
    struct scene scene;
    bool has_scene, no_scene; /* it is made; it cannot be made */
};

/* Where things are; what is not shown has no rows. */
struct compare_layout {
    struct cell_rect heading, table, chart, foot;
};

/* A column of the table. */
struct compare_column {
    const char *word; /* for :sort */
    const char *head;
    int32_t width;
    int32_t least;  /* columns that the screen must have */
    uint32_t views; /* bit per kind of comparison */
    bool left;
    void (*say)(const struct compare_line *l, char out[COMPARE_CELL_MAX]);
    /* What it sorts by; NULL: the text. NAN comes last. */
    double (*key)(const struct compare_line *l);
};

/* Column i of the table for a screen so wide, which shows the view; NULL past the last.
 */
const struct compare_column *compare_column(const struct compare_view *v, int32_t width,
                                            int32_t i);

/* Its width there; as little as its texts need, where regions must be told apart. */
int32_t compare_column_width(const struct compare_view *v, const struct compare_column *c,
                             int32_t width);

/* Find out what that needs, for lines that are there. */
void compare_columns_fit(struct compare_view *v);

/* The region that all lines share; "" when they do not, or are about regions. */
const char *compare_region(const struct compare_view *v);

/* What stands over a column: its head, but for the statistic that durations are. */
const char *compare_head(const struct tui *t, const struct compare_column *c);

/* The column of a word, in whatever view; NULL: none. */
const struct compare_column *compare_column_find(const char *word);

/* "platform", ..., "workload"; a static string. */
const char *compare_view_name(int by);

/* Bring lines, order and notes up to date. */
void compare_refresh(struct tui *t);

/* Read one more marked workload; true while there are more. */
bool compare_work(struct tui *t);

/* The chart (compare_chart.c): is there room or a wish for it, make it unless it is
 * there, add a workload's curve, forget all of it or the scene alone. */
bool compare_shows_chart(const struct tui *t);
void compare_chart(struct tui *t);
void compare_chart_add(struct compare_view *v, const char *name, const struct field *f,
                       const struct advise_request *request);
void compare_chart_clear(struct compare_view *v);
void compare_scene_clear(struct compare_view *v);
void compare_chart_draw(const struct tui *t, struct frame *f, struct cell_rect area);

/* Lay a screen of that area out, for what is compared now. */
struct compare_layout compare_lay_out(const struct tui *t, struct cell_rect area);

/* The columns that the heading has; the rest of its row says what the data are. */
int32_t compare_heading_columns(const struct compare_view *v, int32_t columns);

/* The line under the cursor; NULL: there is none. */
const struct compare_line *compare_at(const struct compare_view *v);

/* What the comparison is of. */
struct compare_source compare_source_of(struct tui *t);

/* A comparison of the open workload as the command writes it; not SCREEN_VALUE. */
enum va_code compare_write(struct tui *t, const struct comparison *k,
                           enum screen_format format, struct buf *out,
                           struct va_err *err);

/* Make a contender's platform and implementation the question's: one change for undo,
 * which the caller has begun. */
enum va_code compare_take(struct tui *t, const struct contender *c, struct va_err *err);

/* "facedetect by region: fastest size for at most $0.002 per invocation". */
void compare_say_heading(const struct tui *t, struct buf *out);

/* What the row under the cursor is made of: "mtcnn on aws-lambda-x86: $0.002 = ...". */
void compare_say_parts(const struct compare_line *l, struct buf *out);

/* Why there is nothing to show, with what to do; nothing when there is something. */
void compare_say_empty(const struct tui *t, struct buf *out);

/* --- what the screen's table names --- */

/* Draw it (compare_draw.c). */
void compare_draw(const struct tui *t, struct frame *f, struct cell_rect area);
/* In words, as a command line, as a document (compare_say.c). */
void compare_say(struct tui *t, struct buf *out);
/* The command line of the view. */
void compare_line_of(const struct tui *t, struct buf *out);
/* What is shown as text of a format. VA_DATA when there is nothing. */
enum va_code compare_content(struct tui *t, enum screen_format format, struct buf *out,
                             struct va_err *err);

#endif
