/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is there before anything is spent: the function, its versions, whose account. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/lambda.h"

enum { FUNCTION_TIMEOUT_MAX_MS = 900000 };

static void
say(struct lambda *l, const char *text)
{
    if (l->host->say)
        l->host->say(l->host->ctx, text);
}

/* --- versions that are there --- */

/* The newest version of each size whose code is that of the reference. */
struct choosing {
    struct lambda *l;
    const char *sha256;
    int64_t best[PROBE_SIZES_MAX]; /* number of the version at each place; 0: $LATEST */
    int32_t n_other;               /* versions with other code */
    struct va_err *err;
};

static enum va_code
choose(void *ctx, const struct lambda_config *c)
{
    struct choosing *f = ctx;
    struct lambda *l = f->l;
    const bool latest = !strcmp(c->version, "$LATEST");
    const int64_t number = latest ? 0 : strtoll(c->version, NULL, 10);
    struct lambda_place *place = lambda_place_of(l, c->memory_mb);

    if (!latest && !lambda_is_version(c->version))
        return VA_OK;
    if (strcmp(c->sha256, f->sha256) != 0) {
        f->n_other++;
        return VA_OK;
    }
    if (place && f->best[place - l->places] >= number)
        return VA_OK;
    if (!place) {
        if (l->n_places == PROBE_SIZES_MAX)
            return VA_OK;
        if (lambda_place_add(l, c->memory_mb, &place, f->err))
            return VA_USAGE;
    }
    snprintf(place->name.qualifier, sizeof place->name.qualifier, "%s", c->version);
    f->best[place - l->places] = number;
    return VA_OK;
}

static int
compare_places(const void *a, const void *b)
{
    const struct lambda_place *x = a;
    const struct lambda_place *y = b;

    return (x->memory_mb > y->memory_mb) - (x->memory_mb < y->memory_mb);
}

enum va_code
lambda_find_versions(struct lambda *l, struct va_err *err)
{
    struct choosing *f = calloc(1, sizeof *f);
    struct lambda_config reference;
    char text[128];
    enum va_code code = VA_OK;

    if (!f)
        return va_fail(err, VA_NOMEM, "out of memory");
    *f = (struct choosing){ .l = l, .sha256 = reference.sha256, .err = err };
    l->n_places = 0;
    code = lambda_settled(l, &l->name, &reference, err);
    if (!code && *l->name.qualifier)
        code = choose(f, &reference);
    else if (!code)
        code = lambda_list(l, l->name.function, choose, f, err);
    if (!code && f->n_other) {
        snprintf(text, sizeof text, "%d versions with other code than %s are left out",
                 (int)f->n_other, "$LATEST");
        say(l, text);
    }
    if (!code) {
        snprintf(l->log_group, sizeof l->log_group, "%s", reference.log_group);
        qsort(l->places, (size_t)l->n_places, sizeof l->places[0], compare_places);
    }
    free(f);
    return code;
}

/* --- facts --- */

static void
fill(struct probe_facts *out, const struct lambda_config *c)
{
    struct lambda_name name;
    struct va_err ignored;

    snprintf(out->architecture, sizeof out->architecture, "%s", c->architecture);
    snprintf(out->runtime, sizeof out->runtime, "%s",
             c->image ? "container image" : c->runtime);
    out->memory_mb = c->memory_mb;
    out->timeout_ms = c->timeout_ms;
    if (lambda_name_read(c->arn, &name, &ignored))
        return;
    /* Without the qualifier: two runs at one function must know of each other. */
    snprintf(out->function, sizeof out->function, "%s", name.function);
    lambda_mask_account(name.account, out->account);
}

/* What a person should know before confirming. */
static void
remark(struct lambda *l, const struct lambda_config *c)
{
    if (c->snapstart)
        say(l, "SnapStart is on: each version that is published takes minutes until it "
               "can be invoked, and its snapshot is billed while it exists");
    if (!strncmp(c->description, LAMBDA_MARK, sizeof LAMBDA_MARK - 1))
        say(l, "the function still has what an unfinished probe set: vadvise probe "
               "restore puts it back");
}

