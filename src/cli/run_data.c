/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change the database: import and forget. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/clock.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/run.h"

enum { PROGRESS_EVERY_MS = 100, LINE_MAX_BYTES = 256, ANSWER_MAX = 16 };

/* --- import --- */

struct progress {
    const struct cli_env *env;
    bool show;       /* on a terminal only */
    int64_t next_ms; /* when to say something next */
    bool shown;
};

static int64_t
now_ms(const struct cli_env *env)
{
    return env->clock.now_ms(env->clock.ctx);
}

static void
tell(void *ctx, int64_t rows, int64_t bytes, int64_t size_bytes)
{
    struct progress *p = ctx;
    char count[TEXT_NUMBER_MAX];
    char size[TEXT_NUMBER_MAX];
    char line[LINE_MAX_BYTES];
    const int64_t now = p->show ? now_ms(p->env) : 0;

    (void)size_bytes;
    if (!p->show || now < p->next_ms)
        return;
    p->next_ms = now + PROGRESS_EVERY_MS;
    p->shown = true;
    text_number(count, (double)rows, 0, true);
    if (bytes >= 0)
        snprintf(line, sizeof line, "\r%s rows, %s MB", count,
                 text_number(size, (double)bytes / 1e6, 1, true));
    else
        snprintf(line, sizeof line, "\r%s rows", count);
    output_tell(line, strlen(line));
}

enum va_code
run_import(struct cli *c, struct reply *r, struct va_err *err)
{
    static const char wipe[] = "\r\033[K";
    struct progress p = { .env = c->env,
                          .show = c->env->err_is_terminal && !c->wants.quiet &&
                                  c->look.cursor,
                          .next_ms = now_ms(c->env) + PROGRESS_EVERY_MS };
    struct import_request request = c->wants.import;
    enum va_code code = VA_OK;

    request.path = c->wants.name;
    request.progress = (struct import_progress){ .tell = tell, .ctx = &p };
    c->env->watch_interrupts(true);
    code = app_import(c->session, &request, r, err);
    c->env->watch_interrupts(false);
    if (p.shown)
        output_tell(wipe, sizeof wipe - 1);
    return code;
}

/* --- forget --- */

/* A line of the answer; false: no. */
static bool
is_yes(void)
{
    char answer[ANSWER_MAX] = "";
    size_t len = 0;
    char byte = 0;

    while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
        if (len + 1 < sizeof answer)
            answer[len++] = byte;
    return !strcmp(answer, "y") || !strcmp(answer, "Y") || !strcmp(answer, "yes");
}

static bool
can_ask(const struct cli *c)
{
    return c->env->in_is_terminal && c->env->err_is_terminal && !c->wants.no_input;
}

/* Say what would go, and ask. VA_MONEY: not confirmed. */
static enum va_code
confirm(const struct cli *c, struct va_err *err)
{
    static const char question[] = "Delete them? [y/N] ";
    struct reply dry = { .verdict = VA_OK };
    enum va_code code = VA_OK;

    if (!can_ask(c)) {
        va_fail(err, VA_MONEY,
                "forget deletes measurements and nobody can be asked here");
        va_hint(err, "add --yes, or look first with --dry-run");
        return VA_MONEY;
    }
    code = app_forget(c->session, &c->wants.question, true, &dry, err);
    if (!code) {
        output_tell(buf_get(&dry.text), dry.text.len);
        output_tell(question, sizeof question - 1);
        if (!is_yes())
            code = va_fail(err, VA_MONEY, "not confirmed: nothing was deleted");
    }
    reply_clear(&dry);
    return code;
}

enum va_code
run_forget(struct cli *c, struct reply *r, struct va_err *err)
{
    if (!c->wants.dry_run && !c->wants.yes) {
        const enum va_code code = confirm(c, err);

        if (code)
            return code;
    }
    return app_forget(c->session, &c->wants.question, c->wants.dry_run, r, err);
}
