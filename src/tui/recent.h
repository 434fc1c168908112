/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that were typed lately, as the palette would take them: "budget 0.0015". */
#ifndef VA_TUI_RECENT_H
#define VA_TUI_RECENT_H

#include <stdbool.h>
#include <stdint.h>

struct tui;

/* Remember a line as the latest; one that is there already moves up. */
void recent_add(struct tui *t, const char *line);

/* Line i, 0 the latest, of those that begin with `prefix`, without it. out holds
 * OVERLAY_TEXT_MAX bytes. False past the last. */
bool recent_get(const struct tui *t, const char *prefix, int32_t i, char *out);

#endif
