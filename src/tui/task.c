/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads of long work. A thread and the screen share a struct task alone: `lock` guards
 * what both write, a byte in the pipe tells the screen to look.
 */
#include "tui/task.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tui/tui.h"

enum { TASKS_MAX = 8, TELL_MS = 50 };

struct task {
    const struct task_kind *kind;
    void *ctx;
    pthread_t thread;
    int wake;          /* the pipe's end to write to */
    atomic_bool stop;  /* asked to */
    int64_t told_ms;   /* the thread's: when it last woke the screen */
    struct va_err err; /* the thread's, then the screen's */
    enum va_code code;

    pthread_mutex_t lock;
    bool ended;
    int64_t done, all; /* a share; all <= 0: not known */
    int64_t count;     /* and a number of things; < 0: not known */
    const char *unit;  /* of it */
};

struct tasks {
    struct task *items[TASKS_MAX]; /* owned, in the order they were started */
    int32_t n;
    int pipe[2];
};

static int64_t
now_ms(void)
{
    struct timespec ts = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* A full pipe has bytes that wake the screen already. */
static void
wake(const struct task *task)
{
    static const char byte = 1;
    ssize_t n = 0;

    do {
        n = write(task->wake, &byte, 1);
    } while (n < 0 && errno == EINTR);
}

static void *
run_task(void *of)
{
    struct task *task = of;
    const enum va_code code = task->kind->run(task, task->ctx, &task->err);

    (void)pthread_mutex_lock(&task->lock);
    task->code = code;
    task->ended = true;
    (void)pthread_mutex_unlock(&task->lock);
    wake(task);
    return NULL;
}

static void
free_task(struct task *task)
{
    if (task->kind->free)
        task->kind->free(task->ctx);
    (void)pthread_mutex_destroy(&task->lock);
    free(task);
}

/* Signals are for the screen's thread: it waits for them. */
static int
start_thread(struct task *task)
{
    sigset_t all;
    sigset_t old;
    int failed = 0;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    failed = pthread_create(&task->thread, NULL, run_task, task);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

static bool
has_ended(struct task *task)
{
    bool ended = false;

    (void)pthread_mutex_lock(&task->lock);
    ended = task->ended;
    (void)pthread_mutex_unlock(&task->lock);
    return ended;
}

/* Take one out, its result, and let it go. Waits for its end. */
static void
take(struct tui *t, struct tasks *all, int32_t i)
{
    struct task *task = all->items[i];

    all->n--;
    memmove(all->items + i, all->items + i + 1,
            (size_t)(all->n - i) * sizeof(struct task *));
    (void)pthread_join(task->thread, NULL);
    task->kind->done(t, task->ctx, task->code, &task->err);
    free_task(task);
}

/* The first one that ended; all->n: none did. */
static int32_t
find_ended(const struct tasks *all)
{
    int32_t i = 0;

    while (i < all->n && !has_ended(all->items[i]))
        i++;
    return i;
}

static void
take_news(struct tui *t, void *ctx)
{
    struct tasks *all = ctx;
    int32_t i = 0;
    char bytes[64];

    while (read(all->pipe[0], bytes, sizeof bytes) > 0)
        continue;
    t->stale = true;
    while ((i = find_ended(all)) < all->n)
        take(t, all, i);
}

static bool
set_flags(int fd)
{
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

static void
close_all(struct tui *t)
{
    struct tasks *all = t->tasks;

    tui_unwatch(t, all->pipe[0]);
    (void)close(all->pipe[0]);
    (void)close(all->pipe[1]);
    free(all);
    t->tasks = NULL;
}

static enum va_code
open_all(struct tui *t, struct va_err *err)
{
    struct tasks *all = calloc(1, sizeof *all);
    enum va_code code = VA_OK;

    if (!all)
        return va_fail(err, VA_NOMEM, "out of memory");
    if (pipe(all->pipe) != 0) {
        code = va_fail(err, VA_IO, "cannot make a pipe: %s", strerror(errno));
        free(all);
        return code;
    }
    t->tasks = all;
    if (!set_flags(all->pipe[0]) || !set_flags(all->pipe[1]))
        code = va_fail(err, VA_IO, "cannot make a pipe: %s", strerror(errno));
    else if (tui_watch(t, all->pipe[0], take_news, all))
        code = va_fail(err, VA_OVERFLOW, "too much is under way");
    if (code)
        close_all(t);
    return code;
}

static enum va_code
start(struct tui *t, struct task *task, struct va_err *err)
{
    struct tasks *all = t->tasks;
    int failed = 0;

    assert(all);
    if (all->n == TASKS_MAX)
        return va_fail(err, VA_OVERFLOW, "too much is under way: %d tasks", TASKS_MAX);
    task->wake = all->pipe[1];
    failed = start_thread(task);
    if (failed)
        return va_fail(err, VA_IO, "cannot start a thread: %s", strerror(failed));
    all->items[all->n++] = task;
    t->stale = true;
    return VA_OK;
}

enum va_code
task_start(struct tui *t, const struct task_kind *kind, void *ctx, struct va_err *err)
{
    struct task *task = calloc(1, sizeof *task);
    enum va_code code = VA_OK;

    if (!task) {
        if (kind->free)
            kind->free(ctx);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    task->kind = kind;
    task->ctx = ctx;
    task->count = -1;
    (void)pthread_mutex_init(&task->lock, NULL);
    if (!t->tasks)
        code = open_all(t, err);
    if (!code)
        code = start(t, task, err);
    if (code)
        free_task(task);
    return code;
}

bool
task_busy(const struct tui *t, const struct task_kind *kind)
{
    const struct tasks *all = t->tasks;

    for (int32_t i = 0; all && i < all->n; i++) {
        if (all->items[i]->kind == kind)
            return true;
    }
    return false;
}

int32_t
task_stop(struct tui *t, const struct task_kind *kind)
{
    const struct tasks *all = t->tasks;
    int32_t n = 0;

    for (int32_t i = 0; all && i < all->n; i++) {
        struct task *task = all->items[i];

        if (kind ? task->kind != kind : task->kind->lasting)
            continue;
        atomic_store(&task->stop, true);
        n++;
    }
    t->stale |= n > 0;
    return n;
}

void
task_wait(struct tui *t, const struct task_kind *kind)
{
    struct tasks *all = t->tasks;
    int32_t i = 0;

    while (all && i < all->n && all->items[i]->kind != kind)
        i++;
    if (all && i < all->n)
        take(t, all, i);
}

void
task_finish(struct tui *t)
{
    struct tasks *all = t->tasks;

    if (!all)
        return;
    (void)task_stop(t, NULL);
    for (int32_t i = 0; i < all->n; i++) {
        (void)pthread_join(all->items[i]->thread, NULL);
        free_task(all->items[i]);
    }
    close_all(t);
}

/* "1,204 rows", "1.2M rows". */
static void
say_count(int64_t count, const char *unit, char *text, size_t size)
{
    static const double million = 1e6;
    char number[TEXT_NUMBER_MAX];

    if ((double)count >= million)
        snprintf(text, size, "%sM %s",
                 text_number(number, (double)count / million, 1, true), unit);
    else
        snprintf(text, size, "%s %s", text_number(number, (double)count, 0, true), unit);
}

bool
task_say(const struct tui *t, const char **name, char *text, size_t size)
{
    const struct tasks *all = t->tasks;
    struct task *task = all && all->n > 0 ? all->items[0] : NULL;
    size_t used = 0;

    if (!task)
        return false;
    *name = task->kind->name;
    text[0] = '\0';
    if (atomic_load(&task->stop)) {
        snprintf(text, size, "stopping");
        return true;
    }
    (void)pthread_mutex_lock(&task->lock);
    if (task->all > 0) {
        snprintf(text, size, "%d%%", (int)((double)task->done / (double)task->all * 100));
        used = strlen(text);
    }
    if (task->count >= 0) {
        if (used > 0 && used + 2 < size)
            used += (size_t)snprintf(text + used, size - used, ", ");
        say_count(task->count, task->unit, text + used, size - used);
    }
    (void)pthread_mutex_unlock(&task->lock);
    return true;
}

bool
task_stopped(const struct task *task)
{
    return atomic_load(&task->stop);
}

void
task_tell(struct task *task, int64_t done, int64_t all, const char *unit)
{
    const int64_t now = now_ms();

    (void)pthread_mutex_lock(&task->lock);
    if (all > 0) {
        task->done = done < 0 ? 0 : done > all ? all : done;
        task->all = all;
    } else {
        task->count = done;
        task->unit = unit;
    }
    (void)pthread_mutex_unlock(&task->lock);
    if (now - task->told_ms < TELL_MS)
        return;
    task->told_ms = now;
    wake(task);
}
