/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that come in, and what goes on while they are awaited. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tui/linear_parts.h"
#include "tui/probe.h"
#include "tui/task.h"

enum { TELL_MS = 5000, SETTLE_POLL_MS = 100 };

static int64_t
monotonic_ms(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Tell how far something is, not more often than people can follow; what begins is told
 * at once. */
static void
tell(struct linear *l, const char *text)
{
    const size_t kind = strcspn(text, " ") + 1;
    const bool goes_on = !strncmp(text, l->told, kind);

    if (!*text || !strcmp(text, l->told) ||
        (goes_on && l->tui.now_ms - l->told_ms < TELL_MS))
        return;
    snprintf(l->told, sizeof l->told, "%s", text);
    l->told_ms = l->tui.now_ms;
    if (!l->tui.start->quiet)
        fprintf(l->io->err, "%s\n", text);
}

static void
tell_progress(struct linear *l)
{
    const char *name = NULL;
    char text[TUI_CHIP_MAX / 2];
    char line[TUI_CHIP_MAX];

    if (task_say(&l->tui, &name, text, sizeof text)) {
        snprintf(line, sizeof line, "%s%s%s", name, *text ? " " : "", text);
        tell(l, line);
    } else
        tell(l, l->tui.chip);
}

static void
run_timers(struct tui *t)
{
    t->now_ms = monotonic_ms();
    for (int i = 0; i < TIMER_COUNT; i++) {
        if (t->wake_ms[i] > 0 && t->wake_ms[i] <= t->now_ms)
            tui_timer(t, (enum timer_id)i);
    }
}

/* How long may be waited for; -1: for as long as it takes. */
static int
patience(const struct tui *t)
{
    int64_t first = -1;

    for (int i = 0; i < TIMER_COUNT; i++) {
        if (t->wake_ms[i] > 0 && (first < 0 || t->wake_ms[i] < first))
            first = t->wake_ms[i];
    }
    if (first < 0)
        return -1;
    first -= t->now_ms;
    return first < 0 ? 0 : first > 60000 ? 60000 : (int)first;
}

/* Wait for what is watched, and for the input (in < 0: not); true: there is input. */
static bool
wait_for(struct linear *l, int in, int timeout_ms)
{
    struct tui *t = &l->tui;
    struct pollfd fds[TUI_WATCHES_MAX + 1];
    struct watch_fd watches[TUI_WATCHES_MAX];
    const int32_t n = t->n_watches;
    bool input = false;

    memcpy(watches, t->watches, sizeof watches);
    for (int32_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){ watches[i].fd, POLLIN, 0 };
    fds[n] = (struct pollfd){ in, POLLIN, 0 };
    if (poll(fds, (nfds_t)n + 1, timeout_ms) > 0) {
        for (int32_t i = 0; i < n; i++) {
            if (fds[i].revents)
                watches[i].ready(t, watches[i].ctx);
        }
        input = fds[n].revents != 0;
    }
    run_timers(t);
    if (t->stale)
        tui_draw(t, &l->frame);
    tell_progress(l);
    return input;
}

/* What happened beside the dialogue: not what a line led to. */
static void
tell_news(struct linear *l)
{
    struct toast *toast = &l->tui.toast;

    if (!toast->text[0])
        return;
    if (!l->tui.start->quiet)
        fprintf(l->io->err, "%s\n", toast->text);
    toast->text[0] = '\0';
}

void
linear_settle(struct linear *l)
{
    struct tui *t = &l->tui;
    const char *name = NULL;
    char text[TUI_CHIP_MAX];

    run_timers(t);
    tui_draw(t, &l->frame); /* which finds what there is to work on */
    for (;;) {
        while (tui_work(t))
            continue;
        if (!task_say(t, &name, text, sizeof text))
            break;
        wait_for(l, -1, SETTLE_POLL_MS);
    }
    wait_for(l, -1, 0); /* what ended just now has something to tell */
    tui_draw(t, &l->frame);
    tui_idle(t);
}

/* Copy the line without control characters and broken UTF-8, and without white space
 * around it. */
static void
clean(const char *bytes, size_t len, char *out)
{
    size_t used = 0;

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(bytes + i, len - i, &point);

        if (n == 0 || text_is_control(point)) {
            out[used++] = bytes[i] == '\t' || bytes[i] == '\r' ? ' ' : '?';
            i += n ? n : 1;
            continue;
        }
        memcpy(out + used, bytes + i, n);
        used += n;
        i += n;
    }
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
    memmove(out, out + strspn(out, " "), strlen(out + strspn(out, " ")) + 1);
}

/* Take a line off the input; false: there is none that is whole. */
static bool
take_line(struct linear *l, char *out)
{
    struct linear_input *in = &l->input;
    const char *end = memchr(in->bytes, '\n', (size_t)in->n);
    int32_t len = end ? (int32_t)(end - in->bytes) : in->n;
    const int32_t used = end ? len + 1 : len;

    if (!end && (!in->ended || in->n == 0) && in->n < (int32_t)sizeof in->bytes)
        return false;
    if (len >= LINEAR_LINE_MAX)
        len = LINEAR_LINE_MAX - 1; /* nothing that is meant is longer */
    clean(in->bytes, (size_t)len, out);
    memmove(in->bytes, in->bytes + used, (size_t)(in->n - used));
    in->n -= used;
    if (in->skipping) {
        in->skipping = end == NULL;
        return take_line(l, out);
    }
    in->skipping = end == NULL && !in->ended;
    return true;
}

static void
read_more(struct linear *l)
{
    struct linear_input *in = &l->input;
    const ssize_t n =
        read(l->io->in, in->bytes + in->n, sizeof in->bytes - (size_t)in->n);

    if (n > 0)
        in->n += (int32_t)n;
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        in->ended = true;
}

bool
linear_read(struct linear *l, char *out)
{
    if (l->io->ask)
        linear_print(l, l->tui.start->demo_seed ? "demo> " : "> ");
    linear_flush(l);
    while (!take_line(l, out)) {
        if ((l->input.ended && !probe_waits(&l->tui)) ||
            (l->io->interrupted && l->io->interrupted()))
            return false;
        if (wait_for(l, l->input.ended ? -1 : l->io->in, patience(&l->tui)))
            read_more(l);
        tell_news(l);
        if (l->tui.ended)
            return false;
    }
    if (!l->io->ask)
        linear_print(l, "> %s\n", out);
    return true;
}
