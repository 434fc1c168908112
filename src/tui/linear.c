/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogue: say, read a line, do it. */
#include "tui/linear.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_request.h"
#include "base/text.h"
#include "tui/linear_parts.h"
#include "tui/palette.h"
#include "tui/write.h"

enum { COLUMNS = 80, ROWS = 24, ROW_MAX = 1000000 };

static void
greet(struct linear *l)
{
    if (l->tui.start->demo_seed)
        linear_print(l,
                     "DEMO: probes are SIMULATED, $0 real; their time runs %d times "
                     "faster than real.\n",
                     DEMO_SPEED);
    linear_print(
        l, "vadvise, line by line. A number opens that row; 'help' lists the commands; "
           "an empty line says the screen again; 'quit' leaves.\n\n");
}

/* Row n of a table: the cursor goes there, and it is opened. */
static enum va_code
open_row(struct tui *t, int64_t row, struct va_err *err)
{
    enum va_code code = tui_try(t, ACTION_FIRST, NULL, err);

    for (int64_t i = 1; i < row && !code; i++)
        code = tui_try(t, ACTION_DOWN, NULL, err);
    return code ? code : tui_try(t, ACTION_OPEN, NULL, err);
}

/* Does the screen number a row so? Its number begins a line, perhaps behind the mark of
 * the cursor. */
static bool
has_row(const struct linear *l, int64_t row)
{
    char begin[TEXT_NUMBER_MAX];
    const size_t len = (size_t)snprintf(begin, sizeof begin, "%lld. ", (long long)row);

    for (const char *line = l->said; line && *line;) {
        line += strspn(line, "> *");
        if (!strncmp(line, begin, len))
            return true;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return false;
}

/* A line that answers what lies over the screen. */
static enum va_code
answer(struct tui *t, const char *line, struct va_err *err)
{
    const struct overlay_kind *kind = t->overlay.kind;

    if (!*line && !kind->answer)
        overlay_close(t);
    else if (!*line) {
        /* Esc: a question hears no, a line that was asked for stays as it was. */
        tui_event(t, &(struct event){ .kind = EVENT_KEY, .key = KEY_ESCAPE });
    } else
        return kind->answer ? kind->answer(t, line, err) : VA_OK;
    return VA_OK;
}

static enum va_code
do_a_line(struct linear *l, const char *line, struct va_err *err)
{
    struct tui *t = &l->tui;
    int64_t row = 0;

    t->toast.text[0] = '\0';
    if (t->overlay.kind)
        return answer(t, line, err);
    if (text_parse_int(line, strlen(line), 1, ROW_MAX, &row))
        return palette_run(t, line, err);
    if (has_row(l, row))
        return open_row(t, row, err);
    if (!action_on(ACTION_MEMORY, t->screen))
        return va_fail(err, VA_USAGE, "there is no row %s here", line);
    return palette_run(t, line, err);
}

/* One exchange; false: it is over. */
static bool
exchange(struct linear *l)
{
    struct tui *t = &l->tui;
    struct va_err err = { 0 };
    char line[LINEAR_LINE_MAX];
    bool said = false;
    const bool over = t->overlay.kind != NULL;

    if (!linear_read(l, line))
        return false;
    linear_settle(l); /* what went on meanwhile: the line is about things as they are */
    if (!*line && !over) {
        linear_say_screen(l, true, false);
        return true;
    }
    if (do_a_line(l, line, &err)) {
        linear_say_error(l, &err);
        said = true;
    }
    do {
        linear_settle(l);
        said |= linear_say_results(l);
    } while (write_waits(t)); /* the editor's text */
    if (t->ended)
        return false;
    said |= t->overlay.kind != NULL;
    linear_say_screen(l, false, !said);
    linear_say_overlay(l);
    return true;
}

static enum va_code
open_dialogue(struct linear *l, const struct full_screen *start, struct va_err *err)
{
    enum va_code code = tui_open(&l->tui, start, false, err);

    if (!code && frame_init(&l->frame, COLUMNS, ROWS, true))
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (code)
        return code;
    tui_event(&l->tui,
              &(struct event){ .kind = EVENT_RESIZE, .columns = COLUMNS, .rows = ROWS });
    return VA_OK;
}

/* Output is complete; a reader who went away is no failure. */
static enum va_code
finish_output(struct linear *l, struct va_err *err)
{
    linear_flush(l);
    if (l->failed == 0 || l->failed == EPIPE)
        return VA_OK;
    return va_fail(err, VA_IO, "standard output: %s", strerror(l->failed));
}

enum va_code
linear_run(const struct full_screen *start, const struct linear_streams *io, int *status,
           struct va_err *err)
{
    struct linear *l = calloc(1, sizeof *l);
    enum va_code code = VA_OK;

    if (!l)
        return va_fail(err, VA_NOMEM, "out of memory");
    l->io = io;
    code = open_dialogue(l, start, err);
    if (!code) {
        if (!start->quiet || start->demo_seed)
            greet(l);
        linear_settle(l);
        linear_say_results(l);
        linear_say_screen(l, true, false);
        while (exchange(l) && l->failed == 0)
            continue;
        *status = l->tui.status;
    }
    if (!code)
        code = write_finish(&l->tui, err);
    if (!code)
        code = finish_output(l, err);
    tui_close(&l->tui);
    frame_clear(&l->frame);
    free(l->said);
    free(l);
    return code;
}
