/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking events, one at a time: from the Lambda runtime API, over HTTP, from standard
 * input. */
#ifndef VA_FN_SERVE_H
#define VA_FN_SERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "fn/host.h"
#include "fn/job.h"
#include "fn/transfer.h"

struct fn_server {
    const struct fn_job *job;
    struct fn_clients clients;
    struct fn_host_places places;
    struct fn_host host;
    const char *root; /* folder of the package; NULL: not packaged */
    bool serves;      /* waits for events; else there is one */
    bool reused;      /* the environment is older than the process */
    int32_t invocation;
    double init_ms;
    bool waiting;               /* for an event: nothing is lost by stopping now */
    bool (*stopped)(void *ctx); /* asked to end */
    void *ctx;
};

struct fn_input {
    const char *body;
    size_t len;
    const char *request_id; /* NULL: none */
    int64_t deadline_ms;    /* Unix time; 0: none */
};

/*
 * Do what an event asks for.
 *
 * Returns the code of what failed, VA_OK when nothing did, and always a report (one line,
 * no newline) unless VA_NOMEM with an empty one. VA_USAGE: the event was no good.
 */
enum va_code fn_handle(struct fn_server *s, const struct fn_input *input,
                       struct buf *report);

/*
 * Serve until asked to stop, or the runtime API ends. VA_OK, VA_NETWORK, VA_CONFIG,
 * VA_NOMEM.
 */
enum va_code fn_serve_lambda(struct fn_server *s, struct va_err *err);

/* Tell the runtime API that there will be no events, because of a fault at the start. */
void fn_lambda_init_error(struct fn_server *s, const struct va_err *fault);

/* Serve HTTP on the port in PORT, else 8080. VA_OK, VA_CONFIG, VA_IO, VA_NOMEM. */
enum va_code fn_serve_http(struct fn_server *s, struct va_err *err);

/* Take the one event on standard input ("{}" when it is empty), write its report and a
 * newline to standard output. VA_DATA when the work failed, VA_IO, VA_NOMEM. */
enum va_code fn_serve_stdin(struct fn_server *s, struct va_err *err);

#endif
