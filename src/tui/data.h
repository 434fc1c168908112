/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes that others make to the database while the screen is open. */
#ifndef VA_TUI_DATA_H
#define VA_TUI_DATA_H

struct tui;

/* Begin to watch; where that cannot be done, F5 reads the database again. */
void data_open(struct tui *t);
void data_close(struct tui *t);

/* Look again after a pause: before a frame is drawn. */
void data_refresh(struct tui *t);

#endif
