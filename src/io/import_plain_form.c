/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What plain rows look like. */
#include <assert.h>
#include <string.h>

#include "io/import_plain.h"
#include "io/word.h"

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
    t->n_whole = len / WORD_BYTES;
    t->len = len;
    return true;
}

void
plain_begin(struct plain *p, const struct import_reader *r, bool json)
{
    const uint32_t names = p->base.names;

    assert(p->n_rows == 0);
    p->n = 0;
    p->broken = false;
    p->json = json;
    memset(p->has, 0, sizeof p->has);
    sample_init(&p->base);
    import_fill(r, &p->base, &(struct place){ .line = 0 });
    p->base.names = names;
    plain_turn_names(p);
    p->like = p->base;
}

static enum plain_way
way_of(enum row_column column)
{
    static const enum plain_way ways[] = {
        [ROW_KIND_NAME] = PLAIN_TEXT,  [ROW_KIND_TEXT] = PLAIN_TEXT,
        [ROW_KIND_MODEL] = PLAIN_TEXT, [ROW_KIND_ID] = PLAIN_TEXT,
        [ROW_KIND_SIZE] = PLAIN_WHOLE, [ROW_KIND_COUNT] = PLAIN_WHOLE,
        [ROW_KIND_PEAK] = PLAIN_WHOLE, [ROW_KIND_BILLED] = PLAIN_WHOLE,
        [ROW_KIND_FLAG] = PLAIN_FLAG,  [ROW_KIND_TIME] = PLAIN_MS,
        [ROW_KIND_WHEN] = PLAIN_WHEN,
    };

    return column == ROW_COLUMN_COUNT ? PLAIN_SKIP : ways[row_rules[column].kind];
}

/* The column of rows for numbers of a column of the file. */
static enum rows_number
number_of(enum row_column column)
{
    static const size_t offsets[ROWS_NUMBER_COUNT] = {
#define X(name, field, type, none, least, most)                                          \
    [ROWS_##name] = offsetof(struct sample, field),
        ROWS_NUMBERS(X)
#undef X
    };
    enum rows_number c = ROWS_MEMORY;

    while (offsets[c] != row_rules[column].offset)
        c++;
    return c;
}

static void
make_number(struct plain *p, struct plain_field *f)
{
    static const int64_t nones[ROWS_NUMBER_COUNT] = {
#define X(name, field, type, none, least, most) [ROWS_##name] = (none),
        ROWS_NUMBERS(X)
#undef X
    };
    const enum rows_number c = number_of(f->column);

    f->to = p->numbers[c];
    f->none = c == ROWS_MEMORY ? p->base.memory_mb : nones[c];
    p->has[c] = true;
    if (f->way != PLAIN_WHOLE)
        return;
    f->low = row_ranges[row_rules[f->column].kind].low;
    f->high = row_ranges[row_rules[f->column].kind].high;
}

void
plain_add_field(struct plain *p, const char *before, size_t len, enum row_column column)
{
    struct plain_field *f = &p->fields[p->n];

    if (p->n == PLAIN_FIELDS_MAX)
        p->broken = true;
    if (p->broken)
        return;
    *f = (struct plain_field){ .way = way_of(column), .column = column };
    if (!make_text(&f->before, before, len))
        p->broken = true;
    if (f->way > PLAIN_TEXT)
        make_number(p, f);
    p->n++;
}

void
plain_end(struct plain *p, const char *after, size_t len)
{
    if (p->broken || !make_text(&p->after, after, len) || !p->has[ROWS_DURATION])
        p->n = 0;
}

void
plain_forget_texts(struct plain *p)
{
    for (size_t i = 0; i < p->n; i++)
        p->fields[i].same = NULL;
    p->like = p->base;
    plain_turn_names(p);
}
