/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding what a terminal sends. */
#include "tui/input.h"

#include <string.h>

#include "base/text.h"
#include "tui/key.h"

enum {
    ESC = 27,
    BELL = 7,
    BYTE_BACKSPACE = 8,
    STALE_MS = 1000, /* a paste that was silent for so long can be left with ^C */
    STRING_MAX = 256,
    MODIFIER_SHIFT = 1
};

/* What a step of decoding made of the bytes. */
enum step {
    STEP_NONE, /* swallowed, without a meaning */
    STEP_EVENT,
    STEP_REPLY,
    STEP_MORE /* more bytes are needed */
};

struct result {
    enum step step;
    size_t used; /* bytes */
};

struct sink {
    struct event *event;
    struct reply_seen *reply;
};

void
input_add_key(struct input *in, const char *bytes, uint32_t key)
{
    const size_t len = bytes ? strlen(bytes) : 0;

    if (len < 2 || len >= INPUT_KEY_MAX || bytes[0] != ESC ||
        in->n_keys == INPUT_KEYS_MAX)
        return;
    memcpy(in->keys[in->n_keys].bytes, bytes, len + 1);
    in->keys[in->n_keys++].key = key;
}

size_t
input_room(const struct input *in)
{
    return sizeof in->bytes - in->n;
}

void
input_feed(struct input *in, const char *bytes, size_t n, int64_t now_ms)
{
    in->stale = in->pasting && in->n == 0 && now_ms - in->came_ms >= STALE_MS;
    memcpy(in->bytes + in->n, bytes, n);
    in->n += n;
    in->came_ms = now_ms;
}

static struct result
key_found(const struct sink *to, uint32_t key, size_t used)
{
    *to->event = (struct event){ .kind = EVENT_KEY, .key = key };
    return (struct result){ STEP_EVENT, used };
}

/* --- control sequences --- */

struct final_key {
    char final;
    uint32_t key, shifted;
};

static const struct final_key finals[] = {
    { 'A', KEY_UP, KEY_SHIFT_UP },
    { 'B', KEY_DOWN, KEY_SHIFT_DOWN },
    { 'C', KEY_RIGHT, KEY_SHIFT_RIGHT },
    { 'D', KEY_LEFT, KEY_SHIFT_LEFT },
    { 'a', KEY_SHIFT_UP, KEY_SHIFT_UP }, /* rxvt */
    { 'b', KEY_SHIFT_DOWN, KEY_SHIFT_DOWN },
    { 'c', KEY_SHIFT_RIGHT, KEY_SHIFT_RIGHT },
    { 'd', KEY_SHIFT_LEFT, KEY_SHIFT_LEFT },
    { 'H', KEY_HOME, KEY_HOME },
    { 'F', KEY_END, KEY_END },
    { 'M', KEY_ENTER, KEY_ENTER }, /* of the keypad */
    { 'P', KEY_F1, KEY_F1 },
    { 'Q', KEY_F2, KEY_F2 },
    { 'R', KEY_F3, KEY_F3 },
    { 'S', KEY_F4, KEY_F4 },
    { 'Z', KEY_BACK_TAB, KEY_BACK_TAB },
};

/* CSI number ~ */
static const struct {
    int32_t number;
    uint32_t key;
} numbers[] = {
    { 1, KEY_HOME }, { 2, KEY_INSERT },  { 3, KEY_DELETE },    { 4, KEY_END },
    { 7, KEY_HOME }, { 5, KEY_PAGE_UP }, { 6, KEY_PAGE_DOWN }, { 8, KEY_END },
    { 11, KEY_F1 },  { 12, KEY_F2 },     { 13, KEY_F3 },       { 14, KEY_F4 },
    { 15, KEY_F5 },  { 17, KEY_F6 },     { 18, KEY_F7 },       { 19, KEY_F8 },
    { 20, KEY_F9 },  { 21, KEY_F10 },    { 23, KEY_F11 },      { 24, KEY_F12 },
};

enum { PASTE_START = 200 };
#define PASTE_MARK "\033[201~" /* its end */

/* CSI < buttons ; column ; row, then M when pressed and m when released. */
static struct result
read_mouse(const struct csi *c, size_t used, const struct sink *to)
{
    enum { BUTTON = 3, MOTION = 32, WHEEL = 64, OTHERS = 128, DOWN = 1 };
    const int32_t buttons = c->parameters[0];
    const int32_t button = buttons & BUTTON;
    struct event e = { .kind = EVENT_MOUSE };

    if (c->n != 3 || c->parameters[1] < 1 || c->parameters[2] < 1 || buttons & OTHERS)
        return (struct result){ STEP_NONE, used };
    e.column = c->parameters[1] - 1;
    e.row = c->parameters[2] - 1;
    if (buttons & WHEEL) {
        if (button > DOWN || c->final != 'M')
            return (struct result){ STEP_NONE, used };
        e.mouse = button == DOWN ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
    } else if (button != 0) {
        return (struct result){ STEP_NONE, used };
    } else if (c->final == 'm') {
        e.mouse = MOUSE_RELEASE;
    } else {
        e.mouse = buttons & MOTION ? MOUSE_DRAG : MOUSE_PRESS;
    }
    *to->event = e;
    return (struct result){ STEP_EVENT, used };
}

