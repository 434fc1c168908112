/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls: the places where credentials may be, in the order of botocore's chain. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "net/aws_ini.h"
#include "net/aws_state.h"
#include "net/http_wire.h"

enum {
    RENEW_MS = 5 * 60 * 1000, /* so long before they end, credentials are fetched again */
    RETRY_MS = 30 * 1000,     /* and, when that failed, so long after */
    LOOKED_MAX = 4096,
    VALUE_MAX = 1024
};

static int64_t
now_ms(const struct aws *a)
{
    return a->clock.now_ms(a->clock.ctx);
}

static bool
copy(char *out, size_t size, const char *text)
{
    return snprintf(out, size, "%s", text ? text : "") < (int)size;
}

/* --- environment --- */

static enum va_code
from_environment(struct aws *a, struct aws_credentials *out, bool *found,
                 struct buf *looked, struct va_err *err)
{
    const char *key = aws_variable(a, "AWS_ACCESS_KEY_ID");
    const char *secret = aws_variable(a, "AWS_SECRET_ACCESS_KEY");
    const char *token = aws_variable(a, "AWS_SESSION_TOKEN");
    const char *expires = aws_variable(a, "AWS_CREDENTIAL_EXPIRATION");

    if (a->profile)
        return VA_OK; /* asked for by name: it goes first */
    if (!key) {
        buf_text(looked, ", the environment (AWS_ACCESS_KEY_ID)");
        return VA_OK;
    }
    if (!token)
        token = aws_variable(a, "AWS_SECURITY_TOKEN");
    if (!copy(out->access_key_id, sizeof out->access_key_id, key) ||
        !copy(out->secret_access_key, sizeof out->secret_access_key, secret) ||
        !copy(out->session_token, sizeof out->session_token, token))
        return va_fail(err, VA_CONFIG, "the environment's credentials are too long");
    if (expires && time_parse_ms(expires, strlen(expires), &out->expires_ms))
        return va_fail(err, VA_CONFIG, "AWS_CREDENTIAL_EXPIRATION: not a time");
    copy(out->source, sizeof out->source, "environment");
    *found = true;
    return aws_credentials_check(out, "the environment's credentials", err);
}

/* --- profiles --- */

static bool
has(const struct aws *a, const char *key)
{
    char value[VALUE_MAX];

    return aws_profile_text(a, key, value, sizeof value);
}

/* What only the AWS CLI can do: sign in, take a role, trade an identity. */
static bool
needs_cli(const struct aws *a)
{
    if (has(a, "role_arn") && (has(a, "source_profile") || has(a, "credential_source") ||
                               has(a, "web_identity_token_file")))
        return true;
    if (!a->profile && aws_variable(a, "AWS_WEB_IDENTITY_TOKEN_FILE") &&
        aws_variable(a, "AWS_ROLE_ARN"))
        return true;
    return has(a, "sso_session") || has(a, "sso_start_url");
}

typedef bool value_getter(const struct aws *a, const char *key, char *out, size_t size);

/* Keys that stand in one file. */
static enum va_code
from_file(const struct aws *a, value_getter *get, struct aws_credentials *out,
          bool *found, struct va_err *err)
{
    char who[AWS_NAME_MAX + 16];

    if (!get(a, "aws_access_key_id", out->access_key_id, sizeof out->access_key_id))
        return VA_OK;
    (void)get(a, "aws_secret_access_key", out->secret_access_key,
              sizeof out->secret_access_key);
    (void)get(a, "aws_session_token", out->session_token, sizeof out->session_token);
    snprintf(who, sizeof who, "profile %s", aws_profile_name(a));
    *found = true;
    return aws_credentials_check(out, who, err);
}

static enum va_code
from_programs(struct aws *a, struct aws_credentials *out, bool *found, struct va_err *err)
{
    const bool cli = needs_cli(a) || has(a, "login_session");

    if (!cli && !has(a, "credential_process"))
        return VA_OK;
    *found = true;
    return cli ? aws_run_cli(a, out, err) : aws_run_process(a, out, err);
}

