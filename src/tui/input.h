/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes from a terminal as keys, the mouse, pasted text and answers. It knows no
 * terminal: bytes go in, events come out, and the clock is told.
 */
#ifndef VA_TUI_INPUT_H
#define VA_TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/event.h"
#include "tui/reply.h"

enum {
    INPUT_BYTES_MAX = 4096,
    INPUT_KEY_MAX = 16,
    INPUT_KEYS_MAX = 48,
    /* An Esc that stays alone so long is a key. */
    INPUT_ESCAPE_MS = 25,
    /* The rest of a sequence or of a character comes within this, or never. */
    INPUT_REST_MS = 100
};

/* What this terminal sends for a key. */
struct input_key {
    char bytes[INPUT_KEY_MAX];
    uint32_t key; /* tui/key.h */
};

struct input {
    char bytes[INPUT_BYTES_MAX]; /* not yet looked at */
    size_t n;
    int64_t came_ms; /* when the last bytes came */
    struct input_key keys[INPUT_KEYS_MAX];
    int32_t n_keys;
    bool asked;   /* answers are expected: CSI R is one, and no key */
    bool pasting; /* between the marks of a paste */
    bool blank;   /* white space of a paste that is held back: none at its end */
    bool stale;   /* a paste that fell silent */
};

/* What was found. */
enum input_found {
    INPUT_NOTHING, /* nothing, or nothing whole yet */
    INPUT_EVENT,
    INPUT_REPLY
};

/* Terminals' own sequences for keys come before the usual ones; those that do not begin
 * with ESC are left out. */
void input_add_key(struct input *in, const char *bytes, uint32_t key);

/* So many bytes can be taken in. */
size_t input_room(const struct input *in);

/* Take n bytes in, at most input_room, that came at a time of a clock that only goes
 * forward. */
void input_feed(struct input *in, const char *bytes, size_t n, int64_t now_ms);

/*
 * The next thing in the bytes. Of pasted text only what can be typed comes out: an end of
 * line or a tab within it is a blank, and control characters are left out.
 */
enum input_found input_next(struct input *in, int64_t now_ms, struct event *event,
                            struct reply_seen *reply);

/* How long until what is incomplete is judged as it is, ms; -1: nothing is incomplete. */
int input_wait_ms(const struct input *in, int64_t now_ms);

#endif
