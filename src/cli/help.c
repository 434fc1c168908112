/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help in words, from the tables. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/table.h"

enum { WIDTH = 79, OPTION_COLUMN = 29, COMMAND_COLUMN = 26, LABEL_MAX = 64 };

/* label, then words that are folded behind a column. */
static void
add_folded(const char *label, int column, const char *words, struct buf *out)
{
    int at = (int)strlen(label);

    buf_text(out, label);
    if (at >= column - 1) {
        buf_byte(out, '\n');
        at = 0;
    }
    buf_pad(out, ' ', column - at);
    at = column;
    while (*words) {
        const size_t len = strcspn(words, " ");

        if (at > column && at + 1 + (int)len > WIDTH) {
            buf_byte(out, '\n');
            buf_pad(out, ' ', column);
            at = column;
        } else if (at > column) {
            buf_byte(out, ' ');
            at++;
        }
        buf_add(out, words, len);
        at += (int)len;
        words += len + (words[len] == ' ');
    }
    buf_byte(out, '\n');
}

static void
add_option(const struct option_spec *o, struct buf *out)
{
    char label[LABEL_MAX];
    char letter[8] = "    ";

    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    snprintf(label, sizeof label, "  %s--%s%s%s", letter, o->name, o->argument ? " " : "",
             o->argument ? o->argument : "");
    add_folded(label, OPTION_COLUMN, o->help, out);
}

/* The options of a group that a command takes; COMMAND_COUNT: any command. */
static void
add_group(enum option_group group, enum command_id command, struct buf *out)
{
    bool titled = false;

    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *o = option_get((enum option_id)i);

        if (o->group != group ||
            (command < COMMAND_COUNT && !option_taken_by((enum option_id)i, command)))
            continue;
        if (!titled)
            buf_printf(out, "\n%s:\n", option_group_title(group));
        titled = true;
        add_option(o, out);
    }
}

static void
add_examples(enum command_id command, int most, struct buf *out)
{
    const struct example *e = NULL;

    for (int i = 0; i < most && (e = command_example(command, i)) != NULL; i++)
        buf_printf(out, "  %s\n      %s\n", e->line, e->meaning);
}

static void
add_statuses(struct buf *out)
{
    static const char *const lines[] = {
        "0 answered",
        "1 file, database or internal failure",
        "2 bad command line",
        "3 the goal cannot be met",
        "4 unknown workload, or too few data",
        "5 not confirmed, or the cap would be passed",
        "6 credentials or settings missing",
        "7 provider or network failure",
        "8 check: the deployed size breaks the goal",
        "128+n stopped by signal n",
    };

    buf_text(out, "\nExit status:\n");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        buf_printf(out, "  %s\n", lines[i]);
}

static void
help_all(struct buf *out)
{
    buf_text(out, "Usage: vadvise -w WORKLOAD [-b USD] [-l TIME] [OPTION]...\n"
                  "   or: vadvise COMMAND [ARGUMENT] [OPTION]...\n"
                  "   or: vadvise [OPTION]...    the full screen\n"
                  "What should a serverless function run on, for a budget or a latency "
                  "goal,\nand how sure is that?\n\nExamples:\n");
    add_examples(COMMAND_ADVISE, 3, out);
    add_examples(COMMAND_COMPARE, 1, out);
    add_examples(COMMAND_IMPORT, 1, out);
    buf_text(out, "\nCommands:\n");
    for (int i = 0; i < COMMAND_NAMED; i++) {
        const struct command *c = command_get((enum command_id)i);
        char title[TITLE_MAX];
        char label[LABEL_MAX];

        snprintf(label, sizeof label, "  %s %s", command_title(title, c), c->operands);
        add_folded(label, COMMAND_COLUMN, c->summary, out);
    }
    for (int g = 0; g < GROUP_COUNT; g++)
        add_group((enum option_group)g, COMMAND_COUNT, out);
    add_statuses(out);
    buf_text(out, "\nvadvise COMMAND --help tells which options a command takes. "
                  "Manual: man vadvise\n");
}

static void
help_command(enum command_id id, struct buf *out)
{
    const struct command *c = command_get(id);
    char title[TITLE_MAX];

    buf_printf(out, "Usage: vadvise %s%s%s [OPTION]...\n%s\n\nExamples:\n",
               command_title(title, c), *c->operands ? " " : "", c->operands, c->summary);
    add_examples(id, EXAMPLES_MAX, out);
    for (int g = 0; g < GROUP_COUNT; g++)
        add_group((enum option_group)g, id, out);
}

enum va_code
help_known(const char *const *words, int n, struct buf *out)
{
    const struct command *c = NULL;
    int used = 0;

    for (int i = 0; i < n && (!c || command_id(c) == COMMAND_HELP); i++) {
        const struct command *found =
            command_find(words[i], i + 1 < n ? words[i + 1] : NULL, &used);

        c = found ? found : c;
    }
    if (c)
        help_command(command_id(c), out);
    else
        help_all(out);
    return VA_OK;
}

enum va_code
help_topic(const char *const *words, int n, struct buf *out, struct va_err *err)
{
    const char *names[COMMAND_COUNT];
    const char *near = NULL;
    int used = 0;

    if (n == 0 || command_find(words[0], NULL, &used))
        return help_known(words, n, out);
    for (int i = 0; i < COMMAND_NAMED; i++)
        names[i] = command_get((enum command_id)i)->name;
    near = text_closest(words[0], names, COMMAND_NAMED);
    va_fail(err, VA_USAGE, "there is no command '%s'", words[0]);
    if (near)
        va_hint(err, "did you mean 'vadvise help %s'?", near);
    return VA_USAGE;
}

void
help_version(const char *version, struct buf *out)
{
    buf_printf(out, "vadvise %s\n", version);
    buf_text(out, "License GPL-3.0-or-later: free software, without any warranty.\n");
}
