/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * This machine: a command runs under the share of CPU and the memory limit that the
 * emulated platform gives to a size.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "io/price.h"
#include "probe/backend.h"
#include "probe/local_cell.h"
#include "probe/local_report.h"
#include "probe/local_run.h"

#define EMULATES_DEFAULT "aws-lambda-x86"
#define TIMEOUT_DEFAULT_MS INT64_C(900000) /* where the platform states none */
#define NS_PER_MS INT64_C(1000000)

enum { ENV_OWN = 3, ENV_TEXT_MAX = LOCAL_PATH_MAX + 64 };

struct local {
    const struct probe_host *host;
    const char *emulates;
    struct tariff tariff;
    struct local_place place;
    bool has_place;
    char cpu[TEXT_NAME_MAX + 1], boot[64];
    int32_t n_runs;
    struct local_result result; /* large, hence here */
};

static bool
local_serves(const char *platform)
{
    return strcmp(platform, "local") == 0;
}

static void
local_close(void *self)
{
    struct local *l = self;

    if (!l)
        return;
    if (l->has_place)
        local_place_leave(&l->place);
    free(l);
}

/* --- this machine --- */

/* The first line of /proc/cpuinfo that tells a model: "model name : X". */
static void
read_cpu(char *out, size_t size)
{
    char text[8192];
    const char *at = NULL;

    out[0] = '\0';
    if (local_file_read("/proc", "cpuinfo", text, sizeof text) != 0)
        return;
    at = strstr(text, "model name");
    at = at ? strchr(at, ':') : NULL;
    if (at)
        local_last_line(at + 1, strcspn(at + 1, "\n"), out, size);
    while (isspace((unsigned char)out[0]))
        memmove(out, out + 1, strlen(out));
}

