/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an HTTP/1 request. Source: RFC 9112. */
#include "fn/request.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { SIZE_DIGITS_MAX = 8 };

void
fn_request_init(struct fn_request *r, size_t body_max)
{
    *r = (struct fn_request){ .first_line = true };
    buf_init(&r->body, body_max);
}

void
fn_request_clear(struct fn_request *r)
{
    buf_clear(&r->body);
}

static void
refuse(struct fn_request *r, int status)
{
    if (!r->status)
        r->status = status;
}

/* METHOD target HTTP/1.x */
static void
take_first_line(struct fn_request *r)
{
    const char *last = strrchr(r->line, ' ');

    if (r->line_len == 0)
        return; /* an empty line before a request is passed over */
    r->first_line = false;
    r->post = !strncmp(r->line, "POST ", 5);
    if (!last || strncmp(last, " HTTP/1.", 8) != 0 || strchr(r->line, ' ') == last)
        refuse(r, 400);
}

static bool
has_word(const char *value, const char *word)
{
    const size_t len = strlen(word);

    for (const char *at = value; *at; at++)
        if (!strncasecmp(at, word, len))
            return true;
    return false;
}

static void
take_length(struct fn_request *r, const char *value)
{
    int64_t length = 0;

    /* Two lengths, or a length beside chunks, is how requests are smuggled. */
    if (r->sized || r->chunked || value[strspn(value, "0123456789")] ||
        text_parse_int(value, strlen(value), 0, INT64_MAX, &length))
        refuse(r, 400);
    else if ((uint64_t)length > r->body.max)
        refuse(r, 413);
    r->sized = true;
    r->left = r->status ? 0 : (size_t)length;
}

static void
take_coding(struct fn_request *r, const char *value)
{
    if (r->sized || r->chunked)
        refuse(r, 400);
    if (strcasecmp(value, "chunked") != 0)
        refuse(r, 501);
    r->chunked = true;
}

/* Ids are echoed: only what is plain stays. */
static void
take_id(struct fn_request *r, const char *value, bool first_choice)
{
    size_t n = 0;

    if (r->request_id[0] && !first_choice)
        return;
    for (; *value && n + 1 < sizeof r->request_id; value++)
        r->request_id[n++] =
            isalnum((unsigned char)*value) || strchr("-_/;=.:", *value) ? *value : '?';
    r->request_id[n] = '\0';
}

/* The value of a header line, whose name then ends in NUL; NULL when it is none. */
static char *
split_header(struct fn_request *r)
{
    char *colon = strchr(r->line, ':');
    size_t end = r->line_len;

    if (!colon || colon == r->line || strchr(" \t", r->line[0]) || colon[-1] == ' ')
        return NULL;
    while (end > 0 && strchr(" \t", r->line[end - 1]))
        r->line[--end] = '\0';
    *colon = '\0';
    return colon + 1 + strspn(colon + 1, " \t");
}

static void
take_header(struct fn_request *r)
{
    const char *value = split_header(r);

    if (!value)
        refuse(r, 400);
    else if (!strcasecmp(r->line, "content-length"))
        take_length(r, value);
    else if (!strcasecmp(r->line, "transfer-encoding"))
        take_coding(r, value);
    else if (!strcasecmp(r->line, "expect"))
        r->expects = has_word(value, "100-continue");
    else if (!strcasecmp(r->line, "function-execution-id"))
        take_id(r, value, true);
    else if (!strcasecmp(r->line, "x-cloud-trace-context"))
        take_id(r, value, false);
}

static void
end_head(struct fn_request *r)
{
    if (!r->post)
        refuse(r, 405);
    if (r->chunked)
        r->state = FN_REQUEST_SIZE;
    else
        r->state = r->left > 0 ? FN_REQUEST_BODY : FN_REQUEST_DONE;
}

/* The size of a chunk, in hexadecimal digits; extensions are passed over. */
static void
take_size(struct fn_request *r)
{
    const size_t digits = strspn(r->line, "0123456789abcdefABCDEF");
    size_t size = 0;

    if (digits == 0 || digits > SIZE_DIGITS_MAX ||
        (r->line[digits] && !strchr("; \t", r->line[digits]))) {
        refuse(r, 400);
        return;
    }
    for (size_t i = 0; i < digits; i++) {
        const int c = tolower((unsigned char)r->line[i]);

        size = size * 16 + (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    if (size > r->body.max - r->body.len)
        refuse(r, 413);
    r->left = size;
    r->state = size > 0 ? FN_REQUEST_CHUNK : FN_REQUEST_TRAILER;
}

/* Behind the bytes of a chunk its line ends. */
static void
take_gap(struct fn_request *r)
{
    if (r->line_len > 0)
        refuse(r, 400);
    r->state = FN_REQUEST_SIZE;
}

/* A line is whole. */
static void
take_line(struct fn_request *r)
{
    r->line[r->line_len] = '\0';
    if (strlen(r->line) != r->line_len)
        refuse(r, 400);
    else if (r->state == FN_REQUEST_SIZE)
        take_size(r);
    else if (r->state == FN_REQUEST_GAP)
        take_gap(r);
    else if (r->state == FN_REQUEST_TRAILER)
        r->state = r->line_len ? FN_REQUEST_TRAILER : FN_REQUEST_DONE;
    else if (r->first_line)
        take_first_line(r);
    else if (r->line_len == 0)
        end_head(r);
    else
        take_header(r);
    r->line_len = 0;
}

static void
take_line_byte(struct fn_request *r, char byte)
{
    if (r->state == FN_REQUEST_HEAD || r->state == FN_REQUEST_TRAILER)
        r->head_bytes++;
    if (r->head_bytes > FN_HEAD_MAX || r->line_len + 1 >= sizeof r->line) {
        refuse(r, 431);
    } else if (byte == '\n') {
        if (r->line_len > 0 && r->line[r->line_len - 1] == '\r')
            r->line_len--;
        take_line(r);
    } else {
        r->line[r->line_len++] = byte;
    }
}

/* Bytes of the body; returns how many were taken. */
static size_t
take_body(struct fn_request *r, const char *bytes, size_t len)
{
    const size_t n = len < r->left ? len : r->left;

    buf_add(&r->body, bytes, n);
    if (r->body.code)
        refuse(r, r->body.code == VA_OVERFLOW ? 413 : 503);
    r->left -= n;
    if (r->left == 0)
        r->state = r->state == FN_REQUEST_CHUNK ? FN_REQUEST_GAP : FN_REQUEST_DONE;
    return n;
}

bool
fn_request_take(struct fn_request *r, const char *bytes, size_t len)
{
    while (len > 0 && !r->status && r->state != FN_REQUEST_DONE) {
        size_t n = 1;

        if (r->state == FN_REQUEST_BODY || r->state == FN_REQUEST_CHUNK)
            n = take_body(r, bytes, len);
        else
            take_line_byte(r, *bytes);
        bytes += n;
        len -= n;
    }
    return r->status || r->state == FN_REQUEST_DONE;
}
