/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of actions against everything that is made of it: names, sentences, keys,
 * help, footer, palette, completion. Each check is also made of a table or a screen with
 * a mistake in it, which it must find.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "tap.h"
#include "tui/complete.h"
#include "tui/help.h"
#include "tui/key.h"
#include "tui/tui.h"

enum { WIDE = 300, TALL = 100, FOUND_MAX = 256, HELP_COLUMNS = 58 /* at 80 */ };

/* What a check found first; "" when all is well. */
struct found {
    char text[FOUND_MAX];
};

static void
find(struct found *f, const char *who, const char *what)
{
    if (!f->text[0])
        snprintf(f->text, sizeof f->text, "%s: %s", who, what);
}

/* --- the table alone --- */

/* A copy that can be damaged. */
struct table {
    struct action of[ACTION_COUNT];
};

static struct table
copy_table(void)
{
    struct table t;

    for (int i = 0; i < ACTION_COUNT; i++)
        t.of[i] = *action_get((enum action_id)i);
    return t;
}

static bool
is_name(const char *name)
{
    const size_t len = strlen(name);

    return len > 0 && len < 24 && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz-0123456789") == len;
}

static struct found
check_words(const struct table *t)
{
    struct found f = { "" };

    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = &t->of[i];

        if (!is_name(a->name))
            find(&f, a->name, "is no name");
        if (strlen(a->help) < 4 || a->help[strlen(a->help) - 1] == '.' ||
            strchr(a->help, '\n'))
            find(&f, a->name, "has no sentence, or one with a full stop");
        if (text_width(a->help) > HELP_COLUMNS)
            find(&f, a->name, "has a sentence that no screen has room for");
        if (!(a->screens & ON_ALL))
            find(&f, a->name, "works nowhere");
        for (int j = 0; j < i; j++) {
            if (!strcmp(a->name, t->of[j].name))
                find(&f, a->name, "is the name of two");
        }
    }
    return f;
}

/* How many words a list of keys has, and how many of them are keys. */
static int
words_of(const char *keys)
{
    int n = 0;

    for (keys += strspn(keys, " "); *keys; keys += strspn(keys, " ")) {
        keys += strcspn(keys, " ");
        n++;
    }
    return n;
}

static int
keys_of(const char *keys)
{
    uint32_t key = 0;
    int n = 0;

    while (action_key(keys, n, &key))
        n++;
    return n;
}

static bool
share_key(const struct action *a, const struct action *b)
{
    uint32_t one = 0;
    uint32_t other = 0;

    for (int i = 0; action_key(a->keys, i, &one); i++) {
        for (int j = 0; action_key(b->keys, j, &other); j++) {
            if (one == other && (a->screens & b->screens & ON_ALL))
                return true;
        }
    }
    return false;
}

static struct found
check_keys(const struct table *t)
{
    struct found f = { "" };

    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = &t->of[i];

        if (keys_of(a->keys) != words_of(a->keys))
            find(&f, a->name, "has a key that does not exist");
        if (keys_of(a->keys) > KEYMAP_KEYS_MAX)
            find(&f, a->name, "has too many keys");
        if (a->class == CLASS_SPEND && *a->keys)
            find(&f, a->name, "costs money and has a key");
        for (int j = 0; j < i; j++) {
            if (share_key(a, &t->of[j]))
                find(&f, a->name, "shares a key with another");
        }
    }
    return f;
}

/* --- the table on the screen --- */

static int64_t
fixed_now(void *ctx)
{
    (void)ctx;
    return INT64_C(1772323200000); /* 2026-03-01 */
}

static enum va_code
plain_question(void *ctx, const char *workload, struct question *out, struct va_err *err)
{
    (void)ctx, (void)workload, (void)err;
    question_init(out, date_of_ms(fixed_now(NULL)));
    return VA_OK;
}

static bool
row_holds(const struct frame *f, int32_t row, const char *text)
{
    struct cell_grid one = f->grid;
    struct buf b;
    bool holds = false;

    one.rows = 1;
    one.cells += row * one.columns;
    buf_init(&b, 1 << 16);
    cells_print(&one, &b);
    holds = strstr(buf_get(&b), text) != NULL;
    buf_clear(&b);
    return holds;
}

static bool
frame_holds(const struct frame *f, const char *text)
{
    for (int32_t row = 0; row < f->grid.rows; row++) {
        if (row_holds(f, row, text))
            return true;
    }
    return false;
}

static void
press(struct tui *t, uint32_t key)
{
    tui_event(t, &(struct event){ .kind = EVENT_KEY, .key = key });
}

static void
type(struct tui *t, const char *text)
{
    for (; *text; text++)
        press(t, (uint32_t)*text);
}

/* Each action of the screen that has a label stands in its footer, with its key, where it
 * would do something; no other does. */
