/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program vadvise-probe with real commands on this machine: runs, signals, crashes.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "../io/store_fixture.h"
#include "io/ledger.h"
#include "io/probe_event.h"
#include "tap.h"

enum { LINE_MAX_BYTES = PROBE_EVENT_MAX };

static char db[FIXTURE_PATH_MAX];
static char program[FIXTURE_PATH_MAX];
static struct probe_settings settings;
static int pipe_bytes; /* room for what the program says; 0: as the system gives */

/* --- runs --- */

/* A fixed plan of this machine: sizes 512 and 1024 MB of an emulated platform. */
static int64_t
draft(const char *command, int32_t runs, bool confirm)
{
    const char *const args[] = { "/bin/sh", "-c", command };
    struct store *s = NULL;
    int64_t id = 0;
    enum va_code code = fixture_open(db, &s, NULL);

    probe_settings_init(&settings);
    (void)snprintf(settings.workload, sizeof settings.workload, "w");
    (void)snprintf(settings.implementation, sizeof settings.implementation, "sh");
    (void)snprintf(settings.platform, sizeof settings.platform, "local");
    (void)snprintf(settings.emulates, sizeof settings.emulates, "aws-lambda-x86");
    (void)snprintf(settings.directory, sizeof settings.directory, "/");
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++)
        settings.args[settings.n_args++] = strdup(args[i]);
    settings.mode = PROBE_FIXED;
    settings.sizes_mb[settings.n_sizes++] = 512;
    settings.sizes_mb[settings.n_sizes++] = 1024;
    settings.runs = runs;
    settings.timeout_ms = 60000;
    (void)date_parse("2026-09-20", &settings.as_of_days);
    if (!code)
        code = ledger_create(s, &settings, 0, &id, NULL);
    if (!code && confirm)
        code = ledger_confirm(s, id, LEDGER_NO_CAP, NULL);
    probe_settings_clear(&settings);
    store_close(s);
    return code ? 0 : id;
}

static struct ledger_run
look_up(int64_t id)
{
    struct ledger_run run = { .id = -1 };
    struct store *s = NULL;

    if (!fixture_open(db, &s, NULL) && ledger_load(s, id, &run, NULL, NULL))
        run.id = -1;
    store_close(s);
    return run;
}

static int64_t
count_samples(void)
{
    struct store *s = NULL;
    int64_t n = -1;

    if (!fixture_open(db, &s, NULL))
        n = fixture_count(s, "w");
    store_close(s);
    return n;
}

/* --- the program --- */

struct started {
    pid_t pid;
    FILE *out;
    int status;       /* as of a shell; once it has ended */
    char error[1024]; /* its first line */
    int error_lines;
    int err_fd;
};

/* vadvise-probe COMMAND --db DB [RUN] */
static bool
start(struct started *p, const char *command, int64_t id)
{
    char number[32];
    int out[2];
    int err[2];

    *p = (struct started){ .pid = -1 };
    (void)snprintf(number, sizeof number, "%lld", (long long)id);
    if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
        return false;
    if (pipe_bytes)
        (void)fcntl(out[1], F_SETPIPE_SZ, pipe_bytes);
    (void)fflush(stdout);
    p->pid = fork();
    if (p->pid == 0) {
        (void)dup2(out[1], STDOUT_FILENO);
        (void)dup2(err[1], STDERR_FILENO);
        (void)execl(program, program, command, "--db", db, id ? number : NULL,
                    (char *)NULL);
        _exit(127);
    }
    (void)close(out[1]);
    (void)close(err[1]);
    p->out = fdopen(out[0], "r");
    p->err_fd = err[0];
    return p->pid > 0 && p->out;
}

/* The next event; false at the end. */
static bool
next_event(struct started *p, struct probe_event *e)
{
    static char line[LINE_MAX_BYTES];
    struct va_err err = { .code = VA_OK };

    if (!fgets(line, sizeof line, p->out))
        return false;
    if (probe_event_read(line, strlen(line), e, &err)) {
        printf("# no event: %s# %s\n", line, err.text);
        return false;
    }
    return true;
}

