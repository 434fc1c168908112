/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk: an intent that cannot be kept is no intent, and nothing known is lost. */
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "ledger_fixture.h"
#include "tap.h"

enum { CANNOT = 77, WRONG = 1, SHOTS_MAX = 5000 };

/* Fill the rest of the disk but so many bytes. */
static bool
fill_up(const char *filler, long room)
{
    static const char block[4096];
    struct stat st;
    FILE *f = fopen(filler, "we");

    while (f && fwrite(block, 1, sizeof block, f) == sizeof block && !fflush(f))
        ;
    if (!f)
        return false;
    (void)fclose(f);
    return !stat(filler, &st) &&
           (st.st_size <= room || !truncate(filler, st.st_size - room));
}

struct told {
    int64_t reserved, settled; /* calls that said they did it */
    bool full;                 /* the disk was named */
};

/* Reserve and settle until the disk is full. */
static enum va_code
shoot(struct store *s, int64_t run, struct told *told)
{
    const struct ledger_intent i = ledger_intent(1);
    struct va_err err = { .code = VA_OK };
    char name[SAMPLE_ID_MAX];
    enum va_code code = VA_OK;

    while (!code && told->reserved < SHOTS_MAX) {
        const struct sample m = ledger_sample(name, told->reserved);
        const struct ledger_result r = ledger_done(1, &m);
        int64_t id = 0;

        code = ledger_reserve(s, run, &i, &id, &err);
        told->reserved += !code;
        if (!code)
            code = ledger_settle(s, id, &r, &err);
        told->settled += !code && told->settled < told->reserved;
    }
    told->full = strstr(err.text, "disk is full") != NULL;
    return code;
}

static int
run_on_small_disk(const char *folder)
{
    char path[FIXTURE_PATH_MAX];
    char filler[FIXTURE_PATH_MAX + 16];
    int failed = 0;

    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", folder, "tmpfs", 0, "size=2m"))
        return CANNOT;
    if (snprintf(path, sizeof path, "%s/v.db", folder) >= (int)sizeof path)
        return CANNOT;
    (void)snprintf(filler, sizeof filler, "%s/filler", folder);
    for (long room = 0; room < 400 << 10; room += 24 << 10) {
        struct told told = { 0, 0, false };
        struct ledger_totals t;
        struct store *s = NULL;
        int64_t run = 0;
        int64_t stored = 0;
        enum va_code code = VA_OK;

        fixture_remove(path);
        if (fixture_open(path, &s, NULL))
            return WRONG;
        run = ledger_running(s, "aws-lambda-x86", 100000);
        if (!fill_up(filler, room))
            return WRONG;
        code = shoot(s, run, &told);
        store_close(s);
        failed += code == VA_IO && told.full;
        (void)unlink(filler);
        if (fixture_open(path, &s, NULL))
            return WRONG;
        t = ledger_totals(s, run);
        stored = fixture_count(s, "w") < 0 ? 0 : fixture_count(s, "w");
        if (t.n[LEDGER_DONE] != told.settled || stored != told.settled ||
            t.n[LEDGER_DONE] + t.n[LEDGER_OPEN] != told.reserved ||
            !fixture_is_sound(s)) {
            printf("# room %ld: told %lld and %lld, found %lld and %lld, %lld samples\n",
                   room, (long long)told.reserved, (long long)told.settled,
                   (long long)t.n[LEDGER_OPEN], (long long)t.n[LEDGER_DONE],
                   (long long)stored);
            return WRONG;
        }
        store_close(s);
    }
    printf("# the disk was full %d times\n", failed);
    (void)fflush(stdout);
    return failed > 0 ? 0 : WRONG;
}

int
main(void)
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
        IS_INT(status, 0, "a full disk: what was told stands, what failed does not");
    (void)rmdir(folder);
    return done();
}
