/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the database while the screen is open. */
#ifndef VA_TUI_DATA_H
#define VA_TUI_DATA_H

struct tui;

/* Begin to watch; where that cannot be done, F5 reads the database again. */
void data_open(struct tui *t);
void data_close(struct tui *t);

/* It was this screen that changed something: look again at once, and once. */
void data_wrote(struct tui *t);

/* Look again after a pause: before a frame is drawn. */
void data_refresh(struct tui *t);

#endif
