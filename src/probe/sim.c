/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The backend of "vadvise demo": a function of each bundled workload, on the platforms
 * that are sold. It knows no network; it takes only runs whose samples say that they are
 * simulated, and the process that has it has no other backend.
 */
#include "probe/sim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_request.h"
#include "core/contender.h"
#include "io/bundle.h"
#include "probe/backend.h"
#include "probe/gcf_json.h"

enum {
    TIMEOUT_MS = 300000,
    CHANGE_MS = 400, /* until a size is there */
    TAKES_LEAST_MS = 20,
    AGAIN_MS = 500,
    PATH_BYTES = 4096,
    NS_PER_MS = 1000000
};

#define KIND "memory"
#define PREFIX SIMULATED ":"

struct sim {
    const struct probe_host *host;
    struct workload workload; /* bundled */
    struct contender contender;
    struct tariff tariff;
    struct sim_model model;
    char function[PROBE_TEXT_MAX]; /* its full name */
    int32_t prepared_mb;
    int64_t environment; /* 0: the next one starts cold */
};

static bool
sim_serves(const char *platform)
{
    return strcmp(platform, PROBE_LOCAL) != 0;
}

/* --- opening --- */

/* How well a profile tells what the run measures: the more the better, 0 not at all. */
static int
fitness(const struct profile *p, const struct probe_settings *s)
{
    if (!p->published && p->n_groups == 0)
        return 0;
    return 1 + 4 * !strcmp(p->implementation, s->implementation) +
           2 * (!strcmp(p->platform, s->platform) || !strcmp(p->emulates, s->platform));
}

static enum va_code
find_curve(struct sim *s, struct va_err *err)
{
    const struct probe_settings *settings = s->host->settings;
    const struct profile *best = NULL;
    struct implementation *of = NULL;
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < s->workload.n_profiles; i++) {
        const struct profile *p = &s->workload.profiles[i];

        if (fitness(p, settings) > (best ? fitness(best, settings) : 0))
            best = p;
    }
    if (!best)
        return va_fail(err, VA_DATA, "nothing is known of how long %s takes",
                       settings->workload);
    code = workload_implementation(&s->workload, best->implementation, &of, err);
    if (!code && contender_init(&s->contender, of, best))
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (code)
        return code;
    s->model.curve = &s->contender.curve;
    s->model.need_mb = s->contender.max_memory_mb > 0 ? s->contender.max_memory_mb
                                                      : s->contender.from_mb / 2;
    return VA_OK;
}

static enum va_code
find_workload(struct sim *s, struct va_err *err)
{
    const char *name = s->host->settings->workload;
    char folder[PATH_BYTES];
    const int len =
        snprintf(folder, sizeof folder, "%s/data", s->host->session->data_dir);

    if (len < 0 || len >= PATH_BYTES)
        return va_fail(err, VA_IO, "the data folder's path is too long");
    if (!bundle_has(folder, name)) {
        va_fail(err, VA_USAGE, "'%s' is not bundled: a demo cannot simulate it", name);
        va_hint(err, "it has the sample workloads");
        return VA_USAGE;
    }
    return bundle_load(folder, name, &s->workload, err);
}

static enum va_code
find_tariff(struct sim *s, struct va_err *err)
{
    const struct probe_settings *settings = s->host->settings;
    const struct price_query query = {
        .name = settings->price_as[0] ? settings->price_as : settings->platform,
        .region = settings->region,
        .table = settings->pricing[0] ? settings->pricing : NULL,
        .on_days = settings->as_of_days,
    };

    return prices_platform(s->host->prices, &query, &s->tariff, err);
}

static void
sim_close(void *self)
{
    struct sim *s = self;

    if (s)
        workload_clear(&s->workload);
    free(s);
}

static enum va_code
check_host(const struct probe_host *host, struct va_err *err)
{
    if (host->session->demo_seed > 0 && probe_is_simulated(host->settings))
        return VA_OK;
    return va_fail(err, VA_USAGE, "a simulated run is for 'vadvise demo' alone");
}

static enum va_code
sim_open(const struct probe_host *host, void **out, struct va_err *err)
{
    struct sim *s = NULL;
    enum va_code code = check_host(host, err);

    *out = NULL;
    if (code)
        return code;
    s = calloc(1, sizeof *s);
    if (!s)
        return va_fail(err, VA_NOMEM, "out of memory");
    s->host = host;
    s->model.seed = host->session->demo_seed;
    workload_init(&s->workload);
    snprintf(s->function, sizeof s->function, PREFIX "%s", host->settings->workload);
    code = find_workload(s, err);
    if (!code)
        code = find_curve(s, err);
    if (!code)
        code = find_tariff(s, err);
    if (code) {
        sim_close(s);
        return code;
    }
    *out = s;
    return VA_OK;
}

