/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials that the machine itself serves: to containers, and to EC2 instances
 * (version 2 of the metadata service only). */
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/text.h"
#include "net/aws_state.h"
#include "net/http_wire.h"

enum {
    REPLY_BYTES = 1 << 14,
    CONNECT_MS = 1000, /* who is not there does not answer: not long is waited */
    CONTAINER_MS = 5000,
    METADATA_MS = 2000,
    ROLE_MAX = 256
};

static const char container_host[] = "http://169.254.170.2";
static const char metadata_v4[] = "http://169.254.169.254";
static const char metadata_v6[] = "http://[fd00:ec2::254]";

/* A request with at most one header. The reply does not grow: no copy of a secret stays
 * behind. */
static enum va_code
ask(struct aws *a, struct http_request *r, struct http_reply *reply, struct va_err *err)
{
    r->connect_timeout_ms = CONNECT_MS;
    http_reply_init(reply);
    buf_pad(&reply->body, ' ', REPLY_BYTES);
    return http_send(a->http, r, reply, err);
}

/* --- containers --- */

/* The token to show, from a file (which is renewed) or a variable. */
static enum va_code
read_token(const struct aws *a, char *out, size_t size, struct va_err *err)
{
    const char *path = aws_variable(a, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *text = aws_variable(a, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
    ssize_t n = 0;
    int fd = -1;

    *out = '\0';
    if (!path) {
        if (snprintf(out, size, "%s", text ? text : "") >= (int)size)
            *out = '\0';
        return VA_OK;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    n = fd < 0 ? -1 : read(fd, out, size - 1);
    if (fd >= 0)
        (void)close(fd);
    if (n < 0 || n == (ssize_t)size - 1)
        return va_fail(err, VA_CONFIG, "%s: the container's token cannot be read", path);
    while (n > 0 && strchr(" \t\r\n", out[n - 1]))
        n--;
    out[n] = '\0';
    return VA_OK;
}

/* Only TLS, this machine and this link: others must not see the token. */
static enum va_code
container_url(const struct aws *a, char *out, size_t size, struct va_err *err)
{
    const char *relative = aws_variable(a, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = aws_variable(a, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    struct http_place place;

    if (snprintf(out, size, "%s%s", relative ? container_host : "",
                 relative ? relative : full) >= (int)size ||
        (relative && *relative != '/') || http_place_read(out, &place, NULL))
        return va_fail(err, VA_CONFIG,
                       "the container's address for credentials is no URL");
    if (!place.secure && !place.local)
        return va_fail(err, VA_CONFIG,
                       "AWS_CONTAINER_CREDENTIALS_FULL_URI: neither https nor on this "
                       "machine");
    return VA_OK;
}

enum va_code
aws_from_container(struct aws *a, struct aws_credentials *out, bool *found,
                   struct buf *looked, struct va_err *err)
{
    char url[AWS_URL_MAX];
    char token[AWS_TEXT_MAX];
    struct http_request r = { .method = "GET", .url = url, .timeout_ms = CONTAINER_MS };
    struct http_reply reply;
    enum va_code code = VA_OK;

    if (!aws_variable(a, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") &&
        !aws_variable(a, "AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
        buf_text(looked, ", a container (AWS_CONTAINER_CREDENTIALS_*)");
        return VA_OK;
    }
    code = container_url(a, url, sizeof url, err);
    if (!code)
        code = read_token(a, token, sizeof token, err);
    if (code)
        return code;
    if (*token)
        r.headers[r.n_headers++] = (struct http_header){ "Authorization", token };
    code = ask(a, &r, &reply, err);
    if (code == VA_USAGE)
        code = va_fail(err, VA_CONFIG, "the container's token holds a strange character");
    else if (!code && reply.status != 200)
        code = va_fail(err, VA_CONFIG, "the container's credentials: status %d",
                       (int)reply.status);
    snprintf(out->source, sizeof out->source, "container");
    if (!code)
        code = aws_credentials_read(buf_get(&reply.body), reply.body.len,
                                    "the container's credentials", out, err);
    *found = code == VA_OK;
    http_reply_clear(&reply);
    OPENSSL_cleanse(token, sizeof token);
    return code;
}

/* --- instances --- */

static void
metadata_base(const struct aws *a, char *out, size_t size)
{
    const char *given = aws_variable(a, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    const char *mode = aws_variable(a, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
    size_t len = 0;

    if (!given)
        given = mode && !strcasecmp(mode, "ipv6") ? metadata_v6 : metadata_v4;
    snprintf(out, size, "%s", given);
    len = strlen(out);
    if (len && out[len - 1] == '/')
        out[len - 1] = '\0';
}

/* A request to the metadata service; true with a reply of status 200 and a short text. */
static bool
metadata(struct aws *a, const char *path, const char *token, struct http_reply *reply)
{
    char base[AWS_URL_MAX];
    char url[AWS_URL_MAX + ROLE_MAX + 64];
    struct http_request r = { .method = token ? "GET" : "PUT",
                              .url = url,
                              .headers = { { token
                                                 ? "X-aws-ec2-metadata-token"
                                                 : "X-aws-ec2-metadata-token-ttl-seconds",
                                             token ? token : "21600" } },
                              .n_headers = 1,
                              .timeout_ms = METADATA_MS };

    metadata_base(a, base, sizeof base);
    snprintf(url, sizeof url, "%s/latest/%s", base, path);
    return !ask(a, &r, reply, NULL) && reply->status == 200 && reply->body.len > 0;
}

/* The name of the instance's role: the first line, if it is one. */
static bool
read_role(struct aws *a, const char *token, char *out, size_t size)
{
    struct http_reply reply;
    bool good = metadata(a, "meta-data/iam/security-credentials/", token, &reply);
    const char *text = buf_get(&reply.body);
    const size_t len = strcspn(text, "\r\n");

    good = good && len > 0 && len < size &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789+=,.@_-") == len;
    if (good) {
        memcpy(out, text, len);
        out[len] = '\0';
    }
    http_reply_clear(&reply);
    return good;
}

static enum va_code
read_instance(struct aws *a, const char *token, struct aws_credentials *out, bool *found,
              struct va_err *err)
{
    char role[ROLE_MAX];
    char path[ROLE_MAX + 64];
    struct http_reply reply;
    enum va_code code = VA_OK;

    if (!read_role(a, token, role, sizeof role))
        return VA_OK;
    snprintf(path, sizeof path, "meta-data/iam/security-credentials/%s", role);
    snprintf(out->source, sizeof out->source, "EC2 metadata (IMDSv2)");
    if (!metadata(a, path, token, &reply))
        code = va_fail(err, VA_CONFIG, "EC2 metadata: no credentials for role %s", role);
    else
        code = aws_credentials_read(buf_get(&reply.body), reply.body.len, "EC2 metadata",
                                    out, err);
    *found = code == VA_OK;
    http_reply_clear(&reply);
    return code;
}

enum va_code
aws_from_instance(struct aws *a, struct aws_credentials *out, bool *found,
                  struct buf *looked, struct va_err *err)
{
    const char *disabled = aws_variable(a, "AWS_EC2_METADATA_DISABLED");
    struct http_reply reply;
    char token[AWS_TEXT_MAX];
    enum va_code code = VA_OK;
    bool answered = false;

    if (disabled && !strcasecmp(disabled, "true")) {
        buf_text(looked, ", EC2 metadata (disabled)");
        return VA_OK;
    }
    answered = metadata(a, "api/token", NULL, &reply) && reply.body.len < sizeof token;
    snprintf(token, sizeof token, "%s", answered ? buf_get(&reply.body) : "");
    http_reply_clear(&reply);
    if (*token)
        code = read_instance(a, token, out, found, err);
    OPENSSL_cleanse(token, sizeof token);
    if (!*found)
        buf_printf(looked, ", EC2 metadata (%s)", answered ? "no role" : "no answer");
    return code;
}
