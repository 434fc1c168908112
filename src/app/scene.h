/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chart as a list of things in data coordinates (MB and ms, or MB and money): axes,
 * lines, bands, marks, labels. A scene does not know what draws it; scene_cells.h draws
 * it on a grid of terminal cells, scene_svg.h as SVG, so a picture in a file equals the
 * screen.
 */
#ifndef VA_APP_SCENE_H
#define VA_APP_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    SCENE_TEXT_MAX = 640,
    SCENE_LABEL_MAX = 80,
    SCENE_CAPTION_MAX = 8192,
    SCENE_NOTES_MAX = 12288,
    SCENE_ITEMS_MAX = 4096,
    SCENE_POINTS_MAX = 65536,
    SCENE_LEGEND_MAX = 16,
    SCENE_TICKS_MAX = 32,
    SCENE_TICK_TEXT_MAX = 40
};

/* What a thing means; a back end has a colour for each. */
enum scene_role {
    ROLE_TEXT,
    ROLE_DIM,
    ROLE_TITLE,
    ROLE_GOOD,
    ROLE_WARN,
    ROLE_BAD,
    ROLE_CHART1, /* the series in order, at most four */
    ROLE_CHART2,
    ROLE_CHART3,
    ROLE_CHART4,
    ROLE_COUNT
};

/* Drawn in this order, later ones over earlier ones. */
enum scene_layer {
    LAYER_BUDGET,
    LAYER_CROSS,
    LAYER_BAND,
    LAYER_LATENCY,
    LAYER_PARETO,
    LAYER_CURVE,
    LAYER_RESIDUALS,
    LAYER_SAMPLES,
    LAYER_FAILED,
    LAYER_NOW,
    LAYER_SAFE,
    LAYER_PICK,
    LAYER_CROSS_MARK,
    LAYER_COUNT
};

/* clang-format off */
enum scene_kind {
    SCENE_BAND,    /* between low and high of its points */
    SCENE_LINE,    /* through its points */
    SCENE_TEETH,   /* through its points, each from low to high: a line with more turns
                      than fit between two of them */
    SCENE_REGION,  /* every y, from x to to_x: sizes over budget */
    SCENE_LEVEL,   /* a horizontal line at y */
    SCENE_UPRIGHT, /* a vertical line at x */
    SCENE_RUG,     /* small marks at the bottom edge, at the x of its points */
    SCENE_WHISKER, /* from low to high at x */
    SCENE_MARK,    /* a mark at x, y; y NAN: at the bottom edge */
    SCENE_LABEL    /* nothing but its label, beside x, y */
};

#define SCENE_MARKS(X) /* name, on a terminal */                                      \
    X(NONE,   " ")                                                                    \
    X(POINT1, "o")   /* measured sizes, by series */                                  \
    X(POINT2, "+")                                                                    \
    X(POINT3, "#")                                                                    \
    X(POINT4, "%")                                                                    \
    X(PICK,   "@")                                                                    \
    X(SAFE,   "S")                                                                    \
    X(NOW,    "N")                                                                    \
    X(FAILED, "x")                                                                    \
    X(CROSS,  "X")   /* what is read out */                                           \
    X(CHOICE, "C")   /* a size that was accepted */                                   \
    X(PARETO, "^")   /* nothing is both cheaper and faster */                         \
    X(SPREAD, "|")   /* in legends: whisker, curve, band, region, level */            \
    X(CURVE,  "**")                                                                   \
    X(BAND,   "..")                                                                   \
    X(REGION, ":")                                                                    \
    X(LEVEL,  "- -")
/* clang-format on */

enum scene_mark {
#define X(name, text) MARK_##name,
    SCENE_MARKS(X)
#undef X
        MARK_COUNT
};

struct scene_point {
    double x, low, high; /* a line has low == high */
};

struct scene_item {
    enum scene_kind kind;
    enum scene_layer layer;
    enum scene_role role;
    enum scene_mark mark;
    bool dashed;    /* a line outside the measured range */
    double x, to_x; /* to_x of a region */
    double y;
    double low, high;            /* of a whisker */
    int32_t first, n;            /* of the scene's points, for a line or a band */
    char label[SCENE_LABEL_MAX]; /* shown where there is room: "pick 1708 MB"; of a line:
                                    its first character is what ASCII draws it with */
    char text[SCENE_TEXT_MAX];   /* one line that says all: a tooltip */
};

enum scene_unit {
    SCENE_MB,
    SCENE_MS,
    SCENE_PUSD /* of an invocation; ticks say dollars for a million of them */
};

