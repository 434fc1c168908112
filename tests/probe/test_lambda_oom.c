/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A size is prepared and invoked with every allocation failing in turn: whatever was
 * begun is put back afterwards, and what ran is never told as refused. */
#include "oom.h"

#include "lambda_world.h"

enum { ALLOCATIONS_MAX = 3000 };

static const char settings[] =
    "{\"functions\":{\"probe-me\":{\"update_ms\":0,\"pending_ms\":0}}}";

struct tally {
    int tried, n_changed, n_refused_but_ran;
};

/* One try with the n-th allocation failing; true when none did any more. */
static bool
starve(struct world *w, int n, struct tally *t)
{
    struct probe_outcome o = { .fate = LEDGER_REFUSED };
    struct va_err err;
    char text[256];
    const int ran = world_count(w, "\"invoke\"", "", NULL);
    enum va_code code = VA_OK;
    bool starved = false;

    w->n_entries = 0;
    n_failed = 0;
    n_until_failure = n;
    code = probe_lambda.prepare(w->self, 512, &err);
    if (!code)
        code = world_invoke(w, 512, "{}", &o, &err);
    n_until_failure = 0;
    starved = n_failed > 0;
    t->tried++;
    if ((code || o.fate == LEDGER_REFUSED) &&
        world_count(w, "\"invoke\"", "", NULL) > ran)
        t->n_refused_but_ran++;
    if (world_open(w, &err) || world_undo(w, &err) ||
        strcmp(world_state(w, "probe-me", text, sizeof text),
               "1024 resizes pictures []") != 0) {
        t->n_changed++;
        printf("# allocation %d: %s, %s\n", n, text, err.text);
    }
    return !starved;
}

int
main(void)
{
    struct world w;
    struct va_err err;
    struct tally t = { 0, 0, 0 };
    bool done_once = false;

    world_start(&w, "oom", settings);
    OK(!world_open(&w, &err), "the backend opens");
    for (int n = 1; !done_once && n < ALLOCATIONS_MAX; n++)
        done_once = starve(&w, n, &t);
    OK(done_once && t.tried > 10, "memory ran out %d times", t.tried - 1);
    IS_INT(t.n_changed, 0, "each time all was put back");
    IS_INT(t.n_refused_but_ran, 0, "and what ran was never told as refused");
    world_end(&w);
    return done();
}
