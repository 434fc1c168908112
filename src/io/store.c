/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing the database. */
#include "io/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/file_write.h"
#include "io/store_internal.h"

enum { URI_MAX = 3 * 4096 + 64, VALUE_MAX = 64 << 20 };

static enum va_code
fail_errno(const char *path, int cause, struct va_err *err)
{
    return va_fail(err, VA_IO, "%s: %s", path, strerror(cause));
}

/* Another connection writes; n is how often that was said in a row. 0: wait no longer. */
static int
wait_for_writer(void *ctx, int n)
{
    enum { FIRST_MS = 1, MOST_MS = 25 };
    struct store *s = ctx;

    if (n == 0)
        s->waited_ms = 0;
    if (s->waited_ms >= s->busy_ms && !s->waits_on(s->waits_on_ctx))
        return 0;
    n = sqlite3_sleep(n < MOST_MS ? FIRST_MS + n : MOST_MS);
    if (s->waited_ms < s->busy_ms)
        s->waited_ms += n;
    return 1;
}

/* An empty file of mode 0600: SQLite gives its other files the same mode. */
static enum va_code
make_file(const char *path, struct va_err *err)
{
    enum va_code code = file_make_folders(path, err);
    int fd = -1;

    if (code)
        return code;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? VA_OK : fail_errno(path, errno, err);
    return close(fd) == 0 ? VA_OK : fail_errno(path, errno, err);
}

static enum va_code
check_kind(const char *path, const struct stat *st, struct va_err *err)
{
    if (S_ISDIR(st->st_mode))
        return fail_errno(path, EISDIR, err);
    if (!S_ISREG(st->st_mode))
        return va_fail(err, VA_IO, "%s: not a regular file", path);
    return VA_OK;
}

/* Is there a file; if not, make it when that is asked for. */
static enum va_code
find_file(struct store *s, const struct store_options *o, bool *out_missing,
          struct va_err *err)
{
    struct stat st;
    enum va_code code = VA_OK;
    int cause = stat(s->path, &st) == 0 ? 0 : errno;

    *out_missing = cause == ENOENT && (o->read_only || !o->create || o->existing);
    if (*out_missing)
        return VA_OK;
    if (cause == ENOENT) {
        code = make_file(s->path, err);
        if (code)
            return code;
        cause = stat(s->path, &st) == 0 ? 0 : errno;
    }
    code = cause ? fail_errno(s->path, cause, err) : check_kind(s->path, &st, err);
    if (code)
        return code;
    s->real = realpath(s->path, NULL);
    return s->real ? VA_OK : fail_errno(s->path, errno, err);
}

/* Does a file beside the database hold anything? */
static bool
has_wal(const struct store *s)
{
    struct buf name;
    struct stat st;
    bool has = false;

    buf_init(&name, URI_MAX);
    buf_printf(&name, "%s-wal", s->real);
    has = name.code || (stat(buf_get(&name), &st) == 0 && st.st_size > 0);
    buf_clear(&name);
    return has;
}

/* May files be made in the folder of the database? SQLite needs some beside it. */
static bool
folder_is_writable(const struct store *s)
{
    char *slash = NULL;
    bool writable = false;

    assert(s->real);
    slash = strrchr(s->real, '/');
    if (!slash || slash == s->real)
        return access("/", W_OK) == 0;
    *slash = '\0';
    writable = access(s->real, W_OK) == 0;
    *slash = '/';
    return writable;
}

/* The name for SQLite. Where nothing can be written beside the file and no log of
 * changes waits there, nobody can change it: it is read as it is. */
static void
make_uri(const struct store *s, bool folder_writable, struct buf *uri)
{
    buf_text(uri, "file:");
    for (const char *c = s->real; *c; c++) {
        if (strchr("%?#", *c))
            buf_printf(uri, "%%%02X", (unsigned char)*c);
        else
            buf_byte(uri, *c);
    }
    if (s->frozen || (!folder_writable && !has_wal(s)))
        buf_text(uri, "?immutable=1");
}

