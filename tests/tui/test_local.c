/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the screen: values, undo and redo. */
#include "tui/local.h"

#include <stdlib.h>

#include "tap.h"

static void
set(struct locals *l, enum local_id id, const char *of, const char *value)
{
    struct va_err err = { 0 };

    if (local_set(l, id, of, value, &err))
        printf("# %s\n", err.text);
}

static const char *
undo(struct locals *l)
{
    const char *what = NULL;

    return local_undo(l, &what) ? "failed" : what;
}

static const char *
redo(struct locals *l)
{
    const char *what = NULL;

    return local_redo(l, &what) ? "failed" : what;
}

static void
test_values(void)
{
    struct locals *l = locals_alloc();

    IS_STR(local_get(l, LOCAL_BUDGET, "thumbs"), NULL, "nothing is set at first");
    set(l, LOCAL_BUDGET, "thumbs", "0.002");
    set(l, LOCAL_BUDGET, "a", "0.001");
    set(l, LOCAL_STAT, NULL, "p95");
    IS_STR(local_get(l, LOCAL_BUDGET, "thumbs"), "0.002", "a value is found by its name");
    IS_STR(local_get(l, LOCAL_BUDGET, "a"), "0.001", "another name has another value");
    IS_STR(local_get(l, LOCAL_LATENCY, "a"), NULL, "another setting has none");
    IS_STR(local_get(l, LOCAL_STAT, NULL), "p95", "some settings are of no workload");
    set(l, LOCAL_BUDGET, "a", NULL);
    IS_STR(local_get(l, LOCAL_BUDGET, "a"), NULL, "a value can be unset");
    IS_STR(local_word(LOCAL_AS_OF), "as-of", "a setting has a word");
    locals_free(l);
    locals_free(NULL);
}

static void
test_undo(void)
{
    struct locals *l = locals_alloc();

    IS_STR(undo(l), NULL, "without a change there is nothing to undo");
    local_begin(l, "budget", false);
    set(l, LOCAL_BUDGET, "thumbs", "0.002");
    set(l, LOCAL_CHOICE, "thumbs", "512");
    local_begin(l, "statistic", false);
    set(l, LOCAL_STAT, NULL, "p95");
    IS_STR(undo(l), "statistic", "the last change goes back first");
    IS_STR(local_get(l, LOCAL_STAT, NULL), NULL, "its value is as before");
    IS_STR(undo(l), "budget", "then the one before");
    IS_STR(local_get(l, LOCAL_BUDGET, "thumbs"), NULL, "a change goes back whole: one");
    IS_STR(local_get(l, LOCAL_CHOICE, "thumbs"), NULL, "a change goes back whole: two");
    IS_STR(undo(l), NULL, "past the first there is none");
    IS_STR(redo(l), "budget", "what was undone is made again");
    IS_STR(local_get(l, LOCAL_CHOICE, "thumbs"), "512", "with all its values");
    local_begin(l, "sort", false);
    set(l, LOCAL_SORT, NULL, "saving");
    IS_STR(redo(l), NULL, "a new change ends what could be made again");
    IS_STR(undo(l), "sort", "and is undone like others");
    locals_free(l);
}

static void
test_slider(void)
{
    struct locals *l = locals_alloc();

    local_begin(l, "budget", true);
    set(l, LOCAL_BUDGET, "thumbs", "0.001");
    local_begin(l, "budget", true);
    set(l, LOCAL_BUDGET, "thumbs", "0.002");
    local_begin(l, "budget", true);
    set(l, LOCAL_BUDGET, "thumbs", "0.003");
    IS_STR(undo(l), "budget", "a slider that was dragged is undone");
    IS_STR(local_get(l, LOCAL_BUDGET, "thumbs"), NULL, "in one");
    IS_STR(redo(l), "budget", "and redone");
    IS_STR(local_get(l, LOCAL_BUDGET, "thumbs"), "0.003", "to where it ended");
    local_begin(l, "budget", true);
    set(l, LOCAL_BUDGET, "thumbs", "0.004");
    IS_STR(undo(l), "budget", "after a redo a new change begins");
    IS_STR(local_get(l, LOCAL_BUDGET, "thumbs"), "0.003", "that ends where it began");
    locals_free(l);
}

static void
test_no_change(void)
{
    struct locals *l = locals_alloc();
    int64_t version = 0;

    local_begin(l, "budget", false);
    set(l, LOCAL_BUDGET, "thumbs", "0.001");
    version = local_version(l);
    local_begin(l, "budget", false);
    set(l, LOCAL_BUDGET, "thumbs", "0.001");
    set(l, LOCAL_LATENCY, "thumbs", NULL);
    IS_INT(local_version(l), version, "the same value again is no change");
    IS_STR(undo(l), "budget", "nor is it one to undo");
    OK(local_version(l) > version, "undoing gives a new version");
    IS_STR(undo(l), NULL, "so there was one change");
    set(l, LOCAL_SCREEN, NULL, "explore");
    set(l, LOCAL_PALETTE, NULL, "budget 2");
    IS_STR(undo(l), NULL, "where one was is not undone");
    IS_STR(redo(l), "budget", "nor does it end what can be made again");
    locals_free(l);
}

