/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key does what, as the keymap in force says. */
#include "tui/tui.h"

enum action_id
tui_key_action(const struct tui *t, enum screen_id screen, uint32_t key)
{
    for (int i = 0; i < ACTION_COUNT; i++) {
        const uint32_t *keys = t->keymap.keys[i];

        if (!action_on((enum action_id)i, screen))
            continue;
        for (int j = 0; j < KEYMAP_KEYS_MAX && keys[j]; j++) {
            if (keys[j] == key)
                return (enum action_id)i;
        }
    }
    return ACTION_COUNT;
}

char *
tui_key_text(const struct tui *t, enum action_id id, char *buf)
{
    if (t->keymap.keys[id][0])
        return key_name(buf, t->keymap.keys[id][0]);
    buf[0] = '\0';
    return buf;
}
