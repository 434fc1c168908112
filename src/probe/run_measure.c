/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measuring at one size: what is planned, and what is to be made again. */
#include "probe/run_parts.h"

/* Make a size ready, again for each cold start. *out_ready false: it cannot be, or it is
 * left out. */
static enum va_code
make_ready(struct run *r, struct run_size *size, bool *out_ready, struct va_err *err)
{
    enum va_code code = run_heed(r, err);

    *out_ready = !code && !size->given_up && !run_stopped(r);
    if (!*out_ready)
        return code;
    if (r->prepared_mb == size->memory_mb && !r->settings.cold)
        return VA_OK;
    r->prepared_mb = 0;
    size->warm = false;
    code = r->backend->prepare(r->self, size->memory_mb, err);
    if (code == VA_DATA) {
        run_say(r, "%d MB cannot be measured: %s", (int)size->memory_mb, err->text);
        size->given_up = true;
        *out_ready = false;
        return VA_OK;
    }
    if (!code)
        r->prepared_mb = size->memory_mb;
    return code;
}

/* What one result means for its size, and for the run. */
static enum va_code
take_verdict(struct run *r, struct run_size *size, const struct run_verdict *v,
             bool again, struct va_err *err)
{
    if (v->fate == LEDGER_REFUSED)
        return VA_OK;
    size->runs += !again;
    size->failures += v->fate == LEDGER_FAILED;
    if (v->fate == LEDGER_FAILED && !r->answered && !v->of_size)
        return va_fail(err, VA_DATA, "the first run fails: %s", v->text);
    if (v->fate == LEDGER_FAILED && size->failures == RUN_FAILURES_MAX)
        run_say(r, "%d MB is given up: %s", (int)size->memory_mb, v->text);
    return VA_OK;
}

/* One run of a size, a warm-up before the first one where that is wanted. */
static enum va_code
one_run(struct run *r, struct run_size *size, int32_t planned, struct va_err *err)
{
    struct run_shot shot = { .memory_mb = size->memory_mb,
                             .k = size->runs + 1,
                             .n = planned };
    struct run_verdict v = { .fate = LEDGER_REFUSED };
    bool ready = false;
    enum va_code code = make_ready(r, size, &ready, err);

    if (code || !ready || run_stopped(r))
        return code;
    shot.warm_up = r->settings.drop_first && !r->settings.cold && !size->warm;
    if (shot.warm_up)
        shot.k = 0;
    code = run_shoot(r, &shot, &v, err);
    if (code)
        return code;
    if (shot.warm_up && v.fate == LEDGER_DONE) {
        size->warm = true;
        return VA_OK;
    }
    return take_verdict(r, size, &v, false, err);
}

/* In the place of one that failed, as that was sent. No warm-up comes before it: so many
 * were asked for, and no more. */
static enum va_code
make_again(struct run *r, struct run_size *size, const struct ledger_due *due,
           struct va_err *err)
{
    struct run_shot shot = { .memory_mb = due->memory_mb,
                             .k = size->runs,
                             .n = size->runs,
                             .again_of = due->id,
                             .payload = due->payload };
    struct run_verdict v = { .fate = LEDGER_REFUSED };
    bool ready = false;
    enum va_code code = make_ready(r, size, &ready, err);

    if (!code && ready && !run_stopped(r))
        code = run_shoot(r, &shot, &v, err);
    if (code || v.fate == LEDGER_REFUSED)
        return code;
    size->failures -= due->fate == LEDGER_FAILED;
    return take_verdict(r, size, &v, true, err);
}

/* One that is paused meanwhile is due still; at a size that cannot be measured it stays
 * so, and the others are looked at. */
enum va_code
run_all_due(struct run *r, struct va_err *err)
{
    int64_t after = 0;
    enum va_code code = VA_OK;

    while (!code && !run_stopped(r)) {
        struct run_size *size = NULL;
        struct ledger_due due;

        code = ledger_next_due(r->store, r->ledger.id, after, &due, err);
        if (code || due.id == 0)
            return code;
        size = run_size(r, due.memory_mb);
        if (!size)
            return va_fail(err, VA_OVERFLOW, "more than %d sizes", PROBE_SIZES_MAX);
        code = make_again(r, size, &due, err);
        if (size->given_up)
            after = due.id;
    }
    return code;
}

enum va_code
run_one_step(struct run *r, const struct plan_step *step, struct va_err *err)
{
    struct run_size *size = run_size(r, step->memory_mb);
    int32_t end = 0;
    enum va_code code = VA_OK;

    if (!size)
        return va_fail(err, VA_OVERFLOW, "more than %d sizes", PROBE_SIZES_MAX);
    end = size->runs + step->runs;
    while (!code && size->runs < end && !run_size_ends(size) && !run_stopped(r)) {
        code = one_run(r, size, end, err);
        if (!code)
            code = run_all_due(r, err);
    }
    return code;
}
