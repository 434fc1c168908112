/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the store share, private to store*.c. */
#ifndef VA_IO_STORE_INTERNAL_H
#define VA_IO_STORE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/store.h"

struct sqlite3;
struct sqlite3_stmt;

struct store {
    struct sqlite3 *db;
    char *path; /* as given, for messages */
    char *real; /* without links, as opened */
    int32_t busy_ms;
    bool (*waits_on)(void *ctx); /* past that; NULL: no */
    void *waits_on_ctx;
    int32_t waited_ms; /* for another writer, until now */
    int32_t version;   /* user_version of the file */
    bool demo;         /* of simulated runs */
    bool read_only;
    bool frozen;    /* read as it is: there is no room beside it */
    bool in_import; /* one import at a time */
    bool held;      /* everything that is read is of one moment */
    char note[VA_ERR_TEXT_MAX];
};

/* --- errors (store_error.c) --- */

/*
 * Turn a result of SQLite into code, text and hint. rc is not SQLITE_OK.
 * Returns VA_NOMEM or VA_IO.
 */
enum va_code store_fail(const struct store *s, int rc, struct va_err *err);

/* VA_IO: the file holds something that vadvise did not write; what names it. */
enum va_code store_damaged(const struct store *s, const char *what, struct va_err *err);

/* VA_NOMEM with the path. */
enum va_code store_no_memory(const struct store *s, struct va_err *err);

/* --- statements (store_sql.c) --- */

enum sql_kind { SQL_NULL, SQL_INT, SQL_REAL, SQL_TEXT, SQL_BLOB };

/* A value for a parameter; texts and blobs must outlive the statement's next reset. */
struct sql_arg {
    enum sql_kind kind;
    int64_t number;
    double real; /* NaN becomes NULL */
    const void *bytes;
    size_t len;
};

struct sql_args {
    const struct sql_arg *arg;
    size_t n;
};

struct sql_arg sql_int(int64_t value);
struct sql_arg sql_real(double value);
struct sql_arg sql_text(const char *value); /* NULL is NULL */
struct sql_arg sql_blob(const void *bytes, size_t len);

/* The values of parameters ?1, ?2, ... in order. */
#define SQL_ARGS(...)                                                                    \
    ((struct sql_args){ (const struct sql_arg[]){ __VA_ARGS__ },                         \
                        sizeof((const struct sql_arg[]){ __VA_ARGS__ }) /                \
                            sizeof(struct sql_arg) })
#define SQL_NO_ARGS ((struct sql_args){ NULL, 0 })

/* Prepare a fixed text; *out is NULL on failure. */
enum va_code sql_prepare(struct store *s, const char *text, struct sqlite3_stmt **out,
                         struct va_err *err);

/* Prepare and bind. */
enum va_code sql_start(struct store *s, const char *text, struct sql_args args,
                       struct sqlite3_stmt **out, struct va_err *err);

/* Start a prepared statement again with other values. */
enum va_code sql_restart(struct store *s, struct sqlite3_stmt *stmt, struct sql_args args,
                         struct va_err *err);

/* The next row, if there is one. */
enum va_code sql_next(struct store *s, struct sqlite3_stmt *stmt, bool *out_row,
                      struct va_err *err);
void sql_finish(struct sqlite3_stmt *stmt); /* NULL allowed */

/* Run one statement that gives no rows. */
enum va_code sql_do(struct store *s, const char *text, struct sql_args args,
                    struct va_err *err);

/* The first column of the first row; 0 when there is no row, or NULL in it. */
enum va_code sql_number(struct store *s, const char *text, struct sql_args args,
                        int64_t *out, struct va_err *err);

/* Run a fixed text of one or more statements. */
enum va_code sql_script(struct store *s, const char *text, struct va_err *err);

int64_t sql_column_int(struct sqlite3_stmt *stmt, int column);
double sql_column_real(struct sqlite3_stmt *stmt, int column); /* NaN for NULL */

/* A valid text of less than size bytes; what names it in the message about a bad one. */
struct sql_text_out {
    char *to;
    size_t size;
    const char *what;
};
enum va_code sql_column_text(struct store *s, struct sqlite3_stmt *stmt, int column,
                             struct sql_text_out out, struct va_err *err);

/* Borrowed until the next step. */
const void *sql_column_blob(struct sqlite3_stmt *stmt, int column, size_t *out_len);

/* Rows changed by the last statement. */
int64_t sql_changes(const struct store *s);

/* BEGIN IMMEDIATE; VA_IO on a read-only store or when another writer does not finish. */
enum va_code store_begin(struct store *s, struct va_err *err);

/* COMMIT when code is VA_OK, else ROLLBACK. Returns code, or why COMMIT failed. */
enum va_code store_end(struct store *s, enum va_code code, struct va_err *err);

/* A consistent view over several statements: BEGIN, and END whatever came of it. */
enum va_code store_begin_reading(struct store *s, struct va_err *err);
void store_end_reading(struct store *s);

/* --- schema (store_schema.c) --- */

/* Look at version and owner of the file; create or migrate as the options allow. Sets
 * *out_empty when there is nothing in it and nothing may be created. */
enum va_code store_check_schema(struct store *s, bool create, bool *out_empty,
                                struct va_err *err);

/* --- reading (store_read.c) --- */

/* Id of a workload; VA_DATA when there is none of that name. */
enum va_code store_find_workload(struct store *s, const char *name, int64_t *out,
                                 struct va_err *err);

struct store_visit {
    struct sample names; /* gives what blocks do not hold */
    enum va_code (*sample)(void *ctx, const struct sample *sample);
    void *ctx;
};

/* Every sample of one packed block, which is in a column of the row. */
enum va_code store_visit_block(struct store *s, struct sqlite3_stmt *stmt, int column,
                               const struct store_visit *visit, struct va_err *err);

#endif
