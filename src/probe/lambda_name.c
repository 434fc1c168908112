/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of functions, taken apart. */
#include "probe/lambda_name.h"

#include <stdio.h>
#include <string.h>

enum { PARTS_MAX = 8, ACCOUNT_DIGITS = 12 };

static const char digits[] = "0123456789";
static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789-_";

/* The text between colons. */
struct parts {
    char text[LAMBDA_ARN_MAX];
    const char *at[PARTS_MAX];
    int n;
};

static bool
split(const char *text, struct parts *out)
{
    if (strlen(text) >= sizeof out->text)
        return false;
    snprintf(out->text, sizeof out->text, "%s", text);
    out->n = 0;
    for (char *at = out->text; at;) {
        char *colon = strchr(at, ':');

        if (out->n == PARTS_MAX)
            return false;
        out->at[out->n++] = at;
        if (colon)
            *colon++ = '\0';
        at = colon;
    }
    return true;
}

static bool
is_made_of(const char *text, const char *bytes, size_t max)
{
    const size_t len = strlen(text);

    return len && len <= max && strspn(text, bytes) == len;
}

static bool
is_account(const char *text)
{
    return strlen(text) == ACCOUNT_DIGITS && strspn(text, digits) == ACCOUNT_DIGITS;
}

static bool
is_qualifier(const char *text)
{
    return !strcmp(text, "$LATEST") || is_made_of(text, name_bytes, TEXT_NAME_MAX);
}

bool
lambda_is_version(const char *qualifier)
{
    return is_made_of(qualifier, digits, 20);
}

/* What stands before the name: *at is left there. */
static bool
read_front(const struct parts *p, int *at, struct lambda_name *out)
{
    if (!strcmp(p->at[0], "arn")) {
        if (p->n < 7 || strncmp(p->at[1], "aws", 3) || strcmp(p->at[2], "lambda") ||
            !is_made_of(p->at[3], name_bytes, 32) || !is_account(p->at[4]) ||
            strcmp(p->at[5], "function"))
            return false;
        snprintf(out->region, sizeof out->region, "%s", p->at[3]);
        snprintf(out->account, sizeof out->account, "%s", p->at[4]);
        *at = 6;
        return true;
    }
    if (p->n > 2 && is_account(p->at[0]) && !strcmp(p->at[1], "function")) {
        snprintf(out->account, sizeof out->account, "%s", p->at[0]);
        *at = 2;
    }
    return true;
}

enum va_code
lambda_name_read(const char *text, struct lambda_name *out, struct va_err *err)
{
    struct lambda_name n = { .name = "" };
    struct parts p;
    int at = 0;
    size_t len = 0;

    if (!split(text, &p) || !read_front(&p, &at, &n) || p.n - at > 2 ||
        !is_made_of(p.at[at], name_bytes, LAMBDA_NAME_MAX) ||
        (p.n - at == 2 && !is_qualifier(p.at[at + 1])))
        return va_fail(err, VA_USAGE,
                       "'%.80s' is no name or ARN of a Lambda function, with or without "
                       "a qualifier",
                       text);
    snprintf(n.name, sizeof n.name, "%s", p.at[at]);
    len = strlen(text);
    if (p.n - at == 2) {
        snprintf(n.qualifier, sizeof n.qualifier, "%s", p.at[at + 1]);
        len -= strlen(n.qualifier) + 1;
    }
    snprintf(n.function, sizeof n.function, "%.*s", (int)len, text);
    *out = n;
    return VA_OK;
}

enum va_code
lambda_name_of_size(const char *text, int32_t memory_mb, char *out, size_t size,
                    struct va_err *err)
{
    static const char word[] = "{memory}";
    const char *at = strstr(text, word);
    int n = 0;

    if (at)
        n = snprintf(out, size, "%.*s%d%s", (int)(at - text), text, (int)memory_mb,
                     at + sizeof word - 1);
    else
        n = snprintf(out, size, "%s", text);
    if (n < 0 || (size_t)n >= size)
        return va_fail(err, VA_USAGE, "'%.80s' is too long for the name of a function",
                       text);
    return VA_OK;
}

void
lambda_mask_account(const char *account, char *out)
{
    out[0] = '\0';
    if (strlen(account) == ACCOUNT_DIGITS)
        snprintf(out, 16, "%.4s..%s", account, account + ACCOUNT_DIGITS - 4);
}
