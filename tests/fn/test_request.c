/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as a server reads them: whole, in pieces, hostile. */
#include "fn/request.h"

#include <stdlib.h>

#include "tap.h"

enum { BODY_MAX = 1000 };

/* Feed a request in pieces of n bytes. */
static bool
feed(struct fn_request *r, const char *text, size_t n)
{
    const size_t len = strlen(text);
    bool whole = false;

    fn_request_init(r, BODY_MAX);
    for (size_t at = 0; at < len && !whole; at += n)
        whole = fn_request_take(r, text + at, len - at < n ? len - at : n);
    return whole;
}

static void
test_good(void)
{
    static const struct {
        const char *text, *body, *id;
    } good[] = {
        { "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", "{}", "" },
        { "\r\nPOST /x?y HTTP/1.0\nhost: a\ncontent-length:3\t\n\n{ }rest", "{ }", "" },
        { "POST / HTTP/1.1\r\n\r\n", "", "" },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n00a;x=y\r\n"
          "123456789}\r\n0\r\nTrailer: x\r\n\r\n",
          "{123456789}", "" },
        { "POST / HTTP/1.1\r\nX-Cloud-Trace-Context: t/1;o=1\r\nFunction-Execution-Id: "
          "ab\x1b"
          "c\r\n\r\n",
          "", "ab?c" },
        { "POST / HTTP/1.1\r\nX-Cloud-Trace-Context: 105445aa/1;o=1\r\n\r\n", "",
          "105445aa/1;o=1" },
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        for (size_t n = 1; n < 200; n = n * 3 + 1) {
            struct fn_request r;

            OK(feed(&r, good[i].text, n) && !r.status, "request %zu by %zu bytes", i, n);
            IS_STR(buf_get(&r.body), good[i].body, "its body");
            IS_STR(r.request_id, good[i].id, "its id");
            fn_request_clear(&r);
        }
}

static void
test_bad(void)
{
    static const struct {
        const char *text;
        int status;
    } bad[] = {
        { "GET / HTTP/1.1\r\n\r\n", 405 },
        { "HELLO\r\n\r\n", 400 },
        { "POST / HTTP/2.0\r\n\r\n", 400 },
        { "POST HTTP/1.1\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nno colon\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\n: x\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nContent-Length : 2\r\n\r\n{}", 400 },
        { "POST / HTTP/1.1\r\na: b\r\n folded\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: 0x2\r\n\r\n{}", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\n{}", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413 },
        { "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400 },
        { "POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
          400 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
          400 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n", 400 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", 413 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
          400 },
        { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400 },
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (size_t n = 1; n < 200; n *= 13) {
            struct fn_request r;

            OK(feed(&r, bad[i].text, n), "request %zu by %zu bytes ends", i, n);
            IS_INT(r.status, bad[i].status, "it is refused");
            fn_request_clear(&r);
        }
}

static void
test_endless(void)
{
    struct fn_request r;
    bool whole = false;
    int n = 0;

    fn_request_init(&r, BODY_MAX);
    for (; n < 100000 && !whole; n++)
        whole = fn_request_take(&r, "a", 1);
    IS_INT(r.status, 431, "a line without an end is refused");
    OK(n <= FN_LINE_LEN_MAX, "in time");
    fn_request_clear(&r);
    fn_request_init(&r, BODY_MAX);
    whole = fn_request_take(&r, "POST / HTTP/1.1\r\n", 17);
    for (n = 0; n < 100000 && !whole; n++)
        whole = fn_request_take(&r, "a: b\r\n", 6);
    IS_INT(r.status, 431, "so are lines without an end");
    fn_request_clear(&r);
    fn_request_init(&r, BODY_MAX);
    whole =
        fn_request_take(&r, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 47);
    for (n = 0; n < 100000 && !whole; n++)
        whole = fn_request_take(&r, "1\r\na\r\n", 6);
    IS_INT(r.status, 413, "and chunks without an end");
    OK(r.body.len <= BODY_MAX, "with no more than was allowed");
    fn_request_clear(&r);
    fn_request_init(&r, BODY_MAX);
    OK(fn_request_take(&r, "POST / HTTP/1.1\r\na: b\0c\r\n", 26) && r.status == 400,
       "a NUL in a line is refused");
    fn_request_clear(&r);
    OK(!feed(&r, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
             500),
       "a body that is to come is waited for");
    OK(r.expects && r.state != FN_REQUEST_HEAD, "and asked for");
    fn_request_clear(&r);
}

int
main(void)
{
    test_good();
    test_bad();
    test_endless();
    return done();
}
