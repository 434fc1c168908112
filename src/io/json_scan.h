/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scanner for JSON where it lies: no tree, no allocation unless a string has escapes.
 * Private to src/io/import*.c and record*.c.
 */
#ifndef VA_IO_JSON_SCAN_H
#define VA_IO_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* What is left of the text. */
struct json_scan {
    const char *at;
    const char *end;
};

enum json_token_kind { JSON_TOKEN_TEXT, JSON_TOKEN_NUMBER, JSON_TOKEN_WORD };

/* A scalar: a string without its quotes, a number, or true, false, null. */
struct json_token {
    enum json_token_kind kind;
    const char *text; /* not NUL-terminated */
    size_t len;
};

/* Pass white space and then this character; false when something else is there. */
bool json_scan_take(struct json_scan *s, char c);

/* Is there nothing left but white space? */
bool json_scan_is_done(struct json_scan *s);

/*
 * Read a string, from its first quote on. Escapes are resolved at the end of `scratch`;
 * the token then points there, until scratch changes. Returns VA_OK, VA_NOMEM, or VA_DATA
 * with what is wrong; so do the next two.
 */
enum va_code json_scan_string(struct json_scan *s, struct buf *scratch,
                              struct json_token *out, struct va_err *err);

/* Read a string, number, true, false or null. VA_DATA for an object or array too. */
enum va_code json_scan_scalar(struct json_scan *s, struct buf *scratch,
                              struct json_token *out, struct va_err *err);

/* Pass any value, objects and arrays included (up to 999 deep); on failure s->at is where
 * it went wrong. */
enum va_code json_scan_skip(struct json_scan *s, struct buf *scratch, struct va_err *err);

/* Does an object or array come next? */
bool json_scan_is_nested(struct json_scan *s);

#endif
