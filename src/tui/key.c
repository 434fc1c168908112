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
        text_utf8_write(key, buf);
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
