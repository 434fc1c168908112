/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a package as a folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fn/bundle_out.h"

enum { BLOCK = 64 << 10, PATH_LEN_MAX = 4096 };

static enum va_code
system_error(const char *path, struct va_err *err)
{
    return va_fail(err, VA_IO, "%.300s: %s", path, strerror(errno));
}

/* The folders on the way to a file. */
static enum va_code
make_folders(char *path, size_t from, struct va_err *err)
{
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        const bool last = slash[1] == '\0';

        *slash = '\0';
        if (mkdir(path, 0755) && errno != EEXIST)
            return system_error(path, err);
        /* A folder that is named itself is one for temporary files. */
        if (last && chmod(path, 01777))
            return system_error(path, err);
        *slash = '/';
    }
    return VA_OK;
}

static bool
write_block(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        const ssize_t put = write(fd, bytes, len);

        if (put < 0 && errno != EINTR)
            return false;
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

static bool
copy(const char *source, int to)
{
    char block[BLOCK];
    const int from = open(source, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;
    bool good = from >= 0;

    while (good && (got = read(from, block, sizeof block)) > 0)
        good = write_block(to, block, (size_t)got);
    if (from >= 0)
        close(from);
    return good && got == 0;
}

static enum va_code
write_file(const struct bundle_file *file, const char *path, struct va_err *err)
{
    const mode_t mode = file->program ? 0755 : 0644;
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool good = false;

    if (fd < 0)
        return system_error(path, err);
    good = (file->source ? copy(file->source, fd)
                         : write_block(fd, file->text, (size_t)file->bytes)) &&
           !fchmod(fd, mode);
    if (close(fd) || !good)
        return system_error(path, err);
    return VA_OK;
}

enum va_code
bundle_tree(const struct bundle *b, const char *folder, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (mkdir(folder, 0755))
        return system_error(folder, err);
    for (int32_t i = 0; i < b->n && !code; i++) {
        char path[PATH_LEN_MAX];
        const int len =
            snprintf(path, sizeof path, "%.3000s/%s", folder, b->files[i].name);

        code = make_folders(path, strlen(path) - strlen(b->files[i].name), err);
        if (!code && path[len - 1] != '/')
            code = write_file(&b->files[i], path, err);
    }
    return code;
}
