/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing to standard output, standard error and files. */
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_write.h"

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
    int error = file_put(STDOUT_FILENO, bytes, len);
    const int copy = error ? -1 : dup(STDOUT_FILENO);

    if (copy >= 0 && close(copy) < 0 && errno != EINTR)
        error = errno;
    *closed_pipe = error == EPIPE;
    return error ? fail_on("standard output", error, err) : VA_OK;
}

enum va_code
output_write(const char *path, const char *bytes, size_t len, bool *closed_pipe,
             struct va_err *err)
{
    const struct file_bytes b = { .bytes = bytes, .len = len };

    *closed_pipe = false;
    if (!path || !strcmp(path, "-"))
        return write_stdout(bytes, len, closed_pipe, err);
    return file_write(path, &b, err);
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
    (void)file_put(STDERR_FILENO, text, len);
}
