/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples of a workload as a table, where each name is there once: an array a column,
 * as reports hold them, or an array a sample.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/import_jsonl.h"
#include "io/import_workload.h"

#define TABLE "sample_table"

enum { NUMBER_BYTES = 64, VALUES_MAX = 256 };

struct sample_table {
    const struct workload *workload;
    const cJSON *same;    /* an object, or NULL */
    const cJSON *values;  /* an object, or NULL: by column, for cells to number */
    const cJSON *columns; /* an array of names: by sample; an object: by column */
    const cJSON *rows;    /* NULL: by column */
    int64_t from_ms;      /* from when times are counted, or TIME_UNKNOWN */
    enum row_column column[ROW_COLUMN_COUNT];
    const cJSON *values_of[ROW_COLUMN_COUNT]; /* of each of the columns; NULL: none */
    cJSON *next[ROW_COLUMN_COUNT];            /* by column: the cells of a sample */
    int n_columns;
};

static enum va_code
refuse(const struct import_reader *r, const char *key, const char *what,
       struct va_err *err)
{
    return va_fail(err, VA_DATA, "%s: " TABLE "%s: %s", r->options.name, key, what);
}

/* --- the head --- */

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
read_columns(const struct import_reader *r, struct sample_table *t, struct va_err *err)
{
    enum row_column ignored = ROW_COLUMN_COUNT;
    enum va_code code = VA_OK;
    uint32_t seen = 0;

    for (cJSON *at = t->columns->child; at && !code; at = at->next) {
        const char *name = t->rows ? json_string(at) : at->string;
        const int i = t->n_columns;

        code = find_column(r, name, &seen, &t->column[i], err);
        if (code)
            break;
        t->values_of[i] = t->values ? json_at(t->values, name) : NULL;
        t->next[i] = at->child;
        t->n_columns++;
        if (!t->rows && !cJSON_IsArray(at))
            code = refuse(r, ".columns", "not an object of arrays", err);
    }
    for (const cJSON *at = t->same ? t->same->child : NULL; at && !code; at = at->next)
        code = find_column(r, at->string, &seen, &ignored, err);
    return code;
}

/* Every column has a value of each sample. */
static enum va_code
check_lengths(const struct import_reader *r, const struct sample_table *t,
              struct va_err *err)
{
    const cJSON *first = t->columns->child;
    const int n = cJSON_GetArraySize(first);

    for (const cJSON *at = first; at; at = at->next) {
        if (cJSON_GetArraySize(at) != n)
            return va_fail(err, VA_DATA, "%s: " TABLE ".columns: %d of %s, but %d of %s",
                           r->options.name, cJSON_GetArraySize(at), at->string, n,
                           first->string);
    }
    return VA_OK;
}

/* After the columns: those are few then. */
static enum va_code
check_values(const struct import_reader *r, const struct sample_table *t,
             struct va_err *err)
{
    const char *key = t->rows ? ".texts" : ".values";

    if (t->values && !cJSON_IsObject(t->values))
        return refuse(r, key, "not an object of arrays", err);
    for (const cJSON *at = t->values ? t->values->child : NULL; at; at = at->next) {
        if (!cJSON_IsArray(at))
            return refuse(r, key, "not an object of arrays", err);
        if (cJSON_GetArraySize(at) > VALUES_MAX)
            return refuse(r, key, "more than 256 of a column", err);
        if (!t->rows && !cJSON_GetObjectItemCaseSensitive(t->columns, at->string))
            return refuse(r, key, "a name that is no column", err);
    }
    return VA_OK;
}

static enum va_code
read_from(const struct import_reader *r, const cJSON *table, struct sample_table *t,
          struct va_err *err)
{
    const cJSON *from = json_at(table, "started_from");
    const char *text = json_string(from);

    t->from_ms = TIME_UNKNOWN;
    if (from && (!text || time_parse_ms(text, strlen(text), &t->from_ms)))
        return refuse(r, ".started_from", "not a time (ISO 8601)", err);
    return VA_OK;
}

/* Has it parts of that form alone? `parts` ends with NULL. */
static bool
has_only(const cJSON *table, const char *const *parts)
{
    for (const cJSON *at = table->child; at; at = at->next) {
        const char *const *part = parts;

        while (*part && strcmp(*part, at->string) != 0)
            part++;
        if (!*part)
            return false;
    }
    return true;
}

/* Which of the two forms it is, and that it has the parts of it. */
static enum va_code
read_form(const struct import_reader *r, const cJSON *table, struct sample_table *t,
          struct va_err *err)
{
    static const char *const by_sample[] = { "same", "columns", "texts", "rows", NULL };
    static const char *const by_column[] = { "same", "columns", "values", "started_from",
                                             NULL };

