/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growing byte buffer with a stated limit. Failure is sticky: after the first one every
 * call does nothing, so a writer checks `code` once, at the end.
 */
#ifndef VA_BASE_BUF_H
#define VA_BASE_BUF_H

#include <stddef.h>

#include "base/err.h"

struct buf {
    char *data; /* NUL-terminated once anything was added; NULL before */
    size_t len; /* bytes without the NUL */
    size_t cap;
    size_t max;        /* limit for len */
    enum va_code code; /* VA_OK, VA_NOMEM, or VA_OVERFLOW when the limit was reached */
};

/* An empty buffer that grows to at most max bytes. Allocates nothing. */
void buf_init(struct buf *b, size_t max);

/* Free the memory; the buffer is empty and usable again with the same limit. */
void buf_clear(struct buf *b);

/* Clear a part whose text went into a whole: where it failed, so does that. */
void buf_clear_part(struct buf *part, struct buf *whole);

/* Empty it but keep the memory; forgets a failure. */
void buf_reset(struct buf *b);

void buf_add(struct buf *b, const void *data, size_t len);
void buf_text(struct buf *b, const char *text);
void buf_byte(struct buf *b, char byte);
void buf_pad(struct buf *b, char byte, int times); /* times <= 0 adds nothing */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The text, "" when empty; valid until the next call. */
const char *buf_get(const struct buf *b);

#endif
