/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and clearing a reply. */
#include "app/reply.h"

/* An export into a file is kept here until it is whole: some ten million samples. */
#define REPLY_TEXT_MAX ((size_t)2 << 30)
#define REPLY_HINTS_MAX ((size_t)64 << 10)

enum va_code
reply_init(struct reply *r)
{
    *r = (struct reply){ .doc = json_alloc() };
    if (!r->doc)
        return VA_NOMEM;
    buf_init(&r->text, REPLY_TEXT_MAX);
    buf_init(&r->hints, REPLY_HINTS_MAX);
    return VA_OK;
}

void
reply_clear(struct reply *r)
{
    json_free(r->doc);
    buf_clear(&r->text);
    buf_clear(&r->hints);
    r->doc = NULL;
    r->rows = NULL;
    r->verdict = VA_OK;
}

enum va_code
reply_status(const struct reply *r)
{
    if (json_status(r->doc))
        return json_status(r->doc);
    if (r->text.code)
        return r->text.code;
    return r->hints.code;
}