    if (!cJSON_IsObject(table))
        return refuse(r, "", "not an object", err);
    t->columns = json_at(table, "columns");
    if (cJSON_IsObject(t->columns)) {
        t->values = json_at(table, "values");
        return has_only(table, by_column)
                   ? VA_OK
                   : refuse(r, "",
                            "only same, columns, values and started_from are known "
                            "where columns is an object",
                            err);
    }
    t->rows = json_at(table, "rows");
    t->values = json_at(table, "texts");
    if (!has_only(table, by_sample))
        return refuse(r, "",
                      "only same, columns, texts and rows are known where columns is an "
                      "array",
                      err);
    if (!cJSON_IsArray(t->rows))
        return refuse(r, ".rows", "not an array", err);
    return cJSON_IsArray(t->columns)
               ? VA_OK
               : refuse(r, ".columns", "neither an object nor an array", err);
}

static enum va_code
read_head(const struct import_reader *r, const cJSON *table, struct sample_table *t,
          struct va_err *err)
{
    enum va_code code = read_form(r, table, t, err);

    if (code || !t->columns)
        return code;
    t->same = json_at(table, "same");
    if (t->same && !cJSON_IsObject(t->same))
        return refuse(r, ".same", "not an object", err);
    code = read_columns(r, t, err);
    if (!code)
        code = check_values(r, t, err);
    if (!code)
        code = read_from(r, table, t, err);
    return code || t->rows ? code : check_lengths(r, t, err);
}

/* --- samples --- */

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

/* A time as milliseconds since that of the table. */
static enum va_code
set_offset(struct row *row, int64_t from_ms, const cJSON *cell, struct va_err *err)
{
    const double ms = cell->valuedouble;

    if (!(ms >= 0) || ms > (double)(SAMPLE_STARTED_MS_MAX - from_ms) || ms > floor(ms))
        return va_fail(err, VA_DATA,
                       "%s: not a whole number of ms from started_from, up to the year "
                       "9999",
                       row_column_name(ROW_STARTED_AT));
    row->sample.started_at_ms = from_ms + (int64_t)ms;
    return VA_OK;
}

/* The value that a number stands for where a column has a list of them; NULL: there is
 * none of that number. */
static cJSON *
value_of(const cJSON *values, const cJSON *cell)
{
    const double number = cell->valuedouble;

    if (!(number >= 0 && number < VALUES_MAX) || number > floor(number))
        return NULL;
    return cJSON_GetArrayItem(values, (int)number);
}

/* A cell of column i. */
static enum va_code
set_column(const struct sample_table *t, int i, cJSON *cell, struct row *row,
           struct va_err *err)
{
    const enum row_column column = t->column[i];

    if (t->values_of[i] && cJSON_IsNumber(cell))
        cell = value_of(t->values_of[i], cell);
    else if (column == ROW_STARTED_AT && t->from_ms != TIME_UNKNOWN &&
             cJSON_IsNumber(cell))
        return set_offset(row, t->from_ms, cell, err);
    return cell ? set_cell(row, column, cell, err)
                : va_fail(err, VA_DATA, "%s: no value has that number",
                          row_column_name(column));
}

static enum va_code
set_same(const struct sample_table *t, struct row *row, struct va_err *err)
{
    enum va_code code = VA_OK;

    row_begin(row);
    for (cJSON *at = t->same ? t->same->child : NULL; at && !code; at = at->next)
        code = set_cell(row, row_column_find(at->string, strlen(at->string)), at, err);
    return code;
}

/* A sample from its cells. */
static enum va_code
fill_from_row(const struct sample_table *t, const cJSON *cells, struct row *row,
              struct va_err *err)
{
    enum va_code code = set_same(t, row, err);
    int i = 0;

    if (!cJSON_IsArray(cells))
        return va_fail(err, VA_DATA, "not an array");
    for (cJSON *at = cells->child; at && !code; at = at->next, i++) {
        if (i == t->n_columns)
            return va_fail(err, VA_DATA, "more values than columns");
        code = set_column(t, i, at, row, err);
    }
    if (!code && i < t->n_columns)
        code = va_fail(err, VA_DATA, "fewer values than columns");
    return code;
}

/* The next sample of the columns. */
static enum va_code
fill_from_columns(struct sample_table *t, struct row *row, struct va_err *err)
{
    enum va_code code = set_same(t, row, err);

    for (int i = 0; i < t->n_columns; i++) {
        if (!code)
            code = set_column(t, i, t->next[i], row, err);
        t->next[i] = t->next[i]->next;
    }
    return code;
}

/* A sample: of this row, or the next of the columns (NULL). */
static enum va_code
take_sample(struct import_reader *r, struct sample_table *t, const cJSON *cells,
            const struct place *place, struct va_err *err)
{
    struct row *row = &((struct jsonl *)r->state)->row;
    struct va_err row_err;
    const enum va_code code = cells ? fill_from_row(t, cells, row, &row_err)
                                    : fill_from_columns(t, row, &row_err);

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
    const cJSON *row = t.rows ? t.rows->child : NULL;

    for (int i = 0; !code && (t.rows ? row != NULL : t.next[0] != NULL); i++) {
        snprintf(path, sizeof path, TABLE "%s[%d]", t.rows ? ".rows" : ".columns.*", i);
        code = take_sample(r, &t, row, &place, err);
        row = row ? row->next : NULL;
    }
    return code;
}
