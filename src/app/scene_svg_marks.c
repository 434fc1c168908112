/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks as SVG shapes: each series has a shape of its own, for readers without colour. */
#include "app/scene_svg_draw.h"

/* A shape around 0, 0, at most 16 pixels wide. */
/* clang-format off */
static const char *const shapes[MARK_COUNT] = {
    [MARK_NONE]   = "",
    [MARK_POINT1] = "<circle class=\"va-point\" r=\"4\"/>",
    [MARK_POINT2] = "<path class=\"va-point\" d=\"M-3.8-3.8H3.8V3.8H-3.8Z\"/>",
    [MARK_POINT3] = "<path class=\"va-point\" d=\"M0-5L4.8 3.6H-4.8Z\"/>",
    [MARK_POINT4] = "<path class=\"va-point\" d=\"M0-5.2L5.2 0L0 5.2L-5.2 0Z\"/>",
    [MARK_PICK]   = ("<circle class=\"va-ring\" r=\"7\"/>"
                     "<circle class=\"va-core\" r=\"3.4\"/>"),
    [MARK_SAFE]   = ("<circle class=\"va-ring\" r=\"7\"/>"
                     "<path class=\"va-tick\" d=\"M-3.2 0.2L-0.9 2.6L3.4-2.4\"/>"),
    [MARK_NOW]    = "<path class=\"va-ring\" d=\"M0-7L7 0L0 7L-7 0Z\"/>",
    [MARK_FAILED] = "<path class=\"va-cross\" d=\"M-4-4L4 4M-4 4L4-4\"/>",
    [MARK_CROSS]  = "<path class=\"va-cross\" d=\"M-5-5L5 5M-5 5L5-5\"/>",
    [MARK_CHOICE] = "<circle class=\"va-ring\" r=\"5\"/>",
    [MARK_PARETO] = "<path class=\"va-whisker\" d=\"M0 3V-3\"/>",
    [MARK_SPREAD] = "<path class=\"va-whisker\" d=\"M0-7V7M-3.5-7H3.5M-3.5 7H3.5\"/>",
    [MARK_CURVE]  = "<path class=\"va-line\" d=\"M-8 0H8\"/>",
    [MARK_BAND]   = "<path class=\"va-band\" d=\"M-8-6H8V6H-8Z\"/>",
    [MARK_REGION] = ("<path class=\"va-region\" d=\"M-8-6H8V6H-8Z\"/>"
                     "<path class=\"va-edge\" d=\"M-8-6V6\"/>"),
    [MARK_LEVEL]  = "<path class=\"va-edge\" d=\"M-8 0H8\"/>",
};
/* clang-format on */

void
svg_mark(struct svg *v, enum scene_mark mark, double x, double y)
{
    buf_text(v->out, "<g transform=\"translate(");
    svg_step(v, '\0', x, y);
    buf_printf(v->out, ")\">%s</g>", shapes[mark]);
}
