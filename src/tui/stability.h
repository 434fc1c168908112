/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to stability*.c: the screen of spread by hour, day and CPU type. */
#ifndef VA_TUI_STABILITY_H
#define VA_TUI_STABILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "app/stability.h"
#include "tui/tui.h"

enum { STABILITY_KEY_MAX = 2048, STABILITY_LEVELS = 4 };

/* Parts that the mouse knows. */
enum { PANE_SIZES, PANE_WAYS };

/* How slow an hour is against the median of its size: level i ends at this ratio. */
extern const double stability_levels[STABILITY_LEVELS - 1];

struct stability_view {
    char key[STABILITY_KEY_MAX]; /* what was read, or is being read; "": nothing */
    struct steadiness k;
    bool have;                     /* k holds samples that were judged */
    bool reading;                  /* a task is at it */
    int64_t judged;                /* version of the subject that it was judged for */
    int32_t way;                   /* which way to run it is wanted */
    int32_t size;                  /* which of the sizes is shown; -1: all */
    struct stability_group *group; /* of that size; owned */
    struct stability_week week;
    enum va_code code; /* why there is nothing */
    struct va_err err;
};

static inline struct stability_view *
stability_view_of(const struct tui *t)
{
    return t->views[SCREEN_STABILITY];
}

/* Read the samples when others are wanted, and judge when the question changed. Many are
 * read by a task. */
void stability_keep_up(struct tui *t);

/* Take up a size, -1 for all. */
void stability_choose(struct stability_view *v, int32_t size);

/* Does the group have times? */
bool stability_has_map(const struct stability_view *v);

/* The level of a ratio, 0 (fast) to STABILITY_LEVELS - 1. */
int stability_level(double ratio);

/* "1.02 s" of a size, "x1.04" of all of them. */
void stability_say_ratio(const struct stability_view *v, double ratio, struct buf *out);

/* stability_draw.c */
void stability_draw(const struct tui *t, struct frame *f, struct cell_rect area);

/* stability_say.c */
void stability_say_screen(struct tui *t, struct buf *out);
void stability_line(const struct tui *t, struct buf *out);
enum va_code stability_content(struct tui *t, enum screen_format format, struct buf *out,
                               struct va_err *err);
/* What is shown: the workload and the way to run it; how many samples of which days. */
void stability_say_title(const struct tui *t, struct buf *out);
void stability_say_span(const struct tui *t, struct buf *out);
/* What to do where there is nothing to show, or too little. */
void stability_say_advice(const struct tui *t, struct buf *out);

#endif