/* A profile that was asked for and is not there is an error. */
static enum va_code
check_profile(const struct aws *a, struct buf *looked, struct va_err *err)
{
    const char *name = aws_profile_name(a);

    buf_printf(looked, ", profile %s in %s and %s", name,
               *a->shared_path ? a->shared_path : "no file",
               *a->config_path ? a->config_path : "no file");
    if (!aws_profile_is_named(a) ||
        aws_ini_has(buf_get(&a->shared), a->shared.len, NULL, name) ||
        aws_ini_has(buf_get(&a->config), a->config.len, "profile", name))
        return VA_OK;
    return va_fail(err, VA_CONFIG, "AWS profile %s: neither in %s nor in %s", name,
                   a->shared_path, a->config_path);
}

static enum va_code
from_profile(struct aws *a, struct aws_credentials *out, bool *found, struct buf *looked,
             struct va_err *err)
{
    enum va_code code = check_profile(a, looked, err);

    copy(out->source, sizeof out->source, "profile ");
    snprintf(out->source + 8, sizeof out->source - 8, "%s", aws_profile_name(a));
    if (!code && needs_cli(a))
        code = from_programs(a, out, found, err);
    if (!code && !*found)
        code = from_file(a, aws_profile_shared, out, found, err);
    if (!code && !*found)
        code = from_programs(a, out, found, err);
    if (!code && !*found)
        code = from_file(a, aws_profile_config, out, found, err);
    return code;
}

/* --- the chain --- */

static enum va_code
search(struct aws *a, struct aws_credentials *out, struct buf *looked, struct va_err *err)
{
    static aws_finder *const chain[] = { from_environment, from_profile,
                                         aws_from_container, aws_from_instance };
    bool found = false;
    enum va_code code = aws_files_read(a, err);

    for (size_t i = 0; !code && !found && i < sizeof chain / sizeof *chain; i++) {
        OPENSSL_cleanse(out, sizeof *out);
        out->expires_ms = TIME_UNKNOWN;
        code = chain[i](a, out, &found, looked, err);
        if (!code && !found && http_is_stopped(a->http))
            code = va_fail(err, VA_NETWORK, "AWS credentials: stopped");
    }
    if (code || found)
        return code;
    va_fail(err, VA_CONFIG, "no AWS credentials: looked in %s",
            looked->len > 2 ? buf_get(looked) + 2 : "no place");
    va_hint(err, "Try 'aws configure', or set AWS_PROFILE.");
    return VA_CONFIG;
}

static bool
has_expiry(const struct aws_credentials *c)
{
    return c->expires_ms != TIME_UNKNOWN;
}

static enum va_code
renew(struct aws *a, struct va_err *err)
{
    struct aws_credentials fresh;
    struct buf looked;
    enum va_code code = VA_OK;

    memset(&fresh, 0, sizeof fresh);
    buf_init(&looked, LOOKED_MAX);
    code = search(a, &fresh, &looked, err);
    buf_clear(&looked);
    if (!code && has_expiry(&fresh) && fresh.expires_ms <= now_ms(a))
        code = va_fail(err, VA_CONFIG, "the AWS credentials of %s have expired",
                       fresh.source);
    if (!code) {
        a->credentials = fresh;
        a->has_credentials = true;
    }
    OPENSSL_cleanse(&fresh, sizeof fresh);
    return code;
}

enum va_code
aws_resolve(struct aws *a, struct va_err *err)
{
    const int64_t now = now_ms(a);
    const int64_t ends_ms = a->credentials.expires_ms;
    struct va_err why = { .code = VA_OK };
    enum va_code code = VA_OK;

    if (a->has_credentials && (!has_expiry(&a->credentials) || now < ends_ms - RENEW_MS ||
                               (now < ends_ms && now < a->next_try_ms)))
        return VA_OK;
    code = renew(a, &why);
    a->next_try_ms = now + RETRY_MS;
    if (code && a->has_credentials && now < ends_ms && code != VA_NOMEM)
        return VA_OK; /* they still hold */
    if (code && err)
        *err = why;
    return code;
}

enum va_code
aws_source(struct aws *a, const char **out, struct va_err *err)
{
    const enum va_code code = aws_resolve(a, err);

    if (!code)
        *out = a->credentials.source;
    return code;
}
