/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling in the placeholders of a command. */
#include <string.h>

#include "base/buf.h"
#include "fn/command.h"
#include "fn/job_field.h"

enum { EXPANDED_MAX = 64 << 10 };

/* The value of the placeholder that text begins with, and how long that is. */
static const char *
value_at(const char *text, const struct fn_places *places, size_t *out_len)
{
    const struct {
        const char *name, *value;
    } known[] = {
        { "{in}", places->in },
        { "{out}", places->out },
        { "{dir}", places->dir },
        { "{root}", places->root },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].value && !strncmp(text, known[i].name, strlen(known[i].name))) {
            *out_len = strlen(known[i].name);
            return known[i].value;
        }
    return NULL;
}

static void
expand_word(const char *word, const struct fn_places *places, struct buf *out)
{
    while (*word) {
        size_t len = 0;
        const char *value = value_at(word, places, &len);

        if (value)
            buf_text(out, value);
        else
            buf_byte(out, *word);
        word += value ? len : 1;
    }
}

enum va_code
fn_command_expand(const struct fn_list *words, const struct fn_places *places,
                  struct fn_list *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < words->n && !code; i++) {
        struct buf word;

        buf_init(&word, EXPANDED_MAX);
        expand_word(words->items[i], places, &word);
        code = word.code ? word.code : fn_list_add(out, buf_get(&word));
        buf_clear(&word);
    }
    return code ? va_fail(err, code, "the command is too long") : VA_OK;
}

bool
fn_command_has(const struct fn_list *words, const char *placeholder)
{
    for (int32_t i = 0; i < words->n; i++)
        if (strstr(words->items[i], placeholder))
            return true;
    return false;
}
