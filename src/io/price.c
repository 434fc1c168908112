/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The price files that there are: found at once, read when asked for. */
#include "io/price.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/price_set.h"

enum { FILES_MAX = 4096 };

static void
slot_clear(struct price_slot *s)
{
    price_file_free(s->file);
    price_edits_free(s->edits);
    free(s->name);
    free(s->path);
}

void
prices_close(struct prices *p)
{
    if (!p)
        return;
    for (int32_t i = 0; i < p->n; i++)
        slot_clear(&p->slots[i]);
    free(p->slots);
    (void)pthread_mutex_destroy(&p->reading);
    free(p);
}

/* Length of the name before ".json"; 0 when the file is none of ours. */
static size_t
name_length(const char *file)
{
    static const char ending[] = ".json";
    const size_t len = strlen(file);
    const size_t n_ending = sizeof ending - 1;

    if (len <= n_ending || *file == '.' || strcmp(file + len - n_ending, ending) != 0 ||
        !text_is_name(file, len - n_ending))
        return 0;
    return len - n_ending;
}

/* "dir/file" in memory that the caller frees; NULL when there is none. */
static char *
join(const char *dir, const char *file)
{
    const size_t size = strlen(dir) + strlen(file) + 2;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s", dir, file);
    return path;
}

/* The slot of a name among the first n, in any order; NULL: none. */
static struct price_slot *
find_unsorted(const struct prices *p, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++) {
        if (!strcmp(p->slots[i].name, name))
            return &p->slots[i];
    }
    return NULL;
}

/* Add a slot, or take the place of the one with the same name among the first n. */
static enum va_code
add_slot(struct prices *p, int32_t n, struct price_slot *made)
{
    struct price_slot *same = find_unsorted(p, n, made->name);
    struct price_slot *grown = NULL;

    if (same) {
        slot_clear(same);
        *same = *made;
        return VA_OK;
    }
    if (p->n == FILES_MAX)
        return VA_DATA;
    if ((p->n & (p->n - 1)) == 0) { /* full: 0, 1, 2, 4, ... */
        grown = realloc(p->slots, (size_t)(p->n ? 2 * p->n : 1) * sizeof *grown);
        if (!grown)
            return VA_NOMEM;
        p->slots = grown;
    }
    p->slots[p->n++] = *made;
    return VA_OK;
}

/* Add one file of a folder; others than NAME.json are passed over. */
static enum va_code
add_file(struct prices *p, int32_t n_before, const char *dir, const char *file,
         bool overlay)
{
    const size_t len = name_length(file);
    struct price_slot made = { .entry.kind = PRICE_PLATFORM, .entry.overlay = overlay };
    enum va_code code = VA_NOMEM;

    if (!len)
        return VA_OK;
    made.name = strndup(file, len);
    made.path = join(dir, file);
    made.entry.name = made.name;
    made.entry.path = made.path;
    if (made.name && made.path)
        code = add_slot(p, n_before, &made);
    if (code)
        slot_clear(&made);
    return code;
}

static enum va_code
add_folder(struct prices *p, const char *dir, bool overlay, struct va_err *err)
{
    const int32_t n_before = p->n;
    const struct dirent *entry = NULL;
    enum va_code code = VA_OK;
    int read_errno = 0;
    DIR *folder = opendir(dir);

    if (!folder && overlay && errno == ENOENT)
        return VA_OK;
    if (!folder && errno == ENOMEM)
        return va_fail(err, VA_NOMEM, "%s: out of memory", dir);
    if (!folder)
        return va_fail(err, VA_IO, "price files: %s: %s", dir, strerror(errno));
    while (!code) {
        errno = 0;
        entry = readdir(folder);
        read_errno = errno;
        if (!entry)
            break;
        code = add_file(p, n_before, dir, entry->d_name, overlay);
    }
    closedir(folder);
    if (code == VA_NOMEM)
        return va_fail(err, VA_NOMEM, "%s: out of memory", dir);
    if (code)
        return va_fail(err, code, "%s: more than %d price files", dir, FILES_MAX);
    if (read_errno)
        return va_fail(err, VA_IO, "price files: %s: %s", dir, strerror(read_errno));
    return VA_OK;
}

static int
compare_slots(const void *a, const void *b)
{
    const struct price_slot *left = a;
    const struct price_slot *right = b;

    return strcmp(left->name, right->name);
}

enum va_code
prices_open(const char *installed_dir, const char *overlay_dir, struct prices **out,
            struct va_err *err)
{
    enum va_code code = VA_OK;
    struct prices *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        return va_fail(err, VA_NOMEM, "%s: out of memory", installed_dir);
    (void)pthread_mutex_init(&p->reading, NULL);
    code = add_folder(p, installed_dir, false, err);
    if (!code && overlay_dir)
        code = add_folder(p, overlay_dir, true, err);
    if (code)
        goto fail;
    if (p->n)
        qsort(p->slots, (size_t)p->n, sizeof *p->slots, compare_slots);
    *out = p;
    return VA_OK;
fail:
    prices_close(p);
    return code;
}

