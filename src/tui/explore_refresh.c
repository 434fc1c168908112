/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bringing the screen up to date: which contender, which window, what the crosshair reads
 * out. Everything that takes long was worked out before, and is kept in the cache. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/words.h"
#include "tui/explore.h"

enum { GUTTER_COLUMNS = 9, DOTS = 2 };

int32_t
explore_choice(const struct tui *t)
{
    const char *text = explore_local(t, LOCAL_CHOICE, true);
    const struct contender *c = explore_contender(t);
    char *name = NULL;
    const long mb = strtol(text, &name, 10);
    struct buf who;
    bool same = false;

    if (!c || mb <= 0 || mb > SAMPLE_MEMORY_MB_MAX)
        return 0;
    buf_init(&who, PLOT_NAME_MAX);
    words_contender(&who, c);
    same = *name == '\0' || !strcmp(name + 1, buf_get(&who));
    buf_clear(&who);
    return same ? (int32_t)mb : 0;
}

/* Figures of sizes hold for a question: contenders, prices, statistic, cold starts. */
static void
keep_cache(struct tui *t)
{
    struct explore *x = explore_of(t);
    const struct subject *s = &t->subject;
    char key[sizeof x->cache_key];

    snprintf(key, sizeof key, "%s|%d|%lld/%lld|%s", s->name, (int)s->request.goal.stat,
             (long long)s->request.cold.num, (long long)s->request.cold.den, s->key);
    if (!strcmp(key, x->cache_key) && x->cache_data == s->data_version)
        return;
    plot_cache_clear(&x->cache);
    snprintf(x->cache_key, sizeof x->cache_key, "%s", key);
    x->cache_data = s->data_version;
}

static bool
is_drawable(const struct contender *c)
{
    return !c->profile->duration_unknown && (c->has_curve || c->has_point);
}

/* The one asked for, else the pick's, else the best that has a duration. */
static int32_t
choose_contender(const struct tui *t)
{
    const struct explore *x = explore_of(t);
    const struct subject *s = &t->subject;
    int32_t order[ADVICE_CONTENDERS_MAX];
    int32_t n = 0;

    if (x->wanted >= 0 && x->wanted < s->field.n)
        return x->wanted;
    n = plot_order(&s->field, s->advice, order);
    for (int32_t i = 0; i < n; i++) {
        if (is_drawable(s->field.contenders[order[i]]))
            return order[i];
    }
    return -1;
}

/* The sizes that the crosshair can be at. */
static void
find_sizes(struct tui *t)
{
    struct explore *x = explore_of(t);
    const struct contender *c = explore_contender(t);

    x->low_mb = c->from_mb;
    x->high_mb = c->to_mb;
    if (t->subject.request.extrapolate && c->has_tariff && c->tariff.n_sizes) {
        x->low_mb = c->tariff.sizes[0].min_mb;
        x->high_mb = c->tariff.sizes[c->tariff.n_sizes - 1].max_mb;
    }
    for (int i = 0; i < OWN_COUNT; i++) {
        const struct configuration *own = explore_own(t, (enum explore_own)i);

        if (own && own->memory_mb < x->low_mb)
            x->low_mb = own->memory_mb;
        if (own && own->memory_mb > x->high_mb)
            x->high_mb = own->memory_mb;
    }
}

/* Until it is moved, the crosshair stays at the pick, or the safe pick where that is
 * used. */
static void
settle_cross(struct tui *t)
{
    struct explore *x = explore_of(t);
    const bool uses_safe = *explore_local(t, LOCAL_SAFE, true) != '\0';
    const struct configuration *safe = explore_own(t, OWN_SAFE);
    const struct configuration *now = explore_own(t, OWN_NOW);
    const struct configuration *at = explore_own(t, OWN_PICK);

    if (at && safe && uses_safe)
        at = safe;
    if (at && !x->moved)
        x->cross_mb = at->memory_mb;
    if (x->cross_mb <= 0 && now)
        x->cross_mb = now->memory_mb;
    if (x->cross_mb <= 0)
        x->cross_mb = (int32_t)lround(sqrt((double)x->low_mb * x->high_mb));
    explore_cross(t, x->cross_mb);
}

static void
find_limits(struct explore *x, const struct plot_costs *costs)
{
    struct explore_limits l = { COST_UNKNOWN, COST_UNKNOWN, NAN, NAN };

    for (int32_t i = 0; i < costs->n; i++) {
        const struct plot_size *at = &costs->sizes[i];

        l.least_ms = fmin(l.least_ms, at->duration_ms);
        l.most_ms = fmax(l.most_ms, at->duration_ms);
        if (at->cost_pusd == COST_UNKNOWN)
            continue;
        if (l.least_pusd == COST_UNKNOWN || at->cost_pusd < l.least_pusd)
            l.least_pusd = at->cost_pusd;
        if (at->cost_pusd > l.most_pusd)
            l.most_pusd = at->cost_pusd;
    }
    x->limits = l;
}

