/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching and storing. Inputs come in ranges, so that memory stays small. */
#include "fn/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "fn/exchange.h"
#include "fn/host.h"
#include "fn/place.h"

enum { COPY_BYTES = 64 << 10, STATUS_RANGE = 206, STATUS_NO_RANGE = 416 };

/* A Lambda's /tmp holds at most this much. */
#define INPUT_BYTES_MAX (INT64_C(10) << 30)

void
fn_clients_clear(struct fn_clients *c)
{
    aws_close(c->aws);
    google_close(c->google);
    c->aws = NULL;
    c->google = NULL;
}

enum va_code
fn_clients_aws(struct fn_clients *c, struct aws **out, struct va_err *err)
{
    const struct aws_options o = {
        .http = c->http, .clock = c->clock, .variable = c->variable, .ctx = c->ctx
    };
    const enum va_code code = c->aws ? VA_OK : aws_open(&o, &c->aws, err);

    *out = c->aws;
    return code;
}

enum va_code
fn_clients_google(struct fn_clients *c, struct google **out, struct va_err *err)
{
    const struct google_options o = { c->http, c->clock, c->variable, c->ctx };
    const enum va_code code = c->google ? VA_OK : google_open(&o, &c->google, err);

    *out = c->google;
    return code;
}

int64_t
fn_clients_left_ms(const struct fn_clients *c)
{
    const double left = c->end_ms - fn_now_ms();

    return left > 1 ? (int64_t)left : 1;
}

static enum va_code
write_all(int fd, const char *bytes, size_t len, const char *file, struct va_err *err)
{
    while (len > 0) {
        const ssize_t put = write(fd, bytes, len);

        if (put < 0 && errno != EINTR)
            return va_fail(err, VA_IO, "%s: %s", file, strerror(errno));
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return VA_OK;
}

static enum va_code
copy_file(int from, int to, const char *name, int64_t *out_bytes, struct va_err *err)
{
    char block[COPY_BYTES];
    ssize_t got = 0;
    enum va_code code = VA_OK;

    *out_bytes = 0;
    while (!code && (got = read(from, block, sizeof block)) > 0) {
        code = write_all(to, block, (size_t)got, name, err);
        *out_bytes += got;
    }
    return got < 0 ? va_fail(err, VA_IO, "%s: %s", name, strerror(errno)) : code;
}

/* Only regular files: a device or a pipe might never end. */
static enum va_code
open_regular(const char *path, int *out, struct va_err *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;

    if (fd < 0)
        return va_fail(err, VA_DATA, "%.300s: %s", path, strerror(errno));
    if (fstat(fd, &status) || !S_ISREG(status.st_mode)) {
        close(fd);
        return va_fail(err, VA_DATA, "%.300s: not a regular file", path);
    }
    *out = fd;
    return VA_OK;
}

static enum va_code
fetch_file(const char *path, int to, int64_t *out_bytes, struct va_err *err)
{
    int from = -1;
    enum va_code code = open_regular(path, &from, err);

    if (code)
        return code;
    code = copy_file(from, to, path, out_bytes, err);
    close(from);
    return code;
}

/* The whole size that a "content-range: bytes 0-99/1234" tells; -1 for none. */
static int64_t
whole_size(const struct http_reply *reply)
{
    char text[TEXT_NAME_MAX];
    const char *slash = NULL;
    int64_t size = -1;

    if (!http_reply_header(reply, "content-range", text, sizeof text))
        return -1;
    slash = strchr(text, '/');
    if (!slash || text_parse_int(slash + 1, strlen(slash + 1), 0, INT64_MAX, &size))
        return -1;
    return size;
}

/* One range of an input that comes in several. */
struct pieces {
    const struct fn_place *place;
    const char *location;
    int fd;
    int64_t have;
    bool whole; /* nothing more is to come */
    char etag[TEXT_NAME_MAX];
};

/* Later pieces are to be of the same content. Only a strong tag can be asked for. */
static void
keep_etag(struct pieces *p, const struct http_reply *reply)
{
    if (!p->etag[0] &&
        (!http_reply_header(reply, "etag", p->etag, sizeof p->etag) || p->etag[0] != '"'))
        p->etag[0] = '\0';
}

static enum va_code
take_piece(struct pieces *p, const struct http_reply *reply, struct va_err *err)
{
    const int64_t size = whole_size(reply);

    if (reply->status == STATUS_NO_RANGE && p->have == 0 && size <= 0) {
        p->whole = true; /* an empty object has no first byte */
        return VA_OK;
    }
    if (reply->status / 100 != 2)
        return fn_reply_error(reply, p->location, err);
    if (reply->status != STATUS_RANGE && p->have > 0)
        return va_fail(err, VA_NETWORK, "%.200s: changed while it was fetched",
                       p->location);
    if (size > INPUT_BYTES_MAX)
        return va_fail(err, VA_DATA, "%.200s: larger than 10 GiB", p->location);
    p->have += (int64_t)reply->body.len;
    p->whole = reply->status != STATUS_RANGE || size < 0 || p->have >= size ||
               reply->body.len == 0;
    keep_etag(p, reply);
    return write_all(p->fd, buf_get(&reply->body), reply->body.len, "the input", err);
}

static enum va_code
fetch_piece(struct fn_clients *c, struct pieces *p, struct va_err *err)
{
    struct http_reply reply;
    struct http_header headers[2] = { { "range", NULL }, { "if-match", p->etag } };
    char range[TEXT_NUMBER_MAX];
    const struct fn_exchange x = { .method = "GET",
                                   .place = p->place,
                                   .headers = headers,
                                   .n_headers = p->etag[0] ? 2 : 1 };
    enum va_code code = VA_OK;

    snprintf(range, sizeof range, "bytes=%lld-%lld", (long long)p->have,
             (long long)p->have + HTTP_REPLY_MAX - 1);
    headers[0].value = range;
    http_reply_init(&reply);
    code = fn_exchange(c, &x, &reply, err);
    if (!code)
        code = take_piece(p, &reply, err);
    http_reply_clear(&reply);
    return code;
}

static enum va_code
fetch_remote(struct fn_clients *c, struct pieces *p, int64_t *out_bytes,
             struct va_err *err)
{
    enum va_code code = VA_OK;

    while (!code && !p->whole)
        code = fetch_piece(c, p, err);
    *out_bytes = p->have;
    return code;
}

enum va_code
fn_fetch(struct fn_clients *c, const char *location, const char *file, int64_t *out_bytes,
         struct va_err *err)
{
    struct fn_place place;
    struct pieces pieces = { .place = &place, .location = location, .fd = -1 };
    enum va_code code = fn_place_read(location, &place, err);

    if (code)
        return code;
    pieces.fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (pieces.fd < 0)
        return va_fail(err, VA_IO, "%s: %s", file, strerror(errno));
    code = place.kind == FN_PLACE_FILE ? fetch_file(place.path, pieces.fd, out_bytes, err)
                                       : fetch_remote(c, &pieces, out_bytes, err);
    if (close(pieces.fd) && !code)
        code = va_fail(err, VA_IO, "%s: %s", file, strerror(errno));
    return code;
}

static enum va_code
store_file(int from, const char *path, int64_t *out_bytes, struct va_err *err)
{
    const int to =
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);
    struct stat status;
    enum va_code code = VA_OK;

    if (to < 0)
        return va_fail(err, VA_DATA, "%.300s: %s", path, strerror(errno));
    if (fstat(to, &status) || !S_ISREG(status.st_mode))
        code = va_fail(err, VA_DATA, "%.300s: not a regular file", path);
    if (!code)
        code = copy_file(from, to, path, out_bytes, err);
    if (close(to) && !code)
        code = va_fail(err, VA_IO, "%.300s: %s", path, strerror(errno));
    return code;
}

