/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the AWS tools: read line by line, at each question again. They are small. */
#include "net/aws_ini.h"

#include <string.h>
#include <strings.h>

/* A piece of the file. */
struct span {
    const char *at;
    size_t len;
};

struct reader {
    struct span rest;
    struct span section; /* what stands between the brackets */
    struct span parent;  /* the last key that was not indented, when it had no value */
};

/* A line "key = value". */
struct entry {
    struct span key, value;
    bool nested;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span
trimmed(struct span s)
{
    while (s.len && is_blank(*s.at)) {
        s.at++;
        s.len--;
    }
    while (s.len && is_blank(s.at[s.len - 1]))
        s.len--;
    return s;
}

static bool
same(struct span s, const char *text)
{
    return s.at && strlen(text) == s.len && !memcmp(s.at, text, s.len);
}

static bool
same_word(struct span s, const char *text)
{
    return s.at && strlen(text) == s.len && !strncasecmp(s.at, text, s.len);
}

static struct span
take_line(struct reader *r)
{
    const char *end = memchr(r->rest.at, '\n', r->rest.len);
    struct span line = { r->rest.at, end ? (size_t)(end - r->rest.at) : r->rest.len };
    const size_t taken = line.len + (end != NULL);

    r->rest.at += taken;
    r->rest.len -= taken;
    return line;
}

/* "[profile dev]": what is inside; false when the line is no section. */
static bool
read_section(struct reader *r, struct span line)
{
    const struct span s = trimmed(line);
    const char *end = NULL;

    if (!s.len || *s.at != '[')
        return false;
    end = memchr(s.at, ']', s.len);
    r->section = (struct span){ s.at + 1, end ? (size_t)(end - s.at - 1) : 0 };
    r->section = trimmed(r->section);
    r->parent = (struct span){ NULL, 0 };
    return true;
}

static bool
is_comment(struct span s)
{
    return !s.len || *s.at == '#' || *s.at == ';';
}

/* The next entry, wherever it is; false at the end of the file. */
static bool
next_entry(struct reader *r, struct entry *out)
{
    while (r->rest.len) {
        const struct span line = take_line(r);
        const struct span s = trimmed(line);
        size_t n = 0;

        if (is_comment(s) || read_section(r, line))
            continue;
        while (n < s.len && s.at[n] != '=' && s.at[n] != ':')
            n++;
        if (n == s.len)
            continue;
        out->key = trimmed((struct span){ s.at, n });
        out->value = trimmed((struct span){ s.at + n + 1, s.len - n - 1 });
        out->nested = is_blank(*line.at);
        if (out->nested && !r->parent.at)
            continue; /* a value that goes on: none of ours does */
        if (!out->nested)
            r->parent = out->value.len ? (struct span){ NULL, 0 } : out->key;
        return true;
    }
    return false;
}

/* The name may be in quotes: [profile "my profile"]. */
static struct span
unquoted(struct span s)
{
    if (s.len >= 2 && (*s.at == '"' || *s.at == '\'') && s.at[s.len - 1] == *s.at)
        return (struct span){ s.at + 1, s.len - 2 };
    return s;
}

static bool
is_section(struct span section, const char *kind, const char *name)
{
    const size_t n = kind ? strlen(kind) : 0;

    if (!kind)
        return same(section, name);
    if (!strcmp(kind, "profile") && !strcmp(name, "default") && same(section, "default"))
        return true;
    return section.len > n && !memcmp(section.at, kind, n) && is_blank(section.at[n]) &&
           same(unquoted(trimmed((struct span){ section.at + n, section.len - n })),
                name);
}

static struct reader
reader_of(const char *text, size_t len)
{
    const bool has_mark = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3);

    return (
        struct reader){ .rest = { text + (has_mark ? 3 : 0), len - (has_mark ? 3 : 0) } };
}

bool
aws_ini_find(const char *text, size_t len, const struct aws_ini_key *key, char *out,
             size_t size)
{
    struct reader r = reader_of(len ? text : "", len);
    struct entry e;
    bool found = false;

    *out = '\0';
    while (next_entry(&r, &e)) {
        if (!same_word(e.key, key->key) || e.nested != (key->under != NULL) ||
            (key->under && !same_word(r.parent, key->under)) ||
            !is_section(r.section, key->kind, key->section))
            continue;
        found =
            e.value.len > 0 && e.value.len < size && !memchr(e.value.at, 0, e.value.len);
        if (found)
            memcpy(out, e.value.at, e.value.len);
        out[found ? e.value.len : 0] = '\0';
    }
    return found;
}

bool
aws_ini_has(const char *text, size_t len, const char *kind, const char *section)
{
    struct reader r = reader_of(len ? text : "", len);

    while (r.rest.len) {
        if (read_section(&r, take_line(&r)) && is_section(r.section, kind, section))
            return true;
    }
    return false;
}
