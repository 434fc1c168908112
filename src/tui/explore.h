/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen that explores one workload; private to explore*.c. */
#ifndef VA_TUI_EXPLORE_H
#define VA_TUI_EXPLORE_H

#include "app/plot.h"
#include "tui/tui.h"

/* What the arrows act on, and what the mouse is told of. */
enum explore_pane {
    PANE_CHART,
    PANE_BUDGET,
    PANE_LATENCY,
    PANE_FOCUSED, /* how many can have the arrows */
    PANE_TABLE = PANE_FOCUSED
};

enum { EXPLORE_CHARTS = PLOT_FIELD_COUNT, EXPLORE_SIZES_MAX = CURVE_SIZES_MAX + 16 };

/* Where everything is; what has no rows or no columns is not shown. */
struct explore_layout {
    struct cell_rect head, legend;
    struct cell_rect chart[EXPLORE_CHARTS]; /* by field */
    struct cell_rect box, table;            /* beside the charts */
    struct cell_rect at;                    /* a line in the place of the box */
    struct cell_rect rule, slider[PANE_FOCUSED];
    struct cell_rect answer; /* pick, safe pick, why not, ... */
};

/* A size worth a row of the table, or a step with Up and Down. */
struct explore_size {
    int32_t memory_mb;
    double duration_ms;
    int64_t cost_pusd;
    bool measured;
    enum advice_reason reason;
};

/* What the goals can be set to: the least and the most of what can be picked. */
struct explore_limits {
    int64_t least_pusd, most_pusd; /* COST_UNKNOWN: no price */
    double least_ms, most_ms;      /* NAN: nothing can be picked */
};

/* What the charts depend on; where only the crosshair moved, they stay. */
struct explore_seen {
    int64_t subject, data, locals;
    int32_t columns, rows, wanted, cross_mb, low_mb, high_mb;
    bool moved;
};

/* In one block, which is so large that pages of it that are never used take no memory. */
struct explore_charts {
    struct plot_data data;
    struct scene scenes[EXPLORE_CHARTS];
};

struct explore {
    char workload[TEXT_NAME_MAX + 1];
    struct plot_cache cache;
    char cache_key[2304]; /* what the cache was filled for */
    int64_t cache_data;
    int32_t shown;  /* the contender on the chart; -1: none */
    int32_t wanted; /* the one asked for; -1: the pick's */
    int32_t cross_mb;
    bool moved;              /* the crosshair was moved off the pick */
    int32_t low_mb, high_mb; /* sizes there are */
    enum explore_pane pane;
    struct explore_charts *charts;
    struct plot_data *data; /* in there, both */
    struct scene *scenes;
    bool drawn[EXPLORE_CHARTS];
    bool has_data; /* data, scenes and readout are there; else code and err say why not */
    enum va_code code;
    struct va_err err;
    struct plot_readout readout;
    bool has_readout;
    struct explore_seen seen; /* what everything was brought up to date for */
    struct explore_limits limits;
    struct explore_size sizes[EXPLORE_SIZES_MAX]; /* ascending */
    int32_t n_sizes;
    struct explore_layout layout;
    char proposal[128];   /* what a probe would measure next, where one size is known */
    int64_t proposed_for; /* the version of the subject that it is of */
};

/* The screen's state. */
struct explore *explore_of(const struct tui *t);

/* The contender on the chart; NULL: none. */
const struct contender *explore_contender(const struct tui *t);

/* What was chosen of the contender on the chart; NULL: nothing, or of another one. */
enum explore_own { OWN_PICK, OWN_SAFE, OWN_NOW, OWN_COUNT };
const struct configuration *explore_own(const struct tui *t, enum explore_own which);

/* Is one size known of the contender on the chart, and no curve? */
bool explore_has_one_size(const struct tui *t);

/* A local setting of the workload, or of none; "" when it is not set. */
const char *explore_local(const struct tui *t, enum local_id id, bool each);

/* Does a list of words have that one? */
bool explore_has_word(const char *list, const char *word);

/* Which charts are shown, by field; room for two where nothing was chosen: both. */
void explore_fields(const struct tui *t, bool room_for_two, bool out[EXPLORE_CHARTS]);

/* The accepted size, of the contender on the chart; 0: none. */
int32_t explore_choice(const struct tui *t);

/* Where everything goes (explore_layout.c). */
void explore_lay_out(const struct tui *t, struct cell_rect area,
                     struct explore_layout *out);

/* Bring everything up to date (explore_refresh.c). */
void explore_refresh(struct tui *t);

/* Move the crosshair, within the sizes there are; a size that is not sold becomes the
 * nearest that is. */
void explore_cross(struct tui *t, int32_t memory_mb);

/* Actions and the mouse (explore_act.c, explore_goal.c). */
enum va_code explore_act(struct tui *t, const struct doing *d, struct va_err *err);
bool explore_back(struct tui *t);
void explore_point(struct tui *t, const struct spot *s, const struct event *e);

/* Zoom so that the window becomes that many times as wide (explore_zoom.c). */
enum va_code explore_zoom(struct tui *t, double factor, struct va_err *err);
/* The window as it is now, with the crosshair in it; false: everything is shown. */
bool explore_window(const struct tui *t, int32_t *low_mb, int32_t *high_mb);

/*
 * Goals by keys and mouse. steps: so many percent more; part: to that part of the slider,
 * 0 to 1; again: it goes on with the change before (a drag).
 */
enum va_code explore_step_goal(struct tui *t, enum explore_pane pane, int32_t steps,
                               struct va_err *err);
enum va_code explore_set_goal(struct tui *t, enum explore_pane pane, double part,
                              bool again, struct va_err *err);
/* Keep one of the two goals alone, and set it to the least that can be had where it asks
 * for less. */
enum va_code explore_relax(struct tui *t, enum explore_pane keep, struct va_err *err);
/* Could that goal be met if it were the only one? There is advice. */
bool explore_met_alone(const struct tui *t, enum explore_pane pane);
/* Where a goal is on its slider, 0 to 1; NAN: there is no such goal. */
double explore_goal_part(const struct tui *t, enum explore_pane pane);

/* Sentences, one a call (explore_words.c): what is shown, at the crosshair, the pick, the
 * safe pick, why not another. Nothing is written where there is nothing to say. */
void explore_say_head(const struct tui *t, struct buf *out);
void explore_say_cross(const struct tui *t, struct buf *out);
void explore_say_pick(const struct tui *t, struct buf *out);
void explore_say_pick_short(const struct tui *t, struct buf *out);
void explore_say_safe(const struct tui *t, struct buf *out);
void explore_say_why(const struct tui *t, int32_t i, struct buf *out); /* i-th reason */

/* Drawing (explore_draw.c, explore_box.c). */
void explore_draw(const struct tui *t, struct frame *f, struct cell_rect area);
void explore_draw_box(const struct tui *t, struct frame *f, struct cell_rect at);
void explore_draw_table(const struct tui *t, struct frame *f, struct cell_rect at);
void explore_draw_goals(const struct tui *t, struct frame *f);

/* The plain lines, and what is copied (explore_say.c). */
void explore_say(struct tui *t, struct buf *out);
enum va_code explore_content(struct tui *t, enum screen_format format, struct buf *out,
                             struct va_err *err);

#endif
