/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which Cloud Function is meant. */
#include "probe/gcf_place.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Characters of each part; nothing that means something in a URL or to a program. */
static const char name_set[] = LOWER UPPER DIGITS "-_";
static const char project_set[] = LOWER DIGITS "-.:";
static const char region_set[] = LOWER DIGITS "-";
static const char template_set[] = LOWER UPPER DIGITS "-_{}";

static bool
is_made_of(const char *text, size_t len, const char *set)
{
    return len > 0 && len <= TEXT_NAME_MAX && *text != '-' && strspn(text, set) >= len;
}

static bool
put(char *out, size_t size, const char *text, size_t len, const char *set)
{
    if (*out || len >= size || !is_made_of(text, len, set))
        return false;
    memcpy(out, text, len);
    out[len] = '\0';
    return true;
}

enum va_code
gcf_place_fill(const char *text, int32_t memory_mb, char *out, size_t size,
               struct va_err *err)
{
    char number[16];
    size_t used = 0;

    snprintf(number, sizeof number, "%d", (int)memory_mb);
    for (const char *at = text; *at;) {
        const bool is_mark = !strncmp(at, GCF_MEMORY, strlen(GCF_MEMORY));
        const char *piece = is_mark ? number : at;
        const size_t len = is_mark ? strlen(number) : 1;

        if (used + len >= size)
            return va_fail(err, VA_USAGE, "%.60s...: too long", text);
        memcpy(out + used, piece, len);
        used += len;
        at += is_mark ? strlen(GCF_MEMORY) : 1;
    }
    out[used] = '\0';
    return VA_OK;
}

/* --- URLs --- */

/* Scheme, host, and nothing that could hide another host or end a line. */
static enum va_code
check_url(const char *url, struct va_err *err)
{
    const char *host = strstr(url, "://");
    size_t len = 0;

    if (strncmp(url, "https://", 8) && strncmp(url, "http://", 7))
        return va_fail(err, VA_USAGE, "--url %s: not an http or https URL", url);
    host += 3;
    len = strcspn(host, "/?#");
    if (!len || memchr(host, '@', len))
        return va_fail(err, VA_USAGE, "--url %s: no plain host name in it", url);
    for (const char *c = url; *c; c++) {
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f ||
            strchr("\"<>\\^`|", *c))
            return va_fail(err, VA_USAGE, "--url: not percent-encoded: %s", url);
    }
    return VA_OK;
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
    const size_t n = strlen(end);

    return len > n && !memcmp(text + len - n, end, n);
}

/* Where the last dash before an end is; NULL without one. */
static const char *
last_dash(const char *text, const char *end)
{
    while (end > text && end[-1] != '-')
        end--;
    return end > text ? end - 1 : NULL;
}

/* REGION-PROJECT.cloudfunctions.net/NAME; a region is two words, the second one ending in
 * a digit: us-central1. */
static void
read_functions_host(const char *host, size_t len, struct gcf_place *p)
{
    const char *dash = memchr(host, '-', len);
    const char *second =
        dash ? memchr(dash + 1, '-', (size_t)(host + len - dash - 1)) : 0;
    const size_t label = len - strlen(".cloudfunctions.net");
    const char *path = host + len + (host[len] == '/');

    if (second && strspn(second - 1, DIGITS)) {
        put(p->region, sizeof p->region, host, (size_t)(second - host), region_set);
        put(p->project, sizeof p->project, second + 1,
            label - (size_t)(second + 1 - host), project_set);
    }
    put(p->function, sizeof p->function, path, strcspn(path, "/?#"), template_set);
}

/* SERVICE-HASH-RC.a.run.app or SERVICE-PROJECTNUMBER.REGION.run.app */
static void
read_run_host(const char *host, size_t len, struct gcf_place *p)
{
    const char *dot = memchr(host, '.', len);
    const size_t rest = len - (size_t)(dot + 1 - host) - strlen(".run.app");
    const bool is_hashed = rest == 1 && dot[1] == 'a';
    const char *dash = last_dash(host, dot);

    if (dash && is_hashed)
        dash = last_dash(host, dash);
    else if (dash) {
        put(p->region, sizeof p->region, dot + 1, rest, region_set);
        put(p->project, sizeof p->project, dash + 1, (size_t)(dot - dash - 1), DIGITS);
    }
    if (dash)
        put(p->function, sizeof p->function, host, (size_t)(dash - host),
            LOWER DIGITS "-{}");
}

static void
read_url(struct gcf_place *p)
{
    const char *host = strstr(p->url, "://") + 3;
    const size_t len = strcspn(host, "/?#");

    if (ends_with(host, len, ".cloudfunctions.net"))
        read_functions_host(host, len, p);
    else if (ends_with(host, len, ".run.app") && memchr(host, '.', len - 8))
        read_run_host(host, len, p);
}

/* --- names --- */

