/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where probes meet the beginning and the end of the screen. */
#include <stdio.h>
#include <stdlib.h>

#include "app/words.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"

/* What is worth knowing at the start: the newest run that somebody works on, and the
 * newest that died or left something. */
struct found {
    int64_t alive, died, left;
    int64_t over, planned; /* of the one that died or left something */
};

static bool
has_died(const struct probe_row *row)
{
    return !row->ended && !row->alive && row->over > 0;
}

static bool
has_left(const struct probe_row *row)
{
    return row->n_changes_left > 0 && !row->alive;
}

static void
sort_out(const struct probe_rows *r, struct found *out)
{
    const struct probe_row *trouble = NULL;

    *out = (struct found){ .alive = 0 };
    for (int32_t i = r->n - 1; i >= 0; i--) {
        if (r->rows[i].alive)
            out->alive = r->rows[i].id;
        if (has_died(&r->rows[i]) || has_left(&r->rows[i]))
            trouble = &r->rows[i];
    }
    if (!trouble)
        return;
    out->died = has_died(trouble) ? trouble->id : 0;
    out->left = has_left(trouble) ? trouble->id : 0;
    out->over = trouble->over;
    out->planned = trouble->planned;
}

/* "Probe 7 stopped at 16 of 24: ..." */
static void
tell_trouble(struct tui *t, const struct found *f)
{
    const int64_t id = f->left ? f->left : f->died;
    char runs[64];

    if (f->planned > 0)
        snprintf(runs, sizeof runs, "%lld of %lld", (long long)f->over,
                 (long long)f->planned);
    else
        snprintf(runs, sizeof runs, "%lld runs", (long long)f->over);
    tui_toast(t, ROLE_WARN, "Probe %lld stopped at %s%s. 6 shows it.", (long long)id,
              runs, f->left ? ", memory not restored" : "");
}

/* A database that cannot be read is shown where it is looked at. */
static void
look_around(struct tui *t)
{
    struct probe_rows rows = { .n = 0 };
    struct found found = { .alive = 0 };
    struct va_err err = { .code = VA_OK };

    if (!probe_rows_read(t->session, &rows, &err))
        sort_out(&rows, &found);
    probe_rows_clear(&rows);
    if (found.alive)
        (void)probe_watch_run(t, found.alive, &err);
    if (!found.died && !found.left)
        return;
    tell_trouble(t, &found);
    if (found.left && !t->start->read_only)
        (void)probe_restore_ask(t, found.left, &err);
}

enum va_code
probe_begin(struct tui *t, struct va_err *err)
{
    t->probe = calloc(1, sizeof(struct probe_watch));
    if (!t->probe)
        return va_fail(err, VA_NOMEM, "out of memory");
    look_around(t);
    return VA_OK;
}

void
probe_end(struct tui *t)
{
    if (!t->probe)
        return;
    probe_drop_asked(t);
    probe_watch_end_demo(t);
    probe_watch_drop(t);
    free(t->probe);
    t->probe = NULL;
}
