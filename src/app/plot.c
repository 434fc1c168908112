/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The use case: a workload's durations by size as a picture. */
#include "app/plot.h"

#include <stdlib.h>

#include "app/commands.h"
#include "app/scene_svg.h"

static enum va_code
draw(const struct scene *s, const struct plot_options *o, struct buf *out,
     struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!o->svg)
        return plot_text(s, o, out, err);
    code = scene_draw_svg(s, out);
    return code ? va_fail(err, code, "chart: %s", va_code_text(code)) : VA_OK;
}

/* One chart behind what the reply has; its document is the first one's. */
static enum va_code
add_chart(const struct field *f, const struct plot_data *d, const struct plot_options *o,
          struct reply *r, struct va_err *err)
{
    struct scene *s = malloc(sizeof *s);
    enum va_code code = VA_OK;
    const bool first = r->text.len == 0;

    if (!s)
        return va_fail(err, VA_NOMEM, "out of memory");
    if (!first)
        buf_byte(&r->text, '\n');
    code = plot_scene(d, s);
    if (code)
        va_fail(err, code, "chart: %s", va_code_text(code));
    else
        code = draw(s, o, &r->text, err);
    if (!code && first)
        plot_document(f, d, s, r->doc);
    r->rows = d->n_series == 1 ? "series.0.points" : "series";
    scene_clear(s);
    free(s);
    return code;
}

static enum va_code
refuse_costs(const struct field *f, struct va_err *err)
{
    va_fail(err, VA_DATA, "%s: there is no price, so there is no chart of costs",
            f->workload.name);
    va_hint(err, "--price-as PLATFORM prices it as what it emulates");
    return VA_DATA;
}

static enum va_code
add_charts(const struct field *f, const struct plot_ask *ask,
           const struct plot_options *o, struct reply *r, struct va_err *err)
{
    struct plot_data *d = malloc(sizeof *d);
    struct plot_ask one = *ask;
    enum va_code code = VA_OK;

    if (!d)
        return va_fail(err, VA_NOMEM, "out of memory");
    for (int i = 0; i < PLOT_FIELD_COUNT && !code; i++) {
        if (o->chart != CHART_BOTH && (int)o->chart != i)
            continue;
        one.view.field = (enum plot_field)i;
        code = plot_collect_view(f, &one, d, err);
        if (!code && i == PLOT_COST && !plot_has_costs(d))
            code = refuse_costs(f, err);
        if (!code)
            code = add_chart(f, d, o, r, err);
    }
    free(d);
    return code;
}

/* A window must show something of what can be drawn. */
static enum va_code
check_window(const struct field *f, const struct plot_options *o, struct va_err *err)
{
    int32_t from_mb = INT32_MAX;
    int32_t to_mb = 0;

    for (int32_t i = 0; i < f->n; i++) {
        const struct contender *c = f->contenders[i];

        if (c->has_point && c->from_mb < from_mb)
            from_mb = c->from_mb;
        if (c->has_point && c->to_mb > to_mb)
            to_mb = c->to_mb;
    }
    if (o->high_mb == 0 || to_mb == 0 || (o->low_mb < to_mb && o->high_mb > from_mb))
        return VA_OK;
    return va_fail(err, VA_DOMAIN,
                   "%s: nothing lies between %d and %d MB, only from %d "
                   "to %d MB",
                   f->workload.name, (int)o->low_mb, (int)o->high_mb, (int)from_mb,
                   (int)to_mb);
}

enum va_code
app_plot(struct session *s, const struct question *q, const struct plot_options *o,
         struct reply *r, struct va_err *err)
{
    struct plot_ask ask = { .view = { .axes = o->axes,
                                      .low_mb = o->low_mb,
                                      .high_mb = o->high_mb,
                                      .columns = o->high_mb ? PLOT_LINE_MAX - 1 : 0,
                                      .point_costs = true } };
    struct advise_request request = { 0 };
    struct field f = { 0 };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    if (o->svg && o->chart == CHART_BOTH)
        return va_fail(err, VA_USAGE, "--svg draws one chart: --chart duration or cost");
    code = field_open(s, q, &f, err);
    if (!code)
        code = check_window(&f, o, err);
    if (!code) {
        field_request(&f, q, &request);
        ask.request = &request;
        code = add_charts(&f, &ask, o, r, err);
    }
    field_close(&f);
    return code ? code : reply_status(r);
}
