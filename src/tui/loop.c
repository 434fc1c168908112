/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One poll() over terminal, signals, children and timers. All that is pending is applied,
 * then one frame is drawn; while the model has long work it is done in slices, between
 * which a key is always heard. Otherwise nothing wakes the program but what happens.
 */
#include "tui/loop.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/session.h"
#include "base/memory.h"
#include "tui/foreground.h"
#include "tui/term.h"
#include "tui/tui.h"
#include "tui/write.h"

enum {
    STATUS_SIGNAL = 128,
    FD_TERMINAL = 0,
    FD_SIGNALS,
    FD_WATCHES,
    SIGNALS_AT_ONCE = 64,
    REST_MS = 150 /* keys that come faster than that find everything at hand */
};

struct loop {
    const struct tui_host *host;
    struct full_screen start; /* with what the terminal can */
    const char *symbols;      /* that were asked for; NULL: none */
    struct tui tui;
    struct frame frame;
    struct term *term;
    struct theme theme;
    int64_t rest_ms; /* when what frames needed is given back; 0: it was */
    bool keep;       /* the last frame, in the scrollback */
    int ended_by;
};

/* --- frames --- */

static bool
fit_frame(struct loop *l)
{
    const struct tui *t = &l->tui;
    struct frame next = { .n_spots = 0 };

    if (l->frame.grid.columns == t->columns && l->frame.grid.rows == t->rows &&
        l->frame.ascii == !t->unicode)
        return true;
    if (frame_init(&next, t->columns, t->rows, !t->unicode)) {
        frame_clear(&next);
        return false;
    }
    frame_clear(&l->frame);
    l->frame = next;
    l->tui.shown = NULL;
    return true;
}

static void
show(struct loop *l)
{
    if (!fit_frame(l)) { /* there is no memory: the old frame stays until the next key */
        l->tui.stale = false;
        return;
    }
    tui_draw(&l->tui, &l->frame);
    term_show(l->term, &l->frame.grid, l->frame.cursor_column, l->frame.cursor_row);
    l->rest_ms = l->tui.now_ms + REST_MS;
}

/* What the terminal turned out to be. */
static void
learn(struct loop *l)
{
    const bool unicode = term_has_unicode(l->term) && !l->start.ascii;

    l->start.symbols =
        l->symbols ? l->symbols : scene_symbols_name(term_symbols(l->term));
    if (l->tui.locals && l->tui.unicode != unicode) {
        l->tui.unicode = unicode;
        tui_changed(&l->tui);
        l->tui.stale = true;
    }
}

/* --- effects --- */

static void
lend(struct loop *l)
{
    term_leave(l->term);
    l->host->lend(true);
}

static void
take_back(struct loop *l)
{
    l->host->lend(false);
    term_enter(l->term);
    l->tui.stale = true;
}

static void
suspend(struct loop *l)
{
    tui_idle(&l->tui);
    term_leave(l->term);
    l->host->stop();
    term_enter(l->term);
    l->tui.stale = true;
}

/* A line as it is; of more, how many they are: the first of JSON says nothing. */
static void
say_copied(const char *text, char *out, size_t size)
{
    const size_t first = strcspn(text, "\n");
    size_t lines = 0;

    if (!text[first] || !text[first + 1]) {
        snprintf(out, size, "%.*s", (int)first, text);
        return;
    }
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
        lines++;
    snprintf(out, size, "%zu lines, %zu bytes", lines, strlen(text));
}

static void
copy(struct loop *l, const char *text)
{
    const char *tool = foreground_copy(l->start.variables, text);
    char what[TUI_TOAST_MAX];

    say_copied(text, what, sizeof what);
    if (tool)
        tui_toast(&l->tui, ROLE_GOOD, "copied with %s: %s", tool, what);
    else if (term_copy(l->term, text) == VA_OK)
        tui_toast(&l->tui, ROLE_GOOD, "copied (OSC 52): %s", what);
    else
        tui_toast(&l->tui, ROLE_BAD, "too long for the terminal's clipboard: %d bytes",
                  (int)strlen(text));
}

static void
page(struct loop *l, const char *text)
{
    struct va_err err = { .code = VA_OK };
    enum va_code code = VA_OK;

    lend(l);
    code = foreground_page(l->start.variables, text, &err);
    take_back(l);
    if (code)
        tui_toast_error(&l->tui, &err);
}

