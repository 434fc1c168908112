/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys as numbers and as names. */
#include "tui/key.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

struct named_key {
    uint32_t key;
    const char *text;
};

static const struct named_key named[] = { { KEY_TAB, "Tab" },
                                          { KEY_ENTER, "Enter" },
                                          { KEY_ESCAPE, "Esc" },
                                          { KEY_SPACE, "Space" },
                                          { KEY_BACKSPACE, "Backspace" },
#define X(name, text) { KEY_##name, text },
                                          KEY_NAMES(X)
#undef X
};

enum { N_NAMED = sizeof named / sizeof named[0], CONTROLS = 32 };

/* UTF-8 of a code point; out holds KEY_TEXT_MAX bytes. */
static void
write_point(char *out, uint32_t point)
{
    static const unsigned lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    const int n = 1 + (point >= 0x80) + (point >= 0x800) + (point >= 0x10000);

    out[0] = (char)(n == 1 ? point : (lead[n] | point >> 6 * (n - 1)));
    for (int i = 1; i < n; i++)
        out[i] = (char)(0x80 | (point >> 6 * (n - 1 - i) & 0x3f));
    out[n] = '\0';
}

char *
key_name(char *buf, uint32_t key)
{
    for (size_t i = 0; i < N_NAMED; i++) {
        if (named[i].key == key) {
            snprintf(buf, KEY_TEXT_MAX, "%s", named[i].text);
            return buf;
        }
    }
    if (key < CONTROLS)
        snprintf(buf, KEY_TEXT_MAX, "^%c", (char)(key + '@'));
    else if (key < KEY_NAMED)
        write_point(buf, key);
    else
        snprintf(buf, KEY_TEXT_MAX, "?");
    return buf;
}

bool
key_parse(const char *text, size_t len, uint32_t *out)
{
    uint32_t point = 0;

    for (size_t i = 0; i < N_NAMED; i++) {
        if (strlen(named[i].text) == len && !memcmp(named[i].text, text, len)) {
            *out = named[i].key;
            return true;
        }
    }
    if (len == 2 && text[0] == '^' && text[1] >= '@' && text[1] <= '_') {
        *out = (uint32_t)(text[1] - '@');
        return true;
    }
    if (len == 0 || text_utf8(text, len, &point) != len || !key_is_text(point))
        return false;
    *out = point;
    return true;
}

bool
key_is_text(uint32_t key)
{
    return key >= KEY_SPACE && key < KEY_NAMED && !text_is_control(key);
}