static struct found
check_footer(struct tui *t, struct frame *f)
{
    struct found found = { "" };

    t->toast.text[0] = '\0';
    tui_draw(t, f);
    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = action_get((enum action_id)i);
        char text[TEXT_NAME_MAX];
        char key[KEY_TEXT_MAX];

        if (!*a->label || !action_on((enum action_id)i, t->screen))
            continue;
        snprintf(text, sizeof text, "%s %s", tui_key_text(t, (enum action_id)i, key),
                 a->label);
        if (row_holds(f, f->grid.rows - 1, text) != tui_can(t, (enum action_id)i))
            find(&found, a->name,
                 tui_can(t, (enum action_id)i) ? "is not in the footer"
                                               : "does nothing, and is in the footer");
    }
    return found;
}

/* Help has every action of the screen, with all its keys, once. */
static struct found
check_help(struct tui *t, struct frame *f, const struct help_rows *rows)
{
    struct found found = { "" };

    for (int i = 0; i < ACTION_COUNT; i++) {
        int n = 0;

        for (int32_t j = 0; j < rows->n; j++)
            n += rows->rows[j].action == (enum action_id)i;
        if (n != action_on((enum action_id)i, t->screen))
            find(&found, action_get((enum action_id)i)->name, "is not once in help");
    }
    tui_do(t, ACTION_HELP, NULL);
    tui_draw(t, f);
    for (int32_t j = 0; j < rows->n; j++) {
        char keys[HELP_KEYS_MAX];

        if (rows->rows[j].action == ACTION_COUNT)
            continue;
        if (!frame_holds(f, action_get(rows->rows[j].action)->help) ||
            !frame_holds(f, help_keys(t, rows->rows[j].action, keys)))
            find(&found, action_get(rows->rows[j].action)->name, "is not shown by help");
    }
    press(t, KEY_ESCAPE);
    return found;
}

/* The palette has it first when its name is typed; ? stands for it in the title. */
static struct found
check_palette(struct tui *t, struct frame *f)
{
    struct found found = { "" };

    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = action_get((enum action_id)i);
        char row[TEXT_NAME_MAX];

        if (!action_on((enum action_id)i, t->screen))
            continue;
        tui_do(t, ACTION_PALETTE, NULL);
        type(t, a->name);
        tui_draw(t, f);
        snprintf(row, sizeof row, "> %s%s%s ", a->name, a->argument ? " " : "",
                 a->argument ? a->argument : "");
        if (!frame_holds(f, row))
            find(&found, a->name, "is not the first that the palette offers");
        press(t, KEY_ESCAPE);
    }
    return found;
}

/* Does an argument of that kind have words to choose from? */
static bool
is_choice(const char *argument)
{
    static const char *const kinds[] = { "WORD", "LIST", "STEP", "COLUMN", "FILE" };

    for (size_t i = 0; argument && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!strcmp(argument, kinds[i]))
            return true;
    }
    return false;
}

/* Where a word is to be chosen, some are offered; `but` is left out. */
static struct found
check_completion(struct tui *t, enum action_id but)
{
    static struct completion c;
    struct found found = { "" };

    for (int i = 0; i < ACTION_COUNT; i++) {
        const enum action_id id = (enum action_id)i;

        if (!action_on(id, t->screen) || !is_choice(action_get(id)->argument))
            continue;
        complete_argument(t, id == but ? ACTION_BUDGET : id, "", &c);
        if (c.n == 0)
            find(&found, action_get(id)->name, "takes a word, and none completes it");
    }
    return found;
}

/* --- checks of the checks --- */

static void
is_well(struct found f, const char *name)
{
    if (!OK(!f.text[0], "%s", name))
        printf("# %s\n", f.text);
}

static void
is_found(struct found f, const char *what, const char *name)
{
    if (!OK(strstr(f.text, what) != NULL, "%s is found", name))
        printf("# found: %s\n", f.text);
}

static void
the_table_is_whole(void)
{
    struct table t = copy_table();

    is_well(check_words(&t), "every action has a name of its own and a sentence");
    t.of[ACTION_UNDO].name = "redo";
    is_found(check_words(&t), "name of two", "a name that two have");
    t = copy_table();
    t.of[ACTION_UNDO].name = "Un do";
    is_found(check_words(&t), "no name", "a name that cannot be typed");
    t = copy_table();
    t.of[ACTION_UNDO].help = "";
    is_found(check_words(&t), "no sentence", "a missing sentence");
    t = copy_table();
    t.of[ACTION_UNDO].screens = 0;
    is_found(check_words(&t), "nowhere", "an action that works nowhere");
}

static void
the_keys_are_sound(void)
{
    struct table t = copy_table();

    is_well(check_keys(&t), "no key has two meanings on a screen, and none spends");
    t.of[ACTION_UNDO].keys = "b";
    is_found(check_keys(&t), "shares", "a key that two actions have");
    t = copy_table();
    t.of[ACTION_UNDO].keys = "u Hyper";
    is_found(check_keys(&t), "does not exist", "a key that does not exist");
    t = copy_table();
    t.of[ACTION_UNDO].class = CLASS_SPEND;
    is_found(check_keys(&t), "costs money", "a key that spends");
}

