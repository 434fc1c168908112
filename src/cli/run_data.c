/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change the database: import and forget. */
#include <math.h>
#include <string.h>

#include "app/commands.h"
#include "base/clock.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "cli/run_logs.h"

enum { PROGRESS_EVERY_MS = 250, LINE_MAX_BYTES = 256, MS_PER_S = 1000, S_PER_MIN = 60 };

#define ERASE_REST "\033[K" /* of the line */

/* --- import --- */

/* A line on standard error while rows are read. */
struct progress {
    const struct cli_env *env;
    bool show; /* on a terminal only */
    bool shown;
    int64_t begun_ms;
    int64_t next_ms; /* when to say something next */
};

static int64_t
now_ms(const struct cli_env *env)
{
    return env->clock.now_ms(env->clock.ctx);
}

/* Part and time left, when the size is known; elapsed_ms > 0. */
static void
say_left(struct buf *line, int64_t elapsed_ms, int64_t bytes, int64_t size_bytes)
{
    double left_s = 0;

    if (bytes <= 0 || size_bytes < bytes)
        return;
    left_s = (double)elapsed_ms / MS_PER_S * (double)(size_bytes - bytes) / (double)bytes;
    buf_printf(line, ", %d %%", (int)((double)bytes / (double)size_bytes * 100));
    if (left_s < 2 * S_PER_MIN)
        buf_printf(line, ", %.0f s left", ceil(left_s));
    else
        buf_printf(line, ", %.0f min left", ceil(left_s / S_PER_MIN));
}

static double
rate_of(int64_t rows, int64_t elapsed_ms)
{
    return floor((double)rows * MS_PER_S / (double)elapsed_ms);
}

static void
tell(void *ctx, int64_t rows, int64_t bytes, int64_t size_bytes)
{
    struct progress *p = ctx;
    char count[TEXT_NUMBER_MAX];
    char rate[TEXT_NUMBER_MAX];
    struct buf line;
    const int64_t now = p->show ? now_ms(p->env) : 0;

    if (!p->show || now < p->next_ms)
        return;
    p->next_ms = now + PROGRESS_EVERY_MS;
    p->shown = true;
    buf_init(&line, LINE_MAX_BYTES);
    buf_printf(&line, "\r%s rows, %s a second", text_number(count, (double)rows, 0, true),
               text_number(rate, rate_of(rows, now - p->begun_ms), 0, true));
    say_left(&line, now - p->begun_ms, bytes, size_bytes);
    buf_text(&line, ERASE_REST);
    if (!line.code)
        output_tell(line.data, line.len);
    buf_clear(&line);
}

static bool
stopped(void *ctx)
{
    const struct progress *p = ctx;

    return p->env->interrupted() != 0;
}

static const char wipe[] = "\r" ERASE_REST;

/* A note of the program that fetches logs, below the line of progress. */
static void
say(void *ctx, const char *text)
{
    struct progress *p = ctx;

    if (p->shown)
        output_tell(wipe, sizeof wipe - 1);
    p->shown = false;
    output_tell(text, strlen(text));
    output_tell("\n", 1);
}

enum va_code
run_import(struct cli *c, struct reply *r, struct va_err *err)
{
    struct progress p = { .env = c->env,
                          .show = c->env->err_is_terminal && !c->wants.quiet &&
                                  c->look.cursor,
                          .begun_ms = now_ms(c->env) };
    struct import_request request = c->wants.import;
    struct logs_wish wish;
    bool of_logs = false;
    enum va_code code = logs_wish_read(c, &wish, &of_logs, err);

    if (code)
        return code;
    if (of_logs) {
        wish.logs.say = c->wants.quiet ? NULL : say;
        wish.logs.ctx = &p;
        request.logs = &wish.logs;
    }
    p.next_ms = p.begun_ms + PROGRESS_EVERY_MS;
    request.path = c->wants.name;
    request.progress = (struct import_progress){ tell, stopped, &p };
    c->env->watch_interrupts(WATCH_FIRST);
    code = app_import(c->session, &request, r, err);
    c->env->watch_interrupts(WATCH_NONE);
    if (p.shown)
        output_tell(wipe, sizeof wipe - 1);
    return code;
}

/* --- forget --- */

/* Say what would go, and ask. VA_MONEY: not confirmed. */
static enum va_code
confirm(const struct cli *c, struct va_err *err)
{
    static const char question[] = "Delete them? [y/N] ";
    const struct forget_request look = { .run = c->wants.run, .dry_run = true };
    struct reply dry = { .verdict = VA_OK };
    enum va_code code = VA_OK;

    if (!ask_can(c)) {
        va_fail(err, VA_MONEY,
                "forget deletes measurements and nobody can be asked here");
        va_hint(err, "add --yes, or look first with --dry-run");
        return VA_MONEY;
    }
    code = app_forget(c->session, &c->wants.question, &look, &dry, err);
    if (!code) {
        output_tell(buf_get(&dry.text), dry.text.len);
        if (!ask_yes(question))
            code = va_fail(err, VA_MONEY, "not confirmed: nothing was deleted");
    }
    reply_clear(&dry);
    return code;
}

enum va_code
run_forget(struct cli *c, struct reply *r, struct va_err *err)
{
    const struct forget_request request = { .run = c->wants.run,
                                            .dry_run = c->wants.dry_run };

    if (!c->wants.dry_run && !c->wants.yes) {
        const enum va_code code = confirm(c, err);

        if (code)
            return code;
    }
    return app_forget(c->session, &c->wants.question, &request, r, err);
}
