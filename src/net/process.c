/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A helper program: fork, two pipes, a deadline. */
#include "net/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "net/http_wire.h"

enum {
    POLL_MS = 50,
    READ_BYTES = 4096,
    NO_PROGRAM = 127,
    FDS_MAX = 256,
    ERRORS_MAX = 1 << 16
};

struct pipes {
    int out[2], err[2];
};

struct running {
    const struct process *process;
    pid_t pid;
    int out, err; /* -1 once they have ended */
    int64_t ends_ms;
    struct buf errors;
};

static int64_t
monotonic_ms(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void
close_pipes(struct pipes *p)
{
    for (int i = 0; i < 2; i++) {
        close_one(&p->out[i]);
        close_one(&p->err[i]);
    }
}

/* In the child: only what is safe after fork. */
static void
become(const struct process *p, const struct pipes *pipes)
{
    const int nothing = open("/dev/null", O_RDONLY);
    const char *const *args = p->args;
    sigset_t none;

    (void)setpgid(0, 0);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)signal(SIGHUP, SIG_DFL);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(pipes->out[1], 1) < 0 ||
        dup2(pipes->err[1], 2) < 0)
        _exit(NO_PROGRAM);
    for (int fd = 3; fd < FDS_MAX; fd++) /* connections are no business of its */
        (void)close(fd);
    /* execvp does not write to its arguments; its type is older than const. */
    (void)execvp(args[0], (char *const *)(const void *)args);
    _exit(NO_PROGRAM);
}

