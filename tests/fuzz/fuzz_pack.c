/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a packed block: refused, or rows that pack and read back the same. */
#include <stdlib.h>
#include <string.h>

#include "io/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
same_rows(const struct unpack *a, const struct unpack *b)
{
    struct sample x;
    struct sample y;

    sample_init(&x);
    sample_init(&y);
    if (unpack_rows(a) != unpack_rows(b))
        return 0;
    for (int32_t i = 0; i < unpack_rows(a); i++) {
        unpack_get(a, i, &x);
        unpack_get(b, i, &y);
        if (x.duration_ns != y.duration_ns || x.memory_mb != y.memory_mb ||
            x.billed_ms != y.billed_ms || x.started_at_ms != y.started_at_ms ||
            x.n != y.n || strcmp(x.error, y.error) || strcmp(x.request_id, y.request_id))
            return 0;
    }
    return 1;
}

/* Pack the rows of a block anew; texts may fill a block before its last row. */
static void
pack_again(const struct unpack *u)
{
    struct pack *p = pack_alloc();
    struct unpack *again = NULL;
    struct buf out;
    struct sample s;
    int32_t i = 0;

    if (!p)
        return;
    buf_init(&out, PACK_BYTES_MAX);
    sample_init(&s);
    for (; i < unpack_rows(u) && !pack_is_full(p); i++) {
        unpack_get(u, i, &s);
        if (pack_add(p, &s))
            abort();
    }
    if (pack_encode(p, &out) || unpack_alloc(out.data, out.len, &again))
        abort();
    if (i == unpack_rows(u) && !same_rows(u, again))
        abort();
    unpack_free(again);
    buf_clear(&out);
    pack_free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct unpack *u = NULL;

    if (unpack_alloc(data, size, &u) == VA_OK)
        pack_again(u);
    unpack_free(u);
    return 0;
}