/* A store that was asked to be writable and cannot be says why. */
static void
note_read_only(struct store *s, const struct store_options *o, const char *what)
{
    s->read_only = true;
    if (!o->read_only)
        (void)snprintf(s->note, sizeof s->note, "%s: %s: opened read-only", s->path,
                       what);
}

static enum va_code
connect_to(struct store *s, const struct store_options *o, struct va_err *err)
{
    const bool folder_writable = folder_is_writable(s);
    /* Readers of a log of changes share files beside the database. Only a connection that
     * may write takes those away again; query_only keeps it from changing anything. */
    const int access_flag =
        folder_writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    struct buf uri;
    int rc = SQLITE_OK;

    buf_init(&uri, URI_MAX);
    make_uri(s, folder_writable, &uri);
    if (uri.code) {
        buf_clear(&uri);
        return store_no_memory(s, err);
    }
    rc = sqlite3_open_v2(buf_get(&uri), &s->db,
                         access_flag | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    buf_clear(&uri);
    if (rc == SQLITE_OK)
        rc = sqlite3_extended_result_codes(s->db, 1);
    if (rc == SQLITE_OK)
        rc = s->waits_on ? sqlite3_busy_handler(s->db, wait_for_writer, s)
                         : sqlite3_busy_timeout(s->db, s->busy_ms);
    if (rc != SQLITE_OK)
        return store_fail(s, rc, err);
    (void)sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (o->read_only)
        s->read_only = true;
    else if (!folder_writable)
        note_read_only(s, o, "its folder cannot be written to");
    else if (sqlite3_db_readonly(s->db, "main") == 1)
        note_read_only(s, o, "the file cannot be written to");
    return VA_OK;
}

/* Settings of the connection; none of them touches the file. */
static enum va_code
set_up(struct store *s, struct va_err *err)
{
    if (s->read_only)
        return sql_script(s, "PRAGMA query_only = ON", err);
    return sql_script(s, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL", err);
}

static enum va_code
open_database(struct store *s, const struct store_options *o, bool *out_missing,
              struct va_err *err)
{
    enum va_code code = connect_to(s, o, err);

    if (!code)
        code = set_up(s, err);
    if (!code)
        code = store_check_schema(s, o->create, out_missing, err);
    return code;
}

/* Was there no room for the files that readers of a log of changes share? Without a log,
 * and with no room for a writer either, the database can be read as it is. */
static bool
can_be_frozen(const struct store *s, const struct store_options *o)
{
    return o->read_only && s->db && !has_wal(s) && sqlite3_system_errno(s->db) == ENOSPC;
}

static enum va_code
open_found(struct store *s, const struct store_options *o, bool *out_missing,
           struct va_err *err)
{
    enum va_code code = find_file(s, o, out_missing, err);

    if (code || *out_missing)
        return code;
    code = open_database(s, o, out_missing, err);
    if (code == VA_IO && can_be_frozen(s, o)) {
        (void)sqlite3_close(s->db);
        s->db = NULL;
        s->frozen = true;
        code = open_database(s, o, out_missing, err);
    }
    return code;
}

enum va_code
store_open(const struct store_options *o, struct store **out, struct va_err *err)
{
    struct store *s = calloc(1, sizeof *s);
    bool missing = false;
    enum va_code code = VA_OK;

    *out = NULL;
    if (s)
        s->path = strdup(o->path);
    if (!s || !s->path) {
        store_close(s);
        return va_fail(err, VA_NOMEM, "%s: out of memory", o->path);
    }
    s->busy_ms = o->busy_ms;
    s->waits_on = o->waits_on;
    s->waits_on_ctx = o->waits_on_ctx;
    s->demo = o->demo;
    code = open_found(s, o, &missing, err);
    if (code || missing) {
        store_close(s);
        return code;
    }
    *out = s;
    return VA_OK;
}

void
store_close(struct store *s)
{
    if (!s)
        return;
    (void)sqlite3_close(s->db);
    free(s->real);
    free(s->path);
    free(s);
}

void
store_spare(struct store *s)
{
    (void)sqlite3_db_release_memory(s->db);
}

bool
store_is_read_only(const struct store *s)
{
    return s->read_only;
}

const char *
store_note(const struct store *s)
{
    return s->note;
}