/* "projects/P/locations/R/functions/F" into its parts. */
static bool
read_resource(const char *text, struct gcf_place *p)
{
    const struct {
        const char *word;
        char *out;
        size_t size;
        const char *set;
    } parts[] = {
        { "projects/", p->project, sizeof p->project, project_set },
        { "/locations/", p->region, sizeof p->region, region_set },
        { "/functions/", p->function, sizeof p->function, template_set },
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const size_t n = strlen(parts[i].word);
        size_t len = 0;

        if (strncmp(text, parts[i].word, n))
            return false;
        text += n;
        len = strcspn(text, "/");
        if (!put(parts[i].out, parts[i].size, text, len, parts[i].set))
            return false;
        text += len;
    }
    return !*text;
}

bool
gcf_is_resource(const char *text)
{
    struct gcf_place p = { .second = false };

    return strlen(text) < PROBE_TEXT_MAX && read_resource(text, &p) &&
           is_made_of(p.function, strlen(p.function), name_set);
}

static enum va_code
check_function(const struct gcf_place *p, struct va_err *err)
{
    char name[TEXT_NAME_MAX + 1];

    if (!*p->function)
        return VA_OK;
    if (gcf_place_fill(p->function, 1024, name, sizeof name, err) ||
        !is_made_of(name, strlen(name), name_set))
        return va_fail(err, VA_USAGE, "%s: not the name of a function", p->function);
    return VA_OK;
}

/* A part that may be given, in a member of struct gcf_place (all are as long). */
enum part { PART_FUNCTION, PART_PROJECT, PART_REGION };

/* Unless it is known already. */
static enum va_code
take(struct gcf_place *p, enum part part, const char *text, struct va_err *err)
{
    const struct {
        char *out;
        const char *set, *what;
    } parts[] = {
        [PART_FUNCTION] = { p->function, template_set, "function" },
        [PART_PROJECT] = { p->project, project_set, "project" },
        [PART_REGION] = { p->region, region_set, "region" },
    };

    if (!text || !*text || *parts[part].out)
        return VA_OK;
    if (put(parts[part].out, sizeof p->function, text, strlen(text), parts[part].set))
        return VA_OK;
    return va_fail(err, VA_USAGE, "%s: not the name of a %s", text, parts[part].what);
}

static enum va_code
read_settings(const struct probe_settings *s, struct gcf_place *p, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!*s->url && !*s->function) {
        code = va_fail(err, VA_CONFIG, "no function is named");
        va_hint(err, "Give --url URL, or --function NAME with --project and --region");
        return code;
    }
    if (*s->url)
        code = check_url(s->url, err);
    if (code)
        return code;
    memcpy(p->url, s->url, sizeof p->url);
    if (strchr(s->function, '/') && !read_resource(s->function, p))
        return va_fail(err, VA_USAGE, "%s: not the name of a function", s->function);
    code = take(p, PART_FUNCTION, s->function, err);
    if (!code)
        code = take(p, PART_PROJECT, s->project, err);
    if (!code)
        code = take(p, PART_REGION, s->region, err);
    return code;
}

enum va_code
gcf_place_read(const struct probe_settings *settings,
               const char *(*variable)(void *ctx, const char *name), void *ctx,
               struct gcf_place *out, struct va_err *err)
{
    static const char *const projects[] = { "CLOUDSDK_CORE_PROJECT",
                                            "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT" };
    struct gcf_place p = { .second = !strcmp(settings->platform, "gcf-gen2") };
    enum va_code code = read_settings(settings, &p, err);

    if (!code && *p.url)
        read_url(&p);
    for (size_t i = 0; !code && i < sizeof projects / sizeof projects[0]; i++)
        code = take(&p, PART_PROJECT, variable(ctx, projects[i]), err);
    if (!code)
        code = take(&p, PART_REGION, variable(ctx, "CLOUDSDK_FUNCTIONS_REGION"), err);
    if (!code)
        code = check_function(&p, err);
    if (code)
        return code;
    p.per_size = strstr(*p.url ? p.url : p.function, GCF_MEMORY) != NULL;
    *out = p;
    return VA_OK;
}

bool
gcf_place_is_named(const struct gcf_place *p)
{
    return *p->project && *p->region && *p->function &&
           p->per_size == (strstr(p->function, GCF_MEMORY) != NULL);
}

enum va_code
gcf_place_resource(const struct gcf_place *p, int32_t memory_mb, char out[PROBE_TEXT_MAX],
                   struct va_err *err)
{
    char name[TEXT_NAME_MAX + 1];
    enum va_code code = gcf_place_fill(p->function, memory_mb, name, sizeof name, err);

    if (code)
        return code;
    if (!gcf_place_is_named(p)) {
        code = va_fail(err, VA_CONFIG, "the function's %s is not known",
                       !*p->function  ? "name"
                       : !*p->project ? "project"
                                      : "region");
        va_hint(err, "Give --function, --project and --region");
        return code;
    }
    snprintf(out, PROBE_TEXT_MAX, "projects/%s/locations/%s/functions/%s", p->project,
             p->region, name);
    return VA_OK;
}

void
gcf_audience(const char *url, char *out, size_t size)
{
    const char *scheme = strstr(url, "://");
    const char *host = scheme ? scheme + 3 : url;
    const size_t host_len = strcspn(host, "/?#");
    size_t len = strcspn(url, "?#");

    if (ends_with(host, host_len, ".run.app"))
        len = (size_t)(host - url) + host_len;
    snprintf(out, size, "%.*s", (int)len, url);
}
