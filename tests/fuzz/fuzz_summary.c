/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the summary decoder takes only what the encoder writes. */
#include <stdlib.h>
#include <string.h>

#include "core/summary.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    unsigned char bytes[SUMMARY_BYTES_MAX];
    struct summary s;

    if (!summary_decode(data, size, &s)) {
        const size_t len = summary_encode(&s, bytes);

        if (len != size || memcmp(bytes, data, size) != 0)
            abort();
    }
    summary_clear(&s);
    return 0;
}
