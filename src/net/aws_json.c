/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials and errors, as AWS and its helpers write them. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "net/aws_state.h"
#include "net/small_json.h"

static bool
is_printable(const char *text)
{
    for (; *text; text++) {
        if (*text <= ' ' || *text > '~')
            return false;
    }
    return true;
}

enum va_code
aws_credentials_check(const struct aws_credentials *c, const char *who,
                      struct va_err *err)
{
    if (!*c->access_key_id || !*c->secret_access_key)
        return va_fail(err, VA_CONFIG, "%s: the access key or its secret is missing",
                       who);
    if (!is_printable(c->access_key_id) || !is_printable(c->secret_access_key) ||
        !is_printable(c->session_token))
        return va_fail(err, VA_CONFIG, "%s: the credentials hold a strange character",
                       who);
    return VA_OK;
}

/* A token that is there and does not fit must not be taken for none. */
static bool
read_token(const cJSON *o, struct aws_credentials *c)
{
    static const char *const names[] = { "SessionToken", "Token" };

    for (size_t i = 0; i < 2; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, names[i]);

        if (item && !cJSON_IsNull(item))
            return small_json_text(o, names[i], c->session_token,
                                   sizeof c->session_token);
    }
    return true;
}

static bool
read_members(const cJSON *o, struct aws_credentials *c)
{
    char expires[DATE_TEXT_MAX];
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, "Expiration");

    c->expires_ms = TIME_UNKNOWN;
    if (!small_json_text(o, "AccessKeyId", c->access_key_id, sizeof c->access_key_id) ||
        !small_json_text(o, "SecretAccessKey", c->secret_access_key,
                         sizeof c->secret_access_key) ||
        !read_token(o, c))
        return false;
    if (!item || cJSON_IsNull(item))
        return true;
    return small_json_text(o, "Expiration", expires, sizeof expires) &&
           !time_parse_ms(expires, strlen(expires), &c->expires_ms);
}

enum va_code
aws_credentials_read(const char *json, size_t len, const char *who,
                     struct aws_credentials *out, struct va_err *err)
{
    struct aws_credentials c = { .access_key_id = "" };
    cJSON *o = small_json_parse(json, len);
    enum va_code code = VA_OK;

    if (!o)
        return va_fail(err, VA_CONFIG, "%s: what it gives is not JSON", who);
    if (!read_members(o, &c))
        code = va_fail(err, VA_CONFIG, "%s: what it gives are no credentials", who);
    small_json_free(o);
    if (!code)
        code = aws_credentials_check(&c, who, err);
    if (!code) {
        memcpy(c.source, out->source, sizeof c.source);
        *out = c;
    }
    OPENSSL_cleanse(&c, sizeof c);
    return code;
}

/* --- errors --- */

/* Without what stands before "#" and after ":": AWS puts addresses there. */
static void
keep_type(const char *text, struct aws_error *out)
{
    const char *hash = strchr(text, '#');
    const char *name = hash ? hash + 1 : text;
    char cut[AWS_NAME_MAX];

    snprintf(cut, sizeof cut, "%.*s", (int)strcspn(name, ":"), name);
    small_text_clean(cut, out->type, sizeof out->type);
}

/* A string, cut to what is kept. */
static bool
first_text(const cJSON *o, const char *const *names, size_t n, char *out, size_t size)
{
    for (size_t i = 0; i < n; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, names[i]);

        if (cJSON_IsString(item) && item->valuestring) {
            snprintf(out, size, "%s", item->valuestring);
            return true;
        }
    }
    return false;
}

static void
read_json(const struct http_reply *r, struct aws_error *out)
{
    static const char *const types[] = { "__type", "code", "Code" };
    static const char *const messages[] = { "message", "Message", "errorMessage" };
    char text[2 * AWS_NAME_MAX];
    cJSON *o = small_json_parse(buf_get(&r->body), r->body.len);

    if (!o)
        return;
    if (!*out->type && first_text(o, types, 3, text, sizeof text))
        keep_type(text, out);
    if (first_text(o, messages, 3, text, sizeof text))
        small_text_clean(text, out->message, sizeof out->message);
    small_json_free(o);
}

/* The text of the first element of a name; S3 and STS answer in XML. */
static bool
element(const char *xml, const char *open, const char *close, char *out, size_t size)
{
    const char *from = strstr(xml, open);
    const char *to = from ? strstr(from, close) : NULL;

    if (!to)
        return false;
    from += strlen(open);
    snprintf(out, size, "%.*s", to - from < (long)size ? (int)(to - from) : (int)size,
             from);
    return true;
}

static void
read_xml(const struct http_reply *r, struct aws_error *out)
{
    char text[2 * AWS_NAME_MAX];

    if (!*out->type && element(buf_get(&r->body), "<Code>", "</Code>", text, sizeof text))
        keep_type(text, out);
    if (element(buf_get(&r->body), "<Message>", "</Message>", text, sizeof text))
        small_text_clean(text, out->message, sizeof out->message);
}

void
aws_error_read(const struct http_reply *reply, struct aws_error *out)
{
    char text[2 * AWS_NAME_MAX];
    const char *body = buf_get(&reply->body);

    *out = (struct aws_error){ .type = "" };
    if (http_reply_header(reply, "x-amzn-errortype", text, sizeof text))
        keep_type(text, out);
    if (body[strspn(body, " \t\r\n")] == '<')
        read_xml(reply, out);
    else
        read_json(reply, out);
}
