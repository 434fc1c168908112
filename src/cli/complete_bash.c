/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The completion script for bash; it needs bash alone. */
#include "cli/complete.h"

static const char head[] =
    "# bash completion for vadvise, written by 'vadvise completion bash'\n"
    "\n"
    "# Candidates on standard input, one a line. Lists keep what stands before a comma.\n"
    "_vadvise_offer()\n"
    "{\n"
    "    local line name head=''\n"
    "    [[ $cur == *,* ]] && head=${cur%,*},\n"
    "    while IFS= read -r line; do\n"
    "        printf -v name '%q' \"$line\"\n"
    "        if [[ $head$line == \"$cur\"* || $head$name == \"$cur\"* ]]; then\n"
    "            COMPREPLY+=(\"$head$name\")\n"
    "        fi\n"
    "    done\n"
    "}\n"
    "\n"
    "_vadvise_files()\n"
    "{\n"
    "    local line\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    while IFS= read -r line; do\n"
    "        COMPREPLY+=(\"$line\")\n"
    "    done < <(compgen -f -- \"$cur\")\n"
    "}\n"
    "\n"
    "# The value of an option, or an operand.\n"
    "_vadvise_value()\n"
    "{\n"
    "    case $1 in\n";

static const char finding[] =
    "    *) return 1 ;;\n"
    "    esac\n"
    "}\n"
    "\n"
    "_vadvise()\n"
    "{\n"
    "    local program=$1 cur=${COMP_WORDS[COMP_CWORD]} prev='' word command sub i\n"
    "    local -a given=()\n"
    "    COMPREPLY=()\n"
    "    ((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    # '--option=value' comes as three words\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=\n"
    "    elif [[ $prev == = ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    _vadvise_value \"$prev\" && return\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        case $word in\n";

static const char choosing[] = "        -* | =) ;;\n"
                               "        *) given+=(\"$word\") ;;\n"
                               "        esac\n"
                               "    done\n"
                               "    command=${given[0]} sub=${given[1]}\n"
                               "    case $command in\n";

static const char tail[] = "    esac\n"
                           "}\n"
                           "\n"
                           "complete -F _vadvise vadvise\n";

/* "-b | --budget" */
static void
add_pattern(enum option_id id, struct buf *out)
{
    const struct option_spec *o = option_get(id);

    if (o->letter)
        buf_printf(out, "-%c | ", o->letter);
    buf_printf(out, "--%s", o->name);
}

static void
add_source(enum value_kind kind, struct buf *out)
{
    if (kind == VALUE_FILE) {
        buf_text(out, "_vadvise_files");
    } else if (complete_query(kind)) {
        buf_printf(out, "_vadvise_offer < <(\"$program\" %s 2>/dev/null)",
                   complete_query(kind));
    } else if (value_word(kind, 0)) {
        buf_text(out, "_vadvise_offer < <(printf '%s\\n' ");
        complete_words(kind, out);
        buf_byte(out, ')');
    } else {
        buf_byte(out, ':');
    }
}

static void
add_values(struct buf *out)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *o = option_get((enum option_id)i);

        if (!o->argument)
            continue;
        buf_text(out, "    ");
        add_pattern((enum option_id)i, out);
        buf_text(out, ") ");
        add_source(o->kind, out);
        buf_text(out, " ;;\n");
    }
}

/* Options whose value is the next word: that word is no command. */
static void
add_skips(struct buf *out)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (!option_get((enum option_id)i)->argument)
            continue;
        buf_text(out, "        ");
        add_pattern((enum option_id)i, out);
        buf_text(out, ") [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++)); ((i++)) ;;\n");
    }
}

static void
add_options(enum command_id id, struct buf *out)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (id == COMMAND_SCREEN ? complete_starts((enum option_id)i)
                                 : option_taken_by((enum option_id)i, id))
            buf_printf(out, " --%s", option_get((enum option_id)i)->name);
}

static void
add_names(bool subs, const char *of, struct buf *out)
{
    for (int i = 0; i < COMMAND_NAMED; i++) {
        const struct command *c = command_get((enum command_id)i);

        if (subs && c->sub && c->name == of)
            buf_printf(out, " %s", c->sub);
        else if (!subs && complete_is_first((enum command_id)i))
            buf_printf(out, " %s", c->name);
    }
}

/* What may stand at the cursor: options when it begins with '-', else `source`. */
static void
add_choice(const char *indent, enum command_id id, struct buf *out)
{
    buf_printf(out,
               "%sif [[ $cur == -* ]]; then\n%s    _vadvise_offer < <(printf '%%s\\n'",
               indent, indent);
    add_options(id, out);
    buf_printf(out, ")\n%selse\n%s    ", indent, indent);
}

static void
add_command(enum command_id id, struct buf *out)
{
    const struct command *c = command_get(id);

    if (c->sub && complete_is_first(id)) {
        buf_printf(out, "    %s)\n        case $sub in\n        '')\n", c->name);
        add_choice("            ", id, out);
        buf_text(out, "_vadvise_offer < <(printf '%s\\n'");
        add_names(true, c->name, out);
        buf_text(out, ")\n            fi\n            ;;\n");
    }
    buf_printf(out, "    %s%s)\n", c->sub ? "    " : "", c->sub ? c->sub : c->name);
    add_choice(c->sub ? "            " : "        ", id, out);
    if (id == COMMAND_HELP) {
        buf_text(out, "_vadvise_offer < <(printf '%s\\n'");
        add_names(false, NULL, out);
        buf_byte(out, ')');
    } else {
        add_source(complete_operand(c), out);
    }
    buf_printf(out, "\n        %sfi\n        %s;;\n", c->sub ? "    " : "",
               c->sub ? "    " : "");
    if (c->sub && (id + 1 == COMMAND_NAMED || complete_is_first(id + 1)))
        buf_text(out, "        esac\n        ;;\n");
}

void
complete_bash(struct buf *out)
{
    buf_text(out, head);
    add_values(out);
    buf_text(out, finding);
    add_skips(out);
    buf_text(out, choosing);
    buf_text(out, "    '')\n");
    add_choice("        ", COMMAND_SCREEN, out);
    buf_text(out, "_vadvise_offer < <(printf '%s\\n'");
    add_names(false, NULL, out);
    buf_text(out, ")\n        fi\n        ;;\n");
    for (int i = 0; i < COMMAND_NAMED; i++)
        add_command((enum command_id)i, out);
    buf_text(out, tail);
}
