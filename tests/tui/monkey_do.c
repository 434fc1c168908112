/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the monkey does. */
#include "monkey.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "tui/key.h"

uint64_t
monkey_random(struct monkey *m, uint64_t most)
{
    m->random ^= m->random << 13;
    m->random ^= m->random >> 7;
    m->random ^= m->random << 17;
    return (m->random >> 11) % (most + 1);
}

static const char *
pick(struct monkey *m, const char *const *words, size_t n)
{
    return words[monkey_random(m, n - 1)];
}

#define PICK(m, words) pick((m), (words), sizeof(words) / sizeof(words)[0])

/* What people type, and what nobody should. No '/': a monkey that writes files stays in
 * its folder. */
static const char *
some_text(struct monkey *m)
{
    static const char *const texts[] = {
        "0.002",
        "0.0015",
        "2000x1M",
        "50s",
        "500ms",
        "1.5m",
        "0",
        "-1",
        "1e9",
        "99.9",
        "95%",
        "none",
        "all",
        "1708",
        "448-3008",
        "p95",
        "mean",
        "cheapest",
        "balanced:.3",
        "facedetect",
        "transcode",
        "nothing",
        "eu-west-1",
        "1ms",
        "100ms",
        "2019-02-01",
        "2026-13-99",
        "ascii",
        "braille",
        "quadrant",
        "mono",
        "light",
        "own.csv",
        "new.csv",
        "budget",
        "explore",
        "help",
        "quit-keep",
        "y",
        "no",
        "0.05",
        "250000",
        "10k",
        "128,512",
        "aws-lambda-x86",
        "gcf-gen2",
        "a,b,,c",
        "~fd",
        "!x",
        "[",
        "(",
        "*",
        "name",
        "-saving",
        "\xe6\x9d\xb1\xe4\xba\xac",
        "e\xcc\x81",
        "\xf0\x9f\x98\x80",
        "  ",
        "12345678901234567890",
        "0.000000000001",
        "99999999999999999999999",
    };

    return PICK(m, texts);
}

static uint32_t
some_key(struct monkey *m)
{
    static const uint32_t often[] = { KEY_UP,    KEY_DOWN,      KEY_LEFT,     KEY_RIGHT,
                                      KEY_TAB,   KEY_ENTER,     KEY_ENTER,    KEY_ESCAPE,
                                      KEY_SPACE, KEY_BACKSPACE, KEY_BACK_TAB, KEY_HOME,
                                      KEY_END };
    const struct keymap *k = &m->tui.keymap;

    switch (monkey_random(m, 5)) {
    case 0:
        return often[monkey_random(m, sizeof often / sizeof often[0] - 1)];
    case 1:
        return (uint32_t)monkey_random(m, 30) + 1; /* ^A and so on */
    case 2:
        return KEY_NAMED + (uint32_t)monkey_random(m, KEY_LIMIT - KEY_NAMED - 1);
    case 3:
        return (uint32_t)monkey_random(m, '~' - ' ') + ' ';
    default:
        return k->keys[monkey_random(m, ACTION_COUNT - 1)][monkey_random(m, 1)];
    }
}

/* A key as it comes from a terminal; a '/' in a line could lead out of the folder. */
static void
press(struct monkey *m, uint32_t key)
{
    struct tui *t = &m->tui;

    if (key == 0 || (key == '/' && t->overlay.kind))
        return;
    if (m->trace) {
        char text[KEY_TEXT_MAX];

        printf("key %s\n", key_name(text, key));
    }
    m->typed_enter = key == KEY_ENTER && t->overlay.kind != NULL;
    tui_event(t, &(struct event){ .kind = EVENT_KEY, .key = key });
}

static void
type(struct monkey *m, const char *text, enum event_kind kind)
{
    size_t len = strlen(text);

    if (m->trace)
        printf("%s %s\n", kind == EVENT_PASTE ? "paste" : "type", text);
    while (len > 0) {
        uint32_t point = 0;
        const size_t n = text_utf8(text, len, &point);

        tui_event(&m->tui, &(struct event){ .kind = kind, .key = point });
        text += n;
        len -= n;
    }
}

