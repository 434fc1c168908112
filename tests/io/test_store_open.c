/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: what is made, what is refused, what can only be read, and who is waited for.
 */
#include <fcntl.h>
#include <sys/wait.h>

#include "io/store.h"
#include "store_fixture.h"
#include "tap.h"

enum { USER_VERSION_AT = 63, APPLICATION_ID_AT = 71, NOBODY = 65534 };

static char folder[FIXTURE_PATH_MAX]; /* open to every user, for tests of permissions */

static int
mode_of(const char *path)
{
    struct stat st;

    return stat(path, &st) ? -1 : (int)(st.st_mode & 07777);
}

static bool
exists(const char *path, const char *suffix)
{
    char name[FIXTURE_PATH_MAX + 8];

    (void)snprintf(name, sizeof name, "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

static void
write_at(const char *path, long at, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "r+be");

    if (!f || fseek(f, at, SEEK_SET) || fwrite(bytes, 1, n, f) != n)
        printf("# %s could not be changed\n", path);
    if (f)
        (void)fclose(f);
}

static void
write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    if (!f || fputs(text, f) < 0)
        printf("# %s could not be written\n", path);
    if (f)
        (void)fclose(f);
}

/* FNV-1a over a file's bytes; 0 when it cannot be read. */
static uint64_t
content_of(const char *path)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    FILE *f = fopen(path, "re");
    int c = 0;

    if (!f)
        return 0;
    while ((c = getc(f)) != EOF)
        hash = (hash ^ (unsigned)c) * UINT64_C(1099511628211);
    (void)fclose(f);
    return hash;
}

static void
test_missing(void)
{
    char path[FIXTURE_PATH_MAX];
    char above[FIXTURE_PATH_MAX];
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };

    (void)fixture_path(path, "new/deep/vadvise.db");
    (void)fixture_path(above, "new/deep");
    fixture_remove(path);
    IS_INT(fixture_open_as(path, false, false, &s, NULL), VA_OK,
           "a missing file is no error");
    OK(s == NULL && !exists(above, ""), "and nothing is made");
    IS_INT(fixture_open_as(path, true, false, &s, &err), VA_OK, "for reading, too");
    OK(s == NULL && err.code == VA_OK, "which finds none");
    IS_INT(fixture_open_as(path, false, true, &s, NULL), VA_OK,
           "it is made when asked for");
    IS_INT(mode_of(path), 0600, "with mode 0600");
    IS_INT(mode_of(above), 0700, "in a folder of mode 0700");
    (void)fixture_import(s, &(struct fixture_import){ "w", 0, 9, 1, true, "" },
                         &(struct import_counts){ 0 }, NULL);
    store_close(s);
    OK(!exists(path, "-wal") && !exists(path, "-shm"),
       "closing leaves nothing beside the file");
    IS_INT(fixture_open_as(path, true, false, &s, NULL), VA_OK, "it can be read");
    OK(store_is_read_only(s) && store_note(s)[0] == '\0', "without a note");
    IS_INT(fixture_summed(s, "w"), 9, "as it was written");
    IS_INT(store_set_now(s, "w", 512, &err), VA_IO, "it cannot be changed then");
    OK(strstr(err.text, "read-only") != NULL, "and says why");
    store_close(s);
    OK(!exists(path, "-wal") && !exists(path, "-shm"), "reading leaves nothing either");
    fixture_remove(path);
}

static void
test_odd_names(void)
{
    static const char *const names[] = { "a?b=c&d.db",       "x#y.db",   "per%20cent.db",
                                         "blank in name.db", ":memory:", "file:x.db" };
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;
    size_t right = 0;
    const size_t n = sizeof names / sizeof names[0];

    for (size_t i = 0; i < n; i++) {
        (void)fixture_path(path, names[i]);
        fixture_make(path);
        s = NULL;
        right += fixture_open_as(path, true, false, &s, NULL) == VA_OK &&
                 fixture_summed(s, "w") == 200 && exists(path, "");
        store_close(s);
        fixture_remove(path);
    }
    IS_INT(right, n,
           "names with characters that mean something in a URI are plain names");
    (void)fixture_path(path, ".");
    if (chdir(path) == 0) {
        fixture_make("bare.db");
        IS_INT(fixture_open_as("bare.db", true, false, &s, NULL), VA_OK,
               "a name without a folder is in this one");
        store_close(s);
        fixture_remove("bare.db");
    }
}

