/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain rows. */
#include "io/import_plain.h"

#include <string.h>

#include "base/clock.h"
#include "io/word.h"

enum {
    ROOM = 96,            /* bytes that are there whenever a field is begun */
    TEXT_BYTES_MAX = 512, /* of a cell */
    NS_DECIMALS = 6
};

static inline bool
stands_at(const struct plain_text *t, const char *at)
{
    size_t i = 0;

    for (; i < t->n_whole; i++) {
        if (word_load(at + i * WORD_BYTES) != t->words[i])
            return false;
    }
    return t->last_mask == 0 ||
           ((word_load(at + i * WORD_BYTES) ^ t->words[i]) & t->last_mask) == 0;
}

/* Which of 64 bytes are no digits: the ends of several numbers are known at once. */
struct window {
    const char *from;
    uint64_t stops;
};

/* A value: where it begins, after a quote if it has one, and the end of the bytes. */
struct cell {
    const char *at;
    const char *end;
    bool quoted;
};

/* --- values: what follows them, or NULL when they are not plain --- */

/* How many digits there are, 8 at most. */
static inline unsigned
count_digits(struct window *w, const char *at)
{
    size_t off = (size_t)(at - w->from);

    if (off > WORD_MASK_BYTES - WORD_BYTES) {
        w->from = at;
        w->stops = word_stops(at);
        off = 0;
    }
    return (unsigned)__builtin_ctzll(w->stops >> off | UINT64_C(1) << WORD_BYTES);
}

/* The number that n digits make, 1 to 8. */
static inline int64_t
number_at(const char *at, unsigned n)
{
    return (int64_t)word_number(word_load(at) ^ WORD_ALL('0'), n);
}

/* Up to 15 digits. */
static inline const char *
read_whole(struct window *w, const char *at, int64_t *out)
{
    static const int64_t powers[WORD_BYTES] = { 1,     10,     100,     1000,
                                                10000, 100000, 1000000, 10000000 };
    unsigned n = count_digits(w, at);

    if (n == 0)
        return NULL;
    *out = number_at(at, n);
    at += n;
    if (n < WORD_BYTES)
        return at;
    n = count_digits(w, at);
    if (n == WORD_BYTES)
        return NULL;
    if (n > 0)
        *out = *out * powers[n] + number_at(at, n);
    return at + n;
}

