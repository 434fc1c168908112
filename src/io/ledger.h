/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger of probe runs: every intent with its worst price before, every result with
 * its cost after, and a journal of what was changed at the provider, so that it can be
 * put back. Each call is one transaction that is on the disk when it returns.
 *
 *   run:        draft -> ready -> running -> done | stopped | failed
 *               draft or ready -> stopped: given up
 *   invocation: open -> done | failed | refused | unknown
 *   change:     intended -> made -> undone | abandoned | kept
 *
 * The sum of costs and of the worst prices of what is open or unknown never exceeds the
 * run's cap: ledger_reserve refuses what would.
 */
#ifndef VA_IO_LEDGER_H
#define VA_IO_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/sample.h"
#include "io/probe_settings.h"
#include "io/store.h"

enum { LEDGER_TOKEN_MAX = 32, LEDGER_WHY_MAX = 256, LEDGER_CHANGE_MAX = 8192 };

#define LEDGER_WARM_UP "warm-up"  /* the text of an invocation that only warmed up */
#define LEDGER_NO_CAP INT64_C(-1) /* nothing is paid: this machine */

/* clang-format off */
#define LEDGER_RUN_STATES(X) /* name, word */                                  \
    X(DRAFT,   "draft")   /* not confirmed */                                  \
    X(READY,   "ready")   /* confirmed, with a cap */                          \
    X(RUNNING, "running") /* somebody works on it, or died while doing so */   \
    X(DONE,    "done")                                                         \
    X(STOPPED, "stopped") /* by the user, or by the cap */                     \
    X(FAILED,  "failed")
#define LEDGER_FATES(X) /* name, word */                                       \
    X(OPEN,    "open")    /* in flight, or its runner died: counts in full */  \
    X(DONE,    "done")                                                         \
    X(FAILED,  "failed")  /* it ran, is billed, and is a failure of its size */ \
    X(REFUSED, "refused") /* surely did not run: costs nothing */              \
    X(UNKNOWN, "unknown") /* may have run: counts in full */
#define LEDGER_CHANGE_STATES(X) /* name, word */                               \
    X(INTENDED,  "intended")                                                   \
    X(MADE,      "made")                                                       \
    X(UNDONE,    "undone")                                                     \
    X(ABANDONED, "abandoned") /* somebody else changed it since */             \
    X(KEPT,      "kept")      /* applied on purpose; restore undoes it */
/* clang-format on */

enum ledger_run_state {
#define X(name, word) LEDGER_RUN_##name,
    LEDGER_RUN_STATES(X)
#undef X
        LEDGER_RUN_STATE_COUNT
};
enum ledger_fate {
#define X(name, word) LEDGER_##name,
    LEDGER_FATES(X)
#undef X
        LEDGER_FATE_COUNT
};
enum ledger_change_state {
#define X(name, word) LEDGER_CHANGE_##name,
    LEDGER_CHANGE_STATES(X)
#undef X
        LEDGER_CHANGE_STATE_COUNT
};
const char *ledger_run_state_name(enum ledger_run_state s);
const char *ledger_fate_name(enum ledger_fate f);
const char *ledger_change_state_name(enum ledger_change_state s);

/* Sums over a run's invocations. */
struct ledger_totals {
    int64_t n[LEDGER_FATE_COUNT];
    int64_t spent_pusd;    /* costs of what is done or failed */
    int64_t reserved_pusd; /* worst prices of what is open or unknown */
    int64_t billed_ms;
    int64_t n_again;        /* of those over, in the place of others that failed */
    int64_t n_changes_left; /* made or intended, not yet put back */
};

/* Of what is planned, so much is over: done, failed, or nobody knows. */
int64_t ledger_over(const struct ledger_totals *t);

struct ledger_run {
    int64_t id;
    char token[LEDGER_TOKEN_MAX + 1]; /* random hex: marks what the run makes */
    enum ledger_run_state state;
    int64_t cap_pusd;                         /* LEDGER_NO_CAP: none */
    int64_t created_ms, started_ms, ended_ms; /* TIME_UNKNOWN: not yet */
    char why[LEDGER_WHY_MAX];                 /* how it ended, in words */
    bool paused;                              /* nothing new is sent until it goes on */
    bool has_facts;
    struct probe_facts facts;
    struct ledger_totals totals;
};

