/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pager, editor and clipboard as child processes. */
#include "tui/foreground.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "tui/tty.h"

enum {
    COMMAND_MAX = 1024,
    PATH_BYTES = 4096,
    EDITED_MAX = 1 << 20,
    COPY_MS = 300, /* a clipboard that takes longer does not work */
    COPY_STEP_MS = 2,
    STATUS_NOT_FOUND = 127
};

const char *
foreground_variable(char *const *variables, const char *name)
{
    const size_t len = strlen(name);

    for (; *variables; variables++)
        if (!strncmp(*variables, name, len) && (*variables)[len] == '=')
            return (*variables)[len + 1] ? *variables + len + 1 : NULL;
    return NULL;
}

/* A program to be started. */
struct child_plan {
    const char *const *args;
    char *const *variables;
    int input;   /* its standard input; -1: as ours */
    bool unseen; /* what it writes goes nowhere */
};

/* Signals that this program ignores or catches are as usual in a child. */
static bool
start(const struct child_plan *plan, pid_t *out)
{
    static const int usual[] = { SIGPIPE, SIGINT, SIGQUIT, SIGTSTP, SIGTERM, SIGHUP };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t set;
    /* posix_spawn wants them to be changeable, and changes none. */
    union {
        const char *const *given;
        char *const *taken;
    } args = { .given = plan->args };
    bool started = false;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        sigaddset(&set, usual[i]);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigdefault(&how, &set);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF);
    if (plan->input >= 0)
        posix_spawn_file_actions_adddup2(&files, plan->input, STDIN_FILENO);
    if (plan->unseen) {
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    }
    started =
        posix_spawnp(out, plan->args[0], &files, &how, args.taken, plan->variables) == 0;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return started;
}

/* Exit status, 128 + n for signal n. */
static int
status_of(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int
wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return STATUS_NOT_FOUND;
    }
    return status_of(status);
}

/* Neither end is for programs that are started later. */
static bool
make_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* --- pager --- */

/* Its reader may leave in the middle of the text. */
static void
write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        const ssize_t n = write(fd, text, len);

        if (n < 0 && errno != EINTR)
            return;
        text += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
}

static bool
page_with(const char *pager, char *const *variables, const char *text, int *out_status)
{
    const char *const args[] = { "sh", "-c", pager, NULL };
    struct child_plan plan = { .args = args, .variables = variables };
    int ends[2];
    pid_t child = 0;
    bool started = false;

    if (!make_pipe(ends))
        return false;
    plan.input = ends[0];
    started = start(&plan, &child);
    close(ends[0]);
    if (started)
        write_all(ends[1], text, strlen(text));
    close(ends[1]);
    if (started)
        *out_status = wait_for(child);
    return started;
}

enum va_code
foreground_page(char *const *variables, const char *text, struct va_err *err)
{
    const char *named = foreground_variable(variables, "PAGER");
    const char *pager = named ? named : "less 2>/dev/null || more";
    int status = 0;

    if (!page_with(pager, variables, text, &status))
        return va_fail(err, VA_IO, "no pager can be started: %s", strerror(errno));
    if (status == STATUS_NOT_FOUND)
        return va_fail(err, VA_CONFIG, "there is no pager '%s': set PAGER", pager);
    return VA_OK;
}

/* --- editor --- */

