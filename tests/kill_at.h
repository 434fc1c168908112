/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that is killed after its k-th system call: every state of the disk that a
 * crash can leave lies between two of them. */
#ifndef VA_TESTS_KILL_AT_H
#define VA_TESTS_KILL_AT_H

#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum kill_at {
    KILL_AT_DONE,   /* it killed it */
    KILL_AT_ENDED,  /* the process ended before */
    KILL_AT_CANNOT, /* processes cannot be traced here */
};

/* In the child, before what is to be killed. */
static inline bool
kill_at_begin(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 && raise(SIGSTOP) == 0;
}

/* In the parent: follow the child up to its k-th system call (from 1). *out_status is as
 * of waitpid(). */
static inline enum kill_at
kill_at_follow(pid_t child, long k, int *out_status)
{
    long stops = 0;
    int signal_no = 0;

    if (waitpid(child, out_status, 0) != child || !WIFSTOPPED(*out_status) ||
        ptrace(PTRACE_SETOPTIONS, child, NULL,
               (void *)(PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD))) {
        (void)kill(child, SIGKILL);
        (void)waitpid(child, out_status, 0);
        return KILL_AT_CANNOT;
    }
    for (;;) {
        if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)(long)signal_no) ||
            waitpid(child, out_status, 0) != child)
            return KILL_AT_CANNOT;
        if (!WIFSTOPPED(*out_status))
            return KILL_AT_ENDED;
        signal_no = 0;
        if (WSTOPSIG(*out_status) != (SIGTRAP | 0x80)) {
            signal_no = WSTOPSIG(*out_status) == SIGTRAP ? 0 : WSTOPSIG(*out_status);
            continue;
        }
        /* Each call stops twice: when it is made and when it returns. */
        if (++stops < 2 * k)
            continue;
        (void)kill(child, SIGKILL);
        (void)waitpid(child, out_status, 0);
        return KILL_AT_DONE;
    }
}

#endif
