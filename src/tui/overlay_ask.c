/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line to be typed, at the foot of the screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/complete.h"
#include "tui/key.h"
#include "tui/line_edit.h"
#include "tui/overlay_parts.h"
#include "tui/recent.h"
#include "tui/tui.h"

enum { ROWS_MAX = 6, TITLE_MAX = 200, SCREEN_WORD_BYTES = 64, PREFIX_BYTES = 64 };
enum { ARGUMENT_BYTES = OVERLAY_TEXT_MAX + PREFIX_BYTES };

struct asking {
    enum action_id action;
    char title[TITLE_MAX], help[OVERLAY_TEXT_MAX], error[OVERLAY_TEXT_MAX];
    char prefix[PREFIX_BYTES];
    struct line_edit line;
    char own[OVERLAY_TEXT_MAX]; /* what was typed before older lines were looked at */
    int32_t recent;             /* the older line that stands there; -1: none */
    struct completion words;
    int32_t word;  /* the one that stands there; -1: what they have in common */
    bool choosing; /* Tab was the last key, and there is more than one word */
    int32_t (*complete)(struct tui *t, const char *line, char (*words)[SCREEN_WORD_BYTES],
                        int32_t max);
    bool fresh; /* the text that stood there at first is replaced by what is typed */
    bool path;
    bool live;
    bool dirty;   /* the line changed since the last preview */
    bool applied; /* a preview is in force: the last change that can be undone */
};

/* Take a preview back, before anything is judged again. False: there was none. */
static bool
undo_preview(struct tui *t, struct asking *a)
{
    const char *what = NULL;

    if (!a->applied)
        return false;
    a->applied = false;
    local_undo(t->locals, &what);
    return true;
}

static void
drop_preview(struct tui *t, struct asking *a)
{
    if (undo_preview(t, a))
        tui_changed(t);
}

/* Do the action (NULL: nothing) in the place of the preview: one judgement for both, as
 * the frame waits for it. *changed: there is something to undo. */
static enum va_code
replace_preview(struct tui *t, struct asking *a, const char *argument, bool *changed,
                struct va_err *err)
{
    const bool undone = undo_preview(t, a);
    const int64_t before = local_version(t->locals);
    const enum va_code code = argument ? tui_try(t, a->action, argument, err) : VA_OK;

    *changed = local_version(t->locals) != before;
    if (undone && !*changed)
        tui_changed(t);
    return code;
}

/* The line as the action gets it; out holds ARGUMENT_BYTES. */
static void
argument_of(const struct tui *t, const struct asking *a, const char *line, char *out)
{
    char path[OVERLAY_TEXT_MAX];

    if (a->path && complete_home(t, line, path, sizeof path))
        line = path;
    snprintf(out, ARGUMENT_BYTES, "%s%s", a->prefix, line);
}

/* Do the action with the line. What it opens is not closed with this. */
static enum va_code
submit(struct tui *t, const char *line, struct va_err *err)
{
    struct asking *a = t->overlay.state;
    const enum action_id id = a->action;
    char argument[ARGUMENT_BYTES];
    char recent[ARGUMENT_BYTES + PREFIX_BYTES];
    struct overlay mine;
    bool changed = false;
    enum va_code code = VA_OK;

    argument_of(t, a, line, argument);
    snprintf(recent, sizeof recent, "%s %s%s", action_get(id)->name, a->prefix, line);
    mine = overlay_take(t);
    code = replace_preview(t, a, argument, &changed, err);
    if (code)
        overlay_error(a->error, err);
    overlay_back(t, &mine, code != VA_OK);
    if (!code && *line)
        recent_add(t, recent);
    return code;
}

/* Show what the line would do, before it is accepted. What is no value yet does nothing.
 */
static void
preview(struct tui *t)
{
    struct asking *a = t->overlay.state;
    char argument[ARGUMENT_BYTES];
    struct va_err err = { 0 };
    bool changed = false;

    if (!a->live || !a->dirty)
        return;
    a->dirty = false;
    argument_of(t, a, a->line.text, argument);
    if (!replace_preview(t, a, a->line.len ? argument : NULL, &changed, &err))
        a->applied = changed;
}

/* Put a word where the completion begins. */
static void
put_word(struct asking *a, const char *word, size_t len)
{
    char line[OVERLAY_TEXT_MAX];

    snprintf(line, sizeof line, "%.*s%.*s", (int)a->words.from, a->line.text, (int)len,
             word);
    line_set(&a->line, line);
    a->dirty = true;
}

/* The words that complete the line, from the screen, of files, or of the action. */
static void
find_words(struct tui *t, struct asking *a)
{
    char words[WORDS_MAX][SCREEN_WORD_BYTES];
    int32_t n = 0;

    if (a->path) {
        complete_path(t, a->line.text, &a->words);
        return;
    }
    if (!a->complete) {
        complete_argument(t, a->action, a->line.text, &a->words);
        return;
    }
    n = a->complete(t, a->line.text, words, WORDS_MAX);
    a->words.n = 0;
    a->words.from = 0;
    for (int32_t i = 0; i < n && i < WORDS_MAX; i++)
        snprintf(a->words.words[a->words.n++], WORD_BYTES, "%.*s", SCREEN_WORD_BYTES - 1,
                 words[i]);
}

