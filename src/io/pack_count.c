/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the rows of a block to the summaries of their groups: rows are put in order by
 * group, and each group's columns are counted together.
 */
#include <stdlib.h>
#include <string.h>

#include "io/pack.h"
#include "io/pack_block.h"

enum { SLOTS = 2 * PACK_ROWS_MAX };

/* What rows of one group share. Texts by their offsets: one text at two offsets makes two
 * keys, which is no harm. */
struct key {
    int64_t memory_mb;
    int64_t cold;
    uint32_t cpu;
};

struct work {
    struct key keys[PACK_ROWS_MAX];
    size_t n_keys;
    uint32_t n_rows[PACK_ROWS_MAX]; /* of a key */
    uint16_t slots[SLOTS];          /* number of a key + 1; 0 is free */
    uint16_t key_of[PACK_ROWS_MAX]; /* of a row; n_keys at most */
    uint16_t order[PACK_ROWS_MAX];  /* rows by key, those that failed last */
    int64_t duration_ns[PACK_ROWS_MAX];
    int64_t billed_ms[PACK_ROWS_MAX];
    int64_t init_ns[PACK_ROWS_MAX];
    int64_t started_at_ms[PACK_ROWS_MAX];
    int32_t n[PACK_ROWS_MAX];
    int32_t max_memory_mb[PACK_ROWS_MAX];
};

enum { FAILED = UINT16_MAX };

static int64_t
number_at(const struct pack *p, enum rows_number c, size_t row, int64_t none)
{
    return p->numbers[c] ? p->numbers[c][row] : none;
}