int32_t
prices_count(const struct prices *p)
{
    return p->n;
}

const struct price_entry *
prices_entry(const struct prices *p, int32_t i)
{
    return i >= 0 && i < p->n ? &p->slots[i].entry : NULL;
}

static struct price_slot *
find_slot(struct prices *p, const char *name)
{
    for (int32_t low = 0, high = p->n; low < high;) {
        const int32_t middle = low + (high - low) / 2;
        const int order = strcmp(p->slots[middle].name, name);

        if (!order)
            return &p->slots[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool
prices_knows(struct prices *p, const char *name)
{
    return find_slot(p, name) != NULL;
}

/* Threads may ask for prices at the same time; each file is read once. */
enum va_code
price_slot_read(struct prices *p, struct price_slot *s, struct va_err *err)
{
    enum va_code code = VA_OK;

    (void)pthread_mutex_lock(&p->reading);
    if (!s->file) {
        code = price_file_read(s->path, &s->file, err);
        if (!code)
            s->entry.kind = (enum price_kind)s->file->kind;
    }
    (void)pthread_mutex_unlock(&p->reading);
    return code;
}

enum va_code
prices_read(struct prices *p, int32_t i, struct va_err *err)
{
    if (i < 0 || i >= p->n)
        return va_fail(err, VA_DATA, "there is no price file %d", (int)i);
    return price_slot_read(p, &p->slots[i], err);
}

/* Say that a name has no prices, and which name is near. */
static enum va_code
no_such_name(const struct prices *p, const char *name, struct va_err *err)
{
    const char **names = calloc((size_t)p->n + 1, sizeof *names);
    const char *near = NULL;

    if (!names)
        return va_fail(err, VA_NOMEM, "price of %.80s: out of memory", name);
    for (int32_t i = 0; i < p->n; i++)
        names[i] = p->slots[i].name;
    near = text_closest(name, names, (size_t)p->n);
    va_fail(err, VA_DATA, "there are no prices for '%.80s'", name);
    if (near)
        va_hint(err, "Did you mean '%s'?", near);
    free(names);
    return VA_DATA;
}

enum va_code
price_slot_find(struct prices *p, const char *name, struct price_slot **out,
                struct va_err *err)
{
    struct price_slot *s = find_slot(p, name);
    enum va_code code = VA_OK;

    if (!s)
        return no_such_name(p, name, err);
    code = price_slot_read(p, s, err);
    if (!code)
        *out = s;
    return code;
}

const struct price_file *
price_slot_file(const struct prices *p, const struct price_slot *s)
{
    return s->edits && !p->aside ? price_edits_file(s->edits) : s->file;
}

enum va_code
prices_file(struct prices *p, const char *name, const struct price_entry **out_entry,
            const struct price_file **out_file, struct va_err *err)
{
    struct price_slot *s = NULL;
    const enum va_code code = price_slot_find(p, name, &s, err);

    assert(code || s);
    if (!code) {
        *out_entry = &s->entry;
        *out_file = price_slot_file(p, s);
    }
    return code;
}

static enum va_code
visit_slot(const struct prices *p, const struct price_slot *s,
           enum va_code (*visit)(void *ctx, const struct price_table *t), void *ctx)
{
    const struct price_file *f = price_slot_file(p, s);
    enum va_code code = VA_OK;

    for (int32_t i = 0; !code && i < f->n_tables; i++) {
        const struct price_dated *dated = &f->tables[i];
        const struct price_table t = { .name = s->name,
                                       .kind = s->entry.kind,
                                       .table = dated->table,
                                       .title = f->title,
                                       .source = dated->source,
                                       .retrieved = dated->retrieved,
                                       .path = s->path,
                                       .sha256 = f->sha256,
                                       .note = dated->note,
                                       .effective_days = dated->effective_days,
                                       .n_regions = dated->n_regions,
                                       .unverified = !dated->verified,
                                       .overlay = s->entry.overlay,
                                       .what_if = price_slot_changed(p, s, i, -1) };

        code = visit(ctx, &t);
    }
    return code;
}

enum va_code
prices_visit(struct prices *p, const char *name,
             enum va_code (*visit)(void *ctx, const struct price_table *t), void *ctx,
             struct va_err *err)
{
    enum va_code code = VA_OK;

    if (name) {
        struct price_slot *s = NULL;

        code = price_slot_find(p, name, &s, err);
        assert(code || s);
        return code ? code : visit_slot(p, s, visit, ctx);
    }
    for (int32_t i = 0; !code && i < p->n; i++) {
        code = price_slot_read(p, &p->slots[i], err);
        if (!code)
            code = visit_slot(p, &p->slots[i], visit, ctx);
    }
    return code;
}
