/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing to standard output, standard error and files. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NEW_FILE_MODE = 0666, NAMES_TRIED = 100 };

/* 0, or errno. */
static int
write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        const ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

static enum va_code
fail_on(const char *path, int error, struct va_err *err)
{
    return va_fail(err, VA_IO, "%s: %s", path, strerror(error));
}

/* Some file systems report a full disk only on close. The descriptor is duplicated, so
 * that number 1 stays taken. */
static enum va_code
write_stdout(const char *bytes, size_t len, bool *closed_pipe, struct va_err *err)
{
    int error = write_all(STDOUT_FILENO, bytes, len);
    const int copy = error ? -1 : dup(STDOUT_FILENO);

    if (copy >= 0 && close(copy) < 0 && errno != EINTR)
        error = errno;
    *closed_pipe = error == EPIPE;
    return error ? fail_on("standard output", error, err) : VA_OK;
}

/* Open a new file beside the target; its name goes to *out (owned). -1: errno. */
static int
open_beside(const char *target, mode_t mode, char **out)
{
    const char *slash = strrchr(target, '/');
    const int folder = slash ? (int)(slash + 1 - target) : 0;
    const size_t size = strlen(target) + 32;
    char *name = malloc(size);
    int fd = -1;

    for (int i = 0; name && i < NAMES_TRIED && fd < 0; i++) {
        snprintf(name, size, "%.*s.%s.%ld.%d", folder, target, target + folder,
                 (long)getpid(), i);
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0) {
        const int error = name ? errno : ENOMEM;

        free(name);
        errno = error;
        return -1;
    }
    *out = name;
    return fd;
}

/* What goes to a file. */
struct content {
    const char *path; /* as given, for messages */
    const char *bytes;
    size_t len;
    bool replaces; /* a file that is there, with this mode */
    mode_t mode;
};

/* Fill and close a new file. 0, or errno. */
static int
fill_file(int fd, const struct content *c)
{
    int error = c->replaces && fchmod(fd, c->mode & 07777) < 0 ? errno : 0;

    if (!error)
        error = write_all(fd, c->bytes, c->len);
    if (!error && fsync(fd) < 0 && errno != EINVAL && errno != EROFS)
        error = errno;
    if (close(fd) < 0 && !error)
        error = errno;
    return error;
}

static enum va_code
replace_file(const char *target, const struct content *c, struct va_err *err)
{
    char *name = NULL;
    const int fd =
        open_beside(target, c->replaces ? c->mode & 0777 : NEW_FILE_MODE, &name);
    int error = fd < 0 ? errno : fill_file(fd, c);

    if (!error && rename(name, target) < 0)
        error = errno;
    if (error && name)
        unlink(name);
    free(name);
    return error ? fail_on(c->path, error, err) : VA_OK;
}

static enum va_code
write_directly(const struct content *c, struct va_err *err)
{
    const int fd = open(c->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    int error = fd < 0 ? errno : write_all(fd, c->bytes, c->len);

    if (fd >= 0 && close(fd) < 0 && !error)
        error = errno;
    return error ? fail_on(c->path, error, err) : VA_OK;
}

static enum va_code
write_file(struct content *c, struct va_err *err)
{
    struct stat st;
    char *real = NULL;
    enum va_code code = VA_OK;

    if (stat(c->path, &st) < 0)
        return errno == ENOENT ? replace_file(c->path, c, err)
                               : fail_on(c->path, errno, err);
    if (S_ISDIR(st.st_mode))
        return fail_on(c->path, EISDIR, err);
    if (!S_ISREG(st.st_mode))
        return write_directly(c, err);
    real = realpath(c->path, NULL); /* a link stays a link */
    if (!real)
        return fail_on(c->path, errno, err);
    c->replaces = true;
    c->mode = st.st_mode;
    code = replace_file(real, c, err);
    free(real);
    return code;
}

enum va_code
output_write(const char *path, const char *bytes, size_t len, bool *closed_pipe,
             struct va_err *err)
{
    struct content c = { .path = path, .bytes = bytes, .len = len };

    *closed_pipe = false;
    if (!path || !strcmp(path, "-"))
        return write_stdout(bytes, len, closed_pipe, err);
    return write_file(&c, err);
}

enum va_code
output_check(const char *path, struct va_err *err)
{
    struct stat st;
    const char *slash = NULL;
    char *folder = NULL;
    int error = 0;

    if (!path || !strcmp(path, "-"))
        return VA_OK;
    if (stat(path, &st) == 0)
        return S_ISDIR(st.st_mode) ? fail_on(path, EISDIR, err) : VA_OK;
    if (errno != ENOENT)
        return fail_on(path, errno, err);
    slash = strrchr(path, '/');
    if (!slash || slash == path)
        return VA_OK;
    folder = strndup(path, (size_t)(slash - path));
    if (!folder)
        return va_fail(err, VA_NOMEM, "%s: out of memory", path);
    error = stat(folder, &st) < 0 ? errno : 0;
    free(folder);
    return error ? fail_on(path, error, err) : VA_OK;
}

void
output_tell(const char *text, size_t len)
{
    (void)write_all(STDERR_FILENO, text, len);
}
