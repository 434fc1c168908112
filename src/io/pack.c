/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling and encoding blocks. A column takes memory from the first row on that has
 * something in it.
 */
#include "io/pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/pack_block.h"

enum {
    FIRST_ROWS = 32,
    ARENA_FULL = 512 << 10, /* texts of a block, bytes; one row adds 4 x 201 at most */
    ARENA_MAX = ARENA_FULL + 1024
};

static const int64_t not_reported[ROWS_NUMBER_COUNT] = {
#define X(name, field, type, none, least, most) [ROWS_##name] = (none),
    ROWS_NUMBERS(X)
#undef X
};

struct pack *
pack_alloc(void)
{
    struct pack *p = calloc(1, sizeof *p);

    if (p)
        buf_init(&p->arena, ARENA_MAX);
    return p;
}

void
pack_free(struct pack *p)
{
    if (!p)
        return;
    for (size_t c = 0; c < ROWS_NUMBER_COUNT; c++)
        free(p->numbers[c]);
    for (size_t c = 0; c < PACK_TEXT_COUNT; c++)
        free(p->texts[c]);
    buf_clear(&p->arena);
    free(p);
}

int32_t
pack_rows(const struct pack *p)
{
    return (int32_t)p->rows;
}

bool
pack_is_full(const struct pack *p)
{
    return p->rows == PACK_ROWS_MAX || p->arena.len >= ARENA_FULL;
}

size_t
pack_memory_bytes(const struct pack *p)
{
    size_t bytes = sizeof *p + p->arena.cap;

    for (size_t c = 0; c < ROWS_NUMBER_COUNT; c++)
        bytes += p->numbers[c] ? p->cap * sizeof *p->numbers[c] : 0;
    for (size_t c = 0; c < PACK_TEXT_COUNT; c++)
        bytes += p->texts[c] ? p->cap * sizeof *p->texts[c] : 0;
    return bytes;
}

/* Twice the rows, or the first ones. What was grown before a failure stays grown. */
static enum va_code
grow(struct pack *p)
{
    const size_t cap = p->cap ? p->cap * 2 : FIRST_ROWS;

    for (size_t c = 0; c < ROWS_NUMBER_COUNT; c++) {
        void *grown =
            p->numbers[c] ? realloc(p->numbers[c], cap * sizeof(int64_t)) : NULL;

        if (p->numbers[c] && !grown)
            return VA_NOMEM;
        p->numbers[c] = grown;
    }
    for (size_t c = 0; c < PACK_TEXT_COUNT; c++) {
        void *grown = p->texts[c] ? realloc(p->texts[c], cap * sizeof(uint32_t)) : NULL;

        if (p->texts[c] && !grown)
            return VA_NOMEM;
        p->texts[c] = grown;
    }
    p->cap = cap;
    return VA_OK;
}

/* A column of which the rows so far have nothing. */
static enum va_code
start_number(struct pack *p, size_t c)
{
    int64_t *column = malloc(p->cap * sizeof *column);

    if (!column)
        return VA_NOMEM;
    for (size_t i = 0; i < p->rows; i++)
        column[i] = not_reported[c];
    p->numbers[c] = column;
    return VA_OK;
}

static enum va_code
set_text(struct pack *p, size_t c, const char *text)
{
    uint32_t offset = 0;

    if (text[0] == '\0' && !p->texts[c])
        return VA_OK;
    if (!p->texts[c]) {
        p->texts[c] = calloc(p->cap, sizeof *p->texts[c]);
        if (!p->texts[c])
            return VA_NOMEM;
    }
    if (text[0] != '\0') {
        if (p->arena.len == 0)
            buf_byte(&p->arena, '\0');
        offset = p->rows ? p->texts[c][p->rows - 1] : 0;
        if (offset == 0 || strcmp(p->arena.data + offset, text) != 0) {
            offset = (uint32_t)p->arena.len;
            buf_add(&p->arena, text, strlen(text) + 1);
        }
    }
    p->texts[c][p->rows] = offset;
    return p->arena.code;
}

