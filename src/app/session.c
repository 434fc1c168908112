/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens what use cases stand on, each at its first use. */
#include "app/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/bundle.h"

enum { SESSION_PATH_MAX = 4096, SESSION_BUSY_MS = 3000, SUGGEST_MAX = 4096 };

struct session {
    struct session_options options;
    struct prices *prices;
    struct store *store;
    bool store_writes;
    char pricing_dir[SESSION_PATH_MAX];
    char bundle_dir[SESSION_PATH_MAX];
};

enum va_code
session_open(const struct session_options *o, struct session **out, struct va_err *err)
{
    struct session *s = calloc(1, sizeof *s);
    int a = 0;
    int b = 0;

    *out = NULL;
    if (!s)
        return va_fail(err, VA_NOMEM, "out of memory");
    s->options = *o;
    a = snprintf(s->pricing_dir, sizeof s->pricing_dir, "%s/pricing", o->data_dir);
    b = snprintf(s->bundle_dir, sizeof s->bundle_dir, "%s/data", o->data_dir);
    if (a >= SESSION_PATH_MAX || b >= SESSION_PATH_MAX) {
        session_close(s);
        return va_fail(err, VA_IO, "the data folder's path is too long: %.80s...",
                       o->data_dir);
    }
    *out = s;
    return VA_OK;
}

void
session_close(struct session *s)
{
    if (!s)
        return;
    store_close(s->store);
    prices_close(s->prices);
    free(s);
}

const struct session_options *
session_options_get(const struct session *s)
{
    return &s->options;
}

int64_t
session_now_ms(const struct session *s)
{
    return s->options.clock.now_ms(s->options.clock.ctx);
}

int32_t
session_today(const struct session *s)
{
    return date_of_ms(session_now_ms(s));
}

enum va_code
session_prices(struct session *s, struct prices **out, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!s->prices)
        code = prices_open(s->pricing_dir, s->options.overlay_dir, &s->prices, err);
    *out = s->prices;
    return code;
}

static enum va_code
connect_store(struct session *s, bool write, struct va_err *err)
{
    struct store_options o = { .path = s->options.db_path,
                               .read_only = !write,
                               .create = write,
                               .existing = s->options.existing,
                               .demo = s->options.demo_seed != 0,
                               .waits_on = s->options.waits_on,
                               .waits_on_ctx = s->options.waits_on_ctx,
                               .busy_ms = s->options.busy_ms > 0 ? s->options.busy_ms
                                                                 : SESSION_BUSY_MS };
    enum va_code code = VA_OK;

    store_close(s->store);
    s->store = NULL;
    code = store_open(&o, &s->store, err);
    if (code)
        return code;
    s->store_writes = write;
    if (write && !s->store)
        return va_fail(err, VA_IO, "%s: there is no such database", o.path);
    if (write && store_is_read_only(s->store))
        return va_fail(err, VA_IO, "%s", store_note(s->store));
    return VA_OK;
}

enum va_code
session_store(struct session *s, bool write, struct store **out, struct va_err *err)
{
    enum va_code code = VA_OK;

    *out = NULL;
    if (write && s->options.read_only)
        return va_fail(err, VA_USAGE, "--read-only: nothing may be written");
    /* One that was not there may be by now: others make it. */
    if (!s->store || (write && !s->store_writes))
        code = connect_store(s, write, err);
    if (!code)
        *out = s->store;
    return code;
}

struct store *
session_open_store(const struct session *s)
{
    return s->store;
}

void
session_spare(struct session *s)
{
    if (s->store)
        store_spare(s->store);
}

/* Names gathered for a suggestion. */
struct suggestion {
    char *names[SUGGEST_MAX];
    size_t n;
};

static enum va_code
gather(void *ctx, const char *name, bool sample)
{
    struct suggestion *g = ctx;

    (void)sample;
    if (g->n == SUGGEST_MAX)
        return VA_OK;
    g->names[g->n] = strdup(name);
    if (!g->names[g->n])
        return VA_NOMEM;
    g->n++;
    return VA_OK;
}

