/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local settings in the state file. */
#include "tui/state.h"

#include <string.h>

#include "io/state.h"
#include "tui/local_merge.h"
#include "tui/tui.h"

enum {
    AGAIN_MS = 50,     /* others are at the file */
    LAST_WAIT_MS = 500 /* for them, before the end */
};

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
    buf_init(&t->saved, LOCAL_FILE_MAX);
    locals_write(t->locals, &t->saved);
    t->saved_version = local_version(t->locals);
}

static enum va_code
merge(const struct locals *mine, const struct buf *base, const struct buf *there,
      struct buf *out)
{
    struct locals *before = locals_alloc();
    struct locals *theirs = locals_alloc();
    int32_t bad = 0;
    enum va_code code = before && theirs ? VA_OK : VA_NOMEM;

    if (!code)
        code = locals_read(before, buf_get(base), base->len, &bad);
    if (!code)
        code = locals_read(theirs, buf_get(there), there->len, &bad);
    if (!code)
        code = locals_merge(theirs, before, mine);
    if (!code)
        locals_write(theirs, out);
    locals_free(before);
    locals_free(theirs);
    return code ? code : out->code;
}

/* Nobody else wrote, or it is gone: mine as they are. Else my changes over what is there.
 */
static enum va_code
make(void *ctx, const struct buf *there, struct buf *out, struct va_err *err)
{
    const struct tui *t = ctx;
    enum va_code code = VA_OK;

    if (there->len == 0 || (there->len == t->saved.len &&
                            !memcmp(buf_get(there), buf_get(&t->saved), there->len)))
        locals_write(t->locals, out);
    else
        code = merge(t->locals, &t->saved, there, out);
    if (!code)
        code = out->code;
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}

/* What the next change is told apart from. */
static void
settle(struct tui *t)
{
    buf_reset(&t->saved);
    locals_write(t->locals, &t->saved);
    t->unsaved = false;
}

static void
save(struct tui *t, bool last)
{
    const struct state_change c = {
        .make = make, .ctx = t, .wait_ms = last ? LAST_WAIT_MS : 0, .force = last
    };
    struct va_err err = { 0 };
    bool busy = false;
    enum va_code code = VA_OK;

    if (t->saved_version == local_version(t->locals) ||
        (t->saved.len == 0 && !locals_have_choices(t->locals))) /* nothing but looking */
        return;
    if (t->start->state_file && !t->start->read_only)
        code = state_change(t->start->state_file, &c, &busy, &err);
    if (busy) { /* what changed stays due */
        tui_wake(t, TIMER_STATE, AGAIN_MS);
        return;
    }
    t->saved_version = local_version(t->locals);
    if (!code)
        settle(t);
    else if (!t->unsaved) {
        t->unsaved = true;
        tui_toast(t, ROLE_WARN, "what you set is not remembered: %s", err.text);
    }
}

void
state_save(struct tui *t)
{
    save(t, false);
}

void
state_close(struct tui *t)
{
    save(t, true);
    buf_clear(&t->saved);
}
