/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices, written as the user's own price files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/file_write.h"
#include "io/price_edit.h"
#include "io/price_mark.h"
#include "io/price_set.h"

/* Is what lies there what was read, or nothing where nothing was? */
static enum va_code
check_unchanged(const struct price_slot *s, const char *path, struct va_err *err)
{
    char *text = NULL;
    size_t len = 0;
    struct stat st;
    bool same = false;
    enum va_code code = VA_OK;

    if (lstat(path, &st))
        return errno == ENOENT ? VA_OK
                               : va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode)) /* a link may lead to an installed file */
        return va_fail(err, VA_IO, "%s: not a regular file, so it is not replaced", path);
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
write_slot(const struct prices *p, const struct price_slot *s, const char *path,
           struct va_err *err)
{
    struct buf text;
    enum va_code code = VA_OK;

    buf_init(&text, PRICE_BYTES_MAX);
    code = price_mark(p, s, &text);
    if (code)
        va_fail(err, code, "%s: %s", s->name, va_code_text(code));
    else
        code = file_make_folders(path, err);
    if (!code) {
        const struct file_bytes bytes = { .bytes = buf_get(&text), .len = text.len };

        code = file_write(path, &bytes, err);
    }
    buf_clear(&text);
    return code;
}

static enum va_code
keep_slot(struct prices *p, struct price_slot *s, const char *dir, struct va_err *err)
{
    const size_t size = strlen(dir) + strlen(s->name) + sizeof "/.json";
    char *path = malloc(size);
    struct price_file *kept = NULL;
    enum va_code code = VA_OK;

    if (!path)
        return va_fail(err, VA_NOMEM, "%s: out of memory", s->name);
    snprintf(path, size, "%s/%s.json", dir, s->name);
    code = check_unchanged(s, path, err);
    if (!code)
        code = write_slot(p, s, path, err);
    if (!code)
        code = price_file_read(path, &kept, err); /* as `pricing check` does */
    if (code) {
        free(path);
        return code;
    }
    settle(p, s, path, kept);
    return VA_OK;
}

enum va_code
prices_keep(struct prices *p, const char *overlay_dir,
            void (*visit)(void *ctx, const char *path), void *ctx, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (prices_edits(p) == 0)
        return VA_OK;
    if (!overlay_dir)
        return va_fail(err, VA_IO, "no folder is known for price files of your own");
    for (int32_t i = 0; i < p->n && !code; i++) {
        if (!p->slots[i].edits)
            continue;
        code = keep_slot(p, &p->slots[i], overlay_dir, err);
        if (!code && visit)
            visit(ctx, p->slots[i].path);
    }
    return code;
}
