/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the engine share. */
#include "run_fixture.h"

#include "io/ledger.h"

#define START_MS INT64_C(1790000000000) /* September 2026 */

static int64_t
now_ms(void *ctx)
{
    struct fixture *f = ctx;

    f->n_looks++;
    return START_MS + f->elapsed_ms + (f->n_looks % 2 ? f->jump_ms : -f->jump_ms);
}

static int64_t
elapsed_ms(void *ctx)
{
    const struct fixture *f = ctx;

    return f->elapsed_ms;
}

static void
sleep_ms(void *ctx, int64_t ms, int seen)
{
    struct fixture *f = ctx;

    (void)seen;
    if (ms > 60000)
        f->left_while_waiting += provider_versions();
    f->elapsed_ms += ms;
    f->waited_ms += ms;
}

static int
stops(void *ctx)
{
    const struct fixture *f = ctx;

    return f->n_stops;
}

static int
stop_signal(void *ctx)
{
    const struct fixture *f = ctx;

    return f->n_stops ? 15 : 0;
}

static const char *
variable(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return NULL;
}

static void
tell(void *ctx, const struct probe_event *e)
{
    struct fixture *f = ctx;

    if (f->n_heard < HEARD_MAX)
        f->heard[f->n_heard++] = *e;
    if (e->kind == PROBE_EVENT_STARTED) {
        f->n_starts++;
        f->memory_at_start = provider->memory_mb;
        f->versions_at_start = provider_versions();
    }
    if (f->ack >= 0 && e->kind == PROBE_EVENT_SHOT && e->shot.fate == LEDGER_DONE)
        (void)!write(f->ack, ".", 1);
}

static const struct probe_backend *
backend_for(const char *platform)
{
    return provider_backend.serves(platform) ? &provider_backend : NULL;
}

void
fixture_begin(struct fixture *f, const char *name)
{
    *f = (struct fixture){ .ack = -1 };
    (void)fixture_path(f->db, name);
    fixture_remove(f->db);
    f->heard = calloc(HEARD_MAX, sizeof *f->heard);
    if (!f->heard)
        abort();
    f->world = (struct run_world){ .db_path = f->db,
                                   .backend_for = backend_for,
                                   .variable = variable,
                                   .stops = stops,
                                   .stop_signal = stop_signal,
                                   .sleep_ms = sleep_ms,
                                   .elapsed_ms = elapsed_ms,
                                   .tell = tell,
                                   .ctx = f };
    provider_reset();
}

void
fixture_end(struct fixture *f)
{
    char locks[FIXTURE_PATH_MAX + 8];

    (void)snprintf(locks, sizeof locks, "%s-probes", f->db);
    (void)unlink(locks);
    fixture_remove(f->db);
    free(f->heard);
}

static enum va_code
open_session(struct fixture *f)
{
    const char *data = getenv("VADVISE_DATADIR");
    const struct session_options o = { .data_dir = data ? data : ".",
                                       .db_path = f->db,
                                       .busy_ms = 2000,
                                       .demo_seed = f->demo_seed,
                                       .clock = { .now_ms = now_ms, .ctx = f } };

    f->n_heard = 0;
    f->waited_ms = 0;
    f->status = -1;
    f->err = (struct va_err){ .code = VA_OK };
    return session_open(&o, &f->world.session, &f->err);
}

static enum va_code
close_session(struct fixture *f, enum va_code code)
{
    session_close(f->world.session);
    f->world.session = NULL;
    return code;
}

enum va_code
fixture_carry_out(struct fixture *f, int64_t run)
{
    enum va_code code = open_session(f);

    if (!code)
        code = run_carry_out(&f->world, run, &f->status, &f->err);
    return close_session(f, code);
}

enum va_code
fixture_restore(struct fixture *f, int64_t run)
{
    enum va_code code = open_session(f);

    if (!code)
        code = run_restore(&f->world, run, &f->err);
    return close_session(f, code);
}

