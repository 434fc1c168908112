/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of JSON documents, bounded and of the right type; and lists of texts. */
#ifndef VA_FN_JOB_FIELD_H
#define VA_FN_JOB_FIELD_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "base/err.h"
#include "fn/job.h"

/* How a fault is told. */
struct fn_reader {
    enum va_code fault; /* VA_CONFIG of what was deployed, VA_DATA of an event */
    struct va_err *err;
};

/* Parse an object of at most FN_DOCUMENT_MAX bytes. The fault, VA_NOMEM; *out is the
 * caller's to delete, NULL on failure. */
enum va_code fn_read_tree(const struct fn_reader *r, const char *text, size_t len,
                          cJSON **out);

/* A text, copied; what was there is freed. */
enum va_code fn_read_text(const struct fn_reader *r, const cJSON *item, char **out);

/* An array of texts, not empty, copied; what was there is freed. */
enum va_code fn_read_list(const struct fn_reader *r, const cJSON *item,
                          struct fn_list *out);

/* An object of texts, as NAME=value. */
enum va_code fn_read_map(const struct fn_reader *r, const cJSON *item,
                         struct fn_list *out);

/* A whole number, 1 to most. */
enum va_code fn_read_int(const struct fn_reader *r, const cJSON *item, int64_t most,
                         int64_t *out);

/* Is it an object? The fault when not. */
enum va_code fn_read_object(const struct fn_reader *r, const cJSON *item);

/* The fault of a field that there is not. */
enum va_code fn_unknown(const struct fn_reader *r, const cJSON *item);

void fn_list_clear(struct fn_list *list);

/* Add a copy. VA_NOMEM, VA_OVERFLOW past FN_LIST_MAX. */
enum va_code fn_list_add(struct fn_list *list, const char *text);

/* Add the words of a text, apart at its spaces. */
enum va_code fn_list_split(struct fn_list *list, const char *text);

/* Add the texts of another list. */
enum va_code fn_list_copy(struct fn_list *list, const struct fn_list *from);

#endif
