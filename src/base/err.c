/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result codes and one-line error texts. */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

struct code_row {
    int status;
    const char *text;
};

static const struct code_row codes[VA_CODE_COUNT] = {
#define X(name, status, text) [VA_##name] = { status, text },
    VA_CODES(X)
#undef X
};

/*
 * Copy text to out as one harmless line: control characters and bytes that are not UTF-8
 * become '?'. A character cut in two by an earlier limit goes altogether (cut is set).
 */
static void
copy_line(char *out, const char *text, size_t len, bool cut)
{
    size_t at = 0;

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);

        if (cut && !n && len - i < 4 && (unsigned char)text[i] >= 0xc2)
            break;
        if (n && !text_is_control(point)) {
            memcpy(out + at, text + i, n);
            at += n;
        } else {
            out[at++] = '?';
        }
        i += n ? n : 1;
    }
    out[at] = '\0';
}

/* Both format into a local first: the arguments may hold the very text that is replaced.
 */
enum va_code
va_fail(struct va_err *err, enum va_code code, const char *fmt, ...)
{
    char raw[VA_ERR_TEXT_MAX] = "";
    va_list args;
    int len = 0;

    assert(code > VA_OK && (int)code < VA_CODE_COUNT);
    if (!err)
        return code;
    va_start(args, fmt);
    len = vsnprintf(raw, sizeof raw, fmt, args);
    va_end(args);
    copy_line(err->text, raw, strlen(raw), len >= (int)sizeof raw);
    err->code = code;
    err->hint[0] = '\0';
    return code;
}

void
va_hint(struct va_err *err, const char *fmt, ...)
{
    char raw[VA_ERR_HINT_MAX] = "";
    va_list args;
    int len = 0;

    if (!err)
        return;
    va_start(args, fmt);
    len = vsnprintf(raw, sizeof raw, fmt, args);
    va_end(args);
    copy_line(err->hint, raw, strlen(raw), len >= (int)sizeof raw);
}

int
va_exit_status(enum va_code code)
{
    assert((int)code >= 0 && (int)code < VA_CODE_COUNT);
    return codes[code].status;
}

const char *
va_code_text(enum va_code code)
{
    assert((int)code >= 0 && (int)code < VA_CODE_COUNT);
    return codes[code].text;
}
