/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of a workload as a table, as reports hold them: each name is there once. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/import_jsonl.h"
#include "io/import_workload.h"

#define TABLE "sample_table"

enum { NUMBER_BYTES = 64, TEXTS_MAX = 256 };

struct sample_table {
    const struct workload *workload;
    const cJSON *same;  /* an object, or NULL */
    const cJSON *texts; /* an object, or NULL: texts by column, for rows to number */
    const cJSON *rows;
    enum row_column columns[ROW_COLUMN_COUNT];
    const cJSON *texts_of[ROW_COLUMN_COUNT]; /* of each of the columns; NULL: none */
    int n_columns;
};

static enum va_code
refuse(const struct import_reader *r, const char *key, const char *what,
       struct va_err *err)
{
    return va_fail(err, VA_DATA, "%s: " TABLE "%s: %s", r->options.name, key, what);
}

/* The column that a name stands for; the workload is named elsewhere. */
static enum va_code
find_column(const struct import_reader *r, const char *name, uint32_t *seen,
            enum row_column *out, struct va_err *err)
{
    const enum row_column column =
        name ? row_column_find(name, strlen(name)) : ROW_COLUMN_COUNT;

    if (column == ROW_COLUMN_COUNT || column == ROW_WORKLOAD)
        return refuse(r, ".columns", "not a name of a sample's field", err);
    if (*seen & UINT32_C(1) << column)
        return refuse(r, ".columns", "a name comes twice", err);
    *seen |= UINT32_C(1) << column;
    *out = column;
    return VA_OK;
}

static enum va_code
read_columns(const struct import_reader *r, const cJSON *table, struct sample_table *t,
             struct va_err *err)
{
    const cJSON *columns = json_at(table, "columns");
    enum row_column ignored = ROW_COLUMN_COUNT;
    enum va_code code = VA_OK;
    uint32_t seen = 0;

    if (!cJSON_IsArray(columns))
        return refuse(r, ".columns", "not an array", err);
    for (const cJSON *at = columns->child; at && !code; at = at->next) {
        code = find_column(r, json_string(at), &seen, &t->columns[t->n_columns], err);
        if (!code && t->texts)
            t->texts_of[t->n_columns] = json_at(t->texts, json_string(at));
        t->n_columns += !code;
    }
    for (const cJSON *at = t->same ? t->same->child : NULL; at && !code; at = at->next)
        code = find_column(r, at->string, &seen, &ignored, err);
    return code;
}

static bool
are_texts(const cJSON *texts)
{
    const cJSON *at = texts ? texts->child : NULL;

    while (at && cJSON_IsArray(at))
        at = at->next;
    return !at && (!texts || cJSON_IsObject(texts));
}

static bool
is_part(const char *name)
{
    return !strcmp(name, "same") || !strcmp(name, "columns") || !strcmp(name, "texts") ||
           !strcmp(name, "rows");
}

static enum va_code
read_head(const struct import_reader *r, const cJSON *table, struct sample_table *t,
          struct va_err *err)
{
    if (!cJSON_IsObject(table))
        return refuse(r, "", "not an object", err);
    for (const cJSON *at = table->child; at; at = at->next) {
        if (!is_part(at->string))
            return refuse(r, "", "only same, columns, texts and rows are known", err);
    }
    t->same = json_at(table, "same");
    t->texts = json_at(table, "texts");
    t->rows = json_at(table, "rows");
    if (t->same && !cJSON_IsObject(t->same))
        return refuse(r, ".same", "not an object", err);
    if (!cJSON_IsArray(t->rows))
        return refuse(r, ".rows", "not an array", err);
    if (!are_texts(t->texts))
        return refuse(r, ".texts", "not an object of arrays", err);
    return read_columns(r, table, t, err);
}

/* A value as its text, which the rules of the column then read. Null is no value. */
static enum va_code
set_cell(struct row *row, enum row_column column, cJSON *cell, struct va_err *err)
{
    char number[NUMBER_BYTES];
    const char *text = json_string(cell);

    if (cJSON_IsNull(cell))
        return VA_OK;
    if (cJSON_IsNumber(cell) &&
        cJSON_PrintPreallocated(cell, number, sizeof number, false))
        text = number;
    if (cJSON_IsBool(cell) && column == ROW_COLD)
        text = cJSON_IsTrue(cell) ? "1" : "0";
    if (!text)
        return va_fail(err, VA_DATA, "%s: neither text nor number",
                       row_column_name(column));
    return row_set(row, column, text, strlen(text), err);
}

/* The text that a number stands for where a column has texts; else the cell itself. NULL:
 * there is no such text. */
static cJSON *
cell_of(const cJSON *texts, cJSON *cell)
{
    const double number = cJSON_IsNumber(cell) ? cell->valuedouble : -1;
    cJSON *text = NULL;

    if (!texts || !cJSON_IsNumber(cell))
        return cell;
    if (number >= 0 && number < TEXTS_MAX)
        text = cJSON_GetArrayItem(texts, (int)number);
    return text && cJSON_IsString(text) && !(number > floor(number)) ? text : NULL;
}

static enum va_code
fill_row(const struct sample_table *t, const cJSON *values, struct row *row,
         struct va_err *err)
{
    enum va_code code = VA_OK;
    int i = 0;

    row_begin(row);
    if (!cJSON_IsArray(values))
        return va_fail(err, VA_DATA, "not an array");
    for (cJSON *at = t->same ? t->same->child : NULL; at && !code; at = at->next)
        code = set_cell(row, row_column_find(at->string, strlen(at->string)), at, err);
    for (cJSON *at = values->child; at && !code; at = at->next, i++) {
        cJSON *cell = NULL;

        if (i == t->n_columns)
            return va_fail(err, VA_DATA, "more values than columns");
        cell = cell_of(t->texts_of[i], at);
        code = cell ? set_cell(row, t->columns[i], cell, err)
                    : va_fail(err, VA_DATA, "%s: no text has that number",
                              row_column_name(t->columns[i]));
    }
    if (!code && i < t->n_columns)
        code = va_fail(err, VA_DATA, "fewer values than columns");
    return code;
}

static enum va_code
take_row(struct import_reader *r, const struct sample_table *t, const cJSON *values,
         const struct place *place, struct va_err *err)
{
    struct row *row = &((struct jsonl *)r->state)->row;
    struct va_err row_err;
    const enum va_code code = fill_row(t, values, row, &row_err);

    row->sample.workload = t->workload->name;
    return code ? import_bad_row(r, place, &row_err, err)
                : import_emit(r, &row->sample, place, err);
}

enum va_code
workload_table_read(struct import_reader *r, const cJSON *table, const struct workload *w,
                    struct va_err *err)
{
    struct sample_table t = { .workload = w };
    char path[IMPORT_PATH_MAX];
    const struct place place = { .path = path, .checked = true };
    enum va_code code = read_head(r, table, &t, err);
    int i = 0;

    for (const cJSON *at = code || !t.rows ? NULL : t.rows->child; at && !code;
         at = at->next) {
        snprintf(path, sizeof path, TABLE ".rows[%d]", i++);
        code = take_row(r, &t, at, &place, err);
    }
    return code;
}
