/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The use case: everything about a workload and a goal in one file. */
#include "app/report.h"

#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/question_line.h"
#include "app/scene_svg.h"
#include "base/clock.h"

enum { COMMAND_BYTES = 64 << 10 };

bool
report_chart_get(const struct report *r, enum plot_field field, struct report_chart *out)
{
    static const char *const headings[PLOT_FIELD_COUNT] = {
        [PLOT_DURATION] = "Duration by size", [PLOT_COST] = "Cost by size"
    };

    out->heading = headings[field];
    out->data = field == PLOT_COST ? r->costs : r->plot;
    out->table = field == PLOT_COST ? REPORT_TABLE_COSTS : REPORT_TABLE_SIZES;
    return out->data != NULL;
}

void
report_add_text(struct report *r, struct json_doc *doc, struct json *in, const char *key,
                struct buf *text)
{
    json_add_string(doc, in, key, buf_get(text));
    if (text->code && !r->failed)
        r->failed = text->code;
    buf_clear(text);
}

/* What the commands answer. A curve may be missing, with one size measured. */
static enum va_code
ask(struct report *r, struct va_err *err)
{
    enum va_code code = app_advise(r->session, r->question, &r->advice, err);

    if (!code)
        code = app_compare(r->session, r->question, &r->compare, err);
    if (!code) {
        struct va_err none;

        code = app_fit(r->session, r->question, &r->fit, &none);
        code = code == VA_DATA ? VA_OK : code;
        if (code)
            *err = none;
    }
    return code;
}

/* Data of one kind of chart. */
static enum va_code
collect_view(struct report *r, enum plot_field field, struct plot_data **out,
             struct va_err *err)
{
    const struct plot_ask ask = { .request = &r->request, .view = { .field = field } };

    *out = calloc(1, sizeof **out);
    if (!*out)
        return va_fail(err, VA_NOMEM, "out of memory");
    return plot_collect_view(&r->field, &ask, *out, err);
}

/* Folders of the user's are nobody else's business. */
static void
keep_base_name(char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash)
        memmove(path, slash + 1, strlen(slash + 1) + 1);
}

static void
hide_folders(struct report *r)
{
    for (int32_t i = 0; i < r->field.n && !r->options->with_ids; i++) {
        if (r->field.contenders[i]->has_tariff)
            keep_base_name(r->field.contenders[i]->tariff.overlay);
        if (r->field.contenders[i]->has_api)
            keep_base_name(r->field.api_tariffs[i].overlay);
    }
}

static enum va_code
collect(struct report *r, struct va_err *err)
{
    enum va_code code = field_open(r->session, r->question, &r->field, err);

    if (!code)
        code = field_refine(&r->field, err);
    if (code)
        return code;
    hide_folders(r);
    field_request(&r->field, r->question, &r->request);
    code = collect_view(r, PLOT_DURATION, &r->plot, err);
    if (!code)
        code = collect_view(r, PLOT_COST, &r->costs, err);
    if (!code && !plot_has_costs(r->costs)) {
        free(r->costs);
        r->costs = NULL;
    }
    return code;
}

static void
add_head(struct report *r)
{
    struct json *root = json_root(r->doc);
    char date[DATE_TEXT_MAX];
    struct buf line;

    document_start(r->doc, "vadvise.report/1", r->field.workload.name);
    document_goal(r->doc, root, &r->request.goal);
    json_add_string(r->doc, root, "as_of", date_format(date, r->question->as_of_days));
    buf_init(&line, COMMAND_BYTES);
    question_line(r->question, "advise", &line);
    report_add_text(r, r->doc, root, "command", &line);
    json_add_bool(r->doc, root, "feasible", r->plot->feasible);
    document_choice(r->doc, "pick", &r->field, r->plot->feasible ? &r->plot->pick : NULL);
    document_choice(r->doc, "safe_pick", &r->field,
                    r->plot->has_safe ? &r->plot->safe : NULL);
    document_choice(r->doc, "now", &r->field, r->plot->has_now ? &r->plot->now : NULL);
    document_pricing(r->doc, root, &r->field, NULL);
}

static enum va_code
compose(struct report *r, struct va_err *err)
{
    enum va_code code = VA_OK;

    add_head(r);
    code = report_add_sizes(r);
    if (!code)
        code = report_add_what_if(r);
    if (code)
        return va_fail(err, code, "%s: %s", r->question->workload, va_code_text(code));
    code = report_add_data(r, err);
    json_add_bool(r->doc, json_root(r->doc), "sample_data",
                  r->field.workload.sample_data);
    if (!code)
        code = report_add_runs(r, err);
    if (code)
        return code;
    code = report_add_words(r);
    if (!code)
        code = report_add_grid(r);
    if (!code)
        code = r->failed;
    return code ? va_fail(err, code, "report: %s", va_code_text(code)) : VA_OK;
}

enum va_code
report_write_svg(const struct report *r, struct buf *out, struct va_err *err)
{
    const bool costs = r->options->chart == CHART_COST;
    struct report_chart chart;
    struct scene *s = NULL;
    enum va_code code = VA_NOMEM;

    if (!report_chart_get(r, costs ? PLOT_COST : PLOT_DURATION, &chart))
        return va_fail(err, VA_DATA,
                       "%s: there is no price, so there is no chart of costs",
                       r->field.workload.name);
    s = malloc(sizeof *s);
    if (s)
        code = plot_scene(chart.data, s);
    if (!code)
        code = scene_draw_svg(s, out);
    if (s)
        scene_clear(s);
    free(s);
    return code ? va_fail(err, code, "chart: %s", va_code_text(code)) : VA_OK;
}

static enum va_code
write_out(const struct report *r, struct buf *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (r->options->form == REPORT_MARKDOWN)
        return report_write_markdown(r, out, err);
    if (r->options->form == REPORT_SVG)
        return report_write_svg(r, out, err);
    code = report_write_html(r, out);
    return code ? va_fail(err, code, "report: %s", va_code_text(code)) : VA_OK;
}

static void
clear(struct report *r)
{
    reply_clear(&r->advice);
    reply_clear(&r->fit);
    reply_clear(&r->compare);
    field_close(&r->field);
    json_free(r->words);
    free(r->plot);
    free(r->costs);
    free(r);
}

/* Everything in it is of one moment, whatever a probe or an import adds meanwhile. */
static enum va_code
make(struct report *r, struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = session_store(r->session, false, &store, err);

    if (!code)
        code = store_hold(store, err);
    if (code)
        return code;
    code = ask(r, err);
    if (!code)
        code = collect(r, err);
    if (!code)
        code = compose(r, err);
    store_release(store);
    return code;
}

enum va_code
app_report(struct session *s, const struct question *q, const struct report_options *o,
           struct reply *reply, struct va_err *err)
{
    struct report *r = calloc(1, sizeof *r);
    enum va_code code = reply_init(reply);

    if (code || !r) {
        free(r);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    r->session = s;
    r->question = q;
    r->options = o;
    r->doc = reply->doc;
    r->words = json_alloc();
    if (!r->words)
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (!code)
        code = make(r, err);
    if (!code)
        code = write_out(r, &reply->text, err);
    reply->rows = "sizes";
    reply->verdict = r->advice.verdict;
    clear(r);
    return code ? code : reply_status(reply);
}
