/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as a table: CSV, tab-separated, Markdown, plain. */
#include <string.h>

#include "app/render_fields.h"
#include "base/json.h"
#include "base/text.h"

/* A value's text. Compound values are compact JSON; other control characters than those
 * the format escapes are not for a terminal and become '?'. */
static void
cell_text(const struct json *value, const char *keep, struct buf *out)
{
    const enum json_kind kind = json_kind(value);
    const char *text = json_text(value);
    const size_t len = strlen(text);

    if (kind == JSON_ARRAY || kind == JSON_OBJECT) {
        json_write(value, false, out);
        return;
    }
    for (size_t i = 0; i < len && kind != JSON_NULL;) {
        uint32_t point = '?';
        const size_t n = text_utf8(text + i, len - i, &point);

        if (n == 0 ||
            (text_is_control(point) && !(point < 0x80 && strchr(keep, (int)point))))
            buf_byte(out, '?');
        else
            buf_add(out, text + i, n);
        i += n ? n : 1;
    }
}

static void
cell_csv(const struct json *value, struct buf *out)
{
    const char *at = NULL;
    struct buf cell;

    buf_init(&cell, out->max);
    cell_text(value, "\n\r\t", &cell);
    at = buf_get(&cell);
    if (!strpbrk(at, ",\"\r\n") && at[0] != ' ' &&
        (!at[0] || at[strlen(at) - 1] != ' ')) {
        buf_text(out, at);
    } else {
        buf_byte(out, '"');
        for (; *at; at++) {
            if (*at == '"')
                buf_byte(out, '"');
            buf_byte(out, *at);
        }
        buf_byte(out, '"');
    }
    if (cell.code)
        out->code = cell.code;
    buf_clear(&cell);
}

/* Escape the characters of `from` by the words of `to`. */
static void
cell_escaped(const struct json *value, const char *from, const char *const *to,
             struct buf *out)
{
    struct buf cell;

    buf_init(&cell, out->max);
    cell_text(value, "\n\r\t", &cell);
    for (const char *at = buf_get(&cell); *at; at++) {
        const char *hit = strchr(from, *at);

        if (hit)
            buf_text(out, to[hit - from]);
        else
            buf_byte(out, *at);
    }
    if (cell.code)
        out->code = cell.code;
    buf_clear(&cell);
}

static void
write_cell(const struct json *value, enum render_format format, struct buf *out)
{
    static const char *const tabs[] = { "\\\\", "\\t", "\\n", "\\r" };
    static const char *const marks[] = { "\\|", "&lt;", " ", " ", " " };

    if (json_kind(value) == JSON_BOOL && format != RENDER_MARKDOWN)
        buf_byte(out, json_truth(value) ? '1' : '0');
    else if (json_kind(value) == JSON_BOOL)
        buf_text(out, json_truth(value) ? "yes" : "no");
    else if (format == RENDER_CSV)
        cell_csv(value, out);
    else if (format == RENDER_MARKDOWN)
        cell_escaped(value, "|<\t\n\r", marks, out);
    else
        cell_escaped(value, "\\\t\n\r", tabs, out);
}

struct punctuation {
    const char *before, *between, *after;
};

static const struct punctuation punctuation[RENDER_FORMAT_COUNT] = {
    [RENDER_PLAIN] = { "", "\t", "\n" },
    [RENDER_CSV] = { "", ",", "\n" },
    [RENDER_TSV] = { "", "\t", "\n" },
    [RENDER_MARKDOWN] = { "| ", " | ", " |\n" },
};

static void
write_record(const struct json *root, const struct json *row,
             const struct render_columns *c, enum render_format format, struct buf *out)
{
    const struct punctuation *p = &punctuation[format];

    buf_text(out, p->before);
    for (int32_t i = 0; i < c->n; i++) {
        const struct json *from = c->at[i].of_row ? row : root;

        if (i > 0)
            buf_text(out, p->between);
        write_cell(json_path(from, c->at[i].path), format, out);
    }
    buf_text(out, p->after);
}

/* A Markdown column of numbers stands to the right. */
static bool
is_numeric(const struct reply *r, const struct render_column *column)
{
    const struct json *rows = render_rows(r);
    bool any = false;

    if (!column->of_row)
        return json_kind(json_path(json_root(r->doc), column->path)) == JSON_NUMBER;
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const enum json_kind kind = json_kind(json_path(row, column->path));

        any = any || kind == JSON_NUMBER;
        if (kind != JSON_NUMBER && kind != JSON_NULL)
            return false;
    }
    return any;
}

static void
write_head(const struct reply *r, const struct render_columns *c,
           enum render_format format, struct buf *out)
{
    const struct punctuation *p = &punctuation[format];

    if (format == RENDER_PLAIN)
        return;
    buf_text(out, p->before);
    for (int32_t i = 0; i < c->n; i++)
        buf_printf(out, "%s%s", i > 0 ? p->between : "", c->at[i].path);
    buf_text(out, p->after);
    if (format != RENDER_MARKDOWN)
        return;
    buf_text(out, p->before);
    for (int32_t i = 0; i < c->n; i++)
        buf_printf(out, "%s%s", i > 0 ? p->between : "",
                   is_numeric(r, &c->at[i]) ? "---:" : ":---");
    buf_text(out, p->after);
}

enum va_code
render_table(const struct reply *r, const struct render_options *o, struct buf *out,
             struct va_err *err)
{
    const struct json *root = json_root(r->doc);
    struct render_columns c = { 0 };
    enum va_code code =
        o->n_fields ? render_columns_pick(r, o, &c, err) : render_columns_all(r, &c);

    if (code) {
        render_columns_clear(&c);
        return code == VA_USAGE ? code : va_fail(err, code, "%s", va_code_text(code));
    }
    if (c.n > 0)
        write_head(r, &c, o->format, out);
    if (!c.per_row)
        write_record(root, NULL, &c, o->format, out);
    else
        for (const struct json *row = json_first(render_rows(r)); row;
             row = json_next(row))
            write_record(root, row, &c, o->format, out);
    render_columns_clear(&c);
    return VA_OK;
}
