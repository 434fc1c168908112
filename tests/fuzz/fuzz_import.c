/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: every import format, recognised or named. The first byte chooses the
 * format, the size of the pieces that the rest arrives in, and what a bad row means. In
 * whatever pieces, by row or by column, the outcome is the same, and what is handed on is
 * checked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/sample.h"
#include "io/import.h"
#include "io/import_reader.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* What an import came to. */
struct outcome {
    enum va_code code;
    int64_t rows;
    int64_t bad;
};

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static bool
is_name(const char *text)
{
    return text_is_name(text, strlen(text));
}

static enum va_code
take_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    int64_t *rows = ctx;

    require(!sample_check(s, err));
    require(is_name(s->workload) && is_name(s->implementation) && is_name(s->platform));
    require(!*s->region || is_name(s->region));
    require(!*s->emulates || is_name(s->emulates));
    (*rows)++;
    return VA_OK;
}

static enum va_code
take_rows(void *ctx, const struct sample_rows *rows, struct va_err *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct sample s;

        rows_get(rows, i, &s);
        take_sample(ctx, &s, err);
    }
    return VA_OK;
}

static enum va_code
take_workload(void *ctx, const struct workload *w, struct va_err *err)
{
    (void)ctx;
    (void)err;
    require(is_name(w->name) && w->now_mb >= 0);
    return VA_OK;
}

static struct outcome
import_in_pieces(const unsigned char *data, size_t size, size_t piece, bool by_column)
{
    struct outcome o = { VA_OK, 0, 0 };
    const unsigned choice = data[0];
    const struct import_sink sink = { take_sample, take_workload, &o.rows };
    const struct import_options options = {
        .name = "input",
        .format = (enum import_format)((int)(choice / 4) % (IMPORT_FORMAT_COUNT + 1)) - 1,
        .defaults = { .workload = choice & 2 ? "w" : "",
                      .implementation = "i",
                      .platform = "gcf-gen1",
                      .memory_mb = 512 },
        .skip_bad = choice & 1,
    };
    struct import_report report = { .rows = 0 };
    struct import_reader *reader = NULL;

    o.code = import_open(&options, &sink, &reader, NULL);
    if (!o.code && by_column)
        reader->take_rows = take_rows;
    for (size_t at = 1; !o.code && at < size; at += piece)
        o.code =
            import_feed(reader, data + at, size - at < piece ? size - at : piece, NULL);
    if (!o.code)
        o.code = import_finish(reader, &report, NULL);
    if (!o.code)
        require(report.rows == o.rows && (report.bad == 0 || options.skip_bad));
    o.bad = report.bad;
    import_close(reader);
    return o;
}

/* A failure counts the rows before it differently by column: all or nothing is stored. */
static void
require_same(struct outcome a, struct outcome b)
{
    require(a.code == b.code);
    require(a.code || (a.rows == b.rows && a.bad == b.bad));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct outcome whole;
    struct outcome pieces;

    if (size == 0)
        return 0;
    whole = import_in_pieces(data, size, size, false);
    pieces = import_in_pieces(data, size, 1 + data[0] % 13, false);
    require(whole.code == pieces.code && whole.rows == pieces.rows &&
            whole.bad == pieces.bad);
    require_same(whole, import_in_pieces(data, size, size, true));
    require_same(whole, import_in_pieces(data, size, 1 + data[0] % 13, true));
    return 0;
}
