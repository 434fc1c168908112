/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette: every action by its name, with what may stand behind it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/complete.h"
#include "tui/fuzzy.h"
#include "tui/key.h"
#include "tui/line_edit.h"
#include "tui/overlay_parts.h"
#include "tui/palette.h"
#include "tui/recent.h"
#include "tui/tui.h"

enum {
    ROWS_MAX = 12,
    RECENT_MAX = 4,
    ITEMS_MAX = ACTION_COUNT + RECENT_MAX + WORDS_MAX,
    NAME_COLUMNS = 26,
    KEY_COLUMNS = 11,
    HELP_COLUMN = 2 + NAME_COLUMNS + KEY_COLUMNS,
    SENTENCE_SCORE = 1
};

enum item_kind { ITEM_ACTION, ITEM_RECENT, ITEM_WORD };

struct item {
    enum item_kind kind;
    int32_t value; /* an action, a line of recent_get, a word */
    int32_t score;
};

struct palette {
    struct line_edit line;
    char error[OVERLAY_TEXT_MAX];
    struct item items[ITEMS_MAX];
    int32_t at, n;  /* cursor among the items */
    bool picked;    /* the cursor was moved in the list */
    int32_t recent; /* the older line that stands there; -1: none */
    struct completion words;
    enum action_id action; /* whose words they are; ACTION_COUNT: names are typed */
};

/* Where the line begins: behind blanks and a ':' that was typed again. */
static const char *
line_of(const struct palette *p)
{
    return p->line.text + strspn(p->line.text, " :");
}

/* The action that is named when something stands behind its name. */
static enum action_id
named_action(const char *line, const char **argument)
{
    const size_t len = strcspn(line, " ");
    char name[TEXT_NAME_MAX + 1];

    if (line[len] == '\0' || len >= sizeof name)
        return ACTION_COUNT;
    memcpy(name, line, len);
    name[len] = '\0';
    *argument = line + len + strspn(line + len, " ");
    return action_find(name);
}

static void
add_item(struct palette *p, enum item_kind kind, int32_t value, int32_t score)
{
    if (p->n < ITEMS_MAX)
        p->items[p->n++] = (struct item){ kind, value, score };
}

static int
by_score(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->value < y->value ? -1 : x->value > y->value;
}

/* The actions of the screen that the letters may mean; all of them without letters, those
 * that move last. */
static void
add_actions(const struct tui *t, struct palette *p, const char *letters)
{
    const int32_t first = p->n;

    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = action_get((enum action_id)i);
        int32_t score = fuzzy_score(letters, a->name);

        if (!action_on((enum action_id)i, t->screen))
            continue;
        if (score < 0 && strlen(letters) > 2 && strstr(a->help, letters))
            score = SENTENCE_SCORE;
        if (!*letters)
            score = a->run != do_move;
        if (score >= 0)
            add_item(p, ITEM_ACTION, i, score);
    }
    qsort(p->items + first, (size_t)(p->n - first), sizeof p->items[0], by_score);
}

/* What is in the list, after the line changed. */
static void
refresh(struct tui *t, struct palette *p)
{
    const char *line = line_of(p);
    const char *argument = NULL;
    char recent[OVERLAY_TEXT_MAX];

    p->at = p->n = 0;
    p->picked = false;
    p->words.n = 0;
    p->action = named_action(line, &argument);
    if (p->action != ACTION_COUNT) {
        complete_argument(t, p->action, argument, &p->words);
        p->words.from += (size_t)(argument - p->line.text);
        for (int32_t i = 0; i < p->words.n; i++)
            add_item(p, ITEM_WORD, i, 0);
        return;
    }
    for (int32_t i = 0; !*line && i < RECENT_MAX && recent_get(t, "", i, recent); i++)
        add_item(p, ITEM_RECENT, i, 0);
    add_actions(t, p, line);
}

static void
set_line(struct tui *t, struct palette *p, const char *text)
{
    line_set(&p->line, text);
    refresh(t, p);
}

