/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that appear whole or not at all. */
#ifndef VA_IO_FILE_WRITE_H
#define VA_IO_FILE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct file_bytes {
    const char *bytes;
    size_t len;
    mode_t mode;   /* of a file that is new, before the umask; 0: 0666 */
    bool unsynced; /* do not wait for the disk: for what may be lost with the power */
};

/*
 * Write a file. A regular one is written under another name in the same folder and then
 * renamed, so that readers see the old bytes or the new ones, and several writers at once
 * leave one of theirs. A file that is there keeps its mode, a link stays a link; devices
 * and pipes are written directly. VA_IO with the path and the reason, VA_NOMEM.
 */
enum va_code file_write(const char *path, const struct file_bytes *b, struct va_err *err);

/* Make the folders above path that are missing, each 0700. VA_IO, VA_NOMEM. */
enum va_code file_make_folders(const char *path, struct va_err *err);

/* Write all bytes to a descriptor. Returns 0, or errno. */
int file_put(int fd, const char *bytes, size_t len);

#endif
