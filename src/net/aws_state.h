/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the AWS client share. */
#ifndef VA_NET_AWS_STATE_H
#define VA_NET_AWS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/aws.h"

enum { AWS_PATH_MAX = 4096, AWS_URL_MAX = 2048, AWS_HELPER_MS = 60000 };

struct aws {
    struct http *http;
    struct va_clock clock;
    const char *(*variable)(void *ctx, const char *name);
    void *ctx;
    char *profile, *region, *endpoint_url; /* as the options say; NULL: not */
    bool files_read;
    struct buf config, shared; /* the files' texts: secrets */
    char config_path[AWS_PATH_MAX], shared_path[AWS_PATH_MAX];
    bool has_credentials;
    struct aws_credentials credentials;
    int64_t next_try_ms; /* credentials that end soon are not asked for sooner */
    char region_found[AWS_NAME_MAX];
};

/* One place where credentials may be. *found stays false when there are none; a code
 * when there should be, and they cannot be had. What was looked at is added to looked. */
typedef enum va_code aws_finder(struct aws *a, struct aws_credentials *out, bool *found,
                                struct buf *looked, struct va_err *err);
aws_finder aws_from_container, aws_from_instance;

/* A variable of the environment; NULL when it is not set, or empty. */
const char *aws_variable(const struct aws *a, const char *name);

/* Is a variable, or else a value of the profile, "true"? Read files first. */
bool aws_is_set(const struct aws *a, const char *variable, const char *key);

/* Read the two files, once. VA_CONFIG when one is there and cannot be read. */
enum va_code aws_files_read(struct aws *a, struct va_err *err);

/* The profile in force, and whether somebody named it. */
const char *aws_profile_name(const struct aws *a);
bool aws_profile_is_named(const struct aws *a);

/* A value of the profile: of the credentials file, else of the config file. */
bool aws_profile_text(const struct aws *a, const char *key, char *out, size_t size);
/* Of one of the files. */
bool aws_profile_shared(const struct aws *a, const char *key, char *out, size_t size);
bool aws_profile_config(const struct aws *a, const char *key, char *out, size_t size);

/* Run through the chain when there are no credentials yet, or they end soon. */
enum va_code aws_resolve(struct aws *a, struct va_err *err);

/* What a program prints, for profiles that need one. */
enum va_code aws_run_process(struct aws *a, struct aws_credentials *out,
                             struct va_err *err);
enum va_code aws_run_cli(struct aws *a, struct aws_credentials *out, struct va_err *err);

/* Read credentials from JSON, as programs, containers and instances give them. `who` is
 * named in errors. VA_CONFIG when something is missing or malformed. */
enum va_code aws_credentials_read(const char *json, size_t len, const char *who,
                                  struct aws_credentials *out, struct va_err *err);

/* Can all of it stand in a header? VA_CONFIG naming `who` when not. */
enum va_code aws_credentials_check(const struct aws_credentials *c, const char *who,
                                   struct va_err *err);

/* Where a service is. */
struct aws_endpoint {
    char base[AWS_URL_MAX];   /* "https://host:port", lower case */
    char host[AWS_URL_MAX];   /* as the Host header says it */
    char prefix[AWS_URL_MAX]; /* of the path, no slash at its end; "" mostly */
};
enum va_code aws_endpoint_find(struct aws *a, const char *service,
                               struct aws_endpoint *out, struct va_err *err);

/* Take an endpoint apart; VA_CONFIG when it is no URL, or has a query. */
enum va_code aws_endpoint_read(const char *url, struct aws_endpoint *out,
                               struct va_err *err);

#endif
