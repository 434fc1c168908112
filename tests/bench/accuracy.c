/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accuracy [--csv] [--pooled] FILE...: every part on the measurements in sample CSVs. */
#include "accuracy.h"

#include <stdio.h>
#include <string.h>

static enum va_code
load_all(struct measured *m, int n, char **paths)
{
    struct va_err err = { 0 };
    enum va_code code = VA_OK;

    for (int i = 0; i < n && !code; i++)
        code = measured_load(m, paths[i], &err);
    if (code)
        fprintf(stderr, "accuracy: %s\n", err.text);
    return code;
}

static enum va_code
run(const struct measured *m, bool pooled, struct figure_table *t)
{
    enum va_code code = accuracy_heldout(m, !pooled, t);

    if (!code)
        code = accuracy_dirt(m, t);
    if (!code)
        code = accuracy_advice(m, t);
    if (!code)
        code = accuracy_speed(t);
    if (code)
        fprintf(stderr, "accuracy: %s\n", va_code_text(code));
    return code;
}

int
main(int argc, char **argv)
{
    struct figure_table table = { 0 };
    struct measured m = { 0 };
    bool pooled = false;
    enum va_code code = VA_OK;
    int at = 1;

    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--csv") == 0)
            table.csv = true;
        else if (strcmp(argv[at], "--pooled") == 0)
            pooled = true;
        else
            break;
    }
    if (at == argc || argv[at][0] == '-') {
        fputs("usage: accuracy [--csv] [--pooled] FILE...\n", stderr);
        return 2;
    }
    code = load_all(&m, argc - at, argv + at);
    if (!code)
        code = run(&m, pooled, &table);
    measured_clear(&m);
    return code ? 1 : 0;
}
