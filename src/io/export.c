/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples as lines of text. */
#include "io/export.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { FLUSH_AT = 64 << 10, LINE_MAX_BYTES = 16 << 10, NS_DIGITS = 6 };

enum kind { KIND_TEXT, KIND_COUNT, KIND_NS, KIND_DATE };

struct column {
    const char *name;
    enum kind kind;
};

/* What stands in a column: a text, or a number with its value for "not reported". */
struct cell {
    const char *text;
    int64_t number;
};

/* clang-format off */
#define COLUMNS(X) /* name, kind, field of the sample; the order of the CSV */ \
    X(memory_mb,      COUNT, memory_mb)     \
    X(duration_ms,    NS,    duration_ns)   \
    X(workload,       TEXT,  workload)      \
    X(implementation, TEXT,  implementation)\
    X(platform,       TEXT,  platform)      \
    X(region,         TEXT,  region)        \
    X(billed_ms,      COUNT, billed_ms)     \
    X(init_ms,        NS,    init_ns)       \
    X(max_memory_mb,  COUNT, max_memory_mb) \
    X(cold,           COUNT, cold)          \
    X(error,          TEXT,  error)         \
    X(n,              COUNT, n)             \
    X(cpu,            TEXT,  cpu)           \
    X(instance_id,    TEXT,  instance_id)   \
    X(request_id,     TEXT,  request_id)    \
    X(started_at,     DATE,  started_at_ms) \
    X(download_ms,    NS,    download_ns)   \
    X(process_ms,     NS,    process_ns)    \
    X(upload_ms,      NS,    upload_ns)     \
    X(emulates,       TEXT,  emulates)
/* clang-format on */

static const struct column columns[] = {
#define X(name, kind, field) { #name, KIND_##kind },
    COLUMNS(X)
#undef X
};

enum { N_COLUMNS = (int)(sizeof columns / sizeof columns[0]) };

static void
fill_cells(const struct sample *s, struct cell cells[N_COLUMNS])
{
#define CELL_TEXT(field)                                                                 \
    {                                                                                    \
        .text = s->field                                                                 \
    }
#define CELL_COUNT(field)                                                                \
    {                                                                                    \
        .number = s->field                                                               \
    }
#define CELL_NS(field)                                                                   \
    {                                                                                    \
        .number = s->field                                                               \
    }
#define CELL_DATE(field)                                                                 \
    {                                                                                    \
        .number = s->field                                                               \
    }
    const struct cell filled[N_COLUMNS] = {
#define X(name, kind, field) CELL_##kind(field),
        COLUMNS(X)
#undef X
    };
#undef CELL_TEXT
#undef CELL_COUNT
#undef CELL_NS
#undef CELL_DATE

    memcpy(cells, filled, sizeof filled);
}

static bool
is_reported(enum kind kind, const struct cell *c)
{
    switch (kind) {
    case KIND_TEXT:
        return c->text[0] != '\0';
    case KIND_COUNT:
    case KIND_NS:
        return c->number != SAMPLE_NONE;
    case KIND_DATE:
        return c->number != TIME_UNKNOWN;
    }
    return false;
}

/* A number >= 0 with at least `digits` digits. */
static void
put_digits(int64_t value, int digits, struct buf *out)
{
    char text[24];
    size_t at = sizeof text;

    while (value > 0 || digits > 0) {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
        digits--;
    }
    buf_add(out, text + at, sizeof text - at);
}

/* Nanoseconds as milliseconds, exactly, without zeros at the end. */
static void
put_ns(int64_t ns, struct buf *out)
{
    static const int64_t ms = 1000 * 1000;
    int64_t fraction = ns % ms;
    int digits = NS_DIGITS;

    put_digits(ns / ms, 1, out);
    if (fraction == 0)
        return;
    while (fraction % 10 == 0) {
        fraction /= 10;
        digits--;
    }
    buf_byte(out, '.');
    put_digits(fraction, digits, out);
}

static void
put_number(enum kind kind, int64_t number, struct buf *out)
{
    char date[DATE_TEXT_MAX];

    if (kind == KIND_NS)
        put_ns(number, out);
    else if (kind == KIND_DATE)
        buf_text(out, time_format(date, number));
    else
        put_digits(number, 1, out);
}

