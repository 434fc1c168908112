/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to tui/api*.c: the state of the screen that sets APIs against local models. */
#ifndef VA_TUI_API_H
#define VA_TUI_API_H

#include <stdbool.h>
#include <stdint.h>

#include "app/compare.h"
#include "tui/tui.h"

enum {
    API_DECADES = 9, /* of the volume's axis: from 1 to a billion a month */
    API_STEPS = 10,  /* looked at in each */
    API_POINTS = API_DECADES * API_STEPS + 1
};

struct api_view {
    int64_t version; /* of the subject that the rest is of; -1: none yet */
    struct comparison k;
    enum va_code code; /* why there are no rows, with err */
    struct va_err err;
    int32_t at;                   /* cursor, a row of k */
    int32_t cheapest[API_POINTS]; /* row that is cheapest at a volume; -1: none */
    bool has_api;                 /* some row calls one */
    int64_t most_pusd;            /* right end of the bars */
};

/* The volume of a point on the axis, and the place of a volume there, 0 to 1. */
int64_t api_volume_at(int32_t point);
double api_place_of(int64_t volume);

/* The next volume of 1, 2, 5, 10, ... above or below; the nearest to a place of the
 * axis. */
int64_t api_volume_step(int64_t volume, bool up);
int64_t api_volume_near(double place);

/* Bring rows and break-evens up to date. */
void api_refresh(struct tui *t);

/* The row under the cursor; NULL: there is none. And the API that the tiers are shown of:
 * its own, else the first there is; NULL. */
const struct compare_row *api_at(const struct api_view *v);
const struct compare_row *api_tiers_of(const struct api_view *v);

/* "rekognition 448 MB", "vision (API alone)". */
void api_say_name(const struct tui *t, const struct compare_row *row, struct buf *out);

/* The same with the platform and the region where only they tell rows apart. */
void api_say_label(const struct tui *t, const struct compare_row *row, struct buf *out);

/* The region that all rows share; "" when they do not, or have none. */
const char *api_region(const struct api_view *v);

/* Has another row the same implementation, so that only the platform tells them apart? */
bool api_is_on_several(const struct tui *t, const struct compare_row *row);

/* What a row costs, by part, and how it stands to the goal. */
void api_say_row(const struct tui *t, const struct compare_row *row, struct buf *out);

/* "facedetect, 48 API calls each | 250,000 invocations a month". */
void api_say_heading(const struct tui *t, struct buf *out);

/* "against mtcnn 1,948 MB": what the break-evens are with; nothing without any. */
void api_say_against(const struct tui *t, struct buf *out);

/* Break-evens, lowest shares, the recall floor: a sentence a line; without an API, what
 * it takes to compare one. */
void api_say_facts(const struct tui *t, struct buf *out);

/* "from 0 calls a month: $0.001 each, ..." of tier i of a row's API; false past the last.
 * here: does the month's last call cost that? */
bool api_say_tier(const struct tui *t, const struct compare_row *row, int32_t i,
                  struct buf *out, bool *out_here);
/* Table and free units of a row's API. */
void api_say_tariff(const struct tui *t, const struct compare_row *row, struct buf *out);

/* Why there is nothing to show, with what to do. */
void api_say_empty(const struct tui *t, struct buf *out);

/* --- what the screen's table names --- */

/* Widths of the table's columns; 0: left out. */
struct api_columns {
    int32_t name, time, recall, cost, month, verdict, bar;
};

/* For a screen so wide (api_columns.c). Names that need more room than usual have that of
 * columns with nothing to say, then the bars'. */
void api_columns_of(const struct tui *t, int32_t width, struct api_columns *out);

/* The recall that a row's implementation states; NAN: none. */
double api_recall(const struct tui *t, const struct compare_row *row);

/* Draw it (api_draw.c). */
void api_draw(const struct tui *t, struct frame *f, struct cell_rect area);

/* In words (api_say.c). */
void api_say(struct tui *t, struct buf *out);

#endif
