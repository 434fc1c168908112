/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Price files for tests: small good ones, and edits of them. */
#ifndef VA_TESTS_IO_PRICE_TEXT_H
#define VA_TESTS_IO_PRICE_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Called shop.json: two tables, each kind of size and of rate. */
static const char price_shop[] =
    "{\"schema\": \"vadvise.pricing/1\", \"kind\": \"platform\", \"name\": \"shop\",\n"
    " \"title\": \"Shop\", \"currency\": \"USD\", \"tables\": [\n"
    "  {\"table\": \"old\", \"effective_from\": \"2019-01-01\", \"source\": \"s\",\n"
    "   \"retrieved\": \"2019-01-02\", \"verified\": false, \"note\": \"n\",\n"
    "   \"default_region\": \"here\", \"step_ms\": 100, \"min_billed_ms\": 0,\n"
    "   \"init\": \"free\", \"max_timeout_ms\": 1000, \"mb_per_vcpu\": 1769,\n"
    "   \"free_requests_per_month\": 5,\n"
    "   \"sizes\": [{\"mb\": 128, \"mhz\": 200, \"milli_vcpu\": 83}, {\"mb\": 256}],\n"
    "   \"regions\": [{\"names\": [\"here\", \"there\"], \"request_usd\": \"0.1\",\n"
    "     \"rates\": [{\"unit\": \"size-step\", \"sizes\": [{\"mb\": 128, \"usd\": "
    "\"0.01\",\n"
    "       \"free_per_month\": 9}, {\"mb\": 256, \"usd\": \"0.02\"}]}]}]},\n"
    "  {\"table\": \"new\", \"effective_from\": \"2020-01-01\", \"source\": \"s\",\n"
    "   \"retrieved\": \"2020-01-02\", \"verified\": true, \"default_region\": "
    "\"there\",\n"
    "   \"step_ms\": 1, \"min_billed_ms\": 20, \"init\": \"billed\",\n"
    "   \"sizes\": [{\"from_mb\": 128, \"to_mb\": 1024, \"step_mb\": 128}],\n"
    "   \"regions\": [{\"names\": [\"here\"], \"request_usd\": \"0\", \"rates\": [\n"
    "     {\"unit\": \"GB-s\", \"free_per_month\": 7, \"tiers\": [{\"from\": 0, \"usd\": "
    "\"3\"},\n"
    "       {\"from\": 10, \"usd\": \"2.000000000001\"}]}]},\n"
    "    {\"names\": [\"there\", \"abroad\"], \"request_usd\": \"0.2\", \"rates\": [\n"
    "     {\"unit\": \"MB-step\", \"tiers\": [{\"from\": 0, \"usd\": \"4\"}]}]}]}]}\n";

/* Called api.json. */
static const char price_api[] =
    "{\"schema\": \"vadvise.pricing/1\", \"kind\": \"api\", \"name\": \"api\",\n"
    " \"title\": \"Api\", \"currency\": \"USD\", \"tables\": [\n"
    "  {\"table\": \"a\", \"effective_from\": \"2019-01-01\", \"source\": \"s\",\n"
    "   \"retrieved\": \"2019-01-02\", \"verified\": true, \"default_region\": "
    "\"global\",\n"
    "   \"free_per_month\": 3, \"regions\": [{\"names\": [\"global\"],\n"
    "     \"tiers\": [{\"from\": 0, \"usd\": \"0\"}, {\"from\": 1000, \"usd\": "
    "\"0.5\"}]}]}]}\n";

/* A copy of text with the first `old` after the first `after` replaced; free it. */
static inline char *
price_edit(const char *text, const char *after, const char *old, const char *new)
{
    const char *start = strstr(text, after);
    const char *at = start ? strstr(start, old) : NULL;
    char *copy = malloc(strlen(text) + strlen(new) + 1);

    if (!at || !copy) {
        printf("# nothing to edit: %s\n", old);
        abort();
    }
    snprintf(copy, strlen(text) + strlen(new) + 1, "%.*s%s%s", (int)(at - text), text,
             new, at + strlen(old));
    return copy;
}

static inline void
price_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file)) {
        printf("# cannot write %s\n", path);
        abort();
    }
}

#endif
