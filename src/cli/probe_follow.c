/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a run: by what its process tells, or by what the ledger says. */
#include "cli/probe_follow.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_state.h"
#include "app/probe_tool.h"
#include "cli/cli.h"
#include "cli/probe_watch.h"
#include "io/run_signal.h"

enum {
    STATUS_SIGNAL = 128,
    WAIT_MS = 200,
    LOOK_EVERY_MS = 500,
    NS_PER_MS = 1000000,
    LINE_BYTES = 256
};

/* The third Ctrl-C is for this program alone. */
enum { TELLS_MAX = 2 };

enum va_code
probe_program(const struct cli *c, char *out, struct va_err *err)
{
    char own[CHILD_PATH_MAX];
    const bool known = child_own_folder(own);
    const char *const folders[] = { env_variable(c->env, "VADVISE_LIBEXECDIR"),
                                    known ? own : NULL, c->env->libexec_dir };

    return child_find(PROBE_PROGRAM, folders, sizeof folders / sizeof *folders, out, err);
}

/* --- Ctrl-C --- */

struct following {
    struct cli *cli;
    struct probe_course *course;
    struct probe_watch watch;
    struct child *child; /* NULL: another's */
    int told;            /* how many were passed on */
};

/* Of one kind, two that come at once are one: the second goes on as another. */
static enum va_code
send_on(struct following *f, struct va_err *err)
{
    const int signal_number = f->told == 0 ? SIGINT : SIGTERM;
    bool sent = false;

    if (f->child) {
        child_signal(f->child, signal_number);
        return VA_OK;
    }
    return run_signal(session_options_get(f->cli->session)->db_path, f->course->run,
                      signal_number, &sent, err);
}

/* Pass on what came since. */
static enum va_code
pass_on(struct following *f, struct va_err *err)
{
    static const char *const words[TELLS_MAX] = {
        "Ending after this run. Ctrl-C again abandons it; it may still be billed.",
        "Abandoning the invocation in flight: it may still be billed.",
    };
    enum va_code code = VA_OK;

    while (f->told < f->cli->env->interrupts() && !code && !f->course->left) {
        if (f->told == TELLS_MAX) {
            f->course->left = true;
            break;
        }
        code = send_on(f, err);
        probe_watch_say(&f->watch, words[f->told++]);
    }
    return code;
}

static void
begin(struct following *f, struct cli *c, struct probe_course *course)
{
    *f = (struct following){ .cli = c, .course = course };
    course->left = false;
    probe_watch_init(&f->watch, c, course->planned);
    c->env->watch_interrupts(WATCH_ALL);
}

static void
end(struct following *f)
{
    char text[LINE_BYTES];

    f->cli->env->watch_interrupts(WATCH_NONE);
    probe_watch_end(&f->watch);
    if (!f->course->left)
        return;
    snprintf(text, sizeof text, "It goes on: vadvise probe attach %lld",
             (long long)f->course->run);
    probe_watch_say(&f->watch, text);
}

/* --- by what its process tells --- */

static void
take_line(struct following *f, const char *line)
{
    struct probe_event *e = malloc(sizeof *e);
    struct va_err ignored;

    if (e && !probe_event_read(line, strlen(line), e, &ignored))
        probe_watch_event(&f->watch, e);
    free(e);
}

static enum va_code
hear_out(struct following *f, struct probe_ending *ending, struct va_err *err)
{
    const char *line = NULL;
    enum child_event event = CHILD_IDLE;
    enum va_code code = VA_OK;

    while (!code && !f->course->left &&
           (event = child_next(f->child, WAIT_MS, &line)) != CHILD_END) {
        if (event == CHILD_OUT)
            take_line(f, line);
        if (event == CHILD_ERR)
            probe_ending_note(ending, line);
        code = pass_on(f, err);
    }
    return code;
}

/* Stopped is no failure: it ends with the signal's status, and a receipt. */
static enum va_code
judge(struct following *f, const struct probe_ending *ending, struct va_err *err)
{
    const int status = child_status(f->child);

    if (status == STATUS_SIGNAL + SIGINT || status == STATUS_SIGNAL + SIGTERM) {
        f->course->stopped_by = status - STATUS_SIGNAL;
        return VA_OK;
    }
    return probe_ending_code(ending, status, err);
}

