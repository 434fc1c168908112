/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which command a line means; suggestions when it means none. */
#include "cli/choose.h"

#include <string.h>

#include "base/text.h"
#include "cli/cli.h"

enum { NAMES_MAX = COMMAND_COUNT + 256 };

/* Words that a mistyped one may have meant. */
struct names {
    const char *at[NAMES_MAX];
    size_t n;
    struct buf storage;
};

static void
add_commands(struct names *names)
{
    for (int i = 0; i < COMMAND_NAMED; i++)
        names->at[names->n++] = command_get((enum command_id)i)->name;
}

static enum va_code
add_length(void *ctx, const char *name, bool sample)
{
    struct names *names = ctx;

    (void)sample;
    if (names->n < NAMES_MAX)
        names->n++;
    else
        return VA_OVERFLOW;
    buf_printf(&names->storage, "%s%c", name, '\0');
    return VA_OK;
}

/* Names of workloads, for want of a command of that name. Failures leave them out. */
static void
find_workloads(struct cli *c, struct names *names)
{
    struct va_err ignored;
    const char *at = NULL;

    if (cli_open_session(c, COMMAND_LIST, &ignored))
        return;
    (void)session_names(c->session, add_length, names, &ignored);
    if (names->storage.code)
        names->n = 0;
    at = buf_get(&names->storage);
    for (size_t i = 0; i < names->n; i++, at += strlen(at) + 1)
        names->at[i] = at;
}

static enum va_code
unknown_command(struct cli *c, const char *word, struct va_err *err)
{
    struct names names = { .n = 0 };
    const char *near = NULL;

    buf_init(&names.storage, 1 << 20);
    va_fail(err, VA_USAGE, "there is no command '%s'", word);
    find_workloads(c, &names);
    for (size_t i = 0; i < names.n && !near; i++)
        near = strcmp(names.at[i], word) ? NULL : names.at[i];
    if (near) {
        va_hint(err, "did you mean 'vadvise advise %s'?", near);
    } else {
        struct names commands = { .n = 0 };

        add_commands(&commands);
        near = text_closest(word, commands.at, commands.n);
        if (near)
            va_hint(err, "did you mean 'vadvise %s'?", near);
        else if ((near = text_closest(word, names.at, names.n)) != NULL)
            va_hint(err, "did you mean 'vadvise advise %s'?", near);
        else
            va_hint(err, "'vadvise --help' lists the commands");
    }
    buf_clear(&names.storage);
    return VA_USAGE;
}

static enum va_code
unknown_sub(const char *name, const char *word, struct va_err *err)
{
    const char *subs[COMMAND_COUNT];
    size_t n = 0;
    struct buf list;
    const char *near = NULL;

    buf_init(&list, VA_ERR_TEXT_MAX);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const struct command *c = command_get((enum command_id)i);

        if (!c->sub || strcmp(c->name, name) != 0)
            continue;
        buf_printf(&list, "%s%s", n ? ", " : "", c->sub);
        subs[n++] = c->sub;
    }
    near = text_closest(word, subs, n);
    va_fail(err, VA_USAGE, "%s: '%s' is not one of %s", name, word, buf_get(&list));
    if (near)
        va_hint(err, "did you mean 'vadvise %s %s'?", name, near);
    buf_clear(&list);
    return VA_USAGE;
}

/* An option that does not belong to the command: which ones take it? */
static enum va_code
wrong_option(const struct cli *c, enum option_id id, struct va_err *err)
{
    char title[TITLE_MAX];
    struct buf list;

    buf_init(&list, VA_ERR_TEXT_MAX);
    for (int i = 0; i < COMMAND_NAMED; i++)
        if (option_taken_by(id, (enum command_id)i) &&
            (i != COMMAND_DEMO || !option_taken_by(id, COMMAND_SCREEN)))
            buf_printf(&list, "%s%s", list.len ? ", " : "",
                       command_title(title, command_get((enum command_id)i)));
    va_fail(err, VA_USAGE, "'%s' takes no --%s", command_title(title, c->command),
            option_get(id)->name);
    if (list.len > 0)
        va_hint(err, "commands that take it: %s", buf_get(&list));
    else
        va_hint(err, "it is for the full screen: 'vadvise --%s' without a command",
                option_get(id)->name);
    buf_clear(&list);
    return VA_USAGE;
}

