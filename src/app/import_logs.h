/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs as input of an import: vadvise-probe fetches them, line by line. */
#ifndef VA_APP_IMPORT_LOGS_H
#define VA_APP_IMPORT_LOGS_H

#include "app/commands.h"
#include "base/err.h"
#include "base/text.h"

struct log_source;

/* What the fetcher says of the function before anything else. */
struct log_facts {
    char function[TEXT_NAME_MAX + 1];
    char platform[TEXT_NAME_MAX + 1]; /* "": not known */
    char region[TEXT_NAME_MAX + 1];
    int32_t now_mb; /* 0: not known */
};

/*
 * Start the fetcher and wait for what it says of the function. The request is borrowed
 * until close. The fetcher's own code and words when it fails; VA_IO "stopped".
 */
enum va_code log_source_open(const struct import_request *request,
                             struct log_source **out, struct va_err *err);
void log_source_close(struct log_source *s); /* NULL allowed; stops the fetcher */

/* Borrowed until close. */
const struct log_facts *log_source_facts(const struct log_source *s);

/* What the lines are read with, as of import_read. */
struct log_reading {
    const struct import_input *input; /* its path and rows are not used */
    const struct import_options *options;
    const struct import_sink *sink;
    struct import_report *report; /* filled in */
};

/* As import_read, of the lines that follow, until the fetcher has ended well. */
enum va_code log_source_import(struct log_source *s, const struct log_reading *how,
                               struct va_err *err);

#endif
