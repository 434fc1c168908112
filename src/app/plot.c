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

static enum va_code
answer(const struct field *f, const struct plot_data *d, const struct plot_options *o,
       struct reply *r, struct va_err *err)
{
    struct scene *s = malloc(sizeof *s);
    enum va_code code = VA_OK;

    if (!s)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = plot_scene(d, s);
    if (code)
        va_fail(err, code, "chart: %s", va_code_text(code));
    else
        code = draw(s, o, &r->text, err);
    if (!code)
        plot_document(f, d, s, r->doc);
    r->rows = d->n_series == 1 ? "series.0.points" : "series";
    scene_clear(s);
    free(s);
    return code ? code : reply_status(r);
}

enum va_code
app_plot(struct session *s, const struct question *q, const struct plot_options *o,
         struct reply *r, struct va_err *err)
{
    struct plot_data *d = NULL;
    struct advise_request request = { 0 };
    struct field f = { 0 };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    d = malloc(sizeof *d);
    if (!d)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code) {
        field_request(&f, q, &request);
        code = plot_collect(&f, &request, d, err);
    }
    if (!code)
        code = answer(&f, d, o, r, err);
    field_close(&f);
    free(d);
    return code;
}
