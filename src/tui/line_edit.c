/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of text being typed. */
#include "tui/line_edit.h"

#include <string.h>

#include "base/text.h"
#include "tui/key.h"

/* Columns of one character that starts at a byte; its length too. */
static int
width_at(const char *text, size_t *len)
{
    uint32_t point = 0;
    char one[8] = "";

    *len = text_utf8(text, strlen(text), &point);
    if (*len == 0)
        *len = 1; /* cannot be: the line is valid */
    memcpy(one, text, *len);
    return text_width(one);
}

/* Where the character behind a byte starts; marks that combine with it belong to it. */
static int32_t
next_at(const struct line_edit *e, int32_t at)
{
    size_t len = 0;

    if (at >= e->len)
        return e->len;
    width_at(e->text + at, &len);
    at += (int32_t)len;
    while (at < e->len && width_at(e->text + at, &len) == 0)
        at += (int32_t)len;
    return at;
}

static int32_t
previous_at(const struct line_edit *e, int32_t at)
{
    int32_t before = 0;

    for (int32_t i = 0; i < at; i = next_at(e, i))
        before = i;
    return before;
}

static bool
is_blank(char c)
{
    return c == ' ';
}

static int32_t
word_before(const struct line_edit *e, int32_t at)
{
    while (at > 0 && is_blank(e->text[at - 1]))
        at--;
    while (at > 0 && !is_blank(e->text[at - 1]))
        at--;
    return at;
}

static int32_t
word_behind(const struct line_edit *e, int32_t at)
{
    while (at < e->len && is_blank(e->text[at]))
        at++;
    while (at < e->len && !is_blank(e->text[at]))
        at++;
    return at;
}

/* Take out the bytes from..to; the cursor stays on what it stood on. */
static enum line_change
cut(struct line_edit *e, int32_t from, int32_t to)
{
    if (from >= to)
        return LINE_SAME;
    memmove(e->text + from, e->text + to, (size_t)(e->len - to) + 1);
    e->len -= to - from;
    e->cursor = from;
    return LINE_CHANGED;
}

/* UTF-8 of a code point; bytes used. */
static int32_t
encode(char *out, uint32_t point)
{
    char name[KEY_TEXT_MAX];
    size_t len = 1;

    if (point == KEY_SPACE) /* its name is a word */
        name[0] = ' ';
    else
        len = strlen(key_name(name, point));
    memcpy(out, name, len);
    return (int32_t)len;
}

static enum line_change
insert(struct line_edit *e, uint32_t point)
{
    char bytes[KEY_TEXT_MAX];
    const int32_t n = encode(bytes, point);

    if (e->len + n >= OVERLAY_TEXT_MAX || !text_is_utf8(bytes, (size_t)n))
        return LINE_SAME;
    memmove(e->text + e->cursor + n, e->text + e->cursor,
            (size_t)(e->len - e->cursor) + 1);
    memcpy(e->text + e->cursor, bytes, (size_t)n);
    e->len += n;
    e->cursor += n;
    return LINE_CHANGED;
}

void
line_set(struct line_edit *e, const char *text)
{
    *e = (struct line_edit){ 0 };
    while (text && *text) {
        uint32_t point = 0;
        const size_t n = text_utf8(text, strlen(text), &point);

        line_paste(e, n ? point : '?');
        text += n ? n : 1;
    }
}

enum line_change
line_paste(struct line_edit *e, uint32_t key)
{
    if (!key_is_text(key))
        key = KEY_SPACE;
    return insert(e, key);
}

/* Keys that move the cursor; -1: it is none of them. */
static int32_t
move_to(const struct line_edit *e, uint32_t key)
{
    switch (key) {
    case KEY_LEFT:
    case KEY_CTRL('B'):
        return previous_at(e, e->cursor);
    case KEY_RIGHT:
    case KEY_CTRL('F'):
        return next_at(e, e->cursor);
    case KEY_HOME:
    case KEY_CTRL('A'):
        return 0;
    case KEY_END:
    case KEY_CTRL('E'):
        return e->len;
    case KEY_SHIFT_LEFT:
        return word_before(e, e->cursor);
    case KEY_SHIFT_RIGHT:
        return word_behind(e, e->cursor);
    default:
        return -1;
    }
}

static enum line_change
delete_by(struct line_edit *e, uint32_t key)
{
    switch (key) {
    case KEY_BACKSPACE:
    case KEY_CTRL('H'):
        return cut(e, previous_at(e, e->cursor), e->cursor);
    case KEY_DELETE:
    case KEY_CTRL('D'):
        return cut(e, e->cursor, next_at(e, e->cursor));
    case KEY_CTRL('W'):
        return cut(e, word_before(e, e->cursor), e->cursor);
    case KEY_CTRL('U'):
        return cut(e, 0, e->cursor);
    case KEY_CTRL('K'):
        return cut(e, e->cursor, e->len);
    default:
        return LINE_NOT_MINE;
    }
}

enum line_change
line_key(struct line_edit *e, uint32_t key)
{
    const int32_t to = move_to(e, key);

    if (to >= 0) {
        e->cursor = to;
        return LINE_SAME;
    }
    if (key_is_text(key) && key != KEY_BACKSPACE)
        return insert(e, key);
    return delete_by(e, key);
}

void
line_draw(const struct line_edit *e, struct frame *f, struct cell_rect at)
{
    int32_t from = 0;
    int32_t column = 0;
    size_t len = 0;

    if (at.columns < 1 || at.rows < 1)
        return;
    for (int32_t i = 0; i < e->cursor; i += (int32_t)len)
        column += width_at(e->text + i, &len);
    while (column >= at.columns && from < e->cursor) {
        column -= width_at(e->text + from, &len);
        from += (int32_t)len;
    }
    frame_text(f, at, (struct ink){ ROLE_TEXT, 0 }, e->text + from);
    f->cursor_column = at.column + column;
    f->cursor_row = at.row;
}