/* Read up to an invocation that was sent (or is over: done). */
static bool
await_shot(struct started *p, enum ledger_fate fate)
{
    struct probe_event e;

    while (next_event(p, &e)) {
        if (e.kind == PROBE_EVENT_SHOT && e.shot.fate == fate)
            return true;
    }
    return false;
}

static int
await_end(struct started *p, struct probe_event *out_last)
{
    struct probe_event e;
    int status = 0;
    ssize_t n = 0;

    out_last->kind = PROBE_EVENT_KIND_COUNT;
    while (p->out && next_event(p, &e))
        *out_last = e;
    if (p->out)
        (void)fclose(p->out);
    n = read(p->err_fd, p->error, sizeof p->error - 1);
    p->error[n > 0 ? n : 0] = '\0';
    for (const char *c = p->error; *c; c++)
        p->error_lines += *c == '\n';
    p->error[strcspn(p->error, "\n")] = '\0';
    (void)close(p->err_fd);
    (void)waitpid(p->pid, &status, 0);
    p->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return p->status;
}

/* --- the tests --- */

#define WORK "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"

static void
test_whole(void)
{
    const int64_t id = draft(WORK, 2, true);
    struct started p;
    struct probe_event last;
    struct ledger_run run;

    OK(start(&p, "describe", id) && await_end(&p, &last) == 0 &&
           last.kind == PROBE_EVENT_FACTS && last.facts.timeout_ms == 60000,
       "this machine is described: %s", last.facts.method);
    OK(start(&p, "run", id) && await_end(&p, &last) == 0 &&
           last.kind == PROBE_EVENT_END && last.end.state == LEDGER_RUN_DONE &&
           last.end.status == 0 && !p.error[0],
       "commands are measured: %s", p.error);
    run = look_up(id);
    OK(run.state == LEDGER_RUN_DONE && run.totals.n[LEDGER_DONE] == 4 &&
           count_samples() == 4 && run.totals.spent_pusd == 0,
       "everything is stored, and nothing was paid");
    OK(start(&p, "run", id) && await_end(&p, &last) == 2 && strstr(p.error, "has ended"),
       "once: %s", p.error);
}

static void
test_signals(void)
{
    int64_t id = draft("sleep 0.3", 50, true);
    const time_t begun = time(NULL);
    struct started p;
    struct probe_event last;

    OK(start(&p, "run", id) && await_shot(&p, LEDGER_DONE) &&
           await_shot(&p, LEDGER_OPEN) && !kill(p.pid, SIGHUP) && !kill(p.pid, SIGINT) &&
           await_end(&p, &last) == 128 + SIGINT && last.end.state == LEDGER_RUN_STOPPED,
       "an interrupt stops it (a hangup does not)");
    OK(look_up(id).totals.n[LEDGER_DONE] >= 2 &&
           look_up(id).totals.n[LEDGER_UNKNOWN] == 0,
       "after the invocation in flight");
    id = draft("sleep 50", 50, true);
    OK(start(&p, "run", id) && await_shot(&p, LEDGER_OPEN) && !kill(p.pid, SIGTERM) &&
           !usleep(200000) && !kill(p.pid, SIGTERM) &&
           await_end(&p, &last) == 128 + SIGTERM && time(NULL) - begun < 40,
       "a second one abandons that, too");
    OK(look_up(id).state == LEDGER_RUN_STOPPED &&
           look_up(id).totals.n[LEDGER_UNKNOWN] == 1,
       "it is unknown what became of it");
}

