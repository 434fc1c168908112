/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small changes of the database: a workload's note, and forgetting one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "tui/import.h"
#include "tui/tui.h"

/* One of the user's own. *out borrowed until the next frame. */
static enum va_code
own_workload(struct tui *t, const char *name, struct workload *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    workload_init(out);
    if (!name)
        return va_fail(err, VA_DATA, "no workload is open");
    if (import_is_on(t))
        return va_fail(err, VA_USAGE, "an import is under way; ^C ends it");
    code = session_workload(t->session, name, out, err);
    if (!code && out->sample_data)
        code = va_fail(err, VA_DATA, "%s is bundled sample data: it cannot be changed",
                       name);
    return code;
}

/* --- forget --- */

static enum va_code
forget(struct tui *t, const char *typed, struct va_err *err)
{
    const struct question q = { .workload = t->pending };
    const struct forget_request request = { 0 };
    struct reply r = { .verdict = VA_OK };
    enum va_code code = app_forget(t->session, &q, &request, &r, err);

    (void)typed;
    if (!code) {
        tui_toast(t, ROLE_GOOD, "%.*s", (int)strcspn(buf_get(&r.text), "\n"),
                  buf_get(&r.text));
        t->moved = true;
    }
    reply_clear(&r);
    return code;
}

/* How much would go, and that nothing brings it back. */
static enum va_code
ask_forget(struct tui *t, struct va_err *err)
{
    const struct question q = { .workload = t->pending };
    const struct forget_request request = { .dry_run = true };
    struct reply r = { .verdict = VA_OK };
    enum va_code code = app_forget(t->session, &q, &request, &r, err);
    char text[OVERLAY_TEXT_MAX];

    if (!code) {
        snprintf(text, sizeof text, "%.*s This cannot be undone.",
                 (int)strcspn(buf_get(&r.text), "\n"), buf_get(&r.text));
        tui_confirm(t, &(struct confirm){ .title = "Forget the workload?",
                                          .text = text,
                                          .yes = forget });
    }
    reply_clear(&r);
    return code;
}

enum va_code
do_forget(struct tui *t, const struct doing *d, struct va_err *err)
{
    const char *name = d->argument && *d->argument ? d->argument : tui_workload(t);
    struct workload w;
    enum va_code code = own_workload(t, name, &w, err);

    snprintf(t->pending, sizeof t->pending, "%s", w.name);
    workload_clear(&w);
    return code ? code : ask_forget(t, err);
}

/* --- the note --- */

/* What the editor left; its last newline is no part of it. */
static void
keep_note(struct tui *t, const char *text, const struct va_err *why)
{
    struct va_err err = *why;
    char *note = text ? strdup(text) : NULL;
    enum va_code code = VA_OK;

    if (!note) {
        tui_toast_error(t, &err);
        return;
    }
    for (size_t n = strlen(note); n > 0 && strchr(" \t\r\n", note[n - 1]); n--)
        note[n - 1] = '\0';
    code = app_set_note(t->session, t->noted, note, &err);
    if (code == VA_USAGE) { /* so that it is not lost */
        tui_effect(t, EFFECT_COPY, text);
        va_hint(&err, "It is on the clipboard, if there is one.");
    }
    if (code)
        tui_toast_error(t, &err);
    else {
        tui_toast(t, ROLE_GOOD, *note ? "the note of %s is stored" : "%s has no note now",
                  t->noted);
        t->moved = true;
    }
    free(note);
}

enum va_code
do_notes(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct workload w;
    enum va_code code = own_workload(t, tui_workload(t), &w, err);

    (void)d;
    if (!code) {
        snprintf(t->noted, sizeof t->noted, "%s", w.name);
        tui_edit(t, w.note, keep_note);
    }
    workload_clear(&w);
    return code;
}
