/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing columns of texts: by choice among few, as UUIDs, or one by one. */
#include <string.h>

#include "io/pack_block.h"
#include "io/word.h"

/* Distinct texts of a column by a hash table of their numbers + 1; 0 is free. */
enum { SLOTS = 2 * PACK_ROWS_MAX };

struct choices {
    uint32_t offsets[PACK_ROWS_MAX];
    uint16_t slots[SLOTS];
    size_t n;
};

/* Eight bytes at a time; the multiplier is 2^64 over the golden ratio. */
static size_t
slot_of(const char *text, size_t len)
{
    uint64_t hash = len;
    size_t i = 0;

    for (; i + WORD_BYTES <= len; i += WORD_BYTES)
        hash = (hash ^ word_load(text + i)) * UINT64_C(0x9e3779b97f4a7c15);
    for (; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)((hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 51);
}

static size_t
choice_of(struct choices *c, const struct pack_texts *t, uint32_t offset)
{
    const char *text = t->bytes + offset;
    size_t slot = slot_of(text, strlen(text));

    _Static_assert(SLOTS == 1 << 13, "the hash has as many values as there are slots");

    while (c->slots[slot] && strcmp(t->bytes + c->offsets[c->slots[slot] - 1], text) != 0)
        slot = (slot + 1) % SLOTS;
    if (!c->slots[slot]) {
        c->offsets[c->n++] = offset;
        c->slots[slot] = (uint16_t)c->n;
    }
    return c->slots[slot] - 1U;
}

/* Eight digits of lower-case hexadecimal at a time. */
enum { DIGITS = 8 };

/* The high bit of every byte from low to high; both are ASCII. */
static uint64_t
between(uint64_t word, unsigned char low, unsigned char high)
{
    const uint64_t bits = word & ~WORD_ALL(0x80);

    return (bits + WORD_ALL(0x80U - low)) & ~(bits + WORD_ALL(0x7fU - high)) & ~word &
           WORD_ALL(0x80);
}

/* Four bytes of eight digits; false when they are none. */
static bool
hex_bytes(const char *text, unsigned char *out)
{
    const uint64_t word = word_load(text);
    const uint64_t letters = between(word, 'a', 'f');
    uint64_t values = 0;

    if ((letters | between(word, '0', '9')) != WORD_ALL(0x80))
        return false;
    values = (word & WORD_ALL(0x0f)) + (letters >> 7) * 9;
    values = (values << 4 | values >> 8) & UINT64_C(0x00ff00ff00ff00ff);
    for (size_t i = 0; i < DIGITS / 2; i++)
        out[i] = (unsigned char)(values >> (16 * i) & 0xff);
    return true;
}

/* "8f507cfc-ab12-4697-b07a-ac58fc914c95", lower case only, to 16 bytes. */
static bool
uuid_bytes(const char *text, unsigned char out[PACK_UUID_BYTES])
{
    char digits[2 * PACK_UUID_BYTES];

    if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return false;
    memcpy(digits, text, 8);
    memcpy(digits + 8, text + 9, 4);
    memcpy(digits + 12, text + 14, 4);
    memcpy(digits + 16, text + 19, 4);
    memcpy(digits + 20, text + 24, 12);
    return hex_bytes(digits, out) && hex_bytes(digits + 8, out + 4) &&
           hex_bytes(digits + 16, out + 8) && hex_bytes(digits + 24, out + 12);
}

static bool
all_uuids(const struct pack_texts *t)
{
    unsigned char bytes[PACK_UUID_BYTES];

    for (size_t i = 0; i < t->n; i++) {
        const char *text = t->bytes + t->offsets[i];

        if (strnlen(text, PACK_UUID_LEN + 1) != PACK_UUID_LEN || !uuid_bytes(text, bytes))
            return false;
    }
    return true;
}

static bool
write_uuids(const struct pack_texts *t, struct ints_scratch *x, struct buf *out)
{
    if (!all_uuids(t))
        return false;
    buf_byte(out, PACK_TEXT_UUID);
    for (size_t i = 0; i < t->n; i++) {
        (void)uuid_bytes(t->bytes + t->offsets[i], x->bits);
        buf_add(out, x->bits, PACK_UUID_BYTES);
    }
    return true;
}

static void
write_one(const char *text, struct buf *out)
{
    const size_t len = strlen(text);

    ints_write_number(len, out);
    buf_add(out, text, len);
}

void
pack_text_write(const struct pack_texts *t, struct ints_scratch *x, struct buf *out)
{
    struct choices c;

    memset(c.slots, 0, sizeof c.slots);
    c.n = 0;
    for (size_t i = 0; i < t->n; i++)
        x->scaled[i] = (int64_t)choice_of(&c, t, t->offsets[i]);
    if (c.n > t->n / 2 && write_uuids(t, x, out))
        return;
    if (c.n > 1 && c.n > t->n / 2) {
        buf_byte(out, PACK_TEXT_EACH);
        for (size_t i = 0; i < t->n; i++)
            write_one(t->bytes + t->offsets[i], out);
        return;
    }
    buf_byte(out, PACK_TEXT_CHOICE);
    ints_write_number(c.n - 1, out);
    for (size_t i = 0; i < c.n; i++)
        write_one(t->bytes + c.offsets[i], out);
    ints_write(x->scaled, t->n, x, out);
}
