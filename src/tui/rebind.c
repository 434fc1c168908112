/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys given to actions on the screen. */
#include "tui/rebind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/key.h"
#include "tui/tui.h"

/* Settings of the configuration, with local ones behind them: the last one counts. */
struct rebinding {
    struct key_setting *all;
    int32_t n, cap;
};

static void
add_local(void *ctx, const char *of, const char *value)
{
    struct rebinding *r = ctx;

    if (r->n < r->cap && action_find(of) != ACTION_COUNT)
        r->all[r->n++] = (struct key_setting){ of, value, "set on the screen" };
}

/* All settings, with room for one more. VA_NOMEM. */
static enum va_code
gather(const struct tui *t, struct rebinding *r, struct va_err *err)
{
    const int32_t n = t->start->n_keys;

    *r = (struct rebinding){ .cap = n + ACTION_COUNT + 1 };
    r->all = calloc((size_t)r->cap, sizeof *r->all);
    if (!r->all)
        return va_fail(err, VA_NOMEM, "out of memory");
    for (int32_t i = 0; i < n; i++)
        r->all[r->n++] = t->start->keys[i];
    local_each(t->locals, LOCAL_KEYS, add_local, r);
    return VA_OK;
}

void
rebind_refresh(struct tui *t)
{
    struct rebinding r;
    struct va_err err = { 0 };

    if (gather(t, &r, &err))
        return;
    if (keymap_init(&t->keymap, r.all, r.n, &err)) {
        tui_toast(t, ROLE_WARN, "keys set on the screen are left out: %s", err.text);
        keymap_init(&t->keymap, t->start->keys, t->start->n_keys, &err);
    }
    free(r.all);
}

enum va_code
rebind_set(struct tui *t, enum action_id id, uint32_t key, struct va_err *err)
{
    const char *name = action_get(id)->name;
    struct keymap made;
    struct rebinding r;
    char text[KEY_TEXT_MAX];
    enum va_code code = gather(t, &r, err);

    if (code)
        return code;
    if (r.n < r.cap)
        r.all[r.n++] = (struct key_setting){ name, key_name(text, key), name };
    code = keymap_init(&made, r.all, r.n, err);
    if (!code)
        code = tui_set(t, LOCAL_KEYS, name, text, err);
    if (!code)
        t->keymap = made;
    free(r.all);
    return code;
}
