/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters of tables: what fits, and what is refused before it can do harm. */
#include "tui/match.h"

#include <time.h>

#include "tap.h"

static const struct {
    const char *filter, *text;
    bool fits;
} cases[] = {
    { "", "anything", true },
    { "face", "facedetect", true },
    { "FACE", "facedetect", true },
    { "^detect", "facedetect", false },
    { "code$|^face", "transcode", true },
    { "!face", "facedetect", false },
    { "!face", "transcode", true },
    { "!", "facedetect", true },
    { "~fdt", "facedetect", true },
    { "~tdf", "facedetect", false },
    { "~FDT", "facedetect", true },
    { "!~fdt", "facedetect", false },
    { "!~fdt", "transcode", true },
    { "~", "facedetect", true },
    { "a{2}", "baab", true },
    { "\\.", "a.b", true },
    { "é", "résumé", true },
};

static const char *const refused[] = {
    "(", "[a", "*{", "(a)\\1", "(a{9}){9}", "a{9999}", "a{1", "\\",
};

static void
test_fits(void)
{
    struct match m;

    match_init(&m);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct va_err err = { 0 };

        IS_INT(match_set(&m, cases[i].filter, &err), VA_OK, "'%s' is a filter",
               cases[i].filter);
        IS_INT(match_fits(&m, cases[i].text), cases[i].fits, "'%s' and %s",
               cases[i].filter, cases[i].text);
    }
    match_clear(&m);
    OK(match_fits(&m, "anything"), "a cleared filter lets everything through");
}

static void
test_refused(void)
{
    struct match m;
    char text[MATCH_TEXT_MAX + 2];

    match_init(&m);
    (void)match_set(&m, "face", NULL);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct va_err err = { 0 };

        IS_INT(match_set(&m, refused[i], &err), VA_USAGE, "'%s' is refused", refused[i]);
        OK(err.text[0] != '\0', "with a reason");
    }
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    IS_INT(match_set(&m, text, NULL), VA_USAGE, "so is one that is too long");
    IS_STR(m.text, "face", "the filter stays as it was");
    OK(match_fits(&m, "facedetect") && !match_fits(&m, "transcode"), "and works");
    match_clear(&m);
}

/* Expressions that make some matchers work for ages. */
static void
test_time(void)
{
    static const char *const slow[] = { "(x+x+)+y", "(a|a)*b", "(a*)*b",
                                        "(.*)(.*)(.*)(.*)z", "((a?){99}a)z" };
    enum { BYTES = 512 };
    char text[BYTES];
    const clock_t began = clock();
    struct match m;

    match_init(&m);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i < sizeof slow / sizeof slow[0]; i++) {
        if (match_set(&m, slow[i], NULL) == VA_OK)
            (void)match_fits(&m, text);
    }
    OK((double)(clock() - began) / CLOCKS_PER_SEC < 2, "none takes ages");
    match_clear(&m);
}

int
main(void)
{
    test_fits();
    test_refused();
    test_time();
    return done();
}
