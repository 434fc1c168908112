/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting input into lines with a limit on their length. */
#include "io/lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "io/word.h"

/* Is it ASCII without NUL? Eight bytes at a time. */
static bool
is_plain(const char *bytes, size_t len)
{
    uint64_t bad = 0;
    size_t i = 0;

    for (; i + WORD_BYTES <= len; i += WORD_BYTES) {
        const uint64_t word = word_load(bytes + i);

        bad |= (word | (word - WORD_ALL(1))) & WORD_ALL(0x80);
    }
    for (; i < len; i++)
        bad |= (signed char)bytes[i] <= 0;
    return !bad;
}

static enum va_code
too_long(const struct lines *l, const struct lines_sink *sink, struct va_err *err)
{
    return va_fail(err, VA_DATA, "%s:%" PRId64 ": line is longer than %zu bytes",
                   sink->name, l->number + 1, l->len_max);
}

static enum va_code
hand_on(struct lines *l, struct line line, const struct lines_sink *sink,
        struct va_err *err)
{
    if (line.len && line.text[line.len - 1] == '\r')
        line.len--;
    if (line.len > l->len_max)
        return too_long(l, sink, err);
    line.number = ++l->number;
    if (l->check_utf8 && !is_plain(line.text, line.len) &&
        !text_is_utf8(line.text, line.len))
        return va_fail(err, VA_DATA, "%s:%" PRId64 ": %s", sink->name, line.number,
                       memchr(line.text, '\0', line.len) ? "holds a NUL byte"
                                                         : "not valid UTF-8");
    return sink->line(sink->ctx, &line, err);
}

/* Keep bytes of a line whose end has not come. */
static enum va_code
keep(struct lines *l, const struct line *piece, const struct lines_sink *sink,
     struct va_err *err)
{
    buf_add(&l->cut, piece->text, piece->len);
    if (l->cut.code == VA_OVERFLOW)
        return too_long(l, sink, err);
    if (l->cut.code)
        return va_fail(err, l->cut.code, "%s: out of memory", sink->name);
    return VA_OK;
}

/* Complete the line kept and hand it on. */
static enum va_code
hand_on_kept(struct lines *l, const struct line *rest, const struct lines_sink *sink,
             struct va_err *err)
{
    enum va_code code = keep(l, rest, sink, err);

    if (!code)
        code = hand_on(l, (struct line){ l->cut.data, l->cut.len, 0 }, sink, err);
    buf_reset(&l->cut);
    return code;
}

void
lines_init(struct lines *l, size_t len_max, bool check_utf8)
{
    *l = (struct lines){ .len_max = len_max, .check_utf8 = check_utf8 };
    buf_init(&l->cut, len_max + 1); /* and the CR of a CRLF */
}

enum va_code
lines_feed(struct lines *l, const char *bytes, size_t len, const struct lines_sink *sink,
           struct va_err *err)
{
    const char *at = bytes;
    const char *end = bytes + len;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const struct line piece = { at, (size_t)((newline ? newline : end) - at), 0 };
        enum va_code code = VA_OK;

        if (!newline)
            return keep(l, &piece, sink, err);
        code = l->cut.len ? hand_on_kept(l, &piece, sink, err)
                          : hand_on(l, piece, sink, err);
        if (code)
            return code;
        at = newline + 1;
    }
    return VA_OK;
}

enum va_code
lines_finish(struct lines *l, const struct lines_sink *sink, struct va_err *err)
{
    const struct line nothing = { "", 0, 0 };

    return l->cut.len ? hand_on_kept(l, &nothing, sink, err) : VA_OK;
}

void
lines_clear(struct lines *l)
{
    buf_clear(&l->cut);
}
