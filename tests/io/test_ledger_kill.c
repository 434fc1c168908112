/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger through crashes: killed after each of its system calls, and a loss of power
 * after each of its steps. What it said it did stands; the cap holds; an invocation is
 * open, or it is over with its sample, never half.
 */
#include <fcntl.h>
#include <sqlite3.h>

#include "kill_at.h"
#include "ledger_fixture.h"
#include "tap.h"

enum { SHOTS = 3, STEPS = 2 * SHOTS + 1 };

#define CAP INT64_C(10)

static char path[FIXTURE_PATH_MAX];
static char copy[FIXTURE_PATH_MAX];

/* --- what is done: SHOTS intents and results, then one intent more --- */

/* Do it, telling after each step that it is done. */
static enum va_code
work(struct store *s, int64_t run, void (*tell)(void *ctx), void *ctx)
{
    const struct ledger_intent i = ledger_intent(3);
    char name[SAMPLE_ID_MAX];
    enum va_code code = VA_OK;
    int64_t id = 0;

    for (int k = 0; k < SHOTS && !code; k++) {
        const struct sample m = ledger_sample(name, k);
        const struct ledger_result r = ledger_done(2, &m);

        code = ledger_reserve(s, run, &i, &id, NULL);
        if (!code) {
            tell(ctx);
            code = ledger_settle(s, id, &r, NULL);
        }
        if (!code)
            tell(ctx);
    }
    if (!code)
        code = ledger_reserve(s, run, &i, &id, NULL);
    if (!code)
        tell(ctx);
    return code;
}

/* Does a database hold so many steps, or one more (which was done but not told yet)? */
static bool
holds(const char *db, int64_t run, int told)
{
    struct ledger_totals t;
    struct store *s = NULL;
    int64_t steps = 0;
    int64_t samples = 0;
    bool good = false;

    if (fixture_open(db, &s, NULL))
        return false;
    t = ledger_totals(s, run);
    samples = fixture_count(s, "w") < 0 ? 0 : fixture_count(s, "w");
    steps = 2 * t.n[LEDGER_DONE] + t.n[LEDGER_OPEN];
    good = (steps == told || steps == told + 1) && t.n[LEDGER_OPEN] <= 1 &&
           samples == t.n[LEDGER_DONE] && t.spent_pusd == 2 * t.n[LEDGER_DONE] &&
           t.spent_pusd + t.reserved_pusd <= CAP && fixture_is_sound(s) &&
           (!samples || fixture_summed(s, "w") == samples);
    if (!good)
        printf("# told %d: done %lld, open %lld, samples %lld, spent %lld\n", told,
               (long long)t.n[LEDGER_DONE], (long long)t.n[LEDGER_OPEN],
               (long long)samples, (long long)t.spent_pusd);
    store_close(s);
    return good;
}

static int64_t
make_run(void)
{
    struct store *s = NULL;
    int64_t run = 0;

    fixture_remove(path);
    if (!fixture_open(path, &s, NULL))
        run = ledger_running(s, "aws-lambda-x86", CAP);
    store_close(s);
    return run;
}

/* --- killed --- */

static void
tell_pipe(void *ctx)
{
    (void)!write(*(int *)ctx, ".", 1);
}

/* Kill the k-th call of doing it; false: it came out wrong. */
static bool
kill_one(long k, enum kill_at *out)
{
    const int64_t run = make_run();
    char said[STEPS + 1];
    int ends[2];
    int status = 0;
    ssize_t told = 0;
    pid_t child = 0;

    if (!run || pipe2(ends, O_NONBLOCK | O_CLOEXEC))
        return false;
    child = fork();
    if (child == 0) {
        struct store *s = NULL;
        enum va_code code = kill_at_begin() ? fixture_open(path, &s, NULL) : VA_IO;

        if (!code)
            code = work(s, run, tell_pipe, &ends[1]);
        store_close(s);
        _exit(code);
    }
    *out = kill_at_follow(child, k, &status);
    told = read(ends[0], said, sizeof said);
    (void)close(ends[0]);
    (void)close(ends[1]);
    if (*out == KILL_AT_CANNOT)
        return true;
    if (*out == KILL_AT_ENDED && (!WIFEXITED(status) || WEXITSTATUS(status)))
        return false;
    return holds(path, run, told > 0 ? (int)told : 0);
}

static void
test_killed(void)
{
    enum kill_at how = KILL_AT_DONE;
    long k = 0;
    bool good = true;

    while (good && how == KILL_AT_DONE)
        good = kill_one(++k, &how);
    if (how == KILL_AT_CANNOT) {
        SKIP("processes cannot be traced here");
        return;
    }
    OK(good, "killed after its system call %ld, the ledger is what it told", k);
    OK(k > 50, "it was killed after each of its %ld system calls", k - 1);
}

