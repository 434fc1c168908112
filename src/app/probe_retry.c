/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What failed in a run, once more. */
#include "app/probe_retry.h"

#include <stdlib.h>

#include "app/probe_request.h"
#include "app/probe_state.h"
#include "app/words.h"
#include "base/money.h"

/* What was done at one size. */
struct tally {
    int32_t memory_mb;
    int32_t n_failed;
    int64_t n_done, done_pusd, n_billed, billed_pusd; /* billed: done or failed */
    int64_t worst_pusd;                               /* of one */
};

struct adding {
    struct tally sizes[PROBE_SIZES_MAX]; /* as they come */
    int32_t n;
    struct ledger_run run;
    bool over; /* the run is */
};

static struct tally *
tally_of(struct adding *a, int32_t memory_mb)
{
    int32_t i = 0;

    while (i < a->n && a->sizes[i].memory_mb != memory_mb)
        i++;
    if (i == PROBE_SIZES_MAX)
        return NULL;
    if (i == a->n)
        a->sizes[a->n++] = (struct tally){ .memory_mb = memory_mb };
    return &a->sizes[i];
}

/* An order that came too late was not carried out: once the run is over it counts. */
static enum va_code
add(void *ctx, const struct ledger_invocation *i)
{
    struct adding *a = ctx;
    struct tally *t = tally_of(a, i->intent.memory_mb);
    const bool failed = i->fate == LEDGER_FAILED || i->fate == LEDGER_UNKNOWN;

    if (!t)
        return VA_OVERFLOW;
    if (i->intent.worst_pusd > t->worst_pusd)
        t->worst_pusd = i->intent.worst_pusd;
    t->n_failed += failed && !i->made_again && (a->over || !i->asked_again);
    if (i->fate == LEDGER_DONE) {
        t->n_done++;
        t->done_pusd += i->cost_pusd;
    }
    if (i->fate == LEDGER_DONE || i->fate == LEDGER_FAILED) {
        t->n_billed++;
        t->billed_pusd += i->cost_pusd;
    }
    return VA_OK;
}

/* Of one more at the size. */
static int64_t
expected_at(const struct tally *t)
{
    if (t->n_done > 0)
        return t->done_pusd / t->n_done;
    return t->n_billed > 0 ? t->billed_pusd / t->n_billed : t->worst_pusd;
}

static int64_t
plus_times(int64_t sum, int64_t n, int64_t each)
{
    int64_t product = 0;
    int64_t out = 0;

    return __builtin_mul_overflow(n, each, &product) ||
                   __builtin_add_overflow(sum, product, &out)
               ? INT64_MAX
               : out;
}

static bool
is_over(const struct ledger_run *run)
{
    return run->state == LEDGER_RUN_DONE || run->state == LEDGER_RUN_STOPPED ||
           run->state == LEDGER_RUN_FAILED;
}

static void
add_up(const struct adding *a, struct probe_retry *p)
{
    int64_t n = 0;

    for (int32_t i = 0; i < a->n; i++) {
        const struct tally *t = &a->sizes[i];

        n += t->n_failed;
        p->expected_pusd = plus_times(p->expected_pusd, t->n_failed, expected_at(t));
        p->worst_pusd = plus_times(p->worst_pusd, t->n_failed, t->worst_pusd);
    }
    if (p->over)
        p->failed.n = n;
}

/* a->run and what was done in it; settings as probe_load has them. */
static enum va_code
read_run(struct session *s, int64_t id, struct probe_settings *settings, struct adding *a,
         struct va_err *err)
{
    struct store *store = NULL;
    enum va_code code = VA_OK;

    *a = (struct adding){ .n = 0 };
    code = probe_load(s, id, &a->run, settings, err);
    if (code)
        return code;
    a->over = is_over(&a->run);
    code = session_store(s, false, &store, err);
    return code ? code : ledger_visit_invocations(store, id, add, a, err);
}

enum va_code
probe_retry_find(struct session *s, int64_t id, struct probe_retry *out,
                 struct va_err *err)
{
    struct probe_settings *settings = malloc(sizeof *settings);
    struct store *store = NULL;
    struct adding a;
    enum va_code code = VA_OK;

    *out = (struct probe_retry){ .run = id };
    if (!settings)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = read_run(s, id, settings, &a, err);
    if (!code)
        code = probe_is_alive(s, id, &out->alive, err);
    if (!code)
        code = session_store(s, false, &store, err);
    if (!code)
        code = ledger_find_failed(store, id, &out->failed, err);
    if (!code) {
        out->over = a.over;
        out->paid = !probe_is_local(settings);
        out->spent_pusd = a.run.totals.spent_pusd;
        out->reserved_pusd = a.run.totals.reserved_pusd;
        out->cap_pusd = a.run.cap_pusd;
        add_up(&a, out);
    }
    probe_settings_clear(settings);
    free(settings);
    if (!code && out->failed.n == 0)
        code = va_fail(err, VA_DATA, "nothing failed in run %lld that was not made again",
                       (long long)id);
    return code;
}