/* 0 < low < high. */
struct scene_axis {
    double low, high;
    enum scene_unit unit;
    bool linear; /* false: logarithmic */
    char title[64];
    char brief[8]; /* the same in few columns, for the corner of a chart; "" none */
};

struct scene_legend {
    enum scene_mark mark;
    enum scene_role role;
    char text[SCENE_TEXT_MAX];
};

struct scene {
    char title[SCENE_TEXT_MAX];
    char subtitle[SCENE_TEXT_MAX];
    char tag[64];                    /* "SAMPLE DATA", "EMULATED", ... or "" */
    char caption[SCENE_CAPTION_MAX]; /* sentences that say what the picture shows */
    char notes[SCENE_NOTES_MAX]; /* what to know beside it; each line ends in a newline */
    struct scene_axis x, y;
    struct scene_item *items;
    int32_t n_items, cap_items;
    struct scene_point *points;
    int32_t n_points, cap_points;
    struct scene_legend legend[SCENE_LEGEND_MAX];
    int32_t n_legend;
    bool hidden[LAYER_COUNT]; /* layers that back ends leave out */
    bool shaded;              /* regions are filled on terminals too */
    int32_t gutter;           /* least columns of the y axis: aligns charts; 0 */
    enum va_code code;        /* VA_OK, or the first failure; then adding does nothing */
};

void scene_init(struct scene *s);
void scene_clear(struct scene *s);

/*
 * Add a thing.
 *
 * item       copied; control characters in its texts become '?'
 * points, n  of a line or a band, ascending by x; else NULL and 0
 *
 * Failure is sticky: VA_NOMEM, or VA_OVERFLOW past the limits above, in s->code.
 */
void scene_add(struct scene *s, const struct scene_item *item,
               const struct scene_point *points, int32_t n);
void scene_add_legend(struct scene *s, enum scene_mark mark, enum scene_role role,
                      const char *text);

void scene_add_note(struct scene *s, const char *text); /* VA_OVERFLOW past the limit */

/* Copy text, cut at a character where it does not fit, with every control character and
 * invalid byte as '?'. out holds size bytes, size >= 1. */
void scene_copy_text(char *out, size_t size, const char *text);

/* Where a value lies on an axis: 0 at the low end, 1 at the high end, clamped. */
double scene_at(const struct scene_axis *a, double value);

/* Line or band at one place on the x axis after another, all as places on the axes (0 to
 * 1), interpolated. */
struct scene_walk {
    const struct scene *scene;
    const struct scene_item *item;
    int32_t next;          /* the point after the place last asked for */
    double from[3], to[3]; /* x, low, high of the points around it */
};
struct scene_walk scene_walk_on(const struct scene *s, const struct scene_item *item);

/* at_x may only grow from call to call; false outside the item's points. */
bool scene_walk_to(struct scene_walk *w, double at_x, double *out_low, double *out_high);

/* The least and the most between two places, both points and what lies between them. */
bool scene_walk_span(struct scene_walk *w, double from_x, double to_x, double *out_low,
                     double *out_high);

/* The mark in ASCII, as a legend shows it; its first character is the mark in a chart. A
 * static string. */
const char *scene_mark_text(enum scene_mark mark);

/*
 * Cut the next line off a text: as much as fits so many columns, at least 1 character, up
 * to a blank where there is one (but not between a number and its unit), or to a newline.
 *
 * text     moved behind the line and the blank or newline that ends it
 * out_len  bytes of the line
 *
 * Returns where the line starts, or NULL at the end of the text.
 */
const char *scene_next_line(const char **text, int32_t columns, size_t *out_len);

/* A tick of an axis, laid out. Lengths are in the back end's own unit. */
struct scene_tick {
    double value;
    double position; /* of the mark, from the low end */
    double start;    /* of the label, from the low end */
    double size;     /* of the label along the axis */
    char text[SCENE_TICK_TEXT_MAX];
};

struct scene_room {
    double length;        /* of the axis, > 0 */
    double before, after; /* room for labels past the two ends, >= 0 */
    double gap;           /* least between two labels, >= 0 */
    double character;     /* label size per character; 0: every label is `line` long */
    double line;
    bool cells; /* whole cells: positions and starts are cell numbers */
};

/*
 * Choose ticks: 1-2-5 steps for time and money, powers of two (and nice sizes) for
 * memory; as many as fit, three or more where possible. Labels never overlap, keep the
 * gap, and stay inside the room.
 *
 * out  SCENE_TICKS_MAX, ascending
 *
 * Returns how many; 0 when not one label fits.
 */
int32_t scene_ticks(const struct scene_axis *a, const struct scene_room *room,
                    struct scene_tick *out);

#endif
