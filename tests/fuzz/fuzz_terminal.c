/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: what a terminal sends. Each 0xfe is a pause of 30 ms, each 0xf8 of 2 s. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tui/input.h"
#include "tui/key.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { PAUSE = 0xfe, LONG_PAUSE = 0xf8, PAUSE_MS = 30, LONG_PAUSE_MS = 2000 };

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static void
look(const struct event *e)
{
    if (e->kind == EVENT_PASTE)
        require(key_is_text(e->key));
    else if (e->kind == EVENT_MOUSE)
        require(e->column >= 0 && e->row >= 0);
    else
        require(e->kind == EVENT_KEY && e->key < KEY_LIMIT);
}

/* Everything that can be decoded now; each step takes bytes or ends. */
static void
drain(struct input *in, int64_t now_ms)
{
    enum input_found found = INPUT_NOTHING;
    struct event e = { .kind = EVENT_KEY };
    struct reply_seen r = { .kind = REPLY_OTHER };
    size_t steps = 2 * in->n + 2;

    while ((found = input_next(in, now_ms, &e, &r)) != INPUT_NOTHING) {
        require(steps-- > 0);
        if (found == INPUT_EVENT)
            look(&e);
        else
            in->asked = r.kind != REPLY_DEVICE;
    }
    require((in->n == 0) == (input_wait_ms(in, now_ms) < 0));
    require(in->n < sizeof in->bytes);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char own[] = "\033[5z";
    struct input in = { .asked = size % 2 == 0 };
    int64_t now_ms = 0;

    input_add_key(&in, own, KEY_F5);
    for (size_t i = 0; i < size; i++) {
        const char byte = (char)data[i];

        if (data[i] == PAUSE || data[i] == LONG_PAUSE)
            now_ms += data[i] == PAUSE ? PAUSE_MS : LONG_PAUSE_MS;
        else
            input_feed(&in, &byte, 1, now_ms);
        if (i % 3 == 0 || input_room(&in) == 0)
            drain(&in, now_ms);
    }
    drain(&in, now_ms);
    drain(&in, now_ms + LONG_PAUSE_MS);
    require(in.n == 0);
    return 0;
}
