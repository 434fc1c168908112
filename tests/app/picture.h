/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that people have looked at, in tests/app/charts. */
#ifndef VA_TESTS_APP_PICTURE_H
#define VA_TESTS_APP_PICTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { PICTURE_MAX = 4 << 20 };

static inline void
picture_read(const char *name, const char *kind, struct buf *out)
{
    const char *top = getenv("srcdir");
    char path[1024];
    char bytes[4096];
    size_t n = 0;
    FILE *f = NULL;

    buf_init(out, PICTURE_MAX);
    snprintf(path, sizeof path, "%s/tests/app/charts/%s%s.txt", top ? top : ".", name,
             kind);
    f = fopen(path, "rb");
    while (f && (n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buf_add(out, bytes, n);
    if (f)
        fclose(f);
}

static inline void
picture_show(const char *text)
{
    while (*text) {
        const size_t n = strcspn(text, "\n");

        printf("# %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

#endif