static enum va_code
set_texts(struct pack *p, const struct sample *s)
{
    const char *const texts[PACK_TEXT_COUNT] = {
#define X(name, field) [PACK_##name] = s->field,
        PACK_TEXTS(X)
#undef X
    };
    const size_t len = p->arena.len;
    enum va_code code = VA_OK;

    for (size_t c = 0; c < PACK_TEXT_COUNT && !code; c++)
        code = set_text(p, c, texts[c]);
    if (code) {
        p->arena.code = VA_OK;
        p->arena.len = len;
    }
    return code;
}

enum va_code
pack_add(struct pack *p, const struct sample *s)
{
    const int64_t numbers[ROWS_NUMBER_COUNT] = {
#define X(name, field, type, none, least, most) [ROWS_##name] = s->field,
        ROWS_NUMBERS(X)
#undef X
    };
    enum va_code code = VA_OK;

    assert(!pack_is_full(p));
    if (p->rows == p->cap)
        code = grow(p);
    for (size_t c = 0; c < ROWS_NUMBER_COUNT && !code; c++) {
        if (!p->numbers[c] && numbers[c] != not_reported[c])
            code = start_number(p, c);
        if (p->numbers[c])
            p->numbers[c][p->rows] = numbers[c];
    }
    if (!code)
        code = set_texts(p, s);
    if (code)
        return code;
    p->rows++;
    return VA_OK;
}

static void
fill(int64_t *to, int64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = value;
}

/* Add n numbers of a column, which all have one value when there is no column. */
static enum va_code
add_numbers(struct pack *p, size_t c, const int64_t *values, int64_t value, size_t n)
{
    bool all_none = value == not_reported[c];

    for (size_t i = 0; values && i < n; i++)
        all_none = (i == 0 || all_none) && values[i] == not_reported[c];
    if (!p->numbers[c] && all_none)
        return VA_OK;
    if (!p->numbers[c] && start_number(p, c))
        return VA_NOMEM;
    if (values)
        memcpy(p->numbers[c] + p->rows, values, n * sizeof *values);
    else
        fill(p->numbers[c] + p->rows, value, n);
    return VA_OK;
}

static size_t
room_for(const struct pack *p, size_t n)
{
    const size_t room = PACK_ROWS_MAX - p->rows;

    return n < room ? n : room;
}

enum va_code
pack_add_rows(struct pack *p, const struct sample_rows *rows, size_t from, size_t *out_n)
{
    const int64_t values[ROWS_NUMBER_COUNT] = {
#define X(name, field, type, none, least, most) [ROWS_##name] = rows->like->field,
        ROWS_NUMBERS(X)
#undef X
    };
    const size_t n = room_for(p, rows->n - from);
    enum va_code code = VA_OK;

    assert(!pack_is_full(p) && from < rows->n);
    while (p->rows + n > p->cap && !code)
        code = grow(p);
    for (size_t c = 0; c < ROWS_NUMBER_COUNT && !code; c++)
        code = add_numbers(p, c, rows->numbers[c] ? rows->numbers[c] + from : NULL,
                           values[c], n);
    if (!code)
        code = set_texts(p, rows->like);
    if (code)
        return code;
    for (size_t c = 0; c < PACK_TEXT_COUNT; c++) {
        for (size_t i = 1; p->texts[c] && i < n; i++)
            p->texts[c][p->rows + i] = p->texts[c][p->rows];
    }
    p->rows += n;
    *out_n = n;
    return VA_OK;
}

/* Values that rows have, one after the other; the rows that have them in a bitmap.
 * Returns their number. */