static void
test_limits(void)
{
    enum { MANY = LOCAL_UNDO_MAX + 50 };
    struct locals *l = locals_alloc();
    struct va_err err = { 0 };
    char *text = calloc(1, LOCAL_TEXT_MAX + 2);
    char name[32];
    int32_t n = 0;
    enum va_code code = VA_OK;

    memset(text, 'x', LOCAL_TEXT_MAX + 1);
    IS_INT(local_set(l, LOCAL_FILTER, NULL, text, &err), VA_USAGE,
           "a value that is too long is refused");
    OK(strstr(err.text, "512") != NULL, "and the limit is named");
    for (int i = 0; i < MANY; i++) {
        local_begin(l, "mark", false);
        snprintf(name, sizeof name, "w%d", i);
        set(l, LOCAL_MARK, name, "on");
    }
    while (undo(l))
        n++;
    IS_INT(n, LOCAL_UNDO_MAX, "the oldest changes are forgotten first");
    IS_STR(local_get(l, LOCAL_MARK, "w0"), "on", "and stay made");
    for (n = 0; n <= LOCAL_ENTRIES_MAX && !code; n++) {
        snprintf(name, sizeof name, "v%d", n);
        code = local_set(l, LOCAL_MARK, name, "on", &err);
    }
    IS_INT(code, VA_OVERFLOW, "values past the limit are refused");
    IS_INT(local_set(l, LOCAL_MARK, "v0", NULL, &err), VA_OK, "and can still be unset");
    IS_INT(local_set(l, LOCAL_MARK, "new", "on", &err), VA_OK, "which makes room");
    free(text);
    locals_free(l);
}

static void
gather(void *ctx, const char *of, const char *value)
{
    char *to = ctx;
    const size_t len = strlen(to);

    snprintf(to + len, 64 - len, "%s=%s ", of, value);
}

static void
test_each(void)
{
    struct locals *l = locals_alloc();
    char seen[64] = "";

    set(l, LOCAL_MARK, "b", "on");
    set(l, LOCAL_MARK, "a", "on");
    set(l, LOCAL_MARK, "c", "on");
    set(l, LOCAL_SAFE, "c", "on");
    set(l, LOCAL_ZOOM, "c", "448-3008");
    local_each(l, LOCAL_MARK, gather, seen);
    IS_STR(seen, "a=on b=on c=on ", "all of one kind are visited in order");
    seen[0] = '\0';
    local_each(l, LOCAL_BUDGET, gather, seen);
    IS_STR(seen, "", "none of a kind that is not set");
    locals_free(l);
}

/* What random settings, undone and redone, come to: the same as without history. */
static void
test_random(void)
{
    static const char *const names[] = { "a", "b", "c" };
    static const char *const values[] = { NULL, "1", "2", "3" };
    enum { STEPS = 200 };
    struct locals *l = locals_alloc();
    struct buf first;
    struct buf last;
    uint32_t seed = 2385;
    int32_t n = 0;

    for (int i = 0; i < STEPS; i++) {
        seed = seed * 1664525u + 1013904223u;
        local_begin(l, "x", false);
        set(l, seed >> 31 ? LOCAL_BUDGET : LOCAL_LATENCY, names[(seed >> 16) % 3],
            values[(seed >> 20) % 4]);
    }
    buf_init(&first, LOCAL_FILE_MAX);
    buf_init(&last, LOCAL_FILE_MAX);
    locals_write(l, &first);
    while (undo(l))
        n++;
    OK(n > STEPS / 2, "random changes are undone");
    IS_STR(local_get(l, LOCAL_BUDGET, "a"), NULL, "back to nothing");
    while (redo(l))
        n--;
    locals_write(l, &last);
    IS_INT(n, 0, "as many are redone");
    IS_STR(buf_get(&last), buf_get(&first), "and all is as it was");
    buf_clear(&first);
    buf_clear(&last);
    locals_free(l);
}

/* Where one looks is no choice; what can be taken back is, also when it was. */
static void
test_choices(void)
{
    struct locals *l = locals_alloc();

    (void)local_set(l, LOCAL_SCREEN, NULL, "explore", NULL);
    (void)local_set(l, LOCAL_PALETTE, NULL, "help", NULL);
    OK(!locals_have_choices(l), "looking is no choice");
    local_begin(l, "budget", false);
    (void)local_set(l, LOCAL_BUDGET, "w", "0.002", NULL);
    OK(locals_have_choices(l), "a budget is");
    (void)undo(l);
    OK(locals_have_choices(l), "and undone can be made again");
    locals_free(l);
}

int
main(void)
{
    test_values();
    test_choices();
    test_undo();
    test_slider();
    test_no_change();
    test_limits();
    test_each();
    test_random();
    return done();
}
