/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Locks on bytes of one file: byte N for run N, and a byte far behind them for each
 * function. They are the locks of fcntl(2), which name their holder; a process that
 * closes the file loses all of its own, so it is opened once.
 */
#include "io/run_lock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/siphash.h"

enum { PATH_BYTES_MAX = 4096 + 16 };

/* Functions have the upper half of the numbers. */
#define TARGETS_FROM (UINT64_C(1) << 62)

struct run_lock {
    int fd;
    char *path;
};

static enum va_code
fail_errno(const char *path, int cause, struct va_err *err)
{
    return va_fail(err, VA_IO, "%s: %s", path, strerror(cause));
}

/* The file's name; links are followed, so that all names of a database share it. NULL:
 * out of memory. */
static char *
name_file(const char *db_path)
{
    struct buf name;
    char *out = NULL;
    char *real = realpath(db_path, NULL);

    buf_init(&name, PATH_BYTES_MAX);
    buf_printf(&name, "%s-probes", real ? real : db_path);
    if (!name.code)
        out = strdup(buf_get(&name));
    buf_clear(&name);
    free(real);
    return out;
}

static enum va_code
no_memory(const char *db_path, struct va_err *err)
{
    return va_fail(err, VA_NOMEM, "%s: out of memory", db_path);
}

enum va_code
run_lock_open(const char *db_path, struct run_lock **out, struct va_err *err)
{
    struct run_lock *l = calloc(1, sizeof *l);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!l)
        return no_memory(db_path, err);
    l->fd = -1;
    l->path = name_file(db_path);
    if (!l->path) {
        run_lock_close(l);
        return no_memory(db_path, err);
    }
    l->fd = open(l->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (l->fd < 0) {
        code = fail_errno(l->path, errno, err);
        run_lock_close(l);
        return code;
    }
    *out = l;
    return VA_OK;
}

void
run_lock_close(struct run_lock *l)
{
    if (!l)
        return;
    if (l->fd >= 0)
        (void)close(l->fd);
    free(l->path);
    free(l);
}

static enum va_code
take_byte(struct run_lock *l, int64_t at, bool *out_taken, struct va_err *err)
{
    struct flock byte = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1
    };
    int rc = 0;

    do {
        rc = fcntl(l->fd, F_SETLK, &byte);
    } while (rc != 0 && errno == EINTR);
    if (rc != 0 && errno != EAGAIN && errno != EACCES)
        return fail_errno(l->path, errno, err);
    *out_taken = rc == 0;
    return VA_OK;
}

enum va_code
run_lock_take(struct run_lock *l, int64_t run, bool *out_taken, struct va_err *err)
{
    assert(run >= 0 && (uint64_t)run < TARGETS_FROM);
    return take_byte(l, run, out_taken, err);
}

enum va_code
run_lock_take_target(struct run_lock *l, const char *target, bool *out_taken,
                     struct va_err *err)
{
    /* Two names that share a byte (1 in 2^61) would only wait for each other. */
    const struct siphash_value h =
        siphash((struct siphash_key){ 0, 0 }, target, strlen(target));

    return take_byte(l, (int64_t)(TARGETS_FROM | h.low >> 3), out_taken, err);
}

enum va_code
run_lock_holder(const char *db_path, int64_t run, int64_t *out_pid, struct va_err *err)
{
    struct flock byte = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = run, .l_len = 1
    };
    char *path = name_file(db_path);
    int fd = -1;
    enum va_code code = VA_OK;

    if (!path)
        return no_memory(db_path, err);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        byte.l_type = F_UNLCK; /* no run was ever taken */
    else if (fd < 0 || fcntl(fd, F_GETLK, &byte) != 0)
        code = fail_errno(path, errno, err);
    if (fd >= 0)
        (void)close(fd);
    free(path);
    if (!code)
        *out_pid = byte.l_type == F_UNLCK ? 0 : byte.l_pid;
    return code;
}
