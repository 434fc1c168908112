/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as Markdown, for a pull request or a ticket; charts are text. */
#include <stdlib.h>
#include <string.h>

#include "app/report.h"
#include "app/scene_svg.h"

enum { CHART_COLUMNS = 80, CHART_ROWS = 22, CAPTION_BYTES = 1024 };

/* One for each series. */
static void
put_tables(const struct report *r, enum report_table_id id, struct buf *out)
{
    for (int32_t i = 0; i < r->plot->n_series; i++) {
        struct report_table t;
        struct buf caption;

        report_table_get(r, id, i, &t);
        if (!json_first(t.rows))
            continue;
        buf_init(&caption, CAPTION_BYTES);
        report_say_caption(r, &t, i, &caption);
        report_markdown_text(out, buf_get(&caption));
        buf_clear_part(&caption, out);
        buf_text(out, "\n\n");
        report_markdown_table(out, &t);
    }
}

static void
put_table(const struct report *r, enum report_table_id id, const char *before,
          struct buf *out)
{
    struct report_table t;

    report_table_get(r, id, 0, &t);
    if (json_first(t.rows))
        buf_text(out, before);
    report_markdown_table(out, &t);
}

static void
put_text(struct buf *out, const char *before, const char *text, const char *after)
{
    if (!*text)
        return;
    buf_text(out, before);
    report_markdown_text(out, text);
    buf_text(out, after);
}

static void
put_choice(const struct report *r, const char *key, const char *title, struct buf *out)
{
    const struct json *c = json_get(json_root(r->advice.doc), key);
    char cell[TABLE_CELL_BYTES];
    struct buf place;

    if (json_kind(c) != JSON_OBJECT)
        return;
    buf_printf(out, "- **%s**: ", title);
    put_text(out, "**", report_cell(cell, c, "memory_mb", CELL_INT), " MB**, ");
    put_text(out, "", report_cell(cell, c, "duration_ms", CELL_TIME), "");
    if (*cell)
        buf_printf(out, " (%s), ", report_statistic(r, c));
    report_cell(cell, c, "cost_usd", CELL_USD);
    put_text(out, "", *cell ? cell : "no price", *cell ? " per invocation" : "");
    buf_init(&place, CAPTION_BYTES);
    report_say_place(r, c, &place);
    put_text(out, ", ", buf_get(&place), "\n");
    buf_clear_part(&place, out);
}

/* A code block longer than any run of the same character within. */
static void
put_block(struct buf *out, const char *text)
{
    static const char fence[] = "~~~~~~~~";

    buf_printf(out, "%s\n%s\n%s\n\n", fence, text, fence);
}

static void
put_answer(const struct report *r, struct buf *out)
{
    const struct json *words = json_root(r->words);

    put_text(out, "# ", r->field.workload.name,
             r->field.workload.sample_data ? " (sample data)\n\n" : "\n\n");
    put_text(out, "Asked for: ", json_text(json_get(words, "goal")), ".\n\n");
    if (!r->plot->feasible)
        buf_text(out, "**No configuration meets the goal.**\n\n");
    put_choice(r, "pick", "Pick", out);
    put_choice(r, "safe_pick", "Safe pick", out);
    put_choice(r, "now", "Now", out);
    put_choice(r, "under_budget", report_side_title(r, true), out);
    put_choice(r, "in_time", report_side_title(r, false), out);
    put_text(out, "\n", json_text(json_get(words, "risk")), "\n");
    put_text(out, "\n", json_text(json_get(words, "change")), "\n");
    buf_byte(out, '\n');
    for (const struct json *at = json_first(json_get(words, "reasons")); at;
         at = json_next(at))
        put_text(out, "- ", json_text(at), "\n");
    buf_text(out, "\nThe same again:\n\n");
    put_block(out, json_text(json_get(json_root(r->doc), "command")));
}

static enum va_code
put_chart(const struct report_chart *chart, struct buf *out, struct va_err *err)
{
    const struct plot_options o = { .symbols = SYMBOLS_ASCII,
                                    .columns = CHART_COLUMNS,
                                    .rows = CHART_ROWS };
    struct scene *s = malloc(sizeof *s);
    enum va_code code = VA_NOMEM;
    struct buf text;

    buf_init(&text, out->max);
    if (s)
        code = plot_scene(chart->data, s);
    if (code)
        va_fail(err, code, "chart: %s", va_code_text(code));
    else
        code = plot_text(s, &o, &text, err);
    if (!code && text.code)
        code = va_fail(err, text.code, "chart: %s", va_code_text(text.code));
    buf_printf(out, "## %s\n\n", chart->heading);
    put_block(out, buf_get(&text));
    buf_clear(&text);
    if (s)
        scene_clear(s);
    free(s);
    return code;
}

static void
put_inputs(const struct report *r, struct buf *out)
{
    const struct json *inputs = json_get(json_root(r->words), "inputs");

    buf_text(out, "## What it rests on\n\n");
    for (const struct json *at = json_first(inputs); at; at = json_next(at)) {
        put_text(out, "- ", json_text(json_get(at, "name")), ": ");
        put_text(out, "", json_text(json_get(at, "text")), "\n");
    }
    buf_byte(out, '\n');
}

enum va_code
report_write_markdown(const struct report *r, struct buf *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    put_answer(r, out);
    for (int i = 0; i < PLOT_FIELD_COUNT && !code; i++) {
        struct report_chart chart;

        if (!report_chart_get(r, (enum plot_field)i, &chart))
            continue;
        code = put_chart(&chart, out, err);
        put_tables(r, chart.table, out);
    }
    buf_text(out, "## Other goals\n\n");
    put_text(out, "", json_text(json_get(json_root(r->words), "rule")), "\n\n");
    put_table(r, REPORT_TABLE_WHAT_IF, "", out);
    put_table(r, REPORT_TABLE_COMPARE, "## Ways to run it\n\n", out);
    put_inputs(r, out);
    put_table(r, REPORT_TABLE_FORMS, "Forms of the curve\n\n", out);
    put_tables(r, REPORT_TABLE_RESIDUALS, out);
    put_table(r, REPORT_TABLE_RUNS, "Probe runs\n\n", out);
    return code;
}
