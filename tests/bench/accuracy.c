/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accuracy [--csv] [--pooled] [--part NAME] [FILE...]: the parts, or one of them, on the
 * measurements in sample CSVs; --pooled leaves out the rows of each file. Without files
 * only speed is left to tell. */
#include "accuracy.h"

#include <stdio.h>
#include <string.h>

static const struct part {
    const char *name;
    enum va_code (*run)(const struct accuracy *a);
} parts[] = {
    { "heldout", accuracy_heldout }, { "dirt", accuracy_dirt },
    { "advice", accuracy_advice },   { "plan", accuracy_plan },
    { "speed", accuracy_speed },
};

enum { PART_COUNT = sizeof parts / sizeof parts[0] };

struct command {
    bool csv, pooled;
    const char *part; /* NULL: all */
    int files;        /* index of the first */
};

/* False: not to be understood. */
static bool
parse(int argc, char **argv, struct command *out)
{
    int at = 1;
    bool known = false;

    *out = (struct command){ .csv = false };
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--csv") == 0)
            out->csv = true;
        else if (strcmp(argv[at], "--pooled") == 0)
            out->pooled = true;
        else if (strcmp(argv[at], "--part") == 0 && at + 1 < argc)
            out->part = argv[++at];
        else
            return false;
    }
    out->files = at;
    for (int i = 0; i < PART_COUNT; i++)
        known = known || !out->part || strcmp(out->part, parts[i].name) == 0;
    return known;
}

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
run(const struct command *command, const struct measured *m)
{
    struct figure_table table = { .csv = command->csv };
    const struct accuracy a = { m, !command->pooled, &table };
    enum va_code code = VA_OK;

    for (int i = 0; i < PART_COUNT && !code; i++)
        if (!command->part || strcmp(command->part, parts[i].name) == 0)
            code = parts[i].run(&a);
    if (code)
        fprintf(stderr, "accuracy: %s\n", va_code_text(code));
    return code;
}

int
main(int argc, char **argv)
{
    struct measured m = { 0 };
    struct command command;
    enum va_code code = VA_OK;

    if (!parse(argc, argv, &command)) {
        fputs("usage: accuracy [--csv] [--pooled] [--part NAME] [FILE...]\n", stderr);
        return 2;
    }
    code = load_all(&m, argc - command.files, argv + command.files);
    if (!code)
        code = run(&command, &m);
    measured_clear(&m);
    return code ? 1 : 0;
}
