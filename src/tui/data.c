/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes by others. A large import writes thousands of times before it commits once:
 * after a look at the database the watch rests for a moment, and whether anything was
 * committed is asked of the database itself.
 */
#include "tui/data.h"

#include <stdlib.h>

#include "io/watch_file.h"
#include "tui/tui.h"

enum { REST_MS = 100 };

struct data {
    struct watch_file *watch;
    int64_t version; /* of the database, as others count it */
    bool resting;
};

/* Did others commit since the last look? */
static bool
has_moved(struct tui *t, struct data *d)
{
    struct store *store = NULL;
    int64_t version = 0;

    if (session_store(t->session, false, &store, NULL) || !store)
        return true; /* what is there now is shown, or why it cannot be read */
    if (store_data_version(store, &version, NULL) || version == d->version)
        return false;
    d->version = version;
    return true;
}

static void
look(struct tui *t, void *ctx)
{
    struct data *d = ctx;

    if (!watch_file_read(d->watch))
        return;
    if (has_moved(t, d)) {
        t->moved = true;
        t->stale |= !t->frozen;
    }
    tui_unwatch(t, watch_file_fd(d->watch));
    d->resting = true;
    tui_wake(t, TIMER_DATA, REST_MS);
}

void
data_open(struct tui *t)
{
    struct data *d = calloc(1, sizeof *d);
    struct store *store = NULL;
    struct va_err err = { 0 };

    if (!d)
        return;
    t->data = d;
    /* Reading makes files beside the database: that is not to be news. */
    if (!session_store(t->session, false, &store, NULL) && store)
        (void)store_data_version(store, &d->version, NULL);
    if (watch_file_open(session_options_get(t->session)->db_path, &d->watch, &err) ||
        !d->watch || tui_watch(t, watch_file_fd(d->watch), look, d))
        data_close(t);
}

void
data_close(struct tui *t)
{
    struct data *d = t->data;

    if (!d)
        return;
    if (d->watch)
        tui_unwatch(t, watch_file_fd(d->watch));
    watch_file_close(d->watch);
    free(d);
    t->data = NULL;
}

void
data_refresh(struct tui *t)
{
    struct data *d = t->data;

    if (!d || !d->resting || t->wake_ms[TIMER_DATA] != 0)
        return;
    d->resting = false;
    if (tui_watch(t, watch_file_fd(d->watch), look, d))
        data_close(t); /* F5 is left */
    else
        look(t, d);
}
