/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets of 128-bit ids that are spread evenly (values of SipHash): one that is exact, and
 * a filter that may only err by saying "perhaps".
 */
#ifndef VA_IO_ID_SET_H
#define VA_IO_ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "io/siphash.h"

/* Open addressing by the highest bits, so that the slots are nearly in order. Zeros mark
 * a free slot. All zero: empty. */
struct id_set {
    struct siphash_value *slots; /* capacity, and some more at the end */
    size_t capacity;             /* 0, or a power of two */
    size_t n;
};

/* Add an id that is not zero; *out_new says whether it was not there. VA_OK, or VA_NOMEM
 * (unchanged). */
enum va_code id_set_add(struct id_set *s, struct siphash_value id, bool *out_new);

/* Memory it holds now. */
size_t id_set_memory_bytes(const struct id_set *s);

/*
 * Order the ids and close the gaps between them. Returns s->n ids, ascending, that belong
 * to the set; it then only takes clear.
 */
const struct siphash_value *id_set_order(struct id_set *s);
void id_set_clear(struct id_set *s); /* ready for reuse */

/* Below 0, 0, above 0: a before, equal to, after b. */
int id_compare(struct siphash_value a, struct siphash_value b);

/* A Bloom filter of one word an id: four bits of 64 are set. All zero: holds nothing. */
struct id_filter {
    uint64_t *words;
    size_t n_words; /* 0, or a power of two */
    size_t n;       /* ids added */
};

/* An empty filter with room for n ids; VA_OK or VA_NOMEM. */
enum va_code id_filter_init(struct id_filter *f, size_t n);
void id_filter_add(struct id_filter *f, struct siphash_value id);

/* false: it was not added. */
bool id_filter_may_have(const struct id_filter *f, struct siphash_value id);

/* Is there room for n more? */
bool id_filter_has_room(const struct id_filter *f, size_t n);
void id_filter_clear(struct id_filter *f);

#endif
