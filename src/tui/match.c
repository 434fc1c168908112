/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters of tables. */
#include "tui/match.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_DIGITS_MAX = 3, REASON_BYTES_MAX = 128 };

void
match_init(struct match *m)
{
    *m = (struct match){ 0 };
}

void
match_clear(struct match *m)
{
    if (m->has_regex)
        regfree(&m->regex);
    match_init(m);
}

/* Back references, counts of counts and large counts take time or memory without end. */
static bool
is_tame(const char *regex)
{
    int n_counts = 0;

    for (const char *p = regex; *p; p++) {
        if (*p == '\\' && p[1]) {
            p++;
            if (isdigit((unsigned char)*p))
                return false;
        } else if (*p == '{') {
            n_counts++;
            if (strspn(p + 1, "0123456789") > COUNT_DIGITS_MAX)
                return false;
        }
    }
    return n_counts <= 1;
}

static enum va_code
compile(struct match *m, const char *regex, struct va_err *err)
{
    char reason[REASON_BYTES_MAX];
    int failed = 0;

    if (!is_tame(regex))
        return va_fail(err, VA_USAGE,
                       "the filter may use one {count} below 1000, and no "
                       "back references");
    failed = regcomp(&m->regex, regex, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (failed) {
        (void)regerror(failed, &m->regex, reason, sizeof reason);
        return va_fail(err, VA_USAGE, "'%s' is no regular expression: %s", regex, reason);
    }
    m->has_regex = true;
    return VA_OK;
}

enum va_code
match_set(struct match *m, const char *text, struct va_err *err)
{
    struct match next = { 0 };
    const char *rest = text;
    enum va_code code = VA_OK;

    if (strlen(text) > MATCH_TEXT_MAX)
        return va_fail(err, VA_USAGE, "a filter of more than %d bytes", MATCH_TEXT_MAX);
    snprintf(next.text, sizeof next.text, "%s", text);
    next.inverse = *rest == '!';
    rest += next.inverse;
    next.fuzzy = *rest == '~';
    rest += next.fuzzy;
    if (!next.fuzzy && *rest)
        code = compile(&next, rest, err);
    if (code)
        return code;
    match_clear(m);
    *m = next;
    return VA_OK;
}

/* Do the letters occur in this order, in either case? */
static bool
is_near(const char *letters, const char *text)
{
    for (; *letters; letters++, text++) {
        while (*text && tolower((unsigned char)*text) != tolower((unsigned char)*letters))
            text++;
        if (!*text)
            return false;
    }
    return true;
}

bool
match_fits(const struct match *m, const char *text)
{
    const char *rest = m->text + m->inverse + m->fuzzy;
    bool fits = true;

    if (!*rest)
        return true;
    if (m->fuzzy)
        fits = is_near(rest, text);
    else if (m->has_regex)
        fits = regexec(&m->regex, text, 0, NULL, 0) == 0;
    return fits != m->inverse;
}
