/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a use case gives back: the same answer as data and as words. Front ends choose.
 */
#ifndef VA_APP_REPLY_H
#define VA_APP_REPLY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

struct reply {
    struct json_doc *doc; /* the answer as data (vadvise-json(7)) */
    const char *rows;     /* path of the array that table formats show; NULL: the root */
    struct buf text;      /* the answer for people, to stdout */
    struct buf hints;     /* what to know or do next, to stderr; -q drops it */
    enum va_code verdict; /* VA_OK, or the code to exit with although there is an answer
                             (VA_GOAL, VA_CHECK) */
};

/* VA_NOMEM when the document cannot be made; then nothing needs clearing. */
enum va_code reply_init(struct reply *r);
void reply_clear(struct reply *r);

/* VA_NOMEM or VA_OVERFLOW when building any part failed. */
enum va_code reply_status(const struct reply *r);

#endif
