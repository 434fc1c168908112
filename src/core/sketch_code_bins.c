/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bins as bytes: the extremes, then blocks of 16 counts from the first to the last that
 * is not empty. A block is the number of bits its greatest count takes, then all of its
 * counts in so many bits each, low ones first: 2 bytes for each of those bits.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/sketch_code.h"

enum {
    BLOCK = 16,
    BLOCKS_MAX = SKETCH_BINS_MAX / BLOCK,
    WIDTH_MAX = 45, /* bits of SKETCH_WEIGHT_MAX */
    BLOCK_BYTES_MAX = 1 + BLOCK / 8 * WIDTH_MAX,
    HEAD_MAX = 1 + 8 + 8 + 2 + 2
};

/* What the encoder writes: bins of s from first on; what lies below is in first. */
struct blocks {
    const struct sketch *s;
    int32_t first, end; /* blocks, numbered over the whole range */
    int64_t below;      /* folded into the first bin */
};

/* Count of a bin, numbered over the whole range. */
static int64_t
count_at(const struct blocks *b, int32_t bin)
{
    const int64_t more = bin == b->first * BLOCK ? b->below : 0;

    return b->s->bins[bin - b->s->first_bin] + more;
}

/* Bits of the greatest count. */
static int32_t
block_width(const struct blocks *b, int32_t block)
{
    int64_t any = 0;
    int32_t width = 0;

    for (int32_t i = 0; i < BLOCK; i++)
        any |= count_at(b, block * BLOCK + i);
    for (; any > 0; any >>= 1)
        width++;
    return width;
}

static int64_t
block_total(const struct blocks *b, int32_t block)
{
    int64_t total = 0;

    for (int32_t i = 0; i < BLOCK; i++)
        total += count_at(b, block * BLOCK + i);
    return total;
}

/* Bytes of a block. */
static int32_t
block_bytes(const struct blocks *b, int32_t block)
{
    return 1 + BLOCK / 8 * block_width(b, block);
}

/* Fold what lies before a block into the block before it. */
static void
fold(struct blocks *b, int32_t from)
{
    int64_t below = 0;

    for (; b->first < from - 1; b->first++)
        below += block_total(b, b->first);
    b->below = below;
}

/* The blocks to write: without empty ends, and no more than SKETCH_BYTES_MAX holds. */
static struct blocks
choose_blocks(const struct sketch *s)
{
    struct blocks b = {
        .s = s,
        .first = s->first_bin / BLOCK,
        .end = (s->first_bin + s->n_bins) / BLOCK,
    };
    int32_t bytes = HEAD_MAX;
    int32_t from = 0; /* from here on, there is room for one more of any width */

    while (block_width(&b, b.first) == 0)
        b.first++;
    while (block_width(&b, b.end - 1) == 0)
        b.end--;
    from = b.end;
    for (int32_t block = b.end - 1; block >= b.first; block--) {
        bytes += block_bytes(&b, block);
        if (bytes + BLOCK_BYTES_MAX <= SKETCH_BYTES_MAX)
            from = block;
    }
    if (bytes > SKETCH_BYTES_MAX)
        fold(&b, from);
    return b;
}

static void
encode_block(const struct blocks *b, int32_t block, struct pack_writer *w)
{
    const int32_t width = block_width(b, block);
    uint64_t bits = 0;
    int32_t n_bits = 0;

    pack_u8(w, (unsigned)width);
    for (int32_t i = 0; i < BLOCK && width > 0; i++) {
        bits |= (uint64_t)count_at(b, block * BLOCK + i) << n_bits;
        for (n_bits += width; n_bits >= 8; n_bits -= 8) {
            pack_u8(w, (unsigned)(bits & 0xff));
            bits >>= 8;
        }
    }
}

void
bins_encode(const struct sketch *s, struct pack_writer *w)
{
    const struct blocks b = choose_blocks(s);

    pack_u8(w, KIND_BINNED);
    pack_f64(w, s->min);
    pack_f64(w, s->max);
    pack_varint(w, (uint64_t)b.first);
    pack_varint(w, (uint64_t)(b.end - b.first));
    for (int32_t block = b.first; block < b.end; block++)
        encode_block(&b, block, w);
}

