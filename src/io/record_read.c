/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON objects as structs. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/json_scan.h"
#include "io/record.h"

enum { FIELDS_MAX = 64, KEY_SHOWN_MAX = 40 };

struct reader {
    struct json_scan scan;
    struct buf *scratch; /* for strings with escapes */
    struct va_err *err;  /* never NULL */
};

static enum va_code read_object(struct reader *r, const struct record *record,
                                unsigned char *out);

static enum va_code
next_token(struct reader *r, enum json_token_kind kind, struct json_token *out)
{
    enum va_code code = VA_OK;

    buf_reset(r->scratch);
    if (json_scan_is_nested(&r->scan))
        return va_fail(r->err, VA_DATA, "an object or array is out of place");
    code = json_scan_scalar(&r->scan, r->scratch, out, r->err);
    if (!code && out->kind != kind)
        code = va_fail(r->err, VA_DATA, "a value of another type is expected");
    return code;
}

static bool
has_control(const char *text, size_t len)
{
    uint32_t point = 0;

    for (size_t i = 0; i < len;) {
        const size_t n = text_utf8(text + i, len - i, &point);

        if (!n || text_is_control(point))
            return true;
        i += n;
    }
    return false;
}

static enum va_code
read_text(struct reader *r, const struct record_field *f, unsigned char *out)
{
    struct json_token t = { JSON_TOKEN_WORD, "", 0 };
    const enum va_code code = next_token(r, JSON_TOKEN_TEXT, &t);

    if (code)
        return code;
    if (t.len >= f->size)
        return va_fail(r->err, VA_DATA, "longer than %zu bytes", f->size - 1);
    if (!text_is_utf8(t.text, t.len))
        return va_fail(r->err, VA_DATA, "not valid UTF-8");
    if (f->type == RECORD_LINE && has_control(t.text, t.len))
        return va_fail(r->err, VA_DATA, "holds control characters");
    if (f->type == RECORD_NAME && t.len && !text_is_name(t.text, t.len))
        return va_fail(r->err, VA_DATA, "not a usable name");
    memcpy(out + f->offset, t.text, t.len);
    out[f->offset + t.len] = '\0';
    return VA_OK;
}

/* Digits with a sign, no point and no exponent: exact. */
static enum va_code
take_int(struct reader *r, const struct record_field *f, bool quoted, int64_t *out)
{
    struct json_token t = { JSON_TOKEN_WORD, "", 0 };
    int64_t value = 0;
    enum va_code code = next_token(r, quoted ? JSON_TOKEN_TEXT : JSON_TOKEN_NUMBER, &t);

    if (code)
        return code;
    if (text_parse_fixed(t.text, t.len, 0, &value) || memchr(t.text, '.', t.len) ||
        memchr(t.text, 'e', t.len) || memchr(t.text, 'E', t.len))
        return va_fail(r->err, VA_DATA, "not a whole number");
    if (value < f->low || value > f->high)
        return va_fail(r->err, VA_DATA, "%" PRId64 " is outside %" PRId64 " to %" PRId64,
                       value, f->low, f->high);
    *out = value;
    return VA_OK;
}

static enum va_code
read_int32(struct reader *r, const struct record_field *f, unsigned char *out)
{
    int64_t value = 0;
    int32_t narrow = 0;
    const enum va_code code = take_int(r, f, false, &value);

    if (code)
        return code;
    narrow = (int32_t)value;
    memcpy(out + f->offset, &narrow, sizeof narrow);
    return VA_OK;
}

static enum va_code
read_int64(struct reader *r, const struct record_field *f, unsigned char *out)
{
    int64_t value = 0;
    const bool quoted = f->type == RECORD_PUSD && json_scan_take(&r->scan, '"');
    enum va_code code = VA_OK;

    if (quoted)
        r->scan.at--; /* the token has its quotes */
    code = take_int(r, f, quoted, &value);
    if (!code)
        memcpy(out + f->offset, &value, sizeof value);
    return code;
}

