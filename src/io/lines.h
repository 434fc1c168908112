/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines out of bytes that come in pieces. Whole lines are handed on where they lie; only
 * a line cut by the end of a piece is copied. A line that is too long is refused as soon
 * as that is known.
 */
#ifndef VA_IO_LINES_H
#define VA_IO_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* One line without its end (LF or CRLF), borrowed for the call. */
struct line {
    const char *text;
    size_t len;
    int64_t number; /* from 1 */
};

/* Who takes the lines. A code that is not VA_OK ends the feed with it. */
struct lines_sink {
    const char *name; /* of the input, for messages */
    enum va_code (*line)(void *ctx, const struct line *line, struct va_err *err);
    void *ctx;
};

struct lines {
    struct buf cut;  /* the start of a line whose end has not come yet */
    int64_t number;  /* lines handed on */
    size_t len_max;  /* longest line taken, bytes */
    bool check_utf8; /* refuse lines that are not UTF-8, or hold NUL */
};

void lines_init(struct lines *l, size_t len_max, bool check_utf8);

/* The next bytes. VA_OK; VA_DATA "name:line: ..." for a line that is too long or not
 * text; VA_NOMEM; or what the sink returned. */
enum va_code lines_feed(struct lines *l, const char *bytes, size_t len,
                        const struct lines_sink *sink, struct va_err *err);

/* End of input: hands on a last line that has no end. Returns as lines_feed. */
enum va_code lines_finish(struct lines *l, const struct lines_sink *sink,
                          struct va_err *err);
void lines_clear(struct lines *l);

#endif