/* RFC 4180: quotes around what holds a separator, and quotes doubled. Space at the ends
 * is quoted too, since some readers drop it. */
static void
put_csv_text(const char *text, struct buf *out)
{
    const size_t len = strlen(text);
    const bool quote = strpbrk(text, "\",\r\n") || text[0] == ' ' || text[0] == '\t' ||
                       (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'));

    if (!quote) {
        buf_add(out, text, len);
        return;
    }
    buf_byte(out, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            buf_byte(out, '"');
        buf_byte(out, *c);
    }
    buf_byte(out, '"');
}

/* Control characters are escaped, and what is not UTF-8 is replaced. */
static void
put_json_text(const char *text, struct buf *out)
{
    size_t left = strlen(text);

    buf_byte(out, '"');
    while (left > 0) {
        uint32_t point = 0xfffd;
        const size_t len = text_utf8(text, left, &point);

        if (point == '"' || point == '\\')
            buf_byte(out, '\\');
        if (len == 0 || text_is_control(point))
            buf_printf(out, "\\u%04x", (unsigned)point);
        else
            buf_add(out, text, len);
        text += len ? len : 1;
        left -= len ? len : 1;
    }
    buf_byte(out, '"');
}

/* A date is a text in JSON. */
static void
put_json_number(enum kind kind, int64_t number, struct buf *out)
{
    if (kind == KIND_DATE)
        buf_byte(out, '"');
    put_number(kind, number, out);
    if (kind == KIND_DATE)
        buf_byte(out, '"');
}

static void
put_csv(const struct cell cells[N_COLUMNS], struct buf *out)
{
    for (int i = 0; i < N_COLUMNS; i++) {
        if (i > 0)
            buf_byte(out, ',');
        if (!is_reported(columns[i].kind, &cells[i]))
            continue;
        if (columns[i].kind == KIND_TEXT)
            put_csv_text(cells[i].text, out);
        else
            put_number(columns[i].kind, cells[i].number, out);
    }
    buf_byte(out, '\n');
}

static void
put_json(const struct cell cells[N_COLUMNS], struct buf *out)
{
    char before = '{';

    for (int i = 0; i < N_COLUMNS; i++) {
        if (!is_reported(columns[i].kind, &cells[i]))
            continue;
        buf_byte(out, before);
        buf_byte(out, '"');
        buf_text(out, columns[i].name);
        buf_text(out, "\":");
        if (columns[i].kind == KIND_TEXT)
            put_json_text(cells[i].text, out);
        else
            put_json_number(columns[i].kind, cells[i].number, out);
        before = ',';
    }
    buf_text(out, "}\n");
}

enum va_code
export_field(const struct sample *s, int i, struct export_field *out)
{
    struct cell cells[N_COLUMNS];
    struct buf number;
    enum va_code code = VA_OK;

    _Static_assert((int)N_COLUMNS == (int)EXPORT_FIELDS,
                   "export.h says how many there are");
    assert(i >= 0 && i < N_COLUMNS);
    fill_cells(s, cells);
    out->name = columns[i].name;
    out->reported = is_reported(columns[i].kind, &cells[i]);
    out->is_number = columns[i].kind == KIND_COUNT || columns[i].kind == KIND_NS;
    out->text = columns[i].kind == KIND_TEXT ? cells[i].text : out->number;
    out->number[0] = '\0';
    if (columns[i].kind == KIND_TEXT || !out->reported)
        return VA_OK;
    buf_init(&number, sizeof out->number - 1);
    put_number(columns[i].kind, cells[i].number, &number);
    snprintf(out->number, sizeof out->number, "%s", buf_get(&number));
    code = number.code;
    buf_clear(&number);
    return code;
}

void
export_header(enum export_format format, struct buf *out)
{
    if (format != EXPORT_CSV)
        return;
    for (int i = 0; i < N_COLUMNS; i++) {
        buf_text(out, i > 0 ? "," : "");
        buf_text(out, columns[i].name);
    }
    buf_byte(out, '\n');
}

void
export_sample(enum export_format format, const struct sample *s, struct buf *out)
{
    struct cell cells[N_COLUMNS];

    fill_cells(s, cells);
    if (format == EXPORT_CSV)
        put_csv(cells, out);
    else
        put_json(cells, out);
}
