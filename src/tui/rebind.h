/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys given to actions on the screen: local settings over the configuration. */
#ifndef VA_TUI_REBIND_H
#define VA_TUI_REBIND_H

#include <stdint.h>

#include "tui/action.h"

struct tui;

/* Put the keys of the local settings in force, over those of the configuration. Those
 * that do not go with it (it changed since) are left out, and a toast says so. */
void rebind_refresh(struct tui *t);

/* Give an action that key and no other; undo takes it back. VA_USAGE where that clashes,
 * would leave no way out, or for what costs money: nothing is changed then. */
enum va_code rebind_set(struct tui *t, enum action_id id, uint32_t key,
                        struct va_err *err);

#endif
