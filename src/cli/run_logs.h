/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `import --logs` asks for, made ready for the import. */
#ifndef VA_CLI_RUN_LOGS_H
#define VA_CLI_RUN_LOGS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/commands.h"
#include "base/err.h"
#include "io/child.h"

struct cli;

/* The logs to import, and what they borrow. */
struct logs_wish {
    struct import_logs logs;
    char program[CHILD_PATH_MAX];
};

/*
 * Read what was asked for. *out_wanted is false when no logs were. VA_USAGE for times
 * that are none, for a file beside the logs and for options of logs without them;
 * VA_CONFIG when the program that fetches them is not there.
 */
enum va_code logs_wish_read(const struct cli *c, struct logs_wish *out, bool *out_wanted,
                            struct va_err *err);

/* A time: "14d" ago (w, d, h, m), or a date or time of day. False when it is none. */
bool logs_time_read(const char *text, int64_t now_ms, int64_t *out_ms);

#endif
