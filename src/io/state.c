/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing the state file. */
#include "io/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "io/file_write.h"

#define HEAD "# vadvise screen state "

enum { HEAD_BYTES_MAX = 64, LOCK_PAUSE_MS = 5 };

static enum va_code
fail_errno(const char *path, int cause, struct va_err *err)
{
    return va_fail(err, VA_IO, "%s: %s", path, strerror(cause));
}

/* All bytes of a regular file. VA_IO, VA_OVERFLOW, VA_NOMEM. */
static enum va_code
read_all(const char *path, int fd, struct buf *out, struct va_err *err)
{
    char piece[16384];
    struct stat st;
    ssize_t n = 0;

    if (fstat(fd, &st) != 0)
        return fail_errno(path, errno, err);
    if (!S_ISREG(st.st_mode))
        return va_fail(err, VA_IO, "%s: not a regular file", path);
    do {
        n = read(fd, piece, sizeof piece);
        if (n > 0)
            buf_add(out, piece, (size_t)n);
    } while ((n > 0 && !out->code) || (n < 0 && errno == EINTR));
    if (n < 0)
        return fail_errno(path, errno, err);
    if (out->code)
        return va_fail(err, out->code, "%s: larger than %d bytes", path, (int)out->max);
    return VA_OK;
}

/* The version that the first line names; 0: it is not ours. */
static int64_t
version_of(const struct buf *bytes, size_t *out_lines_at)
{
    static const size_t head_len = sizeof HEAD - 1;
    const char *text = buf_get(bytes);
    const char *end =
        memchr(text, '\n', bytes->len < HEAD_BYTES_MAX ? bytes->len : HEAD_BYTES_MAX);
    int64_t version = 0;

    if (!end || (size_t)(end - text) <= head_len || memcmp(text, HEAD, head_len) != 0)
        return 0;
    if (text_parse_int(text + head_len, (size_t)(end - text) - head_len, 1, INT32_MAX,
                       &version))
        return 0;
    *out_lines_at = (size_t)(end - text) + 1;
    return version;
}

static enum state_found
judge(const char *path, const struct buf *bytes, size_t *out_lines_at, struct va_err *err)
{
    const int64_t version = version_of(bytes, out_lines_at);

    if (bytes->len == 0)
        return STATE_MISSING;
    if (version == 0) {
        va_fail(err, VA_DATA, "%s: not a state file of vadvise", path);
        return STATE_FOREIGN;
    }
    if (version > STATE_VERSION) {
        va_fail(err, VA_CONFIG, "%s: written by a newer vadvise", path);
        return STATE_NEWER;
    }
    return STATE_GOOD;
}