/* A draft. */
enum va_code ledger_create(struct store *s, const struct probe_settings *settings,
                           int64_t now_ms, int64_t *out_id, struct va_err *err);

/* A run with its settings (cleared by the caller; NULL: not wanted). VA_DATA when there
 * is none of that number. */
enum va_code ledger_load(struct store *s, int64_t id, struct ledger_run *out,
                         struct probe_settings *settings, struct va_err *err);

/* All runs, newest first; visit's first failure ends it. A store without a ledger has
 * none. */
enum va_code ledger_visit(struct store *s,
                          enum va_code (*visit)(void *ctx, const struct ledger_run *run,
                                                const struct probe_settings *settings),
                          void *ctx, struct va_err *err);

/* What the provider said of the function. VA_DATA when there is no such run. */
enum va_code ledger_set_facts(struct store *s, int64_t id,
                              const struct probe_facts *facts, struct va_err *err);

/* The user's yes: a draft becomes ready under this cap. VA_MONEY for a cap below 0 (but
 * LEDGER_NO_CAP where the platform is local), VA_USAGE when it is no draft. */
enum va_code ledger_confirm(struct store *s, int64_t id, int64_t cap_pusd,
                            struct va_err *err);

/* Enter a state (running again: who goes on with a run whose runner died). VA_USAGE when
 * the order above does not allow it. */
struct ledger_entry {
    enum ledger_run_state state;
    int64_t now_ms;
    const char *why; /* how it ended, for the last three; else NULL */
};
enum va_code ledger_enter(struct store *s, int64_t id, const struct ledger_entry *entry,
                          struct va_err *err);

/* --- invocations --- */

struct ledger_intent {
    int32_t memory_mb;
    int32_t payload;    /* index in the settings */
    bool cold;          /* meant to start cold */
    int64_t worst_pusd; /* >= 0: timeout times price, fee and API calls */
    int64_t now_ms;
    int64_t again_of; /* the failed invocation that it is in the place of; 0: none */
};

/* Commit an intent. VA_MONEY, and nothing is written, when everything spent and reserved
 * with this one would exceed the cap. The sum is made within the transaction, so two
 * runners cannot both take the last dollar. *out_invocation is 0, and nothing is written,
 * while the run is paused, when its size is left out, or when what it is in the place of
 * was made again already: one that failed is made again once for each time it was asked.
 */
enum va_code ledger_reserve(struct store *s, int64_t run,
                            const struct ledger_intent *intent, int64_t *out_invocation,
                            struct va_err *err);

struct ledger_result {
    enum ledger_fate fate; /* not OPEN */
    int64_t cost_pusd;     /* of what is done or failed; past the worst is recorded as it
                              is: the provider's bill is the authority */
    int64_t now_ms;
    const char *source; /* where the figures come from: "report", "logs", "function",
                           "clock" */
    const char *text;   /* "" or what went wrong, one line */
    const struct sample *sample; /* done, failed: stored in the same transaction; NULL:
                                    none (a run that only warms up) */
};
/* VA_USAGE when it was settled before. */
enum va_code ledger_settle(struct store *s, int64_t invocation,
                           const struct ledger_result *result, struct va_err *err);

/* What a dead runner left open becomes unknown. Only for who holds the run's lock. */
enum va_code ledger_close_open(struct store *s, int64_t run, int64_t now_ms,
                               int64_t *out_n, struct va_err *err);

struct ledger_invocation {
    int64_t id;
    struct ledger_intent intent;
    enum ledger_fate fate;
    int64_t cost_pusd, settled_ms;
    int64_t duration_ns, billed_ms, init_ns; /* SAMPLE_NONE: not known */
    bool asked_again, made_again;            /* another was asked for; and was made */
    char source[16];
    char request_id[SAMPLE_ID_MAX + 1];
    char cpu[SAMPLE_ID_MAX + 1];
    char text[LEDGER_WHY_MAX];
};
/* Of a run, oldest first. */
enum va_code ledger_visit_invocations(
    struct store *s, int64_t run,
    enum va_code (*visit)(void *ctx, const struct ledger_invocation *i), void *ctx,
    struct va_err *err);