enum va_code
probe_follow_new(struct cli *c, struct probe_course *course, struct va_err *err)
{
    const struct probe_task task = { .verb = "run", .run = course->run };
    struct probe_ending ending = { .last = "" };
    char program[CHILD_PATH_MAX];
    struct following f;
    enum va_code code = probe_program(c, program, err);

    if (code)
        return code;
    begin(&f, c, course);
    code = probe_tool_start(c->session, program, &task, &f.child, err);
    if (!code)
        code = hear_out(&f, &ending, err);
    if (!code && !course->left)
        code = judge(&f, &ending, err);
    child_close(f.child);
    end(&f);
    return code;
}

/* --- by the ledger --- */

/* What of a run was seen so far. */
struct looking {
    struct following *f;
    const struct ledger_run *run;
    int64_t settled; /* invocations up to this number were told */
    int64_t open;    /* the one in flight that was told */
    bool first;      /* what was over before is not told again */
};

static double
ms_of(int64_t ns)
{
    return ns >= 0 ? (double)ns / NS_PER_MS : NAN;
}

static enum va_code
take_invocation(void *ctx, const struct ledger_invocation *i)
{
    struct looking *l = ctx;
    struct probe_watch *watch = &l->f->watch;
    struct probe_event *e = NULL;
    const bool open = i->fate == LEDGER_OPEN;

    if (i->id <= l->settled || (open && i->id == l->open))
        return VA_OK;
    if (open)
        l->open = i->id;
    else
        l->settled = i->id;
    if (l->first && !open) {
        watch->over += i->fate != LEDGER_REFUSED;
        return VA_OK;
    }
    e = malloc(sizeof *e);
    if (!e)
        return VA_NOMEM;
    probe_event_init(e, PROBE_EVENT_SHOT, l->run->id);
    e->shot.invocation = i->id;
    e->shot.memory_mb = i->intent.memory_mb;
    e->shot.cold = i->intent.cold;
    e->shot.fate = i->fate;
    e->shot.duration_ms = ms_of(i->duration_ns);
    e->money =
        (struct probe_event_money){ l->run->totals.spent_pusd,
                                    l->run->totals.reserved_pusd, l->run->cap_pusd };
    snprintf(e->text, sizeof e->text, "%s", i->text);
    probe_watch_event(watch, e);
    free(e);
    return VA_OK;
}

static bool
is_over(const struct ledger_run *run)
{
    return run->state == LEDGER_RUN_DONE || run->state == LEDGER_RUN_STOPPED ||
           run->state == LEDGER_RUN_FAILED;
}

/* One look. *out_on: it goes on. Twice without anybody at work on it: it died. */
static enum va_code
look(struct looking *l, int *alone, bool *out_on, struct va_err *err)
{
    struct session *s = l->f->cli->session;
    struct ledger_run run;
    struct store *store = NULL;
    bool alive = false;
    enum va_code code = probe_is_alive(s, l->f->course->run, &alive, err);

    if (!code)
        code = probe_load(s, l->f->course->run, &run, NULL, err);
    if (!code)
        code = session_store(s, false, &store, err);
    l->run = &run;
    if (!code)
        code = ledger_visit_invocations(store, run.id, take_invocation, l, err);
    l->run = NULL;
    l->first = false;
    if (code)
        return code;
    *alone = alive ? 0 : *alone + 1;
    *out_on = !is_over(&run) && *alone < 2;
    return VA_OK;
}

enum va_code
probe_follow_other(struct cli *c, struct probe_course *course, bool *out_died,
                   struct va_err *err)
{
    struct following f;
    struct looking l = { .f = &f, .first = true };
    bool on = true;
    int alone = 0;
    enum va_code code = VA_OK;

    begin(&f, c, course);
    while (!code && on && !course->left) {
        code = look(&l, &alone, &on, err);
        if (!code && on) {
            (void)poll(NULL, 0, LOOK_EVERY_MS);
            code = pass_on(&f, err);
        }
    }
    *out_died = !code && !course->left && alone >= 2;
    end(&f);
    return code;
}
