/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request to where a location is: S3 signed, Google Cloud Storage with a token, HTTP
 * plain. */
#ifndef VA_FN_EXCHANGE_H
#define VA_FN_EXCHANGE_H

#include "fn/place.h"
#include "fn/transfer.h"

struct fn_exchange {
    const char *method; /* GET, PUT */
    const struct fn_place *place;
    const struct http_header *headers;
    int32_t n_headers;
    const char *body; /* NULL: none */
    size_t body_len;
};

/* Codes as http_send. Not for files. */
enum va_code fn_exchange(struct fn_clients *c, const struct fn_exchange *x,
                         struct http_reply *reply, struct va_err *err);

/* Add text percent-encoded but for letters, digits and -_.~ */
void fn_add_encoded(struct buf *out, const char *text);

#endif
