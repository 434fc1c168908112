/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of the sample format: from text to the members of a sample. */
#include "io/import_row.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "io/word.h"

/* Text of a value being read. */
struct cell {
    const char *text;
    size_t len;
};

enum { NS_DECIMALS = 6, FAST_DIGITS = 9, QUOTED_MAX = 40 };

const struct row_rule row_rules[ROW_COLUMN_COUNT] = {
#define X(NAME, text, member, kind)                                                      \
    [ROW_##NAME] = { text, sizeof(text) - 1, ROW_KIND_##kind,                            \
                     offsetof(struct sample, member) },
    ROW_COLUMNS(X)
#undef X
};

const struct row_range row_ranges[ROW_KIND_BILLED + 1] = {
    [ROW_KIND_SIZE] = { 1, SAMPLE_MEMORY_MB_MAX },
    [ROW_KIND_COUNT] = { 1, SAMPLE_COUNT_MAX },
    [ROW_KIND_PEAK] = { 0, SAMPLE_MEMORY_MB_MAX },
    [ROW_KIND_BILLED] = { 0, SAMPLE_TIME_NS_MAX / 1000000 },
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Without blanks around it. */
static struct cell
trim(const char *text, size_t len)
{
    while (len && is_blank(*text)) {
        text++;
        len--;
    }
    while (len && is_blank(text[len - 1]))
        len--;
    return (struct cell){ text, len };
}

/* "column: 'value' what". */
static enum va_code
refuse(enum row_column column, struct cell cell, const char *what, struct va_err *err)
{
    char shown[QUOTED_MAX + 1];

    row_copy_text(shown, sizeof shown, cell.text, cell.len);
    return va_fail(err, VA_DATA, "%s: '%s' %s", row_rules[column].name, shown, what);
}

/* Up to nine digits; false for anything else. */
static bool
read_digits(struct cell cell, int64_t *out)
{
    int64_t value = 0;

    if (cell.len < 1 || cell.len > FAST_DIGITS)
        return false;
    for (size_t i = 0; i < cell.len; i++) {
        const unsigned digit = (unsigned)(unsigned char)cell.text[i] - '0';

        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

/* Milliseconds with up to six decimals in the plain form that files are full of. */
static bool
read_short_ms(struct cell cell, int64_t *out_ns)
{
    static const int64_t units[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
    const char *point = memchr(cell.text, '.', cell.len);
    const size_t whole = point ? (size_t)(point - cell.text) : cell.len;
    const size_t decimals = point ? cell.len - whole - 1 : 0;
    int64_t ms = 0;
    int64_t fraction = 0;

    if (decimals > NS_DECIMALS || !read_digits((struct cell){ cell.text, whole }, &ms))
        return false;
    if (point && !read_digits((struct cell){ point + 1, decimals }, &fraction))
        return false;
    *out_ns = ms * units[0] + fraction * units[decimals];
    return true;
}

static enum va_code
set_time(struct row *row, enum row_column column, struct cell cell, struct va_err *err)
{
    enum va_code code = VA_OK;
    int64_t ns = 0;

    if (!read_short_ms(cell, &ns))
        code = text_parse_fixed(cell.text, cell.len, NS_DECIMALS, &ns);
    if (code == VA_DOMAIN)
        return refuse(column, cell, "is not a number", err);
    if (!code && ns < 0)
        return refuse(column, cell, "is below 0", err);
    if (code || ns > SAMPLE_TIME_NS_MAX)
        return refuse(column, cell, "is out of range (at most 30 days)", err);
    if (column == ROW_INIT_MS && !ns)
        return VA_OK; /* a warm start */
    memcpy((char *)&row->sample + row_rules[column].offset, &ns, sizeof ns);
    return VA_OK;
}

static enum va_code
set_whole(struct row *row, enum row_column column, struct cell cell, struct va_err *err)
{
    const struct row_range *range = &row_ranges[row_rules[column].kind];
    char what[80];
    int64_t value = 0;
    int32_t narrow = 0;

    if ((!read_digits(cell, &value) || value < range->low || value > range->high) &&
        text_parse_int(cell.text, cell.len, range->low, range->high, &value)) {
        snprintf(what, sizeof what, "is not a whole number from %" PRId64 " to %" PRId64,
                 range->low, range->high);
        return refuse(column, cell, what, err);
    }
    if (row_rules[column].kind == ROW_KIND_BILLED) {
        row->sample.billed_ms = value;
        return VA_OK;
    }
    narrow = (int32_t)value;
    memcpy((char *)&row->sample + row_rules[column].offset, &narrow, sizeof narrow);
    return VA_OK;
}

static bool
cell_is(struct cell cell, const char *text)
{
    return cell.len == strlen(text) && !memcmp(cell.text, text, cell.len);
}

static enum va_code
set_flag(struct row *row, enum row_column column, struct cell cell, struct va_err *err)
{
    if (cell_is(cell, "0") || cell_is(cell, "false"))
        row->sample.cold = 0;
    else if (cell_is(cell, "1") || cell_is(cell, "true"))
        row->sample.cold = 1;
    else
        return refuse(column, cell, "is neither 0 nor 1", err);
    return VA_OK;
}

static enum va_code
set_when(struct row *row, enum row_column column, struct cell cell, struct va_err *err)
{
    int64_t ms = 0;

    if (time_parse_ms(cell.text, cell.len, &ms))
        return refuse(column, cell, "is no time (ISO 8601, or Unix time in ms)", err);
    row->sample.started_at_ms = ms;
    return VA_OK;
}

/* Is it ASCII without control characters? */
static bool
is_printable(struct cell cell)
{
    uint64_t odd = 0;
    size_t i = 0;

    for (; i + WORD_BYTES <= cell.len; i += WORD_BYTES)
        odd |= word_odd(word_load(cell.text + i));
    for (; i < cell.len; i++)
        odd |= cell.text[i] < ' ' || cell.text[i] > '~';
    return !odd;
}

/* Check a new text and keep it. */
static enum va_code
keep_text(struct row_text *kept, enum row_column column, struct cell cell,
          struct va_err *err)
{
    const enum row_kind kind = row_rules[column].kind;
    const size_t max = kind == ROW_KIND_MODEL ? TEXT_NAME_MAX : SAMPLE_ERROR_MAX;

    kept->good = false;
    if (kind == ROW_KIND_NAME && !text_is_name(cell.text, cell.len))
        return refuse(column, cell, "is not a usable name", err);
    if (kind == ROW_KIND_ID && cell.len > SAMPLE_ID_MAX)
        return refuse(column, cell, "is longer than 200 bytes", err);
    if (cell.len <= max && is_printable(cell)) {
        memcpy(kept->text, cell.text, cell.len);
        kept->text[cell.len] = '\0';
    } else {
        row_copy_text(kept->text, max + 1, cell.text, cell.len);
    }
    if (kind == ROW_KIND_ID && memcmp(kept->text, cell.text, cell.len))
        return refuse(column, cell, "holds a control character", err);
    kept->len = cell.len;
    kept->good = true;
    return VA_OK;
}

static enum va_code
set_text(struct row *row, enum row_column column, struct cell cell, struct va_err *err)
{
    struct row_text *kept = &row->texts[column];
    const char *text = kept->text;

    assert(column < ROW_TEXT_COUNT);
    if (!kept->good || kept->len != cell.len || cell.len > SAMPLE_ID_MAX ||
        memcmp(kept->text, cell.text, cell.len)) {
        const enum va_code code = keep_text(kept, column, cell, err);

        if (code)
            return code;
    }
    memcpy((char *)&row->sample + row_rules[column].offset, &text, sizeof text);
    return VA_OK;
}

void
row_begin(struct row *row)
{
    sample_init(&row->sample);
}

enum va_code
row_set(struct row *row, enum row_column column, const char *text, size_t len,
        struct va_err *err)
{
    static enum va_code (*const setters[])(struct row *, enum row_column, struct cell,
                                           struct va_err *) = {
        [ROW_KIND_NAME] = set_text,  [ROW_KIND_TEXT] = set_text,
        [ROW_KIND_MODEL] = set_text, [ROW_KIND_ID] = set_text,
        [ROW_KIND_SIZE] = set_whole, [ROW_KIND_COUNT] = set_whole,
        [ROW_KIND_PEAK] = set_whole, [ROW_KIND_BILLED] = set_whole,
        [ROW_KIND_FLAG] = set_flag,  [ROW_KIND_TIME] = set_time,
        [ROW_KIND_WHEN] = set_when,
    };
    const enum row_kind kind = row_rules[column].kind;
    struct cell cell = { text, len };

    if (len && kind != ROW_KIND_NAME && (is_blank(*text) || is_blank(text[len - 1])))
        cell = trim(text, len);
    return cell.len ? setters[kind](row, column, cell, err) : VA_OK;
}

const char *
row_column_name(enum row_column column)
{
    return row_rules[column].name;
}

bool
row_column_is(enum row_column column, const char *name, size_t len)
{
    return row_rules[column].name_len == len &&
           !memcmp(row_rules[column].name, name, len);
}

enum row_column
row_column_find(const char *name, size_t len)
{
    for (int i = 0; i < ROW_COLUMN_COUNT; i++) {
        if (row_column_is((enum row_column)i, name, len))
            return (enum row_column)i;
    }
    return ROW_COLUMN_COUNT;
}

size_t
row_copy_text(char *out, size_t size, const char *text, size_t len)
{
    size_t at = 0;
    uint32_t point = 0;

    while (at < len) {
        const size_t n = text_utf8(text + at, len - at, &point);
        const size_t step = n ? n : 1;

        if (at + step >= size)
            break;
        if (!n || text_is_control(point))
            memset(out + at, n ? ' ' : '?', step);
        else
            memcpy(out + at, text + at, step);
        at += step;
    }
    out[at] = '\0';
    return at;
}
