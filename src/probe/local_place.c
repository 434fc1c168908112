/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a way to limit a command by trying each in turn. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe/local_cell.h"

/* Small, but enough for a child that enters and ends. */
static const struct local_limits trial_limits = { .milli_vcpu = 500, .memory_mb = 64 };

/* Make a group, let a child enter it, remove it. */
static bool
try_place(const struct local_place *p, const char *token, struct va_err *err)
{
    struct local_cell cell;
    int status = 0;
    pid_t pid = 0;

    if (local_cell_open(p, token, &trial_limits, &cell, err))
        return false;
    pid = fork();
    if (pid == 0)
        _exit(local_cell_join(&cell));
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    local_cell_close(&cell);
    if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        va_fail(err, VA_CONFIG, "%s: cannot be entered: %s", p->cpu,
                pid < 0             ? strerror(errno)
                : WIFEXITED(status) ? strerror(WEXITSTATUS(status))
                                    : "the child was killed");
        return false;
    }
    return true;
}

/* --- cgroup v2 --- */

static bool
says(const char *dir, const char *file, const char *word)
{
    char text[1024];
    const size_t len = strlen(word);

    if (local_file_read(dir, file, text, sizeof text) != 0)
        return false;
    for (const char *at = strstr(text, word); at; at = strstr(at + len, word)) {
        if ((at == text || at[-1] == ' ') && strchr(" \n", at[len]))
            return true;
    }
    return false;
}

/* Do the groups below have the controllers, or can they get them? */
static int
give_controllers(const char *dir)
{
    if (says(dir, "cgroup.subtree_control", "cpu") &&
        says(dir, "cgroup.subtree_control", "memory"))
        return 0;
    return local_file_write(dir, "cgroup.subtree_control", "+cpu +memory");
}

/* Is this process the only one in the group? */
static bool
is_alone(const char *dir)
{
    char text[256];
    char *end = NULL;

    return local_file_read(dir, "cgroup.procs", text, sizeof text) == 0 &&
           strtol(text, &end, 10) == (long)getpid() && strcmp(end, "\n") == 0;
}

/* Groups that give controllers hold no process: move to a group below. */
static bool
move_down(struct local_place *p)
{
    char path[LOCAL_PATH_MAX];

    if (!is_alone(p->cpu) ||
        snprintf(path, sizeof path, "%s/vadvise-runner", p->cpu) >= (int)sizeof path ||
        (mkdir(path, 0755) != 0 && errno != EEXIST))
        return false;
    if (local_file_write(path, "cgroup.procs", "0") != 0) {
        (void)rmdir(path);
        return false;
    }
    memcpy(p->moved, path, sizeof path);
    if (give_controllers(p->cpu) == 0)
        return true;
    local_place_leave(p);
    return false;
}

void
local_place_leave(struct local_place *p)
{
    if (p->moved[0] == '\0')
        return;
    (void)local_file_write(p->cpu, "cgroup.subtree_control", "-cpu -memory");
    if (local_file_write(p->cpu, "cgroup.procs", "0") == 0)
        (void)rmdir(p->moved);
    p->moved[0] = '\0';
}

/* From the group of this process up to the root: the first that works. */
static bool
climb(const char *token, struct local_place *p, struct va_err *err)
{
    char root[LOCAL_PATH_MAX];
    size_t root_len = 0;

    if (!local_mount_find("", root, p->cpu)) {
        va_fail(err, VA_CONFIG, "cgroup v2 is not mounted");
        return false;
    }
    root_len = strlen(root);
    while (strlen(p->cpu) >= root_len) {
        const int failed = give_controllers(p->cpu);

        if (failed)
            va_fail(err, VA_CONFIG, "%s/cgroup.subtree_control: %s", p->cpu,
                    strerror(failed));
        if (failed != EBUSY ? failed == 0 : move_down(p)) {
            local_sweep(p->cpu);
            if (try_place(p, token, err))
                return true;
            local_place_leave(p);
        }
        if (strlen(p->cpu) == root_len)
            break;
        *strrchr(p->cpu, '/') = '\0';
    }
    return false;
}

