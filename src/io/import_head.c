/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions that the shapes ask about the first bytes of an input. */
#include <string.h>

#include "io/import_reader.h"

/* The bytes of the head that follow a text, or NULL when it is not there. */
static const char *
after_text(const char *at, const char *end, const char *text, size_t len)
{
    while ((size_t)(end - at) >= len) {
        at = memchr(at, *text, (size_t)(end - at) - len + 1);
        if (!at)
            return NULL;
        if (!memcmp(at, text, len))
            return at + len;
        at++;
    }
    return NULL;
}

bool
head_has_text(const struct import_head *head, const char *text)
{
    return head->len &&
           after_text(head->text, head->text + head->len, text, strlen(text));
}

bool
head_has_key(const struct import_head *head, const char *key)
{
    const char *end = head->text + head->len;
    const size_t len = strlen(key);
    const char *at = head->len ? head->text : NULL;

    while (at && (at = after_text(at, end, key, len))) {
        const char *before = at - len - 1;
        const char *colon = at + 1;

        if (before < head->text || *before != '"' || at == end || *at != '"')
            continue;
        while (colon < end && strchr(" \t\r\n", *colon))
            colon++;
        if (colon < end && *colon == ':')
            return true;
    }
    return false;
}

/* "[INFO] ..." and "{name} ..." are text. */
bool
head_is_json(const struct import_head *head)
{
    const char *at = head->text;
    const char *end = at + head->len;

    if (!head->len || (*at != '{' && *at != '['))
        return false;
    for (at++; at < end && strchr(" \t\r\n", *at); at++)
        continue;
    return at == end || *at == '"' || strchr(*head->text == '{' ? "}" : "{[]", *at);
}

static struct line
first_line(const struct import_head *head)
{
    const char *newline = head->len ? memchr(head->text, '\n', head->len) : NULL;

    return (struct line){ head->text,
                          newline ? (size_t)(newline - head->text) : head->len, 1 };
}

/* Without quotes and blanks around it. */
static bool
cell_is(const char *cell, size_t len, const char *name)
{
    while (len && strchr(" \t\"", *cell)) {
        cell++;
        len--;
    }
    while (len && strchr(" \t\"\r", cell[len - 1]))
        len--;
    return len == strlen(name) && !memcmp(cell, name, len);
}

bool
head_has_column(const struct import_head *head, const char *name)
{
    const struct line line = first_line(head);
    const char *at = line.text;
    const char *end = line.text + line.len;

    while (line.len) {
        const char *comma = memchr(at, ',', (size_t)(end - at));

        if (cell_is(at, (size_t)((comma ? comma : end) - at), name))
            return true;
        if (!comma)
            return false;
        at = comma + 1;
    }
    return false;
}

/* Brackets outside strings; a text that a reader may still refuse. */
bool
head_first_line_is_whole_json(const struct import_head *head)
{
    const struct line line = first_line(head);
    bool in_string = false;
    int64_t depth = 0;

    if (!head_is_json(head) || (line.len == head->len && !head->whole))
        return false;
    for (size_t i = 0; i < line.len; i++) {
        const char c = line.text[i];

        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string)
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
    return depth == 0 && !in_string;
}