/* Milliseconds: up to 7 digits, and up to 6 decimals. */
static inline const char *
read_ms(struct window *w, const char *at, int64_t *out_ns)
{
    static const int64_t units[NS_DECIMALS + 1] = { 1000000, 100000, 10000, 1000,
                                                    100,     10,     1 };
    unsigned n = count_digits(w, at);

    if (n == 0 || n == WORD_BYTES)
        return NULL;
    *out_ns = number_at(at, n) * units[0];
    at += n;
    if (*at != '.')
        return at;
    at++;
    n = count_digits(w, at);
    if (n == 0 || n > NS_DECIMALS)
        return NULL;
    *out_ns += number_at(at, n) * units[n];
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
    const char *limit = cell->end - at > TEXT_BYTES_MAX ? at + TEXT_BYTES_MAX : cell->end;

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

/* No value: an empty cell, an empty string, null. What follows it, or NULL. */
static inline const char *
read_nothing(const struct plain *p, const struct cell *cell)
{
    if (ends_text(p, cell, *cell->at))
        return cell->at;
    return p->json && !cell->quoted && !memcmp(cell->at, "null", 4) ? cell->at + 4 : NULL;
}

static inline const char *
read_when(const struct plain *p, const struct cell *cell, int64_t *out_ms)
{
    const char *after = find_end(p, cell);

    if (!after || time_parse_ms(cell->at, (size_t)(after - cell->at), out_ms))
        return NULL;
    return after;
}

/* A number of the row; NULL when there is none. */
static inline const char *
read_number(const struct plain *p, const struct plain_field *f, struct window *w,
            const struct cell *cell)
{
    int64_t *to = &f->to[p->n_rows];
    const char *after = NULL;

    if (f->way == PLAIN_MS)
        return read_ms(w, cell->at, to);
    if (f->way == PLAIN_WHOLE) {
        after = read_whole(w, cell->at, to);
        return after && *to >= f->low && *to <= f->high ? after : NULL;
    }
    if (f->way == PLAIN_FLAG)
        return read_flag(cell->at, to);
    return ends_text(p, cell, *cell->at) ? NULL : read_when(p, cell, to);
}

/* --- texts --- */

static const char *
text_of(const struct sample *s, enum row_column column)
{
    const char *const *text = (const void *)((const char *)s + row_rules[column].offset);

    return *text;
}

static void
set_like(struct plain *p, const struct plain_field *f, const char *text)
{
    memcpy((char *)&p->like + row_rules[f->column].offset, &text, sizeof text);
    if (row_rules[f->column].kind == ROW_KIND_NAME)
        plain_turn_names(p);
}

/* The row has no such text. */
static void
take_no_text(struct plain *p, struct plain_field *f)
{
    f->same = text_of(&p->base, f->column);
    f->same_len = 0;
    set_like(p, f, f->same);
}

/* A text that is not as in the row before. */
static const char *
read_other_text(struct plain *p, struct plain_field *f, struct row *row,
                const struct cell *cell)
{
    const struct row_text *kept = &row->texts[f->column];
    const char *after = read_nothing(p, cell);
    size_t len = 0;

    take_no_text(p, f);
    if (after)
        return after;
    f->same = NULL;
    after = find_end(p, cell);
    len = after ? (size_t)(after - cell->at) : 0;
    if (!after)
        return NULL;
    row->sample = p->like;
    if (row_set(row, f->column, cell->at, len, NULL))
        return NULL;
    set_like(p, f, text_of(&row->sample, f->column));
    if (kept->len == len && !memcmp(kept->text, cell->at, len)) {
        f->same = kept->text;
        f->same_len = len;
        f->same_quoted = cell->quoted;
    }
    return after;
}

/* Is it the text of the row before? */
static inline const char *
read_same_text(const struct plain *p, const struct plain_field *f,
               const struct cell *cell)
{
    const size_t len = f->same_len;

    if (!f->same)
        return NULL;
    if (!len)
        return read_nothing(p, cell);
    if (f->same_quoted != cell->quoted || (size_t)(cell->end - cell->at) <= len ||
        !ends_text(p, cell, cell->at[len]) || memcmp(cell->at, f->same, len) != 0)
        return NULL;
    return cell->at + len;
}

/* --- rows --- */

/* A text, or what no column is for. NULL also when the rows before have another text,
 * which *out_changed tells. */
static const char *
read_text(struct plain *p, struct plain_field *f, struct row *row,
          const struct cell *cell, bool *out_changed)
{
    const char *after = NULL;

    if (f->way == PLAIN_SKIP)
        return find_end(p, cell);
    after = read_same_text(p, f, cell);
    if (after)
        return after;
    *out_changed = p->n_rows > 0;
    return *out_changed ? NULL : read_other_text(p, f, row, cell);
}

/* A member that this object does not have; false when the rows before have a text. */
static bool
miss_value(struct plain *p, struct plain_field *f)
{
    if (f->way > PLAIN_TEXT) {
        f->to[p->n_rows] = f->none;
        return true;
    }
    if (f->same && !f->same_len)
        return true;
    if (p->n_rows > 0)
        return false;
    take_no_text(p, f);
    return true;
}

/* What reading a line needs beside the form. */
struct reading {
    struct row *row;
    const char *end;
    struct window window;
    bool changed; /* a text differs from that of the rows before, which must go first */
};

/* The value of a field, quotes included. What follows it, or NULL. */
static inline const char *
read_value(struct plain *p, struct plain_field *f, struct reading *g, const char *at)
{
    const bool quoted = *at == '"';
    const struct cell cell = { at + quoted, g->end, quoted };
    const char *after = NULL;

    if (f->way <= PLAIN_TEXT) {
        after = read_text(p, f, g->row, &cell, &g->changed);
    } else {
        after = read_number(p, f, &g->window, &cell);
        if (!after) {
            f->to[p->n_rows] = f->none;
            after = read_nothing(p, &cell);
        }
    }
    if (!after || (quoted && *after != '"'))
        return NULL;
    return after + quoted;
}

/* A whole line. What follows it, or NULL when it is not plain or has another text. */
static inline const char *
read_line(struct plain *p, struct reading *g, const char *at)
{
    for (size_t i = 0; i < p->n && at; i++) {
        struct plain_field *f = &p->fields[i];

        if (g->end - at < ROOM)
            return NULL;
        if (stands_at(&f->before, at)) {
            at = read_value(p, f, g, at + f->before.len);
        } else if (p->json && i > 0) {
            g->changed = !miss_value(p, f);
            at = g->changed ? NULL : at;
        } else {
            return NULL;
        }
    }
    if (!at || g->end - at < ROOM || !stands_at(&p->after, at))
        return NULL;
    at += p->after.len;
    at += *at == '\r';
    return *at == '\n' ? at + 1 : NULL;
}

/* Cold starts are told by their init time, too. */
static void
complete_init(struct plain *p)
{
    int64_t *init_ns = &p->numbers[ROWS_INIT][p->n_rows];
    int64_t *cold = &p->numbers[ROWS_COLD][p->n_rows];

    if (*init_ns == 0)
        *init_ns = SAMPLE_NONE; /* a warm start */
    if (!p->has[ROWS_COLD])
        *cold = SAMPLE_NONE;
    if (*cold == SAMPLE_NONE && *init_ns > 0)
        *cold = 1;
}

/* Does the row have all that a sample needs? Failures have rules of their own. */
static inline bool
complete(struct plain *p)
{
    const size_t i = p->n_rows;
    const int64_t memory_mb =
        p->has[ROWS_MEMORY] ? p->numbers[ROWS_MEMORY][i] : p->base.memory_mb;

    if (p->numbers[ROWS_DURATION][i] <= 0 || memory_mb == 0)
        return false;
    if (i == 0 && (*p->like.error || !*p->like.workload || !*p->like.platform))
        return false;
    if (p->has[ROWS_INIT])
        complete_init(p);
    return true;
}

static enum va_code
hand_on_singly(struct import_reader *r, const struct sample_rows *rows,
               struct va_err *err)
{
    enum va_code code = VA_OK;

    for (size_t i = 0; i < rows->n && !code; i++) {
        struct sample s;

        rows_get(rows, i, &s);
        code = import_hand_on(r, &s, err);
    }
    return code;
}

static enum va_code
hand_on_rows(struct import_reader *r, const struct sample_rows *rows, struct va_err *err)
{
    const int64_t *cold = rows->numbers[ROWS_COLD];
    const enum va_code code = r->take_rows(r->sink.ctx, rows, err);

    if (code)
        return code;
    r->report.rows += (int64_t)rows->n;
    for (size_t i = 0; cold && i < rows->n; i++)
        r->report.cold += cold[i] == 1;
    return VA_OK;
}

/* Hand on what was read, all at once where that can be. */
static enum va_code
flush(struct import_reader *r, struct plain *p, struct va_err *err)
{
    struct sample_rows rows = { .like = &p->like, .n = p->n_rows };

    if (!p->n_rows)
        return VA_OK;
    for (size_t c = 0; c < ROWS_NUMBER_COUNT; c++) {
        if (p->has[c] || (c == ROWS_COLD && p->has[ROWS_INIT]))
            rows.numbers[c] = p->numbers[c];
    }
    p->like.names = p->base.names;
    p->n_rows = 0;
    return r->take_rows && rows.n > 1 && !*p->like.request_id
               ? hand_on_rows(r, &rows, err)
               : hand_on_singly(r, &rows, err);
}

enum va_code
plain_read(struct import_reader *r, struct plain *p, struct row *row,
           struct plain_bytes *bytes, struct va_err *err)
{
    struct reading g = { .row = row, .end = bytes->end };
    bool more = p->n > 0;
    enum va_code code = VA_OK;

    while (more && !code) {
        const char *next = NULL;

        g.changed = false;
        next = read_line(p, &g, bytes->at);
        if (next && complete(p)) {
            p->n_rows++;
            r->lines.number++;
            bytes->at = next;
        } else if (g.changed) {
            p->n_singly = p->n_rows == 1 ? PLAIN_ROWS_MAX : p->n_singly;
        } else {
            more = false;
        }
        if (!more || g.changed || p->n_singly || p->n_rows == PLAIN_ROWS_MAX)
            code = flush(r, p, err);
        p->n_singly -= p->n_singly > 0;
    }
    return code;
}
