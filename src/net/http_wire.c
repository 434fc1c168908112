/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the wire: where to, in which words, and what of it may be shown. */
#include "net/http_wire.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { REPLY_HEAD_MAX = 1 << 18, HOST_MAX = 256, METHOD_MAX = 16 };

/* Google's metadata server: a name that only the machine itself can answer for. */
static const char google_metadata[] = "metadata.google.internal";

static bool
is_local_v4(const char *host)
{
    struct in_addr address;
    uint32_t bits = 0;

    if (inet_pton(AF_INET, host, &address) != 1)
        return false;
    bits = ntohl(address.s_addr);
    return bits >> 24 == 127 || bits >> 16 == 0xa9fe; /* 169.254 */
}

static bool
is_local_v6(const char *host)
{
    static const unsigned char loopback[16] = { [15] = 1 };
    static const unsigned char ec2[4] = { 0xfd, 0x00, 0x0e, 0xc2 };
    const size_t len = strlen(host);
    char bare[HOST_MAX];
    struct in6_addr address;

    if (len < 2 || len > sizeof bare || host[0] != '[' || host[len - 1] != ']')
        return false;
    memcpy(bare, host + 1, len - 2);
    bare[len - 2] = '\0';
    if (inet_pton(AF_INET6, bare, &address) != 1)
        return false;
    return !memcmp(address.s6_addr, loopback, sizeof loopback) ||
           !memcmp(address.s6_addr, ec2, sizeof ec2) ||
           (address.s6_addr[0] == 0xfe && (address.s6_addr[1] & 0xc0) == 0x80);
}

/* libcurl itself takes these names for loopback, whatever a name server says. */
static bool
is_localhost(const char *host)
{
    static const char name[] = "localhost";
    const size_t len = strlen(host);
    const size_t n = sizeof name - 1;

    return len >= n && !strcasecmp(host + len - n, name) &&
           (len == n || host[len - n - 1] == '.');
}

bool
http_host_is_local(const char *host)
{
    return is_localhost(host) || is_local_v4(host) || is_local_v6(host);
}

static bool
is_plain(const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p <= ' ' || *p > '~')
            return false;
    }
    return *text != '\0';
}

/* A part of a URL, copied; false when it is not there. */
static bool
part_of(CURLU *url, CURLUPart what, char *out, size_t size)
{
    char *text = NULL;
    int len = -1;

    if (curl_url_get(url, what, &text, 0) || !text)
        return false;
    len = snprintf(out, size, "%s", text);
    curl_free(text);
    return len >= 0 && len < (int)size;
}

static bool
read_place(CURLU *parsed, const char *url, struct http_place *out)
{
    struct http_place place = { .text = "" };
    char scheme[8];
    char host[HOST_MAX];
    char port[8];
    bool has_port = false;

    if (curl_url_set(parsed, CURLUPART_URL, url,
                     CURLU_PATH_AS_IS | CURLU_DISALLOW_USER) ||
        !part_of(parsed, CURLUPART_SCHEME, scheme, sizeof scheme) ||
        !part_of(parsed, CURLUPART_HOST, host, sizeof host))
        return false;
    has_port = part_of(parsed, CURLUPART_PORT, port, sizeof port);
    place.secure = !strcmp(scheme, "https");
    if (!place.secure && strcmp(scheme, "http") != 0)
        return false;
    place.local = http_host_is_local(host);
    place.direct = place.local || !strcasecmp(host, google_metadata);
    snprintf(place.text, sizeof place.text, "%s://%s%s%s", scheme, host,
             has_port ? ":" : "", has_port ? port : "");
    *out = place;
    return true;
}

enum va_code
http_place_read(const char *url, struct http_place *out, struct va_err *err)
{
    CURLU *parsed = NULL;
    bool good = false;

    if (!is_plain(url) || strchr(url, '#'))
        return va_fail(err, VA_USAGE, "not an http or https URL");
    parsed = curl_url();
    if (!parsed)
        return va_fail(err, VA_NOMEM, "out of memory");
    good = read_place(parsed, url, out);
    curl_url_cleanup(parsed);
    return good ? VA_OK : va_fail(err, VA_USAGE, "not an http or https URL");
}

/* A token of RFC 9110, section 5.6.2. */
static bool
is_token(const char *text, size_t max)
{
    const size_t len = strnlen(text, max + 1);

    if (len == 0 || len > max)
        return false;
    return strspn(text, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == len;
}

static bool
is_value(const char *text)
{
    for (const char *p = text; *p; p++) {
        if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f)
            return false;
    }
    return true;
}

