/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply's document in the formats that programs read. */
#ifndef VA_APP_RENDER_H
#define VA_APP_RENDER_H

#include <stdint.h>

#include "app/reply.h"
#include "base/buf.h"
#include "base/err.h"

/* clang-format off */
#define RENDER_FORMATS(X) /* name for --format, what it is */                          \
    X(TEXT,     "text",     "words and tables for people")                             \
    X(PLAIN,    "plain",    "one record a line, values between tabs, no header")       \
    X(CSV,      "csv",      "comma-separated values with a header line (RFC 4180)")    \
    X(TSV,      "tsv",      "values between tabs with a header line")                  \
    X(JSON,     "json",     "one document, indented")                                  \
    X(NDJSON,   "ndjson",   "JSON Lines: one record a line")                           \
    X(MARKDOWN, "markdown", "a table for GitHub and its like")
/* clang-format on */

enum render_format {
#define X(name, text, meaning) RENDER_##name,
    RENDER_FORMATS(X)
#undef X
        RENDER_FORMAT_COUNT
};

enum { RENDER_FIELDS_MAX = 64, RENDER_PATH_MAX = 127 };

const char *render_format_name(enum render_format f);
const char *render_format_meaning(enum render_format f);

/* What to write. A field is a dotted path; arrays on the way are looked through ("sizes.
 * memory_mb") or indexed ("sizes.0.memory_mb"). */
struct render_options {
    enum render_format format; /* not RENDER_TEXT */
    const char *fields[RENDER_FIELDS_MAX];
    int32_t n_fields; /* 0: all */
};

/*
 * Write the reply's document to out, with a newline at the end.
 *
 * json: the document, or only its chosen fields, nested as in the document. The other
 * formats: a record for each of reply.rows, or the root alone when there are none; their
 * columns are the scalar fields in document order, or the fields chosen. A field is
 * looked up in the rows, then at the root; when none belongs to the rows, the root is the
 * one record. null is empty; true and false are 1 and 0, in JSON and Markdown words.
 *
 * Returns VA_OK; VA_USAGE for a field that the document does not have (err suggests the
 * nearest); VA_NOMEM or VA_OVERFLOW.
 */
enum va_code render(const struct reply *r, const struct render_options *o,
                    struct buf *out, struct va_err *err);

/* The paths a reply's fields can be chosen by, a space before each. */
enum va_code render_field_names(const struct reply *r, struct buf *out);

#endif
