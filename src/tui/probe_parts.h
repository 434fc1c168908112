/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the probe's screen share, private to src/tui/probe*.c. */
#ifndef VA_TUI_PROBE_PARTS_H
#define VA_TUI_PROBE_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/probe_live.h"
#include "app/probe_proposal.h"
#include "app/probe_request.h"
#include "app/probe_retry.h"
#include "app/probe_state.h"
#include "io/child.h"
#include "tui/tui.h"

/* --- the run that is watched (probe_watch.c) --- */

/* What it was told that is not in the ledger yet: the next key builds on it. */
struct probe_told {
    int n; /* 0: the ledger has it all */
    bool paused;
    int64_t cap_pusd;
};

struct probe_watch {
    struct probe_live *live; /* NULL: none is watched */
    struct child *child;     /* its process; NULL: of another program, or gone */
    int fds[CHILD_FDS_MAX];  /* of the child, that are watched */
    int n_fds;
    struct probe_ending ending;
    int stops;           /* how often it was asked to stop: 0, 1, 2 */
    bool heard;          /* something happened: the ledger is to be read */
    bool unjudged;       /* results came that no pick was made of */
    bool over;           /* its end was told */
    bool leaving;        /* the screen ends with it */
    bool keep;           /* with the last frame */
    int64_t looked_ms;   /* when the ledger was read last, monotonic */
    int64_t version;     /* grows with every look */
    int64_t raise_pusd;  /* the higher cap that is asked about */
    int64_t go_on_id;    /* the run that is asked about */
    int64_t restore_id;  /* the same */
    int64_t starting_id; /* the run whose yes is being written; 0: none */
    struct probe_told told;
    struct probe_retry retry;     /* what the user is asked to make again */
    struct probe_proposal *asked; /* what the user is asked to start; owned, NULL: none */
};

struct probe_watch *probe_watch_get(const struct tui *t); /* never NULL after begin */

/* Watch a run that is there; what was watched is let go. */
enum va_code probe_watch_run(struct tui *t, int64_t id, struct va_err *err);

/* Let vadvise-probe carry a run out, and watch it. o: what it is expected to do; NULL:
 * not known. */
enum va_code probe_watch_start(struct tui *t, int64_t id, const struct probe_offer *o,
                               struct va_err *err);
void probe_watch_drop(struct tui *t); /* it goes on alone */

/* A demo's run that was started here ends with it, also one that is just beginning. */
void probe_watch_end_demo(struct tui *t);

/* Is there one that goes on, as far as is known? */
bool probe_watch_runs(const struct tui *t);

/* Ask it to end: after the invocation in flight, or at once. */
enum va_code probe_watch_stop(struct tui *t, bool abandon, struct va_err *err);

/* --- the form of a plan (probe_form.c) --- */

enum { FORM_TEXT_MAX = 512 };

/* clang-format off */
#define FORM_FIELDS(X) /* id, word, label, what it takes */                             \
    X(FUNCTION, "function", "Function",  "name or ARN of an AWS Lambda function")       \
    X(URL,      "url",      "URL",       "of a Google function; {memory} is the size")  \
    X(COMMAND,  "command",  "Command",   "to run on this machine: costs nothing")       \
    X(PLATFORM, "platform", "Platform",  "gcf-gen1, gcf-gen2; else as the function is") \
    X(SIZES,    "sizes",    "Sizes",     "512,1024 or 128-3008:64; empty: chosen")      \
    X(RUNS,     "runs",     "Runs",      "of each size; empty: the default")            \
    X(LIKE,     "like",     "Like",      "paper, power-tuning or parrotfish")           \
    X(COLD,     "cold",     "Cold",      "yes: each run starts cold")                   \
    X(PAYLOAD,  "payload",  "Payload",   "FILE or FILE:WEIGHT, several with commas")    \
    X(TIMEOUT,  "timeout",  "Timeout",   "of one run; empty: the function's own")       \
    X(EMULATE,  "emulate",  "Emulate",   "the platform that a command is run like")     \
    X(PROFILE,  "profile",  "Profile",   "of the AWS configuration")                    \
    X(ENDPOINT, "endpoint", "Endpoint",  "another address than the provider's")         \
    X(CAP,      "cap",      "Cap",       "the most that may be spent, USD")