enum va_code
fixture_apply(struct fixture *f, int64_t run, int32_t memory_mb)
{
    enum va_code code = open_session(f);

    if (!code)
        code = run_apply(&f->world, run, memory_mb, &f->err);
    return close_session(f, code);
}

enum va_code
fixture_describe(struct fixture *f, int64_t run)
{
    enum va_code code = open_session(f);

    if (!code)
        code = run_describe(&f->world, run, &f->err);
    return close_session(f, code);
}

void
fixture_settings(struct probe_settings *s, int32_t runs)
{
    probe_settings_init(s);
    (void)snprintf(s->workload, sizeof s->workload, "w");
    (void)snprintf(s->implementation, sizeof s->implementation, "local");
    (void)snprintf(s->platform, sizeof s->platform, "aws-lambda-x86");
    (void)snprintf(s->region, sizeof s->region, "us-east-1");
    (void)snprintf(s->function, sizeof s->function, "f");
    s->mode = PROBE_FIXED;
    s->n_sizes = 2;
    s->sizes_mb[0] = 512;
    s->sizes_mb[1] = 1024;
    s->runs = runs;
    (void)date_parse("2026-09-20", &s->as_of_days);
}

static enum va_code
open_store(const struct fixture *f, struct store **out, struct va_err *err)
{
    const struct store_options o = {
        .path = f->db, .create = true, .busy_ms = 50, .demo = f->demo_seed > 0
    };

    return store_open(&o, out, err);
}

int64_t
fixture_ready(struct fixture *f, const struct probe_settings *s, int64_t cap_pusd)
{
    const struct probe_facts facts = { .function = PROVIDER_FUNCTION,
                                       .architecture = "x86_64",
                                       .timeout_ms = PROVIDER_TIMEOUT_MS,
                                       .memory_mb = PROVIDER_MEMORY_MB };
    struct store *store = NULL;
    int64_t id = 0;
    enum va_code code = open_store(f, &store, &f->err);

    if (!code)
        code = ledger_create(store, s, START_MS, &id, &f->err);
    if (!code)
        code = ledger_set_facts(store, id, &facts, &f->err);
    if (!code)
        code = ledger_confirm(store, id, cap_pusd, &f->err);
    store_close(store);
    if (code)
        printf("# %s\n", f->err.text);
    return code ? 0 : id;
}

struct ledger_run
fixture_load(struct fixture *f, int64_t run)
{
    struct ledger_run out = { .id = -1 };
    struct store *store = NULL;

    if (!open_store(f, &store, NULL) && ledger_load(store, run, &out, NULL, NULL))
        out.id = -1;
    store_close(store);
    return out;
}

int64_t
fixture_samples(struct fixture *f)
{
    struct store *store = NULL;
    int64_t n = -1;

    if (!open_store(f, &store, NULL)) {
        n = fixture_count(store, "w");
        if (n >= 0 && (fixture_summed(store, "w") != n || !fixture_is_sound(store)))
            n = -2;
        if (n == -1 && fixture_is_sound(store))
            n = 0; /* no workload yet */
    }
    store_close(store);
    return n;
}

int
fixture_heard(const struct fixture *f, enum probe_event_kind kind)
{
    int n = 0;

    for (int i = 0; i < f->n_heard; i++)
        n += f->heard[i].kind == kind;
    return n;
}

const struct probe_event *
fixture_last(const struct fixture *f, enum probe_event_kind kind)
{
    for (int i = f->n_heard - 1; i >= 0; i--) {
        if (f->heard[i].kind == kind)
            return &f->heard[i];
    }
    return NULL;
}

bool
fixture_said(const struct fixture *f, const char *part)
{
    for (int i = 0; i < f->n_heard; i++) {
        if (f->heard[i].kind == PROBE_EVENT_SAY && strstr(f->heard[i].text, part))
            return true;
    }
    return false;
}
