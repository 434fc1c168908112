/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature Version 4: the canonical request, its hash, and the chain of HMACs. */
#include "net/aws_sign.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HASH_BYTES = 32,
    CANONICAL_MAX = 1 << 20,
    SCOPE_MAX = 2 * AWS_NAME_MAX,
    HEADERS_MAX = 16 + 4, /* of the request, and host, date, hash, token */
    SIGNED_NAMES_MAX = 1024
};

/* A header as it is signed. */
struct signed_header {
    const char *name;
    const char *value;
    int32_t order; /* as it was given: equal names keep it */
};

struct header_list {
    struct signed_header item[HEADERS_MAX];
    int32_t n;
};

static bool
is_s3(const struct aws_request *r)
{
    return !strcmp(r->service, "s3");
}

/* --- encoding --- */

static bool
is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c && strchr("-_.~", c));
}

void
aws_encode(struct buf *out, const char *text, size_t len, bool keep_slash)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text[i];

        if (is_unreserved(text[i]) || (keep_slash && c == '/')) {
            buf_byte(out, text[i]);
        } else {
            buf_byte(out, '%');
            buf_byte(out, digits[c >> 4]);
            buf_byte(out, digits[c & 15]);
        }
    }
}

static void
add_hex(char *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* --- path --- */

/* Remove the last segment of a path: "/a/b" becomes "/a". */
static void
drop_segment(struct buf *path)
{
    while (path->len > 0 && path->data[--path->len] != '/') {
    }
}

/* RFC 3986, section 5.2.4, and runs of slashes as one. Every service but S3 reads paths
 * so. The text is encoded once already and is encoded again. */
static void
add_normal_path(struct buf *out, const char *path, size_t len)
{
    struct buf normal;
    size_t at = 0;

    buf_init(&normal, CANONICAL_MAX);
    while (at < len) {
        const char *segment = path + at;
        const char *slash = memchr(segment, '/', len - at);
        const size_t n = slash ? (size_t)(slash - segment) : len - at;

        if (n == 2 && !memcmp(segment, "..", 2)) {
            drop_segment(&normal);
        } else if (n > 0 && !(n == 1 && *segment == '.')) {
            buf_byte(&normal, '/');
            buf_add(&normal, segment, n);
        }
        at += n + 1;
    }
    if (normal.len == 0 || path[len - 1] == '/')
        buf_byte(&normal, '/');
    if (normal.code)
        out->code = normal.code;
    aws_encode(out, buf_get(&normal), normal.len, true);
    buf_clear(&normal);
}

/* --- query --- */

struct pair {
    struct buf name, value;
};

static int
compare_pairs(const void *a, const void *b)
{
    const struct pair *p = a;
    const struct pair *q = b;
    const int order = strcmp(buf_get(&p->name), buf_get(&q->name));

    return order ? order : strcmp(buf_get(&p->value), buf_get(&q->value));
}

/* The names and values, encoded, sorted by name, then by value. */
static void
add_query(struct buf *out, const struct aws_request *r)
{
    struct pair pairs[sizeof r->query / sizeof *r->query];

    for (int32_t i = 0; i < r->n_query; i++) {
        const struct http_header *q = &r->query[i];

        buf_init(&pairs[i].name, CANONICAL_MAX);
        buf_init(&pairs[i].value, CANONICAL_MAX);
        aws_encode(&pairs[i].name, q->name, strlen(q->name), false);
        aws_encode(&pairs[i].value, q->value, strlen(q->value), false);
        if (pairs[i].name.code || pairs[i].value.code)
            out->code = VA_NOMEM;
    }
    qsort(pairs, (size_t)r->n_query, sizeof *pairs, compare_pairs);
    for (int32_t i = 0; i < r->n_query; i++) {
        buf_printf(out, "%s%s=%s", i ? "&" : "", buf_get(&pairs[i].name),
                   buf_get(&pairs[i].value));
        buf_clear(&pairs[i].name);
        buf_clear(&pairs[i].value);
    }
}

/* --- headers --- */

/* Those that a proxy, or the HTTP library, may change or drop on the way. */
static bool
is_unsigned(const char *name)
{
    static const char *const names[] = {
        "authorization",
        "cache-control",
        "connection",
        "content-length",
        "expect",
        "from",
        "keep-alive",
        "max-forwards",
        "pragma",
        "referer",
        "te",
        "trailer",
        "upgrade",
        "user-agent",
        "transfer-encoding",
        "x-amzn-trace-id",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strcasecmp(name, names[i]))
            return true;
    }
    return !strncasecmp(name, "proxy-", 6) || !strncasecmp(name, "sec-", 4);
}