static void
do_keys(struct monkey *m)
{
    const bool back = m->tui.overlay.kind && monkey_random(m, 7) == 0;

    press(m, back ? KEY_ESCAPE : some_key(m));
}

static void
do_type(struct monkey *m)
{
    if (!m->tui.overlay.kind)
        return; /* its letters would be keys: do_keys does that */
    type(m, some_text(m), EVENT_KEY);
    if (monkey_random(m, 2) > 0)
        press(m, monkey_random(m, 3) ? KEY_ENTER : KEY_TAB);
}

static void
do_paste(struct monkey *m)
{
    static const uint32_t bytes[] = {
        '\n', '\r', '\t', 27, 3, 'q', 'y', 0x85, 0x202e, 0
    };

    type(m, some_text(m), EVENT_PASTE);
    tui_event(&m->tui,
              &(struct event){
                  .kind = EVENT_PASTE,
                  .key = bytes[monkey_random(m, sizeof bytes / sizeof bytes[0] - 1)] });
}

static void
do_mouse(struct monkey *m)
{
    const struct frame *f = &m->frame;
    struct event e = { .kind = EVENT_MOUSE,
                       .mouse = (enum mouse_what)monkey_random(m, MOUSE_WHEEL_DOWN),
                       .column = (int32_t)monkey_random(m, 320) - 10,
                       .row = (int32_t)monkey_random(m, 120) - 10 };

    if (f->n_spots > 0 && monkey_random(m, 3) > 0) {
        const struct cell_rect *at =
            &f->spots[monkey_random(m, (uint64_t)f->n_spots - 1)].at;

        e.column = at->column + (int32_t)monkey_random(m, (uint64_t)at->columns - 1);
        e.row = at->row + (int32_t)monkey_random(m, (uint64_t)at->rows - 1);
    }
    if (m->trace)
        printf("mouse %d %d %d\n", (int)e.mouse, e.column, e.row);
    tui_event(&m->tui, &e);
}

static void
do_resize(struct monkey *m)
{
    static const int32_t sizes[][2] = {
        { 80, 24 },  { 120, 40 }, { 40, 10 }, { 39, 10 },
        { 200, 50 }, { 60, 16 },  { 1, 1 },   { 300, 100 }
    };
    const uint64_t which = monkey_random(m, 11);
    struct event e = { .kind = EVENT_RESIZE };

    e.columns = which < 8 ? sizes[which][0] : (int32_t)monkey_random(m, 299) + 1;
    e.rows = which < 8 ? sizes[which][1] : (int32_t)monkey_random(m, 99) + 1;
    if (m->trace)
        printf("size %d %d\n", e.columns, e.rows);
    tui_event(&m->tui, &e);
}

/* Time goes on: timers, slices of work, what is watched. */
static void
do_time(struct monkey *m)
{
    struct tui *t = &m->tui;
    struct pollfd fds[TUI_WATCHES_MAX];
    struct watch_fd watches[TUI_WATCHES_MAX];
    const int32_t n = t->n_watches;

    t->now_ms += (int64_t)monkey_random(m, 1500);
    for (int i = 0; i < TIMER_COUNT; i++) {
        if (t->wake_ms[i] > 0 && t->wake_ms[i] <= t->now_ms)
            tui_timer(t, (enum timer_id)i);
    }
    for (int i = 0; i < 20 && tui_work(t); i++)
        continue;
    memcpy(watches, t->watches, sizeof watches);
    for (int32_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){ watches[i].fd, POLLIN, 0 };
    if (n > 0 && poll(fds, (nfds_t)n, 0) > 0) {
        for (int32_t i = 0; i < n; i++) {
            if (fds[i].revents)
                watches[i].ready(t, watches[i].ctx);
        }
    }
}

