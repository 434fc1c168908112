/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens as texts: JSON web tokens, their making and their ends. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#include "net/google_state.h"
#include "net/http_wire.h"
#include "net/small_json.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                             "0123456789-_";

void
google_base64_add(struct buf *out, const void *data, size_t len)
{
    const unsigned char *bytes = data;
    uint32_t bits = 0;
    int n_bits = 0;

    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        for (n_bits += 8; n_bits >= 6; n_bits -= 6)
            buf_byte(out, digits[bits >> (n_bits - 6) & 63]);
    }
    if (n_bits > 0)
        buf_byte(out, digits[bits << (6 - n_bits) & 63]);
}

/* Decode base64 for URLs up to a character that is none of it. */
static void
decode(struct buf *out, const char *text)
{
    uint32_t bits = 0;
    int n_bits = 0;
    const char *digit = NULL;

    for (; *text && (digit = strchr(digits, *text)); text++) {
        bits = bits << 6 | (uint32_t)(digit - digits);
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            buf_byte(out, (char)(bits >> n_bits & 255));
        }
    }
}

/* The end that an identity token states. Its signature is for the function to check. */
static bool
read_end(const char *token, int64_t *out_ms)
{
    const char *claims = strchr(token, '.');
    struct buf text;
    cJSON *o = NULL;
    int64_t end_s = 0;
    bool good = false;

    buf_init(&text, GOOGLE_TOKEN_MAX);
    if (claims)
        decode(&text, claims + 1);
    o = small_json_parse(buf_get(&text), text.len);
    good = o && small_json_int(o, "exp", &end_s) && end_s > 0 &&
           end_s < INT64_C(253402300800); /* the year 10000 */
    if (good)
        *out_ms = end_s * 1000;
    small_json_free(o);
    buf_clear(&text);
    return good;
}

static bool
is_printable(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    }
    return len > 0;
}

enum va_code
google_token_take(const struct google *g, const char *text, const char *who,
                  struct google_token *out, struct va_err *err)
{
    size_t len = strlen(text);

    while (len > 0 && strchr(" \t\r\n", text[len - 1]))
        len--;
    if (len >= sizeof out->text || !is_printable(text, len))
        return va_fail(err, VA_CONFIG, "%s: what it gives is no token", who);
    memcpy(out->text, text, len);
    out->text[len] = '\0';
    if (!*out->audience || !read_end(out->text, &out->expires_ms))
        out->expires_ms = google_now_ms(g) + GOOGLE_LIFE_MS;
    return VA_OK;
}

/* "error" and "error_description" of RFC 6749. */
static enum va_code
refused(const struct http_reply *reply, const char *who, struct va_err *err)
{
    cJSON *o = small_json_parse(buf_get(&reply->body), reply->body.len);
    char error[64] = "";
    char text[256] = "";

    if (o) {
        (void)small_json_text(o, "error", error, sizeof error);
        (void)small_json_text(o, "error_description", text, sizeof text);
    }
    small_json_free(o);
    return va_fail(err, VA_CONFIG, "%s: status %d%s%s%s%s", who, (int)reply->status,
                   *error ? " " : "", error, *text ? ": " : "", text);
}

enum va_code
google_reply_take(const struct google *g, const struct http_reply *reply, const char *who,
                  struct google_token *out, struct va_err *err)
{
    char text[GOOGLE_TOKEN_MAX];
    const char *name = *out->audience ? "id_token" : "access_token";
    int64_t lives_s = 0;
    cJSON *o = NULL;
    enum va_code code = VA_OK;

    if (reply->status != 200)
        return refused(reply, who, err);
    o = small_json_parse(buf_get(&reply->body), reply->body.len);
    if (!o || !small_json_text(o, name, text, sizeof text))
        code = va_fail(err, VA_CONFIG, "%s: what it gives is no token", who);
    else
        code = google_token_take(g, text, who, out, err);
    if (!code && !*out->audience && small_json_int(o, "expires_in", &lives_s) &&
        lives_s > 0 && lives_s < INT32_MAX)
        out->expires_ms = google_now_ms(g) + lives_s * 1000;
    small_json_free(o);
    OPENSSL_cleanse(text, sizeof text);
    return code;
}

/* A key that wants a password is no use here: nobody is there to type it. */
static int
no_password(char *buf, int size, int writing, void *ctx)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)ctx;
    return 0;
}

bool
google_rs256_add(struct buf *io, const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) : NULL;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char signature[1024];
    size_t n = sizeof signature;
    const unsigned char *text = (const unsigned char *)buf_get(io);
    const bool good = key && md && !io->code && EVP_PKEY_is_a(key, "RSA") &&
                      EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) > 0 &&
                      EVP_DigestSign(md, signature, &n, text, io->len) > 0;

    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    BIO_free(bio);
    if (!good)
        return false;
    buf_byte(io, '.');
    google_base64_add(io, signature, n);
    return !io->code;
}