static const char *
architecture_of(const char *platform)
{
    if (strncmp(platform, "aws-lambda", 10) != 0)
        return "";
    return strstr(platform, "arm") ? "arm64" : "x86_64";
}

static enum va_code
sim_describe(void *self, struct probe_facts *out, struct va_err *err)
{
    const struct sim *s = self;
    const int32_t most_ms = s->tariff.max_timeout_ms;
    struct probe_facts f = {
        .account = SIMULATED,
        .credentials = "none",
        .timeout_ms = most_ms > 0 && most_ms < TIMEOUT_MS ? most_ms : TIMEOUT_MS,
        .takes_sizes = true,
    };
    const enum va_code code =
        sim_deployed_read(s->host->session->db_path, s->function, &f.memory_mb, err);

    if (code)
        return code;
    memcpy(f.function, s->function, sizeof f.function);
    memcpy(f.region, s->tariff.region, sizeof f.region);
    snprintf(f.architecture, sizeof f.architecture, "%s",
             architecture_of(s->host->settings->platform));
    *out = f;
    return VA_OK;
}

/* --- the deployed size --- */

struct resize {
    int64_t id; /* in the journal */
    int32_t before_mb, after_mb;
};

static enum va_code
deploy(const struct sim *s, int32_t memory_mb, struct va_err *err)
{
    return sim_deployed_write(s->host->session->db_path, s->function, memory_mb, err);
}

static enum va_code
change_size(const struct sim *s, int32_t memory_mb, struct resize *out,
            struct va_err *err)
{
    char detail[64];
    const struct probe_change change = { KIND, s->function, detail };
    enum va_code code =
        sim_deployed_read(s->host->session->db_path, s->function, &out->before_mb, err);

    if (code)
        return code;
    out->after_mb = memory_mb;
    snprintf(detail, sizeof detail, "{\"memory_mb\":%d,\"set_memory_mb\":%d}",
             (int)out->before_mb, (int)memory_mb);
    code = s->host->change_begin(s->host->ctx, &change, &out->id, err);
    return code ? code : deploy(s, memory_mb, err);
}

static enum va_code
enter(const struct sim *s, int64_t id, enum ledger_change_state state, struct va_err *err)
{
    return s->host->change_enter(s->host->ctx, id, state, NULL, err);
}

/* A version of that size is published, and the function put back. */
static enum va_code
sim_prepare(void *self, int32_t memory_mb, struct va_err *err)
{
    struct sim *s = self;
    struct resize r = { .id = 0 };
    enum va_code code = VA_OK;

    if (tariff_next_size(&s->tariff, memory_mb - 1) != memory_mb)
        return va_fail(err, VA_DATA, "%s has no such size", s->host->settings->platform);
    code = change_size(s, memory_mb, &r, err);
    if (!code)
        code = enter(s, r.id, LEDGER_CHANGE_MADE, err);
    if (!code)
        code = s->host->wait(s->host->ctx, CHANGE_MS, true, err);
    if (!code)
        code = deploy(s, r.before_mb, err);
    if (!code)
        code = enter(s, r.id, LEDGER_CHANGE_UNDONE, err);
    s->environment = 0;
    s->prepared_mb = code ? 0 : memory_mb;
    return code;
}

static enum va_code
sim_apply(void *self, int32_t memory_mb, struct va_err *err)
{
    const struct sim *s = self;
    struct resize r = { .id = 0 };
    const enum va_code code = change_size(s, memory_mb, &r, err);

    return code ? code : enter(s, r.id, LEDGER_CHANGE_KEPT, err);
}

static bool
read_detail(const char *text, struct resize *out)
{
    cJSON *json = gcf_json_read(text, strlen(text));
    double before = 0;
    double after = 0;
    const bool good = gcf_json_number(json, "memory_mb", &before) &&
                      gcf_json_number(json, "set_memory_mb", &after) && before >= 1 &&
                      before <= SAMPLE_MEMORY_MB_MAX && after >= 1 &&
                      after <= SAMPLE_MEMORY_MB_MAX;

    cJSON_Delete(json);
    if (!good)
        return false;
    out->before_mb = (int32_t)before;
    out->after_mb = (int32_t)after;
    return true;
}

static enum va_code
sim_undo(void *self, const struct ledger_change *change, struct va_err *err)
{
    const struct sim *s = self;
    struct resize r = { .id = change->id };
    int32_t now_mb = 0;
    enum va_code code = VA_OK;

    if (strcmp(change->kind, KIND) != 0 || strcmp(change->target, s->function) != 0 ||
        !read_detail(change->detail, &r))
        return va_fail(err, VA_DATA, "a change that no demo made");
    code = sim_deployed_read(s->host->session->db_path, s->function, &now_mb, err);
    if (code)
        return code;
    if (now_mb != r.after_mb && now_mb != r.before_mb)
        return enter(s, r.id, LEDGER_CHANGE_ABANDONED, err);
    code = deploy(s, r.before_mb, err);
    return code ? code : enter(s, r.id, LEDGER_CHANGE_UNDONE, err);
}

