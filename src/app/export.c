/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples out again: CSV, JSON Lines, or a Power Tuning link. */
#include "io/export.h"

#include <math.h>
#include <string.h>

#include "app/commands.h"
#include "app/field.h"

enum { DRAIN_AT = 1 << 16, EXPORT_LINE_MAX = 1 << 20 };

/* Where samples go, and which are wanted. */
struct exporting {
    const struct question *question;
    enum export_format format;
    const struct export_drain *drain;
    struct buf pending;
    struct va_err *err;
    int64_t rows;
};

static enum va_code
flush(struct exporting *e)
{
    enum va_code code = e->pending.code;

    if (code)
        return va_fail(e->err, code, "%s", va_code_text(code));
    code = e->drain->write(e->drain->ctx, &e->pending, e->err);
    buf_reset(&e->pending);
    return code;
}

static bool
listed(const struct name_list *list, const char *name)
{
    for (int32_t i = 0; i < list->n; i++) {
        if (!strcmp(list->names[i], name))
            return true;
    }
    return list->n == 0;
}

static enum va_code
take(void *ctx, const struct sample *s)
{
    struct exporting *e = ctx;

    if (!listed(&e->question->platforms, s->platform) ||
        !listed(&e->question->implementations, s->implementation))
        return VA_OK;
    export_sample(e->format, s, &e->pending);
    e->rows++;
    return e->pending.code || e->pending.len >= DRAIN_AT ? flush(e) : VA_OK;
}

static enum va_code
export_rows(struct session *s, struct exporting *e)
{
    const char *workload = e->question->workload;
    enum va_code code = VA_OK;

    export_header(e->format, &e->pending);
    code = session_samples(s, workload, take, e, e->err);
    if (!code && e->rows == 0) {
        va_fail(e->err, VA_DATA, "'%s' has no samples to export", workload);
        va_hint(e->err, "a published curve has none; 'vadvise fit' prints its durations");
        return VA_DATA;
    }
    return code;
}

static const struct contender *
tunable(const struct field *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        if (f->contenders[i]->has_tariff && f->contenders[i]->curve.n_sizes > 0)
            return f->contenders[i];
    }
    return NULL;
}

static enum va_code
export_link(struct session *s, struct exporting *e)
{
    const struct question *q = e->question;
    struct va_err *err = e->err;
    struct export_point points[CURVE_SIZES_MAX];
    struct advise_request request;
    const struct contender *c = NULL;
    struct field f;
    size_t n = 0;
    enum va_code code = field_open(s, q, &f, err);

    if (!code && (c = tunable(&f)) == NULL) {
        va_fail(err, VA_DATA, "'%s' has no measured sizes with a price", q->workload);
        code = VA_DATA;
    }
    if (!code) {
        field_measured_request(&f, q, &request);
        request.goal.stat = STAT_MEAN;
    }
    for (int32_t i = 0; !code && i < c->curve.n_sizes; i++) {
        struct configuration at;

        code = advise_evaluate(c, &request, c->curve.sizes[i].memory_mb, &at);
        if (!code && at.cost_pusd != COST_UNKNOWN)
            points[n++] =
                (struct export_point){ at.memory_mb, at.duration_ms, at.cost_pusd };
    }
    if (!code)
        code = export_tuning_link(points, n, &e->pending);
    if (code && err && !err->code)
        va_fail(err, code, "%s: %s", q->workload, va_code_text(code));
    buf_byte(&e->pending, '\n');
    field_close(&f);
    return code;
}

enum va_code
app_export(struct session *s, const struct question *q, const char *format,
           const struct export_drain *drain, struct va_err *err)
{
    struct exporting e = { .question = q, .drain = drain, .err = err };
    enum va_code code = VA_OK;

    if (!q->workload) {
        va_fail(err, VA_USAGE, "no workload given");
        va_hint(err, "name one; 'vadvise list' shows them");
        return VA_USAGE;
    }
    e.format = strcmp(format, "jsonl") ? EXPORT_CSV : EXPORT_JSONL;
    buf_init(&e.pending, DRAIN_AT + EXPORT_LINE_MAX);
    code = strcmp(format, "power-tuning") ? export_rows(s, &e) : export_link(s, &e);
    if (!code)
        code = flush(&e);
    buf_clear(&e.pending);
    return code;
}
