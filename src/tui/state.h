/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local settings in the state file. */
#ifndef VA_TUI_STATE_H
#define VA_TUI_STATE_H

struct tui;

/* Read them. A file that is missing, damaged or not ours is as good as none: a toast says
 * so where something was lost. */
void state_open(struct tui *t);

/* Write what changed since, over what is in the file by now: other screens may be open. A
 * failure is told once, in a toast, and tried again with the next change. Read-only
 * sessions write nothing. */
void state_save(struct tui *t);

/* The same, for the last time. */
void state_close(struct tui *t);

#endif
