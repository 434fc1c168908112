/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing files under another name first. */
#include "io/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NEW_FILE_MODE = 0666, NAMES_TRIED = 100 };

int
file_put(int fd, const char *bytes, size_t len)
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
    const struct file_bytes *b;
    bool replaces; /* a file that is there */
    mode_t mode;
};

/* Fill and close a new file. 0, or errno. */
static int
fill_file(int fd, const struct content *c)
{
    int error = c->replaces && fchmod(fd, c->mode & 07777) < 0 ? errno : 0;

    if (!error)
        error = file_put(fd, c->b->bytes, c->b->len);
    if (!error && !c->b->unsynced && fsync(fd) < 0 && errno != EINVAL && errno != EROFS)
        error = errno;
    if (close(fd) < 0 && !error)
        error = errno;
    return error;
}

static enum va_code
replace_file(const char *target, const struct content *c, struct va_err *err)
{
    char *name = NULL;
    const int fd = open_beside(target, c->mode & 0777, &name);
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
    int error = fd < 0 ? errno : file_put(fd, c->b->bytes, c->b->len);

    if (fd >= 0 && close(fd) < 0 && !error)
        error = errno;
    return error ? fail_on(c->path, error, err) : VA_OK;
}

enum va_code
file_write(const char *path, const struct file_bytes *b, struct va_err *err)
{
    struct content c = { .path = path,
                         .b = b,
                         .mode = b->mode ? b->mode : NEW_FILE_MODE };
    struct stat st;
    char *real = NULL;
    enum va_code code = VA_OK;

    if (stat(path, &st) < 0)
        return errno == ENOENT ? replace_file(path, &c, err) : fail_on(path, errno, err);
    if (S_ISDIR(st.st_mode))
        return fail_on(path, EISDIR, err);
    if (!S_ISREG(st.st_mode))
        return write_directly(&c, err);
    real = realpath(path, NULL); /* a link stays a link */
    if (!real)
        return fail_on(path, errno, err);
    c.replaces = true;
    c.mode = st.st_mode;
    code = replace_file(real, &c, err);
    free(real);
    return code;
}

static enum va_code
make_each(char *path, struct va_err *err)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        int failed = 0;

        *slash = '\0';
        failed = mkdir(path, 0700) != 0 && errno != EEXIST ? errno : 0;
        if (failed && access(path, F_OK) == 0)
            failed = 0;
        *slash = '/'; /* the message has the whole path */
        if (failed)
            return fail_on(path, failed, err);
    }
    return VA_OK;
}

enum va_code
file_make_folders(const char *path, struct va_err *err)
{
    char *copy = NULL;
    enum va_code code = VA_OK;

    if (path[0] == '\0')
        return va_fail(err, VA_IO, "a file without a name");
    copy = strdup(path);
    if (!copy)
        return va_fail(err, VA_NOMEM, "%s: out of memory", path);
    code = make_each(copy, err);
    free(copy);
    return code;
}
