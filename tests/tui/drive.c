/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drives the full screen without a terminal: a script of keys and events on standard
 * input, grids and texts on standard output.
 *
 *   drive [--db FILE] [--now TIME] [--state FILE] [--ascii] [--read-only] [--workload W]
 *         [--linear] [--probe PROGRAM] [--plain-yes PICODOLLARS]
 *         [--keys "ACTION=KEY KEY"] [--overlay FOLDER]
 *
 *   size COLUMNS ROWS    key NAME...       type TEXT         paste TEXT
 *   do ACTION [ARGUMENT] mouse WHAT COLUMN ROW (press drag release wheel-up wheel-down)
 *   linger MS    real time goes by
 *   wait MS   time goes on        work      long work ends, in no time
 *   settle    the cursor rests, long work and tasks end
 *   rows N    the frame's last N rows
 *   until TEXT  processes go on until the frame has the text
 *   draw      the frame           roles     the frame's roles, a letter a cell
 *   say       what the screen and its overlay say in lines
 *   line      its command line    content FORMAT (value json csv markdown text)
 *   effects   what the outside was asked to do, and forget it
 *   (with --linear, lines of the line dialogue take the place of all that)
 *   repeat N KEY...  the keys N times, a frame after each; prints the mean ms a frame
 */
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "tui/linear.h"
#include "tui/task.h"
#include "tui/tui.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 8192, TEXT_MAX = 4 << 20, SETTLE_MS = 20000, UNTIL_MS = 10 };

struct driver {
    struct tui tui;
    struct frame frame;
    struct full_screen start;
    struct key_setting keys[16];
    int64_t now_ms; /* of day */
    bool ascii;
};

static int64_t
fixed_now(void *ctx)
{
    return ((const struct driver *)ctx)->now_ms;
}

static enum va_code
plain_question(void *ctx, const char *workload, struct question *out, struct va_err *err)
{
    (void)workload, (void)err;
    question_init(out, date_of_ms(((const struct driver *)ctx)->now_ms));
    return VA_OK;
}

static void
die(const char *what, const char *why)
{
    fprintf(stderr, "drive: %s: %s\n", what, why);
    exit(99);
}

/* The number that a text begins with; the text goes on behind it. */
static int64_t
number(char **text)
{
    char *end = *text;
    const int64_t value = strtoll(*text, &end, 10);

    if (end == *text)
        die("no number", *text);
    *text = end;
    return value;
}

static void
frame_now(struct driver *d)
{
    struct tui *t = &d->tui;

    if (d->frame.grid.columns != t->columns || d->frame.grid.rows != t->rows) {
        frame_clear(&d->frame);
        if (frame_init(&d->frame, t->columns, t->rows, d->ascii))
            die("frame", "cannot be made");
    }
    tui_draw(t, &d->frame);
}

static void
send_key(struct driver *d, uint32_t key, enum event_kind kind)
{
    tui_event(&d->tui, &(struct event){ .kind = kind, .key = key });
}

static void
send_keys(struct driver *d, const char *names)
{
    uint32_t key = 0;
    int n = 0;

    while (action_key(names, n, &key)) {
        send_key(d, key, EVENT_KEY);
        n++;
    }
    if (n == 0)
        die("no such key", names);
}

static void
type(struct driver *d, const char *text, enum event_kind kind)
{
    size_t len = strlen(text);

    while (len > 0) {
        uint32_t point = 0;
        const size_t n = text_utf8(text, len, &point);

        if (!n)
            die("not UTF-8", text);
        send_key(d, point, kind);
        text += n;
        len -= n;
    }
}

static void
send_mouse(struct driver *d, char *rest)
{
    static const char *const words[] = { "press", "drag", "release", "wheel-up",
                                         "wheel-down" };
    const size_t len = strcspn(rest, " ");
    char *at = rest + len;
    struct event e = { .kind = EVENT_MOUSE };
    int what = 0;

    while (what < 5 && (strlen(words[what]) != len || strncmp(rest, words[what], len)))
        what++;
    if (what == 5)
        die("mouse", rest);
    e.mouse = (enum mouse_what)what;
    e.column = (int32_t)number(&at);
    e.row = (int32_t)number(&at);
    frame_now(d); /* what is clicked is what is seen */
    tui_event(&d->tui, &e);
}

