/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Request ids: which ones of a profile are stored, so that no request is counted twice.
 *
 * An id is known by 128 bits of SipHash under a key that only this database has. Among n
 * ids two share theirs with a chance below n^2 / 2^128, even when somebody chose the ids:
 * for a thousand million ids of one profile that is 10^-20.
 *
 * They are stored in ascending order in chunks that fill a page. A chunk reaches to where
 * the next one begins, so an id is looked for in one chunk. New ids stay in memory until
 * the import flushes. When many are looked for, a filter made of the stored ones spares
 * most of them the look.
 */
#include <sqlite3.h>

#include "io/hash.h"
#include "io/store_import.h"
#include "io/word.h"

enum {
    ID_BYTES = 2 * WORD_BYTES,
    CHUNK_IDS = 240,    /* a row of them fits a page of 4096 bytes */
    FILTER_FROM = 2048, /* looks at the database before a filter is made, */
    FILTER_SHARE = 256  /* and one for so many ids stored */
};

/* Ids as they are stored: 16 bytes each, the highest first. */
struct chunk {
    int64_t row; /* 0: none */
    size_t n;
    unsigned char bytes[CHUNK_IDS * ID_BYTES];
};

static void
write_id(unsigned char *to, struct siphash_value id)
{
    word_store(to, __builtin_bswap64(id.high));
    word_store(to + WORD_BYTES, __builtin_bswap64(id.low));
}

static struct siphash_value
read_id(const unsigned char *from)
{
    return (struct siphash_value){ __builtin_bswap64(word_load(from)),
                                   __builtin_bswap64(word_load(from + WORD_BYTES)) };
}

static struct siphash_value
id_of(const struct store_import *i, const char *request_id)
{
    struct siphash_value id = siphash(i->id_key, request_id, strlen(request_id));

    id.low |= (id.high | id.low) == 0; /* a set has no id of zeros */
    return id;
}

/* The ids in a column of a row; NULL when they are no chunk. */
static const unsigned char *
column_ids(struct sqlite3_stmt *stmt, int column, size_t *out_n)
{
    size_t len = 0;
    const unsigned char *bytes = sql_column_blob(stmt, column, &len);

    *out_n = len / ID_BYTES;
    return len % ID_BYTES == 0 && *out_n >= 1 && *out_n <= CHUNK_IDS ? bytes : NULL;
}

static enum va_code
damaged(const struct store_import *i, struct va_err *err)
{
    return store_damaged(i->s, "request ids cannot be read", err);
}

/* The chunk that has the id, or would have it; row 0 when it is before all. */
static enum va_code
find_chunk(struct store_import *i, const struct writer *w, struct siphash_value id,
           struct chunk *out, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    const unsigned char *bytes = NULL;
    unsigned char key[ID_BYTES];
    bool row = false;
    enum va_code code = VA_OK;

    write_id(key, id);
    out->row = 0;
    out->n = 0;
    code = batch_query(i, BATCH_FIND_CHUNK,
                       SQL_ARGS(sql_int(w->profile_id), sql_blob(key, sizeof key)), &stmt,
                       err);
    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    if (code || !row)
        return code;
    bytes = column_ids(stmt, 1, &out->n);
    if (bytes)
        memcpy(out->bytes, bytes, out->n * ID_BYTES);
    out->row = sql_column_int(stmt, 0);
    (void)sqlite3_reset(stmt);
    return bytes && out->row != 0 ? VA_OK : damaged(i, err);
}

