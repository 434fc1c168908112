/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a command. */
#include "fn/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fn/host.h"

enum {
    LINE_MAX_BYTES = 16 << 10,
    READ_BYTES = 32 << 10,
    POLL_MS = 50,         /* a command may leave others behind that hold its pipes */
    NAP_NS = 2 * 1000000, /* or close them and go on */
    PROGRAM_MAX = 8192,
    DESCRIPTORS = 1024
};

/* A command that runs. */
struct run {
    const struct fn_command *command;
    struct fn_ran *out;
    pid_t pid;
    int fds[2]; /* its standard output and standard error; -1: ended */
    bool ended;
    int status;
    double end_ms; /* when its time is over */
    char line[LINE_MAX_BYTES];
    size_t line_len;
    size_t tail_len;
    char block[READ_BYTES];
};

/* Lines of standard output are handed on as they come: their time matters. */
static void
take_output(struct run *r, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != '\n') {
            if (r->line_len + 1 < sizeof r->line)
                r->line[r->line_len++] = bytes[i] ? bytes[i] : '?';
            continue;
        }
        r->line[r->line_len] = '\0';
        r->line_len = 0;
        if (r->command->line)
            r->command->line(r->command->ctx, r->line);
    }
}

static void
take_error(struct run *r, const char *bytes, size_t len)
{
    char *tail = r->out->tail;
    const size_t room = sizeof r->out->tail - 1;
    size_t keep = 0;

    if (len > room) {
        bytes += len - room;
        len = room;
    }
    keep = r->tail_len + len > room ? room - len : r->tail_len;
    memmove(tail, tail + r->tail_len - keep, keep);
    memcpy(tail + keep, bytes, len);
    r->tail_len = keep + len;
    tail[r->tail_len] = '\0';
}

