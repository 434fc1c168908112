/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help in words and as data, --version. */
#ifndef VA_CLI_HELP_H
#define VA_CLI_HELP_H

#include "base/buf.h"
#include "base/err.h"

/* Help for the command of these words; without words, for all of vadvise. VA_USAGE when
 * there is no such command. */
enum va_code help_topic(const char *const *words, int n, struct buf *out,
                        struct va_err *err);

/* As help_topic, but words that are no command are passed over: for --help. */
enum va_code help_known(const char *const *words, int n, struct buf *out);

/* The tables as JSON (vadvise.help/1): options, commands, exit statuses. */
void help_tables(struct buf *out);

/* --version: the program, its version and its license. */
void help_version(const char *version, struct buf *out);

#endif
