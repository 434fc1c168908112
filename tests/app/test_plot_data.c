/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows agrees with what the engine says. */
#include <stdlib.h>

#include "app/plot.h"
#include "core/advise_fixture.h"
#include "tap.h"

enum { STANDS_MAX = 8, WORDS_MAX = 8192 };

struct bench {
    struct field field;
    struct stand *stands[STANDS_MAX];
    struct plot_data *data;
    struct va_err err;
};

static void
bench_init(struct bench *b)
{
    *b = (struct bench){ .data = calloc(1, sizeof *b->data) };
    if (!b->data)
        abort();
    snprintf(b->field.workload.name, sizeof b->field.workload.name, "w");
}

static struct contender *
bench_add(struct bench *b, struct stand *s, const struct tariff *tariff)
{
    b->stands[b->field.n] = s;
    stand_ready(s, tariff);
    b->field.contenders[b->field.n++] = &s->contender;
    return &s->contender;
}

static void
bench_clear(struct bench *b)
{
    for (int32_t i = 0; i < b->field.n; i++)
        stand_free(b->stands[i]);
    free(b->data);
}

static enum va_code
collect(struct bench *b, const struct advise_request *request)
{
    return plot_collect(&b->field, request, b->data, &b->err);
}

/* Ten runs at a size, 10 % around ms. */
static void
add_runs(struct stand *s, int32_t mb, double ms)
{
    for (int i = 0; i < 10; i++)
        stand_add(s, mb, ms * (0.9 + 0.2 * i / 9), NULL);
}

static bool
caption_has(const struct plot_data *d, const char *text)
{
    struct buf words;
    bool found = false;

    buf_init(&words, WORDS_MAX);
    plot_caption(d, &words);
    found = strstr(buf_get(&words), text) != NULL;
    if (!found)
        printf("# caption: %s\n", buf_get(&words));
    buf_clear(&words);
    return found;
}

static bool
has_note(const struct plot_data *d, const char *code)
{
    for (int32_t i = 0; i < d->n_notes; i++) {
        if (!strcmp(d->notes[i].code, code))
            return true;
    }
    return false;
}

static void
test_published(void)
{
    const struct tariff tariff = tariff_aws_2019();
    const struct advise_request request = budget_request(2000000000);
    struct bench b;
    struct plot_series *s = NULL;

    bench_init(&b);
    bench_add(&b, stand_published(14950000, -0.7171, 448, 3008), &tariff);
    OK(collect(&b, &request) == VA_OK, "a published curve is drawn");
    s = &b.data->series[0];
    OK(s->published && s->n_samples == 0, "it has no samples");
    OK(s->n_line > 50 && isnan(s->line[0].low_ms), "it is a line without a band");
    OK(has_note(b.data, "no-spread"), "and a note says why");
    IS_INT(s->line[0].memory_mb, 448, "the line begins where the curve does");
    IS_INT(s->line[s->n_line - 1].memory_mb, 3008, "and ends where it ends");
    OK(caption_has(b.data, "Duration falls from 187.7 s at 448 MB to 47.9 s at 3008 MB; "
                           "half of the gain is reached by 858 MB."),
       "the caption says how it falls");
    OK(caption_has(b.data, "Pick: 1708 MB, 71.9 s, $0.0019995 per invocation."),
       "and what was picked");
    OK(!b.data->has_safe, "there is no safe pick");
    bench_clear(&b);
}

/* Every size sold, one by one: is it over the budget exactly where the chart says? */
/* What every size sold says about a budget, beside what the chart marks. */
struct edges {
    int64_t over, outside;
    int32_t last_within;
};

static bool
is_marked(const struct plot_data *data, int32_t mb)
{
    for (int32_t k = 0; k < data->n_over; k++) {
        if (mb >= data->over_budget[k].from_mb && mb <= data->over_budget[k].to_mb)
            return true;
    }
    return false;
}

