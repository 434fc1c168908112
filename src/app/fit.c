/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve: every form's parameters, and a row for each size asked. */
#include <math.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/field.h"
#include "app/table.h"
#include "app/words.h"
#include "base/text.h"

static const struct column form_columns[] = {
    { "form", "form", CELL_TEXT },
    { "formula", "duration in ms, x in MB", CELL_TEXT },
    { "r2", "R2", CELL_NUMBER },
    { "probability", "probability", CELL_PERCENT },
    { "chosen", "chosen", CELL_MARK },
};

static const struct column row_columns[] = {
    { "memory_mb", "MB", CELL_INT },           { "n", "samples", CELL_INT },
    { "duration_ms", "duration", CELL_TIME },  { "duration_low_ms", "low", CELL_TIME },
    { "duration_high_ms", "high", CELL_TIME }, { "billed_ms", "billed", CELL_TIME },
    { "cost_usd", "cost", CELL_USD },          { "measured", "measured", CELL_MARK },
    { "pareto", "pareto", CELL_MARK },
};

static void
add_form(struct reply *r, struct json *forms, const struct curve_shape *s, bool chosen)
{
    struct json_doc *doc = r->doc;
    struct json *o = json_add_object(doc, forms, NULL);
    struct buf formula;

    buf_init(&formula, 256);
    words_formula(&formula, s);
    json_add_string(doc, o, "form", curve_form_name(s->form));
    json_add_string(doc, o, "formula", buf_get(&formula));
    if (formula.code)
        r->text.code = formula.code;
    buf_clear(&formula);
    json_add_real(doc, o, "a", s->a);
    json_add_real(doc, o, "b", s->b);
    json_add_real(doc, o, "c", s->c);
    json_add_number(doc, o, "knee_mb", s->knee_mb, 1);
    json_add_number(doc, o, "a_se", s->a_se, 6);
    json_add_number(doc, o, "b_se", s->b_se, 6);
    json_add_number(doc, o, "r2", s->r2, 6);
    json_add_number(doc, o, "probability", s->probability, 6);
    json_add_number(doc, o, "held_out_error", s->loo_rms, 6);
    json_add_bool(doc, o, "chosen", chosen);
}

/* Sizes to show for a published curve, which measured none: its ends and what is common
 * between them. */
static int32_t
common_sizes(const struct contender *c, int32_t *out)
{
    static const int32_t common_mb[] = {
        128, 256, 512, 768, 1024, 1536, 1769, 2048, 2560
    };
    int32_t n = 0;

    out[n++] = c->from_mb;
    for (size_t i = 0; i < sizeof common_mb / sizeof *common_mb; i++) {
        if (common_mb[i] > c->from_mb && common_mb[i] < c->to_mb)
            out[n++] = common_mb[i];
    }
    if (c->to_mb > c->from_mb)
        out[n++] = c->to_mb;
    return n;
}

static int32_t
sizes_asked(const struct contender *c, const struct question *q, int32_t *out)
{
    if (q->n_sizes) {
        memcpy(out, q->sizes_mb, (size_t)q->n_sizes * sizeof *out);
        return q->n_sizes;
    }
    if (c->curve.report.published)
        return common_sizes(c, out);
    for (int32_t i = 0; i < c->curve.n_sizes; i++)
        out[i] = c->curve.sizes[i].memory_mb;
    return c->curve.n_sizes;
}

static void
add_row(struct json_doc *doc, struct json *rows, const struct configuration *row,
        bool pareto)
{
    struct json *o = json_add_object(doc, rows, NULL);

    json_add_int(doc, o, "memory_mb", row->memory_mb);
    json_add_bool(doc, o, "measured", row->measured);
    json_add_int(doc, o, "n", row->n);
    json_add_number(doc, o, "duration_ms", row->duration_ms, 3);
    json_add_number(doc, o, "duration_low_ms", row->duration_low_ms, 3);
    json_add_number(doc, o, "duration_high_ms", row->duration_high_ms, 3);
    json_add_number(doc, o, "billed_ms", row->billed_ms, 3);
    document_cost(doc, o, "cost_usd", row->cost_pusd);
    document_pusd(doc, o, "cost_pusd", row->cost_pusd);
    json_add_bool(doc, o, "pareto", pareto);
}

static enum va_code
add_rows(struct json_doc *doc, const struct contender *c, const struct question *q,
         const struct advise_request *request)
{
    struct json *rows = json_add_array(doc, json_root(doc), "rows");
    struct advise_request anywhere = *request;
    int32_t sizes_mb[QUESTION_SIZES_MAX + CURVE_SIZES_MAX];
    bool pareto[QUESTION_SIZES_MAX + CURVE_SIZES_MAX];
    int32_t n = sizes_asked(c, q, sizes_mb);
    enum va_code code = advise_pareto(c, request, sizes_mb, n, pareto);

    anywhere.extrapolate = true;
    for (int32_t i = 0; i < n && !code; i++) {
        struct configuration at;

        code = advise_evaluate(c, &anywhere, sizes_mb[i], &at);
        if (!code)
            add_row(doc, rows, &at, pareto[i]);
    }
    return code;
}

