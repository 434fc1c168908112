/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that is held by a lock, and removed as a whole. */
#include "io/demo_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io/run_signal.h"

#define PREFIX "vadvise-demo-"
#define HELD "held"         /* whoever lives has a lock on it */
#define HELD_NEW "held-new" /* it gets its name when it is locked */
#define PROBES DEMO_DATABASE "-probes"

enum {
    PATH_BYTES = 4096,
    DEPTH_MAX = 4, /* of folders within */
    TRIES = 10,    /* to remove its own */
    LEFT_MAX = 64, /* that are looked at for their remains */
    PAUSE_MS = 50,
    ASK_MS = 2000,  /* a run is asked to end for so long */
    ENDS_MS = 4000, /* and then ended */
    RUN_LAST = 1 << 30
};

struct demo_folder {
    char path[PATH_BYTES];
    int held; /* the lock; -1: none */
};

/* --- locks --- */

/* A whole file, for as long as the descriptor is open. */
static bool
lock(int fd)
{
    struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    return fcntl(fd, F_SETLK, &l) == 0;
}

/* Does a process other than this one have a lock within? *out_from: where its begins. */
static bool
is_locked(int folder, const char *name, off_t len, off_t *out_from)
{
    struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = len };
    const int fd = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool locked = false;

    if (fd < 0)
        return errno != ENOENT; /* what cannot be asked may be held */
    locked = fcntl(fd, F_GETLK, &l) != 0 || l.l_type != F_UNLCK;
    *out_from = l.l_start;
    close(fd);
    return locked;
}

/* --- removing --- */

static void
remove_within(int folder, int depth)
{
    const int own = dup(folder);
    DIR *list = own >= 0 ? fdopendir(own) : NULL;
    const struct dirent *entry = NULL;

    if (!list && own >= 0)
        close(own);
    while (list && (entry = readdir(list)) != NULL) {
        int inner = -1;

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
            unlinkat(folder, entry->d_name, 0) == 0 || depth == DEPTH_MAX)
            continue;
        inner = openat(folder, entry->d_name,
                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner < 0)
            continue;
        remove_within(inner, depth + 1);
        close(inner);
        (void)unlinkat(folder, entry->d_name, AT_REMOVEDIR);
    }
    if (list)
        (void)closedir(list);
}

/* Made by a demo of this user that has ended? */
static bool
is_left(int folder)
{
    struct stat st;
    off_t from = 0;

    return fstat(folder, &st) == 0 && st.st_uid == geteuid() &&
           (st.st_mode & 07777) == 0700 &&
           fstatat(folder, HELD, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_uid == geteuid() && !is_locked(folder, HELD, 0, &from) &&
           !is_locked(folder, PROBES, 0, &from);
}

static void
remove_left(int base, const char *name)
{
    const int folder =
        openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder < 0)
        return;
    if (is_left(folder)) {
        remove_within(folder, 0);
        (void)unlinkat(base, name, AT_REMOVEDIR);
    }
    close(folder);
}

static void
remove_all_left(const char *base)
{
    DIR *list = opendir(base);
    const struct dirent *entry = NULL;
    int n = 0;

    while (list && n < LEFT_MAX && (entry = readdir(list)) != NULL) {
        if (strncmp(entry->d_name, PREFIX, sizeof PREFIX - 1) != 0)
            continue;
        remove_left(dirfd(list), entry->d_name);
        n++;
    }
    if (list)
        (void)closedir(list);
}

/* --- making --- */

static enum va_code
hold(struct demo_folder *f, struct va_err *err)
{
    const int folder = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder >= 0)
        f->held = openat(folder, HELD_NEW, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (f->held < 0 || !lock(f->held) || renameat(folder, HELD_NEW, folder, HELD) != 0)
        va_fail(err, VA_IO, "%.150s: %s", f->path, strerror(errno));
    else
        err = NULL;
    if (folder >= 0)
        close(folder);
    return err ? VA_IO : VA_OK;
}

enum va_code
demo_folder_open(const char *base, struct demo_folder **out, struct va_err *err)
{
    struct demo_folder *f = calloc(1, sizeof *f);
    int len = 0;

    *out = NULL;
    if (!f)
        return va_fail(err, VA_NOMEM, "out of memory");
    f->held = -1;
    remove_all_left(base);
    len = snprintf(f->path, sizeof f->path, "%s/" PREFIX "XXXXXX", base);
    if (len < 0 || (size_t)len >= sizeof f->path || !mkdtemp(f->path)) {
        va_fail(err, VA_IO, "no folder for the demo can be made in %.100s: %s", base,
                strerror(len < (int)sizeof f->path ? errno : ENAMETOOLONG));
        free(f);
        return VA_IO;
    }
    if (hold(f, err)) {
        demo_folder_close(f);
        return VA_IO;
    }
    *out = f;
    return VA_OK;
}

const char *
demo_folder_path(const struct demo_folder *f)
{
    return f->path;
}

/* --- the end --- */

/* Ask whoever works on a run to end, twice; then end it. */
static void
end_runs(int folder, const char *path)
{
    const struct timespec pause = { 0, PAUSE_MS * 1000000 };
    char db[PATH_BYTES + sizeof "/" DEMO_DATABASE];
    off_t run = 0;

    snprintf(db, sizeof db, "%s/" DEMO_DATABASE, path);
    for (int ms = 0; ms < ENDS_MS && is_locked(folder, PROBES, RUN_LAST, &run);
         ms += PAUSE_MS) {
        const int signals[] = { SIGTERM, SIGINT };
        struct va_err ignored;
        bool sent = false;

        if (ms / PAUSE_MS < 2)
            (void)run_signal(db, run, signals[ms / PAUSE_MS], &sent, &ignored);
        else if (ms >= ASK_MS)
            (void)run_signal(db, run, SIGKILL, &sent, &ignored);
        nanosleep(&pause, NULL);
    }
}

/* One that was just being started may still write there. */
static void
remove_own(int folder, const char *path)
{
    const struct timespec pause = { 0, PAUSE_MS * 1000000 };

    for (int i = 0; i < TRIES; i++) {
        if (i > 0)
            nanosleep(&pause, NULL);
        end_runs(folder, path);
        remove_within(folder, 0);
        if (rmdir(path) == 0 || errno != ENOTEMPTY)
            return;
    }
}

void
demo_folder_close(struct demo_folder *f)
{
    int folder = -1;

    if (!f)
        return;
    folder = open(f->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder >= 0) {
        remove_own(folder, f->path);
        close(folder);
    }
    if (f->held >= 0)
        close(f->held);
    free(f);
}
