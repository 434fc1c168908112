/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One price file: its bytes, its checksum, its tree. */
#include "io/price_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <sha2.h>

#include "io/price_field.h"

static void
hex_of_sha256(const char *text, size_t len, char *out)
{
    SHA2_CTX state;

    SHA256Init(&state);
    SHA256Update(&state, (const uint8_t *)text, len);
    SHA256End(&state, out);
}

void
price_file_free(struct price_file *f)
{
    if (!f)
        return;
    for (int32_t i = 0; i < f->n_tables; i++)
        free(f->tables[i].groups);
    free(f->tables);
    cJSON_Delete(f->tree);
    free(f->text);
    free(f);
}

enum va_code
price_file_parse(const char *text, size_t len, const char *path, struct price_file **out,
                 struct va_err *err)
{
    struct price_reader r = { .path = path, .err = err };
    struct price_file *f = NULL;
    enum va_code code = VA_OK;

    *out = NULL;
    code = price_scan(text, len, path, err);
    if (code)
        return code;
    f = calloc(1, sizeof *f);
    if (f)
        f->tree = cJSON_ParseWithLength(text, len);
    if (!f || !f->tree) { /* the text is JSON: only memory can be short */
        code = va_fail(err, VA_NOMEM, "%s: out of memory", path);
        goto fail;
    }
    hex_of_sha256(text, len, f->sha256);
    r.tree = f->tree;
    code = price_read_root(&r, f);
    if (code)
        goto fail;
    *out = f;
    return VA_OK;
fail:
    price_file_free(f);
    return code;
}

/* Read all of a regular file into memory that the caller frees. */
static enum va_code
read_all(int fd, const char *path, char **out, size_t *out_len, struct va_err *err)
{
    struct stat st;
    size_t size = 0;
    size_t len = 0;
    char *text = NULL;

    if (fstat(fd, &st))
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return va_fail(err, VA_IO, "%s: not a regular file", path);
    if (st.st_size > PRICE_BYTES_MAX)
        return va_fail(err, VA_DATA, "%s: larger than 4 MiB", path);
    size = (size_t)st.st_size;
    text = malloc(size + 1);
    if (!text)
        return va_fail(err, VA_NOMEM, "%s: out of memory", path);
    while (len < size) {
        const ssize_t n = read(fd, text + len, size - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
            free(text);
            return VA_IO;
        }
        if (n == 0)
            break;
        len += (size_t)n;
    }
    text[len] = '\0';
    *out = text;
    *out_len = len;
    return VA_OK;
}

enum va_code
price_text_read(const char *path, char **out, size_t *out_len, struct va_err *err)
{
    /* O_NONBLOCK: opening a pipe by mistake does not wait for a writer. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum va_code code = VA_OK;

    if (fd < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    code = read_all(fd, path, out, out_len, err);
    close(fd);
    return code;
}

enum va_code
price_file_read(const char *path, struct price_file **out, struct va_err *err)
{
    char *text = NULL;
    size_t len = 0;
    enum va_code code = price_text_read(path, &text, &len, err);

    *out = NULL;
    if (!code)
        code = price_file_parse(text, len, path, out, err);
    assert(code || *out);
    if (code) {
        free(text);
        return code;
    }
    (*out)->text = text;
    (*out)->len = len;
    return VA_OK;
}

enum va_code
prices_check_file(const char *path, struct va_err *err)
{
    struct price_file *f = NULL;
    const enum va_code code = price_file_read(path, &f, err);

    price_file_free(f);
    return code;
}
