/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a file or standard input into a reader, and knowing its bytes again. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/digest.h"
#include "io/import_reader.h"

enum { CHUNK_BYTES = 1 << 18 };

/* What reading needs. */
struct reading {
    const struct import_input *input;
    int64_t size_bytes; /* -1: not known */
    int64_t n_bytes;
    struct hash sha256;
    struct digest digest;
    char chunk[CHUNK_BYTES];
};

static void
start_content(struct reading *g)
{
    if (g->input->with_sha256)
        hash_init(&g->sha256);
    if (g->input->secret)
        digest_init(&g->digest, g->input->secret);
}

static void
add_content(struct reading *g, size_t len)
{
    if (g->input->with_sha256)
        hash_add(&g->sha256, g->chunk, len);
    if (g->input->secret)
        digest_add(&g->digest, g->chunk, len);
}

static void
report_content(struct reading *g, struct import_report *out)
{
    if (g->input->with_sha256)
        hash_hex(&g->sha256, out->sha256_hex);
    if (g->input->secret)
        digest_hex(&g->digest, out->digest_hex);
}

static enum va_code
io_fail(const char *name, const char *what, int error, struct va_err *err)
{
    return va_fail(err, VA_IO, "%s: %s: %s", name, what, strerror(error));
}

/* Only what can be read from end to end: files, pipes, sockets, terminals. */
static enum va_code
check_kind(int fd, const char *name, int64_t *out_size, struct va_err *err)
{
    struct stat st;

    *out_size = -1;
    if (fstat(fd, &st))
        return io_fail(name, "cannot read", errno, err);
    if (S_ISDIR(st.st_mode))
        return va_fail(err, VA_IO, "%s: is a directory", name);
    if (S_ISREG(st.st_mode))
        *out_size = st.st_size;
    if (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode) ||
        S_ISSOCK(st.st_mode))
        return VA_OK;
    return va_fail(err, VA_IO, "%s: not a file", name);
}

static enum va_code
read_all(int fd, struct import_reader *r, struct reading *g, struct va_err *err)
{
    for (;;) {
        const ssize_t n = read(fd, g->chunk, CHUNK_BYTES);
        enum va_code code = VA_OK;

        if (n < 0 && errno != EINTR)
            return io_fail(r->options.name, "cannot read", errno, err);
        if (n > 0) {
            g->n_bytes += n;
            add_content(g, (size_t)n);
            code = import_feed(r, g->chunk, (size_t)n, err);
        }
        if (!code && g->input->tell)
            code = g->input->tell(g->input->ctx, g->n_bytes, g->size_bytes, err);
        if (code || n == 0)
            return code;
    }
}

static enum va_code
read_fd(int fd, const struct import_input *input, struct import_reader *r,
        struct import_report *out, struct va_err *err)
{
    struct reading *g = NULL;
    int64_t size_bytes = -1;
    enum va_code code = check_kind(fd, r->options.name, &size_bytes, err);

    if (code)
        return code;
    g = malloc(sizeof *g);
    if (!g)
        return import_no_memory(r, err);
    g->input = input;
    g->size_bytes = size_bytes;
    g->n_bytes = 0;
    start_content(g);
    code = read_all(fd, r, g, err);
    if (!code)
        code = import_finish(r, out, err);
    if (!code)
        report_content(g, out);
    free(g);
    return code;
}

/* A signal may come while a pipe waits for its writer. */
static enum va_code
open_input(const struct import_input *input, const char *name, int *out_fd,
           struct va_err *err)
{
    enum va_code code = VA_OK;

    *out_fd = STDIN_FILENO;
    if (!strcmp(input->path, "-"))
        return VA_OK;
    do {
        *out_fd = open(input->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (*out_fd < 0 && errno != EINTR)
            return io_fail(name, "cannot open", errno, err);
        if (*out_fd < 0 && input->tell)
            code = input->tell(input->ctx, 0, -1, err);
    } while (*out_fd < 0 && !code);
    return code;
}

enum va_code
import_read(const struct import_input *input, const struct import_options *o,
            const struct import_sink *sink, struct import_report *out, struct va_err *err)
{
    const bool is_stdin = !strcmp(input->path, "-");
    struct import_options options = *o;
    struct import_reader *r = NULL;
    enum va_code code = VA_OK;
    int fd = -1;

    if (!options.name || !*options.name)
        options.name = is_stdin ? "<stdin>" : input->path;
    code = open_input(input, options.name, &fd, err);
    if (code)
        return code;
    code = import_open(&options, sink, &r, err);
    if (!code) {
        r->take_rows = input->rows;
        code = read_fd(fd, input, r, out, err);
    }
    import_close(r);
    if (!is_stdin)
        close(fd);
    return code;
}

enum va_code
import_file(const char *path, const struct import_options *o,
            const struct import_sink *sink, struct import_report *out, struct va_err *err)
{
    const struct import_input input = { .path = path, .with_sha256 = true };

    return import_read(&input, o, sink, out, err);
}