static void
send_size(struct driver *d, char *rest)
{
    struct event e = { .kind = EVENT_RESIZE };

    e.columns = (int32_t)number(&rest);
    e.rows = (int32_t)number(&rest);
    tui_event(&d->tui, &e);
}

/* Time goes on; timers whose time has come go off. */
static void
wait_ms(struct driver *d, int64_t ms)
{
    d->tui.now_ms += ms;
    for (int i = 0; i < TIMER_COUNT; i++) {
        if (d->tui.wake_ms[i] > 0 && d->tui.wake_ms[i] <= d->tui.now_ms)
            tui_timer(&d->tui, (enum timer_id)i);
    }
}

static bool
poll_watches(struct driver *d, int timeout_ms)
{
    struct pollfd fds[TUI_WATCHES_MAX];
    struct watch_fd watches[TUI_WATCHES_MAX];
    const int32_t n = d->tui.n_watches;

    memcpy(watches, d->tui.watches, sizeof watches);
    for (int32_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){ watches[i].fd, POLLIN, 0 };
    if (poll(fds, (nfds_t)n, timeout_ms) <= 0)
        return false;
    for (int32_t i = 0; i < n; i++) {
        if (fds[i].revents)
            watches[i].ready(&d->tui, watches[i].ctx);
    }
    return true;
}

/* What waits for the cursor to rest has its time. */
static bool
let_rest(struct driver *d)
{
    const int64_t due = d->tui.wake_ms[TIMER_PEEK];

    if (due == 0)
        return false;
    wait_ms(d, due > d->tui.now_ms ? due - d->tui.now_ms : 0);
    frame_now(d);
    return true;
}

static void
work(struct driver *d, char *rest)
{
    (void)rest;
    frame_now(d);
    while (tui_work(&d->tui))
        frame_now(d);
}

/* Until nothing is at work: slices, tasks, and what they still tell. */
static void
settle(struct driver *d, char *rest)
{
    const char *name = NULL;
    char text[64];

    (void)rest;
    frame_now(d);
    for (int waited = 0; waited < SETTLE_MS;) {
        if (tui_work(&d->tui) || poll_watches(d, 0)) {
            frame_now(d);
            continue;
        }
        if (let_rest(d))
            continue;
        if (!task_say(&d->tui, &name, text, sizeof text))
            return;
        waited += poll_watches(d, 10) ? 0 : 10;
    }
    die("settle", "something never ends");
}

static void
print_buf(const struct buf *b)
{
    if (b->code)
        die("text", va_code_text(b->code));
    printf("%s", buf_get(b));
    if (b->len && b->data[b->len - 1] != '\n')
        printf("\n");
}

static void
print_frame(struct driver *d, char *rest)
{
    struct buf b;

    (void)rest;
    frame_now(d);
    buf_init(&b, TEXT_MAX);
    cells_print(&d->frame.grid, &b);
    print_buf(&b);
    buf_clear(&b);
}

static void
print_rows(struct driver *d, char *rest)
{
    struct cell_grid part;
    struct buf b;

    frame_now(d);
    part = d->frame.grid;
    part.rows = (int32_t)number(&rest);
    if (part.rows < 1 || part.rows > d->frame.grid.rows)
        die("rows", rest);
    part.cells += (d->frame.grid.rows - part.rows) * part.columns;
    buf_init(&b, TEXT_MAX);
    cells_print(&part, &b);
    print_buf(&b);
    buf_clear(&b);
}

/* Is one of the texts, with '|' between them, on the frame? */
static bool
frame_has(struct driver *d, const char *texts)
{
    char one[LINE_MAX_BYTES];
    struct buf b;
    bool has = false;

    frame_now(d);
    buf_init(&b, TEXT_MAX);
    cells_print(&d->frame.grid, &b);
    while (!b.code && !has && *texts) {
        const size_t len = strcspn(texts, "|");

        snprintf(one, sizeof one, "%.*s", (int)len, texts);
        has = strstr(buf_get(&b), one) != NULL;
        texts += len + (texts[len] == '|');
    }
    buf_clear(&b);
    return has;
}

/* The time of the screen goes on as that of the processes does. */
static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Real time goes by: what others do meanwhile is heard. */
static void
linger(struct driver *d, char *rest)
{
    const double end = seconds() + (double)number(&rest) / 1e3;

    while (seconds() < end)
        poll_watches(d, 10);
}

