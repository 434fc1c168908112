/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What overlays have in common: a box, keys of all of them. */
#ifndef VA_TUI_OVERLAY_PARTS_H
#define VA_TUI_OVERLAY_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "tui/action.h"
#include "tui/event.h"
#include "tui/frame.h"
#include "tui/list.h"
#include "tui/overlay.h"

struct tui;

/* A box in the middle of the area, as large as asked for or as the area allows, blank
 * inside. Returns the inside. */
struct cell_rect overlay_box(struct frame *f, struct cell_rect area, int32_t columns,
                             int32_t rows, const char *title);

/* The same along the bottom edge, over the whole width, under a rule with the title. */
struct cell_rect overlay_sheet(struct frame *f, struct cell_rect area, int32_t rows,
                               const char *title);

/* Does it suspend, redraw or cancel? Then that is done (cancel closes the overlay), and
 * it is taken. Keys that are characters never are. */
bool overlay_common(struct tui *t, const struct event *e);

/* The action that a key stands for on the screen below: lists move by the same keys.
 * ACTION_COUNT: none, or it was pasted. */
enum action_id overlay_action(const struct tui *t, const struct event *e);

/* The value of an overlay's own spot under the mouse; -1: none is there. */
int32_t overlay_pointed(const struct tui *t, const struct event *e);

/* A spot of an overlay, for overlay_pointed. */
void overlay_spot(struct frame *f, struct cell_rect at, int32_t value);

/*
 * Take the overlay off while something runs that may open another one: the state is the
 * caller's then. overlay_back puts it back unless another is there by now; then, or when
 * keep is false, it is closed. Returns whether it is back.
 */
struct overlay overlay_take(struct tui *t);
bool overlay_back(struct tui *t, struct overlay *o, bool keep);

/* A message of a failure: its text and what to do about it. out holds OVERLAY_TEXT_MAX.
 */
void overlay_error(char *out, const struct va_err *err);

#endif
