/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices as local settings, made true in the session. */
#include "tui/price_local.h"

#include <stdio.h>
#include <string.h>

#include "app/what_if.h"
#include "tui/tui.h"

enum {
    CHANGES_MAX = 256,
    OPTION_MAX = LOCAL_OF_MAX + LOCAL_TEXT_MAX + 2,
    OF_MAX = 3 * (TEXT_NAME_MAX + 1) + PRICE_KEY_MAX
};

/* The local settings as they are now. Borrowed. */
struct wishes {
    const char *of[CHANGES_MAX], *value[CHANGES_MAX];
    bool done[CHANGES_MAX];
    int32_t n;
};

static void
take_wish(void *ctx, const char *of, const char *value)
{
    struct wishes *w = ctx;

    if (w->n < CHANGES_MAX) {
        w->of[w->n] = of;
        w->value[w->n++] = value;
    }
}

/* The name of a change as a local setting. */
static void
write_of(char *out, const char *name, const struct price_edit *e)
{
    snprintf(out, OF_MAX, "%s/%s/%s/%s", name, e->table, e->region, e->cell.key);
}

/* Is what the session has just what is wished? */
static bool
is_so(const struct prices *p, const struct wishes *w)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;
    int32_t n = 0;

    for (; (e = prices_edit(p, n, &name)) != NULL; n++) {
        char of[OF_MAX];
        bool found = false;

        write_of(of, name, e);
        for (int32_t i = 0; i < w->n && !found; i++)
            found = !strcmp(of, w->of[i]) && !strcmp(e->cell.value, w->value[i]);
        if (!found)
            return false;
    }
    return n == w->n;
}

/*
 * Make the wishes come true. One may need another before it, as where a tier begins: they
 * are tried again for as long as one more succeeds. Returns how many are left.
 */
static int32_t
make_so(struct tui *t, struct prices *p, struct wishes *w, struct va_err *err)
{
    int32_t left = w->n;
    int32_t before = left + 1;

    prices_unset_all(p);
    while (left > 0 && left < before) {
        before = left;
        for (int32_t i = 0; i < w->n; i++) {
            char text[OPTION_MAX];

            if (w->done[i])
                continue;
            snprintf(text, sizeof text, "%s=%s", w->of[i], w->value[i]);
            w->done[i] = !what_if_set(t->session, &t->subject.question, text, err);
            left -= w->done[i];
        }
    }
    return left;
}

/* Is there a change of that name in the session? */
static bool
has_edit(const struct prices *p, const char *of)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;
    bool found = false;

    for (int32_t i = 0; !found && (e = prices_edit(p, i, &name)) != NULL; i++) {
        char text[OF_MAX];

        write_of(text, name, e);
        found = !strcmp(text, of);
    }
    return found;
}

/* Forget those that did not come true, and those that are what is saved by now. */
static void
drop(struct tui *t, const struct prices *p, const struct wishes *w, bool failed)
{
    char names[CHANGES_MAX][LOCAL_OF_MAX + 1];
    int32_t n = 0;

    for (int32_t i = 0; i < w->n; i++) {
        if (!has_edit(p, w->of[i]))
            snprintf(names[n++], sizeof names[0], "%s", w->of[i]);
    }
    local_begin(t->locals, "prices left out", false);
    for (int32_t i = 0; i < n; i++)
        (void)local_set(t->locals, LOCAL_PRICE, names[i], NULL, NULL);
    if (!failed)
        tui_toast(t, ROLE_TEXT,
                  "these prices are saved by now; a file that was kept stays");
}

void
price_local_follow(struct tui *t)
{
    struct wishes w = { .n = 0 };
    struct prices *p = NULL;
    struct va_err err = { 0 };
    bool failed = false;

    if (session_prices(t->session, &p, &err))
        return;
    local_each(t->locals, LOCAL_PRICE, take_wish, &w);
    if (!is_so(p, &w)) {
        failed = make_so(t, p, &w, &err) > 0;
        if (!is_so(p, &w))
            drop(t, p, &w, failed);
        if (failed)
            tui_toast(t, ROLE_WARN, "changed price left out: %s", err.text);
    }
    snprintf(t->banner, sizeof t->banner, "%s", prices_edits(p) > 0 ? "WHAT-IF" : "");
}

void
price_local_adopt(struct tui *t)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;
    struct prices *p = NULL;

    if (session_prices(t->session, &p, NULL))
        return;
    local_begin(t->locals, "prices of --set", false);
    for (int32_t i = 0; (e = prices_edit(p, i, &name)) != NULL; i++) {
        char of[OF_MAX];

        write_of(of, name, e);
        (void)local_set(t->locals, LOCAL_PRICE, of, e->cell.value, NULL);
    }
}

/* The change of a cell in the session; NULL: it is as saved. */
static const struct price_edit *
find_edit(const struct prices *p, const struct price_place *at, const char *key)
{
    const struct price_edit *e = NULL;
    const char *name = NULL;

    for (int32_t i = 0; (e = prices_edit(p, i, &name)) != NULL; i++) {
        if (!strcmp(name, at->name) && !strcmp(e->table, at->table) &&
            !strcmp(e->region, at->region) && !strcmp(e->cell.key, key))
            return e;
    }
    return NULL;
}

enum va_code
price_local_set(struct tui *t, const struct price_place *at, const char *key,
                const char *text, struct va_err *err)
{
    char value[PRICE_CELL_TEXT_MAX] = "";
    char of[OF_MAX];
    struct price_place to = *at;
    struct prices *p = NULL;
    const struct price_edit *e = NULL;
    int32_t n = 0;
    enum va_code code = session_prices(t->session, &p, err);

    if (code)
        return code;
    /* One cell has one name, whichever of the regions that share it was meant. */
    to.region = prices_group(p, at, prices_group_of(p, at), &n);
    code = text ? prices_set(p, &to, key, text, err) : prices_unset(p, &to, key, err);
    if (code)
        return code;
    to.region = prices_group(p, at, prices_group_of(p, at), &n); /* it was borrowed */
    if (!to.region)
        return va_fail(err, VA_DATA, "%s has no such region", at->name);
    snprintf(of, sizeof of, "%s/%s/%s/%s", to.name, to.table, to.region, key);
    e = find_edit(p, &to, key);
    if (e)
        snprintf(value, sizeof value, "%s", e->cell.value);
    code = tui_set(t, LOCAL_PRICE, of, e ? value : NULL, err);
    if (code)
        price_local_follow(t);
    return code;
}

void
price_local_kept(struct tui *t)
{
    struct wishes w = { .n = 0 };
    char names[CHANGES_MAX][LOCAL_OF_MAX + 1];

    local_each(t->locals, LOCAL_PRICE, take_wish, &w);
    for (int32_t i = 0; i < w.n; i++)
        snprintf(names[i], sizeof names[0], "%s", w.of[i]);
    local_begin(t->locals, "prices kept", false);
    for (int32_t i = 0; i < w.n; i++)
        (void)local_set(t->locals, LOCAL_PRICE, names[i], NULL, NULL);
    tui_changed(t);
}