static enum va_code
read_real(struct reader *r, const struct record_field *f, unsigned char *out)
{
    struct json_token t = { JSON_TOKEN_WORD, "", 0 };
    double value = NAN;
    enum va_code code = VA_OK;

    buf_reset(r->scratch);
    code = json_scan_scalar(&r->scan, r->scratch, &t, r->err);
    if (code)
        return code;
    if (f->type == RECORD_REAL || t.kind != JSON_TOKEN_WORD || memcmp(t.text, "null", 4))
        if (t.kind != JSON_TOKEN_NUMBER || text_parse_double(t.text, t.len, &value))
            return va_fail(r->err, VA_DATA, "not a number");
    memcpy(out + f->offset, &value, sizeof value);
    return VA_OK;
}

static enum va_code
read_bool(struct reader *r, const struct record_field *f, unsigned char *out)
{
    struct json_token t = { JSON_TOKEN_WORD, "", 0 };
    bool value = false;
    const enum va_code code = next_token(r, JSON_TOKEN_WORD, &t);

    if (code)
        return code;
    if (t.text[0] == 'n')
        return va_fail(r->err, VA_DATA, "neither true nor false");
    value = t.text[0] == 't';
    memcpy(out + f->offset, &value, sizeof value);
    return VA_OK;
}

static enum va_code
read_word(struct reader *r, const struct record_field *f, unsigned char *out)
{
    struct json_token t = { JSON_TOKEN_WORD, "", 0 };
    const enum va_code code = next_token(r, JSON_TOKEN_TEXT, &t);

    if (code)
        return code;
    for (int32_t value = 0; value <= f->high; value++) {
        const char *word = f->word(value);

        if (strlen(word) != t.len || memcmp(word, t.text, t.len))
            continue;
        memcpy(out + f->offset, &value, sizeof value);
        return VA_OK;
    }
    return va_fail(r->err, VA_DATA, "an unknown word");
}

static enum va_code
read_part(struct reader *r, const struct record_field *f, unsigned char *out)
{
    return read_object(r, f->part, out + f->offset);
}

/* --- lists: how an item is read is all that tells them apart --- */

typedef enum va_code read_item(struct reader *r, const struct record_field *f,
                               unsigned char *at);

static enum va_code
read_list(struct reader *r, const struct record_field *f, unsigned char *out,
          read_item *item)
{
    int32_t n = 0;
    enum va_code code = VA_OK;

    if (!json_scan_take(&r->scan, '['))
        return va_fail(r->err, VA_DATA, "not a list");
    memcpy(out + f->n_offset, &n, sizeof n);
    if (json_scan_take(&r->scan, ']'))
        return VA_OK;
    do {
        if ((size_t)n >= f->size)
            return va_fail(r->err, VA_DATA, "more than %zu items", f->size);
        code = item(r, f, out + f->offset + f->stride * (size_t)n);
        if (code)
            return code;
        n++;
        memcpy(out + f->n_offset, &n, sizeof n);
    } while (json_scan_take(&r->scan, ','));
    return json_scan_take(&r->scan, ']')
               ? VA_OK
               : va_fail(r->err, VA_DATA, "',' or ']' is missing");
}

static enum va_code
int_item(struct reader *r, const struct record_field *f, unsigned char *at)
{
    const struct record_field one = { .type = RECORD_INT32,
                                      .low = f->low,
                                      .high = f->high };

    return read_int32(r, &one, at);
}

static enum va_code
text_item(struct reader *r, const struct record_field *f, unsigned char *at)
{
    struct json_token t = { JSON_TOKEN_WORD, "", 0 };
    char *copy = NULL;
    const enum va_code code = next_token(r, JSON_TOKEN_TEXT, &t);

    if (code)
        return code;
    if (t.len > (size_t)f->high)
        return va_fail(r->err, VA_DATA, "longer than %" PRId64 " bytes", f->high);
    if (!text_is_utf8(t.text, t.len))
        return va_fail(r->err, VA_DATA, "not valid UTF-8");
    copy = strndup(t.text, t.len);
    if (!copy)
        return va_fail(r->err, VA_NOMEM, "out of memory");
    memcpy(at, &copy, sizeof copy);
    return VA_OK;
}

static enum va_code
part_item(struct reader *r, const struct record_field *f, unsigned char *at)
{
    return read_object(r, f->part, at);
}

