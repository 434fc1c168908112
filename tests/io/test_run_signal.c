/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signal reaches who holds a run, and nobody else. */
#include "io/run_signal.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/run_lock.h"
#include "tap.h"

#define DB "signal.db"

/* A process that holds a run until it gets a signal. */
static pid_t
hold(int64_t run)
{
    int ready[2];
    char byte = 0;
    pid_t pid = -1;

    if (pipe(ready) != 0)
        return -1;
    pid = fork();
    if (pid == 0) {
        struct run_lock *lock = NULL;
        bool taken = false;

        if (run_lock_open(DB, &lock, NULL) || run_lock_take(lock, run, &taken, NULL) ||
            !taken || write(ready[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    OK(read(ready[0], &byte, 1) == 1, "a process holds run %d", (int)run);
    close(ready[0]);
    return pid;
}

static void
test_signal(void)
{
    struct va_err err = { .code = VA_OK };
    const pid_t seven = hold(7);
    const pid_t eight = hold(8);
    bool sent = true;
    int status = 0;

    IS_INT(run_signal(DB, 6, SIGTERM, &sent, &err), VA_OK, "a run that nobody holds");
    OK(!sent, "gets no signal");
    IS_INT(run_signal(DB, 7, SIGTERM, &sent, &err), VA_OK, "a run that is held");
    OK(sent, "gets one");
    OK(waitpid(seven, &status, 0) == seven && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGTERM,
       "which ends its holder");
    OK(waitpid(eight, &status, WNOHANG) == 0, "and nobody else");
    IS_INT(run_signal(DB, 7, SIGTERM, &sent, &err), VA_OK, "then the run is free");
    OK(!sent, "and gets no signal any more");
    IS_INT(run_signal(DB, 8, SIGKILL, &sent, &err), VA_OK, "the other one, too");
    OK(sent && waitpid(eight, &status, 0) == eight, "can be reached");
}

static void
test_nothing(void)
{
    struct va_err err = { .code = VA_OK };
    bool sent = true;

    IS_INT(run_signal("never-made.db", 1, SIGTERM, &sent, &err), VA_OK,
           "without a database");
    OK(!sent, "there is nobody to reach");
}

int
main(void)
{
    const char *folder = getenv("TEST_TMP");

    if (folder && chdir(folder) != 0)
        OK(false, "the test's folder is there");
    test_signal();
    test_nothing();
    return done();
}
