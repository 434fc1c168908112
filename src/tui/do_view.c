/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions that move and show: handed to the screen, or the same on all of them. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tui/import.h"
#include "tui/key.h"
#include "tui/probe.h"
#include "tui/task.h"
#include "tui/tui.h"
#include "tui/write.h"

enum { LINE_BYTES = 4096, PAGE_BYTES = 1 << 20, STATUS_INTERRUPTED = 130 };
/* Of " copied with wl-copy: ", which stands before it. */
enum { COPIED_COLUMNS = 22 };

/* The screen does it. */
enum va_code
do_screen(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct screen *s = screen_get(t->screen);

    return s->act ? s->act(t, d, err) : VA_OK;
}

enum va_code
do_move(struct tui *t, const struct doing *d, struct va_err *err)
{
    return do_screen(t, d, err);
}

enum va_code
do_back(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct screen *s = screen_get(t->screen);
    const struct doing back = { ACTION_VIEW_BACK, NULL };

    (void)d;
    if (s->back && s->back(t))
        return VA_OK;
    if (import_stop(t))
        return VA_OK;
    return t->at_history > 0 ? do_history(t, &back, err) : VA_OK;
}

enum va_code
do_workload(struct tui *t, const struct doing *d, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!d->argument) {
        tui_ask(t, &(struct ask){ .action = d->id, .title = "Workload" });
        return VA_OK;
    }
    code = subject_open(t, d->argument, err);
    if (!code)
        tui_go(t, t->screen == SCREEN_WORK ? SCREEN_EXPLORE : t->screen);
    return code;
}

enum va_code
do_freeze(struct tui *t, const struct doing *d, struct va_err *err)
{
    char key[KEY_TEXT_MAX];

    (void)d, (void)err;
    t->frozen = !t->frozen;
    if (t->frozen)
        tui_toast(t, ROLE_TEXT, "live updates are held; %s lets them in again",
                  tui_key_text(t, ACTION_FREEZE, key));
    else
        tui_toast(t, ROLE_TEXT, "live updates are on");
    return VA_OK;
}

enum va_code
do_reload(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d, (void)err;
    t->moved = true;
    return VA_OK;
}

/* A command line in the last line of the screen; one that has no room there as a text, a
 * line an option, as a shell would take it. */
static void
show_line(struct tui *t, const char *line)
{
    struct buf text;
    bool quoted = false;

    if (t->start->linear || text_width(line) + COPIED_COLUMNS < t->columns) {
        tui_toast(t, ROLE_GOOD, "%s", line);
        return;
    }
    buf_init(&text, 2 * LINE_BYTES);
    for (; *line; line++) {
        quoted ^= *line == '\'';
        if (!quoted && !strncmp(line, " --", 3))
            buf_text(&text, " \\\n   ");
        buf_byte(&text, *line);
    }
    tui_view(t, "The command line of this view; it was copied", buf_get(&text));
    buf_clear(&text);
}

/* The command line of the view, and on the clipboard. */
enum va_code
do_line(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct screen *s = screen_get(t->screen);
    struct buf line;
    enum va_code code = VA_OK;

    (void)d;
    buf_init(&line, LINE_BYTES);
    buf_text(&line, "vadvise ");
    if (s->line)
        s->line(t, &line);
    code = line.code;
    if (!code) {
        tui_effect(t, EFFECT_COPY, buf_get(&line));
        show_line(t, buf_get(&line));
    }
    buf_clear(&line);
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}

enum va_code
do_pager(struct tui *t, const struct doing *d, struct va_err *err)
{
    const struct screen *s = screen_get(t->screen);
    struct buf text;
    enum va_code code = VA_OK;

    (void)d;
    buf_init(&text, PAGE_BYTES);
    if (s->content)
        code = s->content(t, SCREEN_TEXT, &text, err);
    else if (s->say)
        s->say(t, &text);
    if (!code && text.code)
        code = va_fail(err, text.code, "%s", va_code_text(text.code));
    if (!code)
        tui_effect(t, EFFECT_PAGE, buf_get(&text));
    buf_clear(&text);
    return code;
}

enum va_code
do_redraw(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d, (void)err;
    tui_effect(t, EFFECT_REDRAW, NULL);
    return VA_OK;
}

enum va_code
do_suspend(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)err;
    /* Stopped while it writes it would hold up other programs. */
    if (!write_holds(t, d->id, NULL))
        tui_effect(t, EFFECT_SUSPEND, NULL);
    return VA_OK;
}

static void
quit(struct tui *t, bool keep)
{
    tui_effect(t, EFFECT_QUIT, NULL);
    if (t->n_effects > 0)
        t->effects[t->n_effects - 1].keep = keep;
}

enum va_code
do_quit(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)err;
    if (!probe_holds(t, d->id == ACTION_QUIT_KEEP) && !write_holds(t, d->id, NULL) &&
        !notes_hold(t))
        quit(t, d->id == ACTION_QUIT_KEEP);
    return VA_OK;
}

/* Stop what is under way; with nothing under way, twice in a row leaves. */
enum va_code
do_cancel(struct tui *t, const struct doing *d, struct va_err *err)
{
    (void)d, (void)err;
    if (t->cancelled) { /* also when what is under way does not stop */
        if (probe_holds(t, false))
            return VA_OK;
        t->status = STATUS_INTERRUPTED;
        quit(t, false);
        return VA_OK;
    }
    t->cancelled = true;
    if (task_stop(t, NULL) > 0)
        tui_toast(t, ROLE_WARN, "stopping ...; ^C again leaves");
    else if (!probe_cancel(t))
        tui_toast(t, ROLE_TEXT, "nothing is under way; ^C again leaves");
    return VA_OK;
}
