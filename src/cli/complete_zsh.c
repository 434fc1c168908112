/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The completion script for zsh. */
#include <string.h>

#include "cli/complete.h"

static const char head[] =
    "#compdef vadvise\n"
    "# zsh completion for vadvise, written by 'vadvise completion zsh'\n"
    "\n"
    "# Names that vadvise itself lists.\n"
    "_vadvise_names()\n"
    "{\n"
    "    local -a names\n"
    "    names=(${(f)\"$(_call_program names vadvise $@ 2>/dev/null)\"})\n"
    "    compadd -a names\n"
    "}\n"
    "\n"
    "_vadvise()\n"
    "{\n"
    "    local word command= sub=\n"
    "    local -a options operands commands\n";

static const char finding[] =
    "    for word in ${words[2,CURRENT-1]}; do\n"
    "        [[ $word == -* ]] && continue\n"
    "        if [[ -z $command ]]; then\n"
    "            [[ -n ${(M)commands:#$word:*} ]] && command=$word\n"
    "        elif [[ -z $sub ]]; then\n"
    "            sub=$word\n"
    "        fi\n"
    "    done\n"
    "    case \"$command $sub\" in\n";

static const char tail[] =
    "    esac\n"
    "    if [[ -z $command ]]; then\n"
    "        _arguments -s -S $options '1:command:_vadvise_commands'\n"
    "    else\n"
    "        _arguments -s -S $options $operands\n"
    "    fi\n"
    "}\n"
    "\n"
    "_vadvise_commands()\n"
    "{\n"
    "    _describe -t commands command commands\n"
    "}\n"
    "\n"
    "_vadvise \"$@\"\n";

/* Text inside '...[here]...': no quote, no bracket, no colon. */
static void
add_plain(const char *text, struct buf *out)
{
    for (; *text; text++) {
        if (strchr("[]:", *text))
            buf_byte(out, '\\');
        if (*text == '\'')
            buf_text(out, "'\\'");
        buf_byte(out, *text);
    }
}

/* ":argument:what completes it" */
static void
add_action(const char *name, enum value_kind kind, struct buf *out)
{
    buf_byte(out, ':');
    add_plain(name, out);
    buf_byte(out, ':');
    if (kind == VALUE_FILE) {
        buf_text(out, "_files");
    } else if (complete_query(kind)) {
        buf_printf(out, "{_vadvise_names %s}", complete_query(kind));
    } else if (value_word(kind, 0)) {
        buf_byte(out, '(');
        complete_words(kind, out);
        buf_byte(out, ')');
    }
}

static void
add_option(enum option_id id, struct buf *out)
{
    const struct option_spec *o = option_get(id);

    buf_text(out, "            ");
    if (o->letter)
        buf_printf(out, "'(-%c --%s)'{-%c,--%s%s}'[", o->letter, o->name, o->letter,
                   o->name, o->argument ? "=" : "");
    else
        buf_printf(out, "'%s--%s%s[", option_is_list(id) ? "*" : "", o->name,
                   o->argument ? "=" : "");
    add_plain(o->help, out);
    buf_byte(out, ']');
    if (o->argument)
        add_action(o->argument, o->kind, out);
    buf_text(out, "'\n");
}

static void
add_command(enum command_id id, struct buf *out)
{
    const struct command *c = command_get(id);
    const enum value_kind operand = complete_operand(c);

    if (id == COMMAND_SCREEN)
        buf_printf(out, "    ' ')\n");
    else if (!c->sub)
        buf_printf(out, "    '%s '*)\n", c->name);
    else
        buf_printf(out, "    '%s %s'%s)\n", c->name, c->sub,
                   complete_is_first(id) ? "|'pricing '" : "");
    buf_text(out, "        options=(\n");
    for (int i = 0; i < OPTION_COUNT; i++)
        if (id == COMMAND_SCREEN ? complete_starts((enum option_id)i)
                                 : option_taken_by((enum option_id)i, id))
            add_option((enum option_id)i, out);
    buf_text(out, "        )\n");
    buf_text(out, "        operands=(");
    if (c->sub)
        buf_text(out, "'1: :' '2:sub-command:(list show check)' '3");
    else
        buf_text(out, "'1: :' '2");
    if (id == COMMAND_HELP)
        buf_text(out, ":command:_vadvise_commands')\n");
    else if (*c->operands) {
        add_action(c->operands, operand, out);
        buf_text(out, "')\n");
    } else
        buf_text(out, ": :')\n");
    buf_text(out, "        ;;\n");
}

void
complete_zsh(struct buf *out)
{
    buf_text(out, head);
    buf_text(out, "    commands=(\n");
    for (int i = 0; i < COMMAND_NAMED; i++) {
        if (!complete_is_first((enum command_id)i))
            continue;
        buf_printf(out, "        '%s:", command_get((enum command_id)i)->name);
        add_plain(command_get((enum command_id)i)->summary, out);
        buf_text(out, "'\n");
    }
    buf_text(out, "    )\n");
    buf_text(out, finding);
    for (int i = 0; i < COMMAND_COUNT; i++)
        add_command((enum command_id)i, out);
    buf_text(out, tail);
}
