/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report as one page that needs nothing else: style and script are inside and allowed
 * by their hashes alone, the document lies in a script element that is never run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/report.h"
#include "app/scene_svg.h"
#include "base/money.h"
#include "base/text.h"
#include "io/hash.h"

enum {
    WIDE_PX = 760,
    NARROW_PX = 348,
    DOCUMENT_BYTES = 256 << 20,
    BASE64_BYTES = 64,
    CAPTION_BYTES = 1024
};

/* --- head --- */

/* A digest in base64 (RFC 4648). */
static void
base64(const unsigned char bytes[HASH_BYTES], char out[BASE64_BYTES])
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = out;

    for (int i = 0; i < HASH_BYTES; i += 3) {
        const int n = HASH_BYTES - i < 3 ? HASH_BYTES - i : 3;
        unsigned group = (unsigned)bytes[i] << 16;

        group |= n > 1 ? (unsigned)bytes[i + 1] << 8 : 0;
        group |= n > 2 ? bytes[i + 2] : 0;
        for (int k = 0; k < 4; k++)
            *to++ = k <= n ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    *to = '\0';
}

/* 'sha256-...' of a text, as a Content Security Policy has it. */
static void
put_hash(struct buf *out, const char *text, const char *more)
{
    unsigned char digest[HASH_BYTES];
    char encoded[BASE64_BYTES];
    struct hash h;

    hash_init(&h);
    hash_add(&h, text, strlen(text));
    hash_add(&h, more, strlen(more));
    hash_bytes(&h, digest);
    base64(digest, encoded);
    buf_printf(out, "'sha256-%s'", encoded);
}