static enum va_code
check_options(const struct cli *c, struct va_err *err)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (c->args.given[i].n > 0 &&
            !option_taken_by((enum option_id)i, command_id(c->command)))
            return wrong_option(c, (enum option_id)i, err);
    return VA_OK;
}

static bool
takes_all(const struct cli *c, enum command_id id)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (c->args.given[i].n > 0 && !option_taken_by((enum option_id)i, id))
            return false;
    return true;
}

/* Something was asked for, but there is no screen to show it on. */
static bool
wants_lines(const struct cli *c)
{
    bool given = false;

    for (int i = 0; i < OPTION_COUNT; i++)
        given |= c->args.given[i].n > 0;
    return given && c->args.given[OPTION_LINEAR].n == 0 &&
           !(c->env->in_is_terminal && c->env->out_is_terminal);
}

/* No word: the full screen, a look around, or a question. */
static void
choose_default(struct cli *c)
{
    static const enum command_id ids[] = { COMMAND_SCREEN, COMMAND_LIST, COMMAND_ADVISE };
    size_t i = wants_lines(c) && takes_all(c, COMMAND_LIST) ? 1 : 0;

    while (i + 1 < sizeof ids / sizeof *ids && !takes_all(c, ids[i]))
        i++;
    c->command = command_get(ids[i]);
    c->overview = ids[i] == COMMAND_LIST;
}

static enum va_code
choose_word(struct cli *c, int *words, struct va_err *err)
{
    const char *const *operands = c->args.operands;
    const char *second = c->args.n_operands > 1 ? operands[1] : NULL;

    c->command = command_find(operands[0], second, words);
    if (!c->command)
        return unknown_command(c, operands[0], err);
    if (c->command->sub && *words == 1 && second)
        return unknown_sub(operands[0], second, err);
    return VA_OK;
}

/* Does a command to be run follow "--"? Elsewhere operands do. */
static bool
takes_command(const struct args *a)
{
    int words = 0;
    const struct command *c =
        a->n_operands > 1 ? command_find(a->operands[0], a->operands[1], &words) : NULL;

    return c && words == 2 && command_id(c) == COMMAND_PROBE_RUN;
}

enum va_code
choose_command(struct cli *c, struct va_err *err)
{
    enum va_code code = takes_command(&c->args) ? VA_OK : args_join(&c->args, err);
    int words = 0;
    int rest = 0;

    if (code)
        return code;
    if (c->args.n_operands > 0)
        code = choose_word(c, &words, err);
    else
        choose_default(c);
    if (!code)
        code = check_options(c, err);
    if (code)
        return code;
    rest = c->args.n_operands - words;
    c->topic = c->args.operands + words;
    c->n_topic = rest;
    if (rest > (*c->command->operands ? 1 : 0) && command_id(c->command) != COMMAND_HELP)
        return va_fail(err, VA_USAGE, "%s: there is one operand too many: '%s'",
                       c->command->name, c->args.operands[c->args.n_operands - 1]);
    c->operand = rest > 0 ? c->topic[0] : NULL;
    if (!strcmp(c->command->operands, "WORKLOAD"))
        c->workload = c->operand;
    return VA_OK;
}

static enum va_code
need_workload(struct cli *c, struct va_err *err)
{
    struct question *q = &c->wants.question;
    const char *option =
        c->settings.of[OPTION_WORKLOAD].origin == ORIGIN_COMMAND ? q->workload : NULL;

    if (c->operand && option && strcmp(c->operand, option) != 0)
        return va_fail(err, VA_USAGE,
                       "two workloads, '%s' and '%s': ask for one at a time", c->operand,
                       option);
    if (c->operand)
        q->workload = c->operand;
    if (!q->workload) {
        char title[TITLE_MAX];

        va_fail(err, VA_USAGE, "%s: which workload?", command_title(title, c->command));
        va_hint(err, "'vadvise list' shows them");
        return VA_USAGE;
    }
    return VA_OK;
}

enum va_code
choose_operands(struct cli *c, struct va_err *err)
{
    const char *wanted = c->command->operands;

    if (!strcmp(wanted, "WORKLOAD"))
        return need_workload(c, err);
    c->wants.name = c->operand;
    if (*wanted && *wanted != '[' && !c->operand) {
        char title[TITLE_MAX];

        va_fail(err, VA_USAGE, "%s: %s is missing", command_title(title, c->command),
                wanted);
        va_hint(err, "vadvise %s --help", title);
        return VA_USAGE;
    }
    return VA_OK;
}