static void
test_not_files(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };

    (void)fixture_path(path, ".");
    IS_INT(fixture_open_as(path, false, true, &s, &err), VA_IO,
           "a directory is no database");
    OK(strstr(err.text, "directory") != NULL && s == NULL, "and says so");
    (void)fixture_path(path, "pipe");
    (void)unlink(path);
    (void)mkfifo(path, 0600);
    IS_INT(fixture_open_as(path, false, true, &s, &err), VA_IO, "a pipe is none");
    OK(strstr(err.text, "not a regular file") != NULL, "and says so");
    (void)unlink(path);
    (void)fixture_path(path, "text");
    write_file(path, "memory_mb,duration_ms\n128,5\n");
    (void)fixture_path(path, "text/vadvise.db");
    IS_INT(fixture_open_as(path, false, true, &s, &err), VA_IO,
           "a file where a folder should be is an error");
    OK(strstr(err.text, "Not a directory") != NULL, "with its reason");
}

static void
test_foreign(void)
{
    char path[FIXTURE_PATH_MAX];
    char text[2048];
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };
    uint64_t before = 0;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)fixture_path(path, "text");
    write_file(path, text);
    before = content_of(path);
    IS_INT(fixture_open_as(path, false, true, &s, &err), VA_IO,
           "a text file is no database");
    OK(strstr(err.text, "not a database") && strstr(err.hint, "--db"), "and says so");
    IS_INT(content_of(path), before, "it is left as it is");
    (void)unlink(path);
    (void)fixture_path(path, "foreign.db");
    fixture_make(path);
    write_at(path, APPLICATION_ID_AT, "!", 1);
    before = content_of(path);
    IS_INT(fixture_open_as(path, false, true, &s, &err), VA_IO,
           "a database of another program is refused");
    OK(strstr(err.text, "another program") != NULL, "and says so");
    IS_INT(content_of(path), before, "it is left as it is");
    OK(s == NULL, "nothing is opened");
    fixture_remove(path);
}

static void
test_empty(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;

    (void)fixture_path(path, "empty.db");
    fixture_remove(path);
    write_file(path, "");
    IS_INT(fixture_open_as(path, false, false, &s, NULL), VA_OK, "an empty file");
    OK(s == NULL, "is as good as none");
    IS_INT(fixture_open_as(path, true, false, &s, NULL), VA_OK, "for reading, too");
    IS_INT(fixture_open_as(path, false, true, &s, NULL), VA_OK,
           "a database can be made in it");
    OK(s && fixture_is_sound(s), "that is sound");
    store_close(s);
    fixture_remove(path);
}

static void
test_newer(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };
    struct import_counts counts = { 0 };
    uint64_t before = 0;

    (void)fixture_path(path, "newer.db");
    fixture_make(path);
    write_at(path, USER_VERSION_AT, "\x63", 1);
    before = content_of(path);
    IS_INT(fixture_open_as(path, false, true, &s, &err), VA_OK, "a newer version opens");
    OK(store_is_read_only(s), "for reading");
    OK(strstr(store_note(s), "newer vadvise (database version 99") != NULL,
       "and notes why");
    IS_INT(fixture_summed(s, "w"), 200, "what is known of it can be read");
    IS_INT(fixture_import(s, &(struct fixture_import){ "w", 0, 9, 7, false, "" }, &counts,
                          &err),
           VA_IO, "an import is refused");
    OK(strstr(err.text, "newer vadvise") != NULL, "with the same reason");
    store_close(s);
    IS_INT(content_of(path), before, "and the file is left as it is");
    fixture_remove(path);
}

/* Garbage over each page in turn: an answer or a clean error, never a crash, and a deep
 * check that is not fooled into saying ok where an answer differs. */
