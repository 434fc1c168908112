/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading JSON objects strictly, by tables of their keys. Private to price*.c. */
#ifndef VA_IO_PRICE_FIELD_H
#define VA_IO_PRICE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"

enum { PRICE_PLACE_MAX = 160 };

/* Where in which file the reader is: "tables[2].regions[0]". */
struct price_reader {
    const char *path;
    const cJSON *tree;
    struct va_err *err;
    char place[PRICE_PLACE_MAX];
};

/* What a key holds and the C type that it fills. */
enum field_type {
    FIELD_TEXT,  /* const char *, low to high bytes */
    FIELD_NAME,  /* const char *, as text_is_name */
    FIELD_DAY,   /* const char *, "YYYY-MM-DD" */
    FIELD_DAYS,  /* int32_t, days since 1970 from "YYYY-MM-DD" */
    FIELD_INT32, /* int32_t, low to high */
    FIELD_INT64, /* int64_t, low to high */
    FIELD_USD,   /* int64_t picodollars from a decimal string */
    FIELD_BOOL,  /* bool */
    FIELD_WORD,  /* int32_t, index into words */
    FIELD_LIST   /* const cJSON *, an array of low to high items */
};

struct field {
    const char *key;
    enum field_type type;
    bool required;
    int64_t low, high;
    const char *const *words; /* ends in NULL */
    size_t offset;            /* in the struct that is filled */
};

/* Fill a struct from an object: unknown, repeated and missing keys are errors, and so is
 * a value of the wrong type or out of range. At most 32 fields. */
enum va_code price_fields(struct price_reader *r, const cJSON *object,
                          const struct field *fields, size_t n, void *out);

/* Step into ".key" (index < 0) or ".key[index]"; returns a mark for price_leave. */
size_t price_enter(struct price_reader *r, const char *key, int32_t index);
void price_leave(struct price_reader *r, size_t mark);

/* A path for messages: its end when it is so long that it would crowd out the rest. */
const char *price_tail(const char *path);

/* Fail with "path: place.key: what" (key NULL or "": the place itself). VA_DATA. */
enum va_code price_bad(struct price_reader *r, const char *key, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
