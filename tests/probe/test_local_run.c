/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command under limits by each method: its share, its memory, its end. */
#include "probe/local_run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "probe/local_tree.h"
#include "tap.h"
#include "workload.h"

/* Machines that run tests are busy with other things, too: the nearest of so many tries
 * counts. Under a sanitizer all is slower, but the share holds. */
enum { TRIES = 4 };

/* A machine with less idle time than this, of one CPU, is busy. */
#define IDLE_LEAST 0.3

/* The kernel's and the watcher's own work takes a little from the share. */
#define LESS 0.03

static char self_path[4096];
static char folder[2048];

struct setup {
    struct local_place place;
    struct local_cell cell;
    struct local_result result;
    bool entered;
};

static bool
method_works(enum local_method m, struct setup *s)
{
    struct va_err err;

    return !local_place_find(local_method_name(m), "test", &s->place, &err);
}

/* The file that commands read, in the test's own folder. */
static const char *
litter_path(char *buf)
{
    (void)snprintf(buf, 4096, "%s/payload", folder);
    return buf;
}

/* Run a workload once. */
static enum va_code
run(struct setup *s, const struct local_limits *limits, int64_t timeout_ms,
    const char *word, const char *argument, struct va_err *err)
{
    char litter[4096];
    char *args[] = { self_path, strdup(word), strdup(argument), NULL };
    struct local_job job = { .args = args,
                             .env = environ,
                             .directory = "/",
                             .input = litter_path(litter),
                             .litter = litter_path(litter),
                             .cell = &s->cell,
                             .timeout_ms = timeout_ms };
    enum va_code code = local_cell_open(&s->place, "test", limits, &s->cell, err);
    const int fd = open(litter, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd >= 0)
        (void)close(fd);

    if (!code)
        code = local_run(&job, &s->result, err);
    local_cell_close(&s->cell);
    free(args[1]);
    free(args[2]);
    return code;
}

static double
wall_ms(const struct setup *s)
{
    return (double)(s->result.end.end_ns - s->result.end.start_ns) / 1e6;
}

/* Time that CPUs had nothing to do, of all of them since the machine started, ms. */
static double
idle_ms(void)
{
    char text[512];
    char *at = text;
    double ticks = 0;

    if (local_file_read("/proc", "stat", text, sizeof text) != 0)
        return 0;
    at += strcspn(at, "0123456789");
    for (int i = 0; i < 5; i++) {
        const double field = strtod(at, &at);

        ticks += i >= 3 ? field : 0; /* idle, and waiting for a disk */
    }
    return ticks * 1000 / (double)sysconf(_SC_CLK_TCK);
}

/* CPU time over wall time, over what it may have. */
struct share {
    double ratio;
    bool busy; /* others left no CPU idle meanwhile: it may have got less for that */
};

/* The nearest to 1 of some tries. */
static struct share
share_got(struct setup *s, int32_t milli_vcpu, const char *word, const char *argument)
{
    const struct local_limits limits = { milli_vcpu, 512 };
    struct share best = { 0, false };
    struct va_err err;

    for (int i = 0; i < TRIES && fabs(best.ratio - 1) > 0.02; i++) {
        const double idle_before = idle_ms();
        double ratio = 0;

        if (run(s, &limits, 30000, word, argument, &err) || s->result.end.status != 0)
            return (struct share){ 0, false };
        ratio = (double)s->result.end.cpu_ns / 1e6 / wall_ms(s) / (milli_vcpu / 1000.0);
        if (fabs(ratio - 1) < fabs(best.ratio - 1))
            best = (struct share){ ratio,
                                   idle_ms() - idle_before < IDLE_LEAST * wall_ms(s) };
    }
    printf("# %s %s at %d/1000 CPU: %.3f of its share%s\n", word, argument, milli_vcpu,
           best.ratio, best.busy ? ", on a busy machine" : "");
    return best;
}

