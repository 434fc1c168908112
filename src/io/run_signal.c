/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signal to the holder of a run's lock. */
#include "io/run_signal.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "io/run_lock.h"

/* A process that keeps its number for as long as this is open; -1: not here. */
static int
hold_process(pid_t pid)
{
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, pid, 0U);
#else
    (void)pid;
    return -1;
#endif
}

static int
send_signal(int fd, pid_t pid, int signal_number)
{
#ifdef SYS_pidfd_send_signal
    if (fd >= 0)
        return (int)syscall(SYS_pidfd_send_signal, fd, signal_number, NULL, 0U);
#endif
    (void)fd;
    return kill(pid, signal_number);
}

enum va_code
run_signal(const char *db_path, int64_t run, int signal_number, bool *out_sent,
           struct va_err *err)
{
    int64_t pid = 0;
    int64_t again = 0;
    int fd = -1;
    int why = 0;
    enum va_code code = run_lock_holder(db_path, run, &pid, err);

    *out_sent = false;
    if (code || pid <= 1)
        return code;
    fd = hold_process((pid_t)pid);
    code = run_lock_holder(db_path, run, &again, err);
    if (!code && again == pid) {
        *out_sent = send_signal(fd, (pid_t)pid, signal_number) == 0;
        why = *out_sent ? 0 : errno;
    }
    if (fd >= 0)
        close(fd);
    if (why && why != ESRCH)
        return va_fail(err, VA_IO, "process %lld, which works on run %lld: %s",
                       (long long)pid, (long long)run, strerror(why));
    return code;
}
