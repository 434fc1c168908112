/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signature Version 4, and nothing else: words in, words out. Source:
 * docs.aws.amazon.com, IAM User Guide, "Create a signed AWS API request".
 */
#ifndef VA_NET_AWS_SIGN_H
#define VA_NET_AWS_SIGN_H

#include "base/buf.h"
#include "base/err.h"
#include "net/aws.h"

enum {
    AWS_DATE_MAX = 17, /* "20150830T123600Z" */
    AWS_HASH_MAX = 65, /* SHA-256 in hexadecimal */
    AWS_AUTHORIZATION_MAX = 2048
};

/* What is signed, beside the request itself. */
struct aws_scope {
    const struct aws_credentials *credentials;
    const char *region;
    const char *host;   /* as the Host header will say it */
    const char *prefix; /* of the path, from the endpoint; as it is on the wire; "" */
    int64_t now_ms;
};

/* What is to be sent. Init and clear: the target grows. */
struct aws_signed {
    struct buf target; /* path and query, percent-encoded, to append to the endpoint */
    char date[AWS_DATE_MAX];
    char content_hash[AWS_HASH_MAX]; /* "" when no header of it is to be sent */
    char authorization[AWS_AUTHORIZATION_MAX];
};

void aws_signed_init(struct aws_signed *s);
void aws_signed_clear(struct aws_signed *s);

/* Sign. The headers date, content_hash (x-amz-content-sha256), the session token and
 * authorization are to be sent with those of the request. VA_NOMEM, VA_OVERFLOW. */
enum va_code aws_sign(const struct aws_request *request, const struct aws_scope *scope,
                      struct aws_signed *out);

/* The canonical request and the string to sign of the same, for tests. */
enum va_code aws_sign_canonical(const struct aws_request *request,
                                const struct aws_scope *scope, struct aws_signed *io,
                                struct buf *out);

/* Add a text, all but A-Z a-z 0-9 - _ . ~ (and "/" when kept) as %XX. */
void aws_encode(struct buf *out, const char *text, size_t len, bool keep_slash);

#endif
