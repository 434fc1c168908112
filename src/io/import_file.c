/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a file or standard input into a reader, with the SHA-256 of its bytes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/hash.h"
#include "io/import_reader.h"

enum { CHUNK_BYTES = 1 << 18 };

static enum va_code
io_fail(const char *name, const char *what, int error, struct va_err *err)
{
    return va_fail(err, VA_IO, "%s: %s: %s", name, what, strerror(error));
}

/* Only what can be read from end to end: files, pipes, sockets, terminals. */
static enum va_code
check_kind(int fd, const char *name, struct va_err *err)
{
    struct stat st;

    if (fstat(fd, &st))
        return io_fail(name, "cannot read", errno, err);
    if (S_ISDIR(st.st_mode))
        return va_fail(err, VA_IO, "%s: is a directory", name);
    if (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode) ||
        S_ISSOCK(st.st_mode))
        return VA_OK;
    return va_fail(err, VA_IO, "%s: not a file", name);
}

static enum va_code
read_all(int fd, struct import_reader *r, struct hash *hash, char *chunk,
         struct va_err *err)
{
    for (;;) {
        const ssize_t n = read(fd, chunk, CHUNK_BYTES);
        enum va_code code = VA_OK;

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return io_fail(r->options.name, "cannot read", errno, err);
        if (n == 0)
            return VA_OK;
        hash_add(hash, chunk, (size_t)n);
        code = import_feed(r, chunk, (size_t)n, err);
        if (code)
            return code;
    }
}

static enum va_code
read_fd(int fd, struct import_reader *r, struct import_report *out, struct va_err *err)
{
    struct hash hash;
    char *chunk = NULL;
    enum va_code code = check_kind(fd, r->options.name, err);

    if (code)
        return code;
    chunk = malloc(CHUNK_BYTES);
    if (!chunk)
        return import_no_memory(r, err);
    hash_init(&hash);
    code = read_all(fd, r, &hash, chunk, err);
    if (!code)
        code = import_finish(r, out, err);
    if (!code)
        hash_hex(&hash, out->sha256_hex);
    free(chunk);
    return code;
}

enum va_code
import_file(const char *path, const struct import_options *o,
            const struct import_sink *sink, struct import_report *out, struct va_err *err)
{
    const bool is_stdin = !strcmp(path, "-");
    struct import_options options = *o;
    struct import_reader *r = NULL;
    enum va_code code = VA_OK;
    int fd = STDIN_FILENO;

    if (!options.name || !*options.name)
        options.name = is_stdin ? "<stdin>" : path;
    if (!is_stdin)
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return io_fail(options.name, "cannot open", errno, err);
    code = import_open(&options, sink, &r, err);
    if (!code)
        code = read_fd(fd, r, out, err);
    import_close(r);
    if (!is_stdin)
        close(fd);
    return code;
}