/* bytes: cleared by the caller. */
static enum state_found
look(const char *path, struct buf *bytes, size_t *out_lines_at, struct va_err *err)
{
    /* Not to wait for the writer of a pipe that somebody put there. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum va_code code = VA_OK;

    if (fd < 0 && errno == ENOENT)
        return STATE_MISSING;
    code = fd < 0 ? fail_errno(path, errno, err) : read_all(path, fd, bytes, err);
    if (fd >= 0)
        (void)close(fd);
    return code ? STATE_UNREAD : judge(path, bytes, out_lines_at, err);
}

enum state_found
state_read(const char *path, struct buf *out, struct va_err *err)
{
    struct buf bytes;
    size_t at = 0;
    enum state_found found = STATE_MISSING;

    buf_init(&bytes, STATE_BYTES_MAX);
    found = look(path, &bytes, &at, err);
    if (found == STATE_GOOD)
        buf_add(out, buf_get(&bytes) + at, bytes.len - at);
    buf_clear(&bytes);
    if (found == STATE_GOOD && out->code) {
        va_fail(err, out->code, "%s: out of memory", path);
        buf_reset(out);
        return STATE_UNREAD;
    }
    return found;
}

static enum va_code
move_away(const char *path, struct va_err *err)
{
    const size_t size = strlen(path) + sizeof ".bad";
    char *name = malloc(size);
    int failed = 0;

    if (!name)
        return va_fail(err, VA_NOMEM, "%s: out of memory", path);
    (void)snprintf(name, size, "%s.bad", path);
    failed = rename(path, name) != 0 && errno != ENOENT ? errno : 0;
    free(name);
    return failed ? fail_errno(path, failed, err) : VA_OK;
}

/* What is there, for a change of it. What is no state file is put aside. out: set up. */
static enum va_code
read_to_change(const char *path, struct buf *out, struct va_err *err)
{
    struct va_err why = { 0 };

    switch (state_read(path, out, &why)) {
    case STATE_MISSING:
    case STATE_GOOD:
        return VA_OK;
    case STATE_FOREIGN:
        return move_away(path, err);
    case STATE_NEWER:
    case STATE_UNREAD:
        break;
    }
    return va_fail(err, why.code, "%s", why.text);
}

static enum va_code
write_lines(const char *path, const struct buf *lines, struct va_err *err)
{
    struct buf bytes;
    enum va_code code = VA_OK;

    buf_init(&bytes, STATE_BYTES_MAX);
    buf_printf(&bytes, HEAD "%d\n", STATE_VERSION);
    buf_add(&bytes, buf_get(lines), lines->len);
    code = bytes.code ? bytes.code : lines->code;
    if (code) {
        va_fail(err, code, "%s: %s", path, va_code_text(code));
    } else {
        /* Waiting for the disk would hold up keys; what a power cut can cost is small. */
        const struct file_bytes b = {
            .bytes = buf_get(&bytes), .len = bytes.len, .mode = 0600, .unsynced = true
        };

        code = file_write(path, &b, err);
    }
    buf_clear(&bytes);
    return code;
}

static enum va_code
change(const char *path, const struct state_change *c, struct va_err *err)
{
    struct buf there;
    struct buf lines;
    enum va_code code = VA_OK;

    buf_init(&there, STATE_BYTES_MAX);
    buf_init(&lines, STATE_BYTES_MAX);
    code = read_to_change(path, &there, err);
    if (!code)
        code = c->make(c->ctx, &there, &lines, err);
    if (!code)
        code = write_lines(path, &lines, err);
    buf_clear(&there);
    buf_clear(&lines);
    return code;
}

/* --- the lock --- */

static void
pause_ms(int ms)
{
    const struct timespec pause = { .tv_nsec = ms * 1000000L };

    (void)nanosleep(&pause, NULL);
}

/* False: others have it. The kernel gives it back when its holder dies. A file system
 * that knows no locks is done without one. */
static bool
take_lock(int fd, int32_t wait_ms)
{
    struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int32_t waited_ms = 0;

    while (fcntl(fd, F_SETLK, &all) != 0) {
        if (errno != EACCES && errno != EAGAIN && errno != EINTR)
            return true;
        if (waited_ms >= wait_ms)
            return false;
        pause_ms(LOCK_PAUSE_MS);
        waited_ms += LOCK_PAUSE_MS;
    }
    return true;
}

/* -1: errno. */
static int
open_lock(const char *path)
{
    const size_t size = strlen(path) + sizeof ".lock";
    char *name = malloc(size);
    int fd = -1;

    if (!name) {
        errno = ENOMEM;
        return -1;
    }
    (void)snprintf(name, size, "%s.lock", path);
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
              0600);
    free(name);
    return fd;
}

enum va_code
state_change(const char *path, const struct state_change *c, bool *out_busy,
             struct va_err *err)
{
    enum va_code code = VA_OK;
    struct stat st;
    int fd = -1;

    *out_busy = false;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return va_fail(err, VA_IO, "%s: not a regular file", path);
    code = file_make_folders(path, err);
    if (code)
        return code;
    fd = open_lock(path);
    if (fd < 0)
        return fail_errno(path, errno, err);
    *out_busy = !take_lock(fd, c->wait_ms) && !c->force;
    if (!*out_busy)
        code = change(path, c, err);
    (void)close(fd);
    return code;
}
