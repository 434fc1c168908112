/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign_random SEED N: random requests, each with its signature, one JSON object a line.
 * Other signers are to come to the same (sign_peers.js).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "net/aws_sign.h"

enum { TEXTS_MAX = 64, TEXT_BYTES = 200 };

struct random {
    uint64_t state;
    char texts[TEXTS_MAX][TEXT_BYTES];
    int n_texts;
};

static uint32_t
below(struct random *r, uint32_t n)
{
    r->state = r->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(r->state >> 33) % n;
}

static const char *
one_of(struct random *r, const char *const *from, uint32_t n)
{
    return from[below(r, n)];
}

#define ONE_OF(r, from) one_of(r, from, (uint32_t)(sizeof(from) / sizeof *(from)))

/* Up to max pieces, each one of a list. */
static const char *
made_of(struct random *r, const char *const *pieces, uint32_t n, uint32_t max)
{
    char *text = r->texts[r->n_texts++ % TEXTS_MAX];
    const uint32_t n_pieces = below(r, max + 1);
    size_t len = 0;

    *text = '\0';
    for (uint32_t i = 0; i < n_pieces && len < TEXT_BYTES - 16; i++)
        len += (size_t)snprintf(text + len, TEXT_BYTES - len, "%s", one_of(r, pieces, n));
    return text;
}

#define MADE_OF(r, pieces, max)                                                          \
    made_of(r, pieces, (uint32_t)(sizeof(pieces) / sizeof *(pieces)), max)

static const char *const any[] = {
    "a", "B", "z9", "0", "-", "_", ".",  "~",       " ",       "%",  "%2F", "+",
    "=", "&", "?",  "#", ":", ";", ",",  "@",       "!",       "$",  "'",   "(",
    ")", "*", "[",  "]", "{", "}", "|",  "\\",      "^",       "`",  "\"",  "<",
    ">", "é", "日", "𝄞", "ß", "A", "bc", "$LATEST", "arn:aws", "\t", "x",   "y",
};
static const char *const in_path[] = {
    "/a",         "/functions", "/arn:aws:lambda:eu-west-1:123456789012:function:f",
    "/$LATEST",   "/b c",       "/x.y",
    "/..",        "/.",         "//",
    "/%2F",       "/é",         "/f~1",
    "/a+b",       "/(x)",       "/*",
    "/=",         "/1",         "/~",
    "/name:PROD", "/a,b;c",     "/@&",
    "/日本",
};
static const char *const plain_path[] = {
    "/a", "/bucket", "/key with space", "/x+y", "/é", "/%41", "/a:b", "/$x", "/~_.-",
};
static const char *const in_value[] = {
    "a", "b", " ", "  ", "\t", "application/json", ";", "=", "1", "\"", ",", "/", "x y",
};

static void
make_query(struct random *r, struct aws_request *q)
{
    q->n_query = (int32_t)below(r, 9);
    for (int32_t i = 0; i < q->n_query; i++) {
        const char *name = MADE_OF(r, any, 3);

        if (i > 0 && below(r, 3) == 0)
            name = q->query[i - 1].name;
        if (!*name)
            name = "Qualifier";
        q->query[i] = (struct http_header){ name, MADE_OF(r, any, 5) };
    }
}

static void
make_headers(struct random *r, struct aws_request *q)
{
    static const char *const names[] = {
        "Content-Type", "X-Amz-Invocation-Type", "x-amz-log-type",       "X-Amz-Target",
        "X-Custom",     "x-amz-meta-a",          "X-Amz-Client-Context", "A",
        "Zebra",        "x-amz-meta-a-b",        "X-Amz-Tenant-Id",      "Accept",
    };
    const uint32_t step = 1 + below(r, 5);
    const uint32_t n = (uint32_t)(sizeof names / sizeof *names);

    q->n_headers = 0;
    for (uint32_t i = below(r, 4); i < n; i += step) {
        const char *value = MADE_OF(r, in_value, 6);

        if (i == 0 && !*value) /* aws4 would put a type of its own there */
            value = "application/json";
        q->headers[q->n_headers++] = (struct http_header){ names[i], value };
    }
}

