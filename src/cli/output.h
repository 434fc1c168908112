/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing: every byte is checked, and a file appears whole or not at all. */
#ifndef VA_CLI_OUTPUT_H
#define VA_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* How text looks. */
struct look {
    bool color_out, color_err;
    bool cursor; /* the terminal can erase a line */
    bool ascii;  /* other characters become '?' */
};

/*
 * Write bytes to standard output (path NULL or "-") or to a file. A regular file is
 * written under another name in the same folder and then renamed; devices and pipes are
 * written directly.
 *
 * closed_pipe  set when the reader of standard output went away: nobody to tell
 *
 * VA_IO with the name and the reason.
 */
enum va_code output_write(const char *path, const char *bytes, size_t len,
                          bool *closed_pipe, struct va_err *err);

/* Is the path a directory, or in a folder that does not exist? Asked before long work.
 * VA_IO. */
enum va_code output_check(const char *path, struct va_err *err);

/* Text to standard error, as it is; failures have nowhere to go. */
void output_tell(const char *text, size_t len);

#endif
