/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views: exact costs, windows, axes, the crosshair, against the engine size by size. */
#include <stdlib.h>

#include "app/commands.h"
#include "app/picture.h"
#include "app/plot.h"
#include "core/advise_fixture.h"
#include "tap.h"

struct bench {
    struct field field;
    struct stand *stand;
    struct tariff tariff;
    struct advise_request request;
    struct plot_cache cache;
    struct plot_data *data;
    struct va_err err;
};

static void
bench_open(struct bench *b, struct stand *stand, int64_t budget_pusd)
{
    *b = (struct bench){ .stand = stand,
                         .tariff = tariff_aws_2019(),
                         .request = budget_request(budget_pusd),
                         .data = calloc(1, sizeof *b->data) };
    if (!b->data)
        abort();
    snprintf(b->field.workload.name, sizeof b->field.workload.name, "w");
    stand_ready(stand, &b->tariff);
    b->field.contenders[b->field.n++] = &stand->contender;
}

static void
bench_close(struct bench *b)
{
    plot_cache_clear(&b->cache);
    stand_free(b->stand);
    free(b->data);
}

static enum va_code
look(struct bench *b, struct plot_view view)
{
    const struct plot_ask ask = { .request = &b->request,
                                  .cache = &b->cache,
                                  .view = view };

    return plot_collect_view(&b->field, &ask, b->data, &b->err);
}

static int64_t
cost_at(const struct bench *b, int32_t mb)
{
    struct configuration at = { 0 };

    if (advise_evaluate(&b->stand->contender, &b->request, mb, &at))
        return -2;
    return at.cost_pusd;
}

/* Ten runs at a size, 10 % around ms. */
static void
add_runs(struct stand *s, int32_t mb, double ms)
{
    for (int i = 0; i < 10; i++)
        stand_add(s, mb, ms * (0.9 + 0.2 * i / 9), NULL);
}

static struct stand *
measured(void)
{
    struct stand *s = stand_new("local");

    add_runs(s, 256, 4000);
    add_runs(s, 512, 2050);
    add_runs(s, 1024, 1000);
    add_runs(s, 2048, 560);
    return s;
}

static void
test_window(void)
{
    struct bench b;
    const struct plot_series *s = NULL;
    int32_t wrong = 0;

    bench_open(&b, stand_published(14950000, -0.7171, 448, 3008), 2000000000);
    OK(look(&b,
            (struct plot_view){
                .field = PLOT_COST, .low_mb = 1690, .high_mb = 1730, .columns = 140 }) ==
           VA_OK,
       "a window on costs is drawn");
    s = &b.data->series[0];
    IS_INT(s->n_cost, 41, "zoomed in, every size has a place");
    for (int32_t i = 0; i < s->n_cost; i++)
        wrong += s->cost[i].memory_mb != 1690 + i ||
                 s->cost[i].low_pusd != cost_at(&b, 1690 + i) ||
                 s->cost[i].high_pusd != s->cost[i].low_pusd;
    IS_INT(wrong, 0, "with its exact bill");
    IS_INT(s->n_line, 41, "the line of durations has every size as well");
    IS_INT(s->line[0].memory_mb, 1690, "from one end of the window");
    IS_INT(s->line[40].memory_mb, 1730, "to the other");
    look(&b, (struct plot_view){ .low_mb = 100, .high_mb = 600 });
    IS_INT(b.data->series[0].line[0].memory_mb, 448, "a window ends where the sizes do");
    look(&b, (struct plot_view){ .low_mb = 600, .high_mb = 600 });
    IS_INT(b.data->view.high_mb, 0, "a window of no width shows everything");
    bench_close(&b);
}

/* Zoomed out, each dot spans the costs of all of its sizes. */
static void
test_envelope(void)
{
    struct bench b;
    const struct plot_series *s = NULL;
    int64_t least = INT64_MAX;
    int64_t most = 0;
    int32_t cheaper = 0;
    int32_t outside = 0;
    int32_t k = 0;

    bench_open(&b, stand_published(14950000, -0.7171, 448, 3008), 2000000000);
    look(&b, (struct plot_view){ .field = PLOT_COST, .columns = 140 });
    s = &b.data->series[0];
    OK(s->n_cost > 100 && s->n_cost <= 141, "the line has a point a dot");
    for (int32_t mb = 448; mb <= 3008; mb++) {
        const int64_t cost = cost_at(&b, mb);

        while (k + 1 < s->n_cost && s->cost[k + 1].memory_mb <= mb)
            k++;
        outside += cost < s->cost[k].low_pusd || cost > s->cost[k].high_pusd;
        cheaper += mb > 448 && cost < cost_at(&b, mb - 1);
        least = cost < least ? cost : least;
        most = cost > most ? cost : most;
    }
    IS_INT(outside, 0, "every size's bill is within its dot's span");
    IS_INT(s->cost_facts.n_cheaper, cheaper, "sizes that are cheaper than the one below");
    IS_INT(s->cost_facts.n_cheaper, 585, "are as many as were counted by hand");
    IS_INT(s->cost_facts.least_pusd, least, "the least cost is found");
    IS_INT(s->cost_facts.from_pusd, 1369178688,
           "the first is the bill at 448 MB: 1,877 steps, and the request");
    bench_close(&b);
}