/* Put the row under the cursor into the line, to be gone on with. */
static void
take_row(struct tui *t, struct palette *p)
{
    const struct item *item = &p->items[p->at];
    char line[OVERLAY_TEXT_MAX] = "";

    if (p->n == 0)
        return;
    if (item->kind == ITEM_RECENT)
        recent_get(t, "", item->value, line);
    else if (item->kind == ITEM_ACTION) {
        const struct action *a = action_get((enum action_id)item->value);

        snprintf(line, sizeof line, "%s%s", a->name, a->argument ? " " : "");
    } else
        snprintf(line, sizeof line, "%.*s%s", (int)p->words.from, p->line.text,
                 p->words.words[item->value]);
    set_line(t, p, line);
}

/* The palette goes before the action is done, which may open something of its own. */
static enum va_code
run_line(struct tui *t, const char *line, struct va_err *err)
{
    struct overlay mine = overlay_take(t);
    struct palette *p = mine.state;
    const enum va_code code = palette_run(t, line, err);

    if (code)
        overlay_error(p->error, err);
    overlay_back(t, &mine, code != VA_OK);
    return code;
}

static void
accept(struct tui *t, struct palette *p)
{
    const struct item *item = p->n > 0 ? &p->items[p->at] : NULL;
    const bool exact = action_find(line_of(p)) != ACTION_COUNT;
    struct va_err err = { 0 };
    char line[OVERLAY_TEXT_MAX];

    if (!*line_of(p) && !p->picked) {
        overlay_close(t);
        return;
    }
    if (item && item->kind == ITEM_ACTION && (p->picked || !exact))
        snprintf(line, sizeof line, "%s", action_get((enum action_id)item->value)->name);
    else {
        if (item && p->picked)
            take_row(t, p);
        snprintf(line, sizeof line, "%s", line_of(p));
    }
    run_line(t, line, &err);
}

static void
look_back(struct tui *t, struct palette *p, int32_t by)
{
    const int32_t to = p->recent + by;
    char line[OVERLAY_TEXT_MAX] = "";

    if (to < -1 || (to >= 0 && !recent_get(t, "", to, line)))
        return;
    p->recent = to;
    set_line(t, p, line);
}

/* Keys that go through the list; letters are for the line. */
static bool
move_in_list(struct palette *p, uint32_t key)
{
    static const struct {
        uint32_t key;
        enum action_id action;
    } keys[] = { { KEY_UP, ACTION_UP },
                 { KEY_DOWN, ACTION_DOWN },
                 { KEY_PAGE_UP, ACTION_PAGE_UP },
                 { KEY_PAGE_DOWN, ACTION_PAGE_DOWN } };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].key == key) {
            p->picked = true;
            return list_move(&p->at, p->n, keys[i].action, ROWS_MAX);
        }
    }
    return false;
}

static void
palette_key(struct tui *t, struct palette *p, uint32_t key)
{
    p->error[0] = '\0';
    if (key == KEY_ESCAPE || (key == KEY_BACKSPACE && p->line.len == 0))
        overlay_close(t);
    else if (key == KEY_ENTER)
        accept(t, p);
    else if (key == KEY_TAB)
        take_row(t, p);
    else if (key == KEY_CTRL('P') || key == KEY_CTRL('N'))
        look_back(t, p, key == KEY_CTRL('P') ? 1 : -1);
    else if (!move_in_list(p, key) && line_key(&p->line, key) == LINE_CHANGED)
        refresh(t, p);
}

static void
palette_event(struct tui *t, const struct event *e)
{
    struct palette *p = t->overlay.state;
    const int32_t pointed = overlay_pointed(t, e);

    if (e->kind == EVENT_MOUSE) {
        if (pointed >= 0 && pointed < p->n) {
            p->at = pointed;
            p->picked = true;
            accept(t, p);
        }
        return;
    }
    if (e->kind == EVENT_PASTE) {
        if (line_paste(&p->line, e->key) == LINE_CHANGED)
            refresh(t, p);
    } else if (!overlay_common(t, e))
        palette_key(t, p, e->key);
}

