/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vadvise CSV: a header line, then samples. */
#include <inttypes.h>
#include <string.h>

#include "io/import_plain.h"
#include "io/import_shapes.h"
#include "io/import_table.h"

/* What the reader keeps between lines; fields of the table are columns of a row. */
struct csv_state {
    struct table table;
    struct row row;
    bool has[ROW_COLUMN_COUNT];
    struct plain plain; /* its form follows from the header */
};

static enum va_code
take_column(struct import_reader *r, struct csv_cell cell, int *field, struct va_err *err)
{
    struct csv_state *st = r->state;
    const enum row_column column = row_column_find(cell.text, cell.len);
    char shown[64];

    *field = column == ROW_COLUMN_COUNT ? -1 : (int)column;
    row_copy_text(shown, sizeof shown, cell.text, cell.len);
    if (*field < 0) {
        import_warn(r, "column '%s' is not known and left out", shown);
        return VA_OK;
    }
    if (st->has[column])
        return va_fail(err, VA_DATA, "%s:%" PRId64 ": column '%s' comes twice",
                       r->options.name, st->table.csv.line, shown);
    st->has[column] = true;
    return VA_OK;
}

static bool
is_given(const char *text)
{
    return text && *text;
}

/* The columns that must be there, but for what options give. */
static unsigned
find_missing(const struct import_reader *r)
{
    const struct csv_state *st = r->state;
    const struct import_defaults *d = &r->options.defaults;
    const struct {
        enum row_column column;
        bool given;
    } needed[] = {
        { ROW_WORKLOAD, is_given(d->workload) },
        { ROW_PLATFORM, is_given(d->platform) },
        { ROW_MEMORY_MB, d->memory_mb > 0 },
        { ROW_DURATION_MS, false },
    };
    unsigned missing = 0;

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!needed[i].given && !st->has[needed[i].column])
            missing |= IMPORT_LACKS(needed[i].column);
    }
    return missing;
}

static enum va_code
check_header(const struct import_reader *r, struct va_err *err)
{
    static const char header_hint[] =
        "The first line names the columns, with commas between; see vadvise-data(5).";
    const struct csv_state *st = r->state;
    const unsigned missing = find_missing(r);
    const bool one = (missing & (missing - 1)) == 0;
    enum va_code code = VA_OK;
    char names[128];

    if (!missing)
        return VA_OK;
    import_list_missing(names, sizeof names, missing, "'");
    code = va_fail(err, VA_DATA, "%s:%" PRId64 ": no %s %s", r->options.name,
                   st->table.csv.line, one ? "column" : "columns", names);
    import_hint_missing(err, missing,
                        missing & IMPORT_LACKS(ROW_DURATION_MS) ? header_hint : "");
    return code;
}

static void
set_form(const struct import_reader *r, const struct table *t)
{
    struct plain *p = &((struct csv_state *)r->state)->plain;

    plain_begin(p, r, false);
    for (size_t i = 0; i < t->csv.n_cells; i++)
        plain_add_field(p, ",", i > 0,
                        t->fields[i] < 0 ? ROW_COLUMN_COUNT
                                         : (enum row_column)t->fields[i]);
    plain_end(p, "", 0);
}

static enum va_code
csv_header(struct import_reader *r, struct table *t, struct va_err *err)
{
    for (size_t i = 0; i < t->csv.n_cells; i++) {
        const enum va_code code =
            take_column(r, table_trim(t->csv.cells[i]), &t->fields[i], err);

        if (code)
            return code;
    }
    set_form(r, t);
    return check_header(r, err);
}

static enum va_code
csv_row(struct import_reader *r, struct table *t, const struct place *where,
        struct va_err *err)
{
    struct csv_state *st = r->state;
    const struct place place = { .line = where->line, .checked = true };
    struct va_err row_err;

    row_begin(&st->row);
    plain_forget_texts(&st->plain);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct csv_cell *cell = &t->csv.cells[i];
        enum va_code code = VA_OK;

        if (!cell->len || t->fields[i] < 0)
            continue;
        code = row_set(&st->row, (enum row_column)t->fields[i], cell->text, cell->len,
                       &row_err);
        if (code)
            return import_bad_row(r, &place, &row_err, err);
    }
    return import_emit(r, &st->row.sample, &place, err);
}

static enum va_code
csv_import_line(void *reader, const struct line *line, struct va_err *err)
{
    static const struct table_calls calls = { csv_header, csv_row };
    struct import_reader *r = reader;
    struct csv_state *st = r->state;

    return table_line(r, &st->table, &calls, line, err);
}

static enum va_code
csv_plain(struct import_reader *r, struct plain_bytes *bytes, struct va_err *err)
{
    struct csv_state *st = r->state;

    if (csv_is_open(&st->table.csv))
        return VA_OK;
    return plain_read(r, &st->plain, &st->row, bytes, err);
}

static enum va_code
csv_start(struct import_reader *r, struct va_err *err)
{
    (void)err;
    table_init(&((struct csv_state *)r->state)->table);
    return VA_OK;
}

static enum va_code
csv_end(struct import_reader *r, struct va_err *err)
{
    return table_end(r, &((struct csv_state *)r->state)->table, err);
}

static void
csv_close(struct import_reader *r)
{
    table_clear(&((struct csv_state *)r->state)->table);
}

/* One of our columns in the first line is enough: what is missing is then named. */
static bool
csv_matches(const struct import_head *head)
{
    return !head_is_json(head) &&
           (head_has_column(head, "memory_mb") || head_has_column(head, "duration_ms"));
}

const struct import_shape shape_csv = {
    .format = IMPORT_CSV,
    .what = "CSV file",
    .matches = csv_matches,
    .check_utf8 = true,
    .state_size = sizeof(struct csv_state),
    .start = csv_start,
    .line = csv_import_line,
    .end = csv_end,
    .clear = csv_close,
    .plain = csv_plain,
};
