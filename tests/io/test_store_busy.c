/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several at one database: one writes at a time, readers go on, nothing is lost. */
#include <sys/wait.h>

#include "io/store.h"
#include "store_fixture.h"
#include "tap.h"

static void
test_busy(void)
{
    const struct import_source source = { "-", "csv", "", 0 };
    char path[FIXTURE_PATH_MAX];
    struct store *a = NULL;
    struct store *b = NULL;
    struct store_import *i = NULL;
    struct import_counts counts = { 0 };
    struct va_err err = { .code = VA_OK };
    const struct sample sample = fixture_sample("w", 1000);
    char sha[65];

    (void)fixture_path(path, "busy.db");
    fixture_make(path);
    (void)fixture_open_as(path, false, false, &a, NULL);
    (void)fixture_open_as(path, false, false, &b, NULL);
    (void)store_import_begin(a, &source, &i, NULL);
    (void)store_import_add(i, &sample, NULL);
    IS_INT(fixture_import(b, &(struct fixture_import){ "w", 0, 9, 8, false, "" }, &counts,
                          &err),
           VA_IO, "a second writer does not wait for ever");
    OK(strstr(err.text, path) != NULL, "it says where");
    if (access("/proc/locks", R_OK) == 0)
        OK(strstr(err.text, "this vadvise (process") == err.text,
           "and that it is this process itself");
    else
        SKIP("no /proc/locks here");
    OK(strstr(err.hint, "Try again") != NULL, "and what to do");
    IS_INT(fixture_summed(b, "w"), 200, "a reader sees what was there before");
    IS_INT(store_import_commit(i, fixture_sha(sha, 9), &counts, NULL), VA_OK,
           "the first one goes on");
    IS_INT(fixture_summed(b, "w"), 201, "now its sample is seen");
    store_close(a);
    store_close(b);
    fixture_remove(path);
}

/* The child writes until the parent closes the pipe. */
static void
hold(const char *path, int ready, int go)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct store *s = NULL;
    struct store_import *i = NULL;
    char c = 'x';

    if (fixture_open_as(path, false, false, &s, NULL) ||
        store_import_begin(s, &source, &i, NULL) || write(ready, &c, 1) != 1)
        _exit(1);
    (void)!read(go, &c, 1);
    store_import_abort(i);
    store_close(s);
    _exit(0);
}

/* Another process that writes already, until *out_go is closed. */
static pid_t
start_holder(const char *path, int *out_go)
{
    int ready[2];
    int go[2];
    pid_t child = 0;
    char c = 0;

    if (pipe(ready) || pipe(go))
        return -1;
    child = fork();
    if (child == 0) {
        (void)close(go[1]);
        hold(path, ready[1], go[0]);
    }
    (void)!read(ready[0], &c, 1);
    *out_go = go[1];
    return child;
}

static void
test_busy_process(void)
{
    char path[FIXTURE_PATH_MAX];
    char expected[64];
    int go = -1;
    struct store *s = NULL;
    struct import_counts counts = { 0 };
    struct va_err err = { .code = VA_OK };
    pid_t child = 0;
    int status = -1;

    (void)fixture_path(path, "process.db");
    fixture_make(path);
    child = start_holder(path, &go);
    (void)fixture_open_as(path, false, false, &s, NULL);
    IS_INT(fixture_import(s, &(struct fixture_import){ "w", 0, 9, 8, false, "" }, &counts,
                          &err),
           VA_IO, "a second process does not wait for ever");
    (void)snprintf(expected, sizeof expected, "another vadvise (process %ld)",
                   (long)child);
    if (access("/proc/locks", R_OK) == 0)
        OK(strstr(err.text, expected) != NULL, "it names the process that writes");
    else
        SKIP("no /proc/locks here");
    (void)close(go);
    (void)waitpid(child, &status, 0);
    IS_INT(fixture_import(s, &(struct fixture_import){ "w", 0, 9, 8, false, "" }, &counts,
                          &err),
           VA_OK, "once it is done, the import works");
    store_close(s);
    fixture_remove(path);
}

/* Who waits past its time: it is asked so often before it ends, or another does. */
struct patience {
    int asked;
    int most; /* 0: wait on */
    int go;   /* closed at the third: the other writer ends */
};

static bool
waits_on(void *ctx)
{
    struct patience *p = ctx;

    p->asked++;
    if (p->asked == 3 && p->go >= 0)
        (void)close(p->go);
    return p->most == 0 || p->asked < p->most;
}

