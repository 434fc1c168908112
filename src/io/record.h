/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Structs as JSON objects and back, by tables of their fields: for what vadvise writes
 * and reads itself. Whole numbers are exact over all of int64.
 */
#ifndef VA_IO_RECORD_H
#define VA_IO_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

enum { RECORD_LINE_MAX = 512 };

/* What a key holds and the C type that it fills. */
enum record_type {
    RECORD_TEXT,  /* char[size]: UTF-8 of less than size bytes */
    RECORD_LINE,  /* the same, of at most RECORD_LINE_MAX, without control characters:
                     '?' is written for them */
    RECORD_NAME,  /* as RECORD_LINE: "" or as text_is_name */
    RECORD_INT32, /* int32_t, low to high */
    RECORD_INT64, /* int64_t, low to high */
    RECORD_PUSD,  /* int64_t, low to high; as a string past 2^53 */
    RECORD_REAL,  /* double, finite */
    RECORD_MAYBE, /* double; NaN is null */
    RECORD_BOOL,
    RECORD_WORD,  /* an enum: 0 to high, by `word` */
    RECORD_INTS,  /* int32_t[size], each low to high; how many in n_offset */
    RECORD_TEXTS, /* char *[size], each on the heap, of at most high bytes; the same */
    RECORD_PART,  /* a struct, by `part` */
    RECORD_PARTS  /* struct[size]; the same */
};

struct record;

struct record_field {
    const char *key;
    enum record_type type;
    size_t offset;
    size_t size; /* bytes of a text, most items of a list */
    int64_t low, high;
    const char *(*word)(int32_t value); /* RECORD_WORD: static texts */
    size_t n_offset;                    /* int32_t: items of a list */
    size_t stride;                      /* bytes of an item */
    const struct record *part;
};

struct record {
    const struct record_field *fields; /* at most 64 */
    size_t n;
    bool strict; /* an unknown key is an error; else it is passed over */
};

/* Rows of a table: the key, the struct's name, the member. */
#define RECORD_ROW(key_, type_, struct_, member)                                         \
    .key = (key_), .type = (type_), .offset = offsetof(struct struct_, member),          \
    .size = sizeof(((struct struct_ *)NULL)->member)
#define RECORD_LIST(struct_, member, n_member)                                           \
    .size = sizeof(((struct struct_ *)NULL)->member) /                                   \
            sizeof(((struct struct_ *)NULL)->member[0]),                                 \
    .stride = sizeof(((struct struct_ *)NULL)->member[0]),                               \
    .n_offset = offsetof(struct struct_, n_member)
/* clang-format off */
#define AS_TEXT(key, in, m)  { RECORD_ROW(key, RECORD_TEXT, in, m) }
#define AS_LINE(key, in, m)  { RECORD_ROW(key, RECORD_LINE, in, m) }
#define AS_NAME(key, in, m)  { RECORD_ROW(key, RECORD_NAME, in, m) }
#define AS_REAL(key, in, m)  { RECORD_ROW(key, RECORD_REAL, in, m) }
#define AS_MAYBE(key, in, m) { RECORD_ROW(key, RECORD_MAYBE, in, m) }
#define AS_BOOL(key, in, m)  { RECORD_ROW(key, RECORD_BOOL, in, m) }
#define AS_INT32(key, in, m, l, h) \
    { RECORD_ROW(key, RECORD_INT32, in, m), .low = (l), .high = (h) }
#define AS_INT64(key, in, m, l, h) \
    { RECORD_ROW(key, RECORD_INT64, in, m), .low = (l), .high = (h) }
#define AS_PUSD(key, in, m, l, h) \
    { RECORD_ROW(key, RECORD_PUSD, in, m), .low = (l), .high = (h) }
#define AS_WORD(key, in, m, w, n) \
    { RECORD_ROW(key, RECORD_WORD, in, m), .word = (w), .high = (n) - 1 }
#define AS_PART(key, in, m, p)     { RECORD_ROW(key, RECORD_PART, in, m), .part = (p) }
#define AS_INTS(key_, in, m, n, l, h) \
    { .key = (key_), .type = RECORD_INTS, .offset = offsetof(struct in, m), \
      RECORD_LIST(in, m, n), .low = (l), .high = (h) }
#define AS_TEXTS(key_, in, m, n, h) \
    { .key = (key_), .type = RECORD_TEXTS, .offset = offsetof(struct in, m), \
      RECORD_LIST(in, m, n), .high = (h) }
#define AS_PARTS(key_, in, m, n, p) \
    { .key = (key_), .type = RECORD_PARTS, .offset = offsetof(struct in, m), \
      RECORD_LIST(in, m, n), .part = (p) }
/* clang-format on */

/* The fields of a struct as members of an object. Running out of memory is remembered by
 * the document. */
void record_write(const struct record *r, const void *from, struct json_doc *doc,
                  struct json *object);

/*
 * Fill a struct from the text of one object. A key that is missing leaves what was there;
 * one that comes twice is an error.
 *
 * Returns VA_OK; VA_DATA with "key: what" in err; VA_NOMEM. On failure *out is partly
 * filled: its lists of texts are to be freed in every case.
 */
enum va_code record_read(const struct record *r, const char *text, size_t len, void *out,
                         struct va_err *err);

#endif
