/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting answers and errors into words on standard output and standard error. */
#ifndef VA_CLI_EMIT_H
#define VA_CLI_EMIT_H

#include "app/reply.h"
#include "app/session.h"
#include "base/err.h"
#include "cli/output.h"

struct cli;
struct cli_env;
struct wants;

/* Colour and characters, by terminal, environment and options (NULL: not known yet). */
struct look emit_look(const struct cli_env *env, const struct wants *w);

/* Write the reply in the format asked for, then its hints. VA_IO, VA_USAGE (fields). */
enum va_code emit_reply(struct cli *c, const struct reply *r, struct va_err *err);

/* Write bytes as they are. VA_IO. */
enum va_code emit_bytes(struct cli *c, const struct buf *bytes, struct va_err *err);

/* "vadvise: text", and a line with what to try. */
void emit_error(const struct cli *c, const char *text, const char *hint);

/* With -v: which files are used. */
void emit_verbose(const struct cli *c, const struct session_options *o);

#endif
