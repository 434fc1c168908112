/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: lines and CSV records. A record that was split, written with every cell
 * quoted, splits into the same cells.
 */
#include <stdlib.h>
#include <string.h>

#include "io/csv.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { LINE_MAX_BYTES = 4096, TEXT_BYTES = 4 * LINE_MAX_BYTES };

struct fuzz {
    struct csv csv;
    struct csv again;
    struct buf text;
};

static void
require(bool holds)
{
    if (!holds)
        abort();
}

/* The cells of a record as CSV with quotes around each. */
static void
write_record(const struct csv *csv, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < csv->n_cells; i++) {
        const struct csv_cell *cell = &csv->cells[i];

        buf_text(out, i ? ",\"" : "\"");
        for (size_t k = 0; k < cell->len; k++) {
            if (cell->text[k] == '"')
                buf_byte(out, '"');
            buf_byte(out, cell->text[k]);
        }
        buf_byte(out, '"');
    }
    require(!out->code);
}

static enum va_code
take_again(void *ctx, const struct line *line, struct va_err *err)
{
    struct fuzz *f = ctx;
    bool complete = false;

    require(!csv_line(&f->again, line, &complete, err));
    return VA_OK;
}

static void
compare(struct fuzz *f)
{
    const struct lines_sink sink = { "record", take_again, f };
    struct lines lines;

    write_record(&f->csv, &f->text);
    lines_init(&lines, TEXT_BYTES, false);
    require(!lines_feed(&lines, f->text.data, f->text.len, &sink, NULL));
    require(!lines_finish(&lines, &sink, NULL));
    require(!csv_is_open(&f->again) && f->again.n_cells == f->csv.n_cells);
    for (size_t i = 0; i < f->csv.n_cells; i++) {
        const struct csv_cell *a = &f->csv.cells[i];
        const struct csv_cell *b = &f->again.cells[i];

        /* a CR before a line end inside quotes is taken for part of the line end */
        require(a->len == b->len || memchr(a->text, '\r', a->len));
        require(a->len != b->len || !a->len || !memcmp(a->text, b->text, a->len));
    }
    lines_clear(&lines);
}

static enum va_code
take_line(void *ctx, const struct line *line, struct va_err *err)
{
    struct fuzz *f = ctx;
    bool complete = false;
    const enum va_code code = csv_line(&f->csv, line, &complete, err);

    if (code)
        return code == VA_DATA ? VA_OK : code;
    if (complete)
        compare(f);
    return VA_OK;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct fuzz f;
    const struct lines_sink sink = { "input", take_line, &f };
    struct lines lines;

    csv_init(&f.csv, LINE_MAX_BYTES);
    csv_init(&f.again, TEXT_BYTES);
    buf_init(&f.text, TEXT_BYTES);
    lines_init(&lines, LINE_MAX_BYTES, false);
    if (!lines_feed(&lines, (const char *)data, size, &sink, NULL))
        (void)lines_finish(&lines, &sink, NULL);
    lines_clear(&lines);
    csv_clear(&f.csv);
    csv_clear(&f.again);
    buf_clear(&f.text);
    return 0;
}