/*
 * Ask the user's service manager for a scope: a group of this process alone that the user
 * may divide. It never asks back. Does it answer yes?
 */
static bool
ask_for_scope(const char *token)
{
    char unit[80];
    char pid_text[24];
    char *const args[] = { "busctl",
                           "--user",
                           "--quiet",
                           "--timeout=5",
                           "call",
                           "org.freedesktop.systemd1",
                           "/org/freedesktop/systemd1",
                           "org.freedesktop.systemd1.Manager",
                           "StartTransientUnit",
                           "ssa(sv)a(sa(sv))",
                           unit,
                           "fail",
                           "3",
                           "PIDs",
                           "au",
                           "1",
                           pid_text,
                           "Delegate",
                           "b",
                           "true",
                           "CollectMode",
                           "s",
                           "inactive-or-failed",
                           "0",
                           NULL };
    int status = 0;
    pid_t pid = 0;

    (void)snprintf(unit, sizeof unit, "vadvise-%.32s-%ld.scope", token, (long)getpid());
    (void)snprintf(pid_text, sizeof pid_text, "%ld", (long)getpid());
    pid = fork();
    if (pid == 0) {
        const int null = open("/dev/null", O_RDWR);

        if (dup2(null, 0) == 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2)
            (void)execvp(args[0], args);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
find2(const char *token, struct local_place *p, struct va_err *err)
{
    const struct timespec settle = { .tv_nsec = 50000000 };

    if (climb(token, p, err))
        return true;
    if (geteuid() == 0 || !ask_for_scope(token))
        return false;
    /* The job is queued when the call returns. */
    for (int i = 0; i < 20; i++) {
        (void)nanosleep(&settle, NULL);
        if (climb(token, p, err))
            return true;
    }
    return false;
}

/* --- cgroup v1 --- */

/* Below the group of this process, else at the root. */
static bool
find1(const char *token, struct local_place *p, struct va_err *err)
{
    char roots[2][LOCAL_PATH_MAX];
    char own[2][LOCAL_PATH_MAX];

    if (!local_mount_find("cpu", roots[0], own[0]) ||
        !local_mount_find("memory", roots[1], own[1])) {
        va_fail(err, VA_CONFIG, "cgroup v1 with cpu and memory is not mounted");
        return false;
    }
    for (int i = 0; i < 4; i++) {
        memcpy(p->cpu, i & 1 ? roots[0] : own[0], LOCAL_PATH_MAX);
        memcpy(p->memory, i & 2 ? roots[1] : own[1], LOCAL_PATH_MAX);
        local_sweep(p->cpu);
        local_sweep(p->memory);
        if (try_place(p, token, err))
            return true;
    }
    return false;
}

static bool
find_none(const char *token, struct local_place *p, struct va_err *err)
{
    (void)token;
    (void)p;
    (void)err;
    return true;
}

enum va_code
local_place_find(const char *wanted, const char *token, struct local_place *out,
                 struct va_err *err)
{
    static bool (*const find[LOCAL_METHOD_COUNT])(const char *, struct local_place *,
                                                  struct va_err *) = {
        [LOCAL_CGROUP2] = find2,
        [LOCAL_CGROUP1] = find1,
        [LOCAL_DUTY] = find_none,
    };
    const bool any = !wanted || *wanted == '\0';
    struct va_err why = { .text = "" };

    for (int i = 0; i < LOCAL_METHOD_COUNT; i++) {
        struct local_place p = { .method = (enum local_method)i };

        if (!any && strcmp(wanted, local_method_name(p.method)) != 0)
            continue;
        if (find[i](token, &p, &why)) {
            *out = p;
            return VA_OK;
        }
    }
    if (why.text[0] == '\0')
        return va_fail(err, VA_CONFIG,
                       "%s is no way to limit a command: cgroup v2, cgroup v1 or duty "
                       "cycle",
                       wanted);
    return va_fail(err, VA_CONFIG, "%s does not work here: %s", wanted, why.text);
}