static enum va_code
import_beside(const char *path, struct patience *p)
{
    const struct store_options o = {
        .path = path, .busy_ms = 30, .waits_on = waits_on, .waits_on_ctx = p
    };
    struct store *s = NULL;
    struct import_counts counts = { 0 };
    enum va_code code = store_open(&o, &s, NULL);

    if (!code)
        code = fixture_import(s, &(struct fixture_import){ "w", 0, 9, 8, false, "" },
                              &counts, NULL);
    store_close(s);
    return code;
}

static void
test_waits_on(void)
{
    char path[FIXTURE_PATH_MAX];
    struct patience first = { .most = 4, .go = -1 };
    struct patience second = { .most = 0 };
    pid_t child = 0;
    int status = -1;

    (void)fixture_path(path, "patient.db");
    fixture_make(path);
    child = start_holder(path, &second.go);
    IS_INT(import_beside(path, &first), VA_IO, "who is told to wait no longer gives up");
    IS_INT(first.asked, 4, "and at once");
    IS_INT(import_beside(path, &second), VA_OK, "who waits on comes in when it can");
    OK(second.asked >= 3, "long past its time");
    (void)waitpid(child, &status, 0);
    fixture_remove(path);
}

/* Processes that make the same database at once, and import. */
static void
test_race(void)
{
    enum { CHILDREN = 6 };
    char path[FIXTURE_PATH_MAX];
    pid_t children[CHILDREN];
    struct store *s = NULL;
    int good = 0;

    (void)fixture_path(path, "race.db");
    fixture_remove(path);
    for (unsigned k = 0; k < CHILDREN; k++) {
        children[k] = fork();
        if (children[k] == 0) {
            const struct store_options o = { .path = path,
                                             .create = true,
                                             .busy_ms = 20000 };
            struct import_counts counts = { 0 };
            struct va_err err = { .code = VA_OK };
            enum va_code code = store_open(&o, &s, &err);

            if (!code)
                code = fixture_import(
                    s, &(struct fixture_import){ "w", 100 * k, 100, 40 + k, true, "" },
                    &counts, &err);
            if (code)
                printf("# %s\n", err.text);
            (void)fflush(stdout);
            store_close(s);
            _exit(code ? 1 : 0);
        }
    }
    for (int k = 0; k < CHILDREN; k++) {
        int status = -1;

        good += waitpid(children[k], &status, 0) == children[k] && status == 0;
    }
    IS_INT(good, CHILDREN, "six processes make one database at once, and all import");
    (void)fixture_open_as(path, true, false, &s, NULL);
    IS_INT(s ? fixture_summed(s, "w") : -1, CHILDREN * 100, "nothing of any is lost");
    store_close(s);
    fixture_remove(path);
}

static void
test_held(void)
{
    const struct fixture_import more = { "w", 1000, 5, 9, false, "" };
    char path[FIXTURE_PATH_MAX];
    struct store *writer = NULL;
    struct store *reader = NULL;
    struct import_counts counts = { 0 };
    int64_t n = 0;

    (void)fixture_path(path, "held.db");
    fixture_make(path);
    (void)fixture_open_as(path, false, false, &writer, NULL);
    (void)fixture_open_as(path, false, false, &reader, NULL);
    IS_INT(store_hold(reader, NULL), VA_OK, "a reader can hold what it sees");
    IS_INT(fixture_summed(reader, "w"), FIXTURE_ROWS, "it reads");
    IS_INT(fixture_import(writer, &more, &counts, NULL), VA_OK,
           "a writer goes on meanwhile");
    IS_INT(store_samples(reader, "w", fixture_count_one, &n, NULL), VA_OK,
           "the reader as well");
    IS_INT(n, FIXTURE_ROWS, "and its samples are those of before");
    IS_INT(fixture_summed(reader, "w"), FIXTURE_ROWS, "as its summaries are");
    store_release(reader);
    IS_INT(fixture_summed(reader, "w"), FIXTURE_ROWS + 5,
           "once released it sees what was added");
    IS_INT(fixture_import(reader, &(struct fixture_import){ "w", 2000, 1, 10, false, "" },
                          &counts, NULL),
           VA_OK, "and can write");
    store_release(reader);
    IS_INT(store_hold(NULL, NULL), VA_OK, "without a database there is nothing to hold");
    store_release(NULL);
    store_close(reader);
    store_close(writer);
    fixture_remove(path);
}

int
main(void)
{
    test_held();
    test_busy();
    test_busy_process();
    test_waits_on();
    test_race();
    return done();
}
