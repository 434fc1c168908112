/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a package. */
#include "fn/bundle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
bundle_clear(struct bundle *b)
{
    for (int32_t i = 0; i < b->n; i++) {
        free(b->files[i].name);
        free(b->files[i].source);
        free(b->files[i].text);
    }
    free(b->files);
    *b = (struct bundle){ NULL, 0, "", "" };
}

/* A file with this name, or NULL. */
static const struct bundle_file *
find(const struct bundle *b, const char *name)
{
    for (int32_t i = 0; i < b->n; i++)
        if (!strcmp(b->files[i].name, name))
            return &b->files[i];
    return NULL;
}

static enum va_code
add(struct bundle *b, struct bundle_file file, struct va_err *err)
{
    struct bundle_file *files = NULL;

    if (b->n < BUNDLE_FILES_MAX)
        files = realloc(b->files, ((size_t)b->n + 1) * sizeof *files);
    if (files)
        b->files = files;
    if (!files || !file.name || (!file.source && !file.text)) {
        free(file.name);
        free(file.source);
        free(file.text);
        return va_fail(err, VA_NOMEM, "out of memory, or more than %d files",
                       BUNDLE_FILES_MAX);
    }
    b->files[b->n++] = file;
    return VA_OK;
}

enum va_code
bundle_file(struct bundle *b, const char *source, const char *name, bool program,
            struct va_err *err)
{
    const struct bundle_file *there = find(b, name);
    struct stat status;

    if (there && there->source && !strcmp(there->source, source))
        return VA_OK;
    if (there)
        return va_fail(err, VA_DATA, "two files would be %.100s: %.200s and %.200s", name,
                       there->source ? there->source : "its own", source);
    if (stat(source, &status))
        return va_fail(err, VA_IO, "%.300s: %s", source, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return va_fail(err, VA_DATA, "%.300s: not a regular file", source);
    return add(b,
               (struct bundle_file){ strdup(name), strdup(source), NULL, status.st_size,
                                     program },
               err);
}

enum va_code
bundle_text(struct bundle *b, const char *text, const char *name, struct va_err *err)
{
    if (find(b, name))
        return va_fail(err, VA_DATA, "two files would be %.100s", name);
    return add(b,
               (struct bundle_file){ strdup(name), NULL, strdup(text),
                                     (int64_t)strlen(text), false },
               err);
}

static int
by_name(const void *a, const void *b)
{
    const struct bundle_file *x = a;
    const struct bundle_file *y = b;

    return strcmp(x->name, y->name);
}

void
bundle_sort(struct bundle *b)
{
    if (b->n > 0)
        qsort(b->files, (size_t)b->n, sizeof *b->files, by_name);
}

int64_t
bundle_bytes(const struct bundle *b)
{
    int64_t sum = 0;

    for (int32_t i = 0; i < b->n; i++)
        sum += b->files[i].bytes;
    return sum;
}
