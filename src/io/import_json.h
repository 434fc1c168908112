/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON documents for the readers: parsed with limits, walked without surprises. Private
 * to src/io/import*.c.
 */
#ifndef VA_IO_IMPORT_JSON_H
#define VA_IO_IMPORT_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/import_reader.h"

/* The most values a document may have: each takes about 100 bytes when parsed. */
enum { IMPORT_JSON_VALUES_MAX = 1 << 22 };

/* Takes one value of a document. */
typedef enum va_code import_json_visit(struct import_reader *r, const cJSON *value,
                                       struct va_err *err);

/*
 * Parse a document and hand its value on; import_json_values takes several values one
 * after the other. Returns VA_OK; VA_DATA "name:line: what" for what is not JSON, not
 * UTF-8, holds NUL (also as an escape), or has too many values; VA_NOMEM; or what visit
 * said.
 */
enum va_code import_json_document(struct import_reader *r, const char *text, size_t len,
                                  import_json_visit *visit, struct va_err *err);
enum va_code import_json_values(struct import_reader *r, const char *text, size_t len,
                                import_json_visit *visit, struct va_err *err);

/*
 * Parse one text, complete in itself. *out is NULL when it is not JSON or has too many
 * values; cJSON_Delete() frees it. Returns VA_OK or VA_NOMEM.
 */
enum va_code import_json_parse(const struct import_reader *r, const char *text,
                               size_t len, cJSON **out, struct va_err *err);

/* The member of an object, by a path of names with points; NULL when there is none. */
const cJSON *json_at(const cJSON *value, const char *path);

/* A finite number, also one written as a string; false when it is none. */
bool json_number(const cJSON *value, double *out);

/* The text of a string, else NULL. */
const char *json_string(const cJSON *value);

#endif
