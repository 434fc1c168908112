/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A JSON document for output: built once, then written as JSON or walked by a renderer
 * (CSV, Markdown, --fields). Building never fails loudly: a document remembers running
 * out of memory, and json_status says so at the end. Keys are borrowed (static strings or
 * strings that outlive the document); string values are copied and made valid UTF-8.
 */
#ifndef VA_BASE_JSON_H
#define VA_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/money.h"

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json_doc;
struct json;

/* NULL when out of memory; every other function accepts NULL and does nothing. */
struct json_doc *json_alloc(void);
void json_free(struct json_doc *doc);

/* VA_OK, or VA_NOMEM when any call on the document ran out of memory. */
enum va_code json_status(const struct json_doc *doc);

/* The root object. */
struct json *json_root(struct json_doc *doc);

/* Add to an object (key given) or an array (key NULL). The order is kept. A container of
 * NULL, as the two calls return when out of memory, takes nothing. */
struct json *json_add_object(struct json_doc *doc, struct json *in, const char *key);
struct json *json_add_array(struct json_doc *doc, struct json *in, const char *key);
void json_add_null(struct json_doc *doc, struct json *in, const char *key);
void json_add_bool(struct json_doc *doc, struct json *in, const char *key, bool value);
void json_add_int(struct json_doc *doc, struct json *in, const char *key, int64_t value);
void json_add_string(struct json_doc *doc, struct json *in, const char *key,
                     const char *value); /* NULL value: null */

/* A number with at most `decimals` (0 to 20) digits after the point, trailing zeros
 * dropped, never an exponent; null for NaN and infinities. */
void json_add_number(struct json_doc *doc, struct json *in, const char *key, double value,
                     int decimals);

/* A number to 12 significant digits, never an exponent: for fit parameters. */
void json_add_real(struct json_doc *doc, struct json *in, const char *key, double value);

/* Dollars as an exact decimal number: 1999468656 p$ -> 0.001999468656. */
void json_add_usd(struct json_doc *doc, struct json *in, const char *key, va_int128 pusd);

/* Picodollars as an integer; as a string when past 2^53 on either side. */
void json_add_pusd(struct json_doc *doc, struct json *in, const char *key,
                   va_int128 pusd);

/* Walk. All accept NULL. Texts are borrowed from the document. */
enum json_kind json_kind(const struct json *value); /* JSON_NULL for NULL */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *value);
const char *json_key(const struct json *value);  /* NULL inside arrays */
const char *json_text(const struct json *value); /* scalars: number, string, true, "" */
bool json_truth(const struct json *value);
const struct json *json_get(const struct json *object, const char *key);

/* A dotted path with array indexes: "pick.memory_mb", "ranking.0.platform"; NULL when
 * there is no such value. */
const struct json *json_path(const struct json *value, const char *path);

/*
 * Write a value: indented by two spaces (no newline after it), or compact on one line.
 * Control characters are escaped, C1 and DEL too, so that the text is safe on a terminal;
 * all other characters stand as they are. NULL is written as null.
 */
void json_write(const struct json *value, bool indent, struct buf *out);

#endif
