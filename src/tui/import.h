/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import that runs beside the screen. */
#ifndef VA_TUI_IMPORT_H
#define VA_TUI_IMPORT_H

#include <stdbool.h>

struct tui;

/* End it, if there is one: then true. */
bool import_stop(struct tui *t);

/* Is there one? Nobody else can write to the database until it ends. */
bool import_is_on(const struct tui *t);

#endif
