/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a package: files by their names in it. */
#ifndef VA_FN_BUNDLE_H
#define VA_FN_BUNDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { BUNDLE_FILES_MAX = 4096 };

struct bundle_file {
    char *name;   /* in the package: "rt/lib/libc.so.6"; a folder ends in "/" */
    char *source; /* the file it is copied from; NULL: text */
    char *text;   /* what stands in it */
    int64_t bytes;
    bool program; /* may be run */
};

/* Owned by the caller: { 0 }, bundle_clear. */
struct bundle {
    struct bundle_file *files;
    int32_t n;
    char loader[256]; /* of the first program: that of all others, too */
    char launcher[4096];
};

void bundle_clear(struct bundle *b);

/* Add a file; the same once more is passed over. VA_DATA when another has that name,
 * VA_IO, VA_NOMEM. */
enum va_code bundle_file(struct bundle *b, const char *source, const char *name,
                         bool program, struct va_err *err);

/* Add a file with this text, or a folder. */
enum va_code bundle_text(struct bundle *b, const char *text, const char *name,
                         struct va_err *err);

/*
 * Add a program as rt/libexec/NAME with the libraries that its own loader finds, started
 * by a launcher, rt/bin/NAME; a static one as rt/bin/NAME; a library as rt/lib/NAME with
 * those it needs; any other file as rt/share/NAME. NAME is the last part of the path.
 *
 * VA_DATA when it is for another machine or loader than the first program, or a library
 * is not found.
 */
enum va_code bundle_with(struct bundle *b, const char *path, struct va_err *err);

/* Put the files in the order of their names. */
void bundle_sort(struct bundle *b);

/* Their sizes together. */
int64_t bundle_bytes(const struct bundle *b);

#endif
