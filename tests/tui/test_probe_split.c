/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the probe's form as words. */
#include "tui/probe_split.h"

#include <string.h>

#include "tap.h"

/* The words with '|' between them; "!" and the code when it fails. */
static const char *
words(const char *line, bool commas)
{
    static char out[1024];
    struct probe_split s;
    struct va_err err = { .code = VA_OK };
    const enum va_code code =
        commas ? probe_split_commas(line, &s, &err) : probe_split_words(line, &s, &err);

    out[0] = '\0';
    for (int32_t i = 0; i < s.n && !code; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s", i ? "|" : "",
                 s.words[i]);
    if (code)
        snprintf(out, sizeof out, "!%d", (int)code);
    probe_split_clear(&s);
    return out;
}

static const struct {
    const char *line, *words;
} lines[] = {
    { "", "" },
    { "   ", "" },
    { "./thumbs cat.jpg", "./thumbs|cat.jpg" },
    { "  a   b ", "a|b" },
    { "sh -c 'sleep 1; echo \"x\"'", "sh|-c|sleep 1; echo \"x\"" },
    { "a\"b c\"d", "ab cd" },
    { "a '' b", "a||b" },
    { "a\\ b c\\\\", "a b|c\\" },
    { "'\\'", "\\" },
    { "\"a\\\"b\"", "a\"b" },
    { "$HOME *", "$HOME|*" },
    { "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
};

static const struct {
    const char *line, *words;
} lists[] = {
    { "", "" },
    { ",, ,", "" },
    { "a.json", "a.json" },
    { " a.json:3 , b c.json,", "a.json:3|b c.json" },
};

int
main(void)
{
    char many[2 * PROBE_SPLIT_MAX + 3];

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        IS_STR(words(lines[i].line, false), lines[i].words, "a command: %s",
               lines[i].line);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        IS_STR(words(lists[i].line, true), lists[i].words, "a list: %s", lists[i].line);
    OK(words("a 'b", false)[0] == '!' && words("\"", false)[0] == '!',
       "a quote has to end");
    for (size_t i = 0; i + 1 < sizeof many; i++)
        many[i] = i % 2 ? ' ' : 'x';
    many[sizeof many - 1] = '\0';
    OK(words(many, false)[0] == '!', "there are not more than %d words", PROBE_SPLIT_MAX);
    many[sizeof many - 3] = '\0';
    OK(words(many, false)[0] == 'x', "but so many");
    return done();
}