static void
test_share(struct setup *s, const char *method, double bound)
{
    static const struct {
        int32_t milli_vcpu;
        const char *word, *argument, *name;
    } cases[] = {
        { 100, "spin", "200", "a tenth of a CPU" },
        { 289, "spin", "300", "the CPU of 512 MB" },
        { 579, "spin", "500", "the CPU of 1024 MB" },
        { 250, "serial", "25", "a quarter, by 25 children one after another" },
        { 250, "parallel", "3", "a quarter, by 3 children at once" },
        { 1500, "parallel", "12", "one and a half CPUs, by 12 children at once" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct share got;

        if (cases[i].milli_vcpu > sysconf(_SC_NPROCESSORS_ONLN) * 1000) {
            SKIP("there are not so many CPUs");
            continue;
        }
        got = share_got(s, cases[i].milli_vcpu, cases[i].word, cases[i].argument);

        OK(got.ratio > 0 && got.ratio <= 1 + bound,
           "%s: gets no more than %s, within %.0f%%", method, cases[i].name, 100 * bound);
        if (got.busy && got.ratio < 1 - bound - LESS)
            SKIP("the machine is too busy to give it its share");
        else
            OK(got.ratio >= 1 - bound - LESS, "%s: and no less", method);
    }
}

static void
test_memory(struct setup *s, const char *method)
{
    const struct local_limits limits = { 1000, 128 };
    struct va_err err;

    IS_INT(run(s, &limits, 20000, "eat", "60", &err), VA_OK, "%s: 60 of 128 MB are had",
           method);
    OK(!s->result.end.out_of_memory && s->result.end.status == 0,
       "%s: and the command ends well", method);
    OK(s->result.end.memory_bytes >= 60 << 20 && s->result.end.memory_bytes < 128 << 20,
       "%s: the most in use is seen", method);
    IS_INT(run(s, &limits, 20000, "eat", "400", &err), VA_OK, "%s: 400 of 128 MB",
           method);
    OK(s->result.end.out_of_memory, "%s: are out of memory", method);
    OK(s->result.end.status != 0, "%s: and end the command", method);
}

/* --- nothing is left --- */

/* Is it gone, or on its way, within a while? */
static bool
is_gone(pid_t pid)
{
    struct local_process p;

    for (int i = 0; pid > 0 && i < 300; i++) {
        if (!local_process_read(pid, &p) || p.state == 'Z')
            return true;
        (void)usleep(10000);
    }
    return false;
}

static const char *
pid_file(char *buf)
{
    (void)snprintf(buf, 4096, "%s/pid", folder);
    (void)unlink(buf);
    return buf;
}

static pid_t
read_pid_file(void)
{
    for (int i = 0; i < 300; i++) {
        char text[32] = "";

        if (local_file_read(folder, "pid", text, sizeof text) == 0 && strchr(text, '\n'))
            return (pid_t)strtol(text, NULL, 10);
        (void)usleep(10000);
    }
    return 0;
}

static bool
is_removed(const char *dir)
{
    struct stat st;

    for (int i = 0; i < 300; i++) {
        if (dir[0] == '\0' || (stat(dir, &st) != 0 && errno == ENOENT))
            return true;
        (void)usleep(10000);
    }
    return false;
}

static void
test_end(struct setup *s, const char *method)
{
    const struct local_limits limits = { 500, 128 };
    struct va_err err;
    char path[4096];

    IS_INT(run(s, &limits, 20000, "escape", pid_file(path), &err), VA_OK,
           "%s: a command leaves a process behind", method);
    OK(is_gone(read_pid_file()), "%s: it is ended with the command", method);
    OK(is_removed(s->cell.cpu) && is_removed(s->cell.memory),
       "%s: no control group is left", method);
    IS_INT(run(s, &limits, 2000, "escape-and-wait", pid_file(path), &err), VA_OK,
           "%s: a command takes longer than it may", method);
    OK(s->result.end.timed_out && wall_ms(s) < 10000, "%s: it is ended in time", method);
    OK(is_gone(read_pid_file()), "%s: with all it started", method);
}

/* --- the runner is killed --- */

/* A runner in a process of its own; returns its id. */
static pid_t
start_runner(struct setup *s, const char *path)
{
    const struct local_limits limits = { 500, 128 };
    struct va_err err;
    const pid_t runner = fork();

    if (runner == 0) {
        if (run(s, &limits, 60000, "escape-and-wait", path, &err))
            printf("# %s\n", err.text);
        (void)fflush(stdout);
        _exit(0);
    }
    return runner;
}

/* The child of a process. */
static pid_t
child_of(pid_t parent)
{
    struct local_tree t;
    pid_t child = 0;

    local_tree_init(&t, parent);
    local_tree_scan(&t);
    for (size_t i = 0; i < t.n; i++) {
        if (t.members[i].parent == parent)
            child = t.members[i].pid;
    }
    local_tree_clear(&t);
    return child;
}

static void
test_killed(struct setup *s, const char *method)
{
    char path[4096];
    char litter[4096];
    pid_t runner = start_runner(s, pid_file(path));
    pid_t escaped = read_pid_file();

    (void)kill(runner, SIGKILL);
    (void)waitpid(runner, NULL, 0);
    OK(is_gone(escaped), "%s: when the runner is killed, the command ends", method);
    OK(is_removed(litter_path(litter)), "%s: and its payload is removed", method);

    runner = start_runner(s, pid_file(path));
    escaped = read_pid_file();
    if (s->place.method != LOCAL_DUTY) {
        const pid_t supervisor = child_of(runner);

        if (!OK(supervisor > 0, "%s: the runner has a supervisor", method))
            return;
        (void)kill(supervisor, SIGSTOP);
        (void)kill(runner, SIGKILL);
        (void)kill(supervisor, SIGKILL);
        (void)waitpid(runner, NULL, 0);
        local_sweep(s->place.cpu);
        local_sweep(s->place.memory[0] ? s->place.memory : s->place.cpu);
        OK(is_gone(escaped), "%s: the next run ends what they left", method);
    }
    (void)kill(runner, SIGKILL);
    (void)waitpid(runner, NULL, 0);
    OK(is_gone(escaped), "%s: nothing runs any more", method);
}

static void
test_method(enum local_method m, double bound)
{
    static struct setup s;
    const char *name = local_method_name(m);

    if (!method_works(m, &s)) {
        SKIP("this way to limit does not work here");
        return;
    }
    test_share(&s, name, bound);
    test_memory(&s, name);
    test_end(&s, name);
    test_killed(&s, name);
    local_place_leave(&s.place);
}

int
main(int argc, char **argv)
{
    int status = 0;
    const char *own = getenv("TEST_TMP");

    if (workload_main(argc, argv, &status))
        return status;
    (void)snprintf(folder, sizeof folder, "%s", own ? own : "/tmp");
    (void)setpriority(PRIO_PROCESS, 0, -15); /* before what else runs, where allowed */
    if (readlink("/proc/self/exe", self_path, sizeof self_path - 1) < 0)
        return 99;
    test_method(LOCAL_CGROUP2, 0.10);
    test_method(LOCAL_CGROUP1, 0.10);
    test_method(LOCAL_DUTY, 0.05);
    return done();
}
