/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the supervisor, reads what the command prints, waits for both. */
#include "probe/local_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ASK_MS = 50 /* how often the user's wish is looked at */ };

struct pipes {
    int control[2], out[2], error[2]; /* the runner has the first ends */
};

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void
pipes_close(struct pipes *p)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&p->control[i]);
        close_fd(&p->out[i]);
        close_fd(&p->error[i]);
    }
}

static enum va_code
pipes_open(struct pipes *p, struct va_err *err)
{
    int failed = 0;

    *p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p->control) == 0 &&
        pipe2(p->out, O_CLOEXEC) == 0 && pipe2(p->error, O_CLOEXEC) == 0 &&
        fcntl(p->out[0], F_SETFL, O_NONBLOCK) == 0 &&
        fcntl(p->error[0], F_SETFL, O_NONBLOCK) == 0)
        return VA_OK;
    failed = errno;
    pipes_close(p);
    return va_fail(err, VA_IO, "no pipe can be made: %s", strerror(failed));
}

/* --- what it prints --- */

static void
tail_add(struct local_tail *t, const char *bytes, size_t len)
{
    if (len > LOCAL_TAIL_MAX) {
        bytes += len - LOCAL_TAIL_MAX;
        len = LOCAL_TAIL_MAX;
    }
    if (t->len + len > LOCAL_TAIL_MAX) {
        const size_t drop = t->len + len - LOCAL_TAIL_MAX;

        memmove(t->text, t->text + drop, t->len - drop);
        t->len -= drop;
    }
    memcpy(t->text + t->len, bytes, len);
    t->len += len;
    t->text[t->len] = '\0';
}

/* Take what is there; false at the end of the stream. */
static bool
drain(int fd, struct local_tail *t)
{
    char bytes[16384];
    ssize_t got = 0;

    /* Bounded, so that a flood does not keep the user's wish waiting. */
    for (int i = 0; i < 64; i++) {
        got = read(fd, bytes, sizeof bytes);
        if (got <= 0)
            return got < 0 && (errno == EAGAIN || errno == EINTR);
        tail_add(t, bytes, (size_t)got);
    }
    return true;
}

/* --- the run --- */

/* Read until the supervisor closes its end, which it does by ending. */
static void
attend(const struct local_job *job, const struct pipes *p, struct local_result *r)
{
    struct pollfd fds[] = {
        { .fd = p->control[0], .events = POLLIN },
        { .fd = p->out[0], .events = POLLIN },
        { .fd = p->error[0], .events = POLLIN },
    };

    for (;;) {
        if (!r->abandoned && job->abandoned && job->abandoned(job->ctx)) {
            r->abandoned = true;
            (void)shutdown(p->control[0], SHUT_WR);
        }
        if (poll(fds, 3, ASK_MS) <= 0)
            continue;
        if (fds[1].revents && !drain(p->out[0], &r->out))
            fds[1].fd = -1;
        if (fds[2].revents && !drain(p->error[0], &r->error))
            fds[2].fd = -1;
        if (fds[0].revents)
            break;
    }
    (void)drain(p->out[0], &r->out);
    (void)drain(p->error[0], &r->error);
}

static enum va_code
judge(const struct local_job *job, const struct local_result *r, struct va_err *err)
{
    const struct local_end *end = &r->end;

    if (end->start_errno)
        return va_fail(err, VA_CONFIG, "%s cannot be started: %s%s%s", job->args[0],
                       end->start_at == job->args[0] ? "" : end->start_at,
                       end->start_at == job->args[0] ? "" : ": ",
                       strerror(end->start_errno));
    if (!end->ended && !r->abandoned)
        return va_fail(err, VA_IO, "%s: its supervisor was killed", job->args[0]);
    return VA_OK;
}

/* Whatever the supervisor did not end, because it was killed itself. */
static void
end_rest(const struct local_job *job, const struct local_end *end)
{
    if (end->ended)
        return;
    local_cell_kill(job->cell);
    if (end->command > 0)
        (void)kill(-end->command, SIGKILL);
}

static enum va_code
run(const struct local_job *job, struct local_result *r, struct local_end *shared,
    struct va_err *err)
{
    struct pipes p;
    pid_t pid = 0;
    enum va_code code = pipes_open(&p, err);

    if (code)
        return code;
    pid = fork();
    if (pid == 0) {
        const struct local_lines lines = { p.control[1], p.out[1], p.error[1] };

        local_watch(job, &lines, shared);
    }
    if (pid < 0)
        code = va_fail(err, VA_IO, "no process can be made: %s", strerror(errno));
    close_fd(&p.control[1]);
    close_fd(&p.out[1]);
    close_fd(&p.error[1]);
    if (!code) {
        attend(job, &p, r);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
        end_rest(job, shared);
        r->end = *shared;
        code = judge(job, r, err);
    }
    pipes_close(&p);
    return code;
}

enum va_code
local_run(const struct local_job *job, struct local_result *out, struct va_err *err)
{
    enum va_code code = VA_OK;
    struct local_end *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED)
        return va_fail(err, VA_NOMEM, "out of memory");
    out->abandoned = false;
    out->out.len = out->error.len = 0;
    out->out.text[0] = out->error.text[0] = '\0';
    out->end = (struct local_end){ 0 };
    code = run(job, out, shared, err);
    (void)munmap(shared, sizeof *shared);
    return code;
}