static void
suggest(struct session *s, const char *name, struct va_err *err)
{
    struct suggestion *g = calloc(1, sizeof *g);
    const char *near = NULL;

    if (!g)
        return;
    if (session_names(s, gather, g, NULL) == VA_OK)
        near = text_closest(name, (const char *const *)g->names, g->n);
    if (near)
        va_hint(err, "did you mean '%s'? 'vadvise list' shows all %zu", near, g->n);
    else
        va_hint(err, "'vadvise list' shows what there is; 'vadvise import' adds more");
    for (size_t i = 0; i < g->n; i++)
        free(g->names[i]);
    free(g);
}

enum va_code
session_workload(struct session *s, const char *name, struct workload *out,
                 struct va_err *err)
{
    struct va_err inner = { 0 };
    struct store *store = NULL;
    enum va_code code = session_store(s, false, &store, err);

    workload_init(out);
    if (code)
        return code;
    if (store) {
        code = store_load(store, name, out, &inner);
        if (code && code != VA_DATA && err)
            *err = inner;
        if (code != VA_DATA)
            return code;
    }
    if (bundle_has(s->bundle_dir, name))
        return bundle_load(s->bundle_dir, name, out, err);
    va_fail(err, VA_DATA, "no workload '%s'", name);
    suggest(s, name, err);
    return VA_DATA;
}

/* Passes the user's names on, and leaves out bundled ones of the same name. */
struct name_filter {
    enum va_code (*visit)(void *ctx, const char *name, bool sample);
    void *ctx;
    struct suggestion bundled;
};

static enum va_code
take_bundled(void *ctx, const char *name)
{
    return gather(ctx, name, true);
}

static enum va_code
pass_own(void *ctx, const char *name)
{
    struct name_filter *f = ctx;

    for (size_t i = 0; i < f->bundled.n; i++) {
        if (!strcmp(f->bundled.names[i], name))
            f->bundled.names[i][0] = '\0';
    }
    return f->visit(f->ctx, name, false);
}

static enum va_code
pass_names(struct session *s, struct name_filter *f, struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = bundle_names(s->bundle_dir, take_bundled, &f->bundled, err);

    if (!code)
        code = session_store(s, false, &store, err);
    if (!code && store)
        code = store_names(store, pass_own, f, err);
    for (size_t i = 0; i < f->bundled.n && !code; i++) {
        if (f->bundled.names[i][0])
            code = f->visit(f->ctx, f->bundled.names[i], true);
    }
    return code;
}

enum va_code
session_names(struct session *s,
              enum va_code (*visit)(void *ctx, const char *name, bool sample), void *ctx,
              struct va_err *err)
{
    struct name_filter *f = calloc(1, sizeof *f);
    enum va_code code = VA_OK;

    if (!f)
        return va_fail(err, VA_NOMEM, "out of memory");
    f->visit = visit;
    f->ctx = ctx;
    code = pass_names(s, f, err);
    for (size_t i = 0; i < f->bundled.n; i++)
        free(f->bundled.names[i]);
    free(f);
    return code;
}

struct sought {
    const char *name;
    bool found;
};

static enum va_code
meet(void *ctx, const char *name, bool sample)
{
    struct sought *sought = ctx;

    sought->found |= sample && !strcmp(name, sought->name);
    return VA_OK;
}

bool
session_would_hide(struct session *s, const char *name)
{
    struct sought sought = { name, false };

    return bundle_has(s->bundle_dir, name) &&
           session_names(s, meet, &sought, NULL) == VA_OK && sought.found;
}

enum va_code
session_samples(struct session *s, const char *workload,
                enum va_code (*visit)(void *ctx, const struct sample *sample), void *ctx,
                struct va_err *err)
{
    struct store *store = NULL;
    struct workload probe = { 0 };
    enum va_code code = session_workload(s, workload, &probe, err);
    bool bundled = probe.sample_data;

    workload_clear(&probe);
    if (code)
        return code;
    if (bundled)
        return bundle_samples(s->bundle_dir, workload, visit, ctx, err);
    code = session_store(s, false, &store, err);
    return code ? code : store_samples(store, workload, visit, ctx, err);
}