static void
draw_action(const struct tui *t, struct frame *f, struct cell_rect at, enum action_id id)
{
    static const struct ink plain = { ROLE_TEXT, 0 };
    const struct action *a = action_get(id);
    char key[KEY_TEXT_MAX];

    frame_printf(f, rect_columns(at, 0, NAME_COLUMNS - 1), plain, "%s%s%s", a->name,
                 a->argument ? " " : "", a->argument ? a->argument : "");
    frame_text(f, rect_columns(at, NAME_COLUMNS, KEY_COLUMNS - 1),
               (struct ink){ ROLE_TITLE, CELL_BOLD }, tui_key_text(t, id, key));
    frame_text(f, rect_columns(at, NAME_COLUMNS + KEY_COLUMNS, at.columns),
               (struct ink){ ROLE_DIM, 0 }, a->help);
}

static void
draw_item(const struct tui *t, struct frame *f, struct cell_rect at, int32_t i)
{
    const struct palette *p = t->overlay.state;
    const struct item *item = &p->items[i];
    const struct cell_rect rest = rect_columns(at, 2, at.columns - 2);
    char recent[OVERLAY_TEXT_MAX] = "";

    frame_text(f, at, (struct ink){ ROLE_TEXT, 0 }, i == p->at ? ">" : " ");
    if (item->kind == ITEM_ACTION)
        draw_action(t, f, rest, (enum action_id)item->value);
    else if (item->kind == ITEM_RECENT && recent_get(t, "", item->value, recent))
        frame_printf(f, rest, (struct ink){ ROLE_TEXT, 0 }, "%s   (again)", recent);
    else if (item->kind == ITEM_WORD)
        frame_text(f, rest, (struct ink){ ROLE_TEXT, 0 }, p->words.words[item->value]);
    if (i == p->at)
        frame_select(f, at);
    overlay_spot(f, at, i);
}

/* The action whose sentence is cut in the row under the cursor; NULL: none is. */
static const struct action *
cut_action(const struct palette *p, int32_t columns)
{
    const struct item *item = p->at < p->n ? &p->items[p->at] : NULL;
    const struct action *a = item && item->kind == ITEM_ACTION
                                 ? action_get((enum action_id)item->value)
                                 : NULL;

    return a && text_width(a->help) > columns - HELP_COLUMN ? a : NULL;
}

/* What is to be said below the list: what is wrong, what the action named does, or what
 * is cut in the list. */
static const char *
note_of(const struct palette *p, int32_t columns)
{
    const struct action *a =
        p->action != ACTION_COUNT ? action_get(p->action) : cut_action(p, columns);

    if (p->error[0])
        return p->error;
    return a ? a->help : "Enter run  Tab take over  ^P ^N lines before  Esc close";
}

static void
palette_draw(const struct tui *t, struct frame *f, struct cell_rect area)
{
    const struct palette *p = t->overlay.state;
    const struct cell_rect at = overlay_sheet(f, area, ROWS_MAX + 2, "Commands");
    const struct cell_rect line = rect_rows(at, 0, 1);
    const char *says = note_of(p, at.columns);
    const int32_t note = frame_wrap_rows(says, at.columns, at.rows / 2);
    const struct ink ink = { p->error[0] ? ROLE_BAD : ROLE_DIM, 0 };
    const struct cell_rect rows = rect_rows(at, 1, at.rows - 1 - note);
    const int32_t top = list_centre(p->at, p->n, rows.rows);

    for (int32_t row = 0; row < rows.rows && top + row < p->n; row++)
        draw_item(t, f, rect_rows(rows, row, 1), top + row);
    if (at.rows > 1)
        frame_wrap(f, rect_rows(at, at.rows - note, note), ink, says);
    frame_text(f, line, (struct ink){ ROLE_TITLE, CELL_BOLD }, ":");
    line_draw(&p->line, f, rect_columns(line, 1, line.columns - 1));
}

/* Every line of the line dialogue is one for the palette. */
static void
palette_say(struct tui *t, struct buf *out)
{
    (void)t;
    buf_text(out, "A command by its name; 'help' lists them.\n");
}

static const struct overlay_kind palette_kind = { .event = palette_event,
                                                  .draw = palette_draw,
                                                  .say = palette_say,
                                                  .answer = run_line,
                                                  .close = free };

enum va_code
do_palette(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct palette *p = calloc(1, sizeof *p);

    (void)d;
    if (!p)
        return va_fail(err, VA_NOMEM, "out of memory");
    p->recent = -1;
    refresh(t, p);
    overlay_open(t, &palette_kind, p);
    return VA_OK;
}
