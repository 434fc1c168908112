/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, texts and places in SVG. */
#include <math.h>
#include <string.h>

#include "app/scene_svg_draw.h"
#include "base/digits.h"
#include "base/text.h"

enum { TENTHS = 10 };

double
svg_x(const struct svg *v, double value)
{
    return v->plot.left + scene_at(&v->scene->x, value) * (v->plot.right - v->plot.left);
}

double
svg_y(const struct svg *v, double value)
{
    return v->plot.bottom -
           scene_at(&v->scene->y, value) * (v->plot.bottom - v->plot.top);
}

double
svg_width(const char *text)
{
    return text_width(text) * SVG_CHARACTER;
}

const char *
svg_role(enum scene_role role)
{
    static const char *const classes[ROLE_COUNT] = {
        [ROLE_TEXT] = "va-text", [ROLE_DIM] = "va-dim",   [ROLE_TITLE] = "va-title",
        [ROLE_GOOD] = "va-good", [ROLE_WARN] = "va-warn", [ROLE_BAD] = "va-bad",
        [ROLE_CHART1] = "va-c1", [ROLE_CHART2] = "va-c2", [ROLE_CHART3] = "va-c3",
        [ROLE_CHART4] = "va-c4"
    };

    return classes[role];
}

static void
write_number(struct svg *v, double value)
{
    char text[DIGITS_MAX];

    buf_text(v->out, digits_trim(digits_fixed(text, value, 1)));
}

void
svg_number(struct svg *v, const char *name, double value)
{
    buf_printf(v->out, " %s=\"", name);
    write_number(v, value);
    buf_byte(v->out, '"');
}

void
svg_step(struct svg *v, char command, double x, double y)
{
    if (command)
        buf_byte(v->out, command);
    write_number(v, x);
    buf_byte(v->out, ' ');
    write_number(v, y);
}

/* Are they one place, as it is written? */
static bool
is_same(double a, double b)
{
    return lround(a * TENTHS) == lround(b * TENTHS);
}

void
svg_stroke(struct svg *v, double x, double y, double to_x, double to_y)
{
    svg_step(v, 'M', x, y);
    if (is_same(y, to_y)) {
        buf_byte(v->out, 'H');
        write_number(v, to_x);
    } else if (is_same(x, to_x)) {
        buf_byte(v->out, 'V');
        write_number(v, to_y);
    } else {
        svg_step(v, 'L', to_x, to_y);
    }
}

/* "12.3", ".5", "-4", with a blank before it where a number would grow together. */
static void
put_tenths(struct buf *out, long n, bool apart)
{
    const long rest = n < 0 ? -n : n;

    if (n < 0)
        buf_byte(out, '-');
    else if (apart)
        buf_byte(out, ' ');
    if (rest >= TENTHS || rest == 0)
        buf_printf(out, "%ld", rest / TENTHS);
    if (rest % TENTHS)
        buf_printf(out, ".%ld", rest % TENTHS);
}

/* From where the pen is; the rounding is that of the place, so that it does not add up.
 */
static void
put_step(struct svg *v, struct svg_pen *pen, bool apart, double x, double y)
{
    const struct svg_pen to = { lround(x * TENTHS), lround(y * TENTHS) };

    put_tenths(v->out, to.x - pen->x, apart);
    put_tenths(v->out, to.y - pen->y, true);
    *pen = to;
}

void
svg_move(struct svg *v, struct svg_pen *pen, double x, double y)
{
    buf_byte(v->out, 'm');
    put_step(v, pen, false, x, y);
}

void
svg_line(struct svg *v, struct svg_pen *pen, double x, double y)
{
    put_step(v, pen, true, x, y);
}

void
svg_down(struct svg *v, struct svg_pen *pen, double y)
{
    const long to = lround(y * TENTHS);

    buf_byte(v->out, 'v');
    put_tenths(v->out, to - pen->y, false);
    pen->y = to;
}

/* The characters of XML 1.0 but controls (section 2.2). */
static bool
is_xml(uint32_t point)
{
    return !text_is_control(point) && point != 0xfffe && point != 0xffff;
}

void
svg_escape(struct buf *out, const char *text, size_t len)
{
    static const struct {
        char character;
        const char *entity;
    } entities[] = {
        { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }
    };

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);
        const char *entity = n && is_xml(point) ? NULL : "\xef\xbf\xbd";

        for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++) {
            if (text[i] == entities[k].character)
                entity = entities[k].entity;
        }
        if (entity)
            buf_text(out, entity);
        else
            buf_add(out, text + i, n);
        i += n ? n : 1;
    }
}

void
svg_tip(struct svg *v, const char *text)
{
    if (!text[0])
        return;
    buf_text(v->out, "<title>");
    svg_escape(v->out, text, strlen(text));
    buf_text(v->out, "</title>");
}

void
svg_text(struct svg *v, const struct svg_text *t)
{
    buf_printf(v->out, "<text class=\"%s\"", t->classes);
    svg_number(v, "x", t->x);
    svg_number(v, "y", t->y);
    if (strcmp(t->anchor, "start") != 0)
        buf_printf(v->out, " text-anchor=\"%s\"", t->anchor);
    buf_byte(v->out, '>');
    svg_escape(v->out, t->text, t->len);
    buf_text(v->out, "</text>\n");
}
