/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an HTTP/1 request as a server: bounded, byte by byte, no allocation but the
 * body's. */
#ifndef VA_FN_REQUEST_H
#define VA_FN_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "fn/report.h"

enum { FN_HEAD_MAX = 16 << 10, FN_LINE_LEN_MAX = 8 << 10 };

enum fn_request_state {
    FN_REQUEST_HEAD,
    FN_REQUEST_BODY,
    FN_REQUEST_SIZE,    /* of a chunk */
    FN_REQUEST_CHUNK,   /* its bytes */
    FN_REQUEST_GAP,     /* the end of line behind them */
    FN_REQUEST_TRAILER, /* lines behind the last chunk */
    FN_REQUEST_DONE
};

/* Owned by the caller: fn_request_init, fn_request_clear. */
struct fn_request {
    enum fn_request_state state;
    int status;          /* 0, or the HTTP status of what is wrong with it */
    bool post;           /* the method; others are 405 */
    bool expects;        /* waits for "100 Continue" before its body */
    bool sized, chunked; /* what its head said of the body */
    size_t left;         /* bytes of the body, or of the chunk, still to come */
    size_t head_bytes;
    bool first_line;
    char line[FN_LINE_LEN_MAX];
    size_t line_len;
    char request_id[FN_TEXT_MAX]; /* function-execution-id, else x-cloud-trace-context */
    struct buf body;
};

void fn_request_init(struct fn_request *r, size_t body_max);
void fn_request_clear(struct fn_request *r);

/* Take bytes as they come; what follows a whole request is passed over. True once nothing
 * more is needed: state DONE, or a status that says why it was refused. */
bool fn_request_take(struct fn_request *r, const char *bytes, size_t len);

#endif