/* --- power loss: only what was synced is there --- */

/* As the file system's own, but a file that was synced is copied: what would be found
 * after the power went. */
static int (*real_sync)(sqlite3_file *file, int flags);
static int (*real_open)(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                        int *out_flags);

/* What SQLite opened: kinds of files have methods of their own. */
static struct opened {
    const sqlite3_file *file;
    sqlite3_io_methods methods;
    char name[FIXTURE_PATH_MAX];
} opened[8];

static const char *
name_of(const sqlite3_file *file)
{
    for (size_t i = 0; i < sizeof opened / sizeof opened[0]; i++)
        if (opened[i].file == file)
            return opened[i].name;
    return NULL;
}

static bool
copy_file(const char *from, const char *to)
{
    char bytes[65536];
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    size_t n = 0;
    bool good = in && out;

    while (good && (n = fread(bytes, 1, sizeof bytes, in)) > 0)
        good = fwrite(bytes, 1, n, out) == n;
    if (in)
        (void)fclose(in);
    return out && fclose(out) == 0 && good;
}

static int
sync_and_copy(sqlite3_file *file, int flags)
{
    char to[FIXTURE_PATH_MAX + 16];
    const char *name = name_of(file);
    const int rc = real_sync(file, flags);

    if (rc == SQLITE_OK && name) {
        (void)snprintf(to, sizeof to, "%s.durable", name);
        /* The copy reads through a descriptor of its own; closing it would drop SQLite's
         * locks if this process had not the only connection. */
        (void)copy_file(name, to);
    }
    return rc;
}

static int
open_watched(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
             int *out_flags)
{
    const int rc = real_open(vfs, name, file, flags, out_flags);
    size_t i = 0;

    if (rc != SQLITE_OK || !name || !file->pMethods ||
        strncmp(name, path, strlen(path)) != 0)
        return rc;
    while (i < sizeof opened / sizeof opened[0] && opened[i].file &&
           opened[i].file != file)
        i++;
    if (i == sizeof opened / sizeof opened[0])
        abort();
    opened[i].file = file;
    (void)snprintf(opened[i].name, sizeof opened[i].name, "%s", name);
    opened[i].methods = *file->pMethods;
    real_sync = file->pMethods->xSync;
    opened[i].methods.xSync = sync_and_copy;
    file->pMethods = &opened[i].methods;
    return rc;
}

struct power {
    int64_t run;
    int told;
    bool good;
};

/* The power goes now: is what was synced what was told? */
static void
tell_power(void *ctx)
{
    struct power *p = ctx;
    char from[FIXTURE_PATH_MAX + 16];
    char to[FIXTURE_PATH_MAX + 32];

    p->told++;
    fixture_remove(copy);
    (void)snprintf(from, sizeof from, "%s.durable", path);
    p->good = p->good && copy_file(from, copy);
    (void)snprintf(from, sizeof from, "%s-wal.durable", path);
    (void)snprintf(to, sizeof to, "%s-wal", copy);
    p->good = p->good && copy_file(from, to) && holds(copy, p->run, p->told);
}

static void
test_power(void)
{
    struct power p = { 0, 0, true };
    struct store *s = NULL;
    sqlite3_vfs *vfs = NULL;
    char name[FIXTURE_PATH_MAX + 16];
    enum va_code code = VA_OK;

    p.run = make_run(); /* closed: all of it is in the file, and synced */
    (void)snprintf(name, sizeof name, "%s.durable", path);
    (void)copy_file(path, name);
    vfs = sqlite3_vfs_find(NULL);
    real_open = vfs->xOpen;
    vfs->xOpen = open_watched;
    code = fixture_open(path, &s, NULL);
    if (!code)
        code = work(s, p.run, tell_power, &p);
    store_close(s);
    vfs->xOpen = real_open;
    OK(code == VA_OK && p.good, "the power goes after step %d: it stands", p.told);
    IS_INT(p.told, STEPS, "after each step");
    (void)unlink(name);
    (void)snprintf(name, sizeof name, "%s-wal.durable", path);
    (void)unlink(name);
}

/* Three hundred databases are made: in memory where that can be. */
static char in_memory[] = "/dev/shm/vadvise-kill-XXXXXX";

int
main(void)
{
    if (mkdtemp(in_memory)) {
        (void)snprintf(path, sizeof path, "%s/kill.db", in_memory);
        (void)snprintf(copy, sizeof copy, "%s/copy.db", in_memory);
    } else {
        in_memory[0] = '\0';
        (void)fixture_path(path, "kill.db");
        (void)fixture_path(copy, "copy.db");
    }
    test_killed();
    test_power();
    fixture_remove(path);
    fixture_remove(copy);
    if (in_memory[0])
        (void)rmdir(in_memory);
    return done();
}
