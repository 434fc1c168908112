/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of one run: limits in, figures out. */
#include "probe/local_cell.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    QUOTA_LEAST_US = 1000, /* of the kernel's */
    PERIOD_MOST_US = 1000000,
    STAT_TEXT_MAX = 16384
};

const char *
local_method_name(enum local_method m)
{
    static const char *const names[LOCAL_METHOD_COUNT] = {
#define X(name, word) [LOCAL_##name] = (word),
        LOCAL_METHODS(X)
#undef X
    };

    return names[m];
}

/* The quota of a share: a period that is long enough for the least quota there is. */
static void
quota_of(int32_t milli_vcpu, int64_t *out_quota_us, int64_t *out_period_us)
{
    int64_t period = LOCAL_PERIOD_US;

    if (period * milli_vcpu / 1000 < QUOTA_LEAST_US)
        period = (QUOTA_LEAST_US * INT64_C(1000) + milli_vcpu - 1) / milli_vcpu;
    if (period > PERIOD_MOST_US)
        period = PERIOD_MOST_US;
    *out_period_us = period;
    *out_quota_us = period * milli_vcpu / 1000;
    if (*out_quota_us < QUOTA_LEAST_US)
        *out_quota_us = QUOTA_LEAST_US;
}

/* --- limits --- */

/* Before what else runs here: the share is for the quota alone to keep. The most that the
 * kernel takes. */
#define SHARES_MOST "262144"
#define WEIGHT_MOST "10000"

/* A file to write, and whether the kernel must have it. */
struct setting {
    const char *dir, *name;
    char text[48];
    bool optional;
};

static enum va_code
apply(const struct setting *settings, int n, struct va_err *err)
{
    for (int i = 0; i < n; i++) {
        const int failed =
            local_file_write(settings[i].dir, settings[i].name, settings[i].text);

        if (failed && !(settings[i].optional && failed == ENOENT))
            return va_fail(err, VA_CONFIG, "%s/%s: %s", settings[i].dir, settings[i].name,
                           strerror(failed));
    }
    return VA_OK;
}

static enum va_code
limit1(const struct local_cell *c, struct va_err *err)
{
    struct setting s[] = {
        { c->cpu, "cpu.cfs_period_us", "", false },
        { c->cpu, "cpu.cfs_quota_us", "", false },
        { c->memory, "memory.limit_in_bytes", "", false },
        { c->memory, "memory.memsw.limit_in_bytes", "", true },
        { c->cpu, "cpu.shares", SHARES_MOST, true },
    };
    int64_t quota_us = 0;
    int64_t period_us = 0;

    quota_of(c->limits.milli_vcpu, &quota_us, &period_us);
    (void)snprintf(s[0].text, sizeof s[0].text, "%" PRId64, period_us);
    (void)snprintf(s[1].text, sizeof s[1].text, "%" PRId64, quota_us);
    for (int i = 2; i < 4; i++)
        (void)snprintf(s[i].text, sizeof s[i].text, "%" PRId64,
                       (int64_t)c->limits.memory_mb << 20);
    return apply(s, sizeof s / sizeof *s, err);
}

static enum va_code
limit2(const struct local_cell *c, struct va_err *err)
{
    struct setting s[] = {
        { c->cpu, "cpu.max", "", false },
        { c->cpu, "memory.max", "", false },
        { c->cpu, "memory.swap.max", "0", true },
        { c->cpu, "memory.oom.group", "1", true },
        { c->cpu, "cpu.weight", WEIGHT_MOST, true },
    };
    int64_t quota_us = 0;
    int64_t period_us = 0;

    quota_of(c->limits.milli_vcpu, &quota_us, &period_us);
    (void)snprintf(s[0].text, sizeof s[0].text, "%" PRId64 " %" PRId64, quota_us,
                   period_us);
    (void)snprintf(s[1].text, sizeof s[1].text, "%" PRId64,
                   (int64_t)c->limits.memory_mb << 20);
    return apply(s, sizeof s / sizeof *s, err);
}

static enum va_code
make_group(const char *parent, const char *name, char out[LOCAL_PATH_MAX],
           struct va_err *err)
{
    char path[LOCAL_PATH_MAX];

    if (snprintf(path, sizeof path, "%s/%s", parent, name) >= (int)sizeof path)
        return va_fail(err, VA_CONFIG, "%.80s...: the path is too long", parent);
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        return va_fail(err, VA_CONFIG, "%s: %s", path, strerror(errno));
    memcpy(out, path, sizeof path);
    return VA_OK;
}

enum va_code
local_cell_open(const struct local_place *p, const char *token,
                const struct local_limits *limits, struct local_cell *out,
                struct va_err *err)
{
    struct local_cell c = { .method = p->method, .limits = *limits };
    char name[128];
    enum va_code code = VA_OK;

    local_group_name(token, name, sizeof name);
    if (p->method != LOCAL_DUTY)
        code = make_group(p->cpu, name, c.cpu, err);
    if (!code && p->method == LOCAL_CGROUP1)
        code = make_group(p->memory, name, c.memory, err);
    if (!code && p->method == LOCAL_CGROUP1)
        code = limit1(&c, err);
    if (!code && p->method == LOCAL_CGROUP2)
        code = limit2(&c, err);
    if (code)
        local_cell_close(&c);
    else
        *out = c;
    return code;
}

int
local_cell_join(const struct local_cell *c)
{
    int failed = 0;

    if (c->cpu[0] != '\0')
        failed = local_file_write(c->cpu, "cgroup.procs", "0");
    if (!failed && c->memory[0] != '\0')
        failed = local_file_write(c->memory, "cgroup.procs", "0");
    return failed;
}

/* Memory first: who enters is in `cpu` before, and so is never missed. */
void
local_cell_kill(const struct local_cell *c)
{
    if (c->memory[0] != '\0')
        local_group_kill(c->memory);
    if (c->cpu[0] != '\0')
        local_group_kill(c->cpu);
}

void
local_cell_close(const struct local_cell *c)
{
    if (c->memory[0] != '\0')
        (void)local_group_remove(c->memory);
    if (c->cpu[0] != '\0')
        (void)local_group_remove(c->cpu);
}

/* --- figures --- */

/* The number behind a word at the start of a line; < 0 when it is not there. */
static int64_t
figure(const char *text, const char *word)
{
    const size_t len = strlen(word);

    for (const char *at = text; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, word, len) == 0 && at[len] == ' ')
            return (int64_t)strtoll(at + len + 1, NULL, 10);
    }
    return -1;
}

bool
local_cell_out_of_memory(const struct local_cell *c)
{
    const bool two = c->method == LOCAL_CGROUP2;
    char text[STAT_TEXT_MAX];

    if (c->method == LOCAL_DUTY ||
        local_file_read(two ? c->cpu : c->memory,
                        two ? "memory.events" : "memory.oom_control", text,
                        sizeof text) != 0)
        return false;
    return figure(text, "oom_kill") > 0;
}

int64_t
local_cell_memory(const struct local_cell *c)
{
    const bool two = c->method == LOCAL_CGROUP2;
    char text[STAT_TEXT_MAX];
    int64_t own = 0;
    int64_t shared = 0;

    if (c->method == LOCAL_DUTY ||
        local_file_read(two ? c->cpu : c->memory, "memory.stat", text, sizeof text) != 0)
        return -1;
    own = figure(text, two ? "anon" : "rss");
    shared = figure(text, "shmem");
    return own < 0 ? -1 : own + (shared > 0 ? shared : 0);
}
