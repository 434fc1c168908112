/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what providers and helpers answer: heads, errors, credentials, tokens. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "net/aws_state.h"
#include "net/google_state.h"
#include "net/http_wire.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static bool
is_line(const char *text)
{
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < ' ')
            return false;
    }
    return text_is_utf8(text, strlen(text));
}

/* Line by line, as libcurl hands them on. */
static void
read_head(const char *text, size_t len)
{
    struct http_reply r;
    char value[64];
    bool in_head = true;

    http_reply_init(&r);
    while (len > 0) {
        const char *end = memchr(text, '\n', len);
        const size_t n = end ? (size_t)(end - text) + 1 : len;

        http_head_take(&r, text, n, &in_head);
        text += n;
        len -= n;
    }
    if (http_reply_header(&r, "x-amz-log-result", value, sizeof value))
        require(strlen(value) < sizeof value && !strchr(value, '\n'));
    for (const char *p = buf_get(&r.headers); *p; p += strcspn(p, "\n") + 1)
        require(strstr(p, ": ") != NULL);
    http_reply_clear(&r);
}

static void
read_error(const struct http_reply *r)
{
    struct aws_error e;

    aws_error_read(r, &e);
    require(memchr(e.type, '\0', sizeof e.type) && is_line(e.type));
    require(memchr(e.message, '\0', sizeof e.message) && is_line(e.message));
}

static void
read_credentials(const char *text, size_t len)
{
    struct aws_credentials c;
    struct va_err err = { .code = VA_OK };

    memset(&c, 0, sizeof c);
    if (aws_credentials_read(text, len, "it", &c, &err)) {
        require(err.code == VA_CONFIG && !*c.secret_access_key);
        return;
    }
    require(*c.access_key_id && *c.secret_access_key);
    require(!strpbrk(c.access_key_id, " \r\n") && !strpbrk(c.session_token, " \r\n"));
}

static int64_t
now(void *ctx)
{
    (void)ctx;
    return INT64_C(1700000000000);
}

static void
read_token(const struct http_reply *r, const char *audience)
{
    struct google *g = NULL;
    const struct google_options o = { .clock = { now, NULL } };
    struct google_token t;

    memset(&t, 0, sizeof t);
    memcpy(t.audience, audience, strlen(audience) + 1);
    if (google_open(&o, &g, NULL))
        return;
    if (!google_reply_take(g, r, "it", &t, NULL))
        require(*t.text && !strpbrk(t.text, " \r\n"));
    google_close(g);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data;
    struct http_reply r;

    read_head(text, size);
    http_reply_init(&r);
    r.status = size % 2 ? 200 : 400;
    buf_add(&r.body, text, size);
    if (!r.body.code) {
        read_error(&r);
        read_credentials(text, size);
        read_token(&r, "");
        read_token(&r, "https://a.example");
    }
    http_reply_clear(&r);
    return 0;
}
