/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import that is killed at any moment leaves all of it or nothing. */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "io/store.h"
#include "store_fixture.h"
#include "tap.h"

enum { ROWS = 2500, MOMENTS = 60 };

static uint64_t state = 88172645463325252u;

static int64_t
random_below(int64_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int64_t)(state % (uint64_t)n);
}

static int64_t
now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
sleep_ns(int64_t ns)
{
    const struct timespec t = { ns / 1000000000, ns % 1000000000 };

    (void)nanosleep(&t, NULL);
}

/* Import number `content`: rows with ids of its own, each time into the same workload. */
static enum va_code
import_once(const char *path, unsigned content)
{
    const struct fixture_import f = { "w", (int64_t)content * ROWS, ROWS, content, true,
                                      "" };
    struct import_counts counts;
    struct store *s = NULL;
    enum va_code code = fixture_open(path, &s, NULL);

    if (!code)
        code = fixture_import(s, &f, &counts, NULL);
    store_close(s);
    return code;
}

/* Start the import in another process and kill it after a while. */
static bool
import_killed(const char *path, unsigned content, int64_t after_ns)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0)
        _exit(import_once(path, content) ? 1 : 0);
    if (child < 0)
        return false;
    sleep_ns(after_ns);
    (void)kill(child, SIGKILL);
    return waitpid(child, &status, 0) == child &&
           (WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}

/* Rows of the workload when blocks and summaries agree and the file is sound; else -1. */
static int64_t
rows_of(const char *path)
{
    struct store *s = NULL;
    int64_t n = -1;

    if (fixture_open(path, &s, NULL))
        return -1;
    n = fixture_count(s, "w");
    if (n != fixture_summed(s, "w") || !fixture_is_sound(s))
        n = -1;
    store_close(s);
    return n;
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];
    int64_t took_ns = 0;
    int64_t rows = 0;
    int killed = 0;
    int whole = 0;
    int none = 0;

    (void)fixture_path(path, "kill.db");
    fixture_remove(path);
    took_ns = now_ns();
    if (!OK(import_once(path, 0) == VA_OK, "an import that is left alone"))
        return done();
    took_ns = now_ns() - took_ns;
    rows = rows_of(path);
    IS_INT(rows, ROWS, "stores all rows");
    for (unsigned k = 1; k <= MOMENTS; k++) {
        int64_t after = 0;

        killed += import_killed(path, k, random_below(took_ns + took_ns / 4));
        after = rows_of(path);
        none += after == rows;
        whole += after == rows + ROWS;
        if (after != rows && after != rows + ROWS) {
            printf("# import %u: %lld rows, then %lld\n", k, (long long)rows,
                   (long long)after);
            break;
        }
        rows = after;
    }
    IS_INT(killed, MOMENTS, "imports were killed at %d moments", (int)MOMENTS);
    IS_INT(none + whole, MOMENTS, "each left all of its rows or none, in a sound file");
    OK(none > 0, "some came too early (%d)", none);
    printf("# %d were whole\n", whole);
    IS_INT(import_once(path, MOMENTS + 1), VA_OK, "an import after them works");
    IS_INT(rows_of(path), rows + ROWS, "and adds its rows");
    fixture_remove(path);
    return done();
}
