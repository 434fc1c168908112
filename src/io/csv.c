/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting CSV records into cells. */
#include "io/csv.h"

#include <string.h>

#include "io/word.h"

enum scan { SCAN_DONE, SCAN_OPEN, SCAN_BAD };

static enum scan
bad(struct va_err *err, const char *what)
{
    va_fail(err, VA_DATA, "%s", what);
    return SCAN_BAD;
}

static bool
add_cell(struct csv *c, const char *text, size_t len)
{
    if (c->n_cells == CSV_CELLS_MAX)
        return false;
    c->cells[c->n_cells++] = (struct csv_cell){ text, len };
    return true;
}

/* A record without quotes: commas alone count. */
static bool
split_plain(struct csv *c, const char *text, size_t len)
{
    const char *end = text + len;
    const char *start = text;
    const char *at = text;

    for (; end - at >= WORD_BYTES; at += WORD_BYTES) {
        uint64_t found = word_find(word_load(at), ',');

        for (; found; found &= found - 1) {
            const char *comma = at + word_first(found);

            if (!add_cell(c, start, (size_t)(comma - start)))
                return false;
            start = comma + 1;
        }
    }
    for (; at < end; at++) {
        if (*at != ',')
            continue;
        if (!add_cell(c, start, (size_t)(at - start)))
            return false;
        start = at + 1;
    }
    return add_cell(c, start, (size_t)(end - start));
}

/*
 * A quoted cell; *io_at is past its first quote and then past its last. c->text was sized
 * for the whole record, so that cells can point into it.
 */
static enum scan
scan_quoted(struct csv *c, const char **io_at, const char *end, struct va_err *err)
{
    const char *at = *io_at;
    const size_t from = c->text.len;

    for (;;) {
        const char *quote = memchr(at, '"', (size_t)(end - at));

        if (!quote)
            return SCAN_OPEN;
        buf_add(&c->text, at, (size_t)(quote - at));
        at = quote + 1;
        if (at == end || *at != '"')
            break;
        buf_byte(&c->text, '"');
        at++;
    }
    if (at < end && *at != ',')
        return bad(err, "text after a closing quote");
    *io_at = at;
    if (!add_cell(c, c->text.data + from, c->text.len - from))
        return bad(err, "too many cells");
    return SCAN_DONE;
}

static enum scan
scan_unquoted(struct csv *c, const char **io_at, const char *end, struct va_err *err)
{
    const char *at = *io_at;
    const char *comma = memchr(at, ',', (size_t)(end - at));
    const size_t len = (size_t)((comma ? comma : end) - at);

    if (memchr(at, '"', len))
        return bad(err, "a quote inside a cell that is not quoted");
    *io_at = at + len;
    return add_cell(c, at, len) ? SCAN_DONE : bad(err, "too many cells");
}

static enum scan
scan_record(struct csv *c, const char *text, size_t len, struct va_err *err)
{
    const char *at = text;
    const char *end = text + len;

    for (;;) {
        enum scan scan = SCAN_DONE;

        if (at < end && *at == '"') {
            at++;
            scan = scan_quoted(c, &at, end, err);
        } else {
            scan = scan_unquoted(c, &at, end, err);
        }
        if (scan != SCAN_DONE || at == end)
            return scan;
        at++; /* the comma */
    }
}

/* Room for every byte of a record, so that c->text does not move while cells are made. */
static enum va_code
reserve(struct csv *c, size_t len, struct va_err *err)
{
    buf_reset(&c->text);
    if (c->text.cap <= len)
        buf_pad(&c->text, ' ', (int)len + 1);
    if (c->text.code)
        return va_fail(err, c->text.code, "out of memory");
    buf_reset(&c->text);
    return VA_OK;
}

/* Split a record that may hold quotes; *out_complete is false when one stays open. */
static enum va_code
split_quoted(struct csv *c, const char *text, size_t len, bool *out_complete,
             struct va_err *err)
{
    const enum va_code code = reserve(c, len, err);
    enum scan scan = SCAN_DONE;

    if (code)
        return code;
    scan = scan_record(c, text, len, err);
    *out_complete = scan == SCAN_DONE;
    return scan == SCAN_BAD ? VA_DATA : VA_OK;
}

static bool
odd_quotes(const char *text, size_t len)
{
    const char *end = text + len;
    bool odd = false;

    for (const char *at = memchr(text, '"', len); at;
         at = memchr(at, '"', (size_t)(end - at))) {
        odd = !odd;
        at++;
    }
    return odd;
}

/* Append a line to the open record; splits it only when its quotes are even again. */
static enum va_code
continue_record(struct csv *c, const struct line *line, bool *out_complete,
                struct va_err *err)
{
    enum va_code code = VA_OK;

    buf_byte(&c->open, '\n');
    buf_add(&c->open, line->text, line->len);
    if (c->open.code) {
        code = c->open.code == VA_OVERFLOW ? VA_DATA : c->open.code;
        c->in_quotes = false;
        return va_fail(err, code,
                       code == VA_DATA ? "a quoted cell that does not end"
                                       : "out of memory");
    }
    *out_complete = odd_quotes(line->text, line->len);
    if (!*out_complete)
        return VA_OK;
    code = split_quoted(c, c->open.data, c->open.len, out_complete, err);
    c->in_quotes = !code && !*out_complete;
    return code;
}

void
csv_init(struct csv *c, size_t len_max)
{
    c->n_cells = 0;
    c->line = 0;
    c->in_quotes = false;
    buf_init(&c->open, len_max);
    buf_init(&c->text, len_max + 1);
}

enum va_code
csv_line(struct csv *c, const struct line *line, bool *out_complete, struct va_err *err)
{
    enum va_code code = VA_OK;

    *out_complete = false;
    c->n_cells = 0;
    if (c->in_quotes)
        return continue_record(c, line, out_complete, err);
    c->line = line->number;
    if (!memchr(line->text, '"', line->len)) {
        *out_complete = split_plain(c, line->text, line->len);
        return *out_complete ? VA_OK : va_fail(err, VA_DATA, "too many cells");
    }
    code = split_quoted(c, line->text, line->len, out_complete, err);
    if (code || *out_complete)
        return code;
    buf_reset(&c->open);
    buf_add(&c->open, line->text, line->len);
    c->in_quotes = true;
    return c->open.code ? va_fail(err, c->open.code, "out of memory") : VA_OK;
}

bool
csv_is_open(const struct csv *c)
{
    return c->in_quotes;
}

void
csv_clear(struct csv *c)
{
    buf_clear(&c->open);
    buf_clear(&c->text);
    c->in_quotes = false;
}
