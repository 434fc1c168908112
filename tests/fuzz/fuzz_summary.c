/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: the summary decoder takes only what the encoder writes. What it reads of
 * the first version is written in this one's form, which it must read in turn.
 */
#include <stdlib.h>
#include <string.h>

#include "core/summary.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
must_be_as_written(const unsigned char *data, size_t size, const struct summary *s)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    const size_t len = summary_encode(s, bytes);

    if (len != size || memcmp(bytes, data, size) != 0)
        abort();
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    struct summary s;
    struct summary again;

    if (!summary_decode(data, size, &s)) {
        const size_t len = summary_encode(&s, bytes);

        if (data[0] != 1)
            must_be_as_written(data, size, &s);
        if (summary_decode(bytes, len, &again))
            abort();
        must_be_as_written(bytes, len, &again);
        summary_clear(&again);
    }
    summary_clear(&s);
    return 0;
}
