/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Long work beside the screen, in a thread: it tells how far it is, can be stopped, and
 * hands its result over when it is done. The screen goes on.
 */
#ifndef VA_TUI_TASK_H
#define VA_TUI_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct tui;
struct task;

struct task_kind {
    const char *name; /* "import": for the title and for messages */
    /*
     * In the thread: works on ctx alone, which nobody else touches until done. It opens a
     * session of its own (SQLite connections are not shared) and asks task_stopped now
     * and then.
     */
    enum va_code (*run)(struct task *task, void *ctx, struct va_err *err);
    /* On the screen's side, once it ended: takes the result; code and err are those of
     * run. */
    void (*done)(struct tui *t, void *ctx, enum va_code code, const struct va_err *err);
    void (*free)(void *ctx); /* always last; NULL: nothing to free */
    bool lasting;            /* it ends soon, and is not asked to stop before */
};

/* Start it. ctx is the task's from here on, also on failure: VA_OVERFLOW when too many
 * are at work (eight), VA_NOMEM, VA_IO. */
enum va_code task_start(struct tui *t, const struct task_kind *kind, void *ctx,
                        struct va_err *err);

/* Is one of that kind at work? */
bool task_busy(const struct tui *t, const struct task_kind *kind);

/* Ask those of the kind (NULL: of every kind that does not last) to stop. Returns how
 * many were asked. */
int32_t task_stop(struct tui *t, const struct task_kind *kind);

/* Wait for the first one of that kind to end, and take its result. */
void task_wait(struct tui *t, const struct task_kind *kind);

/* Ask all to stop and wait until they did, whatever came of them: before the end. */
void task_finish(struct tui *t);

/* How far the first task is: its name and "43%" or "1.2M rows"; false: none is at work.
 */
bool task_say(const struct tui *t, const char **name, char *text, size_t size);

/* In the thread: is it to stop? How far is it? all < 0: not known. */
bool task_stopped(const struct task *task);
void task_tell(struct task *task, int64_t done, int64_t all, const char *unit);

#endif
