/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of the price loader fails in turn: a clean code, and nothing leaks. */
#include <cjson/cJSON.h>

#include "base/clock.h"
#include "io/price_edit.h"
#include "oom.h"
#include "tap.h"

static enum va_code
count_table(void *ctx, const struct price_table *t)
{
    int *n = ctx;

    *n += t->n_regions > 0;
    return VA_OK;
}

/* A price is changed, changed again, and taken back. */
static enum va_code
change(struct prices *p, struct va_err *err)
{
    const struct price_place at = { "aws-lambda-x86", "aws-2025-08", NULL };
    enum va_code code = prices_set(p, &at, "GB-s", "0.00001", err);

    if (!code)
        code = prices_set(p, &at, "free-requests", "5", err);
    return code ? code : prices_unset(p, &at, "GB-s", err);
}

/* Everything that the loader does. */
static enum va_code
load(const char *dir, struct va_err *err)
{
    struct prices *p = NULL;
    struct tariff t;
    struct api_tariff a;
    struct price_query q = { .name = "aws-lambda-x86" };
    int n = 0;
    enum va_code code = date_parse("2026-11-22", &q.on_days);

    if (!code)
        code = prices_open(dir, dir, &p, err);
    if (!code)
        code = prices_platform(p, &q, &t, err);
    if (!code) {
        q.name = "vision";
        code = prices_api(p, &q, &a, err);
    }
    if (!code) {
        q.name = "vison";
        code = prices_api(p, &q, &a, err);
        code = code == VA_DATA ? VA_OK : code;
    }
    if (!code)
        code = prices_visit(p, NULL, count_table, &n, err);
    if (!code)
        code = change(p, err);
    if (!code && n < 10)
        code = VA_GOAL;
    prices_close(p);
    return code;
}

int
main(void)
{
    cJSON_Hooks hooks = { __wrap_malloc, __wrap_free };
    char dir[1024];
    const char *srcdir = getenv("srcdir");
    struct va_err err = { .text = "" };
    int n_wrong = 0;
    int n_leaks = 0;
    int n_runs = 0;
    enum va_code code = VA_NOMEM;

    cJSON_InitHooks(&hooks);
    snprintf(dir, sizeof dir, "%s/pricing", srcdir ? srcdir : ".");
    if (!OK(!load(dir, &err) && n_live == 0, "with enough memory all is loaded"))
        printf("# %s\n", err.text);
    while (code == VA_NOMEM && n_runs < 100000) {
        n_failed = 0;
        n_until_failure = ++n_runs;
        code = load(dir, &err);
        n_wrong += n_failed ? code != VA_NOMEM : code != VA_OK;
        n_leaks += n_live != 0;
    }
    n_until_failure = 0;
    IS_INT(code, VA_OK, "once no allocation fails, all is loaded");
    OK(n_runs > 1000, "%d allocations failed, one at a time", n_runs - 1);
    IS_INT(n_wrong, 0, "each was reported as what it is");
    IS_INT(n_leaks, 0, "and no memory was lost");
    return done();
}
