/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local settings in the state file. */
#include "tui/state.h"

#include "io/state.h"
#include "tui/tui.h"

/* Take over the lines of a file. */
static void
take(struct tui *t, const struct buf *lines)
{
    int32_t bad = 0;

    if (locals_read(t->locals, buf_get(lines), lines->len, &bad))
        tui_toast(t, ROLE_WARN, "%s: out of memory", t->start->state_file);
    else if (bad > 0)
        tui_toast(t, ROLE_WARN, "%s: %d lines were not understood", t->start->state_file,
                  (int)bad);
}

void
state_open(struct tui *t)
{
    struct va_err err = { 0 };
    struct buf lines;
    enum state_found found = STATE_MISSING;

    buf_init(&lines, STATE_BYTES_MAX);
    if (t->start->state_file)
        found = state_read(t->start->state_file, &lines, &err);
    if (found == STATE_GOOD)
        take(t, &lines);
    else if (found != STATE_MISSING)
        tui_toast(t, ROLE_WARN, "%s; it is left out", err.text);
    buf_clear(&lines);
    t->saved_version = local_version(t->locals);
}

void
state_save(struct tui *t)
{
    struct va_err err = { 0 };
    struct buf lines;

    if (t->saved_version == local_version(t->locals))
        return;
    t->saved_version = local_version(t->locals);
    if (!t->start->state_file || t->start->read_only || t->unsaved)
        return;
    buf_init(&lines, LOCAL_FILE_MAX);
    locals_write(t->locals, &lines);
    if (state_write(t->start->state_file, &lines, &err)) {
        t->unsaved = true;
        tui_toast(t, ROLE_WARN, "what you set is not remembered: %s", err.text);
    }
    buf_clear(&lines);
}
