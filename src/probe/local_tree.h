/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes below one: who they are, what CPU time and memory they took. */
#ifndef VA_PROBE_LOCAL_TREE_H
#define VA_PROBE_LOCAL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Of /proc/PID/stat. */
struct local_process {
    pid_t pid, parent, group;
    char state;           /* 'R', 'S', 'T', 'Z' ... */
    uint64_t started;     /* clock ticks since boot: tells processes of one id apart */
    int64_t reaped_ticks; /* CPU time of its children that ended */
    int64_t cpu_ns;       /* of its own, at the last look */
};

/* One process; false when there is none of that id. */
bool local_process_read(pid_t pid, struct local_process *out);

struct local_tree {
    pid_t root; /* who stands above; not of the tree */
    struct local_process *members;
    size_t n, cap;
    int64_t cpu_ns; /* taken by all that ever were in it, as far as was seen */
};

void local_tree_init(struct local_tree *t, pid_t root);
void local_tree_clear(struct local_tree *t);

/* Look at who there is, and count their CPU time: what members took since the last look,
 * all that new ones took, and what ended ones left with their parents. */
void local_tree_scan(struct local_tree *t);

/* Count the CPU time of the known members, without looking for others; cheap. */
void local_tree_count(struct local_tree *t);

/* Memory of all members, bytes: their own, and the largest part that is shared. */
int64_t local_tree_memory(const struct local_tree *t);

/* Send a signal to all members; to those of a group at once, so that none escapes by
 * being born meanwhile. A group without members is no longer theirs and left alone. */
void local_tree_signal(const struct local_tree *t, pid_t group, int signal);

#endif