static void
put_head(const struct report *r, struct buf *out)
{
    buf_text(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
             "'none'; base-uri 'none'; form-action 'none'; style-src ");
    put_hash(out, report_style, scene_svg_style());
    buf_text(out, "; script-src ");
    put_hash(out, report_script, "");
    buf_text(out, "\">\n<meta name=\"generator\" content=\"vadvise\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, "
                  "initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    report_html_text(out, r->field.workload.name);
    buf_text(out, ": vadvise report</title>\n<style>");
    buf_text(out, report_style);
    buf_text(out, scene_svg_style());
    buf_text(out, "</style>\n</head>\n<body>\n");
}

/* --- the answer --- */

static void
put_element(struct buf *out, const char *open, const char *text, const char *close)
{
    if (!*text)
        return;
    buf_text(out, open);
    report_html_text(out, text);
    buf_text(out, close);
}

static void
put_words(struct buf *out, const char *open, const char *text, const char *close)
{
    if (!*text)
        return;
    buf_text(out, open);
    report_html_words(out, text);
    buf_text(out, close);
}

static void
put_million(struct buf *out, const struct json *c)
{
    const char *text = json_text(json_get(c, "cost_pusd"));
    char said[MONEY_TEXT_MAX];
    va_int128 million = 0;
    int64_t pusd = 0;

    if (text_parse_int(text, strlen(text), 0, INT64_MAX, &pusd) ||
        money_multiply(pusd, 1000000, &million))
        return;
    buf_text(out, "<div><dt>a million of them</dt>");
    put_element(out, "<dd>", money_short(said, million), "</dd></div>\n");
}

/* A configuration of the advice as a card; nothing where there is none. */
static void
put_card(const struct report *r, struct buf *out, const char *key, const char *title)
{
    const struct json *c = json_get(json_root(r->advice.doc), key);
    char cell[TABLE_CELL_BYTES];
    struct buf place;

    if (json_kind(c) != JSON_OBJECT)
        return;
    buf_printf(out, "<div class=\"card %s\"><h2>%s</h2>\n", key, title);
    if (*report_cell(cell, c, "memory_mb", CELL_TEXT)) {
        put_element(out, "<p class=\"size\">", cell, " <span>MB</span></p>\n");
    }
    buf_text(out, "<dl>");
    put_element(out, "<div><dt>duration, ", report_statistic(r, c), "</dt>");
    put_element(out, "<dd>", report_cell(cell, c, "duration_ms", CELL_TIME), "</dd>");
    buf_text(out, "</div>\n<div><dt>per invocation</dt>");
    report_cell(cell, c, "cost_usd", CELL_USD);
    put_element(out, "<dd>", *cell ? cell : "no price", "</dd>");
    buf_text(out, "</div>\n");
    put_million(out, c);
    if (*report_cell(cell, c, "monthly_usd", CELL_CENTS)) {
        buf_text(out, "<div><dt>a month</dt>");
        put_element(out, "<dd>", cell, "</dd></div>\n");
    }
    buf_text(out, "</dl>\n");
    buf_init(&place, CAPTION_BYTES);
    report_say_place(r, c, &place);
    put_element(out, "<p class=\"where\">", buf_get(&place), "</p></div>\n");
    buf_clear_part(&place, out);
}

static void
put_cards(const struct report *r, struct buf *out)
{
    const struct plot_data *d = r->plot;
    const bool same = d->feasible && d->has_safe &&
                      d->pick.contender == d->safe.contender &&
                      d->pick.memory_mb == d->safe.memory_mb;

    buf_text(out, "<div class=\"cards\">\n");
    put_card(r, out, "pick", same ? "Pick, and safe pick" : "Pick");
    if (!same)
        put_card(r, out, "safe_pick", "Safe pick");
    put_card(r, out, "now", "Now");
    put_card(r, out, "under_budget", report_side_title(r, true));
    put_card(r, out, "in_time", report_side_title(r, false));
    buf_text(out, "</div>\n");
}

static void
put_answer(const struct report *r, struct buf *out)
{
    const struct json *words = json_root(r->words);
    const struct json *reasons = json_first(json_get(words, "reasons"));

    buf_text(out, "<header>\n<p class=\"kind\">vadvise report");
    put_element(out, " <b>", r->field.workload.sample_data ? "sample data" : "", "</b>");
    put_element(out, "</p>\n<h1>", r->field.workload.name, "</h1>\n");
    put_words(out, "<p class=\"goal\">Asked for: ", json_text(json_get(words, "goal")),
              ".</p>\n");
    buf_text(out, "</header>\n<main>\n<section aria-label=\"The answer\">\n");
    if (!r->plot->feasible)
        buf_text(out, "<p class=\"no\">No configuration meets the goal.</p>\n");
    put_cards(r, out);
    put_words(out, "<p>", json_text(json_get(words, "risk")), "</p>\n");
    put_words(out, "<p>", json_text(json_get(words, "change")), "</p>\n");
    if (reasons)
        buf_text(out, "<ul class=\"reasons\">\n");
    for (const struct json *at = reasons; at; at = json_next(at))
        put_words(out, "<li>", json_text(at), "</li>\n");
    if (reasons)
        buf_text(out, "</ul>\n");
    put_element(out, "<p class=\"line\">The same again: <code>",
                json_text(json_get(json_root(r->doc), "command")), "</code></p>\n");
    buf_text(out, "</section>\n");
}

/* --- charts --- */

static void
put_table(const struct report *r, enum report_table_id id, struct buf *out)
{
    struct report_table t;

    report_table_get(r, id, 0, &t);
    report_html_table(out, &t);
}

/* One for each series. */
static void
put_tables(const struct report *r, enum report_table_id id, struct buf *out)
{
    for (int32_t i = 0; i < r->plot->n_series; i++) {
        struct report_table t;
        struct buf caption;

        report_table_get(r, id, i, &t);
        buf_init(&caption, CAPTION_BYTES);
        report_say_caption(r, &t, i, &caption);
        t.caption = buf_get(&caption);
        report_html_table(out, &t);
        buf_clear_part(&caption, out);
    }
}

static void
put_notes(const struct scene *s, struct buf *out)
{
    const char *at = s->notes;

    while (*at) {
        const size_t len = strcspn(at, "\n");
        char line[SCENE_TEXT_MAX];

        if (len < sizeof line) {
            memcpy(line, at, len);
            line[len] = '\0';
            put_words(out, " ", line, "");
        }
        at += len + (at[len] == '\n');
    }
}

/* Twice: for wide pages and for narrow ones. */
static enum va_code
put_figure(const struct report_chart *chart, const char *id, struct buf *out)
{
    struct scene *s = malloc(sizeof *s);
    enum va_code code = VA_NOMEM;

    if (!s)
        return code;
    code = plot_scene(chart->data, s);
    buf_printf(out, "<figure id=\"%s\">\n", id);
    if (!code)
        code = scene_draw_svg_part(s, WIDE_PX, " wide", out);
    if (!code)
        code = scene_draw_svg_part(s, NARROW_PX, " narrow", out);
    buf_text(out, "<figcaption>");
    report_html_words(out, s->caption);
    put_notes(s, out);
    buf_text(out, "</figcaption>\n</figure>\n");
    scene_clear(s);
    free(s);
    return code;
}

static void
put_size_slider(struct buf *out)
{
    buf_text(out, "<div class=\"try\" id=\"look\" hidden>\n<label for=\"memory\">Look "
                  "at a size</label>\n<input type=\"range\" id=\"memory\" "
                  "autocomplete=\"off\">\n<p id=\"memory-text\" role=\"status\"></p>\n"
                  "</div>\n");
}

static enum va_code
put_charts(const struct report *r, struct buf *out)
{
    enum va_code code = VA_OK;

    for (int i = 0; i < PLOT_FIELD_COUNT && !code; i++) {
        const enum plot_field field = (enum plot_field)i;
        struct report_chart chart;

        if (!report_chart_get(r, field, &chart))
            continue;
        buf_printf(out, "<section>\n<h2>%s</h2>\n", chart.heading);
        code = put_figure(&chart, plot_field_name(field), out);
        if (i == 0)
            put_size_slider(out);
        put_tables(r, chart.table, out);
        buf_text(out, "</section>\n");
    }
    return code;
}

/* --- the rest --- */

static void
put_slider(struct buf *out, const char *id, const char *label)
{
    buf_printf(out,
               "<label for=\"%s\">%s <output id=\"%s-at\" for=\"%s\"></output></label>\n"
               "<input type=\"range\" id=\"%s\" autocomplete=\"off\">\n",
               id, label, id, id, id);
}

static void
put_other_goals(const struct report *r, struct buf *out)
{
    buf_text(out, "<section>\n<h2>Other goals</h2>\n"
                  "<div class=\"try\" id=\"try\" hidden>\n");
    put_slider(out, "budget", "An invocation may cost at most");
    put_slider(out, "latency", "and take at most");
    buf_text(out, "<p id=\"try-text\" role=\"status\"></p>\n</div>\n");
    put_words(out, "<p>", json_text(json_get(json_root(r->words), "rule")), "</p>\n");
    put_table(r, REPORT_TABLE_WHAT_IF, out);
    buf_text(out, "</section>\n");
}

static void
put_inputs(const struct report *r, struct buf *out)
{
    const struct json *inputs = json_get(json_root(r->words), "inputs");

    buf_text(out, "<section>\n<h2>What it rests on</h2>\n<dl class=\"inputs\">\n");
    for (const struct json *at = json_first(inputs); at; at = json_next(at)) {
        put_element(out, "<div><dt>", json_text(json_get(at, "name")), "</dt>");
        put_words(out, "<dd>", json_text(json_get(at, "text")), "</dd></div>\n");
    }
    buf_text(out, "</dl>\n");
    put_table(r, REPORT_TABLE_FORMS, out);
    put_tables(r, REPORT_TABLE_RESIDUALS, out);
    put_table(r, REPORT_TABLE_RUNS, out);
    buf_text(out, "</section>\n");
}

/* The document as JSON in which no element can end: '<' is escaped, and stands in texts
 * alone. */
static void
put_document(const struct report *r, struct buf *out)
{
    struct buf text;
    const char *at = NULL;

    buf_init(&text, DOCUMENT_BYTES);
    json_write(json_root(r->doc), false, &text);
    at = buf_get(&text);
    buf_text(out, "<script type=\"application/json\" id=\"vadvise-data\">");
    while (*at) {
        const size_t len = strcspn(at, "<");

        buf_add(out, at, len);
        if (at[len])
            buf_text(out, "\\u003c");
        at += len + (at[len] != '\0');
    }
    buf_text(out, "</script>\n");
    buf_clear_part(&text, out);
}

enum va_code
report_write_html(const struct report *r, struct buf *out)
{
    enum va_code code = VA_OK;

    put_head(r, out);
    put_answer(r, out);
    code = put_charts(r, out);
    put_other_goals(r, out);
    buf_text(out, "<section>\n<h2>Ways to run it</h2>\n");
    put_table(r, REPORT_TABLE_COMPARE, out);
    buf_text(out, "</section>\n");
    put_inputs(r, out);
    put_element(out, "</main>\n<footer><p>Prices of ",
                json_text(json_get(json_root(r->doc), "as_of")),
                ". Made by vadvise; this file needs nothing else, and vadvise import "
                "reads it back.</p></footer>\n");
    put_document(r, out);
    buf_text(out, "<script>");
    buf_text(out, report_script);
    buf_text(out, "</script>\n</body>\n</html>\n");
    return code ? code : out->code;
}
