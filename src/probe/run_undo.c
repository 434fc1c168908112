/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting back what runs changed at the provider. */
#include <inttypes.h>
#include <string.h>

#include "probe/run_parts.h"

enum { FIRST_WAIT_MS = 1000 };

struct undo {
    struct run *r;
    bool others;
    enum va_code code; /* of the first that failed */
    struct va_err err;
};

/* Try again while the provider cannot be reached, or the ledger cannot be written. */
static enum va_code
undo_one(struct run *r, const struct ledger_change *c, struct va_err *err)
{
    int64_t wait_ms = FIRST_WAIT_MS;
    enum va_code code = VA_OK;

    for (int i = 0; i < RUN_UNDO_TRIES_MAX; i++) {
        code = r->backend->undo(r->self, c, err);
        if ((code != VA_NETWORK && code != VA_IO) || i + 1 == RUN_UNDO_TRIES_MAX)
            break;
        run_say(r, "not put back yet: %s; trying again", err->text);
        (void)run_wait(r, wait_ms, NULL);
        wait_ms *= 2;
    }
    return code;
}

static enum va_code
visit(void *ctx, const struct ledger_change *c)
{
    struct undo *u = ctx;
    struct run *r = u->r;
    struct va_err err = { .code = VA_OK };
    enum va_code code = VA_OK;

    if (c->run != r->ledger.id &&
        (!u->others || !r->facts.function[0] || strcmp(c->target, r->facts.function)))
        return VA_OK;
    r->entered = c->state;
    if (!r->backend->undo)
        code = va_fail(&err, VA_CONFIG, "changes of this kind cannot be put back");
    else
        code = undo_one(r, c, &err);
    if (!code) {
        run_say(r,
                r->entered == LEDGER_CHANGE_ABANDONED
                    ? "left as it is, somebody else changed it: %s of %s"
                    : "put back: %s of %s",
                c->kind, c->target);
        return VA_OK;
    }
    if (!u->code)
        u->code = va_fail(&u->err, code, "%s of %.200s could not be put back: %s",
                          c->kind, c->target, err.text);
    run_say(r, "%s", u->err.text);
    return VA_OK; /* the others can be put back all the same */
}

enum va_code
run_undo(struct run *r, uint32_t states, bool others, struct va_err *err)
{
    struct undo u = { .r = r, .others = others, .code = VA_OK };
    const struct ledger_changes which = { others ? 0 : r->ledger.id, states };
    const bool was = r->deaf;
    enum va_code code = VA_OK;

    r->deaf = true;
    code = ledger_visit_changes(r->store, which, visit, &u, err);
    r->deaf = was;
    if (!code && u.code)
        code = va_fail(err, u.code, "%s", u.err.text);
    if (u.code)
        va_hint(err, "\"vadvise probe restore %" PRId64 "\" tries again.", r->ledger.id);
    return code;
}
