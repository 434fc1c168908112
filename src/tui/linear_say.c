/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dialogue says. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"
#include "tui/foreground.h"
#include "tui/linear_parts.h"

/* Later calls have other errors: the first one says why. */
static void
keep_failure(struct linear *l, bool failed)
{
    if (failed && l->failed == 0)
        l->failed = errno;
}

void
linear_print(struct linear *l, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    keep_failure(l, vfprintf(l->io->out, fmt, args) < 0);
    va_end(args);
}

void
linear_flush(struct linear *l)
{
    keep_failure(l, fflush(l->io->out) != 0);
}

/* A text with a newline at its end. */
static void
put(struct linear *l, const char *text)
{
    const size_t len = strlen(text);

    linear_print(l, "%s%s", text, len > 0 && text[len - 1] != '\n' ? "\n" : "");
}

void
linear_say_error(struct linear *l, const struct va_err *err)
{
    struct buf line;

    buf_init(&line, VA_ERR_TEXT_MAX + VA_ERR_HINT_MAX);
    words_error(&line, err);
    linear_print(l, "Not done: %s\n", line.code ? err->text : buf_get(&line));
    buf_clear(&line);
}

static int32_t
count_lines(const char *text)
{
    int32_t n = 0;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

/* Say the lines that are not as they were at their places. */
static void
say_new_lines(struct linear *l, const char *now)
{
    const char *old = l->said;

    while (*now) {
        const size_t n = strcspn(now, "\n");
        const size_t m = strcspn(old, "\n");

        if (n != m || memcmp(now, old, n) != 0)
            linear_print(l, "%.*s\n", (int)n, now);
        now += n + (now[n] == '\n');
        old += m + (old[m] == '\n');
    }
}

/* Everything the screen says. */
static void
gather(struct linear *l, struct buf *out)
{
    struct tui *t = &l->tui;
    const struct screen *s = screen_get(t->screen);

    if (t->start->demo_seed)
        buf_text(out, "DEMO, simulated.\n");
    if (t->banner[0])
        buf_printf(out, "%s\n", t->banner);
    if (s->say)
        s->say(t, out);
}

static bool
is_elsewhere(const struct linear *l)
{
    return !l->said || l->said_screen != l->tui.screen ||
           strcmp(l->said_workload, l->tui.subject.name) != 0;
}

void
linear_say_screen(struct linear *l, bool whole, bool silent)
{
    struct buf now;

    buf_init(&now, LINEAR_SAID_MAX);
    gather(l, &now);
    if (whole || is_elsewhere(l)) {
        linear_print(l, "Screen %s.\n", screen_title(l->tui.screen, false));
        put(l, buf_get(&now));
    } else if (!strcmp(l->said, buf_get(&now))) {
        if (silent)
            put(l, "Nothing changed.");
    } else if (count_lines(l->said) == count_lines(buf_get(&now)))
        say_new_lines(l, buf_get(&now));
    else
        put(l, buf_get(&now));
    free(l->said);
    l->said = strdup(buf_get(&now));
    l->said_screen = l->tui.screen;
    snprintf(l->said_workload, sizeof l->said_workload, "%s", l->tui.subject.name);
    buf_clear(&now);
}

bool
linear_say_overlay(struct linear *l)
{
    struct tui *t = &l->tui;
    struct buf text;

    if (!t->overlay.kind)
        return false;
    buf_init(&text, LINEAR_SAID_MAX);
    if (t->overlay.kind->say)
        t->overlay.kind->say(t, &text);
    put(l, buf_get(&text));
    buf_clear(&text);
    if (t->overlay.kind->answer) {
        put(l, "An empty line leaves it as it is.");
        return true;
    }
    overlay_close(t); /* a text to be read */
    return false;
}

/* A text is changed in the user's editor, where somebody sits at a terminal; else it is
 * said as it is. */
static void
edit(struct linear *l, const struct effect *e)
{
    struct va_err err = { .code = VA_OK };
    struct buf edited;
    enum va_code code = VA_OK;

    buf_init(&edited, LINEAR_SAID_MAX);
    linear_flush(l);
    if (l->io->ask)
        code = foreground_edit(l->tui.start->variables, e->text ? e->text : "", &edited,
                               &err);
    else {
        put(l, e->text ? e->text : "");
        code = va_fail(&err, VA_USAGE, "there is no terminal for an editor");
    }
    if (e->done)
        e->done(&l->tui, code ? NULL : buf_get(&edited), &err);
    buf_clear(&edited);
}

static bool
say_effect(struct linear *l, const struct effect *e)
{
    switch (e->kind) {
    case EFFECT_COPY:
    case EFFECT_PAGE:
        put(l, e->text ? e->text : "");
        return true;
    case EFFECT_EDIT:
        edit(l, e);
        return true;
    case EFFECT_QUIT:
    case EFFECT_SUSPEND:
    case EFFECT_REDRAW:
    case EFFECT_THEME:
    case EFFECT_BELL:
        return false;
    }
    return false;
}

bool
linear_say_results(struct linear *l)
{
    struct tui *t = &l->tui;
    struct effect e;
    bool said = false;
    bool same = false; /* the message is what went to the clipboard */

    while (tui_take_effect(t, &e)) {
        said |= say_effect(l, &e);
        same |= e.text && !strcmp(e.text, t->toast.text);
        free(e.text);
    }
    if (t->toast.text[0] && !same) {
        put(l, t->toast.text);
        said = true;
    }
    t->toast.text[0] = '\0';
    return said;
}
