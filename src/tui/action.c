/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of actions. */
#include "tui/action.h"

#include <string.h>

#include "tui/key.h"

/* clang-format off */
static const struct action actions[] = {
#define X(id, name, keys, screens, class, argument, run, line, label, help)              \
    [ACTION_##id] = { name, keys, screens, CLASS_##class, argument, run, line, label,    \
                      help },
    ACTIONS(X)
#undef X
};
/* clang-format on */

const struct action *
action_get(enum action_id id)
{
    return &actions[id];
}

enum action_id
action_find(const char *name)
{
    for (int i = 0; i < ACTION_COUNT; i++) {
        if (!strcmp(actions[i].name, name))
            return (enum action_id)i;
    }
    return ACTION_COUNT;
}

bool
action_on(enum action_id id, enum screen_id screen)
{
    return (actions[id].screens >> screen & 1) != 0;
}

bool
action_key(const char *keys, int i, uint32_t *out)
{
    for (;;) {
        uint32_t key = 0;
        size_t len = 0;

        keys += strspn(keys, " ");
        len = strcspn(keys, " ");
        if (len == 0 || !key_parse(keys, len, &key))
            return false;
        if (i-- == 0) {
            *out = key;
            return true;
        }
        keys += len;
    }
}

enum screen_id
action_screen(enum action_id id)
{
    /* clang-format off */
    static const enum action_id go[] = {
#define X(id, key, title, small, word) [SCREEN_##id] = ACTION_##id,
        SCREENS(X)
#undef X
    };
    /* clang-format on */

    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (go[i] == id)
            return (enum screen_id)i;
    }
    return SCREEN_COUNT;
}
