/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The completion script for fish. */
#include <string.h>

#include "cli/complete.h"

static const char head[] =
    "# fish completion for vadvise, written by 'vadvise completion fish'\n"
    "\n"
    "# Is the command one of these? Without a command yet: advise, or none at all.\n"
    "function __vadvise_is\n"
    "    set -l given\n"
    "    for word in (commandline -opc)[2..-1]\n"
    "        string match -q -- '-*' $word; or set -a given $word\n"
    "    end\n"
    "    set -q given[1]; or set given advise :none\n"
    "    contains -- $given[1] $argv; or contains -- \"$given[1] $given[2]\" $argv\n"
    "end\n"
    "\n"
    "# How many words stand there that are no options, the program's name aside?\n"
    "function __vadvise_words\n"
    "    set -l n 0\n"
    "    for word in (commandline -opc)[2..-1]\n"
    "        string match -q -- '-*' $word; or set n (math $n + 1)\n"
    "    end\n"
    "    test $n -eq $argv[1]\n"
    "end\n"
    "\n"
    "complete -c vadvise -f\n";

/* Text in single quotes. */
static void
add_quoted(const char *text, struct buf *out)
{
    buf_byte(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            buf_byte(out, '\\');
        buf_byte(out, *text);
    }
    buf_byte(out, '\'');
}

/* -a or -F: what completes the value. */
static void
add_source(enum value_kind kind, struct buf *out)
{
    if (kind == VALUE_FILE) {
        buf_text(out, " -F");
    } else if (complete_query(kind)) {
        buf_printf(out, " -a '(vadvise %s 2>/dev/null)'", complete_query(kind));
    } else if (value_word(kind, 0)) {
        buf_text(out, " -a '");
        complete_words(kind, out);
        buf_byte(out, '\'');
    }
}

/* The commands' titles: 'pricing show' as one word; a lone 'pricing' is its first. */
static void
add_title(enum command_id id, struct buf *out)
{
    const struct command *c = command_get(id);
    char title[TITLE_MAX];

    if (c->sub)
        buf_printf(out, " \"%s\"", command_title(title, c));
    if (c->sub && complete_is_first(id))
        buf_printf(out, " \"%s \"", c->name);
    if (!c->sub)
        buf_printf(out, " %s", c->name);
}

static void
add_option(enum option_id id, struct buf *out)
{
    const struct option_spec *o = option_get(id);

    buf_text(out, "complete -c vadvise");
    if (o->commands != ON_ALL) {
        buf_text(out, " -n '__vadvise_is");
        for (int i = 0; i < COMMAND_NAMED; i++)
            if (option_taken_by(id, (enum command_id)i))
                add_title((enum command_id)i, out);
        if (option_taken_by(id, COMMAND_SCREEN))
            buf_text(out, " \"advise :none\"");
        buf_byte(out, '\'');
    }
    if (o->letter)
        buf_printf(out, " -s %c", o->letter);
    buf_printf(out, " -l %s", o->name);
    if (o->argument)
        buf_text(out, o->kind == VALUE_FILE ? " -r" : " -x");
    if (o->argument)
        add_source(o->kind, out);
    buf_text(out, " -d ");
    add_quoted(o->help, out);
    buf_byte(out, '\n');
}

static void
add_command(enum command_id id, struct buf *out)
{
    const struct command *c = command_get(id);
    const enum value_kind operand = complete_operand(c);

    if (complete_is_first(id)) {
        buf_printf(out, "complete -c vadvise -n '__vadvise_words 0' -a %s -d ", c->name);
        add_quoted(c->summary, out);
        buf_byte(out, '\n');
    }
    if (c->sub) {
        buf_printf(out,
                   "complete -c vadvise -n '__vadvise_is \"%s \"; and __vadvise_words 1'"
                   " -a %s -d ",
                   c->name, c->sub);
        add_quoted(c->summary, out);
        buf_byte(out, '\n');
    }
    if (operand == VALUE_NONE)
        return;
    buf_text(out, "complete -c vadvise -n '__vadvise_is");
    add_title(id, out);
    buf_printf(out, "; and __vadvise_words %d'", c->sub ? 2 : 1);
    add_source(operand, out);
    buf_byte(out, '\n');
}

void
complete_fish(struct buf *out)
{
    buf_text(out, head);
    for (int i = 0; i < COMMAND_NAMED; i++)
        add_command((enum command_id)i, out);
    for (int i = 0; i < OPTION_COUNT; i++)
        add_option((enum option_id)i, out);
}
