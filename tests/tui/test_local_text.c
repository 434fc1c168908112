/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the screen as lines, and back; lines of others are survived. */
#include <stdlib.h>

#include "tap.h"
#include "tui/local.h"

static void
set(struct locals *l, enum local_id id, const char *of, const char *value)
{
    struct va_err err = { 0 };

    if (local_set(l, id, of, value, &err))
        printf("# %s\n", err.text);
}

static struct locals *
read_text(const char *text, size_t len, int32_t *out_bad)
{
    struct locals *l = locals_alloc();

    IS_INT(locals_read(l, text, len, out_bad), VA_OK, "lines are read");
    return l;
}

static struct locals *
example(void)
{
    struct locals *l = locals_alloc();

    set(l, LOCAL_SCREEN, NULL, "explore");
    local_begin(l, "filter", false);
    set(l, LOCAL_FILTER, NULL, "a\tb\\n\nc");
    local_begin(l, "budget", false);
    set(l, LOCAL_BUDGET, "face detect \xc3\xa9", "0.002");
    local_begin(l, "statistic", false);
    set(l, LOCAL_STAT, NULL, "p95");
    set(l, LOCAL_STAT, NULL, "");
    return l;
}

static void
test_round(void)
{
    struct locals *l = example();
    struct locals *back = NULL;
    const char *what = NULL;
    struct buf one;
    struct buf two;
    int32_t bad = -1;

    local_undo(l, &what);
    buf_init(&one, LOCAL_FILE_MAX);
    buf_init(&two, LOCAL_FILE_MAX);
    locals_write(l, &one);
    OK(strstr(buf_get(&one), "set\tbudget\tface detect \xc3\xa9\t0.002\n"),
       "a value is a line with its word, name and text");
    back = read_text(buf_get(&one), one.len, &bad);
    IS_INT(bad, 0, "every line is understood");
    locals_write(back, &two);
    IS_STR(buf_get(&two), buf_get(&one), "what was written is read back");
    IS_STR(local_get(back, LOCAL_FILTER, NULL), "a\tb\\n\nc", "tabs and lines too");
    local_redo(back, &what);
    IS_STR(what, "statistic", "what was undone before the end can be made again after");
    IS_STR(local_get(back, LOCAL_STAT, NULL), "", "also when it is an empty text");
    local_undo(back, &what);
    local_undo(back, &what);
    IS_STR(what, "budget", "and what was done can be undone");
    IS_STR(local_get(back, LOCAL_BUDGET, "face detect \xc3\xa9"), NULL,
           "with its values");
    buf_clear(&one);
    buf_clear(&two);
    locals_free(back);
    locals_free(l);
}

/* Lines, how many of them are bad, and how many changes can be undone after. */
static const struct {
    const char *what, *text;
    int32_t bad, changes;
} cases[] = {
    { "nothing", "", 0, 0 },
    { "empty lines", "\n\n", 2, 0 },
    { "a word that is not known", "set\tcolour\t\tred\n", 1, 0 },
    { "a setting of a workload without one", "set\tbudget\t\t1\n", 1, 0 },
    { "a workload where none belongs", "set\tstat\ta\tp95\n", 1, 0 },
    { "too few fields", "set\tstat\t\n", 1, 0 },
    { "too many fields", "set\tstat\t\tp95\tx\ty\n", 1, 0 },
    { "a backslash at the end", "set\tstat\t\tp95\\\n", 1, 0 },
    { "an escape that is not known", "set\tstat\t\tp\\q\n", 1, 0 },
    { "bytes that are not UTF-8", "set\tfilter\t\t\xff\xfe\n", 1, 0 },
    { "no newline at the end", "set\tstat\t\tp95", 0, 0 },
    { "an edit without a change", "edit\tstat\t\t-\t=p95\n", 1, 0 },
    { "an edit without marks", "change\tx\nedit\tstat\t\tp50\tp95\n", 1, 0 },
    { "one good edit, one bad",
      "change\tx\nedit\tstat\t\t-\t=p95\nedit\tcolour\t\t-\t=red\n", 1, 0 },
    { "a good edit after a bad one",
      "change\tx\nedit\tcolour\t\t-\t=red\nedit\tstat\t\t-\t=p95\n", 2, 0 },
    { "a change in a bad line, with an edit",
      "change\tx\nedit\tstat\t\t-\t=p95\nchange\ty\tz\nedit\tstat\t\t=p95\t=p99\n", 2,
      0 },
    { "one done after one undone",
      "undone\tx\nedit\tstat\t\t-\t=p95\nchange\ty\n"
      "edit\tstat\t\t-\t=p99\n",
      2, 0 },
    { "a good one", "change\tx\nedit\tstat\t\t-\t=p95\n", 0, 1 },
};

