/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run: understand the line, do it, write the answer, say how it went. */
#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/probe_state.h"
#include "app/what_if.h"
#include "cli/choose.h"
#include "cli/emit.h"
#include "cli/help.h"

enum { STATUS_SIGNAL = 128, LINE_BYTES = 256 };

enum va_code
cli_reply_init(struct reply *r, struct va_err *err)
{
    return reply_init(r) ? va_fail(err, VA_NOMEM, "out of memory") : VA_OK;
}

/* --help and --version. */
static enum va_code
write_about(struct cli *c, struct reply *r, struct va_err *err)
{
    enum va_code code = cli_reply_init(r, err);

    if (code)
        return code;
    if (!c->args.help)
        help_version(c->env->version, &r->text);
    else if (c->args.help_format && !strcmp(c->args.help_format, "json"))
        help_tables(&r->text);
    else if (c->args.help_format)
        code = va_fail(err, VA_USAGE, "help '%s': expected json, or nothing",
                       c->args.help_format);
    else
        code = help_known(c->args.operands, c->args.n_operands, &r->text);
    return code ? code : emit_bytes(c, &r->text, err);
}

/* Prices changed for this command. */
static enum va_code
change_prices(struct cli *c, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < c->wants.n_sets && !code; i++)
        code = what_if_set(c->session, &c->wants.question, c->wants.sets[i], err);
    return code;
}

enum va_code
cli_session(struct cli *c, struct va_err *err)
{
    const char *data_dir = env_variable(c->env, "VADVISE_DATADIR");
    const struct session_options o = {
        .data_dir = data_dir ? data_dir : c->env->data_dir,
        .db_path = c->wants.db ? c->wants.db : c->places.db_file,
        .overlay_dir = c->places.overlay_dir,
        .read_only = c->wants.read_only,
        .demo_seed = c->demo_seed,
        .clock = c->env->clock,
    };
    enum va_code code = VA_OK;

    if (!o.db_path) {
        va_fail(err, VA_CONFIG, "no home folder is known, so there is no database");
        va_hint(err, "set HOME, or name a database with --db");
        return VA_CONFIG;
    }
    emit_verbose(c, &o);
    code = session_open(&o, &c->session, err);
    return code ? code : change_prices(c, err);
}

static bool
needs_session(enum command_id as)
{
    return as != COMMAND_HELP && as != COMMAND_COMPLETION && as != COMMAND_CONFIG &&
           as != COMMAND_DEMO && as != COMMAND_FN_PACKAGE && as != COMMAND_FN_TEMPLATES;
}

enum va_code
cli_open_session(struct cli *c, enum command_id as, struct va_err *err)
{
    const int32_t today = date_of_ms(c->env->clock.now_ms(c->env->clock.ctx));
    struct settings_request request = { .env = c->env,
                                        .args = &c->args,
                                        .workload = c->workload };
    enum va_code code = places_init(c->env, &c->places, err);

    request.user_file = c->places.config_file;
    if (!code)
        code = settings_read(&request, &c->settings, err);
    if (!code)
        code = wants_read(&c->settings, as, today, &c->wants, err);
    c->look = emit_look(c->env, &c->wants);
    if (!code && needs_session(as))
        code = cli_session(c, err);
    return code;
}

/* Understand the line and do it; the answer is in the reply. */
static enum va_code
run(struct cli *c, struct reply *r, struct va_err *err)
{
    enum va_code code = choose_command(c, err);

    if (!code)
        code = cli_open_session(c, command_id(c->command), err);
    if (!code)
        code = choose_operands(c, err);
    if (!code)
        code = output_check(c->wants.output, err);
    if (!code)
        code = c->command->run(c, r, err);
    if (!code && reply_status(r))
        code = va_fail(err, reply_status(r), "%s", va_code_text(reply_status(r)));
    return code ? code : emit_reply(c, r, err);
}

/* What a probe left at a function is told at every turn, until it is put back. */
static void
tell_left(const struct cli *c)
{
    struct probe_left left = { .run = 0 };
    char text[LINE_BYTES];
    struct va_err ignored;

    if (!c->session || !c->command || c->wants.quiet ||
        !strcmp(c->command->name, "probe") ||
        probe_find_left(c->session, 0, &left, &ignored) || left.run == 0)
        return;
    snprintf(text, sizeof text,
             "vadvise: a probe that died left %lld change%s at a function: "
             "vadvise probe restore\n",
             (long long)left.n_changes, left.n_changes == 1 ? "" : "s");
    output_tell(text, strlen(text));
}

static int
finish(const struct cli *c, enum va_code code, const struct reply *r,
       const struct va_err *err)
{
    if (c->closed_pipe)
        return STATUS_SIGNAL + SIGPIPE;
    if (code)
        emit_error(c, err->text[0] ? err->text : va_code_text(code), err->hint);
    if (!code && c->status > 0)
        return c->status;
    if (!code && c->stopped_by > 0)
        return STATUS_SIGNAL + c->stopped_by;
    return va_exit_status(code ? code : r->verdict);
}

int
cli_main(const struct cli_env *env, int argc, char **argv)
{
    struct cli c = { .env = env };
    struct reply r = { .verdict = VA_OK };
    struct va_err err = { .code = VA_OK };
    enum va_code code = args_read(argc, argv, &c.args, &err);
    int status = 0;

    c.look = emit_look(env, NULL);
    if (c.args.help || (c.args.version && !code))
        code = write_about(&c, &r, &err);
    else if (!code)
        code = run(&c, &r, &err);
    tell_left(&c);
    status = finish(&c, code, &r, &err);
    reply_clear(&r);
    session_close(c.session);
    wants_clear(&c.wants);
    settings_clear(&c.settings);
    places_clear(&c.places);
    return status;
}
