/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the reader of price files, from bytes in memory. The file is price.json,
 * so a file that is good carries the name "price". Some cells of a good file are changed
 * then: the text with another value there reads as that value, and all others stay. */
#include <stdlib.h>
#include <string.h>

#include "io/price_cell.h"
#include "io/price_splice.h"

enum { CELLS_STEP = 16, TEXT_MAX = PRICE_BYTES_MAX + 1024 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const char *const values[] = { [PRICE_CELL_USD] = "0.000000000123",
                                      [PRICE_CELL_COUNT] = "77",
                                      [PRICE_CELL_MS] = "77",
                                      [PRICE_CELL_INIT] = "billed" };

/* Is everything but cell `changed` as it was? */
static void
compare(const struct price_file *f, const struct price_at *before,
        const struct price_cell *old, int32_t n, int32_t changed)
{
    const struct price_at after = { f, before->table, before->group };
    struct price_cell *now = calloc(PRICE_CELLS_MAX, sizeof *now);

    if (!now || price_cells_of(&after, now) != n)
        abort();
    for (int32_t i = 0; i < n; i++) {
        const char *want = i == changed ? values[old[i].kind] : old[i].value;

        if (strcmp(now[i].key, old[i].key) != 0 || strcmp(now[i].value, want) != 0)
            abort();
    }
    free(now);
}

/* A text that the reader refuses with the change in it is as good as no change. */
static void
change(const char *text, const struct price_at *at, const struct price_cell *cells,
       int32_t n, int32_t i)
{
    struct va_err err = { .code = VA_OK };
    char value[PRICE_CELL_TEXT_MAX];
    char json[PRICE_CELL_TEXT_MAX + 2];
    struct price_file *f = NULL;
    struct buf out;

    if (price_cell_read(&cells[i], values[cells[i].kind], value, json, &err))
        abort();
    buf_init(&out, TEXT_MAX);
    if (!price_splice(text, cells[i].place, json, &out) &&
        !price_file_parse(buf_get(&out), out.len, "price.json", &f, &err))
        compare(f, at, cells, n, i);
    price_file_free(f);
    buf_clear(&out);
}

static void
change_some(const char *text, const struct price_file *f, size_t size)
{
    struct price_cell *cells = calloc(PRICE_CELLS_MAX, sizeof *cells);
    const struct price_at at = { f, (int32_t)(size % (size_t)f->n_tables), 0 };
    int32_t n = 0;

    if (!cells)
        return;
    n = price_cells_of(&at, cells);
    if (n > PRICE_CELLS_MAX)
        abort();
    for (int32_t i = (int32_t)(size % CELLS_STEP); i < n; i += CELLS_STEP)
        change(text, &at, cells, n, i);
    free(cells);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct va_err err = { .code = VA_OK };
    struct price_file *f = NULL;
    const enum va_code code =
        price_file_parse((const char *)data, size, "price.json", &f, &err);
    char *text = NULL;

    if (!code != (f != NULL) || code != err.code)
        abort();
    if (f && (text = malloc(size + 1)) != NULL) {
        memcpy(text, data, size);
        text[size] = '\0';
        change_some(text, f, size);
    }
    free(text);
    price_file_free(f);
    return 0;
}
