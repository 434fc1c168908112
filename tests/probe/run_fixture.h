/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the engine share: a world with a time of its own, and runs. */
#ifndef VA_TESTS_PROBE_RUN_FIXTURE_H
#define VA_TESTS_PROBE_RUN_FIXTURE_H

#include <sys/types.h>

#include "../io/store_fixture.h"
#include "probe/run.h"
#include "provider.h"

enum { HEARD_MAX = 512 };

/* What the engine told, and the time it lives in: waiting takes none. */
struct fixture {
    char db[FIXTURE_PATH_MAX];
    struct run_world world;
    struct probe_event *heard; /* HEARD_MAX */
    int n_heard;
    int64_t demo_seed; /* 0: no demo */
    int64_t elapsed_ms;
    int64_t waited_ms;
    int left_while_waiting; /* versions there were when it waited for minutes */
    int n_stops;
    int64_t jump_ms; /* the time of day jumps by so much, back and forth */
    int64_t n_looks; /* at the time of day */
    int n_starts;    /* of runs; and how the provider was at the last one */
    int32_t memory_at_start;
    int versions_at_start;
    int ack;           /* a byte is written here for each result that is told; -1 */
    struct va_err err; /* of the last call */
    int status;
};

/* A world with an empty database. */
void fixture_begin(struct fixture *f, const char *name);
void fixture_end(struct fixture *f);

/* A session of its own for each call, as of a program that starts. */
enum va_code fixture_carry_out(struct fixture *f, int64_t run);
enum va_code fixture_restore(struct fixture *f, int64_t run);
enum va_code fixture_apply(struct fixture *f, int64_t run, int32_t memory_mb);
enum va_code fixture_describe(struct fixture *f, int64_t run);

/* Settings of a fixed plan: 512 and 1024 MB, so many runs each. */
void fixture_settings(struct probe_settings *s, int32_t runs);

/* A run that is confirmed; its number, 0 when it cannot be made. */
int64_t fixture_ready(struct fixture *f, const struct probe_settings *s,
                      int64_t cap_pusd);

struct ledger_run fixture_load(struct fixture *f, int64_t run);
int64_t fixture_samples(struct fixture *f); /* of workload "w", in blocks and summaries */

/* How many events of a kind were heard; the last of them. */
int fixture_heard(const struct fixture *f, enum probe_event_kind kind);
const struct probe_event *fixture_last(const struct fixture *f,
                                       enum probe_event_kind kind);
/* Was such a line said? */
bool fixture_said(const struct fixture *f, const char *part);

#endif
