/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking on the terminal. */
#ifndef VA_CLI_ASK_H
#define VA_CLI_ASK_H

#include <stdbool.h>
#include <stddef.h>

struct cli;

enum { ANSWER_MAX = 256 };

/* Is there somebody to ask? */
bool ask_can(const struct cli *c);

/* Put a question on standard error and read a line, without white space around it, into
 * a buffer of ANSWER_MAX bytes. False when nothing more comes. */
bool ask_line(const char *question, char *answer);

/* y, Y or yes. */
bool ask_yes(const char *question);

#endif