static struct edges
find_edges(const struct bench *b, const struct contender *c,
           const struct advise_request *request)
{
    struct edges e = { 0 };

    for (int32_t mb = 448; mb <= 3008; mb++) {
        struct configuration at = { 0 };
        bool over = false;

        if (advise_evaluate(c, request, mb, &at))
            abort();
        over = at.cost_pusd > request->goal.budget_pusd;
        e.over += over;
        e.outside += !over && is_marked(b->data, mb);
        if (!over)
            e.last_within = mb;
    }
    return e;
}

static void
test_budget_edges(void)
{
    static const int64_t budgets[] = { 1500000000, 1800000000, 2000000000,
                                       2300000000, 3000000000, 1000000000 };
    const struct tariff tariff = tariff_aws_2019();

    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        const struct advise_request request = budget_request(budgets[i]);
        const struct contender *c = NULL;
        struct edges e = { 0 };
        struct bench b;

        bench_init(&b);
        c = bench_add(&b, stand_published(14950000, -0.7171, 448, 3008), &tariff);
        if (collect(&b, &request))
            abort();
        e = find_edges(&b, c, &request);
        OK(e.outside <= 2561 / 50,
           "at most a few sizes within $%.4f are marked as over it",
           (double)budgets[i] / 1e12);
        OK((e.over > 0) == (b.data->n_over > 0),
           "sizes are over it exactly when shown so");
        if (b.data->n_over == 1 && e.last_within > 448 && e.last_within < 3008)
            IS_INT(b.data->over_budget[0].from_mb, e.last_within + 1,
                   "the edge is the first size of which all larger ones are over");
        bench_clear(&b);
    }
}

static void
test_samples(void)
{
    const struct advise_request request = latency_request(3000);
    struct stand *stand = stand_new("measured");
    struct bench b;
    const struct plot_series *s = NULL;

    bench_init(&b);
    for (int32_t mb = 256; mb <= 2048; mb *= 2)
        add_runs(stand, mb, 1024000.0 / mb);
    stand_add(stand, 128, 1, "out of memory");
    bench_add(&b, stand, NULL);
    OK(collect(&b, &request) == VA_OK, "a workload without a price is drawn");
    s = &b.data->series[0];
    IS_INT(s->n_samples, 4, "each measured size is a point");
    NEAR(s->samples[1].duration_ms, 2000, 0.001, "at the median of its runs");
    NEAR(s->samples[1].p5_ms, 2000 * 0.91, 0.001, "with its 5th percentile");
    NEAR(s->samples[1].p95_ms, 2000 * 1.09, 0.001, "and its 95th");
    IS_INT(s->samples[1].n, 10, "and the number of runs");
    IS_INT(s->n_failed, 1, "a size that failed is known");
    IS_INT(s->failed[0].memory_mb, 128, "by its memory");
    OK(s->n_line > 50 && s->line[0].low_ms < s->line[0].duration_ms &&
           s->line[0].high_ms > s->line[0].duration_ms,
       "the line has a band around it");
    for (int32_t i = 0; i < s->n_line; i++) {
        for (int32_t k = 0; k < s->n_samples; k++) {
            if (s->line[i].memory_mb == s->samples[k].memory_mb)
                OK(false, "the line keeps off %d MB", (int)s->line[i].memory_mb);
        }
    }
    for (int32_t i = 0; i < s->n_line; i += 20) {
        struct advise_request any = { .goal.stat = STAT_P50 };
        struct advise_interval at = { 0 };

        advise_duration(b.field.contenders[0], &any, s->line[i].memory_mb, &at);
        NEAR(s->line[i].duration_ms, at.ms, 1e-12, "the line is the curve at %d MB",
             (int)s->line[i].memory_mb);
    }
    OK(!b.data->n_over, "no size is over a budget that was not given");
    bench_clear(&b);
}

static void
test_one_size(void)
{
    const struct advise_request request = latency_request(3000);
    struct stand *stand = stand_new("once");
    struct bench b;

    bench_init(&b);
    add_runs(stand, 512, 2100);
    bench_add(&b, stand, NULL);
    OK(collect(&b, &request) == VA_OK, "one measured size is drawn");
    IS_INT(b.data->series[0].n_line, 0, "without a curve");
    IS_INT(b.data->series[0].n_samples, 1, "as a point");
    OK(has_note(b.data, "one-size"), "a note says that there is no curve");
    OK(caption_has(b.data, "at 512 MB, the one size measured."), "so does the caption");
    bench_clear(&b);
}

