/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done for each event, wherever it comes from. */
#include "fn/serve.h"

#include <stdio.h>
#include <sys/wait.h>

#include "fn/work.h"

/* The end is kept clear of the platform's deadline: the report must still get out. */
enum { REPORT_MS = 300, NO_DEADLINE_MS = 24 * 3600 * 1000 };

static double
end_of(const struct fn_server *s, const struct fn_input *input)
{
    const int64_t now = s->clients.clock.now_ms(s->clients.clock.ctx);
    int64_t left = NO_DEADLINE_MS;

    if (input->deadline_ms > 0 && input->deadline_ms - now < left)
        left = input->deadline_ms - now - REPORT_MS;
    return fn_now_ms() + (double)left;
}

static void
measure_end(const struct fn_server *s, double start_ms, double steal_ms,
            struct fn_report *r)
{
    const double steal_end_ms = fn_host_steal_ms(&s->places);

    if (steal_ms >= 0 && steal_end_ms >= steal_ms)
        r->steal_ms = steal_end_ms - steal_ms;
    r->max_memory_mb = s->serves ? fn_host_memory_mb(&s->places) : -1;
    if (r->max_memory_mb < 0)
        r->max_memory_mb = fn_host_rusage_mb();
    r->duration_ms = fn_now_ms() - start_ms;
}

static void
run_event(struct fn_server *s, const struct fn_input *input, struct fn_report *r)
{
    struct va_err err = { .code = VA_OK };
    struct fn_event event;
    const struct fn_work work = { .job = s->job,
                                  .event = &event,
                                  .clients = &s->clients,
                                  .tmp = s->places.tmp,
                                  .root = s->root,
                                  .report = r,
                                  .stopped = s->serves ? NULL : s->stopped,
                                  .ctx = s->ctx };

    if (fn_event_read(&event, s->job, input->body, input->len, &err))
        fn_report_fail(r, FN_STEP_EVENT, &err);
    else
        fn_work(&work);
    fn_event_clear(&event);
}

enum va_code
fn_handle(struct fn_server *s, const struct fn_input *input, struct buf *report)
{
    const double start_ms = fn_now_ms();
    const double steal_ms = fn_host_steal_ms(&s->places);
    struct fn_report r;
    enum va_code code = VA_OK;

    fn_report_init(&r);
    r.host = &s->host;
    r.serves = s->serves;
    r.reused = s->reused;
    r.invocation = ++s->invocation;
    r.init_ms = s->init_ms;
    r.started_at_ms = s->clients.clock.now_ms(s->clients.clock.ctx);
    if (input->request_id)
        snprintf(r.request_id, sizeof r.request_id, "%s", input->request_id);
    if (s->job->name)
        snprintf(r.job, sizeof r.job, "%s", s->job->name);
    s->clients.end_ms = end_of(s, input);
    run_event(s, input, &r);
    /* As the first process of a container it inherits what others leave behind. */
    while (s->serves && waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    measure_end(s, start_ms, steal_ms, &r);
    code = fn_report_write(&r, report);
    if (!code && r.failed)
        code = r.failed == FN_STEP_EVENT ? VA_USAGE : VA_DATA;
    fn_report_clear(&r);
    return code;
}
