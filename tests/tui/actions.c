/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of actions as text:
 *
 *   actions mdoc    the items of section KEYS of vadvise(1)
 *   actions lines   "NAME<TAB>command line" of those that stand for one
 *   actions names SCREEN   those that work there
 */
#include <stdio.h>
#include <string.h>

#include "tui/action.h"
#include "tui/key.h"
#include "tui/screen.h"

enum { LINE_COLUMNS = 78, TEXT_BYTES = 1024 };

/* Characters that roff would read otherwise. */
static void
put_word(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (word[i] == '\\')
            fputs("\\e", stdout);
        else if (word[i] == '^')
            fputs("\\(ha", stdout);
        else if (word[i] == '-')
            fputs("\\-", stdout);
        else
            putchar(word[i]);
    }
}

/* A sentence, wrapped at blanks. */
static void
put_text(const char *text)
{
    size_t column = 0;

    while (*text) {
        const size_t len = strcspn(text, " ");

        if (column > 0 && column + 1 + len > LINE_COLUMNS) {
            putchar('\n');
            column = 0;
        } else if (column > 0) {
            putchar(' ');
            column++;
        }
        put_word(text, len);
        column += len;
        text += len + strspn(text + len, " ");
    }
    putchar('\n');
}

static void
add(char *out, const char *text)
{
    const size_t used = strlen(out);

    snprintf(out + used, TEXT_BYTES - used, "%s", text);
}

/* "On explore and compare." where it does not work everywhere. */
static void
put_screens(const struct action *a)
{
    const uint32_t left = a->screens & ON_ALL;
    const bool one = (left & (left - 1)) == 0;
    char text[TEXT_BYTES] = "";
    int n = 0;

    if (left == ON_ALL)
        return;
    add(text, one ? "On the screen" : "On the screens");
    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (!(left >> i & 1))
            continue;
        add(text, n++ ? ", " : " ");
        add(text, screen_word((enum screen_id)i));
    }
    add(text, ".");
    put_text(text);
}

static void
put_keys(const struct action *a)
{
    char text[TEXT_BYTES] = "";
    char name[KEY_TEXT_MAX];
    uint32_t key = 0;

    for (int i = 0; action_key(a->keys, i, &key); i++) {
        add(text, i ? " or " : "Key ");
        add(text, key_name(name, key));
    }
    if (*text) {
        add(text, ":");
        put_text(text);
    }
}

static void
put_item(const struct action *a)
{
    char text[TEXT_BYTES] = "";

    printf(".It Cm %s", a->name);
    if (a->argument)
        printf(" Ar %s", a->argument);
    putchar('\n');
    put_keys(a);
    add(text, a->help);
    add(text, ".");
    put_text(text);
    put_screens(a);
}

static void
put_names(const char *screen)
{
    for (int i = 0; i < ACTION_COUNT; i++) {
        for (int s = 0; s < SCREEN_COUNT; s++) {
            if (!strcmp(screen, screen_word((enum screen_id)s)) &&
                action_on((enum action_id)i, (enum screen_id)s))
                puts(action_get((enum action_id)i)->name);
        }
    }
}

int
main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "mdoc";

    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = action_get((enum action_id)i);

        if (!strcmp(what, "mdoc"))
            put_item(a);
        else if (!strcmp(what, "lines") && *a->line)
            printf("%s\t%s\n", a->name, a->line);
    }
    if (argc > 2 && !strcmp(what, "names"))
        put_names(argv[2]);
    return 0;
}