static void
screens_show_it(struct tui *t, struct frame *f)
{
    struct help_rows rows;

    for (int i = 0; i < SCREEN_COUNT; i++) {
        const char *word = screen_word((enum screen_id)i);
        char name[128];

        if (!screen_get((enum screen_id)i))
            continue;
        tui_go(t, (enum screen_id)i);
        snprintf(name, sizeof name, "the footer of %s names each label and its key",
                 word);
        is_well(check_footer(t, f), name);
        help_list(t, "", &rows);
        snprintf(name, sizeof name, "help on %s has each action once, with its keys",
                 word);
        is_well(check_help(t, f, &rows), name);
        snprintf(name, sizeof name, "the palette on %s finds each by its name", word);
        is_well(check_palette(t, f), name);
        snprintf(name, sizeof name, "words complete what is to be chosen on %s", word);
        is_well(check_completion(t, ACTION_COUNT), name);
    }
}

/* The same checks of a screen that lacks something. */
static void
what_lacks_is_found(struct tui *t, struct frame *f)
{
    struct help_rows rows;
    struct keymap k = t->keymap;

    tui_go(t, SCREEN_WORK);
    is_found(check_completion(t, ACTION_OBJECTIVE), "none completes",
             "a word that nothing completes");
    help_list(t, "", &rows);
    rows.n--;
    is_found(check_help(t, f, &rows), "not once", "an action that help leaves out");
    help_list(t, "", &rows);
    frame_clear(f);
    frame_init(f, WIDE, 10, false);
    t->rows = 10;
    is_found(check_help(t, f, &rows), "not shown", "an action that help does not show");
    frame_clear(f);
    frame_init(f, 60, TALL, false);
    t->columns = 60;
    t->rows = TALL;
    is_found(check_footer(t, f), "not in the footer", "a label without room");
    t->keymap = k;
}

/* Give the first action that help finds for a text another key. */
static void
rebind(struct tui *t, const char *text, uint32_t key)
{
    tui_do(t, ACTION_HELP, NULL);
    press(t, '/');
    type(t, text);
    press(t, KEY_ENTER);
    press(t, 'r');
    press(t, key);
    press(t, KEY_ESCAPE);
    press(t, KEY_ESCAPE);
}

/* Nothing on the screen tells of keys that are no more. */
static void
old_keys_are_gone(struct tui *t, struct frame *f)
{
    rebind(t, "the keys that work here", 'H');
    rebind(t, "the screen of workloads", 'W');
    tui_draw(t, f);
    OK(row_holds(f, 0, "H=help") && row_holds(f, 0, "W Work"),
       "the title names new keys of help and of the screens");
    press(t, '?');
    tui_draw(t, f);
    OK(row_holds(f, f->grid.rows - 1, "? does nothing here; H shows"),
       "an old key does nothing, and the new one is named");
    press(t, 'u');
    press(t, 'u');
    tui_draw(t, f);
    OK(row_holds(f, 0, "?=help") && row_holds(f, 0, "1 Work"), "undo brings them back");
}

/* Keys that are given on the screen show everywhere. */
static void
new_keys_show(struct tui *t, struct frame *f)
{
    struct help_rows rows;

    tui_go(t, SCREEN_WORK);
    rebind(t, "take the last", KEY_INSERT);
    OK(tui_key_action(t, SCREEN_WORK, KEY_INSERT) == ACTION_UNDO &&
           tui_key_action(t, SCREEN_WORK, 'u') == ACTION_COUNT,
       "a key that help gives is the action's key");
    is_well(check_footer(t, f), "the footer names the new key");
    help_list(t, "", &rows);
    is_well(check_help(t, f, &rows), "help does");
    is_well(check_palette(t, f), "the palette does");
    press(t, KEY_INSERT);
    OK(tui_key_action(t, SCREEN_WORK, 'u') == ACTION_UNDO, "and it takes itself back");
}

int
main(void)
{
    static struct tui t;
    static struct frame f;
    struct full_screen start = { .question = plain_question, .version = "test" };
    const struct session_options o = { .data_dir = getenv("VADVISE_DATADIR"),
                                       .db_path = "/nonexistent/vadvise.db",
                                       .overlay_dir = "/nonexistent",
                                       .clock = { fixed_now, NULL } };
    struct va_err err = { 0 };

    the_table_is_whole();
    the_keys_are_sound();
    if (session_open(&o, &start.session, &err) || tui_open(&t, &start, true, &err) ||
        frame_init(&f, WIDE, TALL, false)) {
        printf("Bail out! %s\n", err.text);
        return 99;
    }
    t.columns = WIDE;
    t.rows = TALL;
    new_keys_show(&t, &f);
    old_keys_are_gone(&t, &f);
    screens_show_it(&t, &f);
    what_lacks_is_found(&t, &f);
    tui_close(&t);
    frame_clear(&f);
    session_close(start.session);
    return done();
}