/* clang-format on */

enum form_field {
#define X(id, word, label, help) FORM_##id,
    FORM_FIELDS(X)
#undef X
        FORM_START, /* the row that asks the provider, then the user */
    FORM_COUNT
};

/* A field as it is set, as it is shown, and what it takes. Static strings. */
const char *probe_form_word(enum form_field f);
const char *probe_form_label(enum form_field f);
const char *probe_form_help(enum form_field f);

struct probe_form {
    char workload[TEXT_NAME_MAX + 1]; /* "" : no form was opened */
    int32_t at;                       /* the row under the cursor */
    struct probe_proposal *proposal;  /* owned; its settings are made of the fields */
    bool has_settings;                /* the fields fit together */
    bool priced;                      /* the offer is of these settings */
    bool dirty;                       /* fields changed: settings and prices are due */
    int64_t local_version;            /* of the local settings they were made of */
    struct va_err err;                /* why there is no price */
};

/* The form of a workload, with its last values. */
void probe_form_open(struct tui *t, struct probe_form *f, const char *workload);
void probe_form_clear(struct probe_form *f);

/* What a field has; "" nothing. Borrowed until the next change of local settings. */
const char *probe_form_get(const struct tui *t, const struct probe_form *f,
                           enum form_field field);

/* Set "FIELD VALUE", as an undoable change; no value: unset. VA_USAGE. */
enum va_code probe_form_set(struct tui *t, struct probe_form *f, const char *text,
                            struct va_err *err);

/* Let a field be typed, or turn one that is on or off. */
enum va_code probe_form_edit(struct tui *t, struct probe_form *f, struct va_err *err);

/* Make settings and prices of the fields again, where they changed. */
void probe_form_price(struct tui *t, struct probe_form *f);

/* The settings of the fields into p, ready for probe_proposal_make. */
enum va_code probe_form_settings(struct tui *t, const struct probe_form *f,
                                 struct probe_proposal *p, struct va_err *err);

/* On the screen, in lines, as a command line. */
void probe_form_draw(const struct tui *t, struct frame *f, struct cell_rect area);
void probe_form_say(struct tui *t, struct buf *out);
void probe_form_line(const struct tui *t, const struct probe_form *f, struct buf *out);

/* --- asking and starting (probe_start.c) --- */

/* Ask the provider, then the user: nothing is spent before what must be typed was. here:
 * only on this machine. */
enum va_code probe_start(struct tui *t, bool here, struct va_err *err);

/* The same for what failed in a run that has ended. */
enum va_code probe_start_again(struct tui *t, const struct probe_retry *p,
                               struct va_err *err);

/* The provider is being asked. */
bool probe_is_asking(const struct tui *t);

/* Go on with a run that nobody works on, once the user says so. */
enum va_code probe_go_on(struct tui *t, int64_t id, struct va_err *err);

/* --- the list of runs (probe_rows.c) --- */

struct probe_row {
    int64_t id;
    char state[16];
    char workload[TEXT_NAME_MAX + 1], platform[TEXT_NAME_MAX + 1];
    int64_t created_ms, over, planned; /* planned 0: not known */
    int64_t spent_pusd, cap_pusd;      /* cap LEDGER_NO_CAP: nothing is paid */
    int64_t n_changes_left;
    bool alive, ended;
};

enum { PROBE_ROWS_MAX = 1000 };

struct probe_rows {
    struct probe_row *rows; /* owned, newest first */
    int32_t n, cap, at;
};

