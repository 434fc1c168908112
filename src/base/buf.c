/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte buffer whose failure is sticky. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 64 };

void
buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void
buf_clear(struct buf *b)
{
    free(b->data);
    buf_init(b, b->max);
}

void
buf_clear_part(struct buf *part, struct buf *whole)
{
    if (!whole->code)
        whole->code = part->code;
    buf_clear(part);
}

void
buf_reset(struct buf *b)
{
    b->len = 0;
    b->code = VA_OK;
    if (b->data)
        b->data[0] = '\0';
}

/* Make room for more bytes and the NUL; false, and a code set, when that is impossible.
 */
static bool
reserve(struct buf *b, size_t more)
{
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    char *data = NULL;

    if (b->code)
        return false;
    if (b->len > b->max || more > b->max - b->len || more >= SIZE_MAX - b->len) {
        b->code = VA_OVERFLOW;
        return false;
    }
    if (b->len + more < b->cap)
        return true;
    while (cap <= b->len + more)
        cap = cap > SIZE_MAX / 2 ? SIZE_MAX : cap * 2;
    if (cap > b->max && b->max < SIZE_MAX)
        cap = b->max + 1;
    data = realloc(b->data, cap);
    if (!data) {
        b->code = VA_NOMEM;
        return false;
    }
    b->data = data;
    b->cap = cap;
    return true;
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
    if (!len || !reserve(b, len))
        return;
    memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void
buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void
buf_byte(struct buf *b, char byte)
{
    buf_add(b, &byte, 1);
}

void
buf_pad(struct buf *b, char byte, int times)
{
    if (times <= 0 || !reserve(b, (size_t)times))
        return;
    memset(b->data + b->len, byte, (size_t)times);
    b->len += (size_t)times;
    b->data[b->len] = '\0';
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;
    int len = 0;

    va_start(args, fmt);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0 && !b->code)
        b->code = VA_NOMEM;
    if (len <= 0 || !reserve(b, (size_t)len))
        return;
    va_start(args, fmt);
    vsnprintf(b->data + b->len, (size_t)len + 1, fmt, args);
    va_end(args);
    b->len += (size_t)len;
}

const char *
buf_get(const struct buf *b)
{
    return b->data && b->len ? b->data : "";
}
