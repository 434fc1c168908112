/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching files by inotify. */
#include "io/watch_file.h"

#include <stddef.h>

#ifdef __linux__

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { SUFFIX_BYTES = 8, EVENTS_BYTES = 4096 };

struct watch_file {
    int fd;
    int folder; /* its watch; -1: there is none */
    char *path; /* without links where it exists */
    char *log;  /* "PATH-wal" */
};

/* Watch the deepest folder of the path that there is. */
static int
watch_folder(const struct watch_file *w)
{
    char *folder = strdup(w->path);
    int watch = -1;

    while (folder && watch < 0) {
        char *slash = strrchr(folder, '/');

        if (!slash) {
            watch = inotify_add_watch(w->fd, ".", IN_CREATE | IN_MOVED_TO);
            break;
        }
        slash[slash == folder] = '\0'; /* "/" stays */
        watch = inotify_add_watch(w->fd, folder, IN_CREATE | IN_MOVED_TO);
        if (slash == folder)
            break;
    }
    free(folder);
    return watch;
}

/* Files that are there are watched themselves: what goes on beside them in the folder
 * does not matter then. */
static void
arm(struct watch_file *w)
{
    static const uint32_t changes = IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF;
    const bool file = inotify_add_watch(w->fd, w->path, changes) >= 0;
    const bool log = inotify_add_watch(w->fd, w->log, changes) >= 0;

    if (file && log && w->folder >= 0) {
        (void)inotify_rm_watch(w->fd, w->folder);
        w->folder = -1;
    } else if (!file || !log)
        w->folder = watch_folder(w);
}

static bool
name_files(struct watch_file *w, const char *path)
{
    size_t size = 0;

    w->path = realpath(path, NULL);
    if (!w->path)
        w->path = strdup(path);
    if (!w->path)
        return false;
    size = strlen(w->path) + SUFFIX_BYTES;
    w->log = malloc(size);
    if (w->log)
        (void)snprintf(w->log, size, "%s-wal", w->path);
    return w->log != NULL;
}

enum va_code
watch_file_open(const char *path, struct watch_file **out, struct va_err *err)
{
    struct watch_file *w = calloc(1, sizeof *w);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!w)
        return va_fail(err, VA_NOMEM, "%s: out of memory", path);
    w->folder = -1;
    w->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (w->fd < 0)
        code = va_fail(err, VA_IO, "%s: cannot be watched: %s", path, strerror(errno));
    else if (!name_files(w, path))
        code = va_fail(err, VA_NOMEM, "%s: out of memory", path);
    if (code) {
        watch_file_close(w);
        return code;
    }
    arm(w);
    *out = w;
    return VA_OK;
}

void
watch_file_close(struct watch_file *w)
{
    if (!w)
        return;
    if (w->fd >= 0)
        (void)close(w->fd);
    free(w->path);
    free(w->log);
    free(w);
}

int
watch_file_fd(const struct watch_file *w)
{
    return w->fd;
}

bool
watch_file_read(struct watch_file *w)
{
    char events[EVENTS_BYTES] __attribute__((aligned(__alignof__(struct inotify_event))));
    bool any = false;

    while (read(w->fd, events, sizeof events) > 0)
        any = true;
    if (any)
        arm(w);
    return any;
}

#else

enum va_code
watch_file_open(const char *path, struct watch_file **out, struct va_err *err)
{
    (void)path, (void)err;
    *out = NULL;
    return VA_OK;
}

void
watch_file_close(struct watch_file *w)
{
    (void)w;
}

int
watch_file_fd(const struct watch_file *w)
{
    (void)w;
    return -1;
}

bool
watch_file_read(struct watch_file *w)
{
    (void)w;
    return false;
}

#endif
