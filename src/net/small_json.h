/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small JSON replies, secrets in them: bounded on the way in, wiped on the way out. */
#ifndef VA_NET_SMALL_JSON_H
#define VA_NET_SMALL_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parse an object; NULL when it is none, or is nested too deeply. small_json_free. */
cJSON *small_json_parse(const char *data, size_t len);
void small_json_free(cJSON *object); /* NULL allowed; overwrites its texts */

/* A string of an object, copied whole. False (and out is "") when it is not there, is no
 * string, or does not fit. Names are compared exactly. */
bool small_json_text(const cJSON *object, const char *name, char *out, size_t size);

/* A whole number of an object, written as a number or as a string of digits. */
bool small_json_int(const cJSON *object, const char *name, int64_t *out);

/* Copy a text as one harmless line: control characters and bytes that are not UTF-8
 * become '?'. Cut to size, and between characters. */
void small_text_clean(const char *text, char *out, size_t size);

#endif
