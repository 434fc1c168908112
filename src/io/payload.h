/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are sent to a function. */
#ifndef VA_IO_PAYLOAD_H
#define VA_IO_PAYLOAD_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/hash.h"

/* Most that AWS Lambda takes for an invocation that answers; Google takes more. */
enum { PAYLOAD_BYTES_MAX = 6 << 20, PAYLOAD_PATH_MAX = 4096 };

/*
 * Read a whole regular file.
 *
 * out     receives the bytes; initialised by the call, cleared by the caller
 * sha256  receives their digest
 *
 * VA_IO with the name and the reason, also for a file past PAYLOAD_BYTES_MAX; VA_NOMEM.
 */
enum va_code payload_read(const char *path, struct buf *out, char sha256[HASH_HEX_SIZE],
                          struct va_err *err);

/* The absolute name of a file that exists, without links; out holds PAYLOAD_PATH_MAX
 * bytes. VA_IO with the name as given and the reason. */
enum va_code payload_locate(const char *path, char *out, struct va_err *err);

#endif
