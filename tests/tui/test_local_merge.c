/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of two screens, brought together: nothing that only one of them changed is
 * lost, and each change can be taken back. */
#include <stdlib.h>

#include "tap.h"
#include "tui/local_merge.h"

static void
set(struct locals *l, enum local_id id, const char *of, const char *value)
{
    struct va_err err = { 0 };

    local_begin(l, local_word(id), false);
    if (local_set(l, id, of, value, &err))
        printf("# %s\n", err.text);
}

static void
undo(struct locals *l)
{
    const char *what = NULL;

    if (local_undo(l, &what) || !what)
        printf("# nothing to undo\n");
}

static void
redo(struct locals *l)
{
    const char *what = NULL;

    if (local_redo(l, &what) || !what)
        printf("# nothing to redo\n");
}

static struct locals *
copy(const struct locals *l)
{
    struct locals *out = locals_alloc();
    struct buf lines;
    int32_t bad = 0;

    buf_init(&lines, LOCAL_FILE_MAX);
    locals_write(l, &lines);
    if (locals_read(out, buf_get(&lines), lines.len, &bad) || bad)
        abort();
    buf_clear(&lines);
    return out;
}

/* What both begin with. */
static struct locals *
example(void)
{
    struct locals *l = locals_alloc();

    set(l, LOCAL_STAT, NULL, "p95");
    set(l, LOCAL_BUDGET, "w", "0.002");
    set(l, LOCAL_SORT, NULL, "name");
    return l;
}

/* What one screen does, what the other did before it, and what is there after. */
static void
nothing(struct locals *l)
{
    (void)l;
}

static void
latency(struct locals *l)
{
    set(l, LOCAL_LATENCY, "w", "1s");
}

static void
theme(struct locals *l)
{
    set(l, LOCAL_THEME, NULL, "mono");
}

static void
other_budget(struct locals *l)
{
    set(l, LOCAL_BUDGET, "w", "0.001");
}

static void
no_budget(struct locals *l)
{
    set(l, LOCAL_BUDGET, "w", NULL);
}

static void
undo_sort(struct locals *l)
{
    undo(l);
}

static void
undo_two_and_set(struct locals *l)
{
    undo(l);
    undo(l);
    theme(l);
}

static void
undo_and_redo(struct locals *l)
{
    undo(l);
    redo(l);
}

static const struct {
    const char *what;
    void (*mine)(struct locals *l);
    void (*theirs)(struct locals *l);
    const char *lines;
} cases[] = {
    { "nothing on either side", nothing, nothing,
      "set budget w 0.002|set stat  p95|set sort  name|"
      "change stat|change budget|change sort|" },
    { "one setting in each", latency, theme,
      "set budget w 0.002|set latency w 1s|set stat  p95|set sort  name|set theme  mono|"
      "change stat|change budget|change sort|change theme|change latency|" },
    { "only the other one changed something", nothing, theme,
      "set budget w 0.002|set stat  p95|set sort  name|set theme  mono|"
      "change stat|change budget|change sort|change theme|" },
    { "the same setting: the last one wins", other_budget, no_budget,
      "set budget w 0.001|set stat  p95|set sort  name|"
      "change stat|change budget|change sort|change budget|change budget|" },
    { "unset here, another set there", no_budget, theme,
      "set stat  p95|set sort  name|set theme  mono|"
      "change stat|change budget|change sort|change theme|change budget|" },
    { "taken back here, set there", undo_sort, theme,
      "set budget w 0.002|set stat  p95|set theme  mono|"
      "change stat|change budget|change theme|undone sort|" },
    { "set here, taken back there", theme, undo_sort,
      "set budget w 0.002|set stat  p95|set theme  mono|"
      "change stat|change budget|change theme|" },
    { "two taken back and one set here, one set there", undo_two_and_set, latency,
      "set latency w 1s|set stat  p95|set theme  mono|"
      "change stat|change latency|change theme|" },
    { "taken back and made again here, set there", undo_and_redo, theme,
      "set budget w 0.002|set stat  p95|set sort  name|set theme  mono|"
      "change stat|change budget|change sort|change theme|" },
    { "taken back on both sides", undo_sort, undo_sort,
      "set budget w 0.002|set stat  p95|change stat|change budget|undone sort|" },
};

