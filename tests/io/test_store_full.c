/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk or a quota that is full: a clear error, and the database is as it was. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "io/store.h"
#include "store_fixture.h"
#include "tap.h"

enum { ROWS = 3000, CANNOT = 77, WRONG = 1 };

/* What happened to one import into a database of 200 rows. */
struct outcome {
    enum va_code code;
    struct va_err err;
    int64_t rows; /* in blocks and summaries and sound; else -1 */
};

static bool
make_database(const char *path)
{
    struct import_counts counts;
    struct store *s = NULL;
    enum va_code code = VA_OK;

    fixture_remove(path);
    code = fixture_open(path, &s, NULL);
    if (!code)
        code = fixture_import(s, &(struct fixture_import){ "w", 0, 200, 1, true, "" },
                              &counts, NULL);
    store_close(s);
    return !code;
}

static void
import_more(const char *path, struct outcome *o)
{
    struct import_counts counts;
    struct store *s = NULL;

    *o = (struct outcome){ .rows = -1 };
    o->code = fixture_open(path, &s, &o->err);
    if (!o->code)
        o->code =
            fixture_import(s, &(struct fixture_import){ "w", 1000, ROWS, 2, true, "" },
                           &counts, &o->err);
    store_close(s);
}

static void
look_again(const char *path, struct outcome *o)
{
    struct store *s = NULL;

    if (fixture_open(path, &s, NULL))
        return;
    o->rows = fixture_count(s, "w");
    if (o->rows != fixture_summed(s, "w") || !fixture_is_sound(s))
        o->rows = -1;
    store_close(s);
}

static bool
is_clean(const struct outcome *o, const char *path)
{
    if (o->code == VA_OK)
        return o->rows == 200 + ROWS;
    if (o->code != VA_IO || !strstr(o->err.text, path))
        printf("# code %d: %s\n", o->code, o->err.text);
    return o->code == VA_IO && strstr(o->err.text, path) && o->rows == 200;
}

/* No file may grow beyond a limit. */
static void
test_file_size(void)
{
    char path[FIXTURE_PATH_MAX];
    struct rlimit old;
    struct rlimit small;
    struct outcome o;
    int clean = 0;
    int tries = 0;
    int failed = 0;

    (void)fixture_path(path, "limit.db");
    (void)signal(SIGXFSZ, SIG_IGN);
    if (getrlimit(RLIMIT_FSIZE, &old)) {
        SKIP("no limit on the size of files here");
        return;
    }
    small = old;
    for (rlim_t kb = 64; kb < 512; kb += 32, tries++) {
        if (!make_database(path))
            break;
        small.rlim_cur = kb * 1024;
        (void)setrlimit(RLIMIT_FSIZE, &small);
        import_more(path, &o);
        (void)setrlimit(RLIMIT_FSIZE, &old);
        look_again(path, &o);
        clean += is_clean(&o, path);
        failed += o.code != VA_OK;
    }
    OK(failed > 0, "files that may not grow make imports fail (%d)", failed);
    IS_INT(clean, tries, "each leaves the database as it was, or did all");
    fixture_remove(path);
}

/* Leave only so much room on the file system. */
static bool
fill_up(const char *filler, size_t total, size_t room)
{
    static const char block[1024];
    FILE *f = fopen(filler, "we");
    bool wrote = f != NULL;

    for (size_t n = 0; wrote && n + room < total; n += sizeof block)
        wrote = fwrite(block, 1, sizeof block, f) == sizeof block && !fflush(f);
    if (f)
        (void)fclose(f);
    return f != NULL;
}

/* On a small file system of its own, in a mount namespace of its own. */
static int
run_on_small_disk(const char *folder)
{
    enum { DISK = 1 << 20 };
    char path[FIXTURE_PATH_MAX + 16];
    char filler[FIXTURE_PATH_MAX + 16];
    int failed = 0;
    bool named = false;

    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", folder, "tmpfs", 0, "size=1m"))
        return CANNOT;
    (void)snprintf(path, sizeof path, "%s/v.db", folder);
    (void)snprintf(filler, sizeof filler, "%s/filler", folder);
    for (size_t room = 0; room < 600 << 10; room += 20 << 10) {
        struct outcome o;

        if (!make_database(path) || !fill_up(filler, DISK - (160 << 10), room))
            return WRONG;
        import_more(path, &o);
        (void)unlink(filler);
        look_again(path, &o);
        if (!is_clean(&o, path)) {
            printf("# with %zu bytes of room: code %d, %s, %lld rows\n", room, o.code,
                   o.err.text, (long long)o.rows);
            return WRONG;
        }
        failed += o.code != VA_OK;
        named = named || strstr(o.err.text, "disk is full");
    }
    printf("# %d imports failed\n", failed);
    (void)fflush(stdout);
    return failed > 0 && named ? 0 : WRONG;
}

static void
test_small_disk(void)
{
    char folder[FIXTURE_PATH_MAX];
    int status = -1;
    pid_t child = 0;

    (void)fixture_path(folder, "disk");
    (void)mkdir(folder, 0700);
    (void)fflush(stdout);
    child = fork();
    if (child == 0)
        _exit(run_on_small_disk(folder));
    (void)waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT)
        SKIP("no file system can be mounted here");
    else
        IS_INT(status, 0, "a full disk leaves the database as it was, and is named");
    (void)rmdir(folder);
}

int
main(void)
{
    test_file_size();
    test_small_disk();
    return done();
}
