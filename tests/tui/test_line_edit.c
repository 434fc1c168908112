/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing a line, and what helps with it: matching a few letters, completing words. */
#include <sys/stat.h>
#include <unistd.h>

#include "model.h"
#include "tui/complete.h"
#include "tui/fuzzy.h"
#include "tui/line_edit.h"
#include "tui/recent.h"

/* Keys by name; one that is no key is typed. '|' stands for the cursor. */
static const struct {
    const char *name, *keys, *line;
} edits[] = {
    { "characters go in before the cursor", "a c Left b", "ab|c" },
    { "Home and End go to the ends", "a b Home x End y", "xaby|" },
    { "so do ^A and ^E", "a b ^A x ^E y", "xaby|" },
    { "^B and ^F go by characters", "a b ^B ^B x ^F y", "xay|b" },
    { "Backspace and ^H delete before the cursor", "a b c Backspace ^H", "a|" },
    { "Delete and ^D at it", "a b c Home Delete ^D", "|c" },
    { "Backspace at the beginning does nothing", "a Home Backspace", "|a" },
    { "Delete at the end does nothing", "a Delete", "a|" },
    { "^W deletes the word before", "a b Space c d ^W", "ab |" },
    { "with the blanks behind it", "a b Space c Space Space ^W", "ab |" },
    { "^U what is before the cursor", "a b c Left ^U", "|c" },
    { "^K what is behind it", "a b c Left Left ^K", "a|" },
    { "S-Left and S-Right go by words", "a Space b b Space c S-Left S-Left x S-Right y",
      "a xbby| c" },
    { "a wide character is one", "\xe6\x9d\xb1 \xe4\xba\xac Left Backspace",
      "|\xe4\xba\xac" },
    { "a mark belongs to its letter", "e \xcc\x81 x Left Left Delete", "|x" },
    { "and goes with it", "e \xcc\x81 x Left Backspace", "|x" },
};

/* The line with the cursor in it. */
static void
write_line(const struct line_edit *e, char *out, size_t size)
{
    snprintf(out, size, "%.*s|%s", (int)e->cursor, e->text, e->text + e->cursor);
}

static void
keys_edit(void)
{
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        struct line_edit e = { .len = 0 };
        char line[OVERLAY_TEXT_MAX + 1];
        uint32_t key = 0;

        for (int n = 0; action_key(edits[i].keys, n, &key); n++)
            line_key(&e, key);
        write_line(&e, line, sizeof line);
        IS_STR(line, edits[i].line, "%s", edits[i].name);
        OK(e.len == (int32_t)strlen(e.text), "and the length is that of the text");
    }
}

static void
what_does_nothing_is_left_to_others(void)
{
    struct line_edit e = { .len = 0 };

    OK(line_key(&e, KEY_F1) == LINE_NOT_MINE &&
           line_key(&e, KEY_ESCAPE) == LINE_NOT_MINE &&
           line_key(&e, KEY_TAB) == LINE_NOT_MINE &&
           line_key(&e, KEY_UP) == LINE_NOT_MINE,
       "F1, Esc, Tab and Up are not for the line");
    OK(line_key(&e, 0xd800) != LINE_CHANGED && e.len == 0, "half a surrogate is no text");
}

static void
the_line_is_bounded(void)
{
    struct line_edit e = { .len = 0 };
    char text[2 * OVERLAY_TEXT_MAX];

    for (int i = 0; i < 2 * OVERLAY_TEXT_MAX; i++)
        line_key(&e, 0x6771);
    OK(e.len < OVERLAY_TEXT_MAX && e.len > OVERLAY_TEXT_MAX - 4 && e.len % 3 == 0,
       "a line that is full takes no more, and no half character");
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    line_set(&e, text);
    IS_INT(e.len, OVERLAY_TEXT_MAX - 1, "a text that is too long is cut");
    line_set(&e, "a\tb\nc\xff");
    IS_STR(e.text, "a b c?", "what is no text in it becomes blanks and question marks");
    line_paste(&e, '\r');
    IS_STR(e.text, "a b c? ", "a line end that is pasted is a blank");
}

static void
a_long_line_scrolls(void)
{
    struct frame f;
    struct line_edit e;
    const struct cell_rect at = { 2, 0, 10, 1 };

    if (frame_init(&f, 20, 1, false))
        return;
    line_set(&e, "0123456789abcdef");
    frame_begin(&f);
    line_draw(&e, &f, at);
    IS_INT(f.cursor_column, 11, "the cursor stays in the last column");
    IS_INT(cells_get(&f.grid, 2, 0)->point, '7', "the beginning goes off to the left");
    line_key(&e, KEY_HOME);
    frame_begin(&f);
    line_draw(&e, &f, at);
    OK(f.cursor_column == 2 && cells_get(&f.grid, 2, 0)->point == '0',
       "and comes back with it");
    line_draw(&e, &f, (struct cell_rect){ 0, 0, 0, 1 });
    frame_clear(&f);
}

