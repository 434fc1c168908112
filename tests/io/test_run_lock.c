/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks on runs and functions: who has them, and that they end with their holder. */
#include "io/run_lock.h"

#include <signal.h>
#include <sys/wait.h>

#include "store_fixture.h"
#include "tap.h"

static char path[FIXTURE_PATH_MAX];

/* A process that holds run 7 and function "f"; it says so by a byte, and waits. */
static pid_t
hold(void)
{
    int ready[2];
    pid_t child = 0;
    char byte = 0;

    if (pipe(ready))
        return -1;
    child = fork();
    if (child == 0) {
        struct run_lock *l = NULL;
        bool run = false;
        bool target = false;

        if (run_lock_open(path, &l, NULL) || run_lock_take(l, 7, &run, NULL) ||
            run_lock_take_target(l, "f", &target, NULL))
            _exit(1);
        (void)!write(ready[1], run && target ? "y" : "n", 1);
        for (;;)
            (void)pause();
    }
    (void)close(ready[1]);
    if (read(ready[0], &byte, 1) != 1 || byte != 'y')
        printf("# the holder could not take its locks\n");
    (void)close(ready[0]);
    return child;
}

static bool
can_take(struct run_lock *l, int64_t run)
{
    bool taken = false;

    return run_lock_take(l, run, &taken, NULL) == VA_OK && taken;
}

static bool
can_take_target(struct run_lock *l, const char *target)
{
    bool taken = false;

    return run_lock_take_target(l, target, &taken, NULL) == VA_OK && taken;
}

static int64_t
holder(const char *db, int64_t run)
{
    int64_t pid = -1;

    return run_lock_holder(db, run, &pid, NULL) ? -2 : pid;
}

int
main(void)
{
    char file[FIXTURE_PATH_MAX + 8];
    char link[FIXTURE_PATH_MAX];
    struct run_lock *l = NULL;
    struct va_err err = { .code = VA_OK };
    struct stat st;
    FILE *db = NULL;
    pid_t child = 0;

    (void)fixture_path(path, "lock.db");
    (void)fixture_path(link, "link.db");
    (void)snprintf(file, sizeof file, "%s-probes", path);
    db = fopen(path, "we");
    (void)!(db && !fclose(db));
    IS_INT(holder(path, 7), 0, "nobody holds a run before the first one");
    child = hold();
    IS_INT(holder(path, 7), child, "the holder of a run is told");
    IS_INT(holder(path, 8), 0, "another run has none");
    OK(!symlink(path, link) && holder(link, 7) == child,
       "by another name of the database too");
    OK(run_lock_open(path, &l, NULL) == VA_OK, "the locks can be opened by another");
    OK(!can_take(l, 7), "a run that is held cannot be taken");
    OK(can_take(l, 8), "another one can");
    OK(!can_take_target(l, "f"), "a function that is held cannot be taken");
    OK(can_take_target(l, "g"), "another one can");
    OK(stat(file, &st) == 0 && (st.st_mode & 0777) == 0600, "nobody else may look");
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    OK(can_take(l, 7) && can_take_target(l, "f"), "a killed holder holds nothing");
    run_lock_close(l);
    IS_INT(holder(path, 8), 0, "nor does one that let go");
    run_lock_close(NULL);
    OK(run_lock_open("/nowhere/at/all.db", &l, &err) == VA_IO && !l,
       "a folder that is not there: %s", err.text);
    (void)unlink(link);
    (void)unlink(file);
    (void)unlink(path);
    return done();
}