static void
until(struct driver *d, char *rest)
{
    for (int waited = 0; waited < SETTLE_MS; waited += UNTIL_MS) {
        if (frame_has(d, rest))
            return;
        while (tui_work(&d->tui) || poll_watches(d, 0))
            frame_now(d);
        (void)poll_watches(d, UNTIL_MS);
        wait_ms(d, UNTIL_MS);
    }
    print_frame(d, rest);
    die("until", rest);
}

static void
print_roles(struct driver *d, char *rest)
{
    static const char letters[] = ".dTgwb1234";

    (void)rest;
    frame_now(d);
    for (int32_t row = 0; row < d->frame.grid.rows; row++) {
        for (int32_t column = 0; column < d->frame.grid.columns; column++) {
            const struct cell *c = cells_get(&d->frame.grid, column, row);
            const char letter = letters[c->role];

            putchar(c->attr & CELL_REVERSE ? (letter == '.' ? 'R' : letter - 'a' + 'A')
                                           : letter);
        }
        putchar('\n');
    }
}

static void
print_said(struct driver *d, bool line)
{
    const struct screen *s = screen_get(d->tui.screen);
    struct buf b;

    frame_now(d);
    buf_init(&b, TEXT_MAX);
    if (line && s->line)
        s->line(&d->tui, &b);
    if (!line && s->say)
        s->say(&d->tui, &b);
    if (!line && d->tui.overlay.kind && d->tui.overlay.kind->say)
        d->tui.overlay.kind->say(&d->tui, &b);
    print_buf(&b);
    buf_clear(&b);
}

static void
print_content(struct driver *d, char *word)
{
    static const char *const words[] = { "value", "json", "csv", "markdown", "text" };
    const struct screen *s = screen_get(d->tui.screen);
    struct va_err err = { 0 };
    struct buf b;

    frame_now(d);
    buf_init(&b, TEXT_MAX);
    for (int i = 0; i < 5 && s->content; i++) {
        if (!strcmp(word, words[i]) &&
            s->content(&d->tui, (enum screen_format)i, &b, &err))
            printf("error: %s\n", err.text);
    }
    print_buf(&b);
    buf_clear(&b);
}

static void
print_effects(struct driver *d, char *rest)
{
    static const char *const words[] = { "quit", "suspend", "redraw", "theme",
                                         "bell", "copy",    "page",   "edit" };
    struct effect e;

    (void)rest;
    while (tui_take_effect(&d->tui, &e)) {
        printf("%s%s%s%s\n", words[e.kind], e.keep ? " keep" : "", e.text ? ": " : "",
               e.text ? e.text : "");
        if (e.kind == EFFECT_EDIT && e.done)
            e.done(&d->tui, getenv("DRIVE_EDITED"), &(struct va_err){ 0 });
        free(e.text);
    }
}

static void
repeat(struct driver *d, char *rest)
{
    const int64_t n = number(&rest);
    const double began = seconds();

    for (int64_t i = 0; i < n; i++) {
        send_keys(d, rest);
        frame_now(d);
    }
    printf("%.4f ms\n", (seconds() - began) * 1e3 / (double)(n > 0 ? n : 1));
}

static void
do_action(struct driver *d, char *rest)
{
    const size_t len = strcspn(rest, " ");
    const char *argument = rest[len] ? rest + len + 1 : NULL;
    enum action_id id = ACTION_COUNT;

    rest[len] = '\0';
    id = action_find(rest);
    if (id == ACTION_COUNT)
        die("no such action", rest);
    tui_do(&d->tui, id, argument);
}

static void
wait_some(struct driver *d, char *rest)
{
    wait_ms(d, number(&rest));
}

static void
send_named(struct driver *d, char *rest)
{
    send_keys(d, rest);
}

static void
type_keys(struct driver *d, char *rest)
{
    type(d, rest, EVENT_KEY);
}

static void
paste(struct driver *d, char *rest)
{
    type(d, rest, EVENT_PASTE);
}

static void
print_line(struct driver *d, char *rest)
{
    (void)rest;
    print_said(d, true);
}

static void
print_say(struct driver *d, char *rest)
{
    (void)rest;
    print_said(d, false);
}

