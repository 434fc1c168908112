/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of SQLite as messages: what is wrong with which file, and what to do. */
#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/store_internal.h"

enum {
    SAID_MS = 100,
    WRITE_LOCK_BYTE = 120
}; /* of the -shm file; sqlite.org/walformat.html, 2.3.1 */

struct reason {
    int rc; /* primary result code */
    const char *text;
    const char *hint; /* NULL: none */
};

static const struct reason reasons[] = {
    { SQLITE_FULL, "the disk is full", "Make room and try again; nothing was changed." },
    { SQLITE_CORRUPT, "the file is damaged",
      "Keep a copy. \"sqlite3 FILE .recover\" saves what can be read." },
    { SQLITE_NOTADB, "this is not a database",
      "Name another file with --db, or move this one away." },
    { SQLITE_READONLY, "the file is read-only", NULL },
    { SQLITE_PERM, "permission denied", NULL },
    { SQLITE_TOOBIG, "a value is too large", NULL },
};

/* The text after n more fields, each followed by spaces. */
static const char *
skip_fields(const char *line, int n)
{
    while (n-- > 0) {
        line += strcspn(line, " ");
        line += strspn(line, " ");
    }
    return line;
}

/* "1: POSIX  ADVISORY  WRITE 4711 08:01:131 120 120": the process, if it has the lock
 * that a writer of the file holds; else 0. */
static long
writer_in_line(const char *line, uintmax_t inode)
{
    const char *pid = skip_fields(line, 4);
    const char *file = skip_fields(line, 5);
    const char *first = skip_fields(line, 6);
    const char *colon = memchr(file, ':', strcspn(file, " "));

    if (strncmp(skip_fields(line, 3), "WRITE ", 6) != 0 || !colon)
        return 0;
    colon = strchr(colon + 1, ':');
    if (!colon || strtoumax(colon + 1, NULL, 10) != inode ||
        strtol(first, NULL, 10) != WRITE_LOCK_BYTE)
        return 0;
    return strtol(pid, NULL, 10);
}

/*
 * The process that holds the write lock, by the kernel's list of locks: opening and
 * closing the file itself would drop the locks of this process. 0: not known.
 */
static long
find_writer(const struct store *s)
{
    char line[256];
    char name[4096];
    struct stat st;
    long found = 0;
    FILE *locks = NULL;

    if (!s->real || snprintf(name, sizeof name, "%s-shm", s->real) >= (int)sizeof name ||
        stat(name, &st) != 0)
        return 0;
    locks = fopen("/proc/locks", "re");
    if (!locks)
        return 0;
    while (found <= 0 && fgets(line, sizeof line, locks))
        found = writer_in_line(line, (uintmax_t)st.st_ino);
    (void)fclose(locks);
    return found;
}

static enum va_code
fail_busy(const struct store *s, struct va_err *err)
{
    const long writer = find_writer(s);
    char who[64] = "";
    char waited[64] = "";

    if (writer > 0)
        (void)snprintf(who, sizeof who, " (process %ld)", writer);
    if (s->busy_ms >= SAID_MS)
        (void)snprintf(waited, sizeof waited, "; waited %.1f s",
                       (double)s->busy_ms / 1000.0);
    (void)va_fail(err, VA_IO, "%s vadvise%s is writing to %s%s",
                  writer == (long)getpid() ? "this" : "another", who, s->path, waited);
    if (writer > 0)
        va_hint(err, "Try again when process %ld has finished; nothing was changed.",
                writer);
    else
        va_hint(err,
                "Try again when it has finished (\"fuser %s\" names it); nothing "
                "was changed.",
                s->path);
    return VA_IO;
}

enum va_code
store_no_memory(const struct store *s, struct va_err *err)
{
    return va_fail(err, VA_NOMEM, "%s: out of memory", s->path);
}

enum va_code
store_damaged(const struct store *s, const char *what, struct va_err *err)
{
    (void)va_fail(err, VA_IO, "%s: damaged: %s", s->path, what);
    va_hint(err, "Keep a copy. \"vadvise doctor\" checks the whole file.");
    return VA_IO;
}

enum va_code
store_fail(const struct store *s, int rc, struct va_err *err)
{
    const int primary = rc & 0xff;
    const int cause = s->db ? sqlite3_system_errno(s->db) : 0;

    if (primary == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM)
        return store_no_memory(s, err);
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        return fail_busy(s, err);
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].rc != primary)
            continue;
        (void)va_fail(err, VA_IO, "%s: %s", s->path, reasons[i].text);
        if (reasons[i].hint)
            va_hint(err, "%s", reasons[i].hint);
        return VA_IO;
    }
    if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && cause != 0)
        return va_fail(err, VA_IO, "%s: %s", s->path, strerror(cause));
    return va_fail(err, VA_IO, "%s: %s", s->path, sqlite3_errstr(rc));
}
