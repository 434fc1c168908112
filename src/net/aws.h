/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls to AWS: who calls (credentials), where (region, endpoint), and Signature
 * Version 4. Sources: docs.aws.amazon.com, "Signature Version 4 for API requests", "AWS
 * SDKs and Tools reference guide" (credential providers, service-specific endpoints).
 */
#ifndef VA_NET_AWS_H
#define VA_NET_AWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/http.h"

enum { AWS_TEXT_MAX = 4096, AWS_NAME_MAX = 256 };

/* Secrets: never printed, stored, or put on a command line. */
struct aws_credentials {
    char access_key_id[AWS_NAME_MAX];
    char secret_access_key[AWS_NAME_MAX];
    char session_token[AWS_TEXT_MAX]; /* "" without one */
    int64_t expires_ms;               /* Unix time; TIME_UNKNOWN: never */
    char source[64];                  /* "environment", "profile dev", "IMDSv2", ... */
};

struct aws; /* a chain of credentials, a region, endpoints */

struct aws_options {
    struct http *http;        /* borrowed */
    struct va_clock clock;    /* the time that requests are signed with */
    const char *profile;      /* NULL: AWS_PROFILE, AWS_DEFAULT_PROFILE, "default" */
    const char *region;       /* NULL: AWS_REGION, AWS_DEFAULT_REGION, the profile's */
    const char *endpoint_url; /* NULL: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the
                                 profile's, else the provider's own */
    const char *(*variable)(void *ctx, const char *name); /* the environment */
    void *ctx;
};

/* Nothing is read or sent yet. */
enum va_code aws_open(const struct aws_options *o, struct aws **out, struct va_err *err);
void aws_close(struct aws *a); /* NULL allowed; wipes what is secret */

/* The region in force; VA_CONFIG when none is set anywhere. Borrowed. */
enum va_code aws_region(struct aws *a, const char **out, struct va_err *err);

/* Where the credentials come from: "environment", "profile dev", ...; resolves them.
 * VA_CONFIG when there are none, naming every place that was looked at. Borrowed. */
enum va_code aws_source(struct aws *a, const char **out, struct va_err *err);

struct aws_request {
    const char *service; /* name it is signed for: "lambda", "logs", "s3", "sts" */
    const char *method;
    const char *path; /* as it is, not yet percent-encoded, from "/" on; segments are
                         encoded by the call (a "/" stays) */
    struct http_header query[8]; /* names and values, not yet encoded */
    int32_t n_query;
    struct http_header headers[16]; /* beside host, date, token, content hash */
    int32_t n_headers;
    const char *body;
    size_t body_len;
    int64_t timeout_ms;
};

/*
 * Sign and send. Codes as http_send; VA_CONFIG without credentials or region. An expired
 * set of credentials is fetched again before, never after, sending.
 */
enum va_code aws_send(struct aws *a, const struct aws_request *request,
                      struct http_reply *reply, struct va_err *err);

/*
 * What a reply of 300 and more says: the error's type ("TooManyRequestsException") and
 * its message (both spellings), cut and cleaned for a terminal.
 */
struct aws_error {
    char type[AWS_NAME_MAX];
    char message[AWS_NAME_MAX];
};
void aws_error_read(const struct http_reply *reply, struct aws_error *out);

#endif