void
probe_retry_say(const struct probe_retry *p, struct buf *out)
{
    char text[MONEY_TEXT_MAX];

    words_count(out, p->failed.n, "invocation");
    buf_text(out, " that failed, once more each");
    if (!p->paid) {
        buf_text(out, ": it costs nothing.");
        return;
    }
    buf_printf(out, ": expected %s", money_short(text, p->expected_pusd));
    buf_printf(out, ", at worst %s. ", money_short(text, p->worst_pusd));
    buf_printf(out, "The cap stays %s", money_short(text, p->cap_pusd));
    buf_printf(out, ", of which %s is spent", money_short(text, p->spent_pusd));
    buf_text(out, "; where it is reached the run ends. What failed stays billed.");
}

enum va_code
probe_retry_check(const struct probe_retry *p, struct va_err *err)
{
    const va_int128 left = (va_int128)p->cap_pusd - p->spent_pusd - p->reserved_pusd;
    char worst[MONEY_TEXT_MAX];
    char text[MONEY_TEXT_MAX];

    if (!p->alive) {
        va_fail(err, VA_USAGE, "nobody works on run %lld", (long long)p->run);
        va_hint(err, "vadvise probe attach %lld goes on with it", (long long)p->run);
        return VA_USAGE;
    }
    if (!p->paid || p->failed.worst_pusd <= left)
        return VA_OK;
    va_fail(err, VA_MONEY, "one of them may cost %s, and %s of the cap is left",
            money_short(worst, p->failed.worst_pusd),
            money_short(text, left > 0 ? (int64_t)left : 0));
    va_hint(err, "once the run has ended it can be planned under a cap of its own");
    return VA_MONEY;
}

enum va_code
probe_retry_order(struct session *s, const struct probe_retry *p, struct va_err *err)
{
    return probe_again(s, p->run, &p->failed, err);
}

/* What one of those that failed may cost. */
static int64_t
dearest(const struct adding *a)
{
    int64_t most_pusd = 0;

    for (int32_t i = 0; i < a->n; i++)
        if (a->sizes[i].n_failed > 0 && a->sizes[i].worst_pusd > most_pusd)
            most_pusd = a->sizes[i].worst_pusd;
    return most_pusd;
}

static int
by_size(const void *a, const void *b)
{
    const int32_t x = ((const struct tally *)a)->memory_mb;
    const int32_t y = ((const struct tally *)b)->memory_mb;

    return (x > y) - (x < y);
}

/* The sizes of what failed, each with its runs; what it comes to at worst. */
static int64_t
plan(struct adding *a, struct probe_settings *s)
{
    int64_t worst_pusd = 0;

    s->mode = PROBE_FIXED;
    s->every_ms = s->for_ms = 0;
    s->n_sizes = s->runs = 0;
    qsort(a->sizes, (size_t)a->n, sizeof a->sizes[0], by_size);
    for (int32_t i = 0; i < a->n; i++) {
        const struct tally *t = &a->sizes[i];

        if (t->n_failed == 0)
            continue;
        s->sizes_mb[s->n_sizes] = t->memory_mb;
        s->runs_at[s->n_sizes++] = t->n_failed;
        if (t->n_failed > s->runs)
            s->runs = t->n_failed;
        worst_pusd = plus_times(worst_pusd, t->n_failed + (s->drop_first && !s->cold),
                                t->worst_pusd);
    }
    s->n_runs_at = s->n_sizes;
    return worst_pusd;
}

enum va_code
probe_retry_plan(struct session *s, const struct probe_retry *p,
                 struct probe_settings *out, int64_t *out_cap_pusd, struct va_err *err)
{
    struct adding a;
    enum va_code code = read_run(s, p->run, out, &a, err);
    int64_t worst_pusd = 0;

    if (code)
        return code;
    worst_pusd = plan(&a, out);
    if (out->n_sizes == 0 || out->runs > PROBE_RUNS_MAX)
        return va_fail(err, VA_DATA, "nothing failed in run %lld", (long long)p->run);
    *out_cap_pusd = worst_pusd < a.run.cap_pusd ? worst_pusd : a.run.cap_pusd;
    if (a.run.cap_pusd != LEDGER_NO_CAP && *out_cap_pusd < dearest(&a))
        *out_cap_pusd = dearest(&a);
    return VA_OK;
}
