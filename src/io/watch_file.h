/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether others change a database, without asking again and again (inotify on Linux). */
#ifndef VA_IO_WATCH_FILE_H
#define VA_IO_WATCH_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct watch_file;

/*
 * Watch a database and the log beside it; either may come into being later, the folder as
 * well. *out is NULL where the system has no way to do it, with VA_OK. VA_IO, VA_NOMEM;
 * *out is NULL then.
 */
enum va_code watch_file_open(const char *path, struct watch_file **out,
                             struct va_err *err);
void watch_file_close(struct watch_file *w);

/* Has input when something happened. */
int watch_file_fd(const struct watch_file *w);

/* Take what happened; never blocks. False: nothing did. */
bool watch_file_read(struct watch_file *w);

#endif
