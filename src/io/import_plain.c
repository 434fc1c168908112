/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain rows. */
#include "io/import_plain.h"

#include <string.h>

#include "io/word.h"

enum {
    ROOM = 96,            /* bytes that are there whenever a field is begun */
    TEXT_BYTES_MAX = 512, /* of a cell */
    NS_DECIMALS = 6
};

/* --- the form --- */

static bool
make_text(struct plain_text *t, const char *text, size_t len)
{
    unsigned char bytes[sizeof t->words] = { 0 };
    const size_t in_last = len % WORD_BYTES;

    if (len > sizeof bytes)
        return false;
    memcpy(bytes, text, len);
    for (size_t i = 0; i < PLAIN_WORDS; i++)
        t->words[i] = word_load(bytes + i * WORD_BYTES);
    t->last_mask = (UINT64_C(1) << (in_last * WORD_BYTE_BITS)) - 1;
    t->len = len;
    return true;
}

/* A name is another one than in the row before. */
static inline void
turn_names(struct plain *p)
{
    p->names += p->names == UINT32_MAX ? 2 : 1; /* 0 is no number */
}

void
plain_begin(struct plain *p, const struct import_reader *r, bool json)
{
    const uint32_t names = p->names;

    *p = (struct plain){ .json = json, .names = names };
    turn_names(p);
    sample_init(&p->base);
    import_fill(r, &p->base, &(struct place){ .line = 0 });
}

void
plain_add_field(struct plain *p, const char *before, size_t len, enum row_column column)
{
    struct plain_field *f = &p->fields[p->n];

    if (p->n == PLAIN_FIELDS_MAX || !make_text(&f->before, before, len))
        p->broken = true;
    if (p->broken)
        return;
    f->column = column;
    p->n++;
}

void
plain_end(struct plain *p, const char *after, size_t len)
{
    if (p->broken || !make_text(&p->after, after, len))
        p->n = 0;
}

void
plain_forget_texts(struct plain *p)
{
    for (size_t i = 0; i < p->n; i++)
        p->fields[i].same_len = 0;
    turn_names(p);
}

static inline bool
stands_at(const struct plain_text *t, const char *at)
{
    size_t i = 0;

    for (; i < t->len / WORD_BYTES; i++) {
        if (word_load(at + i * WORD_BYTES) != t->words[i])
            return false;
    }
    return t->last_mask == 0 ||
           ((word_load(at + i * WORD_BYTES) ^ t->words[i]) & t->last_mask) == 0;
}

/* A value: where it begins, after a quote if it has one, and the end of the bytes. */
struct cell {
    const char *at;
    const char *end;
    bool quoted;
};

/* --- values: what follows them, or NULL when they are not plain --- */

/* Up to 16 digits. */
static inline const char *
read_whole(const char *at, int64_t *out)
{
    static const int64_t powers[] = { 1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000 };
    uint64_t digits = 0;
    unsigned n = word_first(word_digits(word_load(at), &digits));

    if (n == 0)
        return NULL;
    *out = (int64_t)word_number(digits, n);
    at += n;
    if (n < WORD_BYTES)
        return at;
    n = word_first(word_digits(word_load(at), &digits));
    if (n == WORD_BYTES)
        return NULL;
    if (n > 0)
        *out = *out * powers[n] + (int64_t)word_number(digits, n);
    return at + n;
}

/* Milliseconds: up to 7 digits, and up to 6 decimals. */
static inline const char *
read_ms(const char *at, int64_t *out_ns)
{
    static const int64_t units[NS_DECIMALS + 1] = { 1000000, 100000, 10000, 1000,
                                                    100,     10,     1 };
    uint64_t digits = 0;
    unsigned n = word_first(word_digits(word_load(at), &digits));

    if (n == 0 || n == WORD_BYTES)
        return NULL;
    *out_ns = (int64_t)word_number(digits, n) * units[0];
    at += n;
    if (*at != '.')
        return at;
    at++;
    n = word_first(word_digits(word_load(at), &digits));
    if (n == 0 || n > NS_DECIMALS)
        return NULL;
    *out_ns += (int64_t)word_number(digits, n) * units[n];
    return at + n;
}

static inline const char *
read_flag(const char *at, int64_t *out)
{
    if (*at == '0' || *at == '1') {
        *out = *at - '0';
        return at + 1;
    }
    if (!memcmp(at, "false", 5) || !memcmp(at, "true", 4)) {
        *out = *at == 't';
        return at + (*at == 't' ? 4 : 5);
    }
    return NULL;
}

static inline bool
in_range(int64_t value, enum row_kind kind)
{
    return value >= row_ranges[kind].low && value <= row_ranges[kind].high;
}

static inline const char *
read_number(struct sample *s, enum row_column column, const char *at)
{
    const struct row_rule *rule = &row_rules[column];
    char *to = (char *)s + rule->offset;
    int64_t value = 0;
    int32_t narrow = 0;

    if (rule->kind == ROW_KIND_TIME) {
        at = read_ms(at, &value);
        if (at && (value > 0 || column != ROW_INIT_MS))
            memcpy(to, &value, sizeof value);
        return at;
    }
    at = rule->kind == ROW_KIND_FLAG ? read_flag(at, &value) : read_whole(at, &value);
    if (!at || (rule->kind != ROW_KIND_FLAG && !in_range(value, rule->kind)))
        return NULL;
    narrow = (int32_t)value;
    if (rule->kind == ROW_KIND_BILLED)
        memcpy(to, &value, sizeof value);
    else
        memcpy(to, &narrow, sizeof narrow);
    return at;
}