enum va_code
http_request_check(const struct http_request *request, struct va_err *err)
{
    if (!is_token(request->method, METHOD_MAX))
        return va_fail(err, VA_USAGE, "not a method of HTTP");
    if (request->n_headers < 0 || request->n_headers > HTTP_HEADERS_MAX)
        return va_fail(err, VA_USAGE, "too many headers");
    for (int32_t i = 0; i < request->n_headers; i++) {
        if (!is_token(request->headers[i].name, HOST_MAX))
            return va_fail(err, VA_USAGE, "not the name of a header");
        if (!is_value(request->headers[i].value))
            return va_fail(err, VA_USAGE, "header %s: control characters in it",
                           request->headers[i].name);
    }
    return VA_OK;
}

static bool
is_one_of(const char *name, size_t len, const char *const *names)
{
    for (; *names; names++) {
        if (strlen(*names) == len && !strncasecmp(name, *names, len))
            return true;
    }
    return false;
}

bool
http_has_credential(const struct http_request *request)
{
    static const char *const names[] = { "authorization",
                                         "cookie",
                                         "x-amz-security-token",
                                         "x-aws-ec2-metadata-token",
                                         "x-goog-api-key",
                                         "x-serverless-authorization",
                                         NULL };

    for (int32_t i = 0; i < request->n_headers; i++) {
        const char *name = request->headers[i].name;

        if (is_one_of(name, strlen(name), names))
            return true;
    }
    return false;
}

bool
http_may_show(const char *name, size_t len)
{
    static const char *const names[] = {
        "accept",
        "content-length",
        "content-type",
        "date",
        "function-execution-id",
        "lambda-runtime-aws-request-id",
        "lambda-runtime-deadline-ms",
        "lambda-runtime-function-error-type",
        "metadata-flavor",
        "retry-after",
        "server",
        "transfer-encoding",
        "user-agent",
        "x-amz-date",
        "x-amz-executed-version",
        "x-amz-function-error",
        "x-amz-invocation-type",
        "x-amz-log-type",
        "x-amz-target",
        "x-amzn-errortype",
        "x-amzn-requestid",
        NULL,
    };

    return is_one_of(name, len, names);
}

void
http_wipe(struct buf *b)
{
    if (b->data)
        explicit_bzero(b->data, b->cap);
    buf_clear(b);
}

void
http_reply_init(struct http_reply *r)
{
    *r = (struct http_reply){ .fate = HTTP_NOT_SENT };
    buf_init(&r->headers, REPLY_HEAD_MAX);
    buf_init(&r->body, HTTP_REPLY_MAX);
}

void
http_reply_clear(struct http_reply *r)
{
    http_wipe(&r->headers);
    http_wipe(&r->body);
    http_reply_init(r);
}

bool
http_reply_header(const struct http_reply *r, const char *name, char *out, size_t size)
{
    const size_t n = strlen(name);
    const char *line = buf_get(&r->headers);

    while (*line) {
        const size_t len = strcspn(line, "\n");

        if (len >= n + 2 && !strncmp(line, name, n) && line[n] == ':') {
            const size_t rest = len - n - 2;
            const size_t kept = rest < size ? rest : size - 1;

            memcpy(out, line + n + 2, kept);
            out[kept] = '\0';
            return true;
        }
        line += len + (line[len] == '\n');
    }
    return false;
}

/* Text of a reply, harmless: no control characters, no spaces at its ends. */
static void
add_clean(struct buf *out, const char *text, size_t len)
{
    while (len && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    while (len && strchr(" \t\r\n", text[len - 1]))
        len--;
    if (len > HTTP_HEADER_TEXT_MAX)
        len = HTTP_HEADER_TEXT_MAX;
    for (size_t i = 0; i < len; i++)
        buf_byte(out, (unsigned char)text[i] < ' ' || text[i] == 0x7f ? ' ' : text[i]);
}

static bool
is_name(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    }
    return len > 0;
}

static void
take_field(struct buf *out, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    const bool folded = *line == ' ' || *line == '\t';

    if (folded && out->len > 0) { /* obsolete folding: it goes on with the last one */
        out->data[out->len - 1] = ' ';
        add_clean(out, line, len);
        buf_byte(out, '\n');
    }
    if (folded || !colon || colon - line > HOST_MAX ||
        !is_name(line, (size_t)(colon - line)))
        return;
    for (const char *p = line; p < colon; p++)
        buf_byte(out, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
    buf_text(out, ": ");
    add_clean(out, colon + 1, len - (size_t)(colon + 1 - line));
    buf_byte(out, '\n');
}

void
http_head_take(struct http_reply *reply, const char *line, size_t len, bool *in_head)
{
    const bool is_end = len == 0 || line[0] == '\r' || line[0] == '\n';

    if (len > 5 && !strncmp(line, "HTTP/", 5)) {
        buf_reset(&reply->headers);
        *in_head = true;
    } else if (is_end) {
        *in_head = false;
    } else if (*in_head) { /* else a trailer, after the body: nobody asks for those */
        take_field(&reply->headers, line, len);
    }
}
