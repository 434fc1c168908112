/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supervisor of one command. A process of its own with nothing but what it needs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe/local_duty.h"
#include "probe/local_run.h"
#include "probe/local_tree.h"

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define LOOK_AT_MEMORY_NS (25 * NS_PER_MS)
#define KILL_FOR_NS                                                                      \
    (10 * NS_PER_S) /* a process that the kernel holds ends when it can                  \
                     */

enum { NICE_MOST = -15 };

struct watch {
    const struct local_job *job;
    struct local_end *end;
    int control, signals;
    bool duty; /* the share is kept from here */
    struct local_duty budget;
    struct local_tree tree;
    int64_t scan_ns;   /* when to look for new processes */
    int64_t step_ns;   /* when to look at the budget */
    int64_t memory_ns; /* when to look at memory */
    int64_t deadline_ns;
    bool stopped, over;
};

static int64_t
now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* --- the command --- */

static void
close_all_but(const int *keep, int n)
{
    DIR *d = opendir("/proc/self/fd");
    const struct dirent *e = NULL;

    while (d && (e = readdir(d)) != NULL) {
        const long fd = strtol(e->d_name, NULL, 10);
        bool kept = fd <= 2 || fd == dirfd(d);

        for (int i = 0; i < n; i++)
            kept = kept || fd == keep[i];
        if (!kept)
            (void)close((int)fd);
    }
    if (d)
        (void)closedir(d);
}

static void
forget_signals(void)
{
    struct sigaction plain = { .sa_handler = SIG_DFL };
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        (void)sigaction(i, &plain, NULL); /* fails for two of them, which is fine */
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* First victim when the whole machine is out of memory. */
static void
offer_to_the_kernel(void)
{
    (void)local_file_write("/proc/self", "oom_score_adj", "500");
}

static void __attribute__((noreturn))
start(struct local_end *end, const char *where, int failed)
{
    end->start_at = where;
    end->start_errno = failed ? failed : EINVAL;
    _exit(127);
}

static void __attribute__((noreturn))
become(const struct local_job *job, const struct local_lines *lines,
       struct local_end *end, pid_t supervisor)
{
    const int in = open(job->input, O_RDONLY | O_CLOEXEC);
    int failed = 0;

    (void)setsid();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor)
        _exit(127);
    forget_signals();
    offer_to_the_kernel();
    if (job->cell->method == LOCAL_DUTY) /* before what else runs here, where allowed */
        (void)setpriority(PRIO_PROCESS, 0, NICE_MOST);
    if (dup2(in, 0) != 0 || dup2(lines->out, 1) != 1 || dup2(lines->error, 2) != 2)
        start(end, "its streams", errno);
    if (chdir(job->directory) != 0)
        start(end, "its folder", errno);
    failed = local_cell_join(job->cell);
    if (failed)
        start(end, "its control group", failed);
    environ = job->env;
    end->start_ns = now_ns();
    (void)execvp(job->args[0], job->args);
    start(end, job->args[0], errno);
}

/* --- watching --- */

static void
note_memory(struct watch *w, int64_t bytes)
{
    if (bytes > w->end->memory_bytes)
        w->end->memory_bytes = bytes;
}

static void
look_at_memory(struct watch *w)
{
    const int64_t limit = (int64_t)w->job->cell->limits.memory_mb << 20;
    const bool kernel = w->job->cell->method != LOCAL_DUTY;
    const int64_t used =
        kernel ? local_cell_memory(w->job->cell) : local_tree_memory(&w->tree);

    note_memory(w, used);
    if (kernel ? local_cell_out_of_memory(w->job->cell) : used > limit) {
        w->end->out_of_memory = true;
        w->over = true;
    }
}

static void
keep_share(struct watch *w, int64_t now)
{
    if (now >= w->scan_ns) {
        local_tree_scan(&w->tree);
        w->scan_ns = now_ns() + w->budget.period_ns;
    } else {
        local_tree_count(&w->tree);
    }
    w->step_ns = local_duty_step(&w->budget, now, w->tree.cpu_ns);
    if (w->budget.stopped == w->stopped)
        return;
    w->stopped = w->budget.stopped;
    local_tree_signal(&w->tree, w->end->command, w->stopped ? SIGSTOP : SIGCONT);
}

static void
reap(struct watch *w)
{
    pid_t pid = 0;
    int status = 0;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != w->end->command)
            continue;
        w->end->end_ns = now_ns();
        w->end->status = status;
        w->over = true;
    }
}

