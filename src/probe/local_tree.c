/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads /proc. CPU time of the living is by their CPU clocks, to the nanosecond. */
#include "probe/local_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S INT64_C(1000000000)

enum { TREE_MOST = 65536 };

/* --- one process --- */

static bool
read_proc(pid_t pid, const char *name, char *out, size_t size)
{
    char path[64];
    ssize_t got = 0;
    int fd = -1;

    (void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    got = read(fd, out, size - 1);
    (void)close(fd);
    if (got <= 0)
        return false;
    out[got] = '\0';
    return true;
}

/* Field i of a line of numbers, from 0. */
static int64_t
field(const char *text, int i)
{
    for (; i > 0 && *text != '\0'; i--) {
        text += strcspn(text, " ");
        text += *text == ' ';
    }
    return (int64_t)strtoll(text, NULL, 10);
}

bool
local_process_read(pid_t pid, struct local_process *out)
{
    char text[1024];
    const char *rest = NULL;

    if (!read_proc(pid, "stat", text, sizeof text))
        return false;
    rest = strrchr(text, ')'); /* the name before it may hold anything */
    if (!rest || rest[1] != ' ' || rest[2] == '\0')
        return false;
    rest += 2;
    *out = (struct local_process){
        .pid = pid,
        .state = *rest,
        .parent = (pid_t)field(rest, 1),
        .group = (pid_t)field(rest, 2),
        .reaped_ticks = field(rest, 13) + field(rest, 14),
        .started = (uint64_t)field(rest, 19),
    };
    return true;
}

/* CPU time so far; < 0 when it is gone. */
static int64_t
cpu_of(pid_t pid)
{
    clockid_t clock;
    struct timespec t;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return -1;
    return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* --- all of them --- */

void
local_tree_init(struct local_tree *t, pid_t root)
{
    *t = (struct local_tree){ .root = root };
}

void
local_tree_clear(struct local_tree *t)
{
    free(t->members);
    local_tree_init(t, t->root);
}

struct list {
    struct local_process *items;
    size_t n, cap;
};

static bool
list_add(struct list *l, const struct local_process *p)
{
    if (l->n == l->cap) {
        const size_t cap = l->cap ? 2 * l->cap : 256;
        struct local_process *items =
            cap <= TREE_MOST ? realloc(l->items, cap * sizeof *items) : NULL;

        if (!items)
            return false;
        l->items = items;
        l->cap = cap;
    }
    l->items[l->n++] = *p;
    return true;
}

/* Every process of the machine that can be seen. */
static void
list_all(struct list *l)
{
    DIR *d = opendir("/proc");
    const struct dirent *e = NULL;

    while (d && (e = readdir(d)) != NULL) {
        struct local_process p;
        char *end = NULL;
        const long pid = strtol(e->d_name, &end, 10);

        if (*end == '\0' && pid > 0 && pid <= INT_MAX &&
            local_process_read((pid_t)pid, &p) && !list_add(l, &p))
            break;
    }
    if (d)
        (void)closedir(d);
}

static bool
holds(const struct local_process *items, size_t n, pid_t pid)
{
    for (size_t i = 0; i < n; i++) {
        if (items[i].pid == pid)
            return true;
    }
    return false;
}

/* Move what stands below root to the front; returns how many. */
static size_t
gather(struct list *l, pid_t root)
{
    size_t found = 0;
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = found; i < l->n; i++) {
            const struct local_process p = l->items[i];

            if (p.parent != root && !holds(l->items, found, p.parent))
                continue;
            l->items[i] = l->items[found];
            l->items[found++] = p;
            more = true;
        }
    }
    return found;
}

static const struct local_process *
known(const struct local_tree *t, const struct local_process *p)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->members[i].pid == p->pid && t->members[i].started == p->started)
            return &t->members[i];
    }
    return NULL;
}

static int64_t
own_children_ns(void)
{
    struct rusage u;

    if (getrusage(RUSAGE_CHILDREN, &u) != 0)
        return 0;
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * NS_PER_S +
           (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * INT64_C(1000);
}

void
local_tree_scan(struct local_tree *t)
{
    const long ticks_per_s = sysconf(_SC_CLK_TCK);
    struct list l = { 0 };
    int64_t all_ns = own_children_ns(); /* the other sum: living and reaped */

    list_all(&l);
    l.n = gather(&l, t->root);
    for (size_t i = 0; i < l.n; i++) {
        struct local_process *p = &l.items[i];
        const struct local_process *before = known(t, p);
        const int64_t now_ns = cpu_of(p->pid);

        p->cpu_ns = now_ns >= 0 ? now_ns : before ? before->cpu_ns : 0;
        t->cpu_ns += p->cpu_ns - (before ? before->cpu_ns : 0);
        all_ns += p->cpu_ns + p->reaped_ticks * (NS_PER_S / ticks_per_s);
    }
    if (all_ns > t->cpu_ns)
        t->cpu_ns = all_ns;
    free(t->members);
    t->members = l.items;
    t->n = l.n;
    t->cap = l.cap;
}

void
local_tree_count(struct local_tree *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const int64_t now_ns = cpu_of(t->members[i].pid);

        if (now_ns <= t->members[i].cpu_ns)
            continue;
        t->cpu_ns += now_ns - t->members[i].cpu_ns;
        t->members[i].cpu_ns = now_ns;
    }
}

int64_t
local_tree_memory(const struct local_tree *t)
{
    const int64_t page = sysconf(_SC_PAGESIZE);
    int64_t own = 0;
    int64_t shared_most = 0;

    for (size_t i = 0; i < t->n; i++) {
        char text[256];
        int64_t resident = 0;
        int64_t shared = 0;

        if (!read_proc(t->members[i].pid, "statm", text, sizeof text))
            continue;
        resident = field(text, 1);
        shared = field(text, 2);
        own += resident - shared;
        if (shared > shared_most)
            shared_most = shared;
    }
    return (own + shared_most) * page;
}

void
local_tree_signal(const struct local_tree *t, pid_t group, int signal)
{
    bool has_group = false;

    for (size_t i = 0; i < t->n; i++)
        has_group = has_group || t->members[i].group == group;
    if (has_group)
        (void)kill(-group, signal);
    for (size_t i = 0; i < t->n; i++) {
        if (t->members[i].group != group && t->members[i].state != 'Z')
            (void)kill(t->members[i].pid, signal);
    }
}