/* An action by its name, as the palette would; those that leave and those that write
 * where a path says are for keys and typed lines alone. */
static void
do_action(struct monkey *m)
{
    const enum action_id id = (enum action_id)monkey_random(m, ACTION_COUNT - 1);
    const struct action *a = action_get(id);
    const char *argument = monkey_random(m, 1) ? some_text(m) : NULL;

    if (id == ACTION_QUIT || id == ACTION_QUIT_KEEP)
        return;
    if (m->trace)
        printf("do %s %s\n", a->name, argument ? argument : "");
    m->typed_enter = false;
    tui_do(&m->tui, id, argument);
}

static void
do_locale(struct monkey *m)
{
    struct tui *t = &m->tui;

    m->ascii = monkey_random(m, 1) != 0;
    t->unicode = !m->ascii;
    if (m->trace)
        printf("ascii %d\n", m->ascii);
    tui_changed(t);
}

/* Somebody else changes the database. */
static void
do_database(struct monkey *m)
{
    static char *const lines[][7] = {
        { "vadvise", "import", "own.csv", "-w", "own", "--quiet", NULL },
        { "vadvise", "import", "more.csv", "-w", "facedetect", "--quiet", NULL },
        { "vadvise", "forget", "own", "--yes", "--quiet", NULL },
    };
    char *const *line = lines[monkey_random(m, 2)];
    posix_spawn_file_actions_t quiet;
    pid_t child = 0;
    int status = 0;

    if (!m->program || monkey_random(m, 9) > 0)
        return;
    if (m->trace)
        printf("# %s %s\n", line[1], line[2]);
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&child, m->program, &quiet, NULL, line, environ) == 0)
        waitpid(child, &status, 0);
    posix_spawn_file_actions_destroy(&quiet);
    m->tui.moved = true;
}

/* Is the cap of a probe to be typed? */
static bool
asks_for_cap(struct monkey *m)
{
    struct buf said;
    bool asks = false;

    if (!m->tui.overlay.kind || !m->tui.overlay.kind->say)
        return false;
    buf_init(&said, 1 << 16);
    m->tui.overlay.kind->say(&m->tui, &said);
    asks = strstr(buf_get(&said), "Type the cap") != NULL;
    buf_clear(&said);
    return asks;
}

/* With a real probe: ask the provider, wait for what it says, type the cap. */
static bool
do_probe(struct monkey *m)
{
    const uint64_t what = monkey_random(m, 24);

    if (what == 0) {
        tui_go(&m->tui, SCREEN_PROBE);
        tui_do(&m->tui, ACTION_PROBE_START, NULL);
        return true;
    }
    if (what == 1 && m->tui.n_watches > 0) {
        const struct watch_fd w = m->tui.watches[0];
        struct pollfd fd = { w.fd, POLLIN, 0 };

        if (poll(&fd, 1, 100) > 0)
            w.ready(&m->tui, w.ctx);
        return true;
    }
    if (!asks_for_cap(m))
        return false;
    m->asked++;
    if (!m->cap || what > 16)
        return false;
    press(m, KEY_CTRL('U'));
    type(m, m->cap, EVENT_KEY);
    press(m, KEY_ENTER);
    m->caps++;
    return true;
}

void
monkey_event(struct monkey *m)
{
    /* How often each comes, of a hundred. */
    static const struct {
        uint32_t share;
        void (*run)(struct monkey *m);
    } ways[] = { { 58, do_keys },  { 10, do_type },  { 3, do_paste },
                 { 9, do_mouse },  { 4, do_resize }, { 8, do_time },
                 { 6, do_action }, { 1, do_locale }, { 1, do_database } };
    uint64_t n = monkey_random(m, 99);

    m->typed_enter = false;
    if (m->real_probe && do_probe(m))
        return;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (n < ways[i].share) {
            ways[i].run(m);
            return;
        }
        n -= ways[i].share;
    }
}
