/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the engine share, private to src/probe/run*.c. */
#ifndef VA_PROBE_RUN_PARTS_H
#define VA_PROBE_RUN_PARTS_H

#include "app/planning.h"
#include "io/run_lock.h"
#include "probe/run.h"

enum {
    RUN_TRIES_MAX = 8,      /* of an invocation that is refused for now */
    RUN_FAILURES_MAX = 2,   /* of a size: then it is not measured any more */
    RUN_UNKNOWN_MAX = 3,    /* in a row: then nobody knows what is going on */
    RUN_UNDO_TRIES_MAX = 6, /* to put one change back */
    RUN_SETTLE_TRIES_MAX = 40
};

/* What was done at one size. */
struct run_size {
    int32_t memory_mb;
    int32_t runs;     /* invocations that count: done, failed, or nobody knows */
    int32_t failures; /* of those */
    int32_t base;     /* runs when this round began */
    bool warm;        /* it was warmed up by this runner */
    bool given_up;    /* it cannot be measured, or is left out */
};

struct run_payloads {
    struct {
        char *bytes;
        size_t len;
    } each[PROBE_PAYLOADS_MAX];
};

struct run {
    const struct run_world *world;
    struct store *store; /* the session's */
    struct run_lock *lock;
    struct ledger_run ledger; /* as loaded; totals are brought up to date */
    struct probe_settings settings;
    struct probe_facts facts;
    struct probe_host host;
    const struct probe_backend *backend;
    void *self; /* the backend's; NULL: not open */
    struct planning *planning;
    struct run_payloads payloads;
    struct run_size sizes[PROBE_SIZES_MAX];
    int32_t n_sizes;
    int32_t prepared_mb; /* 0: none */
    int32_t unknown_in_a_row;
    bool answered; /* one invocation at least was done */
    bool deaf;     /* nothing is abandoned while changes are put back */
    enum ledger_change_state entered; /* by the last change that was journalled */
};

/* --- run_open.c --- */

/*
 * Load a run, take it, and open its backend. VA_IO when another process has it; with
 * out_busy that is no failure: *out_busy is set and *out NULL. run_close frees it.
 */
enum va_code run_open(const struct run_world *w, int64_t id, bool *out_busy,
                      struct run **out, struct va_err *err);
void run_close(struct run *r); /* NULL allowed */

/* Make sure of facts, asking the provider when there are none stored. */
enum va_code run_need_facts(struct run *r, struct va_err *err);

/* Take the function that the run is about, when its backend changes it. VA_IO when
 * another run has it. */
enum va_code run_take_target(struct run *r, struct va_err *err);

/* --- run_host.c --- */

/* Fill in what the backend stands on. */
void run_host_init(struct run *r);

int64_t run_now_ms(const struct run *r);
bool run_stopped(const struct run *r); /* the user asked to stop */

/* Wait; ends early, with VA_OK, when the user asks to stop. */
enum va_code run_wait(struct run *r, int64_t ms, struct va_err *err);

/* --- run_heed.c --- */

/* Heed what the user told since: leave sizes out, and wait while the run is paused. Ends
 * early, with VA_OK, when the user asks to stop. */
enum va_code run_heed(struct run *r, struct va_err *err);

/* --- run_tell.c --- */

void run_tell(const struct run *r, struct probe_event *e); /* fills in the money */
void run_say(const struct run *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void run_tell_facts(const struct run *r);
void run_tell_step(const struct run *r, const struct plan_step *step);

/* --- run_progress.c --- */

/* What the ledger says was done; VA_OVERFLOW past PROBE_SIZES_MAX sizes. */
enum va_code run_read_progress(struct run *r, struct va_err *err);
struct run_size *run_size(struct run *r, int32_t memory_mb); /* NULL: no room */
bool run_size_ends(const struct run_size *s); /* nothing more is measured there */
void run_progress(const struct run *r, struct planning_done *out); /* in this round */

/* A new round of a plan that is repeated; or the one that an earlier runner was in. */
void run_new_round(struct run *r);
void run_resume_round(struct run *r);

/* Bring the sums and the cap of the ledger up to date. */
enum va_code run_read_totals(struct run *r, struct va_err *err);

/* --- run_payload.c --- */

/* Read all payloads; VA_MONEY when one is not what was confirmed. */
enum va_code run_read_payloads(struct run *r, struct va_err *err);
void run_clear_payloads(struct run_payloads *p);

/* The payload of run number n (from 0) of a size: each comes as often as its weight
 * says, spread evenly, always in the same order. */
int32_t run_pick_payload(const struct probe_settings *s, int32_t n);

/* --- run_shot.c --- */

struct run_shot {
    int32_t memory_mb;
    int32_t k, n;     /* run k of n */
    bool warm_up;     /* its figures are dropped */
    int64_t again_of; /* the failed one that it is in the place of; 0: none */
    int32_t payload;  /* of that one */
    /* Set when it is tried. */
    int64_t invocation; /* in the ledger */
    int64_t worst_pusd;
};

struct run_verdict {
    enum ledger_fate fate;
    bool of_size;              /* failed for lack of memory or time */
    char text[LEDGER_WHY_MAX]; /* what went wrong */
};

/* Invoke once, again while it is refused for now. VA_MONEY, and nothing was sent, when it
 * does not fit under the cap. Other codes end the run. */
enum va_code run_shoot(struct run *r, struct run_shot *shot, struct run_verdict *out,
                       struct va_err *err);

/* --- run_measure.c --- */

/* So many runs at one size, and between them what is to be made again. Codes end the run.
 */
enum va_code run_one_step(struct run *r, const struct plan_step *step,
                          struct va_err *err);

/* All that the user asked to be made again. */
enum va_code run_all_due(struct run *r, struct va_err *err);

/* --- run_settle.c --- */

/* Put what came of an invocation into the ledger; its sample is completed. *out: what
 * stands there. */
enum va_code run_settle(struct run *r, const struct run_shot *shot,
                        struct probe_outcome *o, struct ledger_result *out,
                        struct va_err *err);

/* --- run_undo.c --- */

/* Put back changes in these states, the newest first: of this run and, with `others`, of
 * other runs at the same function. The first failure; the rest is tried all the same. */
enum va_code run_undo(struct run *r, uint32_t states, bool others, struct va_err *err);

#define RUN_LEFT (1U << LEDGER_CHANGE_INTENDED | 1U << LEDGER_CHANGE_MADE)

#endif
