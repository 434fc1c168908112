/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens for a file of credentials: the key of a service account, which signs its own
 * requests (RFC 7523), or a person's login, which is good for access tokens only. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "net/google_state.h"
#include "net/http_wire.h"
#include "net/small_json.h"

enum { FILE_BYTES = 1 << 16, LIFE_S = 3600, FORM_MAX = 1 << 15, VALUE_MAX = 1024 };

static const char usual_token_uri[] = "https://oauth2.googleapis.com/token";
static const char scope[] = "https://www.googleapis.com/auth/cloud-platform";
static const char grant[] = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/* A file of credentials, read. */
struct key_file {
    char path[GOOGLE_URL_MAX];
    cJSON *json;
    char type[64];
    char token_uri[VALUE_MAX];
};

/* The file that is named, or that gcloud leaves; false when there is none to look for. */
static bool
find_path(const struct google *g, char *out, size_t size)
{
    const char *named = google_variable(g, "GOOGLE_APPLICATION_CREDENTIALS");
    const char *config = google_variable(g, "CLOUDSDK_CONFIG");
    const char *home = google_variable(g, "HOME");
    int len = 0;

    if (named)
        len = snprintf(out, size, "%s", named);
    else if (config)
        len = snprintf(out, size, "%s/application_default_credentials.json", config);
    else if (home)
        len = snprintf(out, size,
                       "%s/.config/gcloud/application_default_credentials.json", home);
    return len > 0 && len < (int)size;
}

/* Read and parse it; NULL json when it is not there and nobody named it. */
static enum va_code
read_file(struct key_file *k, bool named, struct va_err *err)
{
    char text[FILE_BYTES];
    ssize_t n = 0;
    const int fd = open(k->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT && !named)
        return VA_OK;
    if (fd < 0)
        return va_fail(err, VA_CONFIG, "%s: %s", k->path, strerror(errno));
    n = read(fd, text, sizeof text);
    (void)close(fd);
    if (n > 0 && n < (ssize_t)sizeof text)
        k->json = small_json_parse(text, (size_t)n);
    OPENSSL_cleanse(text, sizeof text);
    if (!k->json)
        return va_fail(err, VA_CONFIG, "%s: not a file of credentials", k->path);
    (void)small_json_text(k->json, "type", k->type, sizeof k->type);
    return VA_OK;
}

/* Where tokens are given out: over TLS, or by this machine. */
static enum va_code
read_uri(struct key_file *k, struct va_err *err)
{
    struct http_place place;

    if (!cJSON_GetObjectItemCaseSensitive(k->json, "token_uri"))
        snprintf(k->token_uri, sizeof k->token_uri, "%s", usual_token_uri);
    else
        (void)small_json_text(k->json, "token_uri", k->token_uri, sizeof k->token_uri);
    if (http_place_read(k->token_uri, &place, NULL) || (!place.secure && !place.local))
        return va_fail(err, VA_CONFIG, "%s: its token_uri is no https URL", k->path);
    return VA_OK;
}

static void
add_json(struct buf *out, struct json_doc *doc)
{
    struct buf text;

    buf_init(&text, FORM_MAX);
    json_write(json_root(doc), false, &text);
    google_base64_add(out, buf_get(&text), text.len);
    if (json_status(doc) || text.code)
        out->code = VA_NOMEM;
    buf_clear(&text);
    json_free(doc);
}

/* The request that the key signs: header and claims. */
static void
add_claims(struct buf *out, const struct google *g, const struct key_file *k,
           const char *audience)
{
    const int64_t now_s = google_now_ms(g) / 1000;
    struct json_doc *doc = json_alloc();
    char email[VALUE_MAX];
    char id[VALUE_MAX];

    (void)small_json_text(k->json, "client_email", email, sizeof email);
    json_add_string(doc, json_root(doc), "alg", "RS256");
    json_add_string(doc, json_root(doc), "typ", "JWT");
    if (small_json_text(k->json, "private_key_id", id, sizeof id))
        json_add_string(doc, json_root(doc), "kid", id);
    add_json(out, doc);
    buf_byte(out, '.');
    doc = json_alloc();
    json_add_string(doc, json_root(doc), "iss", email);
    json_add_string(doc, json_root(doc), "sub", email);
    json_add_string(doc, json_root(doc), "aud", k->token_uri);
    json_add_int(doc, json_root(doc), "iat", now_s);
    json_add_int(doc, json_root(doc), "exp", now_s + LIFE_S);
    json_add_string(doc, json_root(doc), *audience ? "target_audience" : "scope",
                    *audience ? audience : scope);
    add_json(out, doc);
}

