/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Lines: one flat object a line, with the names of the CSV columns. */
#include "io/import_jsonl.h"

#include <string.h>

#include "io/import_shapes.h"
#include "io/json_scan.h"

/* The column of a key. Keys mostly come in the order of the line before. */
static enum row_column
find_column(struct jsonl *j, int position, const struct json_token *key)
{
    enum row_column *guess = position < JSONL_GUESSES ? &j->guesses[position] : NULL;
    enum row_column column = ROW_COLUMN_COUNT;

    if (guess && *guess < ROW_COLUMN_COUNT && row_column_is(*guess, key->text, key->len))
        return *guess;
    column = row_column_find(key->text, key->len);
    if (guess)
        *guess = column;
    return column;
}

static enum va_code
not_scalar(enum row_column column, struct va_err *err)
{
    return va_fail(err, VA_DATA, "%s: neither text nor number", row_column_name(column));
}

static enum va_code
set_value(struct jsonl *j, enum row_column column, struct json_scan *s,
          struct va_err *err)
{
    struct json_token token;
    enum va_code code = VA_OK;

    if (json_scan_is_nested(s))
        return not_scalar(column, err);
    code = json_scan_scalar(s, &j->scratch, &token, err);
    if (code)
        return code;
    if (token.kind == JSON_TOKEN_WORD && *token.text == 'n')
        return VA_OK; /* null */
    if (token.kind == JSON_TOKEN_WORD && column != ROW_COLD)
        return not_scalar(column, err);
    return row_set(&j->row, column, token.text, token.len, err);
}

/* One "key": value. */
static enum va_code
take_member(struct import_reader *r, struct jsonl *j, int position, struct json_scan *s,
            struct va_err *err)
{
    struct json_token key;
    enum row_column column = ROW_COLUMN_COUNT;
    enum va_code code = json_scan_string(s, &j->scratch, &key, err);
    char shown[64];

    if (code)
        return code;
    column = find_column(j, position, &key);
    if (!json_scan_take(s, ':'))
        return va_fail(err, VA_DATA, "not valid JSON: ':' is missing");
    if (column == ROW_COLUMN_COUNT) {
        row_copy_text(shown, sizeof shown, key.text, key.len);
        import_warn(r, "column '%s' is not known and left out", shown);
        return json_scan_skip(s, &j->scratch, err);
    }
    if (j->seen & UINT32_C(1) << column)
        return va_fail(err, VA_DATA, "%s: comes twice", row_column_name(column));
    j->seen |= UINT32_C(1) << column;
    return set_value(j, column, s, err);
}

void
jsonl_init(struct jsonl *j, size_t len_max)
{
    row_begin(&j->row);
    buf_init(&j->scratch, len_max);
    for (int i = 0; i < JSONL_GUESSES; i++)
        j->guesses[i] = ROW_COLUMN_COUNT;
}

void
jsonl_clear(struct jsonl *j)
{
    buf_clear(&j->scratch);
}

enum va_code
jsonl_read(struct import_reader *r, struct jsonl *j, const char *text, size_t len,
           struct va_err *err)
{
    struct json_scan s = { text, text + len };
    enum va_code code = VA_OK;

    row_begin(&j->row);
    j->seen = 0;
    if (!json_scan_take(&s, '{'))
        return va_fail(err, VA_DATA, "not a JSON object");
    for (int i = 0; !code && !(i == 0 && json_scan_take(&s, '}')); i++) {
        buf_reset(&j->scratch);
        code = take_member(r, j, i, &s, err);
        if (!code && json_scan_take(&s, '}'))
            break;
        if (!code && !json_scan_take(&s, ','))
            code = va_fail(err, VA_DATA, "not valid JSON: ',' or '}' is missing");
    }
    if (!code && !json_scan_is_done(&s))
        code = va_fail(err, VA_DATA, "not valid JSON: text after the object");
    return code;
}

/* --- the form of a line --- */

/* One member of a line that was read before: the field, and where its value ends. False
 * when it has a name or a value that no field has. */
static bool
learn_member(struct plain *p, struct json_scan *s, struct buf *scratch,
             const char **io_start)
{
    struct json_token token;
    enum row_column column = ROW_COLUMN_COUNT;

    if (json_scan_string(s, scratch, &token, NULL))
        return false;
    column = row_column_find(token.text, token.len);
    if (!json_scan_take(s, ':') || column == ROW_COLUMN_COUNT || json_scan_is_nested(s))
        return false;
    plain_add_field(p, *io_start, (size_t)(s->at - *io_start), column);
    if (json_scan_scalar(s, scratch, &token, NULL))
        return false;
    *io_start = s->at;
    return true;
}

/* The lines that follow will be like this good one. */
static void
learn_form(struct import_reader *r, struct jsonl *j, const struct line *line)
{
    struct json_scan s = { line->text, line->text + line->len };
    const char *start = line->text;
    bool more = json_scan_take(&s, '{');

    plain_begin(&j->plain, r, true);
    while (more) {
        buf_reset(&j->scratch);
        more = learn_member(&j->plain, &s, &j->scratch, &start);
        if (more && !json_scan_take(&s, ',')) {
            plain_end(&j->plain, start, (size_t)(s.end - start));
            return;
        }
    }
    j->plain.n = 0;
}

/* --- the reader --- */

static enum va_code
jsonl_line(void *reader, const struct line *line, struct va_err *err)
{
    struct import_reader *r = reader;
    struct jsonl *j = r->state;
    struct json_scan s = { line->text, line->text + line->len };
    const struct place place = { .line = line->number, .checked = true };
    struct va_err row_err;
    enum va_code code = VA_OK;

    if (json_scan_is_done(&s))
        return VA_OK;
    code = jsonl_read(r, j, line->text, line->len, &row_err);
    if (code)
        plain_forget_texts(&j->plain);
    else
        learn_form(r, j, line);
    return code ? import_bad_row(r, &place, &row_err, err)
                : import_emit(r, &j->row.sample, &place, err);
}

static enum va_code
jsonl_plain(struct import_reader *r, struct plain_bytes *bytes, struct va_err *err)
{
    struct jsonl *j = r->state;

    return plain_read(r, &j->plain, &j->row, bytes, err);
}

static enum va_code
jsonl_start(struct import_reader *r, struct va_err *err)
{
    (void)err;
    jsonl_init(r->state, IMPORT_LINE_MAX);
    return VA_OK;
}

static void
jsonl_close(struct import_reader *r)
{
    jsonl_clear(r->state);
}

static bool
jsonl_matches(const struct import_head *head)
{
    return head_is_json(head) && *head->text == '{' && !head_has_key(head, "schema") &&
           (head_has_key(head, "memory_mb") || head_has_key(head, "duration_ms"));
}

const struct import_shape shape_jsonl = {
    .format = IMPORT_JSONL,
    .what = "JSON Lines file",
    .matches = jsonl_matches,
    .check_utf8 = true,
    .state_size = sizeof(struct jsonl),
    .start = jsonl_start,
    .line = jsonl_line,
    .clear = jsonl_close,
    .plain = jsonl_plain,
};
