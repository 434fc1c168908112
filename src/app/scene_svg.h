/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scene as a picture: one standalone SVG file. */
#ifndef VA_APP_SCENE_SVG_H
#define VA_APP_SCENE_SVG_H

#include "app/scene.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * Write a scene as SVG 1.1: title, legend, axes, everything visible, caption and notes;
 * tooltips by <title>. No scripts, no references to anything outside; light or dark by
 * the reader's preference; the same bytes for the same scene.
 *
 * Returns VA_OK, or the failure of out (VA_NOMEM, VA_OVERFLOW).
 */
enum va_code scene_draw_svg(const struct scene *s, struct buf *out);

enum { SCENE_SVG_WIDTH_MIN = 300, SCENE_SVG_WIDTH_MAX = 2000 };

/*
 * The same as a part of a page: legend, axes and everything visible. Title and caption
 * are there for screen readers only; they, the notes and the style are the page's.
 *
 * width_px    SCENE_SVG_WIDTH_MIN to SCENE_SVG_WIDTH_MAX; what is drawn scales with it
 * extra       a class beside va-chart
 */
enum va_code scene_draw_svg_part(const struct scene *s, int width_px, const char *extra,
                                 struct buf *out);

/* The style sheet of every picture, without its element. A static string. */
const char *scene_svg_style(void);

#endif
