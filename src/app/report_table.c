/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a document as tables of a page and of Markdown, and the tables of a report. */
#include <assert.h>
#include <string.h>

#include "app/report.h"
#include "app/scene_svg_draw.h"
#include "base/text.h"

/* --- texts --- */

void
report_html_text(struct buf *out, const char *text)
{
    svg_escape(out, text, strlen(text));
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does a unit follow, as in " MB" and " s;"? */
static bool
is_unit(const char *text)
{
    static const char *const units[] = { "ms", "s", "MB", "%" };

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const size_t len = strlen(units[i]);

        if (!strncmp(text, units[i], len) && !(text[len] >= 'a' && text[len] <= 'z'))
            return true;
    }
    return false;
}

void
report_html_words(struct buf *out, const char *text)
{
    const char *from = text;

    for (const char *at = text; *at; at++) {
        if (*at != ' ' || at == text || !is_digit(at[-1]) || !is_unit(at + 1))
            continue;
        svg_escape(out, from, (size_t)(at - from));
        buf_text(out, "\xc2\xa0"); /* a blank that does not break */
        from = at + 1;
    }
    report_html_text(out, from);
}

/* What Markdown, or HTML within it, would take for markup stands behind a backslash. */
void
report_markdown_text(struct buf *out, const char *text)
{
    const size_t len = strlen(text);

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);

        if (!n || text_is_control(point))
            buf_text(out, "\xef\xbf\xbd");
        else if (n == 1 && strchr("\\`*_[]<>|#&~@", text[i]))
            buf_printf(out, "\\%c", text[i]);
        else
            buf_add(out, text + i, n);
        i += n ? n : 1;
    }
}

const char *
report_cell(char *cell, const struct json *in, const char *path, enum cell_kind kind)
{
    table_cell(cell, in, &(struct column){ path, "", kind });
    return cell;
}

/* --- tables --- */

/* The first row of a table, from `at` on; NULL past the last. */
static const struct json *
row_from(const struct report_table *t, const struct json *at)
{
    while (at && t->only && strcmp(json_text(json_get(at, "name")), t->only) != 0)
        at = json_next(at);
    return at;
}

static const struct json *
first_row(const struct report_table *t)
{
    return row_from(t, json_first(t->rows));
}

static const struct json *
next_row(const struct report_table *t, const struct json *row)
{
    return row_from(t, json_next(row));
}

/* A share of nothing at all need not be said. */
static bool
says_something(const char *cell)
{
    return *cell && strcmp(cell, "0.0%") != 0;
}

/* Which columns say something in some row. */
static int
find_said(const struct report_table *t, bool said[TABLE_COLUMNS_MAX])
{
    char cell[TABLE_CELL_BYTES];
    int n = 0;

    assert(t->n_columns <= TABLE_COLUMNS_MAX);
    for (int i = 0; i < t->n_columns; i++) {
        said[i] = false;
        for (const struct json *row = first_row(t); row && !said[i];
             row = next_row(t, row)) {
            table_cell(cell, row, &t->columns[i]);
            said[i] = says_something(cell);
        }
        n += said[i];
    }
    return n;
}

/* Most cells are numbers: what is said of texts is shorter. */
static const char *
class_of(const struct column *column)
{
    return table_is_left(column) ? " class=\"t\"" : "";
}

static const char dash[] = "\xe2\x80\x93";

/* The ends of cells and rows are among what HTML lets a page leave out (13.1.2.4). */
static void
html_row(struct buf *out, const struct report_table *t, const struct json *row,
         const bool *said)
{
    bool head = true;

    buf_text(out, *json_text(json_get(row, "what")) ? "<tr class=\"mark\">" : "<tr>");
    for (int i = 0; i < t->n_columns; i++) {
        char cell[TABLE_CELL_BYTES];

        if (!said[i])
            continue;
        table_cell(cell, row, &t->columns[i]);
        buf_printf(out, head ? "<th scope=\"row\"%s>" : "<td%s>",
                   class_of(&t->columns[i]));
        report_html_words(out, cell[0] || table_is_left(&t->columns[i]) ? cell : dash);
        buf_text(out, head ? "</th>" : "");
        head = false;
    }
    buf_byte(out, '\n');
}

