/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that two sessions changed, brought together. */
#ifndef VA_TUI_LOCAL_MERGE_H
#define VA_TUI_LOCAL_MERGE_H

#include "tui/local.h"

/*
 * Make the changes of a session in the settings of others: values that differ between
 * base and mine become mine, all others stay. So it is with the history: what the session
 * took back is no change there either, what it did comes last.
 *
 * theirs  changed; of no use after a failure
 * base    as the session found or left them
 * mine    as the session has them now
 *
 * Returns VA_OK; VA_OVERFLOW past LOCAL_ENTRIES_MAX; VA_NOMEM.
 */
enum va_code locals_merge(struct locals *theirs, const struct locals *base,
                          const struct locals *mine);

#endif