static void
test_killed(void)
{
    const int64_t id = draft("sleep 0.2", 3, true);
    struct started p;
    struct started other;
    struct probe_event last;
    struct ledger_run run;

    OK(start(&p, "run", id) && await_shot(&p, LEDGER_DONE) &&
           await_shot(&p, LEDGER_OPEN) && start(&other, "run", id) &&
           await_end(&other, &last) == 1 && strstr(other.error, "another vadvise-probe"),
       "a second one on the same run is refused: %s", other.error);
    OK(!kill(p.pid, SIGKILL) && await_end(&p, &last) == 128 + SIGKILL &&
           look_up(id).state == LEDGER_RUN_RUNNING,
       "a runner is killed");
    OK(start(&p, "run", id) && await_end(&p, &last) == 0, "another goes on: %s", p.error);
    run = look_up(id);
    OK(run.state == LEDGER_RUN_DONE && run.totals.n[LEDGER_UNKNOWN] == 1 &&
           run.totals.n[LEDGER_DONE] == 5,
       "what was in flight is unknown, the rest is measured");
}

/* The front end dies: the run goes on. */
static void
test_unheard(void)
{
    const int64_t id = draft("sleep 0.1", 3, true);
    struct started p;
    struct probe_event last;

    OK(start(&p, "run", id) && await_shot(&p, LEDGER_OPEN), "a run begins");
    (void)fclose(p.out);
    p.out = NULL;
    OK(await_end(&p, &last) == 0 && look_up(id).state == LEDGER_RUN_DONE &&
           look_up(id).totals.n[LEDGER_DONE] == 6,
       "nobody listens any more, and it is carried out");
}

/* The front end hangs: so does not the run. */
static void
test_deaf(void)
{
    const int64_t id = draft(":", 10, true);
    struct started p;
    struct probe_event last;

    pipe_bytes = 4096;
    OK(start(&p, "run", id), "a run begins");
    for (int i = 0; i < 200 && look_up(id).state != LEDGER_RUN_DONE; i++)
        (void)usleep(100000);
    pipe_bytes = 0;
    OK(look_up(id).state == LEDGER_RUN_DONE && look_up(id).totals.n[LEDGER_DONE] == 20,
       "nobody reads what it says, and it is carried out");
    IS_INT(await_end(&p, &last), 0, "and ends");
}

static void
test_refused(void)
{
    struct started p;
    struct probe_event last;
    const int64_t fails = draft("echo no such model >&2; exit 3", 5, true);

    OK(start(&p, "run", draft(WORK, 1, false)) && await_end(&p, &last) == 5 &&
           strstr(p.error, "not confirmed") && p.error_lines == 1,
       "a draft is not carried out, in one line: %s", p.error);
    OK(start(&p, "run", 999) && await_end(&p, &last) == 4, "nor what there is not: %s",
       p.error);
    OK(start(&p, "run", fails) && await_end(&p, &last) == 4 &&
           strstr(last.text, "no such model") &&
           look_up(fails).totals.n[LEDGER_FAILED] == 1,
       "a command that fails at once ends its run: %s", p.error);
    OK(start(&p, "jump", 1) && await_end(&p, &last) == 2, "an unknown command: %s",
       p.error);
    OK(start(&p, "run", 0) && await_end(&p, &last) == 2, "no run: %s", p.error);
    OK(start(&p, "restore", 0) && await_end(&p, &last) == 0,
       "there is nothing to put back: %s", p.error);
}

int
main(void)
{
    char locks[FIXTURE_PATH_MAX + 8];
    const char *folder = getenv("builddir");

    if (snprintf(program, sizeof program, "%s/vadvise-probe", folder ? folder : ".") >=
            (int)sizeof program ||
        access(program, X_OK)) {
        OK(false, "%s can be run", program);
        return done();
    }
    (void)fixture_path(db, "local.db");
    fixture_remove(db);
    test_whole();
    test_signals();
    test_killed();
    test_unheard();
    test_deaf();
    test_refused();
    (void)snprintf(locks, sizeof locks, "%s-probes", db);
    (void)unlink(locks);
    fixture_remove(db);
    return done();
}
