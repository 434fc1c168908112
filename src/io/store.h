/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The local database of workloads and samples (SQLite, WAL). Raw samples are packed in
 * blocks; summaries are kept beside them and updated in the same transaction.
 */
#ifndef VA_IO_STORE_H
#define VA_IO_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "core/workload.h"
#include "io/rows.h"

struct store;

#define STORE_VOLUME_MAX INT64_C(1000000000000) /* invocations a month */

struct store_options {
    const char *path;
    bool read_only;  /* never write */
    bool create;     /* make the file (0600) and its folder (0700) when missing */
    bool existing;   /* with create: brought to this version, but never made */
    int32_t busy_ms; /* how long to wait for another writer */
    bool (*waits_on)(void *ctx); /* asked now and then past that: wait on? NULL: no */
    void *waits_on_ctx;
    bool demo; /* one of simulated runs: of another kind, neither opens as the other */
};

/*
 * Open the database; migrate an older one. Without `create` a missing file, or an empty
 * one, is no error: *out is NULL and VA_OK. A database of a newer version opens read-only
 * (store_is_read_only says so, store_note says why). VA_USAGE for one that is of a demo
 * when it should not be, or the other way round. VA_IO names path and reason; *out is
 * NULL on failure.
 */
enum va_code store_open(const struct store_options *o, struct store **out,
                        struct va_err *err);
void store_close(struct store *s); /* NULL allowed */
void store_spare(struct store *s); /* free the pages kept of what was read */
bool store_is_read_only(const struct store *s);
const char *store_note(const struct store *s); /* "" or one line for the user */

/* One import: everything between begin and commit is stored, or nothing is. */
struct store_import;

/* What an import is, for idempotence and the record. */
struct import_source {
    const char *name;   /* file name as given, or "-" */
    const char *format; /* importer's name */
    const char
        *target; /* options that change what is stored (workload=..., ...), or "" */
    int64_t now_ms;
};

struct import_counts {
    int64_t rows;       /* samples stored */
    int64_t duplicates; /* samples left out: their request id is stored already */
    bool seen_before;   /* the same bytes were imported before: nothing was stored */
};

/*
 * Begin an import: nobody else can write until it ends. One at a time in a store; *out is
 * NULL on failure. VA_IO when the store is read-only or another writer does not finish.
 */
enum va_code store_import_begin(struct store *s, const struct import_source *source,
                                struct store_import **out, struct va_err *err);

/*
 * Add one checked sample (sample_check). Rows of a request that is stored already for the
 * profile are counted as duplicates. After a failure only abort and commit (which then
 * fails) are of use. VA_DATA without a workload's name, or past a limit of workloads.
 */
enum va_code store_import_add(struct store_import *i, const struct sample *sample,
                              struct va_err *err);

/* Add rows, at least one, of samples without request ids; the rest as above. */
enum va_code store_import_add_rows(struct store_import *i, const struct sample_rows *rows,
                                   struct va_err *err);

/* Merge what a workload file states beside samples: implementations (API, calls, recall),
 * published curves, the size deployed now, the note. */
enum va_code store_import_workload(struct store_import *i, const struct workload *w,
                                   struct va_err *err);

/*
 * What the database knows content by: the digest of io/digest.h with this secret, which
 * is borrowed until the import ends. Databases that were made before know some of theirs
 * by SHA-256; needs_sha256 tells, and it is then to be given before the commit.
 */
const unsigned char *store_import_secret(const struct store_import *i);
bool store_import_needs_sha256(const struct store_import *i);
void store_import_sha256(struct store_import *i, const char *sha256_hex);

/* content_hex: the digest of the bytes read (64 digits). Frees the import in every case.
 */
enum va_code store_import_commit(struct store_import *i, const char *content_hex,
                                 struct import_counts *out, struct va_err *err);
void store_import_abort(struct store_import *i); /* NULL allowed */

/* A workload's summaries. VA_DATA when there is none of that name. out is initialised by
 * the call and cleared by the caller; empty on failure. */
enum va_code store_load(struct store *s, const char *workload, struct workload *out,
                        struct va_err *err);

/*
 * Every workload with its summaries, one after another by name, as they are at one
 * moment: for thousands of them. What visit gets is cleared when it returns; its first
 * failure ends it. visit may not write to the store.
 */
struct store_each {
    enum va_code (*visit)(void *ctx, struct workload *w, struct va_err *err);
    void *ctx;
};
enum va_code store_load_each(struct store *s, const struct store_each *each,
                             struct va_err *err);

/* Names of all workloads in order; visit's first failure ends it. */
enum va_code store_names(struct store *s,
                         enum va_code (*visit)(void *ctx, const char *name), void *ctx,
                         struct va_err *err);

/* Every raw sample of a workload, in the order stored. */
enum va_code store_samples(struct store *s, const char *workload,
                           enum va_code (*visit)(void *ctx, const struct sample *sample),
                           void *ctx, struct va_err *err);

/* What forget takes away: NULL names mean all. */
struct forget_what {
    const char *workload; /* required */
    const char *implementation, *platform, *region;
    bool dry_run;
};
enum va_code store_forget(struct store *s, const struct forget_what *what,
                          int64_t *out_samples, struct va_err *err);

/* The size deployed today; 0 forgets it. */
enum va_code store_set_now(struct store *s, const char *workload, int32_t memory_mb,
                           struct va_err *err);

/* What the user notes of the workload, lines included; "" takes it away. VA_USAGE past
 * WORKLOAD_NOTE_MAX bytes, or for what is not UTF-8. */
enum va_code store_set_note(struct store *s, const char *workload, const char *note,
                            struct va_err *err);

/* From the first reading on, everything that is read is of one moment until it is
 * released, whatever others write; nothing can be written through it meanwhile. Not to be
 * held twice. NULL allowed. */
enum va_code store_hold(struct store *s, struct va_err *err);
void store_release(struct store *s);

/* A number that changes when another connection, of this process or another, has
 * committed anything. */
enum va_code store_data_version(struct store *s, int64_t *out, struct va_err *err);

/* For doctor: integrity check (quick unless deep), counts, size in bytes. */
struct store_health {
    int64_t workloads, samples, bytes;
    int32_t version;
    char integrity[200]; /* "ok" or what is wrong */
};
enum va_code store_health(struct store *s, bool deep, struct store_health *out,
                          struct va_err *err);

#endif
