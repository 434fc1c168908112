/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark of a demo in what is handed out. */
#include "tui/demo_mark.h"

#include <stdbool.h>
#include <string.h>

/* The newlines within quotes end no record. */
static void
add_column(const char *text, struct buf *out)
{
    bool quoted = false;
    bool first = true;

    while (*text) {
        buf_text(out, first ? "demo," : "simulated,");
        first = false;
        for (; *text && (quoted || *text != '\n'); text++) {
            quoted ^= *text == '"';
            buf_byte(out, *text);
        }
        if (*text)
            buf_byte(out, *text++);
    }
}

static void
add_member(const char *text, struct buf *out)
{
    const size_t blank = strspn(text, " \n");

    if (text[blank] != '{') {
        buf_text(out, text);
        return;
    }
    buf_text(out, "{\n  \"demo\": true,");
    buf_text(out, text + blank + 1);
}

void
demo_mark(enum screen_format format, struct buf *content)
{
    struct buf marked;

    if (format == SCREEN_VALUE)
        return;
    buf_init(&marked, content->max);
    if (format == SCREEN_CSV)
        add_column(buf_get(content), &marked);
    else if (format == SCREEN_JSON)
        add_member(buf_get(content), &marked);
    else {
        buf_text(&marked,
                 format == SCREEN_MARKDOWN ? "**DEMO of vadvise**" : "DEMO of vadvise");
        buf_text(&marked, ": probes are simulated, nothing was measured or paid.\n\n");
        buf_text(&marked, buf_get(content));
    }
    buf_clear(content);
    *content = marked; /* ownership moves */
}
