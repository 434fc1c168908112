/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of an import share, private to store_import*.c. */
#ifndef VA_IO_STORE_IMPORT_H
#define VA_IO_STORE_IMPORT_H

#include "base/buf.h"
#include "io/digest.h"
#include "io/id_set.h"
#include "io/pack.h"
#include "io/store_internal.h"

/* clang-format off */
#define BATCH_STATEMENTS(X) /* name, text: prepared on first use */                     \
    X(ADD_WORKLOAD,                                                                      \
      "INSERT OR IGNORE INTO workload (name) VALUES (?1)")                               \
    X(FIND_WORKLOAD,                                                                     \
      "SELECT id FROM workload WHERE name = ?1")                                         \
    X(ADD_IMPLEMENTATION,                                                                \
      "INSERT OR IGNORE INTO implementation (workload_id, name) VALUES (?1, ?2)")        \
    X(COUNT_IMPLEMENTATIONS,                                                             \
      "SELECT count(*) FROM implementation WHERE workload_id = ?1")                      \
    X(ADD_PROFILE,                                                                       \
      "INSERT OR IGNORE INTO profile"                                                    \
      " (workload_id, implementation, platform, region, emulates)"                       \
      " VALUES (?1, ?2, ?3, ?4, ?5)")                                                    \
    X(FIND_PROFILE,                                                                      \
      "SELECT id FROM profile WHERE workload_id = ?1 AND implementation = ?2"            \
      " AND platform = ?3 AND region = ?4 AND emulates = ?5")                            \
    X(COUNT_PROFILES,                                                                    \
      "SELECT count(*) FROM profile WHERE workload_id = ?1")                             \
    X(ADD_PART,                                                                          \
      "INSERT OR IGNORE INTO part (batch_id, workload_id, profile_id)"                   \
      " VALUES (?1, ?2, ?3)")                                                            \
    X(HAS_SEEN,                                                                          \
      "SELECT EXISTS (SELECT 1 FROM seen WHERE profile_id = ?1)")                        \
    X(FIND_SEEN,                                                                         \
      "SELECT EXISTS (SELECT 1 FROM seen WHERE profile_id = ?1 AND id = ?2)")            \
    X(COUNT_REQUESTS,                                                                    \
      "SELECT sum(n) FROM request WHERE profile_id = ?1")                                \
    X(ALL_REQUESTS,                                                                      \
      "SELECT ids FROM request WHERE profile_id = ?1")                                   \
    X(FIND_CHUNK,                                                                        \
      "SELECT id, ids FROM request WHERE profile_id = ?1 AND lowest <= ?2"               \
      " ORDER BY lowest DESC LIMIT 1")                                                   \
    X(NEXT_CHUNK,                                                                        \
      "SELECT lowest FROM request WHERE profile_id = ?1 AND lowest > ?2"                 \
      " ORDER BY lowest LIMIT 1")                                                        \
    X(ADD_CHUNK,                                                                         \
      "INSERT INTO request (profile_id, lowest, n, ids) VALUES (?1, ?2, ?3, ?4)")        \
    X(SET_CHUNK,                                                                         \
      "UPDATE request SET n = ?2, ids = ?3 WHERE id = ?1")                               \
    X(ADD_BLOCK,                                                                         \
      "INSERT INTO block (profile_id, batch_id, n, packed) VALUES (?1, ?2, ?3, ?4)")     \
    X(FIND_SUMMARY,                                                                      \
      "SELECT encoded FROM summary"                                                      \
      " WHERE profile_id = ?1 AND memory_mb = ?2 AND cold = ?3 AND cpu = ?4")            \
    X(PUT_SUMMARY,                                                                       \
      "INSERT INTO summary (profile_id, memory_mb, cold, cpu, n, n_failed, encoded)"     \
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"                                             \
      " ON CONFLICT (profile_id, memory_mb, cold, cpu) DO UPDATE"                        \
      " SET n = excluded.n, n_failed = excluded.n_failed, encoded = excluded.encoded")   \
    X(COUNT_GROUPS,                                                                      \
      "SELECT count(*), count(DISTINCT nullif(cpu, '')) FROM summary"                    \
      " WHERE profile_id = ?1")
/* clang-format on */

enum batch_statement {
#define X(name, text) BATCH_##name,
    BATCH_STATEMENTS(X)
#undef X
        BATCH_STATEMENT_COUNT
};

/* Request ids of a profile. */
struct requests {
    bool known;              /* n_stored and has_old are */
    bool has_old;            /* some are stored in the form of version 1 */
    int64_t n_stored;        /* in chunks */
    int64_t n_looks;         /* how often the database was asked */
    struct id_filter filter; /* of those in chunks, once it pays */
    struct id_set fresh;     /* not yet stored */
};

/* The samples of one profile on their way to the store. */
struct writer {
    char workload[TEXT_NAME_MAX + 1];
    struct profile profile; /* key, and summaries not yet merged into the stored ones */
    int64_t profile_id;
    struct pack *pack; /* samples not yet stored; NULL until the first one */
    struct requests requests;
    size_t memory_bytes; /* last estimate */
    size_t id_bytes;     /* of request ids, the same */
};

struct writer_table {
    struct writer **slots; /* open addressing; capacity a power of two */
    size_t capacity;
    size_t n;
    size_t memory_bytes; /* sum over the writers */
    size_t id_bytes;     /* the same */
    struct writer *last; /* of the last sample */
    uint32_t last_names; /* its number of names, or 0 */
};

struct store_import {
    struct store *s;
    int64_t batch_id;
    char *target;
    struct import_counts counts;
    struct sqlite3_stmt *statements[BATCH_STATEMENT_COUNT];
    struct writer_table writers;
    struct buf packed;
    unsigned char secret[DIGEST_SECRET_BYTES]; /* of the database */
    struct siphash_key id_key;                 /* follows from it */
    bool needs_sha256;          /* some content is known by its SHA-256 only */
    char sha256[HASH_HEX_SIZE]; /* of this content, or "" */
    enum va_code failed;        /* first failure: nothing goes on after it */
};

/* --- store_import.c --- */

/*
 * Add samples to a batch that there is, within a transaction that is the caller's: join,
 * store_import_add, leave with what came of it. Leaving frees the import in every case.
 */
enum va_code batch_join(struct store *s, int64_t batch_id, struct store_import **out,
                        struct va_err *err);
enum va_code batch_leave(struct store_import *i, enum va_code code,
                         struct import_counts *out, struct va_err *err);

/* Run a statement that gives no rows. */
enum va_code batch_run(struct store_import *i, enum batch_statement which,
                       struct sql_args args, struct va_err *err);

/* Start one that does: the statement is borrowed until its next use. */
enum va_code batch_query(struct store_import *i, enum batch_statement which,
                         struct sql_args args, struct sqlite3_stmt **out,
                         struct va_err *err);

/* The first column of its first row, 0 without one. */
enum va_code batch_number(struct store_import *i, enum batch_statement which,
                          struct sql_args args, int64_t *out, struct va_err *err);

/* --- store_import_names.c --- */

/* Ids by name, added when new. */
enum va_code batch_workload_id(struct store_import *i, const char *name, int64_t *out,
                               struct va_err *err);
enum va_code batch_implementation(struct store_import *i, int64_t workload_id,
                                  const char *name, struct va_err *err);
enum va_code batch_profile_id(struct store_import *i, int64_t workload_id,
                              const struct profile *p, int64_t *out, struct va_err *err);

/* --- store_import_writer.c --- */

/* The writer of a sample's profile, made when new. */
enum va_code batch_writer(struct store_import *i, const struct sample *s,
                          struct writer **out, struct va_err *err);

/* Take a sample that is no duplicate. */
enum va_code batch_write(struct store_import *i, struct writer *w, const struct sample *s,
                         struct va_err *err);

/* Take rows that have no request id. */
enum va_code batch_write_rows(struct store_import *i, struct writer *w,
                              const struct sample_rows *rows, struct va_err *err);

/* Store everything the writers hold, and free them. */
enum va_code batch_flush(struct store_import *i, struct va_err *err);
void batch_drop_writers(struct store_import *i);

/* Merge a profile's summaries into the stored ones. */
enum va_code batch_merge(struct store_import *i, const struct profile *p,
                         int64_t profile_id, struct va_err *err);

/* --- store_import_ids.c --- */

/* Remember a request's id. *out_new: it was neither stored for the profile nor met in
 * this import. */
enum va_code batch_note_request(struct store_import *i, struct writer *w,
                                const char *request_id, bool *out_new,
                                struct va_err *err);

/* Store the new ids; the writer then only takes batch_drop_requests. */
enum va_code batch_store_requests(struct store_import *i, struct writer *w,
                                  struct va_err *err);
size_t batch_requests_bytes(const struct writer *w);
void batch_drop_requests(struct writer *w);

/* --- store_import_batch.c --- */

/* Read the secret of the database, and whether content is known by its SHA-256 only. */
enum va_code batch_read_secret(struct store_import *i, struct va_err *err);

/* Is this content stored already, and wholly? *out_batch: the earlier batch, or 0. */
enum va_code batch_find(struct store_import *i, const char *content_hex,
                        int64_t *out_batch, bool *out_whole, struct va_err *err);

/* Record the batch under its content; or, when parts of an earlier one of the same
 * content were forgotten since, keep those parts only and add them to it (earlier not 0).
 */
enum va_code batch_record(struct store_import *i, const char *content_hex,
                          int64_t earlier, struct va_err *err);

#endif
