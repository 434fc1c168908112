/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the completion scripts have in common. */
#include "cli/complete.h"

#include <string.h>

const char *
complete_query(enum value_kind kind)
{
    if (kind == VALUE_WORKLOAD)
        return "list --samples --fields workload --format plain --quiet";
    if (kind == VALUE_PLATFORM)
        return "pricing list --fields name --format plain --quiet";
    if (kind == VALUE_RUN)
        return "probe list --fields id --format plain --quiet";
    return NULL;
}

enum value_kind
complete_operand(const struct command *c)
{
    static const struct {
        const char *operands;
        enum value_kind kind;
    } kinds[] = {
        { "WORKLOAD", VALUE_WORKLOAD },
        { "FILE", VALUE_FILE },
        { "[FILE]", VALUE_FILE },
        { "NAME", VALUE_PLATFORM },
        { "[NAME]", VALUE_PLATFORM },
        { "SHELL", VALUE_SHELL },
        { "ID", VALUE_RUN },
        { "[ID]", VALUE_RUN },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].operands, c->operands))
            return kinds[i].kind;
    return VALUE_NONE;
}

bool
complete_starts(enum option_id id)
{
    return option_taken_by(id, COMMAND_ADVISE) || option_taken_by(id, COMMAND_SCREEN);
}

void
complete_words(enum value_kind kind, struct buf *out)
{
    for (int i = 0; value_word(kind, i); i++)
        buf_printf(out, "%s%s", i > 0 ? " " : "", value_word(kind, i));
}

bool
complete_is_first(enum command_id id)
{
    return id == 0 || strcmp(command_get(id)->name, command_get(id - 1)->name) != 0;
}

void
complete_script(const char *shell, struct buf *out)
{
    if (!strcmp(shell, "bash"))
        complete_bash(out);
    else if (!strcmp(shell, "zsh"))
        complete_zsh(out);
    else if (!strcmp(shell, "fish"))
        complete_fish(out);
}