/* Only those from a number on; at most so many, 0: all. */
struct ledger_since {
    int64_t run, from;
    int32_t most;
};
enum va_code ledger_visit_since(struct store *s, struct ledger_since since,
                                enum va_code (*visit)(void *ctx,
                                                      const struct ledger_invocation *i),
                                void *ctx, struct va_err *err);

/* --- what the user tells a run that goes on (store_ledger_orders.c) --- */

/* Who works on a run heeds them between two invocations, and ledger_reserve at once: what
 * is told holds from the return of the call on, whoever lives or dies. All of them need a
 * run that is ready or running: VA_USAGE otherwise, VA_DATA without one. */

/* Send nothing new; or go on. Only of a run that is running; who goes on with one whose
 * runner died lifts its pause. */
enum va_code ledger_pause(struct store *s, int64_t run, bool paused, struct va_err *err);

/* Measure no more at a size. */
enum va_code ledger_skip(struct store *s, int64_t run, int32_t memory_mb,
                         struct va_err *err);

/* The sizes left out so, ascending; out holds PROBE_SIZES_MAX. */
enum va_code ledger_skipped(struct store *s, int64_t run, int32_t *out, int32_t *out_n,
                            struct va_err *err);

/*
 * Another cap. A higher one is for the user to confirm anew, as the first was.
 *
 * from_pusd  what the caller takes it to be: VA_MONEY when it is not that any more
 * to_pusd    >= 0; below what is spent and reserved nothing more is sent
 *
 * VA_MONEY also for a run without a cap.
 */
enum va_code ledger_change_cap(struct store *s, int64_t run, int64_t from_pusd,
                               int64_t to_pusd, struct va_err *err);

/* --- what is to be made again (store_ledger_retry.c) --- */

/* Invocations that failed, or of unknown outcome, that nobody asked to make again, at
 * sizes that are not left out. */
struct ledger_failed {
    int64_t n;
    int64_t last;       /* the newest of them */
    int64_t worst_pusd; /* of the dearest one: what the cap must leave */
};
enum va_code ledger_find_failed(struct store *s, int64_t run, struct ledger_failed *out,
                                struct va_err *err);

/*
 * Order those that failed, up to the newest that the user was shown, to be made again,
 * each once, under the cap that there is. As with the other orders a run that is ready or
 * running is needed.
 *
 * shown  what the user said yes to; VA_MONEY, and nothing is ordered, when it is not that
 *        many any more, or when the cap does not leave the worst price of the dearest
 */
enum va_code ledger_retry(struct store *s, int64_t run, const struct ledger_failed *shown,
                          struct va_err *err);

/* The next one that is to be made again, after a number: id 0 when there is none. What
 * was refused was not made. */
struct ledger_due {
    int64_t id;
    int32_t memory_mb, payload;
    enum ledger_fate fate;
};
enum va_code ledger_next_due(struct store *s, int64_t run, int64_t after,
                             struct ledger_due *out, struct va_err *err);

/* --- the journal of changes --- */

struct ledger_change {
    int64_t id, run;
    enum ledger_change_state state;
    char kind[16]; /* the backend's word: "config", "version", "alias", "deploy" */
    char target[PROBE_TEXT_MAX];    /* the function's full name */
    char detail[LEDGER_CHANGE_MAX]; /* the backend's JSON: what was there before, what was
                                       made */
};

/* Before a change is made. */
enum va_code ledger_change_begin(struct store *s, const struct ledger_change *change,
                                 int64_t *out_id, struct va_err *err);
/* Afterwards, or when it was put back; detail NULL keeps what is there. */
enum va_code ledger_change_enter(struct store *s, int64_t id,
                                 enum ledger_change_state state, const char *detail,
                                 struct va_err *err);
/* Changes, newest first. visit may enter them into other states. */
struct ledger_changes {
    int64_t run;     /* 0: of all runs */
    uint32_t states; /* bits 1 << state */
};
enum va_code ledger_visit_changes(struct store *s, struct ledger_changes which,
                                  enum va_code (*visit)(void *ctx,
                                                        const struct ledger_change *c),
                                  void *ctx, struct va_err *err);

#endif
