/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the ledger share, private to store_ledger*.c. */
#ifndef VA_IO_STORE_LEDGER_H
#define VA_IO_STORE_LEDGER_H

#include "io/ledger.h"
#include "io/store_internal.h"

/* The version of the database that brought the ledger. */
enum { STORE_WITH_LEDGER = 4 };

/* And the one that brought what is told to a run that goes on. */
enum { STORE_WITH_ORDERS = 5 };

/* And the one that brought what is to be made again. */
enum { STORE_WITH_RETRIES = 6 };

/* Most that one amount may be: so the sums of a run can be told. */
#define LEDGER_AMOUNT_MAX INT64_C(1000000000000000000) /* a million dollars */

/* VA_DATA: there is no run of that number. */
enum va_code ledger_no_run(const struct store *s, int64_t id, struct va_err *err);

/* VA_DATA when the database is too old to have a ledger (only readers meet one). */
enum va_code ledger_check(const struct store *s, struct va_err *err);

/* What a run is, without its settings; VA_DATA when there is none. */
enum va_code ledger_read_run(struct store *s, int64_t id, struct ledger_run *out,
                             struct va_err *err);

/* Is it paused? Is a size left out? Within a transaction, when it has to stay so. */
enum va_code ledger_is_paused(struct store *s, int64_t run, bool *out,
                              struct va_err *err);
enum va_code ledger_is_skipped(struct store *s, int64_t run, int32_t memory_mb, bool *out,
                               struct va_err *err);

/* A run that was confirmed and has not ended, within a transaction. VA_USAGE: it cannot
 * do what. */
enum va_code ledger_read_current(struct store *s, int64_t id, const char *what,
                                 struct ledger_run *out, struct va_err *err);

/* Is that failed invocation still to be made again? And: another is in its place now.
 * Both within the transaction of the intent. */
enum va_code ledger_is_due(struct store *s, int64_t failed, bool *out,
                           struct va_err *err);
enum va_code ledger_put_in_place(struct store *s, int64_t failed, int64_t again,
                                 struct va_err *err);

/* How many of a run's invocations are in the place of others. */
enum va_code ledger_count_again(struct store *s, int64_t run, int64_t *out,
                                struct va_err *err);

/* Does everything spent and reserved with one more stay under the cap? VA_MONEY. */
enum va_code ledger_check_room(const struct ledger_run *run, int64_t worst_pusd,
                               struct va_err *err);

/* VA_USAGE: a run in that state cannot do what. */
enum va_code ledger_wrong_state(const struct ledger_run *run, const char *what,
                                struct va_err *err);

/* Its sums alone. */
enum va_code ledger_read_totals(struct store *s, int64_t run, struct ledger_totals *out,
                                struct va_err *err);

/* One harmless line of less than size bytes. */
void ledger_line(char *to, size_t size, const char *text);

/* Store the sample of an invocation under its run; within a transaction. */
enum va_code ledger_store_sample(struct store *s, int64_t run,
                                 const struct sample *sample, int64_t now_ms,
                                 struct va_err *err);

#endif
