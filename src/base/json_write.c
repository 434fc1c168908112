/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON document as text (RFC 8259). */
#include "base/json.h"

#include <string.h>

#include "base/text.h"

enum { INDENT_STEP = 2 };

static void
write_character(uint32_t point, const char *bytes, size_t n, struct buf *out)
{
    static const char escaped[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *at = point < 0x80 ? strchr(escaped, (int)point) : NULL;

    if (at) {
        buf_byte(out, '\\');
        buf_byte(out, letters[at - escaped]);
    } else if (text_is_control(point)) {
        buf_printf(out, "\\u%04x", (unsigned)point);
    } else {
        buf_add(out, bytes, n);
    }
}

/* Bytes that stand for themselves. */
static size_t
plain_length(const char *text)
{
    size_t n = 0;

    while (text[n] >= ' ' && text[n] < 0x7f && text[n] != '"' && text[n] != '\\')
        n++;
    return n;
}

/* Values are valid UTF-8 by then; keys come from the program, and are not checked. */
static void
write_string(const char *text, struct buf *out)
{
    const size_t len = strlen(text);

    buf_byte(out, '"');
    for (size_t i = 0; i < len;) {
        uint32_t point = '?';
        size_t n = plain_length(text + i);

        if (n > 0) {
            buf_add(out, text + i, n);
            i += n;
            continue;
        }
        n = text_utf8(text + i, len - i, &point);
        write_character(point, n ? text + i : "?", n ? n : 1, out);
        i += n ? n : 1;
    }
    buf_byte(out, '"');
}

static void
write_scalar(const struct json *value, struct buf *out)
{
    if (json_kind(value) == JSON_STRING)
        write_string(json_text(value), out);
    else if (json_kind(value) == JSON_NULL)
        buf_text(out, "null");
    else
        buf_text(out, json_text(value));
}

static void
new_line(int depth, struct buf *out)
{
    buf_byte(out, '\n');
    buf_pad(out, ' ', depth * INDENT_STEP);
}

static void
write_key(const char *key, bool indent, struct buf *out)
{
    write_string(key, out);
    buf_text(out, indent ? ": " : ":");
}

/* Documents are as deep as the program made them: recursion ends with its code. */
static void
write_value(const struct json *value, bool indent, int depth, struct buf *out)
{
    const enum json_kind kind = json_kind(value);

    if (kind != JSON_ARRAY && kind != JSON_OBJECT) {
        write_scalar(value, out);
        return;
    }
    buf_byte(out, kind == JSON_ARRAY ? '[' : '{');
    for (const struct json *at = json_first(value); at; at = json_next(at)) {
        if (at != json_first(value))
            buf_byte(out, ',');
        if (indent)
            new_line(depth + 1, out);
        if (json_key(at))
            write_key(json_key(at), indent, out);
        write_value(at, indent, depth + 1, out);
    }
    if (indent && json_first(value))
        new_line(depth, out);
    buf_byte(out, kind == JSON_ARRAY ? ']' : '}');
}

void
json_write(const struct json *value, bool indent, struct buf *out)
{
    write_value(value, indent, 0, out);
}