/* --- invoking --- */

/* As the price table rounds it. */
static int64_t
billed_ms(const struct tariff *t, const struct sim_result *r)
{
    const double init_ms = t->init == TARIFF_INIT_BILLED ? r->init_ms : 0;
    const double steps = ceil((r->duration_ms + init_ms) / t->step_ms);
    const int64_t ms = (int64_t)steps * t->step_ms;

    return ms > t->min_billed_ms ? ms : t->min_billed_ms;
}

static void
fill_sample(const struct sim *s, const struct sim_result *r, struct probe_outcome *out)
{
    static const char *const errors[] = {
        [SIM_DONE] = "",
        [SIM_THROTTLED] = "",
        [SIM_ERROR] = "simulated: the function failed: ValueError",
        [SIM_OUT_OF_MEMORY] = "simulated: out of memory",
        [SIM_TIMED_OUT] = "simulated: timed out",
    };
    struct sample *m = &out->sample;

    snprintf(out->texts.error, sizeof out->texts.error, "%s", errors[r->end]);
    snprintf(out->texts.cpu, sizeof out->texts.cpu, "simulated %s CPU",
             r->slow ? "slow" : "fast");
    m->error = out->texts.error;
    m->cpu = out->texts.cpu;
    m->instance_id = out->texts.instance_id;
    m->request_id = out->texts.request_id;
    m->duration_ns = (int64_t)(r->duration_ms * NS_PER_MS) + 1;
    m->billed_ms = billed_ms(&s->tariff, r);
    m->cold = r->init_ms > 0;
    m->init_ns = r->init_ms > 0 ? (int64_t)(r->init_ms * NS_PER_MS) : SAMPLE_NONE;
    m->max_memory_mb = r->used_mb > 0 ? r->used_mb : SAMPLE_NONE;
    out->source = "report";
    out->fate = r->end == SIM_DONE ? LEDGER_DONE : LEDGER_FAILED;
    snprintf(out->text, sizeof out->text, "%s", errors[r->end]);
}

/* It takes a part of the time; who is in a hurry does not learn how it ended. */
static enum va_code
let_time_pass(const struct sim *s, const struct sim_result *r)
{
    const double ms = (r->duration_ms + r->init_ms) / DEMO_SPEED;
    struct va_err ignored;

    return s->host->wait(s->host->ctx, ms > TAKES_LEAST_MS ? (int64_t)ms : TAKES_LEAST_MS,
                         true, &ignored);
}

static enum va_code
sim_invoke(void *self, const struct probe_shot *shot, struct probe_outcome *out,
           struct va_err *err)
{
    struct sim *s = self;
    const bool warm = s->environment > 0 && !shot->cold;
    const struct sim_call call = { .invocation = shot->invocation,
                                   .environment =
                                       warm ? s->environment : shot->invocation,
                                   .memory_mb = shot->memory_mb,
                                   .timeout_ms = shot->timeout_ms };
    struct sim_result r;

    if (s->prepared_mb != shot->memory_mb)
        return va_fail(err, VA_USAGE, "%d MB was not prepared", (int)shot->memory_mb);
    sim_draw(&s->model, &call, &r);
    snprintf(out->texts.request_id, sizeof out->texts.request_id, PREFIX "%lld-%lld",
             (long long)s->model.seed, (long long)call.invocation);
    snprintf(out->texts.instance_id, sizeof out->texts.instance_id, PREFIX "%lld-%lld",
             (long long)s->model.seed, (long long)call.environment);
    if (r.end == SIM_THROTTLED) {
        out->fate = LEDGER_REFUSED;
        out->retry_after_ms = AGAIN_MS;
        snprintf(out->text, sizeof out->text, "simulated: 429 too many requests");
        return VA_OK;
    }
    s->environment = call.environment;
    if (let_time_pass(s, &r)) {
        out->fate = LEDGER_UNKNOWN;
        snprintf(out->text, sizeof out->text, "simulated: abandoned in flight");
        return VA_OK;
    }
    fill_sample(s, &r, out);
    /* What failed so takes its environment along. */
    if (r.end == SIM_OUT_OF_MEMORY || r.end == SIM_TIMED_OUT)
        s->environment = 0;
    return VA_OK;
}

const struct probe_backend probe_simulated = {
    .name = SIMULATED,
    .serves = sim_serves,
    .open = sim_open,
    .close = sim_close,
    .describe = sim_describe,
    .prepare = sim_prepare,
    .invoke = sim_invoke,
    .undo = sim_undo,
    .apply = sim_apply,
};
