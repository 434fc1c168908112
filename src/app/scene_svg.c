/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene as SVG: the frame of the picture, its axes and its words. */
#include "app/scene_svg.h"

#include <assert.h>
#include <string.h>

#include "app/scene_svg_draw.h"

enum { WORDS_COLUMNS = 104 };

/* Pixels. */
#define WIDTH 780.0
#define MARGIN 22.0
#define PART_MARGIN 6.0
#define LETTER_ROOM 20.0 /* right of the plot, for the letter of a series */
#define NARROW 500.0
#define NARROW_PLOT_HEIGHT 300.0
#define TITLE_HEIGHT 26.0
#define LINE_HEIGHT 19.0
#define PLOT_HEIGHT 360.0
#define LEGEND_SYMBOL 22.0
#define LEGEND_GAP 17.0
#define AXIS_HEIGHT 42.0
#define TICK_LENGTH 5.0
#define TICK_GAP 8.0

/* Blue and orange first, which all eyes tell apart: hues as in the vibrant scheme of
 * "Colour Schemes", Paul Tol, SRON/EPS/TN/09-002, each dark (or, on a dark page, light)
 * enough for a contrast of 4.5 to 1 and more. */
static const char style[] =
    ".va-chart{font:12.5px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}\n"
    ".va-chart text{fill:currentColor}\n"
    ".va-back{fill:#fff}\n"
    ".va-title{color:#15191e;font-size:17px;font-weight:600}\n"
    ".va-text{color:#15191e}.va-dim{color:#59626c}\n"
    ".va-c1{color:#0068a8}.va-c2{color:#b34700}.va-c3{color:#00776a}.va-c4{color:#9c2f7f}"
    "\n"
    ".va-good{color:#00776a}.va-warn{color:#b34700}.va-bad{color:#b3261a}\n"
    ".va-tag{font-size:11px;font-weight:600;letter-spacing:.04em;color:#b3470f}\n"
    ".va-grid{stroke:#e3e7eb;fill:none}.va-axis{stroke:#8a939d;fill:none}\n"
    ".va-band{fill:currentColor;fill-opacity:.16;stroke:none}\n"
    ".va-line{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round;"
    "stroke-linecap:round}\n"
    ".va-thin{stroke-width:1.5}\n"
    ".va-dash{stroke-dasharray:2 6}\n"
    ".va-region{fill:currentColor;fill-opacity:.08;stroke:none}\n"
    ".va-edge{fill:none;stroke:currentColor;stroke-width:1.3;stroke-dasharray:5 4}\n"
    ".va-whisker{fill:none;stroke:currentColor;stroke-width:1.3;stroke-opacity:.75}\n"
    ".va-point{fill:currentColor;stroke:#fff;stroke-width:1.2}\n"
    ".va-dots{fill:none;stroke:currentColor;stroke-width:6;stroke-linecap:round}"
    ".va-square{stroke-linecap:square}\n"
    ".va-ring{fill:#fff;stroke:currentColor;stroke-width:2.4}\n"
    ".va-core{fill:currentColor;stroke:none}\n"
    ".va-tick,.va-cross{fill:none;stroke:currentColor;stroke-width:2.2;"
    "stroke-linecap:round;stroke-linejoin:round}\n"
    ".va-label{font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px;"
    "stroke-linejoin:round}\n"
    "@media screen and (prefers-color-scheme:dark){\n"
    ".va-back{fill:#14171b}.va-title,.va-text{color:#e8ebee}.va-dim{color:#a2abb5}\n"
    ".va-c1{color:#4ba6e3}.va-c2{color:#f08a3c}.va-c3{color:#2fbba8}.va-c4{color:#d98cc4}"
    "\n"
    ".va-good{color:#2fbba8}.va-warn{color:#f08a3c}.va-bad{color:#f0705c}.va-tag{color:#"
    "f09a5e}\n"
    ".va-grid{stroke:#272c33}.va-axis{stroke:#6b7580}\n"
    ".va-point{stroke:#14171b}.va-ring{fill:#14171b}.va-label{stroke:#14171b}\n"
    ".va-band{fill-opacity:.24}.va-region{fill-opacity:.13}\n"
    "}\n";

const char *
scene_svg_style(void)
{
    return style;
}