/* Counts of so many bits each, 1 to WIDTH_MAX, from bytes with eight more behind them
 * that may be read; returns all their bits together. */
static int64_t
unpack_counts(const unsigned char *in, int32_t width, int64_t *counts)
{
    const uint64_t mask = (UINT64_C(1) << width) - 1;
    int64_t any = 0;

    for (int32_t i = 0; i < BLOCK; i++) {
        const int32_t bit = i * width;

        counts[i] = (int64_t)(bytes_u64(in + bit / 8) >> bit % 8 & mask);
        any |= counts[i];
    }
    return any;
}

/* The counts of a block, some of which fill its bits, as an encoder's do. */
static enum va_code
decode_block(struct pack_reader *r, struct sketch *s, int64_t *counts)
{
    unsigned char tail[BLOCK_BYTES_MAX + 8] = { 0 };
    const int32_t width = (int32_t)unpack_u8(r);
    const unsigned char *in = r->in + r->pos;
    const size_t n_bytes = (size_t)width * BLOCK / 8;
    const size_t left = r->len - r->pos;
    int64_t total = 0;

    if (width == 0)
        return r->bad ? VA_DATA : VA_OK;
    if (width > WIDTH_MAX || left < n_bytes)
        return VA_DATA;
    r->pos += n_bytes;
    if (left < n_bytes + 8) {
        memcpy(tail, in, n_bytes);
        in = tail;
    }
    if (unpack_counts(in, width, counts) >> (width - 1) == 0)
        return VA_DATA;
    for (int32_t i = 0; i < BLOCK; i++)
        total += counts[i];
    s->n += total;
    return s->n <= SKETCH_WEIGHT_MAX ? VA_OK : VA_DATA;
}

/* What holds for every sketch that values were added to. */
static bool
is_sound(const struct sketch *s)
{
    int32_t first = 0;
    int32_t last = s->n_bins - 1;

    if (!(s->min >= SKETCH_VALUE_MIN && s->min <= s->max && s->max <= SKETCH_VALUE_MAX) ||
        s->n <= SKETCH_EXACT)
        return false;
    while (s->bins[first] == 0)
        first++;
    while (s->bins[last] == 0)
        last--;
    return sketch_bin_of(s->max) == s->first_bin + last &&
           sketch_bin_of(s->min) <= s->first_bin + first;
}

/* Bins in whole octaves for the blocks from first to before end. */
static enum va_code
make_bins(struct sketch *s, int32_t first, int32_t end)
{
    const int32_t octave = first * BLOCK / SKETCH_OCTAVE;
    const int32_t after = (end * BLOCK + SKETCH_OCTAVE - 1) / SKETCH_OCTAVE;

    s->first_bin = octave * SKETCH_OCTAVE;
    s->n_bins = (after - octave) * SKETCH_OCTAVE;
    s->bins = calloc((size_t)s->n_bins, sizeof *s->bins);
    return s->bins ? VA_OK : VA_NOMEM;
}

/* The blocks from first to before end; neither of these two is empty. */
static enum va_code
decode_blocks(struct pack_reader *r, struct sketch *s, int32_t first, int32_t end)
{
    enum va_code code = VA_OK;

    for (int32_t block = first; block < end && !code; block++) {
        const bool outer = block == first || block == end - 1;
        const int64_t before = s->n;

        code = decode_block(r, s, s->bins + (block * BLOCK - s->first_bin));
        if (!code && outer && s->n == before)
            code = VA_DATA;
    }
    return code;
}

