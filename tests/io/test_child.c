/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs that are started, what they say and how they end. */
#include "io/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

enum { LONG_MS = 200, BRIEF_MS = 50, PATIENCE_MS = 10000 };

static struct child *
start(const char *script, bool own_session, bool unheard)
{
    const char *const args[] = { "sh", "-c", script, NULL };
    const struct child_command c = {
        .path = "/bin/sh", .args = args, .own_session = own_session, .unheard = unheard
    };
    struct child *child = NULL;
    struct va_err err = { .code = VA_OK };

    OK(child_start(&c, &child, &err) == VA_OK, "the program starts: %s", script);
    return child;
}

/* Read on until something comes or it ends. */
static enum child_event
next(struct child *c, const char **line)
{
    enum child_event event = CHILD_IDLE;

    while ((event = child_next(c, LONG_MS, line)) == CHILD_IDLE)
        continue;
    return event;
}

static void
test_lines(void)
{
    struct child *c = start("echo one; echo; printf two; exit 5", false, false);
    const char *line = NULL;

    OK(next(c, &line) == CHILD_OUT, "a line of standard output comes");
    IS_STR(line, "one", "without its newline");
    OK(next(c, &line) == CHILD_OUT && !*line, "an empty line is a line");
    OK(next(c, &line) == CHILD_OUT, "the last line needs no newline");
    IS_STR(line, "two", "and is whole");
    OK(next(c, &line) == CHILD_END, "then it ends");
    IS_STR(line, "", "with nothing more");
    IS_INT(child_status(c), 5, "its exit status is told");
    OK(child_next(c, 0, &line) == CHILD_END, "and it stays ended");
    child_close(c);

    c = start("echo wrong >&2", false, false);
    OK(next(c, &line) == CHILD_ERR, "a line of standard error is told apart");
    IS_STR(line, "wrong", "and is read");
    OK(next(c, &line) == CHILD_END && child_status(c) == 0, "then it ends well");
    child_close(c);
}

static void
test_long_lines(void)
{
    struct child *c = start("head -c 100000 /dev/zero | tr '\\0' x; echo; echo after; "
                            "head -c 16384 /dev/zero | tr '\\0' y; echo; echo last",
                            false, false);
    const char *line = NULL;

    OK(next(c, &line) == CHILD_OUT && strlen(line) == CHILD_LINE_MAX,
       "a line without end is cut");
    OK(next(c, &line) == CHILD_OUT, "its rest is passed over");
    IS_STR(line, "after", "up to the next line");
    OK(next(c, &line) == CHILD_OUT && strlen(line) == CHILD_LINE_MAX && *line == 'y',
       "a line that just fits is whole");
    OK(next(c, &line) == CHILD_OUT, "and what follows is the next line");
    IS_STR(line, "last", "which is not lost");
    OK(next(c, &line) == CHILD_END, "that is all");
    child_close(c);
}

static void
test_waiting(void)
{
    struct child *c = start("echo begun; exec sleep 60", false, false);
    const char *line = NULL;

    OK(next(c, &line) == CHILD_OUT, "it says that it began");
    OK(child_next(c, BRIEF_MS, &line) == CHILD_IDLE, "the wait for more has a limit");
    child_signal(c, SIGTERM);
    OK(next(c, &line) == CHILD_END, "a signal ends it");
    IS_INT(child_status(c), 128 + SIGTERM, "as its status says");
    child_signal(c, SIGKILL);
    OK(child_next(c, 0, &line) == CHILD_END, "later signals go to nobody");
    child_close(c);

    c = start("sleep 60 & echo $!", false, false);
    OK(next(c, &line) == CHILD_OUT, "it leaves a process behind that holds its output");
    {
        const pid_t left = (pid_t)strtol(line, NULL, 10);

        OK(next(c, &line) == CHILD_END, "which is not waited for");
        OK(left > 1 && kill(left, SIGKILL) == 0, "although it lives");
    }
    child_close(c);

    c = start("exec >&- 2>&-; sleep 0.2; exit 3", false, false);
    OK(next(c, &line) == CHILD_END && child_status(c) == 3,
       "one that closes its output is waited for all the same");
    child_close(c);
}