static struct result
read_tilde(struct input *in, const struct csi *c, size_t used, const struct sink *to)
{
    if (c->parameters[0] == PASTE_START) {
        in->pasting = true;
        in->blank = false;
        return (struct result){ STEP_NONE, used };
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].number == c->parameters[0])
            return key_found(to, numbers[i].key, used);
    return (struct result){ STEP_NONE, used };
}

static struct result
read_letter(const struct csi *c, size_t used, const struct sink *to)
{
    const bool shifted = c->n > 1 && (c->parameters[1] - 1) & MODIFIER_SHIFT;

    for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
        if (finals[i].final == c->final)
            return key_found(to, shifted ? finals[i].shifted : finals[i].key, used);
    return (struct result){ STEP_NONE, used };
}

static bool
is_answer(const struct input *in, const struct csi *c, struct reply_seen *out)
{
    reply_from_csi(c, out);
    return out->kind != REPLY_OTHER && (in->asked || out->kind != REPLY_CURSOR);
}

static struct result
read_csi(struct input *in, const struct csi *c, size_t used, const struct sink *to)
{
    if (c->private == '<' && (c->final == 'M' || c->final == 'm'))
        return read_mouse(c, used, to);
    if (is_answer(in, c, to->reply))
        return (struct result){ STEP_REPLY, used };
    if (c->private || c->intermediate)
        return (struct result){ STEP_NONE, used };
    if (c->final == '~' || c->final == '^')
        return read_tilde(in, c, used, to);
    return read_letter(c, used, to);
}

/* ESC [ [ letter, from a Linux console. */
static struct result
scan_console(const struct input *in, const struct sink *to)
{
    if (in->n == 3)
        return (struct result){ STEP_MORE, 0 };
    if (in->bytes[3] >= 'A' && in->bytes[3] <= 'E')
        return key_found(to, KEY_F1 + (uint32_t)(in->bytes[3] - 'A'), 4);
    return (struct result){ STEP_NONE, 4 };
}

/* ESC [ and what follows. */
static struct result
scan_csi(struct input *in, const struct sink *to)
{
    struct csi c;

    if (in->n > 2 && in->bytes[2] == '[')
        return scan_console(in, to);
    for (size_t i = 2; i < in->n; i++) {
        const char byte = in->bytes[i];

        if (byte >= '@' && byte <= '~')
            return csi_parse(in->bytes, i + 1, &c) ? read_csi(in, &c, i + 1, to)
                                                   : (struct result){ STEP_NONE, i + 1 };
        /* Not one of its bytes, or far too many: what follows is no part of it. */
        if (byte < ' ' || byte > '?' || i == STRING_MAX)
            return (struct result){ STEP_NONE, i };
    }
    return (struct result){ STEP_MORE, 0 };
}

/* ESC O letter, as keypads send it. */
static struct result
scan_ss3(const struct input *in, const struct sink *to)
{
    if (in->n < 3)
        return (struct result){ STEP_MORE, 0 };
    for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
        if (finals[i].final == in->bytes[2] && in->bytes[2] < 'a')
            return key_found(to, finals[i].key, 3);
    return key_found(to, KEY_ESCAPE, 1); /* Esc and O, both typed */
}

/* Bytes of the end of a string at a place: BEL or ESC \; 0: it does not end there. */
static size_t
string_end(const struct input *in, size_t i)
{
    if (in->bytes[i] == BELL)
        return 1;
    return in->bytes[i] == ESC && i + 1 < in->n && in->bytes[i + 1] == '\\' ? 2 : 0;
}

/* ESC ] and a text. */
static struct result
scan_osc(const struct input *in, const struct sink *to)
{
    if (in->n > 2 && (in->bytes[2] < '0' || in->bytes[2] > '9'))
        return key_found(to, KEY_ESCAPE, 1); /* Esc and ], both typed */
    for (size_t i = 2; i < in->n; i++) {
        const size_t end = string_end(in, i);

        if (end > 0) {
            reply_from_osc(in->bytes + 2, i - 2, to->reply);
            return (struct result){ STEP_REPLY, i + end };
        }
        if (i == STRING_MAX || (in->bytes[i] == ESC && i + 1 < in->n))
            return (struct result){ STEP_NONE, i };
    }
    return (struct result){ STEP_MORE, 0 };
}

/* The terminal's own keys; false: none of them. */
static bool
scan_keys(const struct input *in, const struct sink *to, struct result *out)
{
    for (int32_t i = 0; i < in->n_keys; i++) {
        const char *bytes = in->keys[i].bytes;
        const size_t len = strlen(bytes);

        if (in->n >= len && !memcmp(in->bytes, bytes, len)) {
            *out = key_found(to, in->keys[i].key, len);
            return true;
        }
    }
    return false;
}