static bool
open_pipes(struct pipes *p)
{
    *p = (struct pipes){ { -1, -1 }, { -1, -1 } };
    if (pipe(p->out) || pipe(p->err)) {
        close_pipes(p);
        return false;
    }
    for (int i = 0; i < 2; i++) {
        (void)fcntl(p->out[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(p->err[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

static enum va_code
start(struct running *r, struct va_err *err)
{
    struct pipes pipes;

    if (!open_pipes(&pipes))
        return va_fail(err, VA_IO, "%s: %s", r->process->args[0], strerror(errno));
    r->pid = fork();
    if (r->pid == 0)
        become(r->process, &pipes);
    if (r->pid < 0) {
        close_pipes(&pipes);
        return va_fail(err, VA_IO, "%s: %s", r->process->args[0], strerror(errno));
    }
    r->out = pipes.out[0];
    r->err = pipes.err[0];
    close_one(&pipes.out[1]);
    close_one(&pipes.err[1]);
    return VA_OK;
}

/* Read what is there; at the end the descriptor is closed. */
static void
take(int *fd, struct buf *into)
{
    char bytes[READ_BYTES];
    const ssize_t n = read(*fd, bytes, sizeof bytes);

    if (n > 0)
        buf_add(into, bytes, (size_t)n);
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        close_one(fd);
    explicit_bzero(bytes, sizeof bytes);
}

/* Of standard error the end is of interest. */
static void
take_error(struct running *r)
{
    if (r->errors.len > ERRORS_MAX / 2)
        buf_reset(&r->errors);
    take(&r->err, &r->errors);
}

static enum va_code
wait_for_output(struct running *r, struct buf *out, struct va_err *err)
{
    const char *name = r->process->args[0];

    while (r->out >= 0 || r->err >= 0) {
        struct pollfd fds[2] = { { .fd = r->out, .events = POLLIN },
                                 { .fd = r->err, .events = POLLIN } };

        if (monotonic_ms() > r->ends_ms)
            return va_fail(err, VA_NETWORK, "%s: it does not end in time", name);
        if (r->process->http && http_is_stopped(r->process->http))
            return va_fail(err, VA_NETWORK, "%s: stopped", name);
        if (poll(fds, 2, POLL_MS) <= 0)
            continue;
        if (fds[0].revents)
            take(&r->out, out);
        if (fds[1].revents)
            take_error(r);
        if (out->code)
            return va_fail(err, out->code, "%s: it prints too much", name);
    }
    return VA_OK;
}

/* Wait for it; it may have closed its output long before it ends. */
static enum va_code
wait_for_end(struct running *r, int *status, struct va_err *err)
{
    for (;;) {
        const pid_t pid = waitpid(r->pid, status, WNOHANG);

        if (pid == r->pid)
            return VA_OK;
        if (pid < 0 && errno != EINTR)
            return va_fail(err, VA_IO, "%s: %s", r->process->args[0], strerror(errno));
        if (monotonic_ms() > r->ends_ms)
            return va_fail(err, VA_NETWORK, "%s: it does not end in time",
                           r->process->args[0]);
        (void)poll(NULL, 0, 2);
    }
}

static void
kill_it(const struct running *r)
{
    (void)kill(-r->pid, SIGKILL);
    (void)kill(r->pid, SIGKILL);
    while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* The line that says what went wrong: the last that begins with ERROR, else the last. */
static void
keep_reason(struct process_end *end, const struct buf *errors)
{
    const char *line = buf_get(errors);
    bool is_error = false;

    while (*line) {
        const size_t len = strcspn(line, "\r\n");
        const bool begins = !strncmp(line, "ERROR", 5);

        if (len > 0 && (begins || !is_error)) {
            snprintf(end->said, sizeof end->said, "%.*s", (int)len, line);
            is_error = begins;
        }
        line += len;
        line += strspn(line, "\r\n");
    }
}

enum va_code
process_run(const struct process *p, struct buf *out, struct process_end *end,
            struct va_err *err)
{
    struct running r = { .process = p, .pid = -1, .out = -1, .err = -1 };
    enum va_code code = VA_OK;
    int status = 0;

    *end = (struct process_end){ .status = 0 };
    r.ends_ms = monotonic_ms() + p->timeout_ms;
    buf_init(&r.errors, ERRORS_MAX);
    code = start(&r, err);
    if (code)
        return code;
    code = wait_for_output(&r, out, err);
    close_one(&r.out);
    close_one(&r.err);
    if (!code)
        code = wait_for_end(&r, &status, err);
    if (code)
        kill_it(&r);
    end->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    end->missing = end->status == NO_PROGRAM && out->len == 0 && r.errors.len == 0;
    keep_reason(end, &r.errors);
    buf_clear(&r.errors);
    return code;
}

/* --- words --- */

/* Does the character open or close a quote? */
static bool
take_quote(char c, char *quote)
{
    if (*quote ? c != *quote : c != '\'' && c != '"')
        return false;
    *quote = *quote ? '\0' : c;
    return true;
}

/* A backslash and what follows it: within "..." it only stands before " and itself. */
static bool
take_escape(char **from, char **to, char quote)
{
    char *at = *from;

    if (*at != '\\' || quote == '\'' || !at[1])
        return false;
    if (quote && at[1] != '"' && at[1] != '\\')
        *(*to)++ = *at;
    *(*to)++ = at[1];
    *from = at + 1;
    return true;
}

/* Copy one word down to *to; the text after it. NULL: a quote is open. */
static char *
take_word(char *from, char **to)
{
    char quote = '\0';

    for (; *from && (quote || !strchr(" \t\r\n", *from)); from++) {
        if (!take_escape(&from, to, quote) && !take_quote(*from, &quote))
            *(*to)++ = *from;
    }
    return quote ? NULL : from;
}

int
process_split(char *line, const char *args[PROCESS_ARGS_MAX])
{
    char *from = line;
    char *to = line;
    int n = 0;

    for (;;) {
        bool more = false;

        from += strspn(from, " \t\r\n");
        if (!*from)
            break;
        if (n == PROCESS_ARGS_MAX - 1)
            return -1;
        args[n++] = to;
        from = take_word(from, &to);
        if (!from)
            return -1;
        more = *from != '\0';
        *to++ = '\0';
        if (!more)
            break;
        from++;
    }
    args[n] = NULL;
    return n;
}