static void
letters_name_words(void)
{
    IS_INT(fuzzy_score("xyz", "budget"), -1, "letters that are missing match nothing");
    IS_INT(fuzzy_score("tb", "budget"), -1, "nor do letters in another order");
    IS_INT(fuzzy_score("", "budget"), 0, "no letters match everything");
    OK(fuzzy_score("BUD", "budget") > 0, "upper and lower case are alike");
    OK(fuzzy_score("un", "undo") > fuzzy_score("un", "count-undo"),
       "the beginning of all counts more than that of a word");
    OK(fuzzy_score("un", "count-undo") > fuzzy_score("un", "count-me"),
       "the beginning of a word more than its middle");
    OK(fuzzy_score("sort", "sort") > fuzzy_score("sort", "sorted"),
       "the whole word more than a longer one");
    OK(fuzzy_score("zo", "zoom-out") < fuzzy_score("zout", "zoom-out"),
       "more letters more than fewer");
}

static void
lines_are_remembered(struct model *m)
{
    char line[OVERLAY_TEXT_MAX];
    char text[32];

    OK(!recent_get(&m->tui, "", 0, line), "at first there are none");
    recent_add(&m->tui, "budget 1");
    recent_add(&m->tui, "sort name");
    recent_add(&m->tui, "budget 2");
    OK(recent_get(&m->tui, "", 0, line) && !strcmp(line, "budget 2"),
       "the latest line comes first");
    OK(recent_get(&m->tui, "budget ", 1, line) && !strcmp(line, "1"),
       "those of one action can be asked for");
    recent_add(&m->tui, "budget 1");
    OK(recent_get(&m->tui, "", 0, line) && !strcmp(line, "budget 1") &&
           recent_get(&m->tui, "", 2, line) && !strcmp(line, "sort name") &&
           !recent_get(&m->tui, "", 3, line),
       "a line that comes again is there once");
    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof text, "budget %d", i);
        recent_add(&m->tui, text);
    }
    OK(recent_get(&m->tui, "", 0, line) && !strcmp(line, "budget 199") &&
           !recent_get(&m->tui, "", 100, line),
       "the oldest are forgotten");
    recent_add(&m->tui, "a\tb");
    OK(recent_get(&m->tui, "", 0, line) && !strcmp(line, "budget 199"),
       "what would be two lines is not kept");
}

static void
words_complete(struct model *m)
{
    static struct completion c;

    complete_argument(&m->tui, ACTION_WORKLOAD, "trans", &c);
    OK(c.n == 2 && !strcmp(c.words[0], "transcode") && c.from == 0,
       "workloads are completed by their names");
    IS_INT(complete_common(&c), strlen("transcode"), "as far as they have it in common");
    complete_argument(&m->tui, ACTION_WORKLOAD, "nothing", &c);
    OK(c.n == 0 && complete_common(&c) == 0, "what begins no name is not completed");
    complete_argument(&m->tui, ACTION_STAT, "", &c);
    OK(c.n == STAT_COUNT && !strcmp(c.words[0], "mean"), "words are listed");
    tui_do(&m->tui, ACTION_WORKLOAD, "facedetect");
    complete_argument(&m->tui, ACTION_PLATFORM, "local,aws", &c);
    OK(c.n >= 1 && c.from == 6 && !strcmp(c.words[0], "aws-lambda-x86"),
       "a list goes on behind its comma");
    complete_argument(&m->tui, ACTION_BUDGET, "", &c);
    IS_INT(c.n, 0, "an amount has no words");
}

static void
touch(const char *path)
{
    FILE *f = fopen(path, "w");

    if (f)
        fclose(f);
}

static void
files_complete(struct model *m)
{
    static char variable[] = "HOME=/tmp";
    static char *variables[] = { variable, NULL };
    static struct completion c;
    char path[64];

    mkdir("files", 0700);
    mkdir("files/folder", 0700);
    touch("files/one.csv");
    touch("files/once.csv");
    touch("files/.hidden");
    touch("files/bad\x01name");
    complete_path(&m->tui, "files/on", &c);
    OK(c.n == 2 && c.from == 6 && !strcmp(c.words[0], "once.csv"),
       "files are completed, in order");
    IS_INT(complete_common(&c), 2, "as far as they have it in common");
    complete_path(&m->tui, "files/f", &c);
    OK(c.n == 1 && !strcmp(c.words[0], "folder/"), "a folder with its slash");
    complete_path(&m->tui, "files/", &c);
    IS_INT(c.n, 3, "hidden files and names that cannot be typed are left out");
    complete_path(&m->tui, "files/.h", &c);
    OK(c.n == 1 && !strcmp(c.words[0], ".hidden"), "a hidden one can be asked for");
    complete_path(&m->tui, "nowhere/x", &c);
    IS_INT(c.n, 0, "a folder that does not exist has none");
    m->start.variables = variables;
    OK(complete_home(&m->tui, "~/x", path, sizeof path) && !strcmp(path, "/tmp/x"),
       "~ is the home folder");
    OK(complete_home(&m->tui, "~x", path, sizeof path) && !strcmp(path, "~x"),
       "in a name it is a character");
    OK(!complete_home(&m->tui, "~/abc", path, 4), "a path without room is refused");
}

int
main(void)
{
    static struct model m;
    const char *tmp = getenv("TEST_TMP");

    keys_edit();
    what_does_nothing_is_left_to_others();
    the_line_is_bounded();
    a_long_line_scrolls();
    letters_name_words();
    if (!tmp || chdir(tmp) || !model_open(&m, 80, 24))
        return 99;
    lines_are_remembered(&m);
    words_complete(&m);
    files_complete(&m);
    model_close(&m);
    return done();
}
