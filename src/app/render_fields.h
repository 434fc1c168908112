/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a document has, and which of them were asked for. */
#ifndef VA_APP_RENDER_FIELDS_H
#define VA_APP_RENDER_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/render.h"
#include "base/json.h"

struct render_column {
    char path[RENDER_PATH_MAX + 1];
    bool of_row;  /* looked up in each row; false: at the root */
    bool is_null; /* seen only as null so far */
};

struct render_columns {
    struct render_column *at; /* owned */
    int32_t n, cap;
    bool per_row; /* one record a row; false: the root is the one record */
};

void render_columns_clear(struct render_columns *c);

/* The array that table formats show; NULL when the root is the record. */
const struct json *render_rows(const struct reply *r);

/* Every scalar field of the rows (or the root), in document order. c is empty before.
 * VA_NOMEM, VA_OVERFLOW past the limit of columns. */
enum va_code render_columns_all(const struct reply *r, struct render_columns *c);

/* Only the fields asked for, in that order; with VA_USAGE for an unknown one. The path of
 * the rows may stand before a field of theirs. JSON sees through arrays. */
enum va_code render_columns_pick(const struct reply *r, const struct render_options *o,
                                 struct render_columns *c, struct va_err *err);

/* Add the scalar fields below a value as columns. */
enum va_code render_columns_add(struct render_columns *c, const struct json *value,
                                bool of_row);

/* Does the path lead to a value, or to a null on the way? With `through`, arrays on the
 * way may be left out of the path. */
bool render_has(const struct json *value, const char *path, bool through);

/* The reply as a table, o->format being one of them. As render. */
enum va_code render_table(const struct reply *r, const struct render_options *o,
                          struct buf *out, struct va_err *err);

/* Write only what the paths lead to, indented (depth >= 0) or on one line (depth < 0);
 * the braces of the value itself included. */
struct render_paths {
    const char *at[RENDER_FIELDS_MAX];
    int32_t n;
};
void render_filtered(const struct json *value, const struct render_paths *paths,
                     int depth, struct buf *out);

/* The members of an object that the paths lead to, without its braces, on one line.
 * started: a member was written before, so that a comma is due. Returns the new state. */
bool render_members(const struct json *object, const struct render_paths *paths,
                    bool started, struct buf *out);

#endif
