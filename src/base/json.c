/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a JSON document. */
#include "base/json.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/json_value.h"
#include "base/text.h"

enum { BLOCK_BYTES = 16384 };

/* Values lie one after another in blocks, and go with them. */
struct block {
    struct block *older;
    size_t used, size;
    _Alignas(struct json) char bytes[];
};

struct json_doc {
    struct json *root;
    struct block *newest;
    enum va_code code;
};

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* Make the newest block one that has room for so many bytes. */
static bool
make_room(struct json_doc *doc, size_t bytes)
{
    const size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct block *block = doc->newest;

    if (block && block->size - block->used >= bytes)
        return true;
    block = malloc(sizeof *block + size);
    if (!block)
        return false;
    *block = (struct block){ .older = doc->newest, .size = size };
    doc->newest = block;
    return true;
}

/* A value with room for `room` bytes of text, owned by the document. */
static struct json *
value_alloc(struct json_doc *doc, enum json_kind kind, size_t room)
{
    const size_t align = _Alignof(struct json);
    const size_t bytes = (sizeof(struct json) + room + align - 1) / align * align;
    struct json *value = NULL;

    if (!make_room(doc, bytes)) {
        doc->code = VA_NOMEM;
        return NULL;
    }
    value = (struct json *)(void *)(doc->newest->bytes + doc->newest->used);
    doc->newest->used += bytes;
    *value = (struct json){ .kind = kind, .text = "" };
    return value;
}

static struct json *
append(struct json_doc *doc, struct json *in, const char *key, enum json_kind kind,
       size_t room)
{
    struct json *value = NULL;

    if (!doc || !in || doc->code)
        return NULL;
    assert(in->kind == (key ? JSON_OBJECT : JSON_ARRAY));
    value = value_alloc(doc, kind, room);
    if (!value)
        return NULL;
    value->key = key;
    if (in->last)
        in->last->next = value;
    else
        in->first = value;
    in->last = value;
    return value;
}

/* A value whose text is a static string. */
static void
append_word(struct json_doc *doc, struct json *in, const char *key, enum json_kind kind,
            const char *word)
{
    struct json *value = append(doc, in, key, kind, 0);

    if (value)
        value->text = word;
}

/* A value whose text is copied; bytes that are not UTF-8 are replaced one by one. */
static void
append_text(struct json_doc *doc, struct json *in, const char *key, enum json_kind kind,
            const char *text)
{
    const size_t len = strlen(text);
    const bool sound = kind == JSON_NUMBER || text_is_utf8(text, len);
    struct json *value =
        append(doc, in, key, kind, len * (sound ? 1 : strlen(replacement)) + 1);
    char *out = NULL;

    if (!value)
        return;
    out = value->storage;
    value->text = out;
    if (sound) {
        memcpy(out, text, len + 1);
        return;
    }
    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);
        const size_t n_out = n ? n : strlen(replacement);

        memcpy(out, n ? text + i : replacement, n_out);
        out += n_out;
        i += n ? n : 1;
    }
    *out = '\0';
}

struct json_doc *
json_alloc(void)
{
    struct json_doc *doc = calloc(1, sizeof *doc);

    if (!doc)
        return NULL;
    doc->root = value_alloc(doc, JSON_OBJECT, 0);
    if (!doc->root) {
        json_free(doc);
        return NULL;
    }
    return doc;
}

void
json_free(struct json_doc *doc)
{
    if (!doc)
        return;
    while (doc->newest) {
        struct block *older = doc->newest->older;

        free(doc->newest);
        doc->newest = older;
    }
    free(doc);
}

enum va_code
json_status(const struct json_doc *doc)
{
    return doc ? doc->code : VA_NOMEM;
}

struct json *
json_root(struct json_doc *doc)
{
    return doc ? doc->root : NULL;
}

struct json *
json_add_object(struct json_doc *doc, struct json *in, const char *key)
{
    return append(doc, in, key, JSON_OBJECT, 0);
}

struct json *
json_add_array(struct json_doc *doc, struct json *in, const char *key)
{
    return append(doc, in, key, JSON_ARRAY, 0);
}

void
json_add_null(struct json_doc *doc, struct json *in, const char *key)
{
    append_word(doc, in, key, JSON_NULL, "");
}

void
json_add_bool(struct json_doc *doc, struct json *in, const char *key, bool value)
{
    append_word(doc, in, key, JSON_BOOL, value ? "true" : "false");
}

void
json_add_int(struct json_doc *doc, struct json *in, const char *key, int64_t value)
{
    char text[DIGITS_INT_MAX];

    append_text(doc, in, key, JSON_NUMBER, digits_int(text, value));
}

void
json_add_string(struct json_doc *doc, struct json *in, const char *key, const char *value)
{
    if (value)
        append_text(doc, in, key, JSON_STRING, value);
    else
        json_add_null(doc, in, key);
}

/* Digits without the zeros at their end; none of them (NaN, infinities) is null. */
static void
append_digits(struct json_doc *doc, struct json *in, const char *key, char *digits)
{
    if (*digits)
        append_text(doc, in, key, JSON_NUMBER, digits_trim(digits));
    else
        json_add_null(doc, in, key);
}

void
json_add_number(struct json_doc *doc, struct json *in, const char *key, double value,
                int decimals)
{
    char digits[DIGITS_MAX];

    append_digits(doc, in, key, digits_fixed(digits, value, decimals));
}

void
json_add_real(struct json_doc *doc, struct json *in, const char *key, double value)
{
    enum { REAL_DIGITS = 12 };
    char digits[DIGITS_MAX];

    append_digits(doc, in, key, digits_significant(digits, value, REAL_DIGITS));
}

void
json_add_usd(struct json_doc *doc, struct json *in, const char *key, va_int128 pusd)
{
    char text[MONEY_TEXT_MAX];

    append_text(doc, in, key, JSON_NUMBER, money_exact(text, pusd));
}

void
json_add_pusd(struct json_doc *doc, struct json *in, const char *key, va_int128 pusd)
{
    /* RFC 8259, section 6: integers up to here are the same in every reader. */
    static const va_int128 exact_max = INT64_C(1) << 53;
    const bool exact = pusd >= -exact_max && pusd <= exact_max;
    char text[DIGITS_INT_MAX];

    append_text(doc, in, key, exact ? JSON_NUMBER : JSON_STRING, digits_int(text, pusd));
}
