/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comparison in words, as a command line, and as documents. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/document.h"
#include "app/render.h"
#include "app/words.h"
#include "base/text.h"
#include "tui/compare.h"

enum { ALL_COLUMNS = 200 };

/* The goal; its usual weight goes without saying, for there is one line. */
static void
say_goal(const struct goal *g, struct buf *out)
{
    struct goal usual;

    goal_init(&usual);
    if (g->objective == OBJECTIVE_BALANCED && !g->has_budget && !g->has_latency &&
        fabs(g->cost_weight_ratio - usual.cost_weight_ratio) < 1e-9)
        buf_text(out, "best balance of cost and duration");
    else
        words_goal(out, g);
}

void
compare_say_heading(const struct tui *t, struct buf *out)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const char *filter = local_get(t->locals, LOCAL_COMPARE_FILTER, NULL);

    if (v->by == COMPARE_VIEW_MARKED) {
        buf_text(out, "Marked workloads side by side, each at its best size");
        return;
    }
    buf_printf(out, "%s by %s", *t->subject.name ? t->subject.name : "Side by side",
               compare_view_name(v->by));
    if (*compare_region(v))
        buf_printf(out, " in %s", compare_region(v));
    if (filter)
        buf_printf(out, ": %" PRId32 " of %" PRId32 " match %s", v->n_shown, v->n,
                   filter);
    else if (t->subject.advice) {
        buf_text(out, ": ");
        say_goal(&t->subject.request.goal, out);
    }
}

static void
say_part(const char *what, int64_t pusd, bool first, struct buf *out)
{
    buf_printf(out, "%s%s ", first ? " = " : " + ", what);
    words_cost(out, pusd);
}

void
compare_say_parts(const struct compare_line *l, struct buf *out)
{
    const struct compare_row *row = &l->row;
    const bool function = row->parts.function_pusd != COST_UNKNOWN;

    buf_printf(out, "%s on %s%s%s: ", l->way[0] ? l->way : l->workload,
               row->platform[0] ? row->platform : "no platform",
               row->region[0] ? " " : "", row->region);
    words_cost(out, row->best.cost_pusd);
    if (row->best.cost_pusd == COST_UNKNOWN)
        return;
    buf_text(out, " per invocation");
    if (function) {
        say_part("function", row->parts.function_pusd, true, out);
        say_part("request", row->parts.fee_pusd, false, out);
    }
    if (row->has_api)
        say_part("API", row->parts.api_pusd, !function, out);
    if (row->has_api) {
        buf_text(out, " (by tier ");
        words_cost(out, row->api_lowest_pusd);
        buf_text(out, " to ");
        words_cost(out, row->api_highest_pusd);
        buf_byte(out, ')');
    }
}

void
compare_say_empty(const struct tui *t, struct buf *out)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const bool unpriced =
        v->code == VA_DATA && t->subject.advice && v->by < COMPARE_BY_COUNT;

    if (v->by == COMPARE_VIEW_MARKED)
        buf_text(out, "No workload is marked. 1 shows the workloads, Space marks one, C "
                      "compares the marked ones here; d goes on to the open workload.");
    else if (!*t->subject.name)
        buf_text(out, "No workload is open. 1 shows the workloads, Enter opens one.");
    else if (v->err.text[0] && !unpriced)
        words_error(out, &v->err);
    else
        buf_text(out, v->err.text[0] ? v->err.text : va_code_text(v->code));
    if (unpriced)
        buf_text(out, "\n:price-as PLATFORM prices it as what it emulates; the platforms "
                      "are on the screen Prices.");
}

/* "1. mtcnn, aws-lambda-x86, ...": every column that has something to say. */
static void
say_line(const struct tui *t, int32_t i, struct buf *out)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_line *l = &v->lines[v->order[i]];
    const struct compare_column *c = NULL;
    bool first = true;

    buf_printf(out, "%d. ", i + 1);
    for (int32_t k = 0; (c = compare_column(v, ALL_COLUMNS, k)) != NULL; k++) {
        char cell[COMPARE_CELL_MAX];

        c->say(l, cell);
        if (!cell[0] || !strcmp(cell, "-"))
            continue;
        buf_text(out, first ? "" : ", ");
        if (!strcmp(c->word, "mark"))
            buf_text(out, "spread larger than the saving");
        else
            buf_printf(out, "%s%s%s", c->left ? "" : compare_head(t, c),
                       c->left ? "" : " ", cell);
        first = false;
    }
    buf_text(out, i == v->at ? " (cursor)\n" : "\n");
}

void
compare_say(struct tui *t, struct buf *out)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];

    compare_refresh(t);
    compare_say_heading(t, out);
    buf_byte(out, '\n');
    if (v->code) {
        compare_say_empty(t, out);
        buf_byte(out, '\n');
        return;
    }
    for (int32_t i = 0; i < v->n_shown; i++)
        say_line(t, i, out);
    if (compare_at(v)) {
        compare_say_parts(compare_at(v), out);
        buf_byte(out, '\n');
    }
    buf_text(out, buf_get(&v->notes));
    compare_chart(t);
    if (v->has_scene)
        buf_printf(out, "%s\n", v->scene.caption);
}

