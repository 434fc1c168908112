/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms' parameters for showing: the grid's best shapes, refined by least squares. */
#include <math.h>

#include "core/curve_check.h"
#include "core/curve_fit.h"

/* A refined form keeps its place only as what it is: falling, with what it is named for
 * where it can be seen. */
static bool
is_same_kind(const struct curve_report *r, const struct curve_shape *s)
{
    if (!(s->b < 0) || !(s->a > 0))
        return false;
    return s->form != CURVE_KNEE || (s->knee_mb > r->from_mb && s->knee_mb < r->to_mb);
}

static enum va_code
refine(const struct curve_report *r, const struct fit_points *p,
       struct curve_shape *shape)
{
    struct curve_refined refined;
    enum va_code code = VA_OK;

    if (!shape->valid)
        return VA_OK;
    code = curve_refine(p, shape, &refined);
    if (code == VA_NOMEM)
        return code;
    if (!code && is_same_kind(r, &refined.shape))
        *shape = refined.shape;
    return VA_OK;
}

enum va_code
curve_refine_forms(struct curve *c)
{
    struct curve_report *r = &c->report;
    struct fit_points points;
    enum va_code code = VA_OK;

    if (!c->fitted || r->published)
        return VA_OK;
    curve_fit_points(c, &points);
    code = refine(r, &points, &r->forms[CURVE_FLOOR]);
    if (!code)
        code = refine(r, &points, &r->forms[CURVE_KNEE]);
    if (code)
        return code;
    r->chosen = r->forms[r->chosen.form];
    r->rmse_log = curve_shape_rmse(&points, &r->chosen);
    return VA_OK;
}
