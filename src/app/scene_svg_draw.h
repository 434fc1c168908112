/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the SVG back end share: the frame, and how texts are written. */
#ifndef VA_APP_SCENE_SVG_DRAW_H
#define VA_APP_SCENE_SVG_DRAW_H

#include "app/scene.h"
#include "base/buf.h"

/* Room for marks, and what they leave for labels, which never lie over each other. */
enum { SVG_BOXES_MAX = 1024, SVG_LABEL_BOXES = 64 };

/* Estimated width of a character in the chart's font, pixels: fonts differ. */
#define SVG_CHARACTER 7.0

struct svg_box {
    double left, top, right, bottom;
};

struct svg {
    const struct scene *scene;
    struct buf *out;
    double width;        /* of the picture, pixels */
    double margin;       /* left and right of everything */
    struct svg_box plot; /* where data are drawn, pixels */
    /* what labels must not cover */
    struct svg_box taken[SVG_BOXES_MAX];
    int32_t n_taken;
};

/* Pixels of a value of an axis. */
double svg_x(const struct svg *v, double value);
double svg_y(const struct svg *v, double value);

/* name="value", with a blank before it; one decimal. */
void svg_number(struct svg *v, const char *name, double value);

/* One step of a path: "M12.3 45.6". */
void svg_step(struct svg *v, char command, double x, double y);

/* A stroke of a path, from one place to another: "M12.3 45.6H78.9" where it is level. */
void svg_stroke(struct svg *v, double x, double y, double to_x, double to_y);

/* A path of many places, each a step from the one before: m and then a line to the next
 * and the next ("m12.3 45.6 .7-2"), or down ("v5"). x and y are places in pixels. */
struct svg_pen {
    long x, y; /* where it is, in tenths of pixels; at first { 0, 0 } */
};
void svg_move(struct svg *v, struct svg_pen *pen, double x, double y);
void svg_line(struct svg *v, struct svg_pen *pen, double x, double y);
void svg_down(struct svg *v, struct svg_pen *pen, double y);

/* A curve through the low or the high ends of points, or back from the last to the first:
 * its first place as a move or as a line to it, then lines. Places are left out where
 * nothing of it is seen. */
struct svg_trace {
    const struct scene_point *points;
    int32_t n;
    bool high, back;
};
void svg_trace(struct svg *v, struct svg_pen *pen, const struct svg_trace *w, bool move);

/* Text as XML, characters that XML does not know as U+FFFD. */
void svg_escape(struct buf *out, const char *text, size_t len);

/* <title>text</title>, when there is one. */
void svg_tip(struct svg *v, const char *text);

struct svg_text {
    double x, y; /* baseline */
    const char *classes;
    const char *anchor; /* "start", "middle", "end" */
    const char *text;
    size_t len;
};
void svg_text(struct svg *v, const struct svg_text *t);

/* Estimated width of a text, pixels. */
double svg_width(const char *text);

/* The class that gives a role its colour (as currentColor). */
const char *svg_role(enum scene_role role);

/* A mark around a place. */
void svg_mark(struct svg *v, enum scene_mark mark, double x, double y);

/* Draw alike marks or whiskers from one item on as one path, when they are many. Returns
 * how many were drawn; 0: they are few, and nothing was. Labels may lie over them. */
int32_t svg_many(struct svg *v, int32_t first);

/* Lines, bands, marks and the like, then the labels where nothing else is. */
void svg_items(struct svg *v);
void svg_labels(struct svg *v);

#endif
