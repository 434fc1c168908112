/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading /proc, the container's limits and the instance id. Every file is bounded, and
 * may be missing: an empty root has none. */
#include "fn/host.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

enum { FILE_BYTES_MAX = 64 << 10, UUID_LEN = 36, FN_PATH_MAX = 4096, MS_PER_S = 1000 };

#define MB_BYTES (1024.0 * 1024.0)
/* A limit above this is none: cgroup v1 says so by a huge number. */
#define LIMIT_BYTES_MAX ((double)(INT64_C(1) << 50))

double
fn_now_ms(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The beginning of a file, NUL-terminated; false when there is none. */
static bool
read_file(const char *folder, const char *name, char *out, size_t size)
{
    char path[FN_PATH_MAX];
    size_t have = 0;
    ssize_t got = 0;
    int fd = -1;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    while (have + 1 < size && (got = read(fd, out + have, size - 1 - have)) > 0)
        have += (size_t)got;
    close(fd);
    out[have] = '\0';
    return have > 0;
}

/* The value behind "key<blanks>:" at the start of a line, up to the line's end. */
static bool
line_value(const char *text, const char *key, char *out, size_t size)
{
    const size_t len = strlen(key);

    for (const char *line = text; line; line = strchr(line, '\n')) {
        const char *at = NULL;

        line += *line == '\n';
        if (strncmp(line, key, len) != 0)
            continue;
        at = line + len + strspn(line + len, " \t");
        if (*at != ':')
            continue;
        at += 1 + strspn(at + 1, " \t");
        snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
        return *out != '\0';
    }
    return false;
}

static double
number_of(const char *text, double otherwise)
{
    double value = 0;

    return text_parse_double(text, strlen(text), &value) ? otherwise : value;
}

static void
read_cpu(const char *text, struct fn_host *out)
{
    char model[FN_TEXT_MAX] = "";
    char value[TEXT_NUMBER_MAX];
    cpu_set_t set;

    (void)line_value(text, "vendor_id", out->cpu_vendor, sizeof out->cpu_vendor);
    if (line_value(text, "cpu family", value, sizeof value))
        out->cpu_family = (int32_t)number_of(value, -1);
    if (line_value(text, "model", value, sizeof value))
        out->cpu_model = (int32_t)number_of(value, -1);
    if (line_value(text, "cpu MHz", value, sizeof value))
        out->cpu_mhz = number_of(value, 0);
    if (line_value(text, "model name", model, sizeof model))
        snprintf(out->cpu, sizeof out->cpu, "%.150s (family %d model %d)", model,
                 (int)out->cpu_family, (int)out->cpu_model);
    else if (line_value(text, "CPU part", model, sizeof model))
        snprintf(out->cpu, sizeof out->cpu, "ARM part %.150s", model);
    CPU_ZERO(&set);
    if (!sched_getaffinity(0, sizeof set, &set))
        out->n_cpus = CPU_COUNT(&set);
}

static void
read_machine(const struct fn_host_places *places, struct fn_host *out, char *text)
{
    const char *at = NULL;

    if (read_file(places->proc, "sys/kernel/random/boot_id", out->boot_id,
                  sizeof out->boot_id))
        out->boot_id[strcspn(out->boot_id, "\n")] = '\0';
    if (read_file(places->proc, "stat", text, FILE_BYTES_MAX) &&
        (at = strstr(text, "\nbtime ")) != NULL) {
        const char *value = at + strlen("\nbtime ");
        int64_t seconds = 0;

        if (!text_parse_int(value, strcspn(value, "\n"), 0, INT32_MAX, &seconds))
            out->booted_at_ms = seconds * MS_PER_S;
    }
}

/* A random UUID (version 4). */
static bool
make_uuid(char *out)
{
    unsigned char b[16];

    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return false;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, UUID_LEN + 1,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
             b[13], b[14], b[15]);
    return true;
}

static bool
is_uuid(const char *text)
{
    for (int i = 0; i < UUID_LEN; i++) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' : !strchr("0123456789abcdef", text[i]) || !text[i])
            return false;
    }
    return text[UUID_LEN] == '\0';
}

/* An id that was left there, by us: others' files are not believed. */
static bool
found_id(const char *path, char *out)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    ssize_t got = -1;

    if (fd < 0)
        return false;
    if (!fstat(fd, &status) && S_ISREG(status.st_mode) && status.st_uid == geteuid())
        got = read(fd, out, UUID_LEN);
    close(fd);
    out[got == UUID_LEN ? UUID_LEN : 0] = '\0';
    return is_uuid(out);
}

static void
read_instance(const char *tmp, char *out, bool *reused)
{
    char path[FN_PATH_MAX];
    char id[UUID_LEN + 1] = "";
    int fd = -1;

    snprintf(path, sizeof path, "%s/vadvise-fn.instance", tmp);
    *reused = found_id(path, id);
    if (!*reused && make_uuid(id)) {
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd >= 0 && write(fd, id, UUID_LEN) != UUID_LEN)
            (void)unlink(path);
        if (fd >= 0)
            close(fd);
    }
    snprintf(out, FN_TEXT_MAX, "%s", id);
}

void
fn_host_read(const struct fn_host_places *places, struct fn_host *out, bool *reused)
{
    char *text = malloc(FILE_BYTES_MAX);

    *out = (struct fn_host){ .cpu_family = -1, .cpu_model = -1 };
    *reused = false;
    if (!text)
        return;
    if (!read_file(places->proc, "cpuinfo", text, FILE_BYTES_MAX))
        text[0] = '\0';
    read_cpu(text, out);
    read_machine(places, out, text);
    read_instance(places->tmp, out->instance_id, reused);
    free(text);
}

double
fn_host_steal_ms(const struct fn_host_places *places)
{
    enum { STEAL_FIELD = 8 };
    char text[FN_TEXT_MAX];
    const char *at = text;
    int64_t ticks = 0;
    size_t len = 0;

    if (!read_file(places->proc, "stat", text, sizeof text) || strncmp(text, "cpu ", 4))
        return -1;
    for (int i = 0; i < STEAL_FIELD; i++) {
        at += strcspn(at, " \n");
        at += strspn(at, " ");
    }
    len = strcspn(at, " \n");
    if (text_parse_int(at, len, 0, INT64_MAX, &ticks))
        return -1;
    return (double)ticks * MS_PER_S / (double)sysconf(_SC_CLK_TCK);
}

double
fn_host_memory_mb(const struct fn_host_places *places)
{
    static const struct {
        const char *limit, *peak;
    } files[] = {
        { "memory.max", "memory.peak" },
        { "memory/memory.limit_in_bytes", "memory/memory.max_usage_in_bytes" },
    };
    char text[TEXT_NUMBER_MAX];

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        double limit = 0;

        if (!read_file(places->sys, files[i].limit, text, sizeof text))
            continue;
        text[strcspn(text, "\n")] = '\0';
        limit = number_of(text, 0); /* "max": none */
        if (limit <= 0 || limit > LIMIT_BYTES_MAX ||
            !read_file(places->sys, files[i].peak, text, sizeof text))
            continue;
        text[strcspn(text, "\n")] = '\0';
        return number_of(text, -MB_BYTES) / MB_BYTES;
    }
    return -1;
}

double
fn_host_rusage_mb(void)
{
    struct rusage self = { .ru_maxrss = 0 };
    struct rusage children = { .ru_maxrss = 0 };

    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    return (double)(self.ru_maxrss + children.ru_maxrss) / 1024;
}