/* Wait for whatever comes first: the end of the command or of the runner, or a time. */
static void
wait_for_more(struct watch *w, int64_t now)
{
    struct pollfd fds[] = {
        { .fd = w->control, .events = POLLIN },
        { .fd = w->signals, .events = POLLIN },
    };
    struct timespec t;
    int64_t next = w->deadline_ns < w->memory_ns ? w->deadline_ns : w->memory_ns;

    if (w->duty && w->step_ns < next)
        next = w->step_ns;
    next = next > now ? next - now : 0;
    t = (struct timespec){ .tv_sec = (time_t)(next / NS_PER_S),
                           .tv_nsec = (long)(next % NS_PER_S) };
    if (ppoll(fds, 2, &t, NULL) <= 0)
        return;
    if (fds[0].revents)
        w->over = true;
    if (fds[1].revents) {
        struct signalfd_siginfo info;

        (void)!read(w->signals, &info, sizeof info);
        reap(w);
    }
}

static void
follow(struct watch *w)
{
    while (!w->over) {
        const int64_t now = now_ns();

        if (now >= w->deadline_ns) {
            w->end->timed_out = true;
            return;
        }
        if (w->duty && now >= w->step_ns)
            keep_share(w, now);
        if (now >= w->memory_ns) {
            if (w->job->cell->method == LOCAL_DUTY && !w->duty)
                local_tree_scan(&w->tree);
            look_at_memory(w);
            w->memory_ns = now + LOOK_AT_MEMORY_NS;
        }
        if (!w->over)
            wait_for_more(w, now_ns());
    }
}

/* --- the end --- */

/* All that is left, whoever adopted it, until there is no child any more. */
static void
end_all(struct watch *w)
{
    const struct timespec pause = { .tv_nsec = NS_PER_MS };
    const int64_t until = now_ns() + KILL_FOR_NS;
    pid_t pid = 0;
    int status = 0;

    do {
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid == w->end->command && w->end->end_ns == 0) {
                w->end->end_ns = now_ns();
                w->end->status = status;
            }
        }
        if (pid < 0 && errno == ECHILD)
            break;
        local_cell_kill(w->job->cell);
        local_tree_scan(&w->tree);
        local_tree_signal(&w->tree, w->end->command, SIGKILL);
        (void)nanosleep(&pause, NULL);
    } while (now_ns() < until);
}

static void
note_usage(struct watch *w)
{
    struct rusage u;

    if (local_cell_out_of_memory(w->job->cell))
        w->end->out_of_memory = true; /* since the last look */
    if (getrusage(RUSAGE_CHILDREN, &u) != 0)
        return;
    note_memory(w, (int64_t)u.ru_maxrss * 1024);
    w->end->cpu_ns = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * NS_PER_S +
                     (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * INT64_C(1000);
    if (w->tree.cpu_ns > w->end->cpu_ns)
        w->end->cpu_ns = w->tree.cpu_ns;
}

/* --- the start --- */

static int
n_cpus(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/* Stand alone: no stream, lock or signal of the runner. Returns where SIGCHLD arrives. */
static int
detach(const struct local_lines *lines)
{
    const int keep[] = { lines->control, lines->out, lines->error };
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct sigaction child = { .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP };
    sigset_t all;
    sigset_t sigchld;

    for (int i = 0; i < 3; i++)
        (void)dup2(null, i);
    close_all_but(keep, 3);
    (void)setsid();
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
    (void)prctl(PR_SET_TIMERSLACK, 1);
    (void)sigaction(SIGCHLD, &child, NULL);
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
    (void)sigemptyset(&sigchld);
    (void)sigaddset(&sigchld, SIGCHLD);
    return signalfd(-1, &sigchld, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Is the runner still there? Its end of the line is closed when it dies. */
static bool
is_gone(int control)
{
    struct pollfd fd = { .fd = control, .events = POLLIN };

    return poll(&fd, 1, 0) > 0;
}

void
local_watch(const struct local_job *job, const struct local_lines *lines,
            struct local_end *end)
{
    const pid_t self = getpid();
    const struct local_limits *limits = &job->cell->limits;
    struct watch w = { .job = job, .end = end, .control = lines->control };
    pid_t pid = 0;

    w.signals = detach(lines);
    local_tree_init(&w.tree, self);
    pid = fork();
    if (pid == 0)
        become(job, lines, end, self);
    (void)close(lines->out);
    (void)close(lines->error);
    if (pid > 0) {
        end->command = pid;
        w.duty = job->cell->method == LOCAL_DUTY &&
                 limits->milli_vcpu < n_cpus() * INT32_C(1000);
        w.step_ns = now_ns();
        w.memory_ns = w.step_ns;
        w.deadline_ns = w.step_ns + job->timeout_ms * NS_PER_MS;
        local_duty_init(&w.budget, limits->milli_vcpu, n_cpus(), w.step_ns);
        follow(&w);
        end_all(&w);
        note_usage(&w);
    } else {
        end->start_errno = errno;
        end->start_at = "its process";
    }
    if (is_gone(lines->control)) {
        local_cell_close(job->cell);
        if (job->litter)
            (void)unlink(job->litter);
    }
    end->ended = true;
    _exit(0);
}
