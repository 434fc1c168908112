/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of Lambda invocations on their way to the sink. Private to src/io/import*.c. */
#ifndef VA_IO_IMPORT_LAMBDA_H
#define VA_IO_IMPORT_LAMBDA_H

#include "io/import_json.h"
#include "io/report_line.h"

enum { LAMBDA_HELD_MAX = 16 };

/*
 * Reports are held back a little: older logs tell of a time-out or a crash in a line of
 * its own, before or after the report, and a console copy repeats each event.
 */
struct lambda_queue {
    struct {
        struct lambda_report report;
        int64_t line;
        char path[IMPORT_PATH_MAX];
    } held[LAMBDA_HELD_MAX];
    struct {
        char request_id[SAMPLE_ID_MAX + 1];
        const char *error;
    } failed[LAMBDA_HELD_MAX];
    int n_held;
    int64_t n_failed;    /* all ever; the ring keeps the last ones */
    int64_t init_failed; /* initialisations that ended in time-out or error */
};

/* Take a report; the oldest one goes on to the sink when too many are held. Returns as
 * import_emit. */
enum va_code lambda_hold(struct import_reader *r, struct lambda_queue *q,
                         const struct lambda_report *report, const struct place *place,
                         struct va_err *err);

/* A line that is no report: does it tell of a failure? True when it does. */
bool lambda_take_failure(struct lambda_queue *q, const char *text, size_t len);

/* Hand on all that is held, and warn of what was left out. */
enum va_code lambda_flush(struct import_reader *r, struct lambda_queue *q,
                          struct va_err *err);

/* Fill a report from a "platform.report" object of the JSON log format. VA_OK, or
 * VA_DATA "record.metrics.durationMs: what". */
enum va_code lambda_report_of_json(const cJSON *event, struct lambda_report *out,
                                   struct va_err *err);

/* Is this an object of the JSON log format with that type? */
bool lambda_json_is(const cJSON *event, const char *type);

#endif