static void
test_damaged(void)
{
    char path[FIXTURE_PATH_MAX];
    char garbage[4096];
    struct stat st;
    int clean = 0;
    enum { PAGE_BYTES = 16384 };
    int pages = 0;
    int found = 0;

    (void)fixture_path(path, "damaged.db");
    fixture_make(path);
    memset(garbage, 0xa5, sizeof garbage);
    if (stat(path, &st))
        return;
    for (long at = 0; at < st.st_size; at += PAGE_BYTES, pages++) {
        struct store *s = NULL;
        struct va_err err = { .code = VA_OK };
        struct store_health h = { .integrity = "" };
        struct workload w;
        enum va_code code = VA_OK;

        fixture_make(path);
        write_at(path, at, garbage, sizeof garbage);
        code = fixture_open_as(path, false, false, &s, &err);
        if (!code) {
            code = store_load(s, "w", &w, &err);
            workload_clear(&w);
            found += store_health(s, true, &h, NULL) != VA_OK ||
                     strcmp(h.integrity, "ok") != 0;
        } else {
            found++;
        }
        clean += code == VA_OK || (code == VA_IO && strstr(err.text, path));
        store_close(s);
    }
    OK(pages > 10, "a database has some pages (%d)", pages);
    IS_INT(clean, pages, "with any page damaged: a clean error with the path, or none");
    IS_INT(found, pages, "the deep check finds damage of any page");
    fixture_make(path);
    if (truncate(path, st.st_size / 2 / 4096 * 4096) == 0) {
        struct store *s = NULL;
        struct va_err err = { .code = VA_OK };
        struct workload w;
        enum va_code code = fixture_open_as(path, true, false, &s, &err);

        if (!code) {
            code = store_load(s, "w", &w, &err);
            workload_clear(&w);
        }
        IS_INT(code, VA_IO, "half a file is an error");
        OK(strstr(err.text, "damaged") && err.hint[0], "that says so and what to do");
        store_close(s);
    }
    fixture_remove(path);
}

/* Run a check as a user who is not root; its result is the exit status. */
static int
as_nobody(int (*check)(const char *path), const char *path)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0) {
        if (getuid() == 0 && (setgid(NOBODY) || setuid(NOBODY)))
            _exit(99);
        _exit(check(path));
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static int
check_reads(const char *path)
{
    struct store *s = NULL;

    if (fixture_open_as(path, true, false, &s, NULL))
        return 1;
    if (fixture_summed(s, "w") != 200 || fixture_count(s, "w") != 200)
        return 2;
    store_close(s);
    return 0;
}

/* Opened for writing, it reads, and says why it cannot be written. */
static int
check_read_only(const char *path)
{
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };

    if (fixture_open_as(path, false, true, &s, &err))
        return 1;
    if (!store_is_read_only(s) || !strstr(store_note(s), "opened read-only"))
        return 2;
    if (fixture_summed(s, "w") != 200)
        return 3;
    if (store_set_now(s, "w", 512, &err) != VA_IO || !strstr(err.text, "read-only"))
        return 4;
    store_close(s);
    return 0;
}

static int
check_denied(const char *path)
{
    struct store *s = NULL;
    struct va_err err = { .code = VA_OK };

    if (fixture_open_as(path, false, true, &s, &err) != VA_IO)
        return 1;
    return strstr(err.text, "ermission denied") && strstr(err.text, path) && !s ? 0 : 2;
}

static void
test_permissions(void)
{
    char path[FIXTURE_PATH_MAX + 16];
    char none[FIXTURE_PATH_MAX + 16];

    (void)snprintf(path, sizeof path, "%s/v.db", folder);
    (void)snprintf(none, sizeof none, "%s/sub/none.db", folder);
    fixture_make(path);
    (void)chmod(path, 0444);
    (void)chmod(folder, 0555);
    IS_INT(as_nobody(check_reads, path), 0,
           "a read-only file in a read-only folder can be read");
    OK(!exists(path, "-shm"), "and nothing is made beside it");
    IS_INT(as_nobody(check_read_only, path), 0, "writing to it is refused with a note");
    IS_INT(as_nobody(check_denied, none), 0,
           "no database can be made in a read-only folder");
    (void)chmod(folder, 0777);
    IS_INT(as_nobody(check_read_only, path), 0,
           "a read-only file in a folder that is not says so");
    (void)chmod(folder, 0755);
    (void)chmod(path, 0);
    IS_INT(as_nobody(check_denied, path), 0, "a file that may not be read is an error");
    fixture_remove(path);
}

int
main(void)
{
    store_close(NULL);
    (void)snprintf(folder, sizeof folder, "/tmp/vadvise-open-XXXXXX");
    (void)fflush(stdout);
    test_missing();
    test_odd_names();
    test_not_files();
    test_foreign();
    test_empty();
    test_newer();
    test_damaged();
    if (mkdtemp(folder)) {
        test_permissions();
        (void)rmdir(folder);
    }
    return done();
}