static void
test_session(void)
{
    struct child *c = start("ps -o sid= -p $$; echo $$; cat", true, false);
    const char *line = NULL;
    long session = 0;

    OK(next(c, &line) == CHILD_OUT, "it can ask for its session");
    session = strtol(line, NULL, 10);
    OK(next(c, &line) == CHILD_OUT && session == strtol(line, NULL, 10),
       "which is its own");
    OK(next(c, &line) == CHILD_END, "its standard input is empty");
    child_close(c);

    c = start("echo heard; echo heard >&2; exit 4", true, true);
    OK(next(c, &line) == CHILD_END && child_status(c) == 4,
       "one that is not heard runs and ends");
    child_close(c);

    c = start("trap '' TERM HUP INT; echo $$; sleep 60", true, false);
    OK(next(c, &line) == CHILD_OUT, "one that is let go of says who it is");
    {
        const pid_t pid = (pid_t)strtol(line, NULL, 10);

        child_close(c);
        OK(pid > 1 && kill(pid, 0) == 0, "and lives on");
        kill(-pid, SIGKILL);
    }
    child_close(NULL);
}

/* As one uses it who waits for other things as well: never waiting for the child. */
static void
test_polled(void)
{
    struct child *c =
        start("sleep 0.1; echo one; exec >&-; sleep 0.1; echo two >&2", true, false);
    struct pollfd fds[CHILD_FDS_MAX];
    const char *line = NULL;
    int at[CHILD_FDS_MAX];
    int n = child_fds(c, at);

    OK(n == 2 && at[0] != at[1], "its two streams can be polled");
    OK(child_next(c, 0, &line) == CHILD_IDLE, "nothing is waited for");
    fds[0] = (struct pollfd){ .fd = at[0], .events = POLLIN };
    OK(poll(fds, 1, PATIENCE_MS) == 1 && child_next(c, 0, &line) == CHILD_OUT &&
           !strcmp(line, "one"),
       "what is there is read");
    while (child_fds(c, at) == 2 && poll(fds, 1, PATIENCE_MS) == 1)
        (void)child_next(c, 0, &line);
    OK(child_fds(c, at) == 1, "a stream that was closed is polled no more");
    fds[0] = (struct pollfd){ .fd = at[0], .events = POLLIN };
    OK(poll(fds, 1, PATIENCE_MS) == 1 && child_next(c, 0, &line) == CHILD_ERR &&
           !strcmp(line, "two"),
       "the other one is");
    OK(next(c, &line) == CHILD_END && child_fds(c, at) == 0, "at the end there is none");
    child_close(c);
}

static void
test_not_there(void)
{
    const char *const args[] = { "none", NULL };
    const struct child_command none = { .path = "/nonexistent/none", .args = args };
    const struct child_command folder = { .path = "/", .args = args };
    struct child *c = NULL;
    struct va_err err = { .code = VA_OK };

    IS_INT(child_start(&none, &c, &err), VA_CONFIG, "a program that is not there");
    IS_STR(err.text, "/nonexistent/none: No such file or directory", "is named");
    OK(!c, "and nothing was started");
    IS_INT(child_start(&folder, &c, &err), VA_IO, "a folder is no program");
    IS_STR(err.text, "/: Permission denied", "as the system says");
}

static void
test_finding(void)
{
    const char *const folders[] = { NULL, "/nonexistent", "/bin", "/usr/bin" };
    char path[CHILD_PATH_MAX];
    struct va_err err = { .code = VA_OK };

    IS_INT(child_find("sh", folders, 4, path, &err), VA_OK, "a program is found");
    IS_STR(path, "/bin/sh", "in the first folder that has it");
    IS_INT(child_find("no-such-program", folders, 4, path, &err), VA_CONFIG,
           "one that no folder has");
    IS_STR(err.text, "the program no-such-program is not installed", "is named");
    OK(child_own_folder(path) && path[0] == '/', "the folder of this program is known");
}

int
main(void)
{
    signal(SIGPIPE, SIG_IGN);
    test_lines();
    test_long_lines();
    test_waiting();
    test_session();
    test_polled();
    test_not_there();
    test_finding();
    return done();
}