static void
test_pareto(void)
{
    struct bench b;
    const struct plot_costs *costs = NULL;
    int32_t sizes[4096];
    bool expected[4096];
    int32_t n = 0;
    int32_t wrong = 0;
    int32_t unbeaten = 0;

    bench_open(&b, stand_published(14950000, -0.7171, 448, 3008), 2000000000);
    OK(plot_cache_get(&b.cache, &b.stand->contender, 0, &b.request, &costs) == VA_OK,
       "the figures of every size are worked out");
    for (; n < costs->n && n < 4096; n++)
        sizes[n] = costs->sizes[n].memory_mb;
    IS_INT(n, 2561, "they are of every size sold in the range");
    if (advise_pareto(&b.stand->contender, &b.request, sizes, n, expected))
        abort();
    for (int32_t i = 0; i < n; i++) {
        wrong += costs->sizes[i].pareto != expected[i];
        unbeaten += expected[i];
    }
    IS_INT(wrong, 0, "the same sizes are Pareto-optimal as for advice");
    IS_INT(unbeaten, 1356, "as many as were counted by hand");
    look(&b, (struct plot_view){ .pareto = true, .columns = 100 });
    OK(b.data->series[0].n_pareto > 50 && b.data->series[0].n_pareto <= 101,
       "a chart has at most one a dot");
    bench_close(&b);
}

static void
test_read_out(void)
{
    struct bench b;
    struct plot_readout r = { 0 };
    struct advise_interval at = { 0 };

    bench_open(&b, measured(), 20000000);
    b.request.now_mb = 512;
    look(&b, (struct plot_view){ .field = PLOT_DURATION });
    OK(plot_read_out(&b.field, &b.request, b.data, 1000, &r) == VA_OK,
       "a size is read out");
    IS_INT(r.at.cost_pusd, cost_at(&b, 1000), "with its exact cost");
    advise_duration(&b.stand->contender, &b.request, 1000, &at);
    NEAR(r.at.duration_high_ms, at.high_ms, 1e-9, "and the interval of its duration");
    IS_INT(r.n, 0, "nothing was measured there");
    IS_INT(r.nearest_mb, 1024, "the nearest measured size is named");
    IS_INT(r.nearest_n, 10, "with its invocations");
    OK(r.residual_ratio > 0.8 && r.residual_ratio < 1.2, "and how far it is off");
    OK(r.has_now && r.now_ms_ratio < 0.7, "it is faster than the size deployed now");
    NEAR(r.now_cost_ratio, (double)cost_at(&b, 1000) / (double)cost_at(&b, 512), 1e-12,
         "the cost is compared as well");
    plot_read_out(&b.field, &b.request, b.data, 1024, &r);
    IS_INT(r.n, 10, "at a measured size its samples are counted");
    bench_close(&b);
}

/* An unpriced contender has no costs, and no failure. */
static void
test_no_price(void)
{
    struct bench b;
    struct scene s;

    bench_open(&b, measured(), 20000000);
    b.stand->contender.has_tariff = false;
    OK(look(&b, (struct plot_view){ .field = PLOT_COST, .cross_mb = 700 }) == VA_OK,
       "costs without a price are looked at");
    IS_INT(b.data->series[0].n_cost, 0, "there are none");
    OK(plot_scene(b.data, &s) == VA_OK, "and the scene is empty axes");
    OK(strstr(s.caption, "Cost is not known: there is no price.") != NULL,
       "that is what the caption says");
    scene_clear(&s);
    bench_close(&b);
}

static const struct picture {
    const char *name;
    struct plot_view view;
} pictures[] = {
    { "cost", { .field = PLOT_COST, .columns = 140 } },
    { "cost-teeth",
      { .field = PLOT_COST,
        .low_mb = 1690,
        .high_mb = 1730,
        .columns = 140,
        .cross_mb = 1711 } },
    { "linear", { .axes = PLOT_LIN_LIN, .columns = 140, .residuals = true } },
    { "half-linear",
      { .axes = PLOT_LOG_LIN,
        .columns = 140,
        .pareto = true,
        .shaded = true,
        .cross_mb = 900 } },
};

static void
draw(struct bench *b, const struct picture *p, enum scene_symbols symbols,
     struct buf *out)
{
    const struct plot_options o = { .symbols = symbols };
    struct scene s;

    buf_init(out, PICTURE_MAX);
    OK(look(b, p->view) == VA_OK, "%s is looked at", p->name);
    OK(plot_scene(b->data, &s) == VA_OK, "%s has a scene", p->name);
    OK(plot_text(&s, &o, out, &b->err) == VA_OK, "%s is drawn", p->name);
    scene_clear(&s);
}

static void
compare(struct bench *b, const struct picture *p)
{
    static const char *const kinds[] = { "", "-quadrant", "-ascii" };

    for (int i = 0; i < SYMBOLS_COUNT; i++) {
        struct buf got;
        struct buf expected;

        draw(b, p, (enum scene_symbols)i, &got);
        picture_read(p->name, kinds[i], &expected);
        if (!OK(!strcmp(buf_get(&got), buf_get(&expected)),
                "%s looks as it should, in %s", p->name,
                scene_symbols_name((enum scene_symbols)i)))
            picture_show(buf_get(&got));
        buf_clear(&got);
        buf_clear(&expected);
    }
}

static void
test_pictures(void)
{
    struct bench published;
    struct bench samples;

    bench_open(&published, stand_published(14950000, -0.7171, 448, 3008), 2000000000);
    compare(&published, &pictures[0]);
    compare(&published, &pictures[1]);
    bench_close(&published);
    bench_open(&samples, measured(), 20000000);
    samples.request.goal.has_latency = true;
    samples.request.goal.latency_ms = 1500;
    compare(&samples, &pictures[2]);
    compare(&samples, &pictures[3]);
    bench_close(&samples);
}

int
main(void)
{
    test_window();
    test_envelope();
    test_pareto();
    test_read_out();
    test_no_price();
    test_pictures();
    return done();
}
