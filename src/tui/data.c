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
    bool there;      /* the database is there and can be read */
    int64_t version; /* of it; 0 without one */
    bool resting;
};

/* What others have committed, as the database counts it. False: there is none that can be
 * read. */
static bool
read_version(struct tui *t, int64_t *out)
{
    struct store *store = NULL;

    return !session_store(t->session, false, &store, NULL) && store &&
           !store_data_version(store, out, NULL);
}

/* Did others commit since the last look, or did the database come or go? Whatever else
 * happens in a folder where it may come to be is no news. */
static bool
has_moved(struct tui *t, struct data *d)
{
    int64_t version = 0;
    const bool there = read_version(t, &version);
    const bool moved = there != d->there || version != d->version;

    d->there = there;
    d->version = version;
    return moved;
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
    struct va_err err = { 0 };

    if (!d)
        return;
    t->data = d;
    /* Reading makes files beside the database: that is not to be news. */
    d->there = read_version(t, &d->version);
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
data_wrote(struct tui *t)
{
    struct data *d = t->data;

    if (d)
        (void)has_moved(t, d);
    t->moved = true;
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