void
report_html_table(struct buf *out, const struct report_table *t)
{
    bool said[TABLE_COLUMNS_MAX];

    if (!first_row(t) || !find_said(t, said))
        return;
    buf_text(out, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
    report_html_text(out, t->caption);
    buf_text(out, "\"><table>\n<caption>");
    report_html_text(out, t->caption);
    buf_text(out, "</caption>\n<thead><tr>");
    for (int i = 0; i < t->n_columns; i++) {
        if (!said[i])
            continue;
        buf_printf(out, "<th scope=\"col\"%s>", class_of(&t->columns[i]));
        report_html_words(out, t->columns[i].head);
        buf_text(out, "</th>");
    }
    buf_text(out, "</tr></thead>\n<tbody>\n");
    for (const struct json *row = first_row(t); row; row = next_row(t, row))
        html_row(out, t, row, said);
    buf_text(out, "</tbody></table></div>\n");
}

void
report_markdown_table(struct buf *out, const struct report_table *t)
{
    bool said[TABLE_COLUMNS_MAX];

    if (!first_row(t) || !find_said(t, said))
        return;
    for (int i = 0; i < t->n_columns; i++) {
        if (said[i]) {
            buf_text(out, "| ");
            report_markdown_text(out, t->columns[i].head);
            buf_byte(out, ' ');
        }
    }
    buf_text(out, "|\n");
    for (int i = 0; i < t->n_columns; i++) {
        if (said[i])
            buf_text(out, table_is_left(&t->columns[i]) ? "| --- " : "| ---: ");
    }
    buf_text(out, "|\n");
    for (const struct json *row = first_row(t); row; row = next_row(t, row)) {
        for (int i = 0; i < t->n_columns; i++) {
            char cell[TABLE_CELL_BYTES];

            if (!said[i])
                continue;
            table_cell(cell, row, &t->columns[i]);
            buf_text(out, "| ");
            report_markdown_text(out, cell);
            buf_byte(out, ' ');
        }
        buf_text(out, "|\n");
    }
    buf_byte(out, '\n');
}

/* --- the tables of a report --- */

static const struct column size_columns[] = {
    { "memory_mb", "MB", CELL_INT },
    { "what", "what", CELL_TEXT },
    { "n", "runs", CELL_INT },
    { "mean_ms", "mean", CELL_TIME },
    { "p50_ms", "p50", CELL_TIME },
    { "p95_ms", "p95", CELL_TIME },
    { "p99_ms", "p99", CELL_TIME },
    { "duration_ms_low", "90 % from", CELL_TIME },
    { "duration_ms_high", "to", CELL_TIME },
    { "cost_usd", "cost", CELL_USD },
};

static const struct column cost_columns[] = {
    { "memory_mb", "MB", CELL_INT },           { "what", "what", CELL_TEXT },
    { "billed_ms", "billed", CELL_TIME },      { "cost_usd", "cost", CELL_USD },
    { "cost_low_usd", "90 % from", CELL_USD }, { "cost_high_usd", "to", CELL_USD },
};

static const struct column compare_columns[] = {
    { "implementation", "way", CELL_TEXT },   { "platform", "platform", CELL_TEXT },
    { "region", "region", CELL_TEXT },        { "memory_mb", "MB", CELL_INT },
    { "duration_ms", "duration", CELL_TIME }, { "cost_usd", "cost", CELL_USD },
    { "api_share", "API", CELL_PERCENT },     { "recall", "recall", CELL_PERCENT },
    { "monthly_usd", "a month", CELL_CENTS }, { "verdict", "verdict", CELL_TEXT },
    { "emulated", "emulated", CELL_MARK },
};

static const struct column form_columns[] = {
    { "form", "form", CELL_TEXT },
    { "formula", "duration in ms, x in MB", CELL_TEXT },
    { "r2", "R2", CELL_NUMBER },
    { "probability", "probability", CELL_PERCENT },
    { "held_out_error", "off at a size left out", CELL_PERCENT },
    { "chosen", "chosen", CELL_MARK },
};

static const struct column residual_columns[] = {
    { "memory_mb", "MB", CELL_INT },          { "n", "runs", CELL_INT },
    { "duration_ms", "measured", CELL_TIME }, { "expected_ms", "curve", CELL_TIME },
    { "residual", "residual", CELL_PERCENT }, { "p5_ms", "p5", CELL_TIME },
    { "p95_ms", "p95", CELL_TIME },
};

static const struct column run_columns[] = {
    { "id", "run", CELL_INT },          { "created", "on", CELL_TEXT },
    { "function", "of", CELL_TEXT },    { "account", "account", CELL_TEXT },
    { "region", "region", CELL_TEXT },  { "runs", "invocations", CELL_INT },
    { "spent_usd", "spent", CELL_USD },
};

void
report_say_caption(const struct report *r, const struct report_table *t, int32_t series,
                   struct buf *out)
{
    const struct plot_series *p = &r->plot->series[series];

    buf_text(out, t->caption);
    if (r->plot->n_series > 1)
        buf_printf(out, ": %s", p->name);
    if (report_shown(r, p) < p->n_samples)
        buf_printf(out, " (%d of %d measured sizes)", (int)report_shown(r, p),
                   (int)p->n_samples);
}

#define COLUMNS(table) (table), (int)(sizeof(table) / sizeof(table)[0])

void
report_table_get(const struct report *r, enum report_table_id id, int32_t series,
                 struct report_table *out)
{
    const struct json *doc = json_root(r->doc);
    const struct json *words = json_root(r->words);
    const struct report_table tables[REPORT_TABLE_COUNT] = {
        [REPORT_TABLE_SIZES] = { "Durations by size", json_get(doc, "sizes"),
                                 COLUMNS(size_columns), NULL },
        [REPORT_TABLE_COSTS] = { "Cost of an invocation by size", json_get(doc, "sizes"),
                                 COLUMNS(cost_columns), NULL },
        [REPORT_TABLE_COMPARE] = { "Ways to run it, best first",
                                   json_get(json_root(r->compare.doc), "rows"),
                                   COLUMNS(compare_columns), NULL },
        [REPORT_TABLE_WHAT_IF] = { "The pick for other goals", json_get(words, "what_if"),
                                   r->what_if_columns, r->n_what_if_columns, NULL },
        [REPORT_TABLE_FORMS] = { "Forms of the curve",
                                 json_get(json_root(r->fit.doc), "forms"),
                                 COLUMNS(form_columns), NULL },
        [REPORT_TABLE_RESIDUALS] = { "Measured sizes beside the curve",
                                     json_get(words, "residuals"),
                                     COLUMNS(residual_columns), NULL },
        [REPORT_TABLE_RUNS] = { "Probe runs", json_get(words, "runs"),
                                COLUMNS(run_columns), NULL },
    };

    *out = tables[id];
    if (id == REPORT_TABLE_SIZES || id == REPORT_TABLE_COSTS ||
        id == REPORT_TABLE_RESIDUALS)
        out->only = r->plot->series[series].name;
}