static enum va_code
make_file(char *const *variables, const char *text, char *path, struct va_err *err)
{
    const char *folder = foreground_variable(variables, "TMPDIR");
    int fd = -1;
    enum va_code code = VA_OK;

    snprintf(path, PATH_BYTES, "%.*s/vadvise-XXXXXX", PATH_BYTES / 2,
             folder ? folder : "/tmp");
    fd = mkstemp(path);
    if (fd < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
        code = va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (close(fd) != 0 && !code)
        code = va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (code)
        unlink(path);
    return code;
}

static enum va_code
read_file(const char *path, struct buf *out, struct va_err *err)
{
    char bytes[PATH_BYTES];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = 0;

    if (fd < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(out, bytes, (size_t)n);
    close(fd);
    if (n < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (out->code)
        return va_fail(err, VA_DATA, "the edited text is too long");
    if (!text_is_utf8(buf_get(out), out->len))
        return va_fail(err, VA_DATA, "the edited text is not UTF-8");
    return VA_OK;
}

static enum va_code
edit_file(const char *editor, char *const *variables, const char *path,
          struct va_err *err)
{
    char command[COMMAND_MAX];
    const char *const args[] = { "sh", "-c", command, "sh", path, NULL };
    const struct child_plan plan = { .args = args, .variables = variables, .input = -1 };
    pid_t child = 0;
    int status = 0;

    snprintf(command, sizeof command, "%.*s \"$1\"", COMMAND_MAX / 2, editor);
    if (!start(&plan, &child))
        return va_fail(err, VA_IO, "no editor can be started: %s", strerror(errno));
    status = wait_for(child);
    if (status == STATUS_NOT_FOUND)
        return va_fail(err, VA_CONFIG, "there is no editor '%s': set EDITOR", editor);
    if (status != 0)
        return va_fail(err, VA_DATA,
                       "the editor '%s' failed (status %d): nothing changed", editor,
                       status);
    return VA_OK;
}

enum va_code
foreground_edit(char *const *variables, const char *text, struct buf *out,
                struct va_err *err)
{
    const char *visual = foreground_variable(variables, "VISUAL");
    const char *editor = visual ? visual : foreground_variable(variables, "EDITOR");
    char path[PATH_BYTES];
    enum va_code code = make_file(variables, text, path, err);

    if (code)
        return code;
    buf_init(out, EDITED_MAX);
    code = edit_file(editor ? editor : "vi", variables, path, err);
    if (!code)
        code = read_file(path, out, err);
    unlink(path);
    return code;
}

/* --- clipboard --- */

/* Write what the reader takes in time; true when that was all. */
static bool
write_in_time(int fd, const char *text, int64_t deadline_ms)
{
    size_t len = strlen(text);

    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    while (len > 0) {
        struct pollfd ready = { .fd = fd, .events = POLLOUT };
        const int64_t left = deadline_ms - tty_now_ms();
        ssize_t n = 0;

        if (left <= 0 || poll(&ready, 1, (int)left) == 0)
            return false;
        n = write(fd, text, len);
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        text += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* These programs leave a child behind that keeps the text, and end. */
static bool
ends_well(pid_t child, int64_t deadline_ms)
{
    int status = 0;
    pid_t ended = 0;

    while ((ended = waitpid(child, &status, WNOHANG)) == 0) {
        if (tty_now_ms() >= deadline_ms) {
            kill(child, SIGKILL);
            (void)waitpid(child, &status, 0);
            return false;
        }
        (void)poll(NULL, 0, COPY_STEP_MS);
    }
    return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
copy_with(const char *const *args, char *const *variables, const char *text)
{
    const int64_t deadline_ms = tty_now_ms() + COPY_MS;
    struct child_plan plan = { .args = args, .variables = variables, .unseen = true };
    int ends[2];
    pid_t child = 0;
    bool works = false;

    if (!make_pipe(ends))
        return false;
    plan.input = ends[0];
    works = start(&plan, &child);
    close(ends[0]);
    if (!works) {
        close(ends[1]);
        return false;
    }
    works = write_in_time(ends[1], text, deadline_ms);
    close(ends[1]);
    return ends_well(child, deadline_ms) && works;
}

const char *
foreground_copy(char *const *variables, const char *text)
{
    static const struct {
        const char *display; /* the variable of its desktop; NULL: none needed */
        const char *args[4];
    } tools[] = {
        { "WAYLAND_DISPLAY", { "wl-copy", NULL } },
        { "DISPLAY", { "xclip", "-selection", "clipboard", NULL } },
        { "DISPLAY", { "xsel", "-b", "-i", NULL } },
#ifdef __APPLE__
        { NULL, { "pbcopy", NULL } },
#endif
    };

    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
        if ((!tools[i].display || foreground_variable(variables, tools[i].display)) &&
            copy_with(tools[i].args, variables, text))
            return tools[i].args[0];
    }
    return NULL;
}