/* One command for each of them: no command takes several workloads. */
static void
line_of_marked(const struct tui *t, const struct compare_view *v, struct buf *out)
{
    if (v->n_shown == 0)
        buf_text(out, "list --samples");
    for (int32_t i = 0; i < v->n_shown; i++) {
        buf_text(out, i > 0 ? "; vadvise " : "");
        subject_line_of(t, "advise", v->lines[v->order[i]].workload, out);
    }
}

void
compare_line_of(const struct tui *t, struct buf *out)
{
    const struct compare_view *v = t->views[SCREEN_COMPARE];

    if (v->by == COMPARE_VIEW_MARKED) {
        line_of_marked(t, v, out);
        return;
    }
    subject_line(t, "compare", out);
    if (v->by != COMPARE_BY_PLATFORM)
        buf_printf(out, " --by %s", compare_view_name(v->by));
}

/* The cursor's row: "1708 MB mtcnn on aws-lambda-x86, $0.0019995". */
static void
say_value(const struct compare_line *l, struct buf *out)
{
    if (l->row.best.memory_mb)
        buf_printf(out, "%d MB ", l->row.best.memory_mb);
    buf_printf(out, "%s on %s, ", l->way, l->row.platform);
    words_cost(out, l->row.best.cost_pusd);
}

enum va_code
compare_write(struct tui *t, const struct comparison *k, enum screen_format format,
              struct buf *out, struct va_err *err)
{
    static const enum render_format formats[] = { [SCREEN_JSON] = RENDER_JSON,
                                                  [SCREEN_CSV] = RENDER_CSV,
                                                  [SCREEN_MARKDOWN] = RENDER_MARKDOWN };
    const struct compare_source s = compare_source_of(t);
    struct reply r;
    enum va_code code = reply_init(&r);

    if (code)
        return va_fail(err, code, "out of memory");
    compare_document(&s, k, &r);
    compare_text(&s, k, &r);
    code = reply_status(&r);
    if (!code && format == SCREEN_TEXT)
        buf_text(out, buf_get(&r.text));
    else if (!code)
        code =
            render(&r, &(struct render_options){ .format = formats[format] }, out, err);
    reply_clear(&r);
    return code ? code : out->code;
}

static void
add_marked(struct json_doc *doc, struct json *rows, const struct compare_line *l)
{
    const struct configuration *best = &l->row.best;
    struct json *o = json_add_object(doc, rows, NULL);

    json_add_string(doc, o, "workload", l->workload);
    json_add_string(doc, o, "implementation", l->way);
    json_add_string(doc, o, "platform", l->row.platform);
    json_add_string(doc, o, "region", l->row.region);
    json_add_number(doc, o, "memory_mb",
                    best->memory_mb ? (double)best->memory_mb : (double)NAN, 0);
    json_add_number(doc, o, "duration_ms",
                    best->memory_mb ? best->duration_ms : (double)NAN, 3);
    document_cost(doc, o, "cost_usd", best->cost_pusd);
    document_pusd(doc, o, "cost_pusd", best->cost_pusd);
    json_add_number(doc, o, "cv", l->row.cv, 4);
    json_add_number(doc, o, "recall", l->recall, 6);
    json_add_string(doc, o, "verdict", l->verdict);
}

/* Marked workloads as a table: no command writes the like, so it is no document. */
static enum va_code
write_marked(const struct compare_view *v, enum screen_format format, struct buf *out,
             struct va_err *err)
{
    struct json *rows = NULL;
    struct reply r;
    enum va_code code = reply_init(&r);

    if (code)
        return va_fail(err, code, "out of memory");
    rows = json_add_array(r.doc, json_root(r.doc), "rows");
    r.rows = "rows";
    for (int32_t i = 0; i < v->n_shown; i++)
        add_marked(r.doc, rows, &v->lines[v->order[i]]);
    code = render(&r,
                  &(struct render_options){
                      .format = format == SCREEN_CSV ? RENDER_CSV : RENDER_MARKDOWN },
                  out, err);
    reply_clear(&r);
    return code ? code : out->code;
}

enum va_code
compare_content(struct tui *t, enum screen_format format, struct buf *out,
                struct va_err *err)
{
    struct compare_view *v = t->views[SCREEN_COMPARE];
    const struct compare_line *l = NULL;

    compare_refresh(t);
    l = compare_at(v);
    if (v->code || !l)
        return va_fail(err, VA_DATA, "there is nothing to copy here");
    if (format == SCREEN_VALUE) {
        say_value(l, out);
        return out->code;
    }
    if (v->by != COMPARE_VIEW_MARKED)
        return compare_write(t, &v->k, format, out, err);
    if (format == SCREEN_CSV || format == SCREEN_MARKDOWN)
        return write_marked(v, format, out, err);
    if (format == SCREEN_JSON) {
        va_fail(err, VA_USAGE, "marked workloads are copied as CSV, Markdown or text");
        va_hint(err, "the screen Work has all of them as JSON");
        return VA_USAGE;
    }
    compare_say(t, out);
    return out->code;
}
