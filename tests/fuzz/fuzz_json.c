/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: the JSON scanner. Whatever the scanner passes as one value, cJSON parses;
 * what it calls a string is UTF-8 without NUL.
 */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/json_scan.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static void
read_string(const char *text, size_t len, struct buf *scratch)
{
    struct json_scan s = { text, text + len };
    struct json_token token;

    buf_reset(scratch);
    if (json_scan_scalar(&s, scratch, &token, NULL) || token.kind != JSON_TOKEN_TEXT)
        return;
    require(token.len <= len);
    require(text_is_utf8(token.text, token.len) || !text_is_utf8(text, len));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data;
    struct json_scan s = { text, text + size };
    struct buf scratch;

    buf_init(&scratch, size + 1);
    read_string(text, size, &scratch);
    if (!json_scan_skip(&s, &scratch, NULL) && json_scan_is_done(&s)) {
        cJSON *value = cJSON_ParseWithLength(text, size);

        require(value != NULL);
        cJSON_Delete(value);
    }
    buf_clear(&scratch);
    return 0;
}
