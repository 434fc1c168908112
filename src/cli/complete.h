/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion scripts, from the tables. */
#ifndef VA_CLI_COMPLETE_H
#define VA_CLI_COMPLETE_H

#include "base/buf.h"
#include "cli/table.h"

/* The script for bash, zsh or fish (other shells: nothing). */
void complete_script(const char *shell, struct buf *out);

/* The script for bash; it needs bash alone. */
void complete_bash(struct buf *out);

/* The script for zsh. */
void complete_zsh(struct buf *out);

/* The script for fish. */
void complete_fish(struct buf *out);

/* Arguments of vadvise that list the names of a kind, one a line; NULL: there is no such
 * list. */
const char *complete_query(enum value_kind kind);

/* May the option stand where no command does? */
bool complete_starts(enum option_id id);

/* What the operand of a command is. */
enum value_kind complete_operand(const struct command *c);

/* The words of a kind, a space between. */
void complete_words(enum value_kind kind, struct buf *out);

/* Is this the first entry of the table with its command's name? */
bool complete_is_first(enum command_id id);

#endif
