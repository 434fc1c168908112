/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pick, deployed. */
#include "cli/probe_apply.h"

#include <math.h>
#include <stdlib.h>

#include "app/probe_receipt.h"
#include "app/probe_state.h"
#include "app/probe_tool.h"
#include "app/words.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/probe_confirm.h"

enum { LINE_BYTES = 1 << 12 };

static void
tell(const struct cli *c, struct buf *line)
{
    if (!line->code)
        probe_show(c, line);
    buf_clear(line);
}

static void
say_why_not(const struct cli *c, const struct probe_pick *p, int32_t deployed_mb)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    if (!p->has)
        buf_text(&line, "Nothing is set: too little is known for a pick.\n");
    else if (!p->meets)
        buf_text(&line, "Nothing is set: no size meets the goal.\n");
    else
        buf_printf(&line, "Nothing is set: %d MB is deployed already.\n",
                   (int)deployed_mb);
    tell(c, &line);
}

static void
say_size(struct buf *line, const char *label, int32_t memory_mb, double duration_ms,
         int64_t cost_pusd)
{
    char text[TEXT_NUMBER_MAX];

    buf_printf(line, "  %s %5d MB  %10s  ", label, (int)memory_mb,
               text_time(text, duration_ms));
    words_cost(line, cost_pusd);
}

/* "deployed 1024 MB 103.7 s $0.0017306", "pick 1708 MB 71.9 s (-30.7%) ... " */
static void
say_difference(const struct probe_pick *p, int32_t deployed_mb)
{
    struct buf line;

    buf_init(&line, LINE_BYTES);
    say_size(&line, "deployed", deployed_mb, p->now_duration_ms, p->now_cost_pusd);
    buf_byte(&line, '\n');
    say_size(&line, "pick    ", p->memory_mb, p->duration_ms, p->cost_pusd);
    if (isfinite(p->now_duration_ms) && p->now_cost_pusd > 0 && p->cost_pusd > 0) {
        buf_text(&line, "  duration ");
        words_change(&line, p->duration_ms, p->now_duration_ms);
        buf_text(&line, ", cost ");
        words_change(&line, (double)p->cost_pusd, (double)p->now_cost_pusd);
    }
    buf_byte(&line, '\n');
    if (!line.code)
        output_tell(buf_get(&line), line.len);
    buf_clear(&line);
}

static enum va_code
decide(struct cli *c, const struct probe_pick *p, const struct ledger_run *run,
       bool *out_set)
{
    const int32_t deployed_mb = run->facts.memory_mb;

    *out_set = p->has && p->meets && p->memory_mb != deployed_mb;
    if (!*out_set) {
        say_why_not(c, p, deployed_mb);
        return VA_OK;
    }
    say_difference(p, deployed_mb);
    if (!c->wants.yes)
        *out_set = ask_can(c) && ask_yes("Set the function to the pick? [y/N] ");
    return VA_OK;
}

enum va_code
probe_apply(struct cli *c, const char *program, int64_t id, struct va_err *err)
{
    struct probe_settings *settings = malloc(sizeof *settings);
    struct ledger_run *run = malloc(sizeof *run);
    struct probe_pick pick = { .has = false };
    bool set = false;
    enum va_code code = VA_NOMEM;

    if (!settings || !run) {
        va_fail(err, VA_NOMEM, "out of memory");
        goto done;
    }
    code = probe_load(c->session, id, run, settings, err);
    if (!code)
        code =
            probe_pick_find_now(c->session, settings, run->facts.memory_mb, &pick, err);
    if (!code)
        code = decide(c, &pick, run, &set);
    if (!code && set) {
        const struct probe_task task = { .verb = "apply",
                                         .run = id,
                                         .memory_mb = pick.memory_mb };
        struct store *store = NULL;
        struct va_err ignored;

        code = probe_tool_do(c->session, program, &task, NULL, err);
        if (!code && !session_store(c->session, true, &store, &ignored))
            (void)store_set_now(store, settings->workload, task.memory_mb, &ignored);
    }
    probe_settings_clear(settings);
done:
    free(settings);
    free(run);
    return code;
}
