/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that put one question and pass the answer on. */
#include "cli/run.h"

#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "cli/cli.h"
#include "cli/complete.h"
#include "cli/emit.h"
#include "cli/help.h"
#include "cli/probe_follow.h"

enum { DESCRIPTION_MAX = 256 };

enum va_code
run_advise(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_advise(c->session, &c->wants.question, r, err);
}

enum va_code
run_list(struct cli *c, struct reply *r, struct va_err *err)
{
    const enum va_code code = app_list(c->session, &c->wants.question, r, err);

    if (!code && c->overview)
        buf_text(&r->hints, "Ask: vadvise -w WORKLOAD --budget USD, or --latency TIME. "
                            "More: vadvise --help\n");
    return code;
}

enum va_code
run_show(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_show(c->session, &c->wants.question, r, err);
}

enum va_code
run_fit(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_fit(c->session, &c->wants.question, r, err);
}

enum va_code
run_compare(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_compare(c->session, &c->wants.question, r, err);
}

enum va_code
run_stability(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_stability(c->session, &c->wants.question, r, err);
}

enum va_code
run_check(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_check(c->session, &c->wants.question, r, err);
}

enum va_code
run_plan(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_plan(c->session, &c->wants.question, &c->wants.probe, r, err);
}

enum va_code
run_plot(struct cli *c, struct reply *r, struct va_err *err)
{
    struct plot_options o = c->wants.plot;

    /* Without a UTF-8 locale, or with --ascii, other symbols would turn into '?'. */
    if (c->look.ascii)
        o.symbols = SYMBOLS_ASCII;
    o.columns = c->env->columns;
    o.rows = c->env->rows;
    return app_plot(c->session, &c->wants.question, &o, r, err);
}

/* Where an export goes. */
struct export_to {
    struct cli *cli;
    struct reply *reply;
};

/* Standard output takes bytes as they come; a file is kept back, to appear whole. */
static enum va_code
take_export(void *ctx, const struct buf *bytes, struct va_err *err)
{
    const struct export_to *to = ctx;
    const char *file = to->cli->wants.output;

    if (!file || !strcmp(file, "-"))
        return emit_bytes(to->cli, bytes, err);
    buf_add(&to->reply->text, buf_get(bytes), bytes->len);
    return to->reply->text.code;
}

enum va_code
run_export(struct cli *c, struct reply *r, struct va_err *err)
{
    struct export_to to = { c, r };
    const struct export_drain drain = { take_export, &to };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    return app_export(c->session, &c->wants.question, c->wants.export_format, &drain,
                      err);
}

enum va_code
run_pricing_list(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_pricing_list(c->session, c->wants.name, r, err);
}

enum va_code
run_pricing_show(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_pricing_show(c->session, c->wants.name, &c->wants.question, r, err);
}

enum va_code
run_pricing_set(struct cli *c, struct reply *r, struct va_err *err)
{
    const struct pricing_set what = { c->wants.name, c->wants.keep };

    return app_pricing_set(c->session, &c->wants.question, &what, r, err);
}

enum va_code
run_pricing_check(struct cli *c, struct reply *r, struct va_err *err)
{
    return app_pricing_check(c->session, c->wants.name, r, err);
}

/* By names alone: what the terminal really can is asked by the full screen. */
static void
describe_terminal(const struct cli *c, char *out)
{
    const char *type = env_variable(c->env, "TERM");

    snprintf(out, DESCRIPTION_MAX, "%.80s%s, %s, %s", type ? type : "TERM is not set",
             c->env->in_is_terminal && c->env->out_is_terminal
                 ? ""
                 : "; no terminal to read from and write to here",
             c->look.ascii ? "ASCII" : "UTF-8",
             env_variable(c->env, "NO_COLOR") ? "no colours (NO_COLOR)" : "colours");
}

static bool
has_screen(const struct cli *c)
{
    const char *type = env_variable(c->env, "TERM");

    return type && strcmp(type, "dumb") != 0;
}

enum va_code
run_doctor(struct cli *c, struct reply *r, struct va_err *err)
{
    char program[CHILD_PATH_MAX];
    char terminal[DESCRIPTION_MAX];
    struct va_err none;
    const bool found = probe_program(c, program, &none) == VA_OK;
    const struct doctor_request request = { .probe_program = found ? program : NULL,
                                            .terminal = terminal,
                                            .state_file = c->places.state_file,
                                            .has_screen = has_screen(c),
                                            .deep = c->wants.deep };

    describe_terminal(c, terminal);

    return app_doctor(c->session, &request, r, err);
}

enum va_code
run_help(struct cli *c, struct reply *r, struct va_err *err)
{
    const enum va_code code = cli_reply_init(r, err);

    return code ? code : help_topic(c->topic, c->n_topic, &r->text, err);
}

enum va_code
run_completion(struct cli *c, struct reply *r, struct va_err *err)
{
    enum va_code code = value_check(VALUE_SHELL, "completion", c->wants.name, err);

    if (!code)
        code = cli_reply_init(r, err);
    if (!code)
        complete_script(c->wants.name, &r->text);
    return code;
}