static const struct {
    const char *word;
    void (*run)(struct driver *d, char *rest);
} words[] = {
    { "size", send_size },  { "key", send_named },        { "type", type_keys },
    { "paste", paste },     { "mouse", send_mouse },      { "do", do_action },
    { "linger", linger },   { "wait", wait_some },        { "until", until },
    { "settle", settle },   { "draw", print_frame },      { "roles", print_roles },
    { "rows", print_rows }, { "say", print_say },         { "line", print_line },
    { "work", work },       { "content", print_content }, { "effects", print_effects },
    { "repeat", repeat },
};

static void
do_line_of_script(struct driver *d, char *line)
{
    const size_t len = strcspn(line, " ");
    char *rest = line[len] ? line + len + 1 : line + len;

    line[len] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!strcmp(line, words[i].word)) {
            words[i].run(d, rest);
            return;
        }
    }
    die("not understood", line);
}

static void
add_keys(struct driver *d, char *text)
{
    char *equals = strchr(text, '=');

    if (!equals || d->start.n_keys == 16)
        die("--keys", text);
    *equals = '\0';
    d->keys[d->start.n_keys++] = (struct key_setting){ text, equals + 1, "keys" };
}

/* An option without a value; false: it is none of them. */
static bool
read_switch(struct driver *d, struct session_options *o, const char *word)
{
    if (!strcmp(word, "--ascii"))
        d->ascii = d->start.ascii = true;
    else if (!strcmp(word, "--read-only"))
        o->read_only = d->start.read_only = true;
    else if (!strcmp(word, "--linear"))
        d->start.linear = true;
    else
        return false;
    return true;
}

static void
read_value(struct driver *d, struct session_options *o, const char *word, char *value)
{
    const struct {
        const char *word;
        const char **text;
    } texts[] = { { "--db", &o->db_path },
                  { "--overlay", &o->overlay_dir },
                  { "--probe", &d->start.probe_program },
                  { "--state", &d->start.state_file },
                  { "--workload", &d->start.workload } };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!strcmp(word, texts[i].word)) {
            *texts[i].text = value;
            return;
        }
    }
    if (!strcmp(word, "--plain-yes"))
        d->start.plain_yes_pusd = number(&value);
    else if (!strcmp(word, "--keys"))
        add_keys(d, value);
    else if (strcmp(word, "--now") != 0 ||
             time_parse_ms(value, strlen(value), &d->now_ms))
        die("not understood", word);
}

static void
read_options(struct driver *d, struct session_options *o, char **argv)
{
    for (int i = 1; argv[i]; i++) {
        if (read_switch(d, o, argv[i]))
            continue;
        if (!argv[i + 1])
            die("no value", argv[i]);
        read_value(d, o, argv[i], argv[i + 1]);
        i++;
    }
}

/* The line dialogue in place of a script. */
static int
hold_dialogue(const struct driver *d)
{
    const struct linear_streams io = { .in = 0, .out = stdout, .err = stderr };
    struct va_err err = { 0 };
    int status = 0;

    if (linear_run(&d->start, &io, &status, &err))
        die("linear", err.text);
    return status;
}

int
main(int argc, char **argv)
{
    static struct driver d;
    static char line[LINE_MAX_BYTES];
    struct va_err err = { 0 };
    struct session_options o = { .data_dir = getenv("VADVISE_DATADIR"),
                                 .db_path = "/nonexistent/vadvise.db",
                                 .overlay_dir = "/nonexistent",
                                 .clock = { fixed_now, &d } };

    (void)argc;
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* for who waits for an answer */
    time_parse_ms("2026-03-01", 10, &d.now_ms);
    d.start = (struct full_screen){ .question = plain_question,
                                    .ctx = &d,
                                    .keys = d.keys,
                                    .version = "test",
                                    .plain_yes_pusd = INT64_C(10000000000) };
    read_options(&d, &o, argv);
    if (session_open(&o, &d.start.session, &err))
        die("start", err.text);
    if (d.start.linear) {
        const int status = hold_dialogue(&d);

        session_close(d.start.session);
        return status;
    }
    if (tui_open(&d.tui, &d.start, !d.ascii, &err))
        die("start", err.text);
    d.tui.now_ms = 1000000;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] && line[0] != '#')
            do_line_of_script(&d, line);
        tui_idle(&d.tui);
    }
    tui_close(&d.tui);
    frame_clear(&d.frame);
    session_close(d.start.session);
    return 0;
}
