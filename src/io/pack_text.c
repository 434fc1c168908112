/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing columns of texts: by choice among few, as UUIDs, or one by one. */
#include <string.h>

#include "io/pack_block.h"

/* Distinct texts of a column by a hash table of their numbers + 1; 0 is free. */
enum { SLOTS = 2 * PACK_ROWS_MAX };

struct choices {
    uint32_t offsets[PACK_ROWS_MAX];
    uint16_t slots[SLOTS];
    size_t n;
};

/* FNV-1a. */
static size_t
slot_of(const char *text)
{
    uint32_t hash = UINT32_C(2166136261);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT32_C(16777619);
    return hash % SLOTS;
}

static size_t
choice_of(struct choices *c, const struct pack_texts *t, uint32_t offset)
{
    const char *text = t->bytes + offset;
    size_t slot = slot_of(text);

    while (c->slots[slot] && strcmp(t->bytes + c->offsets[c->slots[slot] - 1], text) != 0)
        slot = (slot + 1) % SLOTS;
    if (!c->slots[slot]) {
        c->offsets[c->n++] = offset;
        c->slots[slot] = (uint16_t)c->n;
    }
    return c->slots[slot] - 1U;
}

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

/* "8f507cfc-ab12-4697-b07a-ac58fc914c95", lower case only, to 16 bytes. */
static bool
uuid_bytes(const char *text, unsigned char out[PACK_UUID_BYTES])
{
    size_t at = 0;

    if (strlen(text) != PACK_UUID_LEN)
        return false;
    for (size_t i = 0; i < PACK_UUID_LEN;) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        int high = 0;
        int low = 0;

        if (dash && text[i++] != '-')
            return false;
        high = hex_value(text[i]);
        low = hex_value(text[i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[at++] = (unsigned char)(high * 16 + low);
        i += 2;
    }
    return true;
}

static bool
write_uuids(const struct pack_texts *t, struct ints_scratch *x, struct buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        if (!uuid_bytes(t->bytes + t->offsets[i], x->bits))
            return false;
    }
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
