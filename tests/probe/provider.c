/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A provider for tests of the engine. */
#include "provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct provider *provider;

struct backend {
    const struct probe_host *host;
    int32_t version; /* that is invoked; -1: none */
    struct probe_facts facts;
};

void
provider_reset(void)
{
    if (!provider)
        provider = mmap(NULL, sizeof *provider, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (provider == MAP_FAILED)
        abort();
    *provider = (struct provider){ .memory_mb = PROVIDER_MEMORY_MB,
                                   .timeout_ms = PROVIDER_TIMEOUT_MS,
                                   .architecture = "x86_64" };
}

int
provider_versions(void)
{
    int n = 0;

    for (int32_t i = 0; i < provider->n_versions; i++)
        n += provider->versions[i].memory_mb > 0;
    return n;
}

static bool
provider_serves(const char *platform)
{
    return !strcmp(platform, "aws-lambda-x86");
}

static enum va_code
provider_open(const struct probe_host *host, void **out, struct va_err *err)
{
    struct backend *b = calloc(1, sizeof *b);

    if (!b)
        return va_fail(err, VA_NOMEM, "out of memory");
    b->host = host;
    b->version = -1;
    *out = b;
    return VA_OK;
}

static void
provider_close(void *self)
{
    free(self);
}

static enum va_code
provider_describe(void *self, struct probe_facts *out, struct va_err *err)
{
    (void)self;
    if (provider->fail_describe > 0) {
        provider->fail_describe--;
        return va_fail(err, VA_NETWORK, "no connection");
    }
    *out = (struct probe_facts){ .account = "1234..9012",
                                 .function = PROVIDER_FUNCTION,
                                 .memory_mb = provider->memory_mb,
                                 .timeout_ms = provider->timeout_ms,
                                 .takes_sizes = true };
    (void)snprintf(out->architecture, sizeof out->architecture, "%s",
                   provider->architecture);
    return VA_OK;
}

/* Set the memory, journalled. */
static enum va_code
change_memory(struct backend *b, int32_t memory_mb, int64_t *out_id, struct va_err *err)
{
    char detail[64];
    enum va_code code = VA_OK;

    (void)snprintf(detail, sizeof detail, "%d %d", (int)provider->memory_mb,
                   (int)memory_mb);
    code = b->host->change_begin(
        b->host->ctx, &(struct probe_change){ "config", PROVIDER_FUNCTION, detail },
        out_id, err);
    if (code)
        return code;
    provider->memory_mb = memory_mb;
    return b->host->change_enter(b->host->ctx, *out_id, LEDGER_CHANGE_MADE, NULL, err);
}

static enum va_code
publish(struct backend *b, struct va_err *err)
{
    char detail[64];
    const int32_t n = provider->n_versions;
    int64_t id = 0;
    enum va_code code = VA_OK;

    if (n == PROVIDER_VERSIONS_MAX)
        return va_fail(err, VA_NETWORK, "too many versions");
    (void)snprintf(detail, sizeof detail, "%s", b->host->token);
    code = b->host->change_begin(
        b->host->ctx, &(struct probe_change){ "version", PROVIDER_FUNCTION, detail }, &id,
        err);
    if (code)
        return code;
    memcpy(provider->versions[n].token, b->host->token, LEDGER_TOKEN_MAX + 1);
    provider->versions[n].memory_mb = provider->memory_mb;
    provider->n_versions = n + 1;
    b->version = n;
    return b->host->change_enter(b->host->ctx, id, LEDGER_CHANGE_MADE, NULL, err);
}

static enum va_code
put_memory_back(struct backend *b, const struct ledger_change *c, struct va_err *err)
{
    char *end = NULL;
    const long before = strtol(c->detail, &end, 10);
    const long made = strtol(end, NULL, 10);
    enum ledger_change_state state = LEDGER_CHANGE_UNDONE;

    if (provider->memory_mb == made)
        provider->memory_mb = (int32_t)before;
    else if (provider->memory_mb != before)
        state = LEDGER_CHANGE_ABANDONED;
    return b->host->change_enter(b->host->ctx, c->id, state, NULL, err);
}

static enum va_code
provider_undo(void *self, const struct ledger_change *c, struct va_err *err)
{
    struct backend *b = self;

    if (provider->fail_undo > 0) {
        provider->fail_undo--;
        return va_fail(err, VA_NETWORK, "no connection");
    }
    provider->undone++;
    if (!strcmp(c->kind, "config"))
        return put_memory_back(b, c, err);
    for (int32_t i = 0; i < provider->n_versions; i++) {
        if (!strcmp(provider->versions[i].token, c->detail))
            provider->versions[i].memory_mb = 0;
    }
    return b->host->change_enter(b->host->ctx, c->id, LEDGER_CHANGE_UNDONE, NULL, err);
}

static enum va_code
provider_prepare(void *self, int32_t memory_mb, struct va_err *err)
{
    struct backend *b = self;
    struct ledger_change c = { .run = 0 };
    enum va_code code = VA_OK;

    if (memory_mb == provider->cannot_mb)
        return va_fail(err, VA_DATA, "this account has no such size");
    provider->prepared++;
    (void)snprintf(c.detail, sizeof c.detail, "%d %d", (int)provider->memory_mb,
                   (int)memory_mb);
    code = change_memory(b, memory_mb, &c.id, err);
    if (!code)
        code = b->host->wait(b->host->ctx, 1500, true, err);
    if (!code)
        code = publish(b, err);
    if (provider->meddle)
        provider->memory_mb = 4321;
    return code ? code : put_memory_back(b, &c, err);
}

static enum va_code
provider_apply(void *self, int32_t memory_mb, struct va_err *err)
{
    struct backend *b = self;
    int64_t id = 0;
    enum va_code code = change_memory(b, memory_mb, &id, err);

    if (code)
        return code;
    return b->host->change_enter(b->host->ctx, id, LEDGER_CHANGE_KEPT, NULL, err);
}

/* --- invoking --- */

static void
fill_sample(struct probe_outcome *o, int32_t memory_mb, bool cold)
{
    struct sample *m = &o->sample;
    const int64_t n = provider->invocations;

    m->cold = cold;
    m->duration_ns = INT64_C(512000000) / memory_mb * 1000 + n * 1000;
    m->billed_ms = (m->duration_ns + 999999) / 1000000;
    m->max_memory_mb = 60;
    m->cpu = "Xeon";
    (void)snprintf(o->texts.request_id, sizeof o->texts.request_id, "request-%lld",
                   (long long)n);
    m->request_id = o->texts.request_id;
    o->source = "report";
}

static void
fail_sample(struct probe_outcome *o, enum provider_answer answer)
{
    const char *what = answer == ANSWER_MEMORY ? "Runtime.OutOfMemory"
                       : answer == ANSWER_LATE ? "Task timed out after 3.00 seconds"
                                               : "Unhandled";

    o->fate = LEDGER_FAILED;
    (void)snprintf(o->texts.error, sizeof o->texts.error, "%s", what);
    o->sample.error = o->texts.error;
    if (answer == ANSWER_LATE) {
        o->sample.duration_ns = INT64_C(1000000) * PROVIDER_TIMEOUT_MS;
        o->sample.billed_ms = PROVIDER_TIMEOUT_MS;
    }
}

static enum va_code
refuse(struct probe_outcome *o, enum provider_answer answer, struct va_err *err)
{
    o->fate = LEDGER_REFUSED;
    o->retry_after_ms = answer == ANSWER_THROTTLED ? 1000 : -1;
    (void)snprintf(o->text, sizeof o->text, "%s",
                   answer == ANSWER_THROTTLED ? "Rate Exceeded" : "AccessDenied");
    return answer == ANSWER_BROKEN ? va_fail(err, VA_CONFIG, "the credentials expired")
                                   : VA_OK;
}

static enum va_code
provider_invoke(void *self, const struct probe_shot *shot, struct probe_outcome *o,
                struct va_err *err)
{
    struct backend *b = self;
    const enum provider_answer answer =
        provider->answer ? provider->answer(provider, shot->memory_mb) : ANSWER_DONE;
    const int32_t memory_mb =
        b->version < 0 ? 0 : provider->versions[b->version].memory_mb;

    provider->calls++;
    if (answer == ANSWER_THROTTLED || answer == ANSWER_FORBIDDEN ||
        answer == ANSWER_BROKEN)
        return refuse(o, answer, err);
    if (memory_mb != shot->memory_mb) /* the engine prepared another size */
        return va_fail(err, VA_CHECK, "version %d has %d MB", (int)b->version,
                       (int)memory_mb);
    provider->invocations++;
    if (shot->payload[0] >= '0' && shot->payload[0] < '0' + PROBE_PAYLOADS_MAX)
        provider->payloads[shot->payload[0] - '0']++;
    o->fate = LEDGER_DONE;
    fill_sample(o, memory_mb, shot->cold);
    if (answer == ANSWER_ERROR || answer == ANSWER_MEMORY || answer == ANSWER_LATE)
        fail_sample(o, answer);
    provider->billed_mb_ms += memory_mb * o->sample.billed_ms;
    if (provider->on_invoke)
        provider->on_invoke();
    if (answer == ANSWER_ODD)
        o->sample.duration_ns = -3;
    if (answer == ANSWER_TORN || b->host->abandoned(b->host->ctx)) {
        o->fate = LEDGER_UNKNOWN;
        (void)snprintf(o->text, sizeof o->text, "no whole reply");
    }
    return VA_OK;
}

const struct probe_backend provider_backend = {
    .name = "provider",
    .serves = provider_serves,
    .open = provider_open,
    .close = provider_close,
    .describe = provider_describe,
    .prepare = provider_prepare,
    .invoke = provider_invoke,
    .undo = provider_undo,
    .apply = provider_apply,
};
