/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading packed blocks: everything is read and checked before the first row is given. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/pack.h"
#include "io/pack_block.h"

struct unpack {
    size_t rows;
    int64_t *numbers[ROWS_NUMBER_COUNT]; /* NULL: no row has a value */
    uint32_t *texts[PACK_TEXT_COUNT];    /* offsets in arena; NULL: all "" */
    struct buf arena;                    /* NUL-terminated texts; the first one is "" */
};

struct number_rule {
    int64_t none, least, most;
};

static const struct number_rule rules[ROWS_NUMBER_COUNT] = {
#define X(name, field, type, none, least, most)                                          \
    [ROWS_##name] = { (none), (least), (most) },
    ROWS_NUMBERS(X)
#undef X
};

void
unpack_free(struct unpack *u)
{
    if (!u)
        return;
    for (size_t c = 0; c < ROWS_NUMBER_COUNT; c++)
        free(u->numbers[c]);
    for (size_t c = 0; c < PACK_TEXT_COUNT; c++)
        free(u->texts[c]);
    buf_clear(&u->arena);
    free(u);
}

int32_t
unpack_rows(const struct unpack *u)
{
    return (int32_t)u->rows;
}

static bool
has_value(const unsigned char *bitmap, size_t i)
{
    return !bitmap || (bitmap[i / 8] >> (i % 8) & 1);
}

static size_t
count_values(const unsigned char *bitmap, size_t rows)
{
    size_t n = 0;

    for (size_t i = 0; i < rows; i++)
        n += has_value(bitmap, i);
    return n;
}

/* Move n values from the front to the rows that have them; the others get none. */
static void
scatter(int64_t *values, size_t n, const unsigned char *bitmap, struct unpack *u,
        size_t c)
{
    for (size_t i = u->rows; i-- > 0;)
        values[i] = has_value(bitmap, i) ? values[--n] : rules[c].none;
}

/* What was stored is what the guess differs by; then the range is checked. */
static bool
complete(struct unpack *u, size_t c, enum pack_guess guess, const unsigned char *bitmap)
{
    const int64_t *duration = u->numbers[ROWS_DURATION];
    const int64_t *init = u->numbers[ROWS_INIT];

    for (size_t i = 0; i < u->rows; i++) {
        int64_t *value = &u->numbers[c][i];

        if (!has_value(bitmap, i))
            continue;
        *value += pack_guess_ms(guess, duration ? duration[i] : 0, init ? init[i] : 0);
        if (*value < rules[c].least || *value > rules[c].most)
            return false;
    }
    return true;
}

static enum va_code
read_number(struct ints_reader *r, struct unpack *u, size_t c)
{
    const unsigned tag = ints_read_byte(r);
    const unsigned presence = tag & ((1U << PACK_GUESS_SHIFT) - 1);
    const unsigned guess = tag >> PACK_GUESS_SHIFT;
    const unsigned char *bitmap = NULL;
    size_t n = u->rows;

    if (presence >= PACK_PRESENCE_COUNT || guess >= PACK_GUESS_COUNT)
        return VA_DATA;
    if (guess != PACK_NO_GUESS && c != ROWS_BILLED)
        return VA_DATA;
    if (presence == PACK_ABSENT)
        return VA_OK;
    if (presence == PACK_SOME) {
        bitmap = ints_read_bytes(r, (u->rows + 7) / 8);
        n = bitmap ? count_values(bitmap, u->rows) : 0;
    }
    if (n == 0)
        return VA_DATA;
    u->numbers[c] = malloc(u->rows * sizeof *u->numbers[c]);
    if (!u->numbers[c])
        return VA_NOMEM;
    ints_read(r, n, u->numbers[c]);
    if (r->bad)
        return VA_DATA;
    scatter(u->numbers[c], n, bitmap, u, c);
    return complete(u, c, (enum pack_guess)guess, bitmap) ? VA_OK : VA_DATA;
}

/* One text to the arena; its offset, or 0 for "" and for what is bad. */
static uint32_t
read_one(struct ints_reader *r, struct unpack *u)
{
    const uint64_t len = ints_read_number(r);
    const unsigned char *text = NULL;
    const size_t offset = u->arena.len;

    if (len > SAMPLE_ID_MAX)
        r->bad = true;
    text = ints_read_bytes(r, r->bad ? 0 : (size_t)len);
    if (!text || len == 0)
        return 0;
    buf_add(&u->arena, text, (size_t)len);
    buf_byte(&u->arena, '\0');
    return (uint32_t)offset;
}

static void
read_each(struct ints_reader *r, struct unpack *u, uint32_t *offsets)
{
    for (size_t i = 0; i < u->rows && !r->bad; i++)
        offsets[i] = read_one(r, u);
}

static void
read_choice(struct ints_reader *r, struct unpack *u, uint32_t *offsets)
{
    uint32_t choices[PACK_ROWS_MAX];
    int64_t indexes[PACK_ROWS_MAX];
    const uint64_t last = ints_read_number(r);

    if (last >= u->rows)
        r->bad = true;
    for (uint64_t i = 0; i <= last && !r->bad; i++)
        choices[i] = read_one(r, u);
    ints_read(r, u->rows, indexes);
    for (size_t i = 0; i < u->rows && !r->bad; i++) {
        if (indexes[i] < 0 || (uint64_t)indexes[i] > last)
            r->bad = true;
        else
            offsets[i] = choices[indexes[i]];
    }
}

static void
read_uuids(struct ints_reader *r, struct unpack *u, uint32_t *offsets)
{
    static const char digits[] = "0123456789abcdef";
    char text[PACK_UUID_LEN + 1];

    for (size_t i = 0; i < u->rows; i++) {
        const unsigned char *bytes = ints_read_bytes(r, PACK_UUID_BYTES);
        size_t at = 0;

        if (!bytes)
            return;
        for (size_t b = 0; b < PACK_UUID_BYTES; b++) {
            if (b == 4 || b == 6 || b == 8 || b == 10)
                text[at++] = '-';
            text[at++] = digits[bytes[b] >> 4];
            text[at++] = digits[bytes[b] & 0xf];
        }
        text[at++] = '\0';
        offsets[i] = (uint32_t)u->arena.len;
        buf_add(&u->arena, text, at);
    }
}

static enum va_code
read_text(struct ints_reader *r, struct unpack *u, size_t c)
{
    static void (*const readers[PACK_TEXT_FORM_COUNT])(struct ints_reader *,
                                                       struct unpack *, uint32_t *) = {
        [PACK_TEXT_CHOICE] = read_choice,
        [PACK_TEXT_EACH] = read_each,
        [PACK_TEXT_UUID] = read_uuids,
    };
    const unsigned form = ints_read_byte(r);

    if (r->bad || form >= PACK_TEXT_FORM_COUNT)
        return VA_DATA;
    if (form == PACK_TEXT_EMPTY)
        return VA_OK;
    u->texts[c] = calloc(u->rows, sizeof *u->texts[c]);
    if (!u->texts[c])
        return VA_NOMEM;
    readers[form](r, u, u->texts[c]);
    if (u->arena.code)
        return u->arena.code;
    return r->bad ? VA_DATA : VA_OK;
}

/* Do the rows pass as samples: lengths, UTF-8, durations where there is no error? */
static enum va_code
check_rows(const struct unpack *u)
{
    struct sample s;

    sample_init(&s);
    for (size_t i = 0; i < u->rows; i++) {
        unpack_get(u, (int32_t)i, &s);
        if (sample_check(&s, NULL))
            return VA_DATA;
    }
    return VA_OK;
}

static enum va_code
read_head(struct ints_reader *r, struct unpack *u)
{
    uint64_t rows = 0;

    if (ints_read_byte(r) != PACK_VERSION)
        return VA_DATA;
    rows = ints_read_number(r);
    if (r->bad || rows < 1 || rows > PACK_ROWS_MAX)
        return VA_DATA;
    u->rows = (size_t)rows;
    return VA_OK;
}

static enum va_code
read_block(struct ints_reader *r, struct unpack *u)
{
    enum va_code code = read_head(r, u);

    for (size_t c = 0; c < ROWS_NUMBER_COUNT && !code; c++)
        code = read_number(r, u, c);
    for (size_t c = 0; c < PACK_TEXT_COUNT && !code; c++)
        code = read_text(r, u, c);
    if (!code && (r->bad || r->left > 0))
        code = VA_DATA;
    return code ? code : check_rows(u);
}

enum va_code
unpack_alloc(const void *bytes, size_t len, struct unpack **out)
{
    struct ints_reader r = { .at = bytes, .left = len };
    struct unpack *u = calloc(1, sizeof *u);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!u)
        return VA_NOMEM;
    buf_init(&u->arena, PACK_BYTES_MAX);
    buf_byte(&u->arena, '\0');
    code = u->arena.code ? u->arena.code : read_block(&r, u);
    if (code) {
        unpack_free(u);
        return code == VA_OVERFLOW ? VA_DATA : code;
    }
    *out = u;
    return VA_OK;
}

static int64_t
number_at(const struct unpack *u, size_t c, size_t i)
{
    return u->numbers[c] ? u->numbers[c][i] : rules[c].none;
}

static const char *
text_at(const struct unpack *u, size_t c, size_t i)
{
    return u->texts[c] ? u->arena.data + u->texts[c][i] : "";
}

void
unpack_get(const struct unpack *u, int32_t i, struct sample *s)
{
    const size_t row = (size_t)i;

    assert(i >= 0 && row < u->rows);
#define X(name, field, type, none, least, most)                                          \
    s->field = (type)number_at(u, ROWS_##name, row);
    ROWS_NUMBERS(X)
#undef X
#define X(name, field) s->field = text_at(u, PACK_##name, row);
    PACK_TEXTS(X)
#undef X
}