/* Without edits, tabs as spaces, lines between bars. */
static char *
summary(const struct locals *l)
{
    struct buf lines;
    char *out = NULL;
    size_t n = 0;

    buf_init(&lines, LOCAL_FILE_MAX);
    locals_write(l, &lines);
    out = calloc(1, lines.len + 1);
    for (const char *at = buf_get(&lines); *at; at += strcspn(at, "\n") + 1) {
        const size_t len = strcspn(at, "\n");

        if (strncmp(at, "edit", 4) == 0)
            continue;
        for (size_t i = 0; i < len; i++)
            out[n++] = at[i] == '\t' ? ' ' : at[i];
        out[n++] = '|';
    }
    out[n] = '\0';
    buf_clear(&lines);
    return out;
}

static void
test_cases(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct locals *base = example();
        struct locals *mine = copy(base);
        struct locals *theirs = copy(base);
        char *lines = NULL;

        cases[i].mine(mine);
        cases[i].theirs(theirs);
        IS_INT(locals_merge(theirs, base, mine), VA_OK, "%s", cases[i].what);
        lines = summary(theirs);
        IS_STR(lines, cases[i].lines, "%s: both are there", cases[i].what);
        free(lines);
        locals_free(base);
        locals_free(mine);
        locals_free(theirs);
    }
}

/* A slider that goes on after the other screen wrote. */
static void
test_more(void)
{
    struct locals *mine = example();
    struct locals *base = NULL;
    struct locals *theirs = NULL;
    struct va_err err = { 0 };

    other_budget(mine);
    base = copy(mine);
    theirs = copy(mine);
    theme(theirs);
    local_begin(mine, "budget", true);
    local_set(mine, LOCAL_BUDGET, "w", "0.0009", &err);
    locals_merge(theirs, base, mine);
    IS_STR(local_get(theirs, LOCAL_BUDGET, "w"), "0.0009", "a slider is where it is now");
    undo(theirs);
    IS_STR(local_get(theirs, LOCAL_BUDGET, "w"), "0.002",
           "and one undo takes all of it back");
    IS_STR(local_get(theirs, LOCAL_THEME, NULL), "mono", "and nothing else");
    undo(theirs);
    IS_STR(local_get(theirs, LOCAL_THEME, NULL), NULL, "the next undo is the other's");
    locals_free(mine);
    locals_free(base);
    locals_free(theirs);
}

static void
fill(struct locals *l, const char *with, int32_t n)
{
    char name[32];

    for (int32_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "%s%d", with, (int)i);
        set(l, LOCAL_MARK, name, "on");
    }
}

static void
test_bounds(void)
{
    struct locals *base = locals_alloc();
    struct locals *mine = locals_alloc();
    struct locals *theirs = locals_alloc();
    const char *what = NULL;
    int32_t n = 0;

    fill(mine, "m", LOCAL_ENTRIES_MAX / 2);
    fill(theirs, "t", LOCAL_ENTRIES_MAX / 2);
    IS_INT(locals_merge(theirs, base, mine), VA_OK, "as many as there may be");
    while (!local_undo(theirs, &what) && what)
        n++;
    IS_INT(n, LOCAL_UNDO_MAX, "the oldest changes go first");
    fill(mine, "x", 2);
    set(theirs, LOCAL_SORT, NULL, "name");
    fill(theirs, "t", LOCAL_ENTRIES_MAX / 2);
    IS_INT(locals_merge(theirs, base, mine), VA_OVERFLOW, "and no more");
    locals_free(base);
    locals_free(mine);
    locals_free(theirs);
}

int
main(void)
{
    test_cases();
    test_more();
    test_bounds();
    return done();
}
