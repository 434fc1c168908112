/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Little-endian numbers in a byte buffer, private to the *_code.c files. A writer or a
 * reader that ran past its end stays failed, so `bad` is looked at once, at the end.
 */
#ifndef VA_CORE_BYTES_H
#define VA_CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pack_writer {
    unsigned char *out;
    size_t len, max;
    bool bad;
};

struct pack_reader {
    const unsigned char *in;
    size_t pos, len;
    bool bad;
};

static inline void
pack_u8(struct pack_writer *w, unsigned value)
{
    if (w->bad || w->len >= w->max) {
        w->bad = true;
        return;
    }
    w->out[w->len++] = (unsigned char)value;
}

static inline void
pack_u64(struct pack_writer *w, uint64_t value)
{
    if (w->bad || w->max - w->len < 8) {
        w->bad = true;
        return;
    }
    for (int i = 0; i < 8; i++)
        w->out[w->len++] = (unsigned char)(value >> 8 * i & 0xff);
}

static inline void
pack_f64(struct pack_writer *w, double value)
{
    uint64_t bits = 0;

    memcpy(&bits, &value, sizeof bits);
    pack_u64(w, bits);
}

/* Seven bits a byte, low ones first, the high bit says that more follow. */
static inline void
pack_varint(struct pack_writer *w, uint64_t value)
{
    while (value >= 0x80) {
        pack_u8(w, (unsigned)(value & 0x7f) | 0x80);
        value >>= 7;
    }
    pack_u8(w, (unsigned)value);
}

static inline unsigned
unpack_u8(struct pack_reader *r)
{
    if (r->bad || r->pos >= r->len) {
        r->bad = true;
        return 0;
    }
    return r->in[r->pos++];
}

/* Eight bytes; written out, compilers make one load of it. */
static inline uint64_t
bytes_u64(const unsigned char *in)
{
    return (uint64_t)in[0] | (uint64_t)in[1] << 8 | (uint64_t)in[2] << 16 |
           (uint64_t)in[3] << 24 | (uint64_t)in[4] << 32 | (uint64_t)in[5] << 40 |
           (uint64_t)in[6] << 48 | (uint64_t)in[7] << 56;
}

static inline uint64_t
unpack_u64(struct pack_reader *r)
{
    if (r->bad || r->len - r->pos < 8) {
        r->bad = true;
        return 0;
    }
    r->pos += 8;
    return bytes_u64(r->in + r->pos - 8);
}

static inline double
unpack_f64(struct pack_reader *r)
{
    const uint64_t bits = unpack_u64(r);
    double value = 0;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* At most max, in its shortest form. */
static inline uint64_t
unpack_varint(struct pack_reader *r, uint64_t max)
{
    uint64_t value = 0;
    unsigned byte = 0;

    for (int shift = 0; shift <= 56; shift += 7) {
        byte = unpack_u8(r);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            r->bad = r->bad || value > max || (byte == 0 && shift > 0);
            return r->bad ? 0 : value;
        }
    }
    r->bad = true;
    return 0;
}

#endif
