/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file that keeps what a person set on the screen between runs. It is a convenience:
 * whatever is wrong with it, a start goes on without it.
 */
#ifndef VA_IO_STATE_H
#define VA_IO_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { STATE_VERSION = 1, STATE_BYTES_MAX = 1 << 20 };

enum state_found {
    STATE_MISSING, /* there is none, or an empty one */
    STATE_GOOD,    /* lines are there */
    STATE_FOREIGN, /* not ours, or damaged */
    STATE_NEWER,   /* of a later version */
    STATE_UNREAD   /* it is there and cannot be read, or is too large */
};

/*
 * Read the lines after the first, which tells whose file it is and of which version.
 *
 * out  set up by the caller; gets the lines of a STATE_GOOD, stays empty otherwise
 * err  one line about a FOREIGN, NEWER or UNREAD one
 */
enum state_found state_read(const char *path, struct buf *out, struct va_err *err);

/* What the lines are to become. */
struct state_change {
    /* there: the lines that are in the file now; none where there is no file, or a
     * foreign one. out: set up. */
    enum va_code (*make)(void *ctx, const struct buf *there, struct buf *out,
                         struct va_err *err);
    void *ctx;
    int32_t wait_ms; /* for others who are at it */
    bool force;      /* then go on without the lock */
};

/*
 * Change the lines, under a lock (PATH.lock) that each changer of the file takes: what
 * others wrote is there to be kept. They are written whole or not at all, mode 0600, in a
 * folder that is made when it is missing (0700). A file that is foreign is moved to
 * PATH.bad first, one of a later version or unread is left as it is (VA_CONFIG, VA_IO).
 *
 * out_busy  somebody else was at it all the time: nothing was done, which is no failure
 */
enum va_code state_change(const char *path, const struct state_change *c, bool *out_busy,
                          struct va_err *err);

#endif