static enum va_code
read_ints(struct reader *r, const struct record_field *f, unsigned char *out)
{
    return read_list(r, f, out, int_item);
}

static enum va_code
read_texts(struct reader *r, const struct record_field *f, unsigned char *out)
{
    return read_list(r, f, out, text_item);
}

static enum va_code
read_parts(struct reader *r, const struct record_field *f, unsigned char *out)
{
    return read_list(r, f, out, part_item);
}

/* --- objects --- */

typedef enum va_code read_field(struct reader *r, const struct record_field *f,
                                unsigned char *out);

static read_field *const readers[] = {
    [RECORD_TEXT] = read_text,   [RECORD_LINE] = read_text,   [RECORD_NAME] = read_text,
    [RECORD_INT32] = read_int32, [RECORD_INT64] = read_int64, [RECORD_PUSD] = read_int64,
    [RECORD_REAL] = read_real,   [RECORD_MAYBE] = read_real,  [RECORD_BOOL] = read_bool,
    [RECORD_WORD] = read_word,   [RECORD_INTS] = read_ints,   [RECORD_TEXTS] = read_texts,
    [RECORD_PART] = read_part,   [RECORD_PARTS] = read_parts,
};

static size_t
find_field(const struct record *record, const struct json_token *key)
{
    size_t i = 0;

    while (i < record->n && (strlen(record->fields[i].key) != key->len ||
                             memcmp(record->fields[i].key, key->text, key->len)))
        i++;
    return i;
}

/* A key that is no field's. */
static enum va_code
pass_unknown(struct reader *r, const struct record *record, const struct json_token *key)
{
    if (record->strict)
        return va_fail(r->err, VA_DATA, "%.*s: unknown",
                       (int)(key->len > KEY_SHOWN_MAX ? KEY_SHOWN_MAX : key->len),
                       key->text);
    return json_scan_skip(&r->scan, r->scratch, r->err);
}

/* "key": value */
static enum va_code
read_member(struct reader *r, const struct record *record, unsigned char *out,
            uint64_t *met)
{
    struct json_token key;
    size_t i = 0;
    enum va_code code = VA_OK;

    buf_reset(r->scratch);
    code = json_scan_string(&r->scan, r->scratch, &key, r->err);
    if (code)
        return code;
    if (!json_scan_take(&r->scan, ':'))
        return va_fail(r->err, VA_DATA, "not valid JSON: ':' is missing");
    i = find_field(record, &key);
    if (i == record->n)
        return pass_unknown(r, record, &key);
    if (*met >> i & 1)
        return va_fail(r->err, VA_DATA, "%s: comes twice", record->fields[i].key);
    *met |= UINT64_C(1) << i;
    code = readers[record->fields[i].type](r, &record->fields[i], out);
    return code ? va_fail(r->err, code, "%s: %s", record->fields[i].key, r->err->text)
                : VA_OK;
}

static enum va_code
read_object(struct reader *r, const struct record *record, unsigned char *out)
{
    uint64_t met = 0;
    enum va_code code = VA_OK;

    assert(record->n <= FIELDS_MAX);
    if (!json_scan_take(&r->scan, '{'))
        return va_fail(r->err, VA_DATA, "not an object");
    if (json_scan_take(&r->scan, '}'))
        return VA_OK;
    do {
        code = read_member(r, record, out, &met);
        if (code)
            return code;
    } while (json_scan_take(&r->scan, ','));
    return json_scan_take(&r->scan, '}')
               ? VA_OK
               : va_fail(r->err, VA_DATA, "not valid JSON: ',' or '}' is missing");
}

enum va_code
record_read(const struct record *r, const char *text, size_t len, void *out,
            struct va_err *err)
{
    struct va_err why = { .code = VA_OK };
    struct buf scratch;
    struct reader reader = { { text, text + len }, &scratch, &why };
    enum va_code code = VA_OK;

    buf_init(&scratch, len + 1);
    code = read_object(&reader, r, out);
    if (!code && !json_scan_is_done(&reader.scan))
        code = va_fail(&why, VA_DATA, "text after the object");
    buf_clear(&scratch);
    return code ? va_fail(err, code, "%s", why.text) : VA_OK;
}
