/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the screen of a demo says so. */
#ifndef VA_TUI_DEMO_MARK_H
#define VA_TUI_DEMO_MARK_H

#include "base/buf.h"
#include "tui/screen.h"

/*
 * Mark a content: a line before text and Markdown, a first member "demo" of a JSON
 * object, a first column "demo" of CSV. A single value stays as it is: it has no room.
 *
 * format   of the content
 * content  changed in place; its code is set when it grows past its limit
 */
void demo_mark(enum screen_format format, struct buf *content);

#endif