static struct result
scan_escape(struct input *in, const struct sink *to)
{
    struct result r = { STEP_MORE, 0 };

    if (in->n == 1 || scan_keys(in, to, &r))
        return r;
    switch (in->bytes[1]) {
    case '[':
        return scan_csi(in, to);
    case 'O':
        return scan_ss3(in, to);
    case ']':
        return scan_osc(in, to);
    default:
        return key_found(to, KEY_ESCAPE, 1);
    }
}

/* --- characters --- */

/* A whole character; STEP_MORE when its rest may still come. */
static struct result
scan_point(const struct input *in, uint32_t *out)
{
    const unsigned char first = (unsigned char)in->bytes[0];
    const size_t wanted = first < 0xc2   ? 1
                          : first < 0xe0 ? 2
                          : first < 0xf0 ? 3
                          : first < 0xf5 ? 4
                                         : 1;
    size_t used = 0;

    if (first == 0) {
        *out = 0;
        return (struct result){ STEP_EVENT, 1 };
    }
    used = text_utf8(in->bytes, in->n, out);
    if (used > 0)
        return (struct result){ STEP_EVENT, used };
    if (in->n < wanted)
        return (struct result){ STEP_MORE, 0 };
    return (struct result){ STEP_NONE, 1 };
}

static struct result
scan_character(const struct input *in, const struct sink *to)
{
    uint32_t point = 0;
    const struct result r = scan_point(in, &point);

    if (r.step != STEP_EVENT)
        return r;
    return key_found(to, point == BYTE_BACKSPACE ? KEY_BACKSPACE : point, r.used);
}

/* Is this the mark that ends a paste? 1: yes; 0: no; -1: it may become it. */
static int
is_paste_end(const struct input *in)
{
    const size_t len = strlen(PASTE_MARK);

    if (memcmp(in->bytes, PASTE_MARK, in->n < len ? in->n : len) != 0)
        return 0;
    return in->n < len ? -1 : 1;
}

/* A character of a paste; white space before it comes first, as one blank. */
static struct result
scan_pasted(struct input *in, const struct sink *to)
{
    uint32_t point = 0;
    struct result r = scan_point(in, &point);

    if (r.step == STEP_EVENT && !key_is_text(point))
        r.step = STEP_NONE;
    if (r.step != STEP_EVENT)
        return r;
    *to->event = (struct event){ .kind = EVENT_PASTE, .key = point };
    if (in->blank) {
        to->event->key = KEY_SPACE;
        r.used = 0; /* the character itself is next */
    }
    in->blank = false;
    return r;
}

static struct result
scan_paste(struct input *in, const struct sink *to)
{
    const char byte = in->bytes[0];
    const int end = is_paste_end(in);

    if (end < 0)
        return (struct result){ STEP_MORE, 0 };
    if (end > 0) {
        in->pasting = false;
        return (struct result){ STEP_NONE, strlen(PASTE_MARK) };
    }
    if (in->stale && byte == KEY_CTRL('c')) {
        in->pasting = false;
        return (struct result){ STEP_NONE, 1 };
    }
    if (byte == '\r' || byte == '\n' || byte == '\t') {
        in->blank = true;
        return (struct result){ STEP_NONE, 1 };
    }
    return scan_pasted(in, to);
}

/* --- all of it --- */

static void
take(struct input *in, size_t used)
{
    in->n -= used;
    memmove(in->bytes, in->bytes + used, in->n);
}

/* Bytes wait for others that do not come. */
static struct result
give_up(const struct input *in, const struct sink *to)
{
    if (in->bytes[0] == ESC && in->n <= 2 && !in->pasting)
        return key_found(to, KEY_ESCAPE, 1);
    return (struct result){ STEP_NONE, in->bytes[0] == ESC && !in->pasting ? in->n : 1 };
}

static int
patience_ms(const struct input *in)
{
    return in->n == 1 && in->bytes[0] == ESC && !in->pasting ? INPUT_ESCAPE_MS
                                                             : INPUT_REST_MS;
}

enum input_found
input_next(struct input *in, int64_t now_ms, struct event *event,
           struct reply_seen *reply)
{
    const struct sink to = { event, reply };

    while (in->n > 0) {
        struct result r = in->pasting           ? scan_paste(in, &to)
                          : in->bytes[0] == ESC ? scan_escape(in, &to)
                                                : scan_character(in, &to);

        if (r.step == STEP_MORE && in->n < sizeof in->bytes &&
            now_ms - in->came_ms < patience_ms(in))
            return INPUT_NOTHING;
        if (r.step == STEP_MORE)
            r = give_up(in, &to);
        take(in, r.used);
        if (r.step == STEP_EVENT)
            return INPUT_EVENT;
        if (r.step == STEP_REPLY)
            return INPUT_REPLY;
    }
    return INPUT_NOTHING;
}

int
input_wait_ms(const struct input *in, int64_t now_ms)
{
    const int64_t left = in->came_ms + patience_ms(in) - now_ms;

    if (in->n == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}
