/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a payload. */
#include "io/payload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 };

static enum va_code
check_file(const char *path, int fd, struct va_err *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return va_fail(err, VA_IO, "%s: is not a file", path);
    if (st.st_size > PAYLOAD_BYTES_MAX)
        return va_fail(err, VA_IO, "%s: a payload has at most %d MiB", path,
                       PAYLOAD_BYTES_MAX >> 20);
    return VA_OK;
}

static enum va_code
read_all(const char *path, int fd, struct buf *out, struct va_err *err)
{
    char chunk[CHUNK];
    ssize_t n = 0;

    while ((n = read(fd, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
        buf_add(out, chunk, (size_t)n);
    }
    if (out->code == VA_OVERFLOW)
        return va_fail(err, VA_IO, "%s: grew while it was read", path);
    return out->code ? va_fail(err, out->code, "%s: out of memory", path) : VA_OK;
}

enum va_code
payload_read(const char *path, struct buf *out, char sha256[HASH_HEX_SIZE],
             struct va_err *err)
{
    /* A pipe without a writer would never open. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct hash hash;
    enum va_code code = VA_OK;

    buf_init(out, PAYLOAD_BYTES_MAX);
    if (fd < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    code = check_file(path, fd, err);
    if (!code)
        code = read_all(path, fd, out, err);
    close(fd);
    if (code)
        return code;
    hash_init(&hash);
    hash_add(&hash, buf_get(out), out->len);
    hash_hex(&hash, sha256);
    return VA_OK;
}

enum va_code
payload_locate(const char *path, char *out, struct va_err *err)
{
    char *full = realpath(path, NULL);
    size_t len = 0;

    if (!full)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    len = strlen(full);
    if (len < PAYLOAD_PATH_MAX)
        memcpy(out, full, len + 1);
    free(full);
    return len < PAYLOAD_PATH_MAX ? VA_OK
                                  : va_fail(err, VA_IO, "%s: its name is too long", path);
}
