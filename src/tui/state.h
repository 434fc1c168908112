/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local settings in the state file. */
#ifndef VA_TUI_STATE_H
#define VA_TUI_STATE_H

struct tui;

/* Read them. A file that is missing, damaged or not ours is as good as none: a toast says
 * so where something was lost. */
void state_open(struct tui *t);

/* Write them when they changed since. A failure is told once, in a toast. Read-only
 * sessions write nothing. */
void state_save(struct tui *t);

#endif
