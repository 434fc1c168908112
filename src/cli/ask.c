/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions and answers. */
#include "cli/ask.h"

#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

bool
ask_can(const struct cli *c)
{
    return c->env->in_is_terminal && c->env->err_is_terminal && !c->wants.no_input;
}

static bool
is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool
ask_line(const char *question, char *answer)
{
    size_t len = 0;
    size_t start = 0;
    char byte = 0;
    ssize_t n = 0;

    output_tell(question, strlen(question));
    while ((n = read(STDIN_FILENO, &byte, 1)) == 1 && byte != '\n')
        if (len + 1 < ANSWER_MAX)
            answer[len++] = byte;
    while (len > 0 && is_white(answer[len - 1]))
        len--;
    while (start < len && is_white(answer[start]))
        start++;
    memmove(answer, answer + start, len - start);
    answer[len - start] = '\0';
    if (n != 1)
        output_tell("\n", 1);
    return n == 1;
}

bool
ask_yes(const char *question)
{
    char answer[ANSWER_MAX];

    return ask_line(question, answer) &&
           (!strcmp(answer, "y") || !strcmp(answer, "Y") || !strcmp(answer, "yes"));
}
