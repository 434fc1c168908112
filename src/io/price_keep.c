/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices, written as the user's own price files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/price_edit.h"
#include "io/price_set.h"

enum { FOLDER_MODE = 0777, FILE_MODE = 0666, TRIES = 16 };

/* A folder and those above it. 0, or errno. */
static int
make_folders(const char *dir)
{
    char *path = strndup(dir, strlen(dir));
    int error = path ? 0 : ENOMEM;

    for (char *at = path ? path + 1 : NULL; at && !error; at = *at ? at + 1 : NULL) {
        const char end = *(at += strcspn(at, "/"));

        *at = '\0';
        if (mkdir(path, FOLDER_MODE) && errno != EEXIST)
            error = errno;
        *at = end;
    }
    free(path);
    return error;
}

static int
write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        const ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

/* A new file in the folder, under a name that no price file has. -1 with errno. */
static int
open_new(int folder, const char *name, char *out, size_t size)
{
    int fd = -1;

    for (int i = 0; i < TRIES && fd < 0; i++) {
        if (snprintf(out, size, ".%s.%ld.%d", name, (long)getpid(), i) >= (int)size) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = openat(folder, out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                    FILE_MODE);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

/* Fill a new file and put it in the place of `base`. 0, or errno. */
static int
replace(int folder, const char *base, const struct price_file *f)
{
    char made[NAME_MAX + 1];
    const int fd = open_new(folder, base, made, sizeof made);
    int error = fd < 0 ? errno : write_all(fd, f->text, f->len);

    if (fd < 0)
        return error;
    if (!error && fsync(fd))
        error = errno;
    if (close(fd) && !error)
        error = errno;
    if (!error && renameat(folder, made, folder, base))
        error = errno;
    if (error)
        (void)unlinkat(folder, made, 0);
    else
        (void)fsync(folder); /* not every file system can; the file is whole anyway */
    return error;
}

/* Is what lies there what was read, or nothing where nothing was? */
static enum va_code
check_unchanged(const struct price_slot *s, const char *path, struct va_err *err)
{
    char *text = NULL;
    size_t len = 0;
    struct stat st;
    bool same = false;
    enum va_code code = VA_OK;

    if (lstat(path, &st) && errno == ENOENT)
        return VA_OK;
    if (s->entry.overlay) {
        code = price_text_read(path, &text, &len, err);
        same = !code && len == s->file->len && !memcmp(text, s->file->text, len);
        free(text);
    }
    if (code || same)
        return code;
    va_fail(err, VA_DATA, "%s: changed by somebody else meanwhile", path);
    va_hint(err, "nothing was written; leave and start again to see it");
    return VA_DATA;
}

/* The changes are what is saved now. path is taken over. */
static void
settle(struct prices *p, struct price_slot *s, char *path, struct price_file *kept)
{
    price_edits_free(s->edits);
    s->edits = NULL;
    price_file_free(s->file);
    s->file = kept;
    free(s->path);
    s->path = path;
    s->entry.path = path;
    s->entry.overlay = true;
    p->generation++;
}

static enum va_code
keep_slot(struct prices *p, struct price_slot *s, const char *dir, struct va_err *err)
{
    const struct price_file *f = price_edits_file(s->edits);
    const size_t size = strlen(dir) + strlen(s->name) + sizeof "/.json";
    char *path = malloc(size);
    struct price_file *kept = NULL;
    int folder = -1;
    int error = 0;
    enum va_code code = VA_OK;

    if (!path)
        return va_fail(err, VA_NOMEM, "%s: out of memory", s->name);
    snprintf(path, size, "%s/%s.json", dir, s->name);
    code = check_unchanged(s, path, err);
    if (code)
        goto fail;
    folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    error = folder < 0 ? errno : replace(folder, path + strlen(dir) + 1, f);
    if (folder >= 0)
        close(folder);
    code = error ? va_fail(err, VA_IO, "%s: %s", path, strerror(error))
                 : price_file_read(path, &kept, err); /* as `pricing check` does */
    if (code)
        goto fail;
    settle(p, s, path, kept);
    return VA_OK;
fail:
    free(path);
    return code;
}

enum va_code
prices_keep(struct prices *p, const char *overlay_dir,
            void (*visit)(void *ctx, const char *path), void *ctx, struct va_err *err)
{
    enum va_code code = VA_OK;
    int error = 0;

    if (prices_edits(p) == 0)
        return VA_OK;
    if (!overlay_dir)
        return va_fail(err, VA_IO, "no folder is known for price files of your own");
    error = make_folders(overlay_dir);
    if (error)
        return va_fail(err, VA_IO, "%s: %s", overlay_dir, strerror(error));
    for (int32_t i = 0; i < p->n && !code; i++) {
        if (!p->slots[i].edits)
            continue;
        code = keep_slot(p, &p->slots[i], overlay_dir, err);
        if (!code && visit)
            visit(ctx, p->slots[i].path);
    }
    return code;
}
