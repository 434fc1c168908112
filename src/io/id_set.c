/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of ids. */
#include "io/id_set.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 64, SPARE_SLOTS = 256, FIRST_WORDS = 64, IDS_A_WORD = 4 };

int
id_compare(struct siphash_value a, struct siphash_value b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

static bool
is_free(const struct siphash_value *slot)
{
    return (slot->high | slot->low) == 0;
}

/* The top bits of a hash as an index below n, a power of two above 1. */
static size_t
index_of(uint64_t hash, size_t n)
{
    return (size_t)(hash >> (64U - (unsigned)__builtin_ctzll(n)));
}

/* Where an id is, or the free slot where it belongs; NULL when the end comes first. */
static struct siphash_value *
find_slot(const struct id_set *s, struct siphash_value id)
{
    struct siphash_value *end = s->slots + s->capacity + SPARE_SLOTS;

    for (struct siphash_value *slot = s->slots + index_of(id.high, s->capacity);
         slot < end; slot++) {
        if (is_free(slot) || id_compare(*slot, id) == 0)
            return slot;
    }
    return NULL;
}

/* Put every id of one set into another. */
static bool
copy_all(const struct id_set *from, const struct id_set *to)
{
    const size_t n_slots = from->capacity ? from->capacity + SPARE_SLOTS : 0;

    for (size_t i = 0; i < n_slots; i++) {
        struct siphash_value *slot = NULL;

        if (is_free(&from->slots[i]))
            continue;
        slot = find_slot(to, from->slots[i]);
        if (!slot)
            return false;
        *slot = from->slots[i];
    }
    return true;
}

/* Twice the slots, until all find theirs. */
static enum va_code
grow(struct id_set *s)
{
    struct id_set grown = *s;

    do {
        if (grown.slots != s->slots)
            free(grown.slots);
        grown.capacity = grown.capacity ? grown.capacity * 2 : FIRST_SLOTS;
        grown.slots = calloc(grown.capacity + SPARE_SLOTS, sizeof *grown.slots);
        if (!grown.slots)
            return VA_NOMEM;
    } while (!copy_all(s, &grown));
    free(s->slots);
    *s = grown;
    return VA_OK;
}

enum va_code
id_set_add(struct id_set *s, struct siphash_value id, bool *out_new)
{
    struct siphash_value *slot = NULL;

    if (s->n >= s->capacity / 4 * 3 && grow(s))
        return VA_NOMEM;
    for (slot = find_slot(s, id); !slot; slot = find_slot(s, id)) {
        if (grow(s))
            return VA_NOMEM;
    }
    *out_new = is_free(slot);
    *slot = id;
    s->n += *out_new;
    return VA_OK;
}

size_t
id_set_memory_bytes(const struct id_set *s)
{
    return s->capacity ? (s->capacity + SPARE_SLOTS) * sizeof *s->slots : 0;
}

/* Insertion into what is ordered already: ids are only a few slots from their places. */
const struct siphash_value *
id_set_order(struct id_set *s)
{
    size_t n = 0;

    for (size_t i = 0; n < s->n; i++) {
        const struct siphash_value id = s->slots[i];
        size_t at = n;

        if (is_free(&s->slots[i]))
            continue;
        for (; at > 0 && id_compare(id, s->slots[at - 1]) < 0; at--)
            s->slots[at] = s->slots[at - 1];
        s->slots[at] = id;
        n++;
    }
    return s->slots;
}

void
id_set_clear(struct id_set *s)
{
    free(s->slots);
    *s = (struct id_set){ .slots = NULL };
}

/* --- the filter --- */

/* Four of 64 bits, by the lower half of the id. */
static uint64_t
bits_of(struct siphash_value id)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 4; i++)
        bits |= UINT64_C(1) << (id.low >> (6 * i) & 63);
    return bits;
}

enum va_code
id_filter_init(struct id_filter *f, size_t n)
{
    size_t n_words = FIRST_WORDS;

    while (n_words * IDS_A_WORD < n)
        n_words *= 2;
    *f = (struct id_filter){ .words = calloc(n_words, sizeof *f->words) };
    if (!f->words)
        return VA_NOMEM;
    f->n_words = n_words;
    return VA_OK;
}

void
id_filter_add(struct id_filter *f, struct siphash_value id)
{
    f->words[index_of(id.high, f->n_words)] |= bits_of(id);
    f->n++;
}

bool
id_filter_may_have(const struct id_filter *f, struct siphash_value id)
{
    const uint64_t bits = bits_of(id);

    return (f->words[index_of(id.high, f->n_words)] & bits) == bits;
}

bool
id_filter_has_room(const struct id_filter *f, size_t n)
{
    return f->n + n <= f->n_words * IDS_A_WORD;
}

void
id_filter_clear(struct id_filter *f)
{
    free(f->words);
    *f = (struct id_filter){ .words = NULL };
}