/* A value of a form, percent-encoded. */
static void
add_field(struct buf *form, const char *name, const char *value)
{
    buf_printf(form, "%s%s=", form->len ? "&" : "", name);
    for (; *value; value++) {
        if ((*value >= 'a' && *value <= 'z') || (*value >= 'A' && *value <= 'Z') ||
            (*value >= '0' && *value <= '9') || strchr("-._~", *value))
            buf_byte(form, *value);
        else
            buf_printf(form, "%%%02X", (unsigned)(unsigned char)*value);
    }
}

/* The form that a service account's key signs. */
static enum va_code
add_assertion(struct buf *form, const struct google *g, const struct key_file *k,
              const char *audience, struct va_err *err)
{
    char pem[FILE_BYTES];
    struct buf token;
    bool good = false;

    buf_init(&token, FORM_MAX);
    add_claims(&token, g, k, audience);
    good = small_json_text(k->json, "private_key", pem, sizeof pem) &&
           google_rs256_add(&token, pem);
    OPENSSL_cleanse(pem, sizeof pem);
    add_field(form, "grant_type", grant);
    add_field(form, "assertion", buf_get(&token));
    http_wipe(&token);
    return good ? VA_OK
                : va_fail(err, VA_CONFIG, "%s: its private key cannot sign", k->path);
}

/* The form that trades a person's login for an access token. */
static enum va_code
add_refresh(struct buf *form, const struct key_file *k, struct va_err *err)
{
    static const char *const names[] = { "client_id", "client_secret", "refresh_token" };
    char value[VALUE_MAX];
    bool good = true;

    add_field(form, "grant_type", "refresh_token");
    for (size_t i = 0; i < 3; i++) {
        good = small_json_text(k->json, names[i], value, sizeof value) && good;
        add_field(form, names[i], value);
    }
    OPENSSL_cleanse(value, sizeof value);
    return good ? VA_OK : va_fail(err, VA_CONFIG, "%s: the login is not whole", k->path);
}

/* Send the form and take the token. */
static enum va_code
exchange(struct google *g, const struct key_file *k, const struct buf *form,
         struct google_token *out, struct va_err *err)
{
    const struct http_request r = {
        .method = "POST",
        .url = k->token_uri,
        .headers = { { "Content-Type", "application/x-www-form-urlencoded" } },
        .n_headers = 1,
        .body = buf_get(form),
        .body_len = form->len,
        .timeout_ms = GOOGLE_ASK_MS,
    };
    char who[GOOGLE_URL_MAX + 32];
    struct http_reply reply;
    enum va_code code = form->code;

    if (code)
        return va_fail(err, code, "%s: out of memory", k->path);
    snprintf(who, sizeof who, "a token for %s", k->path);
    http_reply_init(&reply);
    buf_pad(&reply.body, ' ', GOOGLE_REPLY_BYTES);
    code = http_send(g->http, &r, &reply, err);
    if (!code)
        code = google_reply_take(g, &reply, who, out, err);
    http_reply_clear(&reply);
    return code;
}

/* With a file that is read: a token, or (found false) the reason why not. */
static enum va_code
use(struct google *g, struct key_file *k, struct google_token *out, bool *found,
    struct va_err *err)
{
    const bool key = !strcmp(k->type, "service_account");
    const bool login = !strcmp(k->type, "authorized_user") && !*out->audience;
    struct buf form;
    enum va_code code = VA_OK;

    if (!key && !login)
        return VA_OK;
    *found = true;
    code = read_uri(k, err);
    if (code)
        return code;
    buf_init(&form, FORM_MAX);
    buf_pad(&form, ' ', FORM_MAX);
    buf_reset(&form);
    code =
        key ? add_assertion(&form, g, k, out->audience, err) : add_refresh(&form, k, err);
    if (!code)
        code = exchange(g, k, &form, out, err);
    http_wipe(&form);
    return code;
}

enum va_code
google_from_key(struct google *g, struct google_token *out, bool *found,
                struct buf *looked, struct va_err *err)
{
    const bool named = google_variable(g, "GOOGLE_APPLICATION_CREDENTIALS") != NULL;
    struct key_file k = { .json = NULL };
    enum va_code code = VA_OK;

    if (!named)
        buf_text(looked, ", GOOGLE_APPLICATION_CREDENTIALS");
    if (!find_path(g, k.path, sizeof k.path))
        return VA_OK;
    code = read_file(&k, named, err);
    if (!code && k.json)
        code = use(g, &k, out, found, err);
    if (!code && !*found)
        buf_printf(looked, ", %s%s", k.path,
                   k.json ? " (no key of a service account)" : "");
    small_json_free(k.json);
    return code;
}