/* A qualifier that is not $LATEST: sizes are published from $LATEST, so its code must be
 * the same. */
static enum va_code
check_code(struct lambda *l, const struct lambda_config *c, struct va_err *err)
{
    struct lambda_name latest = l->name;
    struct lambda_config now;
    enum va_code code = VA_OK;

    if (!strcmp(c->version, "$LATEST"))
        return VA_OK;
    latest.qualifier[0] = '\0';
    code = lambda_settled(l, &latest, &now, err);
    if (!code && strcmp(now.sha256, c->sha256) != 0) {
        va_fail(err, VA_CONFIG,
                "%s:%s has other code than $LATEST, which sizes are made "
                "from",
                l->name.function, l->name.qualifier);
        va_hint(err, "Use --alias-only to measure versions as they are.");
        code = VA_CONFIG;
    }
    return code;
}

static enum va_code
describe_function(struct lambda *l, struct probe_facts *out, struct va_err *err)
{
    struct lambda_config c;
    enum va_code code = lambda_settled(l, &l->name, &c, err);

    if (!code && c.provisioned_instances)
        code = va_fail(err, VA_DATA,
                       "%s runs on managed instances, which are billed by "
                       "the instance and not by the invocation",
                       l->name.function);
    if (!code && l->mode == LAMBDA_PUBLISH)
        code = check_code(l, &c, err);
    if (code)
        return code;
    fill(out, &c);
    remark(l, &c);
    snprintf(l->log_group, sizeof l->log_group, "%s", c.log_group);
    if (l->mode == LAMBDA_PUBLISH) {
        out->takes_sizes = true;
        return VA_OK;
    }
    code = lambda_find_versions(l, err);
    for (int32_t i = 0; !code && i < l->n_places; i++)
        out->sizes_mb[out->n_sizes++] = l->places[i].memory_mb;
    return code;
}

/* The longest timeout of the functions, one of each size that was asked for. */
static enum va_code
describe_many(struct lambda *l, struct probe_facts *out, struct va_err *err)
{
    const struct probe_settings *s = l->host->settings;

    if (!s->n_sizes)
        return va_fail(err, VA_USAGE,
                       "with {memory} in the function's name, say which "
                       "sizes there are: -m 512,1024");
    for (int32_t i = 0; i < s->n_sizes; i++) {
        struct lambda_name name;
        struct lambda_config c;
        char text[LAMBDA_ARN_MAX];
        enum lambda_answer answer = LAMBDA_DONE;
        enum va_code code =
            lambda_name_of_size(s->function, s->sizes_mb[i], text, sizeof text, err);

        if (!code)
            code = lambda_name_read(text, &name, err);
        if (!code)
            code = lambda_get(l, &name, &answer, &c, err);
        if (!code && answer == LAMBDA_ABSENT)
            code = va_fail(err, VA_CONFIG, "AWS Lambda has no function %s in %s", text,
                           l->region);
        if (code)
            return code;
        if (answer == LAMBDA_DONE && c.timeout_ms >= out->timeout_ms)
            fill(out, &c);
        if (answer == LAMBDA_NO_API)
            out->timeout_ms = s->timeout_ms ? s->timeout_ms : FUNCTION_TIMEOUT_MAX_MS;
        out->sizes_mb[out->n_sizes++] = s->sizes_mb[i];
    }
    out->memory_mb = 0;
    snprintf(out->function, sizeof out->function, "%s", s->function);
    return VA_OK;
}

enum va_code
lambda_describe(void *self, struct probe_facts *out, struct va_err *err)
{
    struct lambda *l = self;
    struct probe_facts facts = { .memory_mb = 0 };
    const char *source = NULL;
    enum va_code code = aws_source(l->aws, &source, err);

    if (!code)
        snprintf(facts.credentials, sizeof facts.credentials, "%s", source);
    if (!code)
        code = l->mode == LAMBDA_MANY ? describe_many(l, &facts, err)
                                      : describe_function(l, &facts, err);
    if (code)
        return code;
    memcpy(facts.region, l->region, sizeof facts.region);
    *out = facts;
    return VA_OK;
}