static bool
chunk_has(const struct chunk *c, struct siphash_value id)
{
    size_t low = 0;
    size_t high = c->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = id_compare(read_id(c->bytes + middle * ID_BYTES), id);

        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* --- looking ids up --- */

/* What is stored of the profile, once its first request id is met. */
static enum va_code
begin_requests(struct store_import *i, struct writer *w, struct va_err *err)
{
    const struct sql_args profile = SQL_ARGS(sql_int(w->profile_id));
    int64_t n_old = 0;
    enum va_code code = VA_OK;

    if (w->requests.known)
        return VA_OK;
    code = batch_number(i, BATCH_COUNT_REQUESTS, profile, &w->requests.n_stored, err);
    if (!code)
        code = batch_number(i, BATCH_HAS_SEEN, profile, &n_old, err);
    w->requests.has_old = n_old != 0;
    w->requests.known = !code;
    return code;
}

static enum va_code
fill_filter(struct store_import *i, struct writer *w, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    bool row = false;
    enum va_code code =
        batch_query(i, BATCH_ALL_REQUESTS, SQL_ARGS(sql_int(w->profile_id)), &stmt, err);

    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    while (!code && row) {
        size_t n = 0;
        const unsigned char *bytes = column_ids(stmt, 0, &n);

        if (!bytes)
            return damaged(i, err);
        for (size_t k = 0; k < n; k++)
            id_filter_add(&w->requests.filter, read_id(bytes + k * ID_BYTES));
        code = sql_next(i->s, stmt, &row, err);
    }
    return code;
}

/* A filter pays once many ids were looked for. */
static enum va_code
make_filter(struct store_import *i, struct writer *w, struct va_err *err)
{
    struct requests *q = &w->requests;

    if (q->filter.words || q->n_looks < FILTER_FROM ||
        q->n_looks < q->n_stored / FILTER_SHARE)
        return VA_OK;
    if (id_filter_init(&q->filter, (size_t)q->n_stored * 2))
        return store_no_memory(i->s, err);
    return fill_filter(i, w, err);
}

static enum va_code
is_stored(struct store_import *i, struct writer *w, struct siphash_value id, bool *out,
          struct va_err *err)
{
    struct requests *q = &w->requests;
    struct chunk c;
    enum va_code code = VA_OK;

    *out = false;
    if (q->n_stored == 0)
        return VA_OK;
    code = make_filter(i, w, err);
    if (code || (q->filter.words && !id_filter_may_have(&q->filter, id)))
        return code;
    q->n_looks++;
    code = find_chunk(i, w, id, &c, err);
    *out = !code && c.row != 0 && chunk_has(&c, id);
    return code;
}

/* Databases of version 1 knew ids by the first 128 bits of their SHA-256. */
static enum va_code
is_seen(struct store_import *i, const struct writer *w, const char *request_id, bool *out,
        struct va_err *err)
{
    unsigned char id[HASH_ID_BYTES];
    int64_t n = 0;
    enum va_code code = VA_OK;

    hash_id(request_id, id);
    code =
        batch_number(i, BATCH_FIND_SEEN,
                     SQL_ARGS(sql_int(w->profile_id), sql_blob(id, sizeof id)), &n, err);
    *out = n != 0;
    return code;
}

enum va_code
batch_note_request(struct store_import *i, struct writer *w, const char *request_id,
                   bool *out_new, struct va_err *err)
{
    const struct siphash_value id = id_of(i, request_id);
    bool stored = false;
    enum va_code code = begin_requests(i, w, err);

    if (!code)
        code = is_stored(i, w, id, &stored, err);
    if (!code && !stored && w->requests.has_old)
        code = is_seen(i, w, request_id, &stored, err);
    *out_new = false;
    if (code || stored)
        return code;
    return id_set_add(&w->requests.fresh, id, out_new) ? store_no_memory(i->s, err)
                                                       : VA_OK;
}

/* --- storing them --- */

/* New ids, in order, and how far they are stored. */
struct rest {
    const struct siphash_value *ids;
    size_t n;
};

/* How many of the rest come before the chunk that follows on the first of them. */
static enum va_code
count_before_next(struct store_import *i, const struct writer *w, const struct rest *rest,
                  size_t *out, struct va_err *err)
{
    struct sqlite3_stmt *stmt = NULL;
    unsigned char key[ID_BYTES];
    size_t len = 0;
    bool row = false;
    enum va_code code = VA_OK;

    write_id(key, rest->ids[0]);
    code = batch_query(i, BATCH_NEXT_CHUNK,
                       SQL_ARGS(sql_int(w->profile_id), sql_blob(key, sizeof key)), &stmt,
                       err);
    if (!code)
        code = sql_next(i->s, stmt, &row, err);
    *out = rest->n;
    if (!code && row) {
        const unsigned char *next = sql_column_blob(stmt, 0, &len);

        *out = 1;
        if (len != ID_BYTES)
            code = damaged(i, err);
        while (!code && *out < rest->n && id_compare(rest->ids[*out], read_id(next)) < 0)
            ++*out;
        (void)sqlite3_reset(stmt);
    }
    return code;
}

/* Write a chunk in the place of the row it came from, or as a new row. */
static enum va_code
put_chunk(struct store_import *i, const struct writer *w, int64_t row,
          const struct chunk *c, struct va_err *err)
{
    const struct sql_arg ids = sql_blob(c->bytes, c->n * ID_BYTES);

    if (row)
        return batch_run(i, BATCH_SET_CHUNK,
                         SQL_ARGS(sql_int(row), sql_int((int64_t)c->n), ids), err);
    return batch_run(i, BATCH_ADD_CHUNK,
                     SQL_ARGS(sql_int(w->profile_id), sql_blob(c->bytes, ID_BYTES),
                              sql_int((int64_t)c->n), ids),
                     err);
}

/* Merge an old chunk and n new ids into as few chunks of about the same size as hold
 * them. */
static enum va_code
merge_chunk(struct store_import *i, const struct writer *w, const struct chunk *old,
            const struct rest *new, struct va_err *err)
{
    const size_t total = old->n + new->n;
    const size_t n_chunks = (total + CHUNK_IDS - 1) / CHUNK_IDS;
    struct chunk out;
    size_t from_old = 0;
    size_t from_new = 0;
    enum va_code code = VA_OK;

    for (size_t k = 0; k < n_chunks && !code; k++) {
        out.n = total * (k + 1) / n_chunks - total * k / n_chunks;
        for (size_t at = 0; at < out.n; at++) {
            const unsigned char *next = old->bytes + from_old * ID_BYTES;
            const bool take_old =
                from_old < old->n &&
                (from_new == new->n || id_compare(read_id(next), new->ids[from_new]) < 0);

            if (take_old)
                memcpy(out.bytes + at * ID_BYTES, next, ID_BYTES);
            else
                write_id(out.bytes + at * ID_BYTES, new->ids[from_new]);
            from_old += take_old;
            from_new += !take_old;
        }
        code = put_chunk(i, w, k == 0 ? old->row : 0, &out, err);
    }
    return code;
}

enum va_code
batch_store_requests(struct store_import *i, struct writer *w, struct va_err *err)
{
    struct rest rest = { id_set_order(&w->requests.fresh), w->requests.fresh.n };
    enum va_code code = VA_OK;

    while (rest.n > 0 && !code) {
        struct rest now = rest;
        struct chunk old;

        code = find_chunk(i, w, rest.ids[0], &old, err);
        if (!code)
            code = count_before_next(i, w, &rest, &now.n, err);
        if (!code)
            code = merge_chunk(i, w, &old, &now, err);
        rest.ids += now.n;
        rest.n -= now.n;
    }
    return code;
}

size_t
batch_requests_bytes(const struct writer *w)
{
    return id_set_memory_bytes(&w->requests.fresh) +
           w->requests.filter.n_words * sizeof *w->requests.filter.words;
}

void
batch_drop_requests(struct writer *w)
{
    id_set_clear(&w->requests.fresh);
    id_filter_clear(&w->requests.filter);
}