static void
test_nothing(void)
{
    const struct advise_request request = latency_request(3000);
    struct stand *stand = stand_new("never");
    struct bench b;

    bench_init(&b);
    stand_add(stand, 512, 1, "out of memory");
    bench_add(&b, stand, NULL);
    OK(collect(&b, &request) == VA_DATA, "nothing but failures is no chart");
    IS_STR(b.err.text, "w: no duration is known, so there is no chart", "and said so");
    bench_clear(&b);
}

static void
test_several(void)
{
    const struct tariff tariff = tariff_x86();
    const struct advise_request request = latency_request(100000);
    struct bench b;
    struct stand *unknown = stand_new("unknown");

    bench_init(&b);
    unknown->profile.duration_unknown = true;
    bench_add(&b, unknown, &tariff);
    for (int i = 1; i <= 6; i++)
        bench_add(&b, stand_published(14950000 * (7 - i), -0.7171, 448, 3008), &tariff);
    OK(collect(&b, &request) == VA_OK, "several contenders share a chart");
    IS_INT(b.data->n_series, PLOT_SERIES_MAX, "no more than are told apart");
    IS_INT(b.data->series[0].contender, b.data->pick.contender, "the pick's comes first");
    IS_INT(plot_series_of(b.data, &b.data->pick), 0, "and is found again");
    OK(has_note(b.data, "left-out"), "a note says that some are left out");
    OK(has_note(b.data, "duration-not-published"),
       "one whose duration is not known is not drawn, and named");
    OK(caption_has(b.data, "published on p: duration falls from "),
       "the caption tells them apart");
    bench_clear(&b);
}

static void
test_flat(void)
{
    const struct advise_request request = latency_request(3000);
    struct bench b;

    bench_init(&b);
    bench_add(&b, stand_published(104, 0, 128, 2048), NULL);
    OK(collect(&b, &request) == VA_OK, "a flat curve is drawn");
    IS_INT(b.data->series[0].half_mb, 0, "nothing is gained by half");
    OK(caption_has(b.data,
                   "Duration stays at about 104 ms from 128 MB to 2048 MB: memory "
                   "does not help."),
       "the caption says that memory does not help");
    bench_clear(&b);
}

/* Two sizes side by side: there is no size between them to draw. */
static void
test_neighbours(void)
{
    const struct advise_request request = latency_request(3000);
    struct stand *stand = stand_new("close");
    struct bench b;

    bench_init(&b);
    add_runs(stand, 512, 2100);
    add_runs(stand, 513, 2090);
    bench_add(&b, stand, NULL);
    OK(collect(&b, &request) == VA_OK, "two neighbouring sizes are drawn");
    IS_INT(b.data->series[0].n_line, 2, "with a line from one to the other");
    bench_clear(&b);
}

static void
test_outside(void)
{
    const struct tariff tariff = tariff_x86();
    struct advise_request request = latency_request(30000);
    struct bench b;
    const struct plot_series *s = NULL;

    request.extrapolate = true;
    bench_init(&b);
    bench_add(&b, stand_published(14950000, -0.7171, 448, 3008), &tariff);
    OK(collect(&b, &request) == VA_OK && b.data->feasible, "a pick outside the range");
    s = &b.data->series[0];
    OK(b.data->pick.memory_mb > 3008, "lies beyond the last size");
    IS_INT(s->line[s->n_line - 1].memory_mb, b.data->pick.memory_mb,
           "the line goes on to it");
    OK(s->line[s->n_line - 1].outside && !s->line[0].outside, "and says where it left");
    bench_clear(&b);
}

int
main(void)
{
    test_published();
    test_budget_edges();
    test_samples();
    test_one_size();
    test_nothing();
    test_several();
    test_flat();
    test_neighbours();
    test_outside();
    return done();
}