static void
add_size(struct tui *t, int32_t memory_mb)
{
    struct explore *x = explore_of(t);
    const struct contender *c = explore_contender(t);
    struct explore_size size = { .memory_mb = memory_mb,
                                 .measured = plot_is_measured(c, memory_mb) };
    struct advise_figures at = { 0 };
    int32_t i = x->n_sizes;

    if (memory_mb <= 0 || i == EXPLORE_SIZES_MAX ||
        advise_figures(c, &t->subject.request, memory_mb, &at))
        return;
    size.duration_ms = at.duration_ms;
    size.cost_pusd = at.cost_pusd;
    size.reason = at.reason;
    while (i > 0 && x->sizes[i - 1].memory_mb >= memory_mb)
        i--;
    if (i < x->n_sizes && x->sizes[i].memory_mb == memory_mb)
        return;
    memmove(&x->sizes[i + 1], &x->sizes[i], (size_t)(x->n_sizes - i) * sizeof size);
    x->sizes[i] = size;
    x->n_sizes++;
}

/* Where nothing was measured: the ends, and sizes that are often chosen. */
static void
list_round_sizes(struct tui *t)
{
    static const int32_t round_mb[] = { 128,  256,  512,  768,  1024, 1536, 1792,
                                        2048, 2560, 3008, 4096, 6144, 8192, 10240 };
    const struct explore *x = explore_of(t);

    add_size(t, x->low_mb);
    add_size(t, x->high_mb);
    for (size_t i = 0; i < sizeof round_mb / sizeof round_mb[0]; i++) {
        if (round_mb[i] > x->low_mb && round_mb[i] < x->high_mb)
            add_size(t, round_mb[i]);
    }
}

/* What was picked, and measured sizes. */
static void
list_sizes(struct tui *t)
{
    const struct contender *c = explore_contender(t);

    explore_of(t)->n_sizes = 0;
    for (int i = 0; i < OWN_COUNT; i++) {
        const struct configuration *own = explore_own(t, (enum explore_own)i);

        add_size(t, own ? own->memory_mb : 0);
    }
    add_size(t, explore_choice(t));
    for (int32_t i = 0; i < c->curve.n_sizes; i++)
        add_size(t, c->curve.sizes[i].memory_mb);
    if (c->curve.n_sizes == 0)
        list_round_sizes(t);
}

static void
set_view(const struct tui *t, struct plot_view *out)
{
    const struct explore *x = explore_of(t);
    const char *axes = explore_local(t, LOCAL_AXES, false);
    const char *layers = explore_local(t, LOCAL_LAYERS, false);
    const struct cell_rect *chart = &x->layout.chart[PLOT_DURATION];

    if (chart->columns == 0)
        chart = &x->layout.chart[PLOT_COST];
    *out = (struct plot_view){ .columns = (chart->columns - GUTTER_COLUMNS) * DOTS,
                               .cross_mb = x->cross_mb,
                               .choice_mb = explore_choice(t),
                               .pareto = explore_has_word(layers, "pareto"),
                               .residuals = explore_has_word(layers, "residuals"),
                               .shaded = explore_has_word(layers, "shade"),
                               .every_size = true };
    for (int i = 0; i < PLOT_AXES_COUNT; i++) {
        if (!strcmp(axes, plot_axes_name((enum plot_axes)i)))
            out->axes = (enum plot_axes)i;
    }
    explore_window(t, &out->low_mb, &out->high_mb);
}

/* The scene of one field from data that have both. */
static enum va_code
make_scene(struct tui *t, enum plot_field field)
{
    struct explore *x = explore_of(t);
    const bool band = !explore_has_word(explore_local(t, LOCAL_LAYERS, false), "band");
    struct scene *s = &x->scenes[field];

    x->data->view.field = field;
    x->data->view.cross_value = plot_value(x->data, &x->readout.at);
    if (!x->has_readout)
        x->data->view.cross_value = 0;
    scene_clear(s);
    x->drawn[field] = true;
    if (plot_scene(x->data, s))
        return s->code ? s->code : VA_NOMEM;
    s->hidden[LAYER_BAND] = !band;
    snprintf(s->y.brief, sizeof s->y.brief, "%s",
             field == PLOT_COST              ? "$/1M"
             : plot_knows_statistic(x->data) ? statistic_name(x->data->goal.stat)
                                             : "time");
    return VA_OK;
}

/* Two charts, one above the other, have their sizes at the same columns. */
static void
align(struct explore *x)
{
    int32_t gutter = 0;

    for (int i = 0; i < EXPLORE_CHARTS; i++) {
        if (x->drawn[i] &&
            scene_cells_gutter(&x->scenes[i], &x->layout.chart[i]) > gutter)
            gutter = scene_cells_gutter(&x->scenes[i], &x->layout.chart[i]);
    }
    for (int i = 0; i < EXPLORE_CHARTS; i++)
        x->scenes[i].gutter = gutter;
}