static void
list_header(struct header_list *list, const char *name, const char *value)
{
    if (list->n < HEADERS_MAX && !is_unsigned(name)) {
        list->item[list->n] = (struct signed_header){ name, value, list->n };
        list->n++;
    }
}

static int
compare_headers(const void *a, const void *b)
{
    const struct signed_header *p = a;
    const struct signed_header *q = b;
    const int order = strcasecmp(p->name, q->name);

    return order ? order : (p->order > q->order) - (p->order < q->order);
}

static void
list_headers(struct header_list *list, const struct aws_request *r,
             const struct aws_scope *scope, const struct aws_signed *s)
{
    list->n = 0;
    list_header(list, "host", scope->host);
    list_header(list, "x-amz-date", s->date);
    if (*s->content_hash)
        list_header(list, "x-amz-content-sha256", s->content_hash);
    if (*scope->credentials->session_token)
        list_header(list, "x-amz-security-token", scope->credentials->session_token);
    for (int32_t i = 0; i < r->n_headers; i++)
        list_header(list, r->headers[i].name, r->headers[i].value);
    qsort(list->item, (size_t)list->n, sizeof *list->item, compare_headers);
}

static bool
is_space(char c)
{
    return c && strchr(" \t\r\n\v\f", c);
}

/* Without white space at the ends, and with runs of it as one space. */
static void
add_folded(struct buf *out, const char *value)
{
    bool pending = false;
    bool any = false;

    for (const char *p = value; *p; p++) {
        if (is_space(*p)) {
            pending = any;
            continue;
        }
        if (pending)
            buf_byte(out, ' ');
        buf_byte(out, *p);
        pending = false;
        any = true;
    }
}

static void
add_lower(struct buf *out, const char *name)
{
    for (; *name; name++)
        buf_byte(out, *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name);
}

static bool
goes_on(const struct header_list *list, int32_t i)
{
    if (i == 0)
        return false;
    return !strcasecmp(list->item[i].name, list->item[i - 1].name);
}

static void
add_headers(struct buf *out, const struct header_list *list)
{
    for (int32_t i = 0; i < list->n; i++) {
        if (goes_on(list, i)) {
            buf_byte(out, ',');
        } else {
            buf_text(out, i ? "\n" : "");
            add_lower(out, list->item[i].name);
            buf_byte(out, ':');
        }
        add_folded(out, list->item[i].value);
    }
    buf_byte(out, '\n');
}

static void
add_names(struct buf *out, const struct header_list *list)
{
    for (int32_t i = 0; i < list->n; i++) {
        if (goes_on(list, i))
            continue;
        buf_text(out, i ? ";" : "");
        add_lower(out, list->item[i].name);
    }
}

/* --- the signature --- */

static bool
hash_hex(const void *data, size_t len, char *out)
{
    unsigned char hash[HASH_BYTES];

    if (!EVP_Digest(data ? data : "", data ? len : 0, hash, NULL, EVP_sha256(), NULL))
        return false;
    add_hex(out, hash, sizeof hash);
    return true;
}

static bool
keyed(unsigned char *key, size_t key_len, const char *text)
{
    unsigned char out[HASH_BYTES];
    unsigned int n = 0;

    if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text),
              out, &n))
        return false;
    memcpy(key, out, sizeof out);
    OPENSSL_cleanse(out, sizeof out);
    return true;
}

static bool
sign_text(const struct aws_request *r, const struct aws_scope *scope, const char *date,
          const char *text, char *out_hex)
{
    unsigned char key[AWS_NAME_MAX + 8];
    char day[9];
    const int len = snprintf((char *)key, sizeof key, "AWS4%s",
                             scope->credentials->secret_access_key);
    bool good = len > 0 && len < (int)sizeof key;

    snprintf(day, sizeof day, "%.8s", date);
    good = good && keyed(key, (size_t)len, day) &&
           keyed(key, HASH_BYTES, scope->region) && keyed(key, HASH_BYTES, r->service) &&
           keyed(key, HASH_BYTES, "aws4_request") && keyed(key, HASH_BYTES, text);
    if (good)
        add_hex(out_hex, key, HASH_BYTES);
    OPENSSL_cleanse(key, sizeof key);
    return good;
}

