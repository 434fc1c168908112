/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small changes of the database: a workload's note, and forgetting one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "tui/import.h"
#include "tui/tui.h"
#include "tui/write.h"

enum { SAID_BYTES = 256 };

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

struct forgetting {
    char workload[TEXT_NAME_MAX + 1];
    int64_t run; /* of that probe alone; 0: all */
    char said[SAID_BYTES];
};

static enum va_code
forget_in(struct session *s, void *ctx, struct va_err *err)
{
    struct forgetting *f = ctx;
    const struct question q = { .workload = f->workload };
    const struct forget_request request = { .run = f->run };
    struct reply r = { .verdict = VA_OK };
    const enum va_code code = app_forget(s, &q, &request, &r, err);

    if (!code)
        snprintf(f->said, sizeof f->said, "%.*s", (int)strcspn(buf_get(&r.text), "\n"),
                 buf_get(&r.text));
    reply_clear(&r);
    return code;
}

static void
forgotten(struct tui *t, void *ctx, enum va_code code, struct va_err *err)
{
    const struct forgetting *f = ctx;

    (void)err;
    if (!code)
        tui_toast(t, ROLE_GOOD, "%s",
                  f->run > 0 ? "The samples are gone; the money stays spent." : f->said);
}

enum va_code
write_forget(struct tui *t, const char *workload, int64_t run, struct va_err *err)
{
    static const struct write_kind kind = { "the removal", forget_in, forgotten, free };
    struct forgetting *f = calloc(1, sizeof *f);

    if (!f)
        return va_fail(err, VA_NOMEM, "out of memory");
    snprintf(f->workload, sizeof f->workload, "%s", workload);
    f->run = run;
    write_start(t, &kind, f);
    return VA_OK;
}

static enum va_code
forget(struct tui *t, const char *typed, struct va_err *err)
{
    (void)typed;
    return write_forget(t, t->pending, 0, err);
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

/* --- notes --- */

/* What the editor left, until it is stored. */
struct own_note {
    struct own_note *next; /* of another workload */
    char workload[TEXT_NAME_MAX + 1];
    bool failed; /* it could not be stored, of which nobody was warned at leaving */
    char text[];
};

/* White space at the end is no part of it. NULL: out of memory. */
static struct own_note *
make_note(const char *workload, const char *text)
{
    size_t len = strlen(text);
    struct own_note *n = NULL;

    while (len > 0 && strchr(" \t\r\n", text[len - 1]))
        len--;
    n = calloc(1, sizeof *n + len + 1);
    if (n) {
        snprintf(n->workload, sizeof n->workload, "%s", workload);
        memcpy(n->text, text, len);
    }
    return n;
}

static struct own_note *
find_note(const struct tui *t, const char *workload)
{
    struct own_note *n = t->notes;

    while (n && strcmp(n->workload, workload) != 0)
        n = n->next;
    return n;
}

static void
drop_note(struct tui *t, struct own_note *n)
{
    struct own_note *before = t->notes;

    if (n == t->notes)
        t->notes = n->next;
    else {
        while (before->next != n)
            before = before->next;
        before->next = n->next;
    }
    free(n);
}

/* The newest text of its workload alone is kept. */
static void
hold_note(struct tui *t, struct own_note *n)
{
    struct own_note *old = find_note(t, n->workload);

    if (old)
        drop_note(t, old);
    n->next = t->notes;
    t->notes = n;
}

static void
hint_note(const struct tui *t, struct va_err *err)
{
    char key[KEY_TEXT_MAX];

    tui_key_text(t, ACTION_NOTES, key);
    va_hint(err, "%s%s%s has what you wrote.", err->hint, err->hint[0] ? " " : "",
            *key && !t->start->linear ? key : "'notes'");
}

static enum va_code
note_in(struct session *s, void *ctx, struct va_err *err)
{
    const struct own_note *n = ctx;

    return app_set_note(s, n->workload, n->text, err);
}

static void
noted(struct tui *t, void *ctx, enum va_code code, struct va_err *err)
{
    const struct own_note *n = ctx;
    struct own_note *held = find_note(t, n->workload);

    if (held && strcmp(held->text, n->text) != 0)
        held = NULL; /* it was edited again since */
    if (code && held) {
        held->failed = true;
        if (!t->ended)
            hint_note(t, err);
    } else if (held)
        drop_note(t, held);
    if (!code)
        tui_toast(t, ROLE_GOOD,
                  n->text[0] ? "the note of %s is stored" : "%s has no note now",
                  n->workload);
}

static void
keep_note(struct tui *t, const char *text, const struct va_err *why)
{
    static const struct write_kind kind = { "the note", note_in, noted, free };
    struct own_note *n = text ? make_note(t->noted, text) : NULL;
    struct own_note *held = text ? make_note(t->noted, text) : NULL;

    if (held)
        hold_note(t, held);
    if (n)
        write_start(t, &kind, n);
    else if (text)
        tui_toast(t, ROLE_BAD, "out of memory: the note is not stored");
    else
        tui_toast_error(t, why);
}

/* The note in the editor: as it was left last, or as it is stored. */
enum va_code
do_notes(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct workload w;
    enum va_code code = own_workload(t, tui_workload(t), &w, err);
    const struct own_note *held = code ? NULL : find_note(t, w.name);

    (void)d;
    if (!code) {
        snprintf(t->noted, sizeof t->noted, "%s", w.name);
        tui_edit(t, held ? held->text : w.note, keep_note);
    }
    workload_clear(&w);
    return code;
}

bool
notes_hold(struct tui *t)
{
    struct own_note *n = t->notes;

    while (n && !n->failed)
        n = n->next;
    if (!n)
        return false;
    n->failed = false;
    tui_toast(t, ROLE_WARN, "the note of %s is not stored; again leaves without it",
              n->workload);
    return true;
}

void
notes_close(struct tui *t)
{
    while (t->notes)
        drop_note(t, t->notes);
}
