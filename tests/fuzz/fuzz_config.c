/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: the reader of configuration files. */
#include <stdlib.h>
#include <string.h>

#include "io/config.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct va_err err = { .code = VA_OK };
    struct config c;
    const enum va_code code = config_parse("config", (const char *)data, size, &c, &err);

    if (code != err.code || (code && c.n != 0))
        abort();
    for (int32_t i = 0; i < c.n; i++)
        if (!c.entries[i].key[0] || !c.entries[i].value[0] || c.entries[i].line < 1 ||
            strlen(c.entries[i].section) + strlen(c.entries[i].value) > size)
            abort();
    config_clear(&c);
    return 0;
}
