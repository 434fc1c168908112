/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples of one profile packed in blocks, column by column, without loss. The names of
 * the profile (workload, implementation, platform, region, emulates) are not in a block.
 */
#ifndef VA_IO_PACK_H
#define VA_IO_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "core/sample.h"
#include "core/workload.h"
#include "io/rows.h"

enum {
    PACK_ROWS_MAX = 4096,
    PACK_BYTES_MAX = 8 << 20 /* of one encoded block; the worst case is below it */
};

struct pack;   /* a block being filled */
struct unpack; /* a block that was read */

/* An empty block; NULL when out of memory. */
struct pack *pack_alloc(void);
void pack_free(struct pack *p); /* NULL allowed */

/* Copy one checked sample to the end. Not to be called when full. VA_OK, or VA_NOMEM
 * (unchanged). */
enum va_code pack_add(struct pack *p, const struct sample *s);

/*
 * Copy rows to the end, as many as there is room for.
 *
 * Returns VA_OK with their number, 1 to n, in *out_n; VA_NOMEM (unchanged).
 */
enum va_code pack_add_rows(struct pack *p, const struct sample_rows *rows, size_t from,
                           size_t *out_n);

/* Is there no room for another sample? */
bool pack_is_full(const struct pack *p);

/* Rows since it was made or encoded. */
int32_t pack_rows(const struct pack *p);

/* Memory it holds now, bytes. */
size_t pack_memory_bytes(const struct pack *p);

/*
 * Count all rows into the groups of a profile, as profile_add_sample on each would, but
 * for rounding, and faster. VA_NOMEM, or VA_DATA past a limit; the profile may then have
 * some of the rows.
 */
enum va_code pack_count(const struct pack *p, struct profile *to, struct va_err *err);

/*
 * Append the encoded block to out (which should allow PACK_BYTES_MAX) and empty p; its
 * memory stays for reuse.
 *
 * p    1 to PACK_ROWS_MAX rows
 *
 * Returns VA_OK; VA_NOMEM (p and the failure state of out are then unspecified, but
 * safe to free).
 */
enum va_code pack_encode(struct pack *p, struct buf *out);

/*
 * Read a block. Any bytes are safe: what no valid samples encode to is VA_DATA.
 * *out is NULL on failure.
 */
enum va_code unpack_alloc(const void *bytes, size_t len, struct unpack **out);
void unpack_free(struct unpack *u); /* NULL allowed */
int32_t unpack_rows(const struct unpack *u);

/* Row i, 0 <= i < rows. Fields of s that a block does not hold are untouched; texts are
 * borrowed from u. */
void unpack_get(const struct unpack *u, int32_t i, struct sample *s);

#endif