static void
test_hostile(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t bad = -1;
        const char *what = NULL;
        int32_t n = 0;
        struct locals *l = read_text(cases[i].text, strlen(cases[i].text), &bad);

        IS_INT(bad, cases[i].bad, "%s: so many lines are bad", cases[i].what);
        while (local_undo(l, &what) == VA_OK && what)
            n++;
        IS_INT(n, cases[i].changes, "%s: so many changes are left", cases[i].what);
        locals_free(l);
    }
}

static void
test_nul(void)
{
    static const char text[] = "set\tstat\t\tp\0005\nset\tsort\t\tname\n";
    int32_t bad = 0;
    struct locals *l = read_text(text, sizeof text - 1, &bad);

    IS_INT(bad, 1, "a line with a NUL is bad");
    IS_STR(local_get(l, LOCAL_SORT, NULL), "name", "the next one is read");
    locals_free(l);
}

static void
test_long(void)
{
    struct buf text;
    struct locals *l = NULL;
    int32_t bad = 0;
    const char *what = NULL;

    buf_init(&text, LOCAL_FILE_MAX * 2);
    buf_text(&text, "set\tfilter\t\t");
    buf_pad(&text, 'x', LOCAL_TEXT_MAX + 1);
    buf_text(&text, "\n");
    for (int i = 0; i < LOCAL_ENTRIES_MAX + 100; i++)
        buf_printf(&text, "set\tmark\tw%d\ton\n", i);
    for (int i = 0; i < LOCAL_UNDO_MAX + 100; i++)
        buf_printf(&text, "change\tx\nedit\tmark\tv%d\t=on\t-\n", i);
    l = read_text(buf_get(&text), text.len, &bad);
    IS_INT(bad, 1 + 100 + 200, "what is past a limit is passed over");
    while (local_undo(l, &what) == VA_OK && what)
        continue;
    OK(local_get(l, LOCAL_MARK, "v0"), "undoing may go past the limit of values");
    locals_free(l);
    buf_clear(&text);
}

/* The file has a limit: values come first, then the latest changes. */
static void
test_full(void)
{
    struct locals *l = locals_alloc();
    struct locals *back = NULL;
    char *value = calloc(1, LOCAL_TEXT_MAX + 1);
    struct buf out;
    int32_t bad = 0;
    int32_t n = 0;
    const char *what = NULL;
    char name[32];

    for (int i = 0; i < LOCAL_UNDO_MAX; i++) {
        local_begin(l, "all", false);
        for (int k = 0; k < 5; k++) {
            memset(value, "\t\n\\"[(i + k) % 3], LOCAL_TEXT_MAX);
            snprintf(name, sizeof name, "w%d", k);
            set(l, LOCAL_PROBE_FORM, name, value);
        }
    }
    buf_init(&out, LOCAL_FILE_MAX);
    locals_write(l, &out);
    IS_INT(out.code, VA_OK, "more than fits is not written");
    back = read_text(buf_get(&out), out.len, &bad);
    IS_INT(bad, 0, "what is written is whole");
    IS_STR(local_get(back, LOCAL_PROBE_FORM, "w4"), value, "the values are there");
    while (local_undo(back, &what) == VA_OK && what)
        n++;
    OK(n > 50 && n < LOCAL_UNDO_MAX, "and as many of the latest changes as fit (%d)",
       (int)n);
    buf_clear(&out);
    free(value);
    locals_free(back);
    locals_free(l);
}

int
main(void)
{
    test_round();
    test_hostile();
    test_nul();
    test_long();
    test_full();
    return done();
}
