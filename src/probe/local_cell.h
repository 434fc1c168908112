/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a command of this machine is held to its share of CPU and memory: a control group
 * of its own for each run, or, where none can be had, nothing (its supervisor then stops
 * and continues it, see local_duty.h).
 */
#ifndef VA_PROBE_LOCAL_CELL_H
#define VA_PROBE_LOCAL_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* clang-format off */
#define LOCAL_METHODS(X) /* name, word, in the order in which they are tried */ \
    X(CGROUP2, "cgroup v2")                                                     \
    X(CGROUP1, "cgroup v1")                                                     \
    X(DUTY,    "duty cycle")
/* clang-format on */

enum local_method {
#define X(name, word) LOCAL_##name,
    LOCAL_METHODS(X)
#undef X
        LOCAL_METHOD_COUNT
};
const char *local_method_name(enum local_method m);

enum { LOCAL_PATH_MAX = 4096, LOCAL_PERIOD_US = 20000 };

/* Folders in which groups are made. */
struct local_place {
    enum local_method method;
    char cpu[LOCAL_PATH_MAX];    /* "": none */
    char memory[LOCAL_PATH_MAX]; /* as cpu with cgroup v2 */
    char
        moved[LOCAL_PATH_MAX]; /* this process moved from cpu into here; "": it did not */
};

/* What one run may use. */
struct local_limits {
    int32_t milli_vcpu; /* thousandths of a CPU, > 0 */
    int32_t memory_mb;  /* > 0 */
};

/* The groups of one run. */
struct local_cell {
    enum local_method method;
    struct local_limits limits;
    char cpu[LOCAL_PATH_MAX], memory[LOCAL_PATH_MAX];
};

/*
 * Find what works here by trying it: a group is made, limited, entered by a short-lived
 * child and removed. Groups that dead runs left are removed on the way, with what still
 * runs in them.
 *
 * wanted  a method's word: that one only; "" or NULL: the first that works
 * token   of the run, marks what is made
 *
 * Returns VA_OK; VA_CONFIG when the wanted method does not work here, or is none.
 */
enum va_code local_place_find(const char *wanted, const char *token,
                              struct local_place *out, struct va_err *err);
void local_place_leave(struct local_place *p);

/* Make the groups of a run. VA_CONFIG names the file at fault. */
enum va_code local_cell_open(const struct local_place *p, const char *token,
                             const struct local_limits *limits, struct local_cell *out,
                             struct va_err *err);
/* Put the calling process in: between fork and exec. 0, or an errno. */
int local_cell_join(const struct local_cell *c);
/* Send SIGKILL to all that is in there. */
void local_cell_kill(const struct local_cell *c);
/* Has the kernel killed for want of memory? */
bool local_cell_out_of_memory(const struct local_cell *c);
/* Memory in use without what the kernel can drop (files read), in bytes; < 0: not known.
 */
int64_t local_cell_memory(const struct local_cell *c);
/* Remove the groups; they must be empty, or become so soon. */
void local_cell_close(const struct local_cell *c);

/* --- where groups can be made: local_mount.c --- */

/*
 * The folder of this process in a hierarchy.
 *
 * controller  "cpu" or "memory" of cgroup v1, "" for cgroup v2
 * root        receives where the hierarchy is mounted
 * own         receives the folder of this process, root or below
 */
bool local_mount_find(const char *controller, char root[LOCAL_PATH_MAX],
                      char own[LOCAL_PATH_MAX]);

/* Remove groups in a folder that runs made whose process is gone: "vadvise-" token "-"
 * process id "-" the process's start. */
void local_sweep(const char *dir);
/* The name of a group of this process. */
void local_group_name(const char *token, char *out, size_t size);

/* Small files of the kernel: errno on failure, 0. A read cuts at size - 1. */
int local_file_write(const char *dir, const char *name, const char *text);
int local_file_read(const char *dir, const char *name, char *out, size_t size);
/* Send SIGKILL to all processes in a group. */
void local_group_kill(const char *dir);
/* Remove a group, with some patience: its processes may still be ending. */
bool local_group_remove(const char *dir);

#endif
