/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs as JSON objects. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "io/record.h"

/* Where a field goes, and the struct that it is in. */
struct writer {
    struct json_doc *doc;
    struct json *in;
    const unsigned char *from;
};

static int32_t
int32_at(const unsigned char *at)
{
    int32_t value = 0;

    memcpy(&value, at, sizeof value);
    return value;
}

static int64_t
int64_at(const unsigned char *at)
{
    int64_t value = 0;

    memcpy(&value, at, sizeof value);
    return value;
}

static int32_t
count_of(const struct writer *w, const struct record_field *f)
{
    const int32_t n = int32_at(w->from + f->n_offset);

    assert(n >= 0 && (size_t)n <= f->size);
    return n;
}

static void
write_text(const struct writer *w, const struct record_field *f)
{
    json_add_string(w->doc, w->in, f->key, (const char *)(w->from + f->offset));
}

/* A text without control characters. */
static void
write_line(const struct writer *w, const struct record_field *f)
{
    const char *text = (const char *)(w->from + f->offset);
    const size_t len = strlen(text);
    char clean[RECORD_LINE_MAX];
    size_t at = 0;
    uint32_t point = 0;

    assert(f->size <= sizeof clean && len < f->size);
    while (at < len) {
        const size_t n = text_utf8(text + at, len - at, &point);
        const bool bad = !n || text_is_control(point);

        memcpy(clean + at, text + at, n ? n : 1);
        if (bad)
            memset(clean + at, '?', n ? n : 1);
        at += n ? n : 1;
    }
    clean[len] = '\0';
    json_add_string(w->doc, w->in, f->key, clean);
}

static void
write_int32(const struct writer *w, const struct record_field *f)
{
    json_add_int(w->doc, w->in, f->key, int32_at(w->from + f->offset));
}

static void
write_int64(const struct writer *w, const struct record_field *f)
{
    json_add_int(w->doc, w->in, f->key, int64_at(w->from + f->offset));
}

static void
write_pusd(const struct writer *w, const struct record_field *f)
{
    json_add_pusd(w->doc, w->in, f->key, int64_at(w->from + f->offset));
}

static void
write_real(const struct writer *w, const struct record_field *f)
{
    double value = 0;

    memcpy(&value, w->from + f->offset, sizeof value);
    json_add_real(w->doc, w->in, f->key, value);
}

static void
write_bool(const struct writer *w, const struct record_field *f)
{
    bool value = false;

    memcpy(&value, w->from + f->offset, sizeof value);
    json_add_bool(w->doc, w->in, f->key, value);
}

static void
write_word(const struct writer *w, const struct record_field *f)
{
    json_add_string(w->doc, w->in, f->key, f->word(int32_at(w->from + f->offset)));
}

static void
write_ints(const struct writer *w, const struct record_field *f)
{
    struct json *list = json_add_array(w->doc, w->in, f->key);
    const int32_t n = count_of(w, f);

    for (int32_t i = 0; i < n; i++)
        json_add_int(w->doc, list, NULL,
                     int32_at(w->from + f->offset + sizeof(int32_t) * (size_t)i));
}

static void
write_texts(const struct writer *w, const struct record_field *f)
{
    struct json *list = json_add_array(w->doc, w->in, f->key);
    const int32_t n = count_of(w, f);

    for (int32_t i = 0; i < n; i++) {
        char *text = NULL;

        memcpy(&text, w->from + f->offset + sizeof text * (size_t)i, sizeof text);
        json_add_string(w->doc, list, NULL, text);
    }
}

static void
write_part(const struct writer *w, const struct record_field *f)
{
    record_write(f->part, w->from + f->offset, w->doc,
                 json_add_object(w->doc, w->in, f->key));
}

static void
write_parts(const struct writer *w, const struct record_field *f)
{
    struct json *list = json_add_array(w->doc, w->in, f->key);
    const int32_t n = count_of(w, f);

    for (int32_t i = 0; i < n; i++)
        record_write(f->part, w->from + f->offset + f->stride * (size_t)i, w->doc,
                     json_add_object(w->doc, list, NULL));
}

void
record_write(const struct record *r, const void *from, struct json_doc *doc,
             struct json *object)
{
    static void (*const writers[])(const struct writer *w,
                                   const struct record_field *f) = {
        [RECORD_TEXT] = write_text,   [RECORD_LINE] = write_line,
        [RECORD_NAME] = write_line,   [RECORD_INT32] = write_int32,
        [RECORD_INT64] = write_int64, [RECORD_PUSD] = write_pusd,
        [RECORD_REAL] = write_real,   [RECORD_MAYBE] = write_real,
        [RECORD_BOOL] = write_bool,   [RECORD_WORD] = write_word,
        [RECORD_INTS] = write_ints,   [RECORD_TEXTS] = write_texts,
        [RECORD_PART] = write_part,   [RECORD_PARTS] = write_parts,
    };
    const struct writer w = { doc, object, from };

    for (size_t i = 0; i < r->n; i++)
        writers[r->fields[i].type](&w, &r->fields[i]);
}
