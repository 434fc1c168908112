/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys in force: those of the table, with those of the configuration over them. */
#include <string.h>

#include "base/text.h"
#include "tui/key.h"
#include "tui/tui.h"

static enum action_id
action_of(const struct key_setting *s, struct va_err *err)
{
    const char *names[ACTION_COUNT];
    const char *near = NULL;
    const enum action_id id = action_find(s->action);

    if (id < ACTION_COUNT)
        return id;
    for (int i = 0; i < ACTION_COUNT; i++)
        names[i] = action_get((enum action_id)i)->name;
    near = text_closest(s->action, names, ACTION_COUNT);
    va_fail(err, VA_USAGE, "%s: there is no action '%s'", s->origin, s->action);
    if (near)
        va_hint(err, "Did you mean '%s'?", near);
    return ACTION_COUNT;
}

static bool
has_key(const uint32_t *keys, uint32_t key)
{
    for (int i = 0; i < KEYMAP_KEYS_MAX && keys[i]; i++) {
        if (keys[i] == key)
            return true;
    }
    return false;
}

/* The list of keys of one setting. */
static enum va_code
parse_keys(const struct key_setting *s, uint32_t *keys, struct va_err *err)
{
    const char *text = s->keys;
    int n = 0;

    for (;;) {
        uint32_t key = 0;
        size_t len = 0;

        text += strspn(text, " \t");
        len = strcspn(text, " \t");
        if (len == 0)
            return VA_OK;
        if (!key_parse(text, len, &key) || !key) {
            va_fail(err, VA_USAGE, "%s: there is no key '%.*s'", s->origin, (int)len,
                    text);
            va_hint(err, "Keys: b, B, ^B, Enter, Space, F2, S-Left, PgUp, ...");
            return VA_USAGE;
        }
        text += len;
        if (has_key(keys, key))
            continue;
        if (n == KEYMAP_KEYS_MAX)
            return va_fail(err, VA_USAGE, "%s: %s has more than %d keys", s->origin,
                           s->action, KEYMAP_KEYS_MAX);
        keys[n++] = key;
    }
}

static enum va_code
apply(struct keymap *k, const struct key_setting *s, struct va_err *err)
{
    uint32_t keys[KEYMAP_KEYS_MAX] = { 0 };
    const enum action_id id = action_of(s, err);

    if (id == ACTION_COUNT)
        return VA_USAGE;
    if (parse_keys(s, keys, err))
        return VA_USAGE;
    if (keys[0] && action_get(id)->class == CLASS_SPEND)
        return va_fail(err, VA_USAGE, "%s: %s costs money, so it has no key", s->origin,
                       s->action);
    memcpy(k->keys[id], keys, sizeof keys);
    return VA_OK;
}

/* The setting that an action has its keys from, the last one; NULL: it has those of the
 * table. */
static const struct key_setting *
setting_of(enum action_id id, const struct key_setting *settings, int32_t n)
{
    for (int32_t i = n - 1; i >= 0; i--) {
        if (action_find(settings[i].action) == id)
            return &settings[i];
    }
    return NULL;
}

/* A key that two actions share where both work; 0: none. */
static uint32_t
shared_key(const struct keymap *k, enum action_id a, enum action_id b)
{
    if (!(action_get(a)->screens & action_get(b)->screens))
        return 0;
    for (int i = 0; i < KEYMAP_KEYS_MAX && k->keys[a][i]; i++) {
        if (has_key(k->keys[b], k->keys[a][i]))
            return k->keys[a][i];
    }
    return 0;
}

/* Two actions with one key on one screen: the one that was set is told to be at fault. */
static enum va_code
check_clash(const struct keymap *k, enum action_id a, enum action_id b,
            const struct key_setting *at, struct va_err *err)
{
    const uint32_t key = shared_key(k, a, b);
    char text[KEY_TEXT_MAX];

    if (!key)
        return VA_OK;
    va_fail(err, VA_USAGE, "%s%s%s is a key of %s and of %s", at ? at->origin : "",
            at ? ": " : "", key_name(text, key), action_get(a)->name,
            action_get(b)->name);
    va_hint(err, "Give one of them another key, or none.");
    return VA_USAGE;
}

static enum va_code
check_clashes(const struct keymap *k, const struct key_setting *settings, int32_t n,
              struct va_err *err)
{
    for (int a = 0; a < ACTION_COUNT; a++) {
        for (int b = a + 1; b < ACTION_COUNT; b++) {
            const enum action_id one = (enum action_id)a;
            const enum action_id other = (enum action_id)b;
            const struct key_setting *at = NULL;

            if (!shared_key(k, one, other))
                continue;
            at = setting_of(one, settings, n);
            if (!at)
                at = setting_of(other, settings, n);
            return check_clash(k, one, other, at, err);
        }
    }
    return VA_OK;
}

/* Whoever came in must be able to leave, and to see which keys there are. */
static enum va_code
check_way_out(const struct keymap *k, struct va_err *err)
{
    if (!k->keys[ACTION_QUIT][0] && !k->keys[ACTION_CANCEL][0])
        return va_fail(err, VA_USAGE, "neither quit nor cancel has a key");
    if (!k->keys[ACTION_HELP][0] && !k->keys[ACTION_PALETTE][0])
        return va_fail(err, VA_USAGE, "neither help nor palette has a key");
    return VA_OK;
}

enum va_code
keymap_init(struct keymap *k, const struct key_setting *settings, int32_t n,
            struct va_err *err)
{
    struct keymap made = { { { 0 } } };
    enum va_code code = VA_OK;

    for (int i = 0; i < ACTION_COUNT; i++) {
        uint32_t *keys = made.keys[i];

        for (int j = 0; j < KEYMAP_KEYS_MAX; j++) {
            if (!action_key(action_get((enum action_id)i)->keys, j, &keys[j]))
                break;
        }
    }
    for (int32_t i = 0; i < n && !code; i++)
        code = apply(&made, &settings[i], err);
    if (!code)
        code = check_clashes(&made, settings, n, err);
    if (!code)
        code = check_way_out(&made, err);
    if (!code)
        *k = made;
    return code;
}