/* A row of the block as it was added. */
static void
get_row(const struct pack *p, size_t row, struct sample *s)
{
    sample_init(s);
#define X(name, field, type, none, least, most)                                          \
    s->field = (type)number_at(p, ROWS_##name, row, (none));
    ROWS_NUMBERS(X)
#undef X
#define X(name, field)                                                                   \
    if (p->texts[PACK_##name] && p->texts[PACK_##name][row])                             \
        s->field = p->arena.data + p->texts[PACK_##name][row];
    PACK_TEXTS(X)
#undef X
}

static struct key
key_at(const struct pack *p, size_t row)
{
    return (struct key){
        .memory_mb = number_at(p, ROWS_MEMORY, row, 0),
        .cold = number_at(p, ROWS_COLD, row, SAMPLE_NONE),
        .cpu = p->texts[PACK_CPU] ? p->texts[PACK_CPU][row] : 0,
    };
}

static bool
is_same(const struct key *a, const struct key *b)
{
    /* Slots name only keys that were set. */
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    return a->memory_mb == b->memory_mb && a->cold == b->cold && a->cpu == b->cpu;
}

static uint16_t
find_key(struct work *w, const struct key *key)
{
    const uint64_t mixed =
        ((uint64_t)key->memory_mb << 34 ^ (uint64_t)(key->cold + 1) << 32 ^ key->cpu) *
        UINT64_C(0x9e3779b97f4a7c15);
    size_t slot = (size_t)(mixed >> 51); /* below SLOTS, which is 2^13 */

    _Static_assert(SLOTS == 1 << 13, "the hash has as many values as there are slots");
    while (w->slots[slot] && !is_same(&w->keys[w->slots[slot] - 1], key))
        slot = (slot + 1) % SLOTS;
    if (!w->slots[slot]) {
        w->keys[w->n_keys++] = *key;
        w->slots[slot] = (uint16_t)w->n_keys;
    }
    return (uint16_t)(w->slots[slot] - 1);
}

static void
find_keys(struct work *w, const struct pack *p)
{
    const uint32_t *errors = p->texts[PACK_ERROR];
    struct key last = { .memory_mb = 0 }; /* none: no row has that */
    uint16_t k = 0;

    for (size_t row = 0; row < p->rows; row++) {
        const struct key key = key_at(p, row);

        if (errors && errors[row]) {
            w->key_of[row] = FAILED;
            continue;
        }
        if (!is_same(&last, &key)) {
            last = key;
            k = find_key(w, &key);
        }
        w->key_of[row] = k;
        w->n_rows[k]++;
    }
}

/* Rows of the first key, of the second ... in their order. */
static void
order_rows(struct work *w, const struct pack *p)
{
    uint16_t next[PACK_ROWS_MAX] = { 0 };
    size_t at = 0;

    for (size_t k = 0; k < w->n_keys; k++) {
        next[k] = (uint16_t)at;
        at += w->n_rows[k];
    }
    for (size_t row = 0; row < p->rows; row++) {
        if (w->key_of[row] != FAILED)
            w->order[next[w->key_of[row]]++] = (uint16_t)row;
    }
}

/* A column in the order of the rows; NULL when the block has none. */
static const int64_t *
take_wide(const struct work *w, const int64_t *column, size_t n, int64_t *to)
{
    for (size_t i = 0; column && i < n; i++)
        to[i] = column[w->order[i]];
    return column ? to : NULL;
}

static const int32_t *
take_narrow(const struct work *w, const int64_t *column, size_t n, int32_t *to)
{
    for (size_t i = 0; column && i < n; i++)
        to[i] = (int32_t)column[w->order[i]];
    return column ? to : NULL;
}

static enum va_code
fail(enum va_code code, const struct profile *to, int64_t memory_mb, struct va_err *err)
{
    return va_fail(err, code, "%s on %s, %d MB: %s", to->implementation, to->platform,
                   (int)memory_mb, va_code_text(code));
}

static enum va_code
count_groups(struct work *w, const struct pack *p, struct profile *to, struct va_err *err)
{
    size_t n = 0;
    size_t at = 0;
    struct sample_batch all = { 0 };
    enum va_code code = VA_OK;

    for (size_t k = 0; k < w->n_keys; k++)
        n += w->n_rows[k];
    all.duration_ns = take_wide(w, p->numbers[ROWS_DURATION], n, w->duration_ns);
    all.billed_ms = take_wide(w, p->numbers[ROWS_BILLED], n, w->billed_ms);
    all.init_ns = take_wide(w, p->numbers[ROWS_INIT], n, w->init_ns);
    all.started_at_ms = take_wide(w, p->numbers[ROWS_STARTED], n, w->started_at_ms);
    all.n = take_narrow(w, p->numbers[ROWS_COUNT], n, w->n);
    all.max_memory_mb = take_narrow(w, p->numbers[ROWS_USED], n, w->max_memory_mb);
    for (size_t k = 0; k < w->n_keys && !code; k++) {
        const struct key *key = &w->keys[k];
        const struct group_key of = { (int32_t)key->memory_mb, (int32_t)key->cold,
                                      key->cpu ? p->arena.data + key->cpu : "" };
        const struct sample_batch batch = {
            .n_rows = w->n_rows[k],
            .duration_ns = all.duration_ns + at,
            .n = all.n ? all.n + at : NULL,
            .billed_ms = all.billed_ms ? all.billed_ms + at : NULL,
            .init_ns = all.init_ns ? all.init_ns + at : NULL,
            .max_memory_mb = all.max_memory_mb ? all.max_memory_mb + at : NULL,
            .started_at_ms = all.started_at_ms ? all.started_at_ms + at : NULL,
        };
        struct size_group *group = NULL;

        code = profile_group(to, &of, &group, err);
        if (code)
            return code;
        code = summary_add_many(&group->summary, &batch);
        if (code)
            code = fail(code, to, key->memory_mb, err);
        at += w->n_rows[k];
    }
    return code;
}

/* Rows that failed, one by one: they are few. */
static enum va_code
count_failures(const struct work *w, const struct pack *p, struct profile *to,
               struct va_err *err)
{
    enum va_code code = VA_OK;

    for (size_t row = 0; row < p->rows && !code; row++) {
        struct sample s;

        if (w->key_of[row] != FAILED)
            continue;
        get_row(p, row, &s);
        code = profile_add_sample(to, &s, err);
    }
    return code;
}

enum va_code
pack_count(const struct pack *p, struct profile *to, struct va_err *err)
{
    struct work *w = malloc(sizeof *w);
    enum va_code code = VA_OK;

    if (!w)
        return va_fail(err, VA_NOMEM, "out of memory");
    w->n_keys = 0;
    memset(w->slots, 0, sizeof w->slots);
    memset(w->n_rows, 0, sizeof w->n_rows);
    find_keys(w, p);
    order_rows(w, p);
    code = count_groups(w, p, to, err);
    if (!code)
        code = count_failures(w, p, to, err);
    free(w);
    return code;
}