/* The contender the rows are about: the first that has a duration to speak of. */
static const struct contender *
subject(const struct field *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        if (f->contenders[i]->has_point)
            return f->contenders[i];
    }
    return NULL;
}

static void
add_forms(struct reply *r, const struct contender *c)
{
    const struct curve_report *report = curve_report_get(&c->curve);
    struct json *forms = json_add_array(r->doc, json_root(r->doc), "forms");

    if (report->published)
        add_form(r, forms, &report->chosen, true);
    for (int i = 0; !report->published && i < CURVE_FORM_COUNT; i++) {
        if (report->forms[i].valid)
            add_form(r, forms, &report->forms[i], report->chosen.form == (unsigned)i);
    }
}

/* What the average over the forms is worth, beside the power law alone. */
static void
say_errors(struct buf *out, const struct curve_report *r)
{
    if (isnan(r->loo_rms))
        return;
    buf_printf(out, "  Off at a size left out: %.1f%%", 100 * r->loo_rms);
    if (!isnan(r->power_law.loo_rms))
        buf_printf(out, "; the power law alone %.1f%%", 100 * r->power_law.loo_rms);
    buf_text(out, ".\n");
}

static void
say(struct reply *r, const struct field *f, const struct contender *c,
    const struct advise_request *request)
{
    const double share = cold_share_ratio(advise_cold_share(c, request));
    char text[TEXT_NUMBER_MAX];
    struct json *root = json_root(r->doc);

    buf_printf(&r->text, "%s%s, ", f->workload.name,
               f->workload.sample_data ? " (sample data)" : "");
    words_contender(&r->text, c);
    buf_text(&r->text, "\n  ");
    words_fit(&r->text, curve_report_get(&c->curve));
    if (share > 0)
        buf_printf(&r->text, "\n  the rows count %s%% cold starts",
                   text_number(text, 100 * share, 1, false));
    if (!contender_knows(c, request->goal.stat)) {
        buf_text(&r->text, "\n  ");
        words_not_known(&r->text, request->goal.stat);
    }
    buf_text(&r->text, "\n\n");
    table_write(json_get(root, "forms"), form_columns,
                sizeof form_columns / sizeof *form_columns, &r->text);
    say_errors(&r->text, curve_report_get(&c->curve));
    buf_byte(&r->text, '\n');
    table_write(json_get(root, "rows"), row_columns,
                sizeof row_columns / sizeof *row_columns, &r->text);
    if (f->n > 1)
        buf_printf(&r->hints,
                   "%s is one of %d ways to run it; --implementation names another.\n",
                   c->profile->implementation, f->n);
}

static enum va_code
fit(struct reply *r, const struct field *f, const struct question *q, struct va_err *err)
{
    const struct contender *c = subject(f);
    struct json *root = json_root(r->doc);
    struct advise_request request;
    enum va_code code = VA_OK;

    if (!c)
        return va_fail(err, VA_DATA, "%s: no duration was measured or published",
                       f->workload.name);
    if (!c->has_curve) {
        va_fail(err, VA_DATA, "%s: one size measured; a curve needs two",
                f->workload.name);
        va_hint(err, "measure another size and import it; an honest curve needs four");
        return VA_DATA;
    }
    field_measured_request(f, q, &request);
    document_start(r->doc, "vadvise.fit/1", f->workload.name);
    json_add_string(r->doc, root, "implementation", c->profile->implementation);
    json_add_string(r->doc, root, "platform", c->profile->platform);
    json_add_string(r->doc, root, "region", words_region(c));
    json_add_string(r->doc, root, "statistic", statistic_name(request.goal.stat));
    document_fit(r->doc, root, "fit", curve_report_get(&c->curve));
    document_cold(r->doc, root, c, &request);
    add_forms(r, c);
    code = add_rows(r->doc, c, q, &request);
    document_pricing(r->doc, root, f, c);
    json_add_bool(r->doc, root, "sample_data", f->workload.sample_data);
    r->rows = "rows";
    say(r, f, c, &request);
    if (!code)
        code = reply_status(r);
    return code ? va_fail(err, code, "%s: %s", f->workload.name, va_code_text(code))
                : VA_OK;
}

enum va_code
app_fit(struct session *s, const struct question *q, struct reply *r, struct va_err *err)
{
    struct field f;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code)
        code = field_refine(&f, err);
    if (!code)
        code = fit(r, &f, q, err);
    field_close(&f);
    return code;
}
