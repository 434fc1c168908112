/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work in threads: its end, its progress, being stopped. */
#include "tui/task.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "tap.h"
#include "tui/tui.h"

/* What a task works on here, and what became of it. */
struct work {
    struct ledger *ledger;
    atomic_int go; /* the thread may end */
    enum va_code code;
    int64_t loops;
};

struct ledger {
    int n_done, n_freed, n_stopped;
    enum va_code code;
    char text[VA_ERR_TEXT_MAX];
};

static void
nap(void)
{
    static const struct timespec ms = { .tv_nsec = 1000000 };

    (void)nanosleep(&ms, NULL);
}

static enum va_code
run(struct task *task, void *ctx, struct va_err *err)
{
    struct work *w = ctx;

    while (!atomic_load(&w->go)) {
        if (task_stopped(task))
            return va_fail(err, VA_IO, "stopped");
        task_tell(task, w->loops, 1000000, NULL);
        task_tell(task, ++w->loops * 1000, -1, "rows");
        nap();
    }
    return w->code ? va_fail(err, w->code, "the cause") : VA_OK;
}

static void
done_with(struct tui *t, void *ctx, enum va_code code, const struct va_err *err)
{
    struct work *w = ctx;

    (void)t;
    w->ledger->n_done++;
    w->ledger->code = code;
    w->ledger->n_stopped += !strcmp(err->text, "stopped");
    snprintf(w->ledger->text, sizeof w->ledger->text, "%s", err->text);
}

static void
free_work(void *ctx)
{
    struct work *w = ctx;

    w->ledger->n_freed++;
    free(w);
}

static const struct task_kind kind = {
    .name = "count", .run = run, .done = done_with, .free = free_work
};
static const struct task_kind other = {
    .name = "other", .run = run, .done = done_with, .free = free_work
};
static const struct task_kind lasting = {
    .name = "last", .run = run, .done = done_with, .free = free_work, .lasting = true
};

static struct work *
new_work(struct ledger *l, bool go, enum va_code code)
{
    struct work *w = calloc(1, sizeof *w);

    w->ledger = l;
    atomic_init(&w->go, go);
    w->code = code;
    return w;
}

/* Wait for input that the model watches, as its loop does. False: none within 5 s. */
static bool
serve(struct tui *t)
{
    struct pollfd fds[TUI_WATCHES_MAX];
    int n = 0;

    for (int32_t i = 0; i < t->n_watches; i++)
        fds[i] = (struct pollfd){ .fd = t->watches[i].fd, .events = POLLIN };
    n = poll(fds, (nfds_t)t->n_watches, 5000);
    for (int32_t i = 0; i < t->n_watches && n > 0; i++) {
        if (fds[i].revents) {
            t->watches[i].ready(t, t->watches[i].ctx);
            break;
        }
    }
    return n > 0;
}

static void
serve_until(struct tui *t, const int *count, int wanted)
{
    while (*count < wanted && serve(t))
        continue;
}

static void
test_end(void)
{
    static struct tui t;
    struct ledger l = { 0 };
    struct va_err err = { 0 };

    IS_INT(task_start(&t, &kind, new_work(&l, true, VA_OK), &err), VA_OK,
           "a task starts");
    serve_until(&t, &l.n_done, 1);
    IS_INT(l.n_done, 1, "its end is told on the screen's side");
    IS_INT(l.code, VA_OK, "with what it returned");
    IS_INT(l.n_freed, 1, "and what it worked on is freed");
    OK(t.stale, "a new frame is due");
    OK(!task_busy(&t, &kind), "none is at work any more");
    (void)task_start(&t, &kind, new_work(&l, true, VA_DATA), &err);
    serve_until(&t, &l.n_done, 2);
    IS_INT(l.code, VA_DATA, "a failure is handed over");
    IS_STR(l.text, "the cause", "with its text");
    task_finish(&t);
    IS_INT(t.n_watches, 0, "nothing is watched at the end");
    task_finish(&t);
}