static void
draw_stroke(struct svg *v, const char *classes, const double line[4])
{
    buf_printf(v->out, "<path class=\"%s\" d=\"", classes);
    svg_stroke(v, line[0], line[1], line[2], line[3]);
    buf_text(v->out, "\"/>\n");
}

static void
draw_x_axis(struct svg *v)
{
    const struct scene_room room = { .length = v->plot.right - v->plot.left,
                                     .after = v->margin / 2,
                                     .gap = SVG_CHARACTER * 2,
                                     .character = SVG_CHARACTER };
    const double bottom = v->plot.bottom;
    struct scene_tick ticks[SCENE_TICKS_MAX];
    const int32_t n = scene_ticks(&v->scene->x, &room, ticks);

    for (int32_t i = 0; i < n; i++) {
        const double x = v->plot.left + ticks[i].position;

        draw_stroke(v, "va-grid", (double[]){ x, v->plot.top, x, bottom });
        draw_stroke(v, "va-axis", (double[]){ x, bottom, x, bottom + TICK_LENGTH });
        svg_text(v, &(struct svg_text){ x, bottom + LINE_HEIGHT, "va-text", "middle",
                                        ticks[i].text, strlen(ticks[i].text) });
    }
    draw_stroke(v, "va-axis", (double[]){ v->plot.left, bottom, v->plot.right, bottom });
    svg_text(v,
             &(struct svg_text){ v->plot.right, bottom + 2 * LINE_HEIGHT, "va-dim", "end",
                                 v->scene->x.title, strlen(v->scene->x.title) });
}

/* Chooses the ticks first: their labels decide where the plot begins. */
static void
draw_y_axis(struct svg *v)
{
    const struct scene_room room = { .length = v->plot.bottom - v->plot.top,
                                     .before = LINE_HEIGHT / 2,
                                     .after = LINE_HEIGHT / 2,
                                     .gap = LINE_HEIGHT / 2,
                                     .line = LINE_HEIGHT };
    struct scene_tick ticks[SCENE_TICKS_MAX];
    const int32_t n = scene_ticks(&v->scene->y, &room, ticks);
    double widest = 0;

    for (int32_t i = 0; i < n; i++) {
        if (svg_width(ticks[i].text) > widest)
            widest = svg_width(ticks[i].text);
    }
    v->plot.left = v->margin + widest + TICK_LENGTH + TICK_GAP;
    for (int32_t i = 0; i < n; i++) {
        const double y = v->plot.bottom - ticks[i].position;
        const double left = v->plot.left;

        draw_stroke(v, "va-grid", (double[]){ left, y, v->plot.right, y });
        draw_stroke(v, "va-axis", (double[]){ left - TICK_LENGTH, y, left, y });
        svg_text(v, &(struct svg_text){ left - TICK_GAP, y + TICK_LENGTH - 1, "va-text",
                                        "end", ticks[i].text, strlen(ticks[i].text) });
    }
    draw_stroke(v, "va-axis",
                (double[]){ v->plot.left, v->plot.top, v->plot.left, v->plot.bottom });
    svg_text(v,
             &(struct svg_text){ v->margin, v->plot.top - LINE_HEIGHT / 2, "va-dim",
                                 "start", v->scene->y.title, strlen(v->scene->y.title) });
}

static double
draw_head(struct svg *v)
{
    const struct scene *s = v->scene;
    double y = MARGIN + LINE_HEIGHT / 2;

    svg_text(v, &(struct svg_text){ MARGIN, y, "va-title", "start", s->title,
                                    strlen(s->title) });
    if (s->tag[0])
        svg_text(v, &(struct svg_text){ WIDTH - MARGIN, y, "va-tag", "end", s->tag,
                                        strlen(s->tag) });
    if (s->subtitle[0]) {
        y += LINE_HEIGHT;
        svg_text(v, &(struct svg_text){ MARGIN, y, "va-dim", "start", s->subtitle,
                                        strlen(s->subtitle) });
    }
    return y + TITLE_HEIGHT;
}

/* What a symbol stands for, in as many lines as it takes; returns the last one's. */
static double
draw_meaning(struct svg *v, const char *text, double x, double y)
{
    const int32_t columns = (int32_t)((v->width - v->margin - x) / SVG_CHARACTER);
    const char *line = NULL;
    size_t len = 0;

    while ((line = scene_next_line(&text, columns, &len))) {
        svg_text(v, &(struct svg_text){ x, y, "va-dim", "start", line, len });
        y += LINE_HEIGHT;
    }
    return y - LINE_HEIGHT;
}