static int32_t
n_cpus(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static int64_t
machine_memory_mb(void)
{
    const int64_t pages = sysconf(_SC_PHYS_PAGES);
    const int64_t page = sysconf(_SC_PAGESIZE);

    return pages > 0 && page > 0 ? pages * page >> 20 : 0;
}

/* The largest size that this machine can stand for; 0: none. */
static int32_t
largest_size(const struct local *l)
{
    const int64_t memory_mb = machine_memory_mb();
    const int32_t milli_vcpu = n_cpus() * INT32_C(1000);
    int32_t largest = 0;

    for (int32_t mb = tariff_next_size(&l->tariff, 0); mb > 0 && mb <= memory_mb;
         mb = tariff_next_size(&l->tariff, mb)) {
        if (tariff_milli_vcpu(&l->tariff, mb) <= milli_vcpu)
            largest = mb;
    }
    return largest;
}

/* --- open, describe, prepare --- */

static enum va_code
find_tariff(struct local *l, struct va_err *err)
{
    const struct price_query q = { .name = l->emulates,
                                   .on_days = l->host->settings->as_of_days };

    return prices_platform(l->host->prices, &q, &l->tariff, err);
}

static enum va_code
check_settings(const struct probe_settings *s, struct va_err *err)
{
    if (s->n_args < 1)
        return va_fail(err, VA_USAGE, "%s: no command to run", s->workload);
    if (s->cold)
        return va_fail(err, VA_USAGE,
                       "--cold: a command on this machine has no cold "
                       "starts");
    return VA_OK;
}

static enum va_code
local_open(const struct probe_host *host, void **out, struct va_err *err)
{
    struct local *l = NULL;
    enum va_code code = check_settings(host->settings, err);

    *out = NULL;
    if (code)
        return code;
    l = calloc(1, sizeof *l);
    if (!l)
        return va_fail(err, VA_NOMEM, "out of memory");
    l->host = host;
    l->emulates =
        host->settings->emulates[0] ? host->settings->emulates : EMULATES_DEFAULT;
    code = find_tariff(l, err);
    if (code) {
        local_close(l);
        return code;
    }
    read_cpu(l->cpu, sizeof l->cpu);
    (void)local_file_read("/proc/sys/kernel/random", "boot_id", l->boot, sizeof l->boot);
    l->boot[strcspn(l->boot, "\n")] = '\0';
    *out = l;
    return VA_OK;
}

/* Find the way to limit once, when it is needed first. */
static enum va_code
find_place(struct local *l, struct va_err *err)
{
    const char *wanted = NULL;
    enum va_code code = VA_OK;

    if (l->has_place)
        return VA_OK;
    wanted = l->host->variable(l->host->ctx, "VADVISE_LOCAL_METHOD");
    code = local_place_find(wanted, l->host->token, &l->place, err);
    l->has_place = !code;
    return code;
}

static void
add_words(char *out, size_t size, char *const *words, int32_t n)
{
    size_t used = 0;

    out[0] = '\0';
    for (int32_t i = 0; i < n && used < size; i++) {
        const int wrote =
            snprintf(out + used, size - used, "%s%s", i ? " " : "", words[i]);

        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

static enum va_code
local_describe(void *self, struct probe_facts *out, struct va_err *err)
{
    struct local *l = self;
    const struct probe_settings *s = l->host->settings;
    struct probe_facts f = { .takes_sizes = true };
    struct utsname machine;
    enum va_code code = find_place(l, err);

    if (code)
        return code;
    f.memory_max_mb = largest_size(l);
    if (f.memory_max_mb == 0)
        return va_fail(err, VA_CONFIG, "this machine is smaller than every size of %s",
                       l->emulates);
    add_words(f.function, sizeof f.function, s->args, s->n_args);
    if (uname(&machine) == 0)
        (void)snprintf(f.architecture, sizeof f.architecture, "%.15s",
                       strcmp(machine.machine, "aarch64") == 0 ? "arm64"
                                                               : machine.machine);
    (void)snprintf(f.method, sizeof f.method, "%s", local_method_name(l->place.method));
    f.timeout_ms =
        l->tariff.max_timeout_ms > 0 ? l->tariff.max_timeout_ms : TIMEOUT_DEFAULT_MS;
    if (s->timeout_ms > 0)
        f.timeout_ms = s->timeout_ms;
    *out = f;
    return VA_OK;
}

static enum va_code
limits_of(const struct local *l, int32_t memory_mb, struct local_limits *out,
          struct va_err *err)
{
    const int32_t milli_vcpu = tariff_milli_vcpu(&l->tariff, memory_mb);

    if (!tariff_sells(&l->tariff, memory_mb))
        return va_fail(err, VA_DATA, "%s has no size of %" PRId32 " MB", l->emulates,
                       memory_mb);
    if (milli_vcpu <= 0)
        return va_fail(err, VA_DATA,
                       "%s: the price table states no CPU for %" PRId32 " MB",
                       l->emulates, memory_mb);
    if (memory_mb > largest_size(l))
        return va_fail(err, VA_DATA,
                       "%" PRId32
                       " MB of %s: this machine's CPUs and memory are good for "
                       "%" PRId32 " MB at most",
                       memory_mb, l->emulates, largest_size(l));
    *out = (struct local_limits){ milli_vcpu, memory_mb };
    return VA_OK;
}

static enum va_code
local_prepare(void *self, int32_t memory_mb, struct va_err *err)
{
    struct local *l = self;
    struct local_limits limits;
    enum va_code code = limits_of(l, memory_mb, &limits, err);

    return code ? code : find_place(l, err);
}

/* --- what the command gets --- */

/* The payload as a file that only the user can read. */
static enum va_code
write_payload(const struct local *l, const struct probe_shot *shot,
              char path[LOCAL_PATH_MAX], struct va_err *err)
{
    const char *folder = l->host->variable(l->host->ctx, "TMPDIR");
    int fd = -1;
    bool whole = false;

    if (snprintf(path, LOCAL_PATH_MAX, "%s/vadvise-%.32s-XXXXXX",
                 folder && *folder ? folder : "/tmp", l->host->token) >= LOCAL_PATH_MAX)
        return va_fail(err, VA_IO, "TMPDIR: the path is too long");
    fd = mkstemp(path);
    if (fd < 0)
        return va_fail(err, VA_IO, "%s: %s", path, strerror(errno));
    whole = write(fd, shot->payload, shot->payload_len) == (ssize_t)shot->payload_len;
    if (close(fd) == 0 && whole)
        return VA_OK;
    (void)unlink(path);
    return va_fail(err, VA_IO, "%s: the payload cannot be written", path);
}

/* The environment of this process and, before it, what the size and payload are. */
struct surroundings {
    char own[ENV_OWN][ENV_TEXT_MAX];
    char **all; /* owned */
};

static bool
is_replaced(const struct surroundings *s, const char *entry)
{
    for (int i = 0; i < ENV_OWN; i++) {
        const size_t len = strcspn(s->own[i], "=") + 1;

        if (strncmp(entry, s->own[i], len) == 0)
            return true;
    }
    return false;
}

static enum va_code
surround(struct surroundings *s, int32_t memory_mb, const char *payload_path)
{
    size_t n = 0;

    while (environ && environ[n])
        n++;
    s->all = calloc(n + ENV_OWN + 1, sizeof *s->all);
    if (!s->all)
        return VA_NOMEM;
    (void)snprintf(s->own[0], ENV_TEXT_MAX, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=%" PRId32,
                   memory_mb);
    (void)snprintf(s->own[1], ENV_TEXT_MAX, "VADVISE_MEMORY_MB=%" PRId32, memory_mb);
    (void)snprintf(s->own[2], ENV_TEXT_MAX, "VADVISE_PAYLOAD=%s", payload_path);
    n = 0;
    for (int i = 0; i < ENV_OWN; i++)
        s->all[n++] = s->own[i];
    for (char **e = environ; e && *e; e++) {
        if (!is_replaced(s, *e))
            s->all[n++] = *e;
    }
    return VA_OK;
}

/* --- how it ended --- */

static void
set_failure(struct probe_outcome *o, const char *text)
{
    o->fate = LEDGER_FAILED;
    local_last_line(text, strlen(text), o->text, sizeof o->text);
    local_last_line(text, strlen(text), o->texts.error, sizeof o->texts.error);
}

/* Not well: with the last line of its standard error. */
static void
set_status(struct probe_outcome *o, const struct local_result *r)
{
    char text[LEDGER_WHY_MAX + 64];
    char words[LEDGER_WHY_MAX];
    const int status = r->end.status;

    local_last_line(r->error.text, r->error.len, words, sizeof words);
    (void)snprintf(text, sizeof text, "%s %d%s%s",
                   WIFEXITED(status) ? "exit status" : "killed by signal",
                   WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
                   words[0] ? ": " : "", words);
    set_failure(o, text);
}

static void
set_fate(struct probe_outcome *o, const struct local_result *r)
{
    if (r->abandoned) {
        o->fate = LEDGER_UNKNOWN;
        (void)snprintf(o->text, sizeof o->text, "abandoned");
    } else if (r->end.out_of_memory) {
        set_failure(o, "out of memory");
        o->sample.max_memory_mb = o->sample.memory_mb;
    } else if (r->end.timed_out) {
        set_failure(o, "timeout");
    } else if (r->end.status != 0) {
        set_status(o, r);
    } else {
        o->fate = LEDGER_DONE;
    }
}

static void
set_sample(struct local *l, const struct probe_shot *shot, int64_t started_ms,
           struct probe_outcome *o)
{
    const struct probe_settings *s = l->host->settings;
    const struct local_result *r = &l->result;
    const int64_t took_ns = r->end.end_ns - r->end.start_ns;

    sample_init(&o->sample);
    o->sample.workload = s->workload;
    o->sample.implementation = s->implementation;
    o->sample.platform = s->platform;
    o->sample.region = s->region;
    o->sample.emulates = l->emulates;
    o->sample.memory_mb = shot->memory_mb;
    o->sample.started_at_ms = started_ms;
    if (r->end.memory_bytes > 0)
        o->sample.max_memory_mb = (int32_t)((r->end.memory_bytes + (1 << 20) - 1) >> 20);
    if (r->end.start_ns > 0 && took_ns > 0 && took_ns <= SAMPLE_TIME_NS_MAX)
        o->sample.duration_ns = took_ns;
    if (r->end.timed_out) /* ending it takes a moment more */
        o->sample.duration_ns = shot->timeout_ms * NS_PER_MS;
    o->source = "clock";
    if (!r->abandoned && local_report_read(r->out.text, r->out.len, &o->sample))
        o->source = "function";
    (void)snprintf(o->texts.cpu, sizeof o->texts.cpu, "%s", l->cpu);
    (void)snprintf(o->texts.instance_id, sizeof o->texts.instance_id, "%s (%s)", l->boot,
                   local_method_name(l->place.method));
    (void)snprintf(o->texts.request_id, sizeof o->texts.request_id,
                   "local-%s-%" PRId64 "-%" PRId32, l->host->token, started_ms,
                   ++l->n_runs);
    o->sample.cpu = o->texts.cpu;
    o->sample.instance_id = o->texts.instance_id;
    o->sample.request_id = o->texts.request_id;
    o->sample.error = o->texts.error;
}

/* --- invoke --- */

static bool
wants_out(void *ctx)
{
    const struct local *l = ctx;

    return l->host->abandoned && l->host->abandoned(l->host->ctx);
}

static enum va_code
run_in(struct local *l, const struct probe_shot *shot, const struct local_cell *cell,
       struct va_err *err)
{
    const struct probe_settings *s = l->host->settings;
    char *args[PROBE_ARGS_MAX + 1] = { NULL };
    char path[LOCAL_PATH_MAX];
    struct surroundings around = { .all = NULL };
    struct local_job job = { .args = args,
                             .directory = s->directory[0] ? s->directory : ".",
                             .input = path,
                             .litter = path,
                             .cell = cell,
                             .timeout_ms = shot->timeout_ms,
                             .abandoned = wants_out,
                             .ctx = l };
    enum va_code code = write_payload(l, shot, path, err);

    if (code)
        return code;
    memcpy(args, s->args, (size_t)s->n_args * sizeof *args);
    code = surround(&around, shot->memory_mb, path);
    job.env = around.all;
    if (code)
        va_fail(err, code, "out of memory");
    else
        code = local_run(&job, &l->result, err);
    free(around.all);
    (void)unlink(path);
    return code;
}

static enum va_code
local_invoke(void *self, const struct probe_shot *shot, struct probe_outcome *out,
             struct va_err *err)
{
    struct local *l = self;
    const int64_t started_ms = l->host->clock.now_ms(l->host->clock.ctx);
    struct local_limits limits;
    struct local_cell cell;
    enum va_code code = limits_of(l, shot->memory_mb, &limits, err);

    if (!code)
        code = find_place(l, err);
    if (!code)
        code = local_cell_open(&l->place, l->host->token, &limits, &cell, err);
    if (code)
        return code;
    code = run_in(l, shot, &cell, err);
    local_cell_close(&cell);
    if (code)
        return code;
    *out = (struct probe_outcome){ .retry_after_ms = -1 };
    set_sample(l, shot, started_ms, out);
    set_fate(out, &l->result);
    return VA_OK;
}

const struct probe_backend probe_local = {
    .name = "local",
    .serves = local_serves,
    .open = local_open,
    .close = local_close,
    .describe = local_describe,
    .prepare = local_prepare,
    .invoke = local_invoke,
};
