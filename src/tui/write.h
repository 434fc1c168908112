/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing to the database: no key waits for it. Writes are done beside the screen, one
 * after another in the order of the keys, each once. One that another program holds up is
 * given up a few seconds after its key, and that is told; one that the screen's own
 * import holds up waits for its end.
 */
#ifndef VA_TUI_WRITE_H
#define VA_TUI_WRITE_H

#include <stdbool.h>

#include "app/session.h"
#include "tui/action.h"

struct tui;

struct write_kind {
    const char *what; /* "the note", for messages; NULL: nobody asked for it, so nobody is
                         told when it fails */
    /* In a thread, with a session of its own: all of it or nothing. ctx is its own until
     * done. */
    enum va_code (*run)(struct session *s, void *ctx, struct va_err *err);
    /* Then on the screen's side. What failed is told after it, with the hint that it may
     * add. NULL: nothing more is to do. */
    void (*done)(struct tui *t, void *ctx, enum va_code code, struct va_err *err);
    void (*free)(void *ctx); /* always last */
};

/* Write it when those before are written. ctx is taken over; done is called in every
 * case, perhaps at once. */
void write_start(struct tui *t, const struct write_kind *kind, void *ctx);

/* An import of the screen ended: what waited for it goes on. */
void write_release(struct tui *t);

/* Is something being written, or waiting for that? */
bool write_waits(const struct tui *t);

/* The same, for long enough that the user should know. */
bool write_is_slow(const struct tui *t);

/*
 * The user wants to leave, or to suspend. True: not yet, which was told; the action is
 * done again when all is written. It holds once.
 *
 * argument  of the action; static, NULL: none
 */
bool write_holds(struct tui *t, enum action_id id, const char *argument);

/* The end: wait for what is being written, a few seconds at most. The code and text of
 * the first that failed. */
enum va_code write_finish(struct tui *t, struct va_err *err);

/* --- writes that more than one file has (do_store.c) --- */

/* Take a workload's samples out of the database; of one probe run, or (0) all. */
enum va_code write_forget(struct tui *t, const char *workload, int64_t run,
                          struct va_err *err);

/* Is there a note that could not be stored and that nobody was warned of? Then warn. */
bool notes_hold(struct tui *t);
void notes_close(struct tui *t);

#endif
