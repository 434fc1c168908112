/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line as typed: operands, and every option's values. */
#ifndef VA_CLI_ARGS_H
#define VA_CLI_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/table.h"

enum { ARGS_OPERANDS_MAX = 8, ARGS_VALUES_MAX = 16 };

/* Where a value was given. */
enum origin { ORIGIN_NONE, ORIGIN_COMMAND, ORIGIN_ENV, ORIGIN_PROJECT, ORIGIN_USER };

/* The values of one option; of several the last counts, but for lists. Borrowed. */
struct given {
    const char *text[ARGS_VALUES_MAX];
    int32_t n;
    enum origin origin;
    const char *file; /* ORIGIN_PROJECT, ORIGIN_USER */
    int32_t line;
};

struct args {
    struct given given[OPTION_COUNT];
    const char *operands[ARGS_OPERANDS_MAX]; /* before "--" */
    int32_t n_operands;
    char *const *rest; /* what follows "--", borrowed */
    int32_t n_rest;
    bool help, version;
    const char *help_format; /* of --help=FORMAT; NULL: words */
};

/*
 * Read the command line. Options may stand anywhere; "--" ends them. The whole line is
 * read even when something in it is wrong, so that --help is always seen.
 *
 * Returns VA_OK, or VA_USAGE with the first thing that is wrong.
 */
enum va_code args_read(int argc, char **argv, struct args *out, struct va_err *err);

/* Take what follows "--" for operands. VA_USAGE when there are too many. */
enum va_code args_join(struct args *a, struct va_err *err);

/* The value that counts; NULL: not given. */
const char *given_last(const struct given *g);

#endif
