/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON of others, with limits: Google's replies, what a function answers, our journal. */
#ifndef VA_PROBE_GCF_JSON_H
#define VA_PROBE_GCF_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A parsed value takes about 100 bytes. */
enum { GCF_JSON_VALUES_MAX = 200000 };

/* NULL when it is not JSON, holds NUL, or has too many values. For cJSON_Delete. */
cJSON *gcf_json_read(const char *text, size_t len);

/* The member of an object by names with points between: "serviceConfig.uri". */
const cJSON *gcf_json_at(const cJSON *value, const char *path);

/* The string there, "" when there is none. Borrowed, as it was sent. */
const char *gcf_json_string(const cJSON *value, const char *path);

/* A finite number, also one written as a string ("60"). */
bool gcf_json_number(const cJSON *value, const char *path, double *out);

/* The string there as gcf_copy does it; false, and out "", when there is none. */
bool gcf_json_copy(const cJSON *value, const char *path, char *out, size_t size);

/* Copy a text of others to one line of UTF-8: control characters and invalid bytes become
 * '?', what does not fit is cut at a character's end. */
void gcf_copy(char *out, size_t size, const char *text, size_t len);

#endif
