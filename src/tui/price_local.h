/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changed prices. Each is a local setting, LOCAL_PRICE of "NAME/TABLE/REGION/CELL", so
 * that undo takes it back and a restart has it again; here they are made true in the
 * session's price tables, which every answer uses.
 */
#ifndef VA_TUI_PRICE_LOCAL_H
#define VA_TUI_PRICE_LOCAL_H

#include "base/err.h"
#include "io/price_edit.h"

struct tui;

/* Make the session's prices those of the local settings, and the banner true. One that
 * does not fit any more is dropped, with a toast. */
void price_local_follow(struct tui *t);

/* At the beginning: prices that the command line changed become local settings. */
void price_local_adopt(struct tui *t);

/*
 * Change a cell, as an undoable change.
 *
 * text  as prices_set has it; NULL: as saved
 *
 * Returns as prices_set; nothing is changed on failure.
 */
enum va_code price_local_set(struct tui *t, const struct price_place *at, const char *key,
                             const char *text, struct va_err *err);

/* The changes were kept in files: they are no what-if any more. */
void price_local_kept(struct tui *t);

#endif
