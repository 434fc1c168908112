/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing what lies over a screen. */
#include "tui/overlay.h"

#include "tui/tui.h"

void
overlay_open(struct tui *t, const struct overlay_kind *kind, void *state)
{
    overlay_close(t);
    t->overlay = (struct overlay){ kind, state };
    t->stale = true;
}

void
overlay_close(struct tui *t)
{
    const struct overlay old = t->overlay;

    t->overlay = (struct overlay){ 0 };
    t->stale = true;
    if (old.kind && old.kind->close)
        old.kind->close(old.state);
}