/* Tab: as much as is certain; again: one word after the other. */
static void
complete(struct tui *t, struct asking *a)
{
    const char *typed = NULL;
    size_t common = 0;

    if (a->choosing) {
        a->word = (a->word + 1) % a->words.n;
        put_word(a, a->words.words[a->word], WORD_BYTES);
        return;
    }
    find_words(t, a);
    if (a->words.n == 0) {
        snprintf(a->error, sizeof a->error, "nothing completes this");
        return;
    }
    typed = a->line.text + a->words.from;
    common = complete_common(&a->words);
    a->choosing = a->words.n > 1;
    a->word = -1;
    if (common > strlen(typed) || !a->choosing)
        put_word(a, a->words.words[0], common);
    else if (common < strlen(typed))
        a->choosing = false; /* words of a screen that begin otherwise */
}

/* Up and Down: what was typed here before. */
static void
look_back(struct tui *t, struct asking *a, int32_t by)
{
    const int32_t to = a->recent + by;
    char prefix[2 * PREFIX_BYTES];
    char line[OVERLAY_TEXT_MAX];

    snprintf(prefix, sizeof prefix, "%s %s", action_get(a->action)->name, a->prefix);
    if (to < -1 || (to >= 0 && !recent_get(t, prefix, to, line)))
        return;
    if (a->recent < 0)
        snprintf(a->own, sizeof a->own, "%s", a->line.text);
    a->recent = to;
    line_set(&a->line, to < 0 ? a->own : line);
    a->dirty = true;
}

static void
edit(struct tui *t, struct asking *a, uint32_t key)
{
    a->error[0] = '\0';
    if (a->fresh && key_is_text(key))
        line_set(&a->line, NULL);
    a->fresh = false;
    if (key == KEY_TAB) {
        complete(t, a);
        return;
    }
    a->choosing = false;
    if (key == KEY_UP || key == KEY_DOWN)
        look_back(t, a, key == KEY_UP ? 1 : -1);
    else if (line_key(&a->line, key) == LINE_CHANGED)
        a->dirty = true;
}

static void
ask_event(struct tui *t, const struct event *e)
{
    struct asking *a = t->overlay.state;
    char line[OVERLAY_TEXT_MAX];
    struct va_err err = { 0 };

    if (e->kind == EVENT_MOUSE)
        return;
    if (e->kind == EVENT_PASTE) {
        a->choosing = false;
        if (a->fresh)
            line_set(&a->line, NULL);
        a->fresh = false;
        a->dirty |= line_paste(&a->line, e->key) == LINE_CHANGED;
    } else if (e->key == KEY_ESCAPE || e->key == KEY_CTRL('C')) {
        drop_preview(t, a);
        overlay_close(t);
    } else if (e->key == KEY_ENTER) {
        snprintf(line, sizeof line, "%s", a->line.text);
        submit(t, line, &err);
    } else if (!overlay_common(t, e))
        edit(t, a, e->key);
}

/* The words that Tab goes through, the one that stands there in reverse. */
static void
draw_words(const struct asking *a, struct frame *f, struct cell_rect at)
{
    const struct completion *c = &a->words;
    int32_t used = 0;

    for (int32_t i = a->word > 0 ? a->word : 0; i < c->n && used < at.columns; i++) {
        struct cell_rect one = rect_columns(at, used, at.columns);

        one.columns = frame_text(f, one, (struct ink){ ROLE_TEXT, 0 }, c->words[i]);
        if (i == a->word)
            frame_select(f, one);
        used += one.columns + 2;
    }
}

static void
ask_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct asking *a = t->overlay.state;
    const char *text = a->error[0] ? a->error : a->help;
    const int32_t rows =
        a->choosing ? 1 : frame_wrap_rows(text, area.columns - 2, ROWS_MAX);
    const struct cell_rect at = overlay_sheet(f, area, 1 + rows, a->title);
    const struct cell_rect line = rect_rows(at, 0, 1);
    const struct cell_rect below = rect_rows(at, 1, at.rows);

    frame_text(f, line, (struct ink){ ROLE_TITLE, CELL_BOLD }, "> ");
    line_draw(&a->line, f, rect_columns(line, 2, line.columns - 2));
    if (a->fresh)
        frame_select(f, rect_columns(line, 2, text_width(a->line.text)));
    if (a->choosing)
        draw_words(a, f, below);
    else
        frame_wrap(f, below, (struct ink){ a->error[0] ? ROLE_BAD : ROLE_DIM, 0 }, text);
}

static void
ask_say(struct tui *t, struct buf *out)
{
    const struct asking *a = t->overlay.state;

    buf_printf(out, "%s: %s", a->title, a->help);
    if (a->line.len)
        buf_printf(out, " (now %s)", a->line.text);
    buf_byte(out, '\n');
}

static const struct overlay_kind ask_kind = {
    .event = ask_event,
    .draw = ask_draw,
    .say = ask_say,
    .answer = submit,
    .close = free,
    .refresh = preview,
};

void
tui_ask(struct tui *t, const struct ask *ask)
{
    struct asking *a = calloc(1, sizeof *a);

    if (!a) {
        tui_toast(t, ROLE_BAD, "out of memory");
        return;
    }
    a->action = ask->action;
    snprintf(a->title, sizeof a->title, "%s", ask->title);
    snprintf(a->help, sizeof a->help, "%s",
             ask->help ? ask->help : action_get(ask->action)->help);
    snprintf(a->prefix, sizeof a->prefix, "%s", ask->prefix ? ask->prefix : "");
    line_set(&a->line, ask->text);
    a->fresh = a->line.len > 0;
    a->recent = a->word = -1;
    a->complete = ask->complete;
    a->path = ask->path;
    a->live = ask->live;
    overlay_open(t, &ask_kind, a);
}