static double
draw_legend(struct svg *v, double y)
{
    const struct scene *s = v->scene;
    double x = v->margin;

    for (int32_t i = 0; i < s->n_legend; i++) {
        const struct scene_legend *l = &s->legend[i];
        const double width = LEGEND_SYMBOL + svg_width(l->text);

        if (x > v->margin && x + width > v->width - v->margin) {
            x = v->margin;
            y += LINE_HEIGHT + 2;
        }
        buf_printf(v->out, "<g class=\"%s\">", svg_role(l->role));
        svg_mark(v, l->mark, x + LEGEND_SYMBOL / 2 - 4, y - 4);
        buf_text(v->out, "</g>");
        y = draw_meaning(v, l->text, x + LEGEND_SYMBOL, y);
        x += width + LEGEND_GAP;
    }
    return y + LINE_HEIGHT;
}

static double
draw_words(struct svg *v, const char *text, const char *classes, double y)
{
    const char *line = NULL;
    size_t len = 0;

    while ((line = scene_next_line(&text, WORDS_COLUMNS, &len))) {
        svg_text(v, &(struct svg_text){ MARGIN, y, classes, "start", line, len });
        y += LINE_HEIGHT;
    }
    return y;
}

/* Legend and plot, below y; returns where they end. */
static double
draw_plot(struct svg *v, double y)
{
    y = draw_legend(v, y);
    v->plot.top = y + LINE_HEIGHT;
    v->plot.bottom = v->plot.top + (v->width < NARROW ? NARROW_PLOT_HEIGHT : PLOT_HEIGHT);
    v->plot.right = v->width - (v->margin > LETTER_ROOM ? v->margin : LETTER_ROOM);
    draw_y_axis(v);
    draw_x_axis(v);
    svg_items(v);
    svg_labels(v);
    return v->plot.bottom + AXIS_HEIGHT;
}

/* The picture without its outermost element; returns its height. */
static double
draw_inside(struct svg *v)
{
    double y = draw_plot(v, draw_head(v));

    y = draw_words(v, v->scene->caption, "va-text", y + MARGIN);
    return draw_words(v, v->scene->notes, "va-dim", y) + MARGIN / 2;
}

/* The outermost element up to its first shape. */
static void
open_picture(struct svg *v, double height, const char *extra)
{
    const struct scene *s = v->scene;

    buf_printf(v->out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"va-chart%s\" "
               "role=\"img\"",
               extra);
    svg_number(v, "width", v->width);
    svg_number(v, "height", height);
    buf_text(v->out, " viewBox=\"0 0 ");
    svg_step(v, '\0', v->width, height);
    buf_text(v->out, "\">\n");
    svg_tip(v, s->title);
    buf_text(v->out, "\n<desc>");
    svg_escape(v->out, s->caption, strlen(s->caption));
    buf_text(v->out, "</desc>\n");
}

/* What was drawn, and the end. */
static enum va_code
close_picture(struct svg *v, struct buf *inside)
{
    struct buf *out = v->out;

    buf_add(out, buf_get(inside), inside->len);
    buf_text(out, "</svg>\n");
    if (inside->code && !out->code)
        out->code = inside->code;
    buf_clear(inside);
    return out->code;
}

enum va_code
scene_draw_svg(const struct scene *s, struct buf *out)
{
    struct buf inside;
    struct svg v = { .scene = s, .out = &inside, .width = WIDTH, .margin = MARGIN };
    double height = 0;

    buf_init(&inside, out->max);
    height = draw_inside(&v);
    v.out = out;
    open_picture(&v, height, "");
    buf_printf(out, "<style>\n%s</style>\n", style);
    buf_text(out, "<rect class=\"va-back\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n");
    return close_picture(&v, &inside);
}

enum va_code
scene_draw_svg_part(const struct scene *s, int width_px, const char *extra,
                    struct buf *out)
{
    struct buf inside;
    struct svg v = {
        .scene = s, .out = &inside, .width = width_px, .margin = PART_MARGIN
    };
    double height = 0;

    assert(width_px >= SCENE_SVG_WIDTH_MIN && width_px <= SCENE_SVG_WIDTH_MAX);
    buf_init(&inside, out->max);
    height = draw_plot(&v, LINE_HEIGHT);
    v.out = out;
    open_picture(&v, height, extra);
    return close_picture(&v, &inside);
}
