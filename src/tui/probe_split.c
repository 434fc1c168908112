/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines into words. */
#include "tui/probe_split.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static enum va_code
begin(const char *line, struct probe_split *out, struct va_err *err)
{
    *out = (struct probe_split){ .n = 0 };
    out->text = malloc(strlen(line) + 1);
    return out->text ? VA_OK : va_fail(err, VA_NOMEM, "out of memory");
}

static enum va_code
add_word(struct probe_split *s, char *word, struct va_err *err)
{
    if (s->n == PROBE_SPLIT_MAX)
        return va_fail(err, VA_USAGE, "more than %d words", PROBE_SPLIT_MAX);
    s->words[s->n++] = word;
    return VA_OK;
}

/* One word from *line to *to, and both past it. False: a quote does not end. */
static bool
copy_word(const char **line, char **to)
{
    const char *at = *line;
    char quote = '\0';

    for (; *at && (quote || *at != ' '); at++) {
        if (quote && *at == quote)
            quote = '\0';
        else if (!quote && (*at == '\'' || *at == '"'))
            quote = *at;
        else if (quote != '\'' && *at == '\\' && at[1])
            *(*to)++ = *++at;
        else
            *(*to)++ = *at;
    }
    *(*to)++ = '\0';
    *line = at;
    return !quote;
}

enum va_code
probe_split_words(const char *line, struct probe_split *out, struct va_err *err)
{
    enum va_code code = begin(line, out, err);
    char *to = out->text;

    while (!code) {
        char *word = to;

        line += strspn(line, " ");
        if (!*line)
            return VA_OK;
        if (!copy_word(&line, &to))
            return va_fail(err, VA_USAGE, "a quote does not end");
        code = add_word(out, word, err);
    }
    return code;
}

enum va_code
probe_split_commas(const char *line, struct probe_split *out, struct va_err *err)
{
    enum va_code code = begin(line, out, err);
    char *to = out->text;

    while (!code && *line) {
        const size_t len = strcspn(line, ",");
        size_t from = strspn(line, " ");
        size_t end = len;
        char *word = to;

        while (end > from && line[end - 1] == ' ')
            end--;
        if (end > from) {
            memcpy(to, line + from, end - from);
            to += end - from;
            *to++ = '\0';
            code = add_word(out, word, err);
        }
        line += len + (line[len] == ',');
    }
    return code;
}

void
probe_split_clear(struct probe_split *s)
{
    free(s->text);
    *s = (struct probe_split){ .n = 0 };
}
