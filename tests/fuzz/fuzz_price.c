/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the reader of price files, from bytes in memory. The file is price.json,
 * so a file that is good carries the name "price". */
#include <stdlib.h>

#include "io/price_file.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct va_err err = { .code = VA_OK };
    struct price_file *f = NULL;
    const enum va_code code =
        price_file_parse((const char *)data, size, "price.json", &f, &err);

    if (!code != (f != NULL) || code != err.code)
        abort();
    price_file_free(f);
    return 0;
}
