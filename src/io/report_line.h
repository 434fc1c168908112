/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The REPORT line that AWS Lambda logs for each invocation, in every form seen: tabs or
 * spaces, labels in any order, with or without RequestId, restore and status parts.
 * Source: docs.aws.amazon.com/lambda/latest/dg, "Viewing CloudWatch logs" and
 * "Lambda function logs sent to CloudWatch", and public logs.
 */
#ifndef VA_IO_REPORT_LINE_H
#define VA_IO_REPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "core/sample.h"

/* What one report says. Absent: -1, or "". */
struct lambda_report {
    char request_id[SAMPLE_ID_MAX + 1];
    char stream[SAMPLE_ID_MAX + 1]; /* log stream: one a running environment */
    char function[TEXT_NAME_MAX + 1];
    char status[32]; /* "success", "error", "timeout", "failure" */
    char error_type[SAMPLE_ERROR_MAX + 1];
    int64_t duration_ns;
    int64_t billed_ms;
    int64_t init_ns;
    int64_t restore_ns;
    int32_t memory_mb;
    int32_t max_memory_mb;
    int32_t cold; /* 1, 0, or SAMPLE_NONE when the source does not tell */
    int64_t time_ms;
};

void lambda_report_init(struct lambda_report *report);

enum report_line_kind {
    REPORT_LINE_OTHER,  /* no report */
    REPORT_LINE_REPORT, /* an invocation */
    REPORT_LINE_INIT    /* INIT_REPORT: initialisation alone; only status is set */
};

/*
 * Read one line. What stands before REPORT (times, log stream, as `aws logs tail` prints
 * them) fills time_ms and stream where they are absent.
 *
 * Returns VA_OK; VA_DATA "Duration: what" for a value that is no such quantity.
 */
enum va_code report_line_read(const char *text, size_t len, enum report_line_kind *kind,
                              struct lambda_report *out, struct va_err *err);

/* Where REPORT starts in a line that holds a report; NULL when it holds none. */
const char *report_line_find(const char *text, size_t len);

/* Read the words before a report: times and log streams go to out. False when one is
 * neither: an application's text, not the prefix of a log record. */
bool report_line_prefix(const char *text, size_t len, struct lambda_report *out);

/* The function's name in a log stream of a shared log group, "2024/05/01/name[1]abc", or
 * in a log group, "/aws/lambda/name", "1234:/aws/lambda/name"; "" when there is none.
 * out holds TEXT_NAME_MAX + 1 bytes. */
void lambda_function_of_stream(const char *stream, char *out);
void lambda_function_of_group(const char *group, char *out);

#endif