static enum va_code
look(struct tui *t, struct va_err *err)
{
    struct explore *x = explore_of(t);
    const struct subject *s = &t->subject;
    struct plot_ask ask = { .request = &s->request,
                            .advice = s->advice,
                            .cache = &x->cache,
                            .one = true,
                            .contender = x->shown };
    const bool cost = x->layout.chart[PLOT_COST].rows > 0;
    enum va_code code = VA_OK;

    set_view(t, &ask.view);
    ask.view.field = cost ? PLOT_COST : PLOT_DURATION;
    code = plot_collect_view(&s->field, &ask, x->data, err);
    if (code)
        return code;
    x->has_readout =
        !plot_read_out(&s->field, &s->request, x->data, x->cross_mb, &x->readout);
    for (int i = 0; i < EXPLORE_CHARTS && !code; i++) {
        x->drawn[i] = false;
        if (x->layout.chart[i].rows > 0)
            code = make_scene(t, (enum plot_field)i);
    }
    align(x);
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}

/* Another workload: nothing of the one before stays. */
static void
begin_workload(struct tui *t)
{
    struct explore *x = explore_of(t);

    if (!strcmp(x->workload, t->subject.name))
        return;
    snprintf(x->workload, sizeof x->workload, "%s", t->subject.name);
    x->wanted = x->shown = -1;
    x->cross_mb = 0;
    x->moved = false;
    x->pane = PANE_CHART;
}

static enum va_code
bring_up_to_date(struct tui *t, struct va_err *err)
{
    struct explore *x = explore_of(t);
    const struct subject *s = &t->subject;
    const struct plot_costs *costs = NULL;
    enum va_code code = VA_OK;

    if (!s->filled)
        return s->code ? s->code : VA_DATA;
    keep_cache(t);
    if (x->shown < 0)
        return va_fail(err, VA_DATA, "%s: no duration is known, so there is no chart",
                       s->name);
    find_sizes(t);
    settle_cross(t);
    list_sizes(t);
    code = plot_cache_get(&x->cache, explore_contender(t), x->shown, &s->request, &costs);
    if (code)
        return va_fail(err, code, "%s", va_code_text(code));
    find_limits(x, costs);
    return look(t, err);
}

static struct explore_seen
see(const struct tui *t)
{
    const struct explore *x = explore_of(t);
    struct explore_seen s = { .subject = t->subject.version,
                              .data = t->subject.data_version,
                              .locals = local_version(t->locals),
                              .columns = t->columns,
                              .rows = t->rows,
                              .wanted = x->wanted,
                              .cross_mb = x->cross_mb,
                              .moved = x->moved };

    if (x->has_data)
        explore_window(t, &s.low_mb, &s.high_mb);
    return s;
}

static bool
same_but_cross(const struct explore_seen *a, const struct explore_seen *b)
{
    return a->subject == b->subject && a->data == b->data && a->locals == b->locals &&
           a->columns == b->columns && a->rows == b->rows && a->wanted == b->wanted &&
           a->low_mb == b->low_mb && a->high_mb == b->high_mb;
}

/* The charts stay, the crosshair moved on them. */
static void
move_crosshair(struct tui *t)
{
    struct explore *x = explore_of(t);
    const struct subject *s = &t->subject;

    x->data->view.cross_mb = x->cross_mb;
    x->has_readout =
        !plot_read_out(&s->field, &s->request, x->data, x->cross_mb, &x->readout);
    for (int i = 0; i < EXPLORE_CHARTS; i++) {
        if (!x->drawn[i])
            continue;
        x->data->view.field = (enum plot_field)i;
        x->data->view.cross_value =
            x->has_readout ? plot_value(x->data, &x->readout.at) : 0;
        plot_move_cross(x->data, &x->scenes[i]);
    }
}

void
explore_refresh(struct tui *t)
{
    const struct cell_rect area = { 0, 1, t->columns, t->rows - 2 };
    struct explore *x = explore_of(t);
    struct explore_seen now = see(t);

    if (x->has_data && same_but_cross(&x->seen, &now)) {
        if (now.cross_mb != x->seen.cross_mb)
            move_crosshair(t);
        x->seen = now;
        return;
    }
    begin_workload(t);
    x->shown = t->subject.filled ? choose_contender(t) : -1;
    explore_lay_out(t, area, &x->layout);
    x->err = t->subject.err;
    x->code = bring_up_to_date(t, &x->err);
    if (!x->err.text[0])
        x->err.code = x->code;
    x->has_data = x->code == VA_OK;
    x->seen = see(t);
}