/* Read what is there; closes the pipe at its end. */
static void
drain(struct run *r, int which)
{
    ssize_t got = 0;

    while ((got = read(r->fds[which], r->block, sizeof r->block)) > 0) {
        if (which == 0)
            take_output(r, r->block, (size_t)got);
        else
            take_error(r, r->block, (size_t)got);
        if (fn_now_ms() >= r->end_ms)
            return;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    close(r->fds[which]);
    r->fds[which] = -1;
}

static void
check_end(struct run *r, bool block)
{
    struct rusage usage = { .ru_maxrss = 0 };

    if (r->ended || wait4(r->pid, &r->status, block ? 0 : WNOHANG, &usage) != r->pid)
        return;
    r->ended = true;
    r->out->cpu_ms = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
                     (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
wait_for_output(struct run *r)
{
    struct pollfd polls[2] = { { r->fds[0], POLLIN, 0 }, { r->fds[1], POLLIN, 0 } };
    const struct timespec nap = { 0, NAP_NS };
    const double left = r->end_ms - fn_now_ms();

    if (r->fds[0] < 0 && r->fds[1] < 0) {
        nanosleep(&nap, NULL);
        return;
    }
    if (poll(polls, 2, left < POLL_MS ? (int)(left > 0 ? left + 1 : 0) : POLL_MS) <= 0)
        return;
    for (int i = 0; i < 2; i++)
        if (r->fds[i] >= 0 && polls[i].revents)
            drain(r, i);
}

/* Until it has ended and all that it said is read, or its time is over. */
static void
follow(struct run *r)
{
    const struct fn_command *c = r->command;

    while (!r->ended) {
        wait_for_output(r);
        check_end(r, false);
        r->out->timed_out = fn_now_ms() >= r->end_ms;
        r->out->stopped = c->stopped && c->stopped(c->ctx);
        if (!r->ended && (r->out->timed_out || r->out->stopped)) {
            kill(-r->pid, SIGKILL);
            check_end(r, true);
        }
    }
    kill(-r->pid, SIGKILL); /* what it left behind */
    for (int i = 0; i < 2; i++) {
        if (r->fds[i] >= 0)
            drain(r, i);
        if (r->fds[i] >= 0)
            close(r->fds[i]);
    }
    if (r->line_len > 0)
        take_output(r, "\n", 1);
}

/* The file of a program: as it stands when it has a slash, else in the path. */
static enum va_code
find_program(const struct fn_command *c, char *out, struct va_err *err)
{
    const char *name = c->words->items[0];
    const char *at = c->path;

    if (strchr(name, '/')) {
        snprintf(out, PROGRAM_MAX, "%s", name);
        return VA_OK;
    }
    while (*at) {
        const size_t len = strcspn(at, ":");

        snprintf(out, PROGRAM_MAX, "%.*s/%s", (int)len, at, name);
        if (len > 0 && !access(out, X_OK))
            return VA_OK;
        at += len + (at[len] == ':');
    }
    return va_fail(err, VA_CONFIG, "%.100s: there is no such program in %.200s", name,
                   c->path);
}

/* In the child: what cannot be done is told through the last pipe. */
static void
become(const struct fn_command *c, const char *program, const int fds[3])
{
    static char *const nothing[] = { NULL };
    int problem = 0;
    int input = open("/dev/null", O_RDONLY);
    sigset_t none;

    /* Without /dev/null a pipe whose other end is closed reads as empty as well. */
    if (input < 0) {
        int ends[2] = { -1, -1 };

        (void)!pipe(ends);
        close(ends[1]);
        input = ends[0];
    }
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC); /* what this program was started with */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(fds[0], STDOUT_FILENO) >= 0 &&
        dup2(fds[1], STDERR_FILENO) >= 0 && !chdir(c->folder)) {
        signal(SIGPIPE, SIG_DFL);
        execve(program, c->words->items,
               c->environment->items ? c->environment->items : nothing);
    }
    problem = errno;
    (void)!write(fds[2], &problem, sizeof problem);
    _exit(127);
}

/* Close one end of each pipe. */
static void
close_ends(int pipes[3][2], int end)
{
    for (int i = 0; i < 3; i++) {
        if (pipes[i][end] >= 0)
            close(pipes[i][end]);
        pipes[i][end] = -1;
    }
}

/* Did the child become the program? Else why not. */
static bool
became(struct run *r, int told, int *problem)
{
    if (read(told, problem, sizeof *problem) <= 0)
        return true;
    (void)waitpid(r->pid, NULL, 0);
    r->pid = -1;
    return false;
}

static void
keep_outputs(struct run *r, int pipes[3][2])
{
    for (int i = 0; i < 2; i++) {
        r->fds[i] = pipes[i][0];
        pipes[i][0] = -1;
        (void)fcntl(r->fds[i], F_SETFL, O_NONBLOCK);
    }
}

static enum va_code
start(struct run *r, const char *program, struct va_err *err)
{
    int pipes[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
    int problem = 0;
    bool made = true;

    for (int i = 0; i < 3 && made; i++)
        made = pipe2(pipes[i], O_CLOEXEC) == 0;
    r->pid = made ? fork() : -1;
    if (r->pid < 0)
        problem = errno;
    if (r->pid == 0) {
        const int fds[3] = { pipes[0][1], pipes[1][1], pipes[2][1] };

        become(r->command, program, fds);
    }
    close_ends(pipes, 1);
    if (r->pid > 0 && became(r, pipes[2][0], &problem))
        keep_outputs(r, pipes);
    close_ends(pipes, 0);
    return r->pid > 0 ? VA_OK
                      : va_fail(err, VA_CONFIG, "%.200s cannot be started: %s", program,
                                strerror(problem));
}

/* The last line that is not empty. */
static const char *
last_line(char *tail)
{
    size_t len = strlen(tail);
    char *line = NULL;

    while (len > 0 && strchr(" \r\n", tail[len - 1]))
        tail[--len] = '\0';
    line = strrchr(tail, '\n');
    return line ? line + 1 : tail;
}

static enum va_code
judge(const struct run *r, struct va_err *err)
{
    const char *name = r->command->words->items[0];
    const char *said = NULL;

    r->out->exit_code = WIFEXITED(r->status) ? WEXITSTATUS(r->status) : -1;
    r->out->exit_signal = WIFSIGNALED(r->status) ? WTERMSIG(r->status) : -1;
    said = last_line(r->out->tail);
    if (r->out->exit_signal > 0 && r->out->stopped)
        return va_fail(err, VA_DATA, "%.100s: stopped", name);
    if (r->out->exit_signal > 0 && r->out->timed_out)
        return va_fail(err, VA_DATA, "%.100s: not done after its time", name);
    if (r->out->exit_signal > 0)
        return va_fail(err, VA_DATA, "%.100s: ended by signal %d%s%.200s", name,
                       r->out->exit_signal, *said ? ": " : "", said);
    if (r->out->exit_code != 0)
        return va_fail(err, VA_DATA, "%.100s: exit status %d%s%.200s", name,
                       r->out->exit_code, *said ? ": " : "", said);
    return VA_OK;
}

enum va_code
fn_command_run(const struct fn_command *c, struct fn_ran *out, struct va_err *err)
{
    char program[PROGRAM_MAX];
    struct run *r = calloc(1, sizeof *r);
    enum va_code code = VA_OK;

    *out = (struct fn_ran){ .exit_code = -1, .exit_signal = -1 };
    if (!r)
        return va_fail(err, VA_NOMEM, "out of memory");
    r->command = c;
    r->out = out;
    r->end_ms = fn_now_ms() + c->timeout_ms;
    code = find_program(c, program, err);
    if (!code)
        code = start(r, program, err);
    if (!code) {
        follow(r);
        code = judge(r, err);
    }
    free(r);
    return code;
}
