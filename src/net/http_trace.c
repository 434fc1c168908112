/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace of what is sent and received. Headers are shown by a list of harmless ones,
 * queries by their names, bodies by their size. */
#include <string.h>

#include "net/http_wire.h"

enum { TRACE_LINE_MAX = 4096 };

/* Hand over the line and begin the next. One that is too long is cut. */
static void
flush(const struct http_options *o, struct buf *line)
{
    o->trace(o->ctx, buf_get(line));
    buf_reset(line);
}

static void
add_header(struct buf *line, char mark, const char *name, size_t n_name,
           const char *value)
{
    const size_t len = strcspn(value, "\n");

    buf_printf(line, "%c %.*s: ", mark, (int)n_name, name);
    if (http_may_show(name, n_name))
        buf_add(line, value, len < 256 ? len : 256);
    else
        buf_printf(line, "(%zu bytes, not shown)", len);
}

/* The path, and of the query the names only. */
static void
add_target(struct buf *line, const char *url)
{
    const char *scheme_end = strstr(url, "://");
    const char *host = scheme_end ? scheme_end + 3 : url;
    const char *path = host + strcspn(host, "/?");
    const size_t n_path = strcspn(path, "?");
    bool in_value = false;

    buf_add(line, path, n_path < 1024 ? n_path : 1024);
    for (const char *p = path + n_path; *p && line->len < TRACE_LINE_MAX / 2; p++) {
        if (!in_value || *p == '&')
            buf_byte(line, *p);
        if (*p == '=' && !in_value)
            buf_text(line, "...");
        in_value = *p == '=' || (in_value && *p != '&');
    }
}

void
http_trace_request(const struct http_options *o, const struct http_request *request,
                   const struct http_place *place)
{
    struct buf line;

    if (!o->trace)
        return;
    buf_init(&line, TRACE_LINE_MAX);
    buf_printf(&line, "> %s %s", request->method, place->text);
    add_target(&line, request->url);
    flush(o, &line);
    for (int32_t i = 0; i < request->n_headers; i++) {
        const struct http_header *h = &request->headers[i];

        add_header(&line, '>', h->name, strlen(h->name), h->value);
        flush(o, &line);
    }
    if (request->body) {
        buf_printf(&line, "> (%zu bytes)", request->body_len);
        flush(o, &line);
    }
    buf_clear(&line);
}

void
http_trace_reply(const struct http_options *o, const struct http_reply *reply)
{
    static const char *const fates[] = { [HTTP_REPLIED] = "whole reply",
                                         [HTTP_NOT_SENT] = "not sent",
                                         [HTTP_MAYBE] = "no whole reply" };
    const char *at = buf_get(&reply->headers);
    struct buf line;

    if (!o->trace)
        return;
    buf_init(&line, TRACE_LINE_MAX);
    buf_printf(&line, "< %d (%s)", (int)reply->status, fates[reply->fate]);
    flush(o, &line);
    while (*at) {
        const size_t n_name = strcspn(at, ":\n");
        const size_t len = strcspn(at, "\n");

        if (n_name + 2 <= len) {
            add_header(&line, '<', at, n_name, at + n_name + 2);
            flush(o, &line);
        }
        at += len + (at[len] == '\n');
    }
    buf_printf(&line, "< (%zu bytes) %.1f ms", reply->body.len, reply->total_ms);
    flush(o, &line);
    buf_clear(&line);
}
