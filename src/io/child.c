/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting a program and reading what it says. */
#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_SIGNAL = 128, STATUS_NO_EXEC = 127, LANES = 2, REAP_MS = 20 };

/* One of its two streams. */
struct lane {
    int fd; /* -1: closed */
    char data[CHILD_LINE_MAX + 1];
    size_t len;
    size_t line; /* bytes of the line handed out last, with its newline */
    bool skip;   /* the rest of a line that was too long */
};

struct child {
    pid_t pid;
    bool ended;
    int status;
    struct lane lanes[LANES];
};

/* --- starting --- */

/* The ends of the three pipes: what it writes, and why it did not start. */
struct pipes {
    int out[2], err[2], start[2];
};

static void
close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void
close_pipes(struct pipes *p)
{
    for (int i = 0; i < 2; i++) {
        close_end(&p->out[i]);
        close_end(&p->err[i]);
        close_end(&p->start[i]);
    }
}

/* A pipe that no program started later inherits. */
static bool
make_pipe(int ends[2])
{
    if (pipe(ends) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

static bool
make_pipes(struct pipes *p, bool unheard)
{
    *p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
    return make_pipe(p->start) && (unheard || (make_pipe(p->out) && make_pipe(p->err)));
}

/* In the new process: become the program. Only what is safe after fork. */
static void
become(const struct child_command *c, const struct pipes *p, char *const *args)
{
    const int null = open("/dev/null", O_RDWR);
    const int out = c->unheard ? null : p->out[1];
    const int err = c->unheard ? null : p->err[1];
    ssize_t told = 0;
    int why = 0;

    if (c->own_session)
        (void)setsid();
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(err, STDERR_FILENO) < 0 || execv(c->path, args) != 0)
        why = errno;
    told = write(p->start[1], &why, sizeof why);
    _exit(told < 0 ? STATUS_NO_EXEC + 1 : STATUS_NO_EXEC);
}

/* Did it become the program? The pipe closes then; else it says why not. */
static int
why_not(int fd)
{
    int why = 0;
    ssize_t n = 0;

    do
        n = read(fd, &why, sizeof why);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof why ? why : 0;
}

/* The arguments as exec wants them; freed by the caller. */
static char **
copy_args(const char *const *args)
{
    size_t n = 0;
    char **out = NULL;

    while (args[n])
        n++;
    out = malloc((n + 1) * sizeof *out);
    if (out)
        memcpy(out, args, (n + 1) * sizeof *out);
    return out;
}

static enum va_code
launch(struct child *c, const struct child_command *command, struct pipes *p,
       struct va_err *err)
{
    char **args = copy_args(command->args);
    int why = 0;

    if (!args)
        return va_fail(err, VA_NOMEM, "%s: out of memory", command->path);
    c->pid = fork();
    if (c->pid == 0)
        become(command, p, args);
    why = c->pid < 0 ? errno : 0;
    free(args);
    close_end(&p->start[1]);
    if (c->pid > 0) {
        why = why_not(p->start[0]);
        c->ended = why && waitpid(c->pid, NULL, 0) == c->pid;
    }
    if (why)
        return va_fail(err, why == ENOENT ? VA_CONFIG : VA_IO, "%s: %s", command->path,
                       strerror(why));
    return VA_OK;
}

static void
take_lane(struct lane *l, int *end)
{
    l->fd = *end;
    *end = -1;
    if (l->fd >= 0)
        (void)fcntl(l->fd, F_SETFL, O_NONBLOCK);
}

enum va_code
child_start(const struct child_command *command, struct child **out, struct va_err *err)
{
    struct child *c = calloc(1, sizeof *c);
    struct pipes p;
    enum va_code code = VA_OK;

    *out = NULL;
    if (!c)
        return va_fail(err, VA_NOMEM, "%s: out of memory", command->path);
    c->lanes[0].fd = c->lanes[1].fd = -1;
    if (!make_pipes(&p, command->unheard))
        code = va_fail(err, VA_IO, "%s: pipe: %s", command->path, strerror(errno));
    else
        code = launch(c, command, &p, err);
    if (!code) {
        take_lane(&c->lanes[0], &p.out[0]);
        take_lane(&c->lanes[1], &p.err[0]);
    }
    close_pipes(&p);
    if (code) {
        child_close(c);
        return code;
    }
    *out = c;
    return VA_OK;
}

/* --- reading --- */

/* Take the line handed out last away. */
static void
drop_line(struct lane *l)
{
    l->len -= l->line;
    memmove(l->data, l->data + l->line, l->len);
    l->line = 0;
}

/* Pass over the rest of a line that was cut. */
static void
skip_rest(struct lane *l)
{
    const char *end = memchr(l->data, '\n', l->len);

    l->line = end ? (size_t)(end - l->data) + 1 : l->len;
    l->skip = !end;
    drop_line(l);
}

/* A whole line, or all that fits, or the last without a newline; NULL: not yet. */
static const char *
find_line(struct lane *l)
{
    const char *end = NULL;
    bool full = false;

    if (l->skip)
        skip_rest(l);
    end = memchr(l->data, '\n', l->len);
    full = !end && l->len == CHILD_LINE_MAX;
    if (!end && !full && (l->fd >= 0 || l->len == 0))
        return NULL;
    l->skip = full;
    l->line = end ? (size_t)(end - l->data) + 1 : l->len;
    l->data[end ? l->line - 1 : l->len] = '\0';
    return l->data;
}

/* Read what is there. Once it has ended nothing more will come: a pipe that a program of
 * its own still holds open is not waited for. */
static void
fill(struct lane *l, bool ended)
{
    ssize_t n = -1;

    if (l->fd < 0 || l->len == CHILD_LINE_MAX)
        return;
    n = read(l->fd, l->data + l->len, CHILD_LINE_MAX - l->len);
    if (n > 0)
        l->len += (size_t)n;
    else if (n == 0 || (errno != EINTR && errno != EAGAIN) || ended)
        close_end(&l->fd);
}

static void
reap(struct child *c)
{
    int status = 0;

    if (c->ended || waitpid(c->pid, &status, WNOHANG) != c->pid)
        return;
    c->ended = true;
    c->status =
        WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static const char *
next_line(struct child *c, enum child_event *out)
{
    const char *line = find_line(&c->lanes[0]);

    *out = CHILD_OUT;
    if (!line) {
        line = find_line(&c->lanes[1]);
        *out = CHILD_ERR;
    }
    return line;
}

/* Wait for something to read; without a stream left, for its end. False: nothing came. */
static bool
wait_for(struct child *c, int timeout_ms)
{
    struct pollfd fds[LANES];
    nfds_t n = 0;
    const int limit_ms = c->lanes[0].fd < 0 && c->lanes[1].fd < 0 && timeout_ms > REAP_MS
                             ? REAP_MS
                             : timeout_ms;

    for (int i = 0; i < LANES; i++)
        if (c->lanes[i].fd >= 0)
            fds[n++] = (struct pollfd){ .fd = c->lanes[i].fd, .events = POLLIN };
    return poll(fds, n, c->ended ? 0 : limit_ms) > 0;
}

enum child_event
child_next(struct child *c, int timeout_ms, const char **line)
{
    enum child_event event = CHILD_IDLE;
    bool waited = false;

    drop_line(&c->lanes[0]);
    drop_line(&c->lanes[1]);
    for (;;) {
        *line = next_line(c, &event);
        if (*line)
            return event;
        *line = "";
        if (c->ended && c->lanes[0].fd < 0 && c->lanes[1].fd < 0)
            return CHILD_END;
        if (waited && !c->ended)
            return CHILD_IDLE;
        waited = !wait_for(c, timeout_ms);
        reap(c);
        for (int i = 0; i < LANES; i++)
            fill(&c->lanes[i], c->ended);
    }
}

int
child_fds(const struct child *c, int *out)
{
    int n = 0;

    for (int i = 0; i < LANES; i++)
        if (c->lanes[i].fd >= 0)
            out[n++] = c->lanes[i].fd;
    return n;
}

int
child_status(const struct child *c)
{
    return c->status;
}

void
child_signal(struct child *c, int signal_number)
{
    reap(c);
    if (!c->ended)
        (void)kill(c->pid, signal_number);
}

void
child_close(struct child *c)
{
    if (!c)
        return;
    for (int i = 0; i < LANES; i++)
        close_end(&c->lanes[i].fd);
    if (c->pid > 0)
        reap(c);
    free(c);
}

/* --- finding --- */

enum va_code
child_find(const char *name, const char *const *folders, size_t n, char *out,
           struct va_err *err)
{
    for (size_t i = 0; i < n; i++) {
        const int len =
            folders[i] ? snprintf(out, CHILD_PATH_MAX, "%s/%s", folders[i], name) : 0;

        if (len > 0 && len < CHILD_PATH_MAX && access(out, X_OK) == 0)
            return VA_OK;
    }
    out[0] = '\0';
    return va_fail(err, VA_CONFIG, "the program %s is not installed", name);
}

bool
child_own_folder(char *out)
{
    const ssize_t len = readlink("/proc/self/exe", out, CHILD_PATH_MAX - 1);
    char *slash = NULL;

    if (len <= 0)
        return false;
    out[len] = '\0';
    slash = strrchr(out, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}