enum va_code
bins_decode(struct pack_reader *r, struct sketch *s)
{
    enum va_code code = VA_OK;
    int32_t first = 0;
    int32_t end = 0;
    size_t body = 0;

    s->min = unpack_f64(r);
    s->max = unpack_f64(r);
    first = (int32_t)unpack_varint(r, BLOCKS_MAX);
    end = first + (int32_t)unpack_varint(r, BLOCKS_MAX);
    body = r->pos;
    if (r->bad || end == first || end > BLOCKS_MAX)
        return VA_DATA;
    code = make_bins(s, first, end);
    if (!code)
        code = decode_blocks(r, s, first, end);
    if (!code && (r->pos - body > SKETCH_BYTES_MAX - HEAD_MAX || !is_sound(s)))
        code = VA_DATA;
    return code;
}

/* The first version: bin i covers (g^(i-1), g^i], g = 1.01 / 0.99. */
#define LOG_GAMMA_1 0.020000666706669543

enum { BIN_LOW_1 = -480, BIN_HIGH_1 = 1160, BINS_MAX_1 = 1400 };

static int32_t
bin_of_1(double value)
{
    return (int32_t)ceil(log(value) / LOG_GAMMA_1);
}

/* 2 g^i / (g + 1): as far below the bin's upper end as above its lower one. */
static double
bin_value_1(int32_t bin)
{
    return exp((double)bin * LOG_GAMMA_1) * (1 - SKETCH_RELATIVE_ERROR);
}

/* Counts of n bins, with runs of empty ones shortened to (0, run - 1). */
static enum va_code
read_counts_1(struct pack_reader *r, int32_t n, int64_t *counts, struct sketch *s)
{
    bool after_run = false;

    for (int32_t i = 0; i < n; i++) {
        counts[i] = unpack_weight(r, s);
        if (r->bad || (counts[i] == 0 && after_run))
            return VA_DATA;
        s->n += counts[i];
        after_run = counts[i] == 0;
        if (after_run)
            i += (int32_t)unpack_varint(r, BINS_MAX_1);
    }
    return r->bad ? VA_DATA : VA_OK;
}

/* The first and last of n bins from `first` on hold the extremes, or all below. */
static bool
is_sound_1(const struct sketch *s, int32_t first, int32_t n, const int64_t *counts)
{
    int32_t low = 0;

    if (!(s->min >= SKETCH_VALUE_MIN && s->min <= s->max && s->max <= SKETCH_VALUE_MAX))
        return false;
    low = bin_of_1(s->min);
    return s->n > SKETCH_EXACT && counts[0] > 0 && counts[n - 1] > 0 &&
           bin_of_1(s->max) == first + n - 1 &&
           (low == first || (low < first && n == BINS_MAX_1));
}

static void
move_to(struct sketch *s, double value, int64_t count)
{
    s->bins[sketch_bin_of(value) - s->first_bin] += count;
}

/* Each old bin into the new one where its middle lies, within the extremes; they are two
 * of the values, whose bins are known. */
static enum va_code
convert_1(struct sketch *s, int32_t first, int32_t n, int64_t *counts)
{
    const enum va_code code =
        make_bins(s, sketch_bin_of(s->min) / BLOCK, sketch_bin_of(s->max) / BLOCK + 1);

    if (code)
        return code;
    counts[0]--;
    counts[n - 1]--;
    move_to(s, s->min, 1);
    move_to(s, s->max, 1);
    for (int32_t i = 0; i < n; i++)
        move_to(s, fmin(fmax(bin_value_1(first + i), s->min), s->max), counts[i]);
    return VA_OK;
}

enum va_code
bins_decode_1(struct pack_reader *r, struct sketch *s)
{
    int64_t counts[BINS_MAX_1] = { 0 };
    enum va_code code = VA_OK;
    int32_t first = 0;
    int32_t n = 0;

    s->min = unpack_f64(r);
    s->max = unpack_f64(r);
    first = (int32_t)unpack_varint(r, BIN_HIGH_1 - BIN_LOW_1) + BIN_LOW_1;
    n = (int32_t)unpack_varint(r, BINS_MAX_1);
    if (r->bad || n < 1 || first + n - 1 > BIN_HIGH_1)
        return VA_DATA;
    code = read_counts_1(r, n, counts, s);
    if (!code && !is_sound_1(s, first, n, counts))
        code = VA_DATA;
    return code ? code : convert_1(s, first, n, counts);
}