/* Does a text end with this character? */
static inline bool
ends_text(const struct plain *p, const struct cell *cell, char c)
{
    if (cell->quoted)
        return c == '"';
    return !p->json && (c == ',' || c == '\n' || c == '\r');
}

/* Printable characters up to the end of the text; NULL when something else comes. */
static const char *
find_end(const struct plain *p, const struct cell *cell)
{
    const char *at = cell->at;
    const char *limit =
        cell->end - at > TEXT_BYTES_MAX ? at + TEXT_BYTES_MAX : cell->end;

    for (; limit - at >= WORD_BYTES; at += WORD_BYTES) {
        const uint64_t word = word_load(at);
        uint64_t stops = word_odd(word) | word_find(word, '"') |
                         word_find(word, cell->quoted ? '\\' : ',');

        for (; stops; stops &= stops - 1) {
            const char *stop = at + word_first(stops);

            if (*stop != '\\' || p->json)
                return ends_text(p, cell, *stop) ? stop : NULL;
        }
    }
    return NULL;
}

static const char *
read_text(struct plain *p, struct plain_field *f, struct row *row,
          const struct cell *cell)
{
    const char *after = find_end(p, cell);
    const size_t len = after ? (size_t)(after - cell->at) : 0;
    const struct row_text *kept = NULL;

    f->same_len = 0;
    if (!after || f->column == ROW_COLUMN_COUNT)
        return after;
    if (row_set(row, f->column, cell->at, len, NULL))
        return NULL;
    if (f->column >= ROW_TEXT_COUNT)
        return after;
    if (row_rules[f->column].kind == ROW_KIND_NAME)
        turn_names(p);
    kept = &row->texts[f->column];
    if (kept->len == len && !memcmp(kept->text, cell->at, len)) {
        f->same = kept->text;
        f->same_len = len;
        f->same_quoted = cell->quoted;
    }
    return after;
}

/* Is it the text of the row before? */
static inline const char *
read_same_text(const struct plain *p, const struct plain_field *f, struct row *row,
               const struct cell *cell)
{
    const size_t len = f->same_len;

    if (!len || f->same_quoted != cell->quoted || (size_t)(cell->end - cell->at) <= len ||
        !ends_text(p, cell, cell->at[len]) || memcmp(cell->at, f->same, len) != 0)
        return NULL;
    memcpy((char *)&row->sample + row_rules[f->column].offset, &f->same, sizeof f->same);
    return cell->at + len;
}

/* No value: an empty cell, an empty string, null. */
static inline const char *
read_nothing(const struct plain *p, const struct cell *cell)
{
    if (ends_text(p, cell, *cell->at))
        return cell->at;
    return p->json && !cell->quoted && !memcmp(cell->at, "null", 4) ? cell->at + 4 : NULL;
}

static inline void
note_nothing(struct plain *p, struct plain_field *f)
{
    if (f->same_len && row_rules[f->column].kind == ROW_KIND_NAME)
        turn_names(p);
    f->same_len = 0;
}

static inline bool
is_text(enum row_column column)
{
    return column < ROW_TEXT_COUNT || column == ROW_COLUMN_COUNT ||
           column == ROW_STARTED_AT;
}

/* The value of a field, quotes included. */
static inline const char *
read_value(struct plain *p, struct plain_field *f, struct row *row, const char *at,
           const char *end)
{
    const bool quoted = *at == '"';
    const struct cell cell = { at + quoted, end, quoted };
    const char *after = is_text(f->column)
                            ? read_same_text(p, f, row, &cell)
                            : read_number(&row->sample, f->column, cell.at);

    if (!after) {
        after = read_nothing(p, &cell);
        if (after)
            note_nothing(p, f);
        else if (is_text(f->column))
            after = read_text(p, f, row, &cell);
    }
    if (after && quoted)
        after = *after == '"' ? after + 1 : NULL;
    return after;
}

/* A whole line; what follows it, or NULL when it is not plain. */
static inline const char *
read_row(struct plain *p, struct row *row, const char *at, const char *end)
{
    for (size_t i = 0; i < p->n && at; i++) {
        struct plain_field *f = &p->fields[i];

        if (end - at < ROOM)
            return NULL;
        if (stands_at(&f->before, at))
            at = read_value(p, f, row, at + f->before.len, end);
        else if (p->json && i > 0)
            note_nothing(p, f);
        else
            return NULL;
    }
    if (!at || end - at < ROOM || !stands_at(&p->after, at))
        return NULL;
    at += p->after.len;
    at += *at == '\r';
    return *at == '\n' ? at + 1 : NULL;
}

/* Does the row have all that a sample needs? Failures have rules of their own. */
static inline bool
is_whole(const struct sample *s)
{
    return s->duration_ns > 0 && s->memory_mb && *s->workload && *s->platform &&
           !*s->error;
}

enum va_code
plain_read(struct import_reader *r, struct plain *p, struct row *row,
           const char **io_bytes, const char *end, struct va_err *err)
{
    struct sample *s = &row->sample;
    enum va_code code = VA_OK;

    while (p->n > 0 && !code) {
        const char *next = NULL;

        *s = p->base;
        next = read_row(p, row, *io_bytes, end);
        if (!next || !is_whole(s))
            break;
        if (s->cold == SAMPLE_NONE && s->init_ns > 0)
            s->cold = 1;
        s->names = p->names;
        code = import_hand_on(r, s, err);
        r->lines.number++;
        *io_bytes = next;
    }
    return code;
}