static void
edit(struct loop *l, const struct effect *e)
{
    struct va_err err = { .code = VA_OK };
    struct buf edited;
    enum va_code code = VA_OK;

    buf_init(&edited, 0);
    lend(l);
    code = foreground_edit(l->start.variables, e->text ? e->text : "", &edited, &err);
    take_back(l);
    e->done(&l->tui, code ? NULL : buf_get(&edited), &err);
    buf_clear(&edited);
}

static void
set_theme(struct loop *l, const char *name)
{
    struct va_err err = { .code = VA_OK };

    if (theme_load(name, l->start.theme_folder, &l->theme, &err))
        tui_toast_error(&l->tui, &err);
    else
        term_set_theme(l->term, &l->theme);
    l->tui.stale = true;
}

static void
do_effect(struct loop *l, const struct effect *e)
{
    const char *text = e->text ? e->text : "";

    switch (e->kind) {
    case EFFECT_QUIT:
        l->keep = e->keep;
        l->tui.ended = true;
        break;
    case EFFECT_SUSPEND:
        suspend(l);
        break;
    case EFFECT_REDRAW:
        term_redraw(l->term);
        l->tui.stale = true;
        break;
    case EFFECT_THEME:
        set_theme(l, text);
        break;
    case EFFECT_BELL:
        term_bell(l->term);
        break;
    case EFFECT_COPY:
        copy(l, text);
        break;
    case EFFECT_PAGE:
        page(l, text);
        break;
    case EFFECT_EDIT:
        edit(l, e);
        break;
    }
}

static void
do_effects(struct loop *l)
{
    struct effect e;

    while (tui_take_effect(&l->tui, &e)) {
        do_effect(l, &e);
        free(e.text);
    }
}

/* --- what happens --- */

static void
on_signal(struct loop *l, int signal_number)
{
    switch (signal_number) {
    case SIGWINCH:
        term_resized(l->term);
        break;
    case SIGTSTP:
        suspend(l);
        break;
    case SIGCONT: /* stopped by others: the terminal may be in any state */
        term_enter(l->term);
        l->tui.stale = true;
        break;
    default:
        l->ended_by = signal_number;
        break;
    }
}

