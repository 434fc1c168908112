/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples by column. */
#include "io/rows.h"

void
rows_get(const struct sample_rows *rows, size_t i, struct sample *out)
{
    *out = *rows->like;
#define X(name, field, type, none, least, most)                                          \
    if (rows->numbers[ROWS_##name])                                                      \
        out->field = (type)rows->numbers[ROWS_##name][i];
    ROWS_NUMBERS(X)
#undef X
}
