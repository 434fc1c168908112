/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What vadvise-probe tells while it works: one JSON object a line on its standard output.
 * What happened also stands in the ledger, for who comes later.
 */
#ifndef VA_IO_PROBE_EVENT_H
#define VA_IO_PROBE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/ledger.h"
#include "io/probe_settings.h"

/* A longer line is no event. */
enum { PROBE_EVENT_MAX = 64 << 10 };

/* clang-format off */
#define PROBE_EVENTS(X) /* name, word */                                               \
    X(STARTED, "started") /* the run is running; money, resumed */                     \
    X(FACTS,   "facts")   /* what the provider said; facts */                          \
    X(STEP,    "step")    /* what is measured next, or why nothing is; step */         \
    X(SHOT,    "shot")    /* an invocation: when it is sent (fate "open"), and again   \
                             when it is over; shot, money, text */                     \
    X(SAY,     "say")     /* a line for the user; text */                              \
    X(END,     "end")     /* the last one; end, money, text: why it ended */
/* clang-format on */
enum probe_event_kind {
#define X(name, word) PROBE_EVENT_##name,
    PROBE_EVENTS(X)
#undef X
        PROBE_EVENT_KIND_COUNT
};
const char *probe_event_name(enum probe_event_kind k);

/* Of the whole run, at the time of the event. */
struct probe_event_money {
    int64_t spent_pusd;    /* costs of what is over */
    int64_t reserved_pusd; /* worst prices of what is open or unknown */
    int64_t cap_pusd;      /* LEDGER_NO_CAP: nothing is paid */
};

struct probe_event_step {
    int32_t memory_mb;     /* 0: nothing more is measured */
    int32_t runs;          /* in this step */
    double duration_ms;    /* expected of one run; NAN: nothing is known yet */
    int64_t expected_pusd; /* of all its runs; COST_UNKNOWN: nothing is known yet */
    int64_t worst_pusd;    /* of all its runs */
    double regret_before;  /* expected, a ratio; NAN: not known */
    double regret_after;
    int64_t gain_month_pusd; /* expected; 0: without a volume */
    char stop[32];           /* plan_stop_name; "": it is measured */
};

struct probe_event_shot {
    int64_t invocation; /* in the ledger */
    int32_t memory_mb;
    int32_t run;  /* of this size in this run, from 1; tries that were refused do
                     not count */
    int32_t runs; /* how many are planned for this size so far */
    bool cold;    /* meant to start cold */
    enum ledger_fate fate;
    double duration_ms; /* NAN: not known; so init_ms */
    double init_ms;
    int64_t billed_ms; /* SAMPLE_NONE: not known */
    int64_t cost_pusd; /* open, unknown: the worst case */
    char source[16];   /* where the figures come from */
    char cpu[SAMPLE_ID_MAX + 1];
};

struct probe_event_end {
    enum ledger_run_state state;
    int32_t status;         /* exit status of vadvise-probe */
    int32_t n_changes_left; /* what could not be put back */
};

/* Only what goes with the kind (see PROBE_EVENTS) is written and read. */
struct probe_event {
    enum probe_event_kind kind;
    int64_t run;
    bool resumed; /* started: an earlier runner died */
    struct probe_event_money money;
    struct probe_facts facts;
    struct probe_event_step step;
    struct probe_event_shot shot;
    struct probe_event_end end;
    char text[LEDGER_WHY_MAX]; /* one line, "" when there is nothing to say */
};

/* What is not known is marked so, all else 0. */
void probe_event_init(struct probe_event *e, enum probe_event_kind kind, int64_t run);

/* Append one line, newline included. */
void probe_event_write(const struct probe_event *e, struct buf *out);

/*
 * Read one line (its newline may be there or not). Unknown keys are passed over, missing
 * ones leave what probe_event_init sets. Texts are UTF-8 without control characters.
 * Returns VA_OK; VA_DATA with what is wrong, also for an unknown event; VA_NOMEM. out is
 * untouched on failure.
 */
enum va_code probe_event_read(const char *line, size_t len, struct probe_event *out,
                              struct va_err *err);

#endif