static enum va_code
store_remote(struct fn_clients *c, int from, const struct fn_place *place,
             const char *location, struct va_err *err)
{
    struct http_reply reply;
    struct stat status;
    struct fn_exchange x = { .method = "PUT", .place = place };
    void *map = NULL;
    enum va_code code = VA_OK;

    if (fstat(from, &status))
        return va_fail(err, VA_IO, "the result: %s", strerror(errno));
    x.body_len = (size_t)status.st_size;
    if (x.body_len > 0)
        map = mmap(NULL, x.body_len, PROT_READ, MAP_PRIVATE, from, 0);
    if (map == MAP_FAILED)
        return va_fail(err, VA_NOMEM, "the result cannot be mapped");
    x.body = map ? map : "";
    http_reply_init(&reply);
    code = fn_exchange(c, &x, &reply, err);
    if (!code && reply.status / 100 != 2)
        code = fn_reply_error(&reply, location, err);
    http_reply_clear(&reply);
    if (map)
        munmap(map, x.body_len);
    return code;
}

enum va_code
fn_store(struct fn_clients *c, const char *file, const char *location, int64_t *out_bytes,
         struct va_err *err)
{
    struct fn_place place;
    struct stat status = { .st_size = 0 };
    int from = -1;
    enum va_code code = fn_place_read(location, &place, err);

    if (!code)
        code = open_regular(file, &from, err);
    if (code)
        return code;
    if (place.kind == FN_PLACE_FILE)
        code = store_file(from, place.path, out_bytes, err);
    else
        code = store_remote(c, from, &place, location, err);
    if (!code && place.kind != FN_PLACE_FILE && !fstat(from, &status))
        *out_bytes = status.st_size;
    close(from);
    return code;
}