/* "20150830T123600Z" */
static void
date_of(int64_t ms, char *out)
{
    char text[DATE_TEXT_MAX];
    size_t n = 0;

    time_format(text, ms);
    for (const char *p = text; *p && *p != '.' && n + 2 < AWS_DATE_MAX; p++) {
        if (*p != '-' && *p != ':')
            out[n++] = *p;
    }
    out[n++] = 'Z';
    out[n] = '\0';
}

void
aws_signed_init(struct aws_signed *s)
{
    *s = (struct aws_signed){ .date = "" };
    buf_init(&s->target, CANONICAL_MAX);
}

void
aws_signed_clear(struct aws_signed *s)
{
    buf_clear(&s->target);
    OPENSSL_cleanse(s->authorization, sizeof s->authorization);
    aws_signed_init(s);
}

/* What is sent, and the canonical form of it. */
static void
add_target(const struct aws_request *r, const struct aws_scope *scope, struct buf *target,
           struct buf *canonical)
{
    buf_reset(target);
    buf_text(target, scope->prefix);
    aws_encode(target, r->path, strlen(r->path), true);
    if (is_s3(r))
        buf_add(canonical, buf_get(target), target->len);
    else
        add_normal_path(canonical, buf_get(target), target->len);
    buf_byte(canonical, '\n');
    add_query(canonical, r);
    if (r->n_query > 0) {
        buf_byte(target, '?');
        add_query(target, r);
    }
}

enum va_code
aws_sign_canonical(const struct aws_request *request, const struct aws_scope *scope,
                   struct aws_signed *io, struct buf *out)
{
    struct header_list list;
    char payload[AWS_HASH_MAX] = "";

    date_of(scope->now_ms, io->date);
    if (!hash_hex(request->body, request->body_len, payload))
        return VA_NOMEM;
    snprintf(io->content_hash, sizeof io->content_hash, "%s",
             is_s3(request) ? payload : "");
    list_headers(&list, request, scope, io);
    buf_printf(out, "%s\n", request->method);
    add_target(request, scope, &io->target, out);
    buf_byte(out, '\n');
    add_headers(out, &list);
    buf_byte(out, '\n');
    add_names(out, &list);
    buf_printf(out, "\n%s", payload);
    return io->target.code ? io->target.code : out->code;
}

/* The signature of a canonical request, put into a header. */
static enum va_code
authorize(const struct aws_request *request, const struct aws_scope *scope,
          struct aws_signed *s, const struct buf *canonical)
{
    char where[SCOPE_MAX];
    char hash[AWS_HASH_MAX] = "";
    char signature[AWS_HASH_MAX] = "";
    char text[SCOPE_MAX + 128];
    const char *names = strrchr(buf_get(canonical), '\n');
    int len = 0;

    if (!hash_hex(buf_get(canonical), canonical->len, hash))
        return VA_NOMEM;
    snprintf(where, sizeof where, "%.8s/%s/%s/aws4_request", s->date, scope->region,
             request->service);
    snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s\n%s", s->date, where, hash);
    if (!names || !sign_text(request, scope, s->date, text, signature))
        return VA_NOMEM;
    /* The names are the line before the last. */
    while (names > canonical->data && names[-1] != '\n')
        names--;
    len = snprintf(s->authorization, sizeof s->authorization,
                   "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%.*s, Signature=%s",
                   scope->credentials->access_key_id, where, (int)strcspn(names, "\n"),
                   names, signature);
    return len < (int)sizeof s->authorization ? VA_OK : VA_OVERFLOW;
}

enum va_code
aws_sign(const struct aws_request *request, const struct aws_scope *scope,
         struct aws_signed *out)
{
    struct buf canonical;
    enum va_code code = VA_OK;

    buf_init(&canonical, CANONICAL_MAX);
    code = aws_sign_canonical(request, scope, out, &canonical);
    if (!code)
        code = authorize(request, scope, out, &canonical);
    if (canonical.data) /* it holds the session token */
        OPENSSL_cleanse(canonical.data, canonical.cap);
    buf_clear(&canonical);
    return code;
}