static size_t
gather(const struct pack *p, size_t c, int64_t *values, unsigned char *bitmap)
{
    const int64_t *column = p->numbers[c];
    size_t n = 0;
    size_t missing = 0;

    for (size_t i = 0; i < p->rows; i++)
        missing += column[i] == not_reported[c];
    if (!missing) {
        memcpy(values, column, p->rows * sizeof *values);
        return p->rows;
    }
    memset(bitmap, 0, (p->rows + 7) / 8);
    for (size_t i = 0; i < p->rows; i++) {
        const bool has = column[i] != not_reported[c];

        values[n] = column[i];
        n += has;
        bitmap[i / 8] |= (unsigned char)((unsigned)has << (i % 8));
    }
    return n;
}

static int64_t
guess_at(const struct pack *p, enum pack_guess guess, size_t row)
{
    const int64_t *duration = p->numbers[ROWS_DURATION];
    const int64_t *init = p->numbers[ROWS_INIT];

    return pack_guess_ms(guess, duration ? duration[row] : 0, init ? init[row] : 0);
}

/* The guess that is right most often in the first rows, if it is in more than half. */
static enum pack_guess
choose_guess(const struct pack *p)
{
    enum { LOOK_AT = 64 };
    const int64_t *billed = p->numbers[ROWS_BILLED];
    const size_t rows = p->rows < LOOK_AT ? p->rows : LOOK_AT;
    enum pack_guess best = PACK_NO_GUESS;
    size_t best_right = rows / 2;

    for (enum pack_guess g = PACK_NO_GUESS + 1; g < PACK_GUESS_COUNT; g++) {
        size_t right = 0;

        for (size_t i = 0; i < rows; i++)
            right += billed[i] == guess_at(p, g, i);
        if (right > best_right) {
            best_right = right;
            best = g;
        }
    }
    return best;
}

static void
subtract_guess(const struct pack *p, enum pack_guess guess, int64_t *values)
{
    const int64_t *billed = p->numbers[ROWS_BILLED];
    size_t n = 0;

    for (size_t i = 0; i < p->rows; i++) {
        if (billed[i] != SAMPLE_NONE)
            values[n++] = billed[i] - guess_at(p, guess, i);
    }
}

static void
write_number(const struct pack *p, size_t c, struct ints_scratch *x, struct buf *out)
{
    unsigned char bitmap[PACK_ROWS_MAX / 8];
    enum pack_guess guess = PACK_NO_GUESS;
    enum pack_presence presence = PACK_ABSENT;
    size_t n = 0;

    if (p->numbers[c])
        n = gather(p, c, x->scaled, bitmap);
    if (n > 0)
        presence = n == p->rows ? PACK_ALL : PACK_SOME;
    if (n > 0 && c == ROWS_BILLED)
        guess = choose_guess(p);
    buf_byte(out, (char)((int)presence | (int)guess << PACK_GUESS_SHIFT));
    if (n == 0)
        return;
    if (presence == PACK_SOME)
        buf_add(out, bitmap, (p->rows + 7) / 8);
    if (guess != PACK_NO_GUESS)
        subtract_guess(p, guess, x->scaled);
    ints_write(x->scaled, n, x, out);
}

static void
write_text(const struct pack *p, size_t c, struct ints_scratch *x, struct buf *out)
{
    const struct pack_texts texts = { p->arena.data, p->texts[c], p->rows };

    if (p->texts[c])
        pack_text_write(&texts, x, out);
    else
        buf_byte(out, PACK_TEXT_EMPTY);
}

enum va_code
pack_encode(struct pack *p, struct buf *out)
{
    struct ints_scratch *x = malloc(sizeof *x);

    assert(p->rows > 0);
    if (!x)
        return VA_NOMEM;
    buf_byte(out, PACK_VERSION);
    ints_write_number(p->rows, out);
    for (size_t c = 0; c < ROWS_NUMBER_COUNT; c++)
        write_number(p, c, x, out);
    for (size_t c = 0; c < PACK_TEXT_COUNT; c++)
        write_text(p, c, x, out);
    free(x);
    p->rows = 0;
    buf_reset(&p->arena);
    return out->code;
}
