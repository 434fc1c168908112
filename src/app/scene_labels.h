/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The things of a scene on a grid of cells, and labels where nothing else was drawn. */
#ifndef VA_APP_SCENE_LABELS_H
#define VA_APP_SCENE_LABELS_H

#include "app/scene.h"
#include "app/scene_canvas.h"

/* What regions are shaded with; labels may cover it. */
enum { SCENE_SHADE = '/' };

/* The cell of a mark; y NAN is the bottom row. */
struct cell_rect scene_mark_cell(const struct canvas *c, const struct scene *s,
                                 const struct scene_item *item);

/* Everything visible but labels, layer by layer. */
void scene_draw_items(const struct canvas *c, const struct scene *s);

/* Every visible item's label, each at the first place that is blank; a label without
 * such a place is left out (legend and caption say the same). */
void scene_draw_labels(const struct canvas *c, const struct scene *s);

#endif
