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

#endif