static void
test_stop(void)
{
    static struct tui t;
    struct ledger l = { 0 };
    struct va_err err = { 0 };
    const char *name = NULL;
    char text[64];

    (void)task_start(&t, &kind, new_work(&l, false, VA_OK), &err);
    (void)task_start(&t, &other, new_work(&l, false, VA_OK), &err);
    OK(task_busy(&t, &kind) && task_busy(&t, &other), "two are at work");
    OK(serve(&t), "progress wakes the screen");
    while (task_say(&t, &name, text, sizeof text) && !strstr(text, " rows") && serve(&t))
        continue; /* it was that of the other one, or only the first half */
    OK(task_say(&t, &name, text, sizeof text), "and can be told");
    IS_STR(name, "count", "of the first");
    OK(strstr(text, "0%, ") == text && strstr(text, " rows"),
       "as a share and a number: %s", text);
    IS_INT(task_stop(&t, &kind), 1, "one kind is asked to stop");
    (void)task_say(&t, &name, text, sizeof text);
    IS_STR(text, "stopping", "which is told");
    serve_until(&t, &l.n_done, 1);
    IS_INT(l.n_stopped, 1, "it stops while it runs");
    OK(!task_busy(&t, &kind) && task_busy(&t, &other), "the other goes on");
    task_finish(&t);
    IS_INT(l.n_freed, 2, "finishing stops and frees the rest");
    IS_INT(l.n_done, 1, "whose result nobody takes");
    OK(!task_say(&t, &name, text, sizeof text), "then none is at work");
}

static void
test_many(void)
{
    static struct tui t;
    struct ledger l = { 0 };
    struct va_err err = { 0 };
    struct work *last = NULL;
    int n = 0;

    while (n < 8 && task_start(&t, &kind, new_work(&l, false, VA_OK), &err) == VA_OK)
        n++;
    IS_INT(n, 8, "eight may be at work");
    last = new_work(&l, true, VA_OK);
    IS_INT(task_start(&t, &kind, last, &err), VA_OVERFLOW, "one more is refused");
    IS_INT(l.n_freed, 1, "and what it would have worked on is freed");
    IS_INT(task_stop(&t, NULL), 8, "all are asked to stop");
    serve_until(&t, &l.n_done, 8);
    IS_INT(l.n_stopped, 8, "and do");
    IS_INT(task_start(&t, &kind, new_work(&l, true, VA_OK), &err), VA_OK,
           "then there is room again");
    serve_until(&t, &l.n_done, 9);
    task_finish(&t);
    IS_INT(l.n_freed, 10, "nothing is left");
}

/* One that is not stopped with the others, and is waited for. */
static void
test_lasting(void)
{
    static struct tui t;
    struct ledger l = { 0 };
    struct va_err err = { 0 };
    struct work *w = new_work(&l, false, VA_DATA);

    (void)task_start(&t, &kind, new_work(&l, false, VA_OK), &err);
    (void)task_start(&t, &lasting, w, &err);
    IS_INT(task_stop(&t, NULL), 1, "what lasts is not asked to stop with the others");
    serve_until(&t, &l.n_done, 1);
    OK(task_busy(&t, &lasting), "it goes on");
    atomic_store(&w->go, 1);
    task_wait(&t, &lasting);
    OK(l.n_done == 2 && !task_busy(&t, &lasting), "it can be waited for");
    IS_INT(l.code, VA_DATA, "its result is taken");
    task_wait(&t, &lasting);
    IS_INT(l.n_done, 2, "without one there is nothing to wait for");
    task_finish(&t);
}

/* Started and stopped at every moment. */
static void
test_churn(void)
{
    static struct tui t;
    struct ledger l = { 0 };
    struct va_err err = { 0 };
    int started = 0;

    for (int i = 0; i < 200; i++) {
        started += task_start(&t, &kind, new_work(&l, i % 3 == 0, VA_OK), &err) == VA_OK;
        if (i % 2)
            (void)task_stop(&t, &kind);
        if (i % 4 == 3)
            serve_until(&t, &l.n_done, started);
    }
    (void)task_stop(&t, NULL);
    serve_until(&t, &l.n_done, started);
    IS_INT(l.n_done, started, "each of %d tasks told its end once", started);
    IS_INT(l.n_freed, 200, "and each was freed");
    task_finish(&t);
}

int
main(void)
{
    test_end();
    test_stop();
    test_many();
    test_lasting();
    test_churn();
    return done();
}