/* Read them, show them, say them in lines. */
enum va_code probe_rows_read(struct session *s, struct probe_rows *r, struct va_err *err);
void probe_rows_clear(struct probe_rows *r);
void probe_rows_draw(const struct tui *t, struct frame *f, struct cell_rect area);
void probe_rows_say(const struct probe_rows *r, struct buf *out);

/* --- the run on the screen (probe_meter.c, probe_table.c, probe_effect.c) --- */

/* All of it, and its parts: table, what it does to the advice, the curve. */
void probe_run_draw(const struct tui *t, struct frame *f, struct cell_rect area);
void probe_table_draw(const struct tui *t, struct frame *f, struct cell_rect area);
int32_t probe_table_rows(const struct probe_live *l);
void probe_effect_draw(const struct tui *t, struct frame *f, struct cell_rect area);
void probe_chart_draw(const struct tui *t, struct frame *f, struct cell_rect area);

/* --- its whole log (probe_log.c) --- */

/* Every invocation, the newest first; what is around the cursor is read. */
struct probe_log {
    int64_t run;
    int64_t *ids;                  /* owned, ascending */
    int32_t n, cap;                /* of ids */
    int32_t at;                    /* under the cursor, from the newest */
    struct probe_live_line *lines; /* owned: those from the newest on, `from` left out */
    int32_t from, n_lines;
    int64_t version; /* of the watch when it was read */
};

/* Show the log of the run that is watched. VA_USAGE when none is. */
enum va_code probe_log_open(struct tui *t, struct va_err *err);
void probe_log_clear(struct probe_log *g);

/* Bring it up to date: what came, and what is around the cursor. */
void probe_log_refresh(struct tui *t, struct probe_log *g);

/* The invocation under the cursor, as a text over the screen. */
enum va_code probe_log_show(struct tui *t, const struct probe_log *g, struct va_err *err);

/* On the screen, in lines. */
void probe_log_draw(const struct tui *t, struct frame *f, struct cell_rect area);
void probe_log_say(const struct tui *t, const struct probe_log *g, struct buf *out);

/* --- afterwards (probe_after.c) --- */

/* Show the receipt; ask whether to deploy the pick, to drop the samples of the run that
 * is shown, to put back what a run (0: any) left. */
enum va_code probe_receipt_show(struct tui *t, int64_t id, struct va_err *err);
enum va_code probe_apply_ask(struct tui *t, struct va_err *err);
/* Is there a deployed size that the pick of the run could take the place of? */
bool probe_apply_may(const struct probe_live *l);
enum va_code probe_forget_ask(struct tui *t, struct va_err *err);
enum va_code probe_restore_ask(struct tui *t, int64_t id, struct va_err *err);

/* --- what a run that goes on is told (probe_orders.c) --- */

/* Do one of those actions. VA_USAGE when no run goes on. */
enum va_code probe_order(struct tui *t, const struct doing *d, struct va_err *err);

/* Make again what failed in the run that is watched: the user said yes. */
enum va_code probe_order_again(struct tui *t, const struct probe_retry *p,
                               struct va_err *err);

/* --- what failed, again (probe_retry.c) --- */

/* Ask the user; of a run that has ended, the provider first. Nothing is spent by it. */
enum va_code probe_retry_ask(struct tui *t, struct va_err *err);

/* Is a run shown in which anything failed? */
bool probe_retry_may(const struct tui *t);

/* --- the screen (probe_screen.c) --- */

enum probe_pane { PANE_ROWS, PANE_FORM, PANE_RUN, PANE_LOG };

struct probe_view {
    enum probe_pane pane;
    struct probe_rows rows;
    struct probe_form form;
    struct probe_log log;
    int32_t size; /* the row of the run's table under the cursor */
};

struct probe_view *probe_view_get(const struct tui *t); /* NULL: not open yet */

/* Show the run that is watched, or the list. */
void probe_show_run(struct tui *t);

/* The run that an action is about: the one under the cursor, or that is shown; 0: none.
 */
int64_t probe_current(const struct tui *t);

#endif
