/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading locations. */
#include "fn/place.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { BUCKET_MIN = 3, BUCKET_LONGEST = 222, SUFFIX_MAX = 8 };

/* One character of a path, percent-encoded or not; moves on behind it. */
static int
step_byte(const char **at)
{
    const char *s = *at;

    if (!strncasecmp(s, "%2e", 3) || !strncasecmp(s, "%2f", 3)) {
        *at += 3;
        return tolower((unsigned char)s[2]) == 'e' ? '.' : '/';
    }
    (*at)++;
    return (unsigned char)*s;
}

/* Does a path climb or stand still: has it a step "." or ".."? */
static bool
has_dot_step(const char *path)
{
    while (*path && *path != '?') {
        int dots = 0;
        int n = 0;

        for (int byte = 0; *path && *path != '?'; n++) {
            byte = step_byte(&path);
            if (byte == '/')
                break;
            dots += byte == '.';
        }
        if (n == dots && (n == 1 || n == 2))
            return true;
    }
    return false;
}

static bool
is_clean(const char *text)
{
    const size_t len = strlen(text);

    if (len >= FN_WORD_MAX || !text_is_utf8(text, len))
        return false;
    for (const char *at = text; *at;) {
        uint32_t point = 0;

        at += text_utf8(at, len - (size_t)(at - text), &point);
        if (text_is_control(point))
            return false;
    }
    return true;
}

/* bucket/key */
static bool
read_bucket(const char *rest, struct fn_place *out)
{
    const size_t len = strcspn(rest, "/");

    if (len < BUCKET_MIN || len > BUCKET_LONGEST || rest[len] != '/' || !rest[len + 1])
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)rest[i]) && !strchr("-_.", rest[i]))
            return false;
    snprintf(out->bucket, sizeof out->bucket, "%.*s", (int)len, rest);
    snprintf(out->path, sizeof out->path, "%s", rest + len + 1);
    return rest[0] != '.' && !strstr(out->bucket, "..") && !has_dot_step(out->path);
}

static bool
read_url(const char *text, const char *rest, struct fn_place *out)
{
    const size_t host = strcspn(rest, "/?");

    snprintf(out->path, sizeof out->path, "%s", text);
    return host > 0 && rest[0] != '.' && !memchr(rest, '@', host) &&
           !strpbrk(text, "\\ #\"<>^`{|}") && !has_dot_step(rest + host);
}

static bool
read_file(const char *rest, struct fn_place *out)
{
    snprintf(out->path, sizeof out->path, "%s", rest);
    return rest[0] == '/' && rest[1] && !has_dot_step(rest);
}

enum va_code
fn_place_read(const char *text, struct fn_place *out, struct va_err *err)
{
    static const struct {
        const char *scheme;
        enum fn_place_kind kind;
    } schemes[] = {
        { "s3://", FN_PLACE_S3 },     { "gs://", FN_PLACE_GCS },
        { "http://", FN_PLACE_HTTP }, { "https://", FN_PLACE_HTTP },
        { "file://", FN_PLACE_FILE },
    };
    struct fn_place place = { .kind = FN_PLACE_FILE };
    const char *rest = NULL;
    bool good = false;

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0] && !rest; i++)
        if (!strncmp(text, schemes[i].scheme, strlen(schemes[i].scheme))) {
            place.kind = schemes[i].kind;
            rest = text + strlen(schemes[i].scheme);
        }
    if (rest && is_clean(text))
        good = place.kind == FN_PLACE_FILE   ? read_file(rest, &place)
               : place.kind == FN_PLACE_HTTP ? read_url(text, rest, &place)
                                             : read_bucket(rest, &place);
    if (!good)
        return va_fail(err, VA_DATA,
                       "'%.200s' is no location: s3://BUCKET/KEY, gs://BUCKET/KEY, "
                       "http(s)://HOST/PATH or file:///PATH, without steps . and ..",
                       text);
    *out = place;
    return VA_OK;
}

bool
fn_place_allowed(const char *text, const struct fn_list *allow)
{
    for (int32_t i = 0; i < allow->n; i++) {
        const char *one = allow->items[i];
        const size_t len = strlen(one);

        if (!strcmp(one, "*") || !strcmp(one, text))
            return true;
        if (len > 0 && one[len - 1] == '/' && !strncmp(text, one, len))
            return true;
    }
    return false;
}

const char *
fn_place_suffix(const struct fn_place *place)
{
    const char *slash = strrchr(place->path, '/');
    const char *dot = strrchr(slash ? slash : place->path, '.');
    size_t len = 0;

    if (!dot)
        return "";
    for (len = 1; dot[len]; len++)
        if (!isalnum((unsigned char)dot[len]) || len >= SUFFIX_MAX)
            return "";
    return len > 1 ? dot : "";
}
