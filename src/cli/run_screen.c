/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command without a name: the full screen, or its dialogue in lines. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/full_screen.h"
#include "cli/cli.h"
#include "cli/probe_follow.h"
#include "cli/run.h"
#include "cli/run_screen.h"

/* What the settings ask of one workload, kept: questions borrow their texts. */
struct asked {
    struct asked *next;
    char *workload; /* "": of those without a section */
    struct settings settings;
    struct wants wants;
};

struct asking {
    const struct cli *cli;
    struct asked *first;
};

static bool
has_section(const struct config *c, const char *workload)
{
    for (int32_t i = 0; i < c->n; i++) {
        if (!strcmp(c->entries[i].section, workload))
            return true;
    }
    return false;
}

static void
forget(struct asked *asked)
{
    wants_clear(&asked->wants);
    settings_clear(&asked->settings);
    free(asked->workload);
    free(asked);
}

/* Read the settings as they are for that workload; "" for none in particular. */
static enum va_code
ask(struct asking *a, const char *workload, struct asked **out, struct va_err *err)
{
    const struct cli *c = a->cli;
    const int32_t today = date_of_ms(c->env->clock.now_ms(c->env->clock.ctx));
    const struct settings_request request = { .env = c->env,
                                              .args = &c->args,
                                              .user_file = c->places.config_file,
                                              .workload = workload };
    struct asked *asked = calloc(1, sizeof *asked);
    enum va_code code = VA_OK;

    if (asked)
        asked->workload = strdup(workload);
    if (!asked || !asked->workload) {
        free(asked);
        return va_fail(err, VA_NOMEM, "out of memory");
    }
    code = settings_read(&request, &asked->settings, err);
    if (!code)
        code = wants_read(&asked->settings, COMMAND_ADVISE, today, &asked->wants, err);
    if (code) {
        forget(asked);
        return code;
    }
    asked->next = a->first;
    a->first = asked;
    *out = asked;
    return VA_OK;
}

static enum va_code
question(void *ctx, const char *workload, struct question *out, struct va_err *err)
{
    struct asking *a = ctx;
    const struct settings *s = &a->cli->settings;
    const bool own =
        workload && *workload &&
        (has_section(&s->project, workload) || has_section(&s->user, workload));
    const char *of = own ? workload : "";
    struct asked *asked = a->first;
    enum va_code code = VA_OK;

    while (asked && strcmp(asked->workload, of) != 0)
        asked = asked->next;
    if (!asked)
        code = ask(a, of, &asked, err);
    if (code)
        return code;
    assert(asked);
    *out = asked->wants.question;
    out->workload = workload;
    return VA_OK;
}

/* The lines of the section [keys]; origins are "file:line". */
struct keys {
    struct key_setting *lines;
    int32_t n;
    char *origins;
};

static enum va_code
read_keys(const struct cli *c, struct keys *out, struct va_err *err)
{
    const struct config *config = &c->settings.user;
    const size_t n = (size_t)config->n + 1;

    out->lines = calloc(n, sizeof *out->lines);
    out->origins = calloc(n, ORIGIN_TEXT_MAX);
    if (!out->lines || !out->origins)
        return va_fail(err, VA_NOMEM, "out of memory");
    for (int32_t i = 0; i < config->n; i++) {
        const struct config_entry *e = &config->entries[i];
        char *origin = out->origins + (size_t)i * ORIGIN_TEXT_MAX;

        if (!e->is_key)
            continue;
        snprintf(origin, ORIGIN_TEXT_MAX, "%s:%d", c->settings.user_file, (int)e->line);
        out->lines[out->n++] = (struct key_setting){ e->key, e->value, origin };
    }
    return VA_OK;
}

/* This very program; false when the system does not tell. */
static bool
find_program(char *out)
{
    char folder[CHILD_PATH_MAX];
    const char *folders[] = { folder };
    struct va_err ignored;

    return child_own_folder(folder) &&
           child_find("vadvise", folders, 1, out, &ignored) == VA_OK;
}

enum va_code
screen_need_terminal(const struct cli *c, struct va_err *err)
{
    if (c->wants.linear || (c->env->in_is_terminal && c->env->out_is_terminal))
        return VA_OK;
    va_fail(err, VA_USAGE,
            "the full screen needs a terminal to read from and to write to");
    va_hint(err, "'vadvise list' and 'vadvise -w WORKLOAD' give answers, 'vadvise "
                 "--linear' asks in lines, 'vadvise --help' tells more");
    return VA_USAGE;
}

enum { GIVEN_MAX = 64 };

/* The options of a question that the command line gave, as many as out holds. What if a
 * price were another is a setting of the screen itself. */
static int32_t
list_given(const struct cli *c, struct given_option out[GIVEN_MAX])
{
    int32_t n = 0;

    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct given *g = &c->args.given[i];
        const struct option_spec *o = option_get((enum option_id)i);

        if (i == OPTION_SET || o->group > GROUP_PRICE)
            continue;
        for (int32_t k = 0; k < g->n && n < GIVEN_MAX; k++)
            out[n++] = (struct given_option){ o->name, o->argument ? g->text[k] : NULL };
    }
    return n;
}

static enum va_code
open_screen(struct cli *c, struct asking *a, const struct keys *keys, struct va_err *err)
{
    char program[CHILD_PATH_MAX];
    char probe[CHILD_PATH_MAX];
    struct va_err ignored;
    const bool found = probe_program(c, probe, &ignored) == VA_OK;
    struct given_option given[GIVEN_MAX];
    struct full_screen start = {
        .session = c->session,
        .question = question,
        .ctx = a,
        .workload = given_last(&c->settings.of[OPTION_WORKLOAD]),
        .state_file = c->places.state_file,
        .theme_folder = c->places.theme_dir,
        .crash_folder = c->places.state_dir,
        .probe_program = found ? probe : NULL,
        .variables = c->env->variables,
        .given = given,
        .n_given = list_given(c, given),
        .keys = keys->lines,
        .n_keys = keys->n,
        .symbols = c->wants.symbols,
        .theme = c->wants.theme,
        .version = c->env->version,
        .linear = c->wants.linear,
        .ascii = c->look.ascii,
        .no_color = !c->look.color_out,
        .no_mouse = c->wants.no_mouse,
        .quiet = c->wants.quiet,
        .read_only = c->wants.read_only,
        /* What a demo spends is simulated. */
        .spend_never = c->wants.spend_never && !c->demo_seed,
        .demo_seed = c->demo_seed,
        .plain_yes_pusd = c->wants.plain_yes_pusd,
    };

    start.program = find_program(program) ? program : NULL;
    return c->env->full_screen(&start, &c->status, err);
}

enum va_code
run_screen(struct cli *c, struct reply *r, struct va_err *err)
{
    struct asking a = { .cli = c };
    struct keys keys = { .n = 0 };
    enum va_code code = screen_need_terminal(c, err);

    if (!code)
        code = cli_reply_init(r, err);
    if (!code)
        code = read_keys(c, &keys, err);
    if (!code)
        code = open_screen(c, &a, &keys, err);
    while (a.first) {
        struct asked *asked = a.first;

        a.first = asked->next;
        forget(asked);
    }
    free(keys.lines);
    free(keys.origins);
    return code;
}