static void
make_credentials(struct random *r, struct aws_credentials *c)
{
    static const char *const letters[] = { "A", "b", "C", "d", "7", "+", "/", "Xy" };

    memset(c, 0, sizeof *c);
    snprintf(c->access_key_id, sizeof c->access_key_id, "AKIA%s",
             MADE_OF(r, letters, 16));
    snprintf(c->secret_access_key, sizeof c->secret_access_key, "k%s",
             MADE_OF(r, letters, 40));
    if (below(r, 2))
        snprintf(c->session_token, sizeof c->session_token, "t%s",
                 MADE_OF(r, letters, 60));
}

static void
make_request(struct random *r, struct aws_request *q)
{
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "HEAD" };
    static const char *const services[] = { "lambda", "logs",        "s3",
                                            "sts",    "rekognition", "lambda" };
    const char *path = NULL;

    memset(q, 0, sizeof *q);
    q->service = ONE_OF(r, services);
    q->method = ONE_OF(r, methods);
    path = strcmp(q->service, "s3") != 0 ? MADE_OF(r, in_path, 5)
                                         : MADE_OF(r, plain_path, 5);
    q->path = *path ? path : "/";
    make_query(r, q);
    make_headers(r, q);
    if (strcmp(q->method, "GET") != 0 && strcmp(q->method, "HEAD") != 0 && below(r, 4))
        q->body = MADE_OF(r, any, 20);
    q->body_len = q->body ? strlen(q->body) : 0;
}

static void
print_pairs(struct json_doc *doc, const char *key, const struct http_header *pairs,
            int32_t n)
{
    struct json *list = json_add_array(doc, json_root(doc), key);

    for (int32_t i = 0; i < n; i++) {
        struct json *pair = json_add_array(doc, list, NULL);

        json_add_string(doc, pair, NULL, pairs[i].name);
        json_add_string(doc, pair, NULL, pairs[i].value);
    }
}

static void
print(const struct aws_request *q, const struct aws_scope *scope,
      const struct aws_signed *s)
{
    struct json_doc *doc = json_alloc();
    struct json *o = json_root(doc);
    struct buf line;

    buf_init(&line, 1 << 20);
    json_add_string(doc, o, "service", q->service);
    json_add_string(doc, o, "method", q->method);
    json_add_string(doc, o, "region", scope->region);
    json_add_string(doc, o, "host", scope->host);
    json_add_string(doc, o, "body", q->body);
    json_add_string(doc, o, "access", scope->credentials->access_key_id);
    json_add_string(doc, o, "secret", scope->credentials->secret_access_key);
    json_add_string(doc, o, "token", scope->credentials->session_token);
    print_pairs(doc, "query", q->query, q->n_query);
    print_pairs(doc, "headers", q->headers, q->n_headers);
    json_add_string(doc, o, "target", buf_get(&s->target));
    json_add_string(doc, o, "date", s->date);
    json_add_string(doc, o, "hash", s->content_hash);
    json_add_string(doc, o, "authorization", s->authorization);
    json_write(o, false, &line);
    printf("%s\n", buf_get(&line));
    if (json_status(doc) || line.code)
        exit(1);
    buf_clear(&line);
    json_free(doc);
}

int
main(int argc, char **argv)
{
    static const char *const regions[] = { "us-east-1", "eu-west-1", "cn-north-1" };
    static const char *const hosts[] = { "lambda.us-east-1.amazonaws.com",
                                         "127.0.0.1:3002", "[::1]:8080" };
    struct random r = { .state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1 };
    const long n = argc > 2 ? strtol(argv[2], NULL, 10) : 10;

    for (long i = 0; i < n; i++) {
        struct aws_credentials credentials;
        struct aws_request q;
        struct aws_signed s;
        struct aws_scope scope = { .credentials = &credentials, .prefix = "" };

        make_credentials(&r, &credentials);
        make_request(&r, &q);
        scope.region = ONE_OF(&r, regions);
        scope.host = ONE_OF(&r, hosts);
        scope.prefix = below(&r, 4) ? "" : "/base%20path";
        scope.now_ms = INT64_C(1000) * (1500000000 + below(&r, 500000000));
        aws_signed_init(&s);
        if (aws_sign(&q, &scope, &s))
            return 1;
        print(&q, &scope, &s);
        aws_signed_clear(&s);
    }
    return 0;
}
