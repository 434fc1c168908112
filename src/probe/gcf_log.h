/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What Cloud Logging says of one invocation: the line "Function execution took 2138 ms,
 * finished with status code: 200" of the 1st gen, the request log of the 2nd.
 */
#ifndef VA_PROBE_GCF_LOG_H
#define VA_PROBE_GCF_LOG_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/sample.h"

enum { GCF_LOG_PAGE_MAX = 2048 };

/* Which invocation. */
struct gcf_log_key {
    bool second;      /* 2nd gen: by trace; else by execution */
    const char *id;   /* of the execution, or of the trace */
    int64_t since_ms; /* when it began: lines of an instance count from then on */
};

/* What was found so far; the entries may come in any order, over several pages. */
struct gcf_log {
    bool found;          /* how it ended is known */
    int64_t duration_ns; /* SAMPLE_NONE: not said */
    int32_t status;      /* HTTP status; 0: not said */
    bool out_of_memory;  /* a line says so */
    bool no_instance;    /* it was turned away: none was free */
    char error[64];      /* "" for success: "timeout", "crash", "status code: 500" */
    char instance_id[SAMPLE_ID_MAX + 1];
};

void gcf_log_init(struct gcf_log *log);

/*
 * Take in a page: the reply of entries:list, or the array that `gcloud functions logs
 * read --format=json` prints. next_page receives the token of the page that follows, ""
 * at the end. VA_DATA when it is neither. gcf_log_read does it with one that is text.
 */
enum va_code gcf_log_take(const cJSON *value, const struct gcf_log_key *key,
                          struct gcf_log *log, char next_page[GCF_LOG_PAGE_MAX],
                          struct va_err *err);
enum va_code gcf_log_read(const char *text, size_t len, const struct gcf_log_key *key,
                          struct gcf_log *log, struct va_err *err);

#endif