static void
take_signals(struct loop *l)
{
    unsigned char bytes[SIGNALS_AT_ONCE];
    ssize_t n = 0;

    while ((n = read(l->host->signals, bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < n; i++)
            on_signal(l, bytes[i]);
}

static void
take_events(struct loop *l)
{
    struct event e = { .kind = EVENT_KEY };

    while (!l->tui.ended && term_read(l->term, &e)) {
        learn(l);
        tui_event(&l->tui, &e);
        /* What comes after it may be meant for another program. */
        if (l->tui.n_effects > 0)
            do_effects(l);
    }
    if (!term_alive(l->term))
        l->ended_by = l->ended_by ? l->ended_by : SIGHUP;
}

static void
take_timers(struct loop *l)
{
    for (int i = 0; i < TIMER_COUNT; i++) {
        if (l->tui.wake_ms[i] > 0 && l->tui.wake_ms[i] <= l->tui.now_ms)
            tui_timer(&l->tui, (enum timer_id)i);
    }
}

/* Is that input still watched? A watch before it may have ended it. */
static bool
is_watched(const struct tui *t, const struct watch_fd *w)
{
    for (int32_t i = 0; i < t->n_watches; i++) {
        if (t->watches[i].fd == w->fd && t->watches[i].ctx == w->ctx)
            return true;
    }
    return false;
}

static int
nearer(int a, int64_t b)
{
    if (b < 0)
        b = 0;
    return a < 0 || b < a ? (int)(b < INT32_MAX ? b : INT32_MAX) : a;
}

/* How long nothing needs to be done, ms; -1: until something happens. */
static int
patience(struct loop *l)
{
    int wait = term_wait_ms(l->term);

    if (l->tui.stale || l->tui.n_effects > 0)
        return 0;
    for (int i = 0; i < TIMER_COUNT; i++) {
        if (l->tui.wake_ms[i] > 0)
            wait = nearer(wait, l->tui.wake_ms[i] - tty_now_ms());
    }
    if (l->rest_ms > 0)
        wait = nearer(wait, l->rest_ms - tty_now_ms());
    return wait;
}

/* Nobody is at the keys: what the last frames needed, and the next may not, is given
 * back. */
static void
take_rest(struct loop *l)
{
    if (l->rest_ms == 0 || l->tui.now_ms < l->rest_ms)
        return;
    l->rest_ms = 0;
    session_spare(l->tui.session);
    memory_give_back();
}

static void
wait_and_take(struct loop *l, int timeout_ms)
{
    struct watch_fd watches[TUI_WATCHES_MAX];
    struct pollfd fds[FD_WATCHES + TUI_WATCHES_MAX];
    const int32_t n = l->tui.n_watches;

    memcpy(watches, l->tui.watches, sizeof watches);
    fds[FD_TERMINAL] = (struct pollfd){ term_fd(l->term), POLLIN, 0 };
    fds[FD_SIGNALS] = (struct pollfd){ l->host->signals, POLLIN, 0 };
    for (int32_t i = 0; i < n; i++)
        fds[FD_WATCHES + i] = (struct pollfd){ watches[i].fd, POLLIN, 0 };
    if (poll(fds, (nfds_t)(FD_WATCHES + n), timeout_ms) < 0)
        memset(fds, 0, sizeof fds);
    l->tui.now_ms = tty_now_ms();
    take_signals(l);
    for (int32_t i = 0; i < n; i++) {
        if (fds[FD_WATCHES + i].revents && is_watched(&l->tui, &watches[i]))
            watches[i].ready(&l->tui, watches[i].ctx);
    }
    take_timers(l);
    take_events(l);
    take_rest(l);
}

static void
run(struct loop *l)
{
    while (!l->tui.ended && !l->ended_by) {
        bool working = false;

        do_effects(l);
        if (l->tui.stale && !l->tui.ended)
            show(l);
        working = !l->tui.ended && tui_work(&l->tui);
        if (!working)
            tui_idle(&l->tui);
        if (!l->tui.ended)
            wait_and_take(l, working ? 0 : patience(l));
    }
    do_effects(l);
}

/* --- beginning --- */

/* A terminal that says which colours it begins with ("15;0"): is the last one light? */
static bool
says_light(const struct full_screen *start)
{
    const char *colors = foreground_variable(start->variables, "COLORFGBG");
    const char *last = colors ? strrchr(colors, ';') : NULL;

    return last && (!strcmp(last, ";7") || !strcmp(last, ";15"));
}

/* COLORTERM also stands where GNU screen runs, which has no true colour. */
static bool
has_true_color(const struct full_screen *start, const char *type)
{
    const char *says = foreground_variable(start->variables, "COLORTERM");
    const bool screen = !strncmp(type ? type : "", "screen", strlen("screen")) &&
                        !foreground_variable(start->variables, "TMUX");

    return says && (!strcmp(says, "truecolor") || !strcmp(says, "24bit")) && !screen;
}

static enum va_code
open_terminal(struct loop *l, struct va_err *err)
{
    const struct full_screen *s = &l->start;
    const char *type = foreground_variable(s->variables, "TERM");
    const struct term_options o = {
        .type = type,
        .theme = &l->theme,
        .light = says_light(s),
        .no_color = s->no_color,
        .true_color = has_true_color(s, type),
        .mouse = !s->no_mouse,
        .ascii = s->ascii,
        .guard = l->host->guard,
    };
    enum va_code code =
        theme_load(s->theme ? s->theme : "default", s->theme_folder, &l->theme, err);

    return code ? code : term_open(&o, &l->term, err);
}

static enum va_code
open_model(struct loop *l, struct va_err *err)
{
    enum va_code code = VA_OK;

    learn(l);
    l->tui.now_ms = tty_now_ms();
    code = tui_open(&l->tui, &l->start, term_has_unicode(l->term), err);
    if (code)
        return code;
    l->tui.now_ms = tty_now_ms();
    term_size(l->term, &l->tui.columns, &l->tui.rows);
    l->tui.colors = term_colors(l->term);
    if (strcmp(l->tui.theme, l->start.theme ? l->start.theme : "default") != 0)
        set_theme(l, l->tui.theme);
    return VA_OK;
}

enum va_code
tui_run(const struct full_screen *start, const struct tui_host *host, int *out_status,
        struct va_err *err)
{
    struct loop *l = calloc(1, sizeof *l);
    enum va_code code = VA_OK;

    if (!l)
        return va_fail(err, VA_NOMEM, "out of memory");
    l->host = host;
    l->start = *start;
    l->symbols = start->symbols;
    code = open_terminal(l, err);
    if (!code)
        code = open_model(l, err);
    if (!code) {
        run(l);
        code = write_finish(&l->tui, err);
        *out_status = l->ended_by ? STATUS_SIGNAL + l->ended_by : l->tui.status;
    }
    tui_close(&l->tui);
    term_close(l->term, l->keep);
    frame_clear(&l->frame);
    free(l);
    return code;
}
