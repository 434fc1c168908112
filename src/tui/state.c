/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local settings in the state file. */
#include "tui/state.h"

#include "io/state.h"
#include "tui/tui.h"

static bool
is_kept(const struct tui *t)
{
    return t->start->state_file && !t->start->read_only;
}

void
state_open(struct tui *t)
{
    struct va_err err = { 0 };
    int32_t bad = 0;
    struct buf lines;

    buf_init(&lines, STATE_BYTES_MAX);
    if (t->start->state_file) {
        const enum state_found found = state_read(t->start->state_file, &lines, &err);

        if (found == STATE_GOOD &&
            locals_read(t->locals, buf_get(&lines), lines.len, &bad))
            tui_toast(t, ROLE_BAD, "out of memory: what was set before is not known");
        else if (found != STATE_GOOD && found != STATE_MISSING)
            tui_toast_error(t, &err);
        if (bad > 0)
            tui_toast(t, ROLE_WARN, "%s: %d lines were not understood",
                      t->start->state_file, bad);
    }
    buf_clear(&lines);
    t->saved_version = local_version(t->locals);
}

void
state_save(struct tui *t)
{
    struct va_err err = { 0 };
    struct buf lines;

    if (t->saved_version == local_version(t->locals) || !is_kept(t))
        return;
    /* A failure is not tried again before the next change. */
    t->saved_version = local_version(t->locals);
    buf_init(&lines, STATE_BYTES_MAX);
    locals_write(t->locals, &lines);
    if (state_write(t->start->state_file, &lines, &err))
        tui_toast_error(t, &err);
    buf_clear(&lines);
}
