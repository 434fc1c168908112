/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run while it goes on, for who looks at it: its plan, what is done at each size, what
 * is spent, what came last. It is read from the ledger, which has every intent and every
 * result before anybody is told of them, so it is the same for who started the run and
 * for who attaches to it later. What the process tells beside that (steps, words) is
 * added where it is heard.
 */
#ifndef VA_APP_PROBE_LIVE_H
#define VA_APP_PROBE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/probe_offer.h"
#include "app/probe_receipt.h"
#include "app/session.h"
#include "base/buf.h"
#include "io/ledger.h"
#include "io/probe_event.h"

enum { PROBE_LIVE_LOG = 128 }; /* lines of the log that are kept */

/* What is done at one size. Warm-ups count in money and cold starts alone. */
struct probe_live_size {
    int32_t memory_mb;
    int64_t planned; /* runs; 0: not known */
    int64_t over;    /* runs that are done, failed, or nobody knows */
    int64_t n[LEDGER_FATE_COUNT];
    int64_t n_cold; /* of those done, that had to start first */
    bool skipped;
    double min_ms, mean_ms, p50_ms, p95_ms; /* of those done; NAN: none */
    double cv;                              /* a ratio; NAN: below two */
    double predicted_ms;    /* the mean, before the run; NAN: not known any more */
    double low_ms, high_ms; /* its 90 % interval */
    int64_t billed_ms;
    int64_t spent_pusd, reserved_pusd;
    int64_t worst_pusd;   /* of one invocation; COST_UNKNOWN: none was sent yet */
    double *durations_ms; /* owned, ascending once it was read */
    int32_t n_durations, cap;
};

/* A line of the log: an invocation that is over, or words (memory_mb 0). */
struct probe_live_line {
    int64_t invocation;
    int64_t at_ms; /* of day */
    int32_t memory_mb;
    int64_t number; /* of the run's invocations, from 1 */
    enum ledger_fate fate;
    bool cold;
    double duration_ms; /* NAN: not known */
    int64_t billed_ms;  /* SAMPLE_NONE: not known */
    int64_t cost_pusd;
    char cpu[40];
    char request_id[SAMPLE_ID_MAX + 1];
    char text[LEDGER_WHY_MAX];
};

struct probe_live {
    struct ledger_run run;
    struct probe_settings settings;
    bool paid, alive;
    struct probe_live_size sizes[PROBE_SIZES_MAX]; /* ascending */
    int32_t n_sizes;
    int64_t planned, over; /* of all sizes; planned 0: the planner chooses as it goes */
    bool planned_known;
    int32_t at_mb; /* the size of the latest invocation; 0: none */
    int64_t in_flight;
    struct probe_live_line log[PROBE_LIVE_LOG]; /* a ring, the latest at n_log - 1 */
    int64_t n_log;                              /* all lines there ever were */
    struct probe_event_step step; /* the latest that was heard; memory_mb 0: none */
    struct probe_pick before, after;
    bool has_before, has_after;
    /* private */
    int64_t from;    /* the first invocation that may still change */
    int64_t number;  /* invocations before it, for the log */
    int64_t settled; /* samples that came since the last look at `after` */
};

/* Load a run: *out is heap memory, freed by probe_live_free (NULL allowed). VA_DATA when
 * there is none of that number. */
enum va_code probe_live_open(struct session *s, int64_t id, struct probe_live **out,
                             struct va_err *err);
void probe_live_free(struct probe_live *l);

/* Before it starts: what it is expected to do, and what is believed of each size. */
void probe_live_expect(struct session *s, struct probe_live *l,
                       const struct probe_offer *o);

/* Bring it up to date: only what may have changed is read. *out_new: results came. */
enum va_code probe_live_read(struct session *s, struct probe_live *l, bool *out_new,
                             struct va_err *err);

/* What its process told. */
void probe_live_hear(struct probe_live *l, const struct probe_event *e, int64_t now_ms);

/* The pick as the measurements are now; a few ms. */
enum va_code probe_live_judge(struct session *s, struct probe_live *l,
                              struct va_err *err);

/* Line i of the log, the latest first; NULL past the last. */
const struct probe_live_line *probe_live_log(const struct probe_live *l, int64_t i);

/* An invocation, the run's number-th, as a line of a log. */
void probe_live_line_of(const struct ledger_invocation *i, int64_t number,
                        struct probe_live_line *line);

/* It has ended, or somebody said so. */
bool probe_live_is_over(const struct probe_live *l);

/* Nobody works on it although it did not end. */
bool probe_live_is_dead(const struct probe_live *l);

/* The guard before the next run: what is in flight or of unknown outcome and one more
 * run, against what is left of the cap. */
struct probe_guard {
    int64_t need_pusd; /* COST_UNKNOWN: not known yet */
    int64_t left_pusd;
    bool holds;
};
struct probe_guard probe_live_guard(const struct probe_live *l);

/* How long the rest takes, ms, one after another; NAN: not known. */
double probe_live_eta_ms(const struct probe_live *l);

/* --- in words (probe_live_words.c) --- */

/* "PROBE 16/24 $0.0269" */
void probe_live_chip(const struct probe_live *l, struct buf *out);

/* "running", "paused", "stopping" is for who knows it. */
const char *probe_live_state(const struct probe_live *l);

/* "14:02:11  1708 MB  run 16  ok  70.4 s  billed 70.5 s  $0.00196  warm"; wide: with CPU
 * and request. */
void probe_live_say_line(const struct probe_live *l, const struct probe_live_line *line,
                         bool wide, struct buf *out);

/* "OK: in flight + next run <= $0.0167 (300 s timeout), left $0.0231" */
void probe_live_say_guard(const struct probe_live *l, struct buf *out);

/* Everything, in lines: for the line dialogue and for pagers. */
void probe_live_say(const struct probe_live *l, struct buf *out);

#endif
