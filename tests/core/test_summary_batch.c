/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many rows at once are what they are one by one. */
#include "core/summary.h"

#include "oom.h"
#include "summaries.h"
#include "tap.h"

/* The batch of row_of's rows that did not fail, column by column. */
enum { ROWS = 1000 };

struct columns {
    int64_t duration_ns[ROWS], billed_ms[ROWS], init_ns[ROWS], started_at_ms[ROWS];
    int32_t n[ROWS], max_memory_mb[ROWS];
    struct sample_batch batch;
};

static void
fill_columns(struct columns *c, uint64_t seed)
{
    c->batch = (struct sample_batch){
        .duration_ns = c->duration_ns,
        .n = c->n,
        .billed_ms = c->billed_ms,
        .init_ns = c->init_ns,
        .max_memory_mb = c->max_memory_mb,
        .started_at_ms = c->started_at_ms,
    };
    for (int i = 0; i < ROWS; i++) {
        const struct sample row = row_of(i, &seed);
        const size_t at = c->batch.n_rows;

        if (row.error[0] != '\0')
            continue;
        c->duration_ns[at] = row.duration_ns;
        c->n[at] = row.n;
        c->billed_ms[at] = i % 7 > 0 ? row.billed_ms : SAMPLE_NONE;
        c->init_ns[at] = row.init_ns;
        c->max_memory_mb[at] = row.max_memory_mb;
        c->started_at_ms[at] = row.started_at_ms;
        c->batch.n_rows++;
    }
}

/* Row by row what summary_add_many takes at once. */
static void
add_each(struct summary *s, const struct sample_batch *b)
{
    for (size_t i = 0; i < b->n_rows; i++) {
        struct sample row = sample_of(512, 1);

        row.duration_ns = b->duration_ns[i];
        row.n = b->n ? b->n[i] : 1;
        row.billed_ms = b->billed_ms ? b->billed_ms[i] : SAMPLE_NONE;
        row.init_ns = b->init_ns ? b->init_ns[i] : SAMPLE_NONE;
        row.max_memory_mb = b->max_memory_mb ? b->max_memory_mb[i] : SAMPLE_NONE;
        row.started_at_ms = b->started_at_ms ? b->started_at_ms[i] : TIME_UNKNOWN;
        summary_add(s, &row);
    }
}

static bool
many_as_each(const struct sample_batch *batch)
{
    struct summary many;
    struct summary each;
    bool same = false;

    summary_init(&many);
    summary_init(&each);
    same = summary_add_many(&many, batch) == VA_OK;
    add_each(&each, batch);
    same = same && alike(&many, &each) && same_sketch(&many.quantiles, &each.quantiles);
    summary_clear(&many);
    summary_clear(&each);
    return same;
}

static void
test_many(void)
{
    static struct columns c;
    struct sample_batch b;
    int wrong = 0;

    fill_columns(&c, 77);
    b = c.batch;
    for (b.n_rows = 0; b.n_rows < 300; b.n_rows += 1 + b.n_rows / 7)
        wrong += !many_as_each(&b);
    OK(wrong == 0, "a few rows at once are as one by one");
    OK(many_as_each(&c.batch), "so are many");
    b = (struct sample_batch){ .n_rows = c.batch.n_rows, .duration_ns = c.duration_ns };
    OK(many_as_each(&b), "so are rows with nothing but a duration");
    for (int i = 0; i < 256; i++)
        c.started_at_ms[i] = TIME_UNKNOWN;
    OK(many_as_each(&c.batch), "rows without a start can fill a block");
}

static void
test_many_failures(void)
{
    static struct columns c;
    struct summary s;
    int64_t n = 0;

    fill_columns(&c, 78);
    fill(&s, 60, &(uint64_t){ 9 });
    n = s.n;
    n_until_failure = 1;
    OK(summary_add_many(&s, &c.batch) == VA_NOMEM && s.n == n && s.quantiles.n == n,
       "a batch that there is no memory for changes nothing");
    n_until_failure = 0;
    OK(summary_add_many(&s, &c.batch) == VA_OK && s.n > n, "it works the next time");
    summary_clear(&s);
    summary_init(&s);
    s.n = SKETCH_WEIGHT_MAX - 5;
    OK(summary_add_many(&s, &c.batch) == VA_OVERFLOW && s.rows == 0,
       "nor does one that would overflow");
    summary_clear(&s);
}

int
main(void)
{
    test_many();
    test_many_failures();
    IS_INT(n_live, 0, "nothing is left behind");
    return done();
}
