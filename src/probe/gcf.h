/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Google Cloud Functions as a backend: what its parts share. Private to src/probe/gcf*.c.
 *
 *   gcf.c          the table: open, describe, prepare, apply
 *   gcf_place      which function, from URL, settings, environment
 *   gcf_api        calls of the admin and the logging API
 *   gcf_config     a function's configuration
 *   gcf_deploy     changing it, journalled, and putting it back
 *   gcf_invoke     one invocation: over HTTP, or by gcf_gcloud
 *   gcf_verdict    did it run? gcf_log, gcf_logs: how long, by Cloud Logging;
 *   gcf_report     by the function itself
 */
#ifndef VA_PROBE_GCF_H
#define VA_PROBE_GCF_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/google.h"
#include "net/http.h"
#include "probe/backend.h"
#include "probe/gcf_log.h"
#include "probe/gcf_place.h"

enum { GCF_LABELS_MAX = 4096, GCF_BASE_MAX = 512 };

/* A function as it is deployed. */
struct gcf_config {
    char url[PROBE_TEXT_MAX];
    char memory[16];  /* as the API writes it: "256", "256M" */
    char cpu[16];     /* 2nd gen: "0.333"; "" by default of the size */
    char version[64]; /* another one after every change, whoever makes it */
    char revision[TEXT_NAME_MAX + 1]; /* what a new instance is made of */
    char runtime[64];
    char mark[64];               /* our label: who deployed it; "" not we */
    char labels[GCF_LABELS_MAX]; /* the other labels, as JSON; "": too many */
    int32_t memory_mb;
    int64_t timeout_ms; /* 0: not said */
    bool is_busy;       /* being deployed */
    bool keeps_warm;    /* a least number of instances is set */
};

struct gcf {
    const struct probe_host *host;
    struct http *http;
    struct google *google;
    struct gcf_place place;
    char admin[GCF_BASE_MAX], logging[GCF_BASE_MAX]; /* of URLs, with the last '/' */

    bool way_chosen;
    bool via_gcloud;   /* the gcloud program makes the calls */
    bool is_anonymous; /* no identity token is to be had */

    /* What is ready to be invoked. */
    int32_t ready_mb;
    char ready_url[PROBE_TEXT_MAX];
    bool is_fresh; /* a new revision, not invoked yet */

    /* What this run deployed. */
    int64_t change; /* in the journal; 0: nothing yet */
    int32_t n_deploys;
    struct gcf_config original, deployed;

    int32_t n_shots;
    int32_t n_refused; /* in a row */
    bool logs_off;     /* not to be had */
    int32_t n_missed;  /* invocations in a row that no log told of */
};

/* --- gcf_api.c --- */

enum gcf_api { GCF_ADMIN, GCF_LOGGING };

struct gcf_call {
    enum gcf_api api;
    const char *method;
    const char *path; /* from the version on: "v1/projects/..." */
    const char *body; /* JSON; NULL: none */
    bool may_repeat;  /* asking twice is harmless */
    int32_t status;   /* out: of HTTP; 0 without a reply */
};

/* Where the APIs are: settings.endpoint_url, the environment's override, Google's own. */
enum va_code gcf_api_init(struct gcf *g, struct va_err *err);

/*
 * Call, and parse the reply (for cJSON_Delete). Waits and repeats when that is safe.
 * VA_CONFIG without an access token and for 400, 401, 403 and 404 with what Google said;
 * VA_NETWORK for everything else.
 */
enum va_code gcf_api_call(struct gcf *g, struct gcf_call *call, cJSON **out,
                          struct va_err *err);

/* --- gcf_config.c --- */

/* Read a function as the API (v1, or v2 for the 2nd gen) has it; VA_NETWORK when it is
 * none, VA_DATA when it is of the other generation. */
enum va_code gcf_config_read(const cJSON *function, bool second, struct gcf_config *out,
                             struct va_err *err);

/* Ask for it, by its resource name. *is_missing tells a 404 from other failures. */
enum va_code gcf_config_get(struct gcf *g, const char *resource, struct gcf_config *out,
                            bool *is_missing, struct va_err *err);

/* Set memory, CPU and mark of a function whose other labels are in `now`, wait until it
 * is deployed, and read it again. VA_DATA when Google does not deploy that. */
struct gcf_wanted {
    char memory[16], cpu[16], mark[64];
};
enum va_code gcf_config_set(struct gcf *g, const char *resource,
                            const struct gcf_wanted *wanted, struct gcf_config *now,
                            struct va_err *err);

/* How the API writes a size, with the CPU that the platform gives it. VA_DATA for a size
 * that is not sold. */
enum va_code gcf_config_want(struct gcf *g, int32_t memory_mb, struct gcf_wanted *out,
                             struct va_err *err);

/* The tariff of the platform; only its sizes and limits are looked at. */
enum va_code gcf_tariff(struct gcf *g, struct tariff *out, struct va_err *err);

/* --- gcf_deploy.c --- */

/* Deploy a size, journalled; a new revision even when the size is the same. */
enum va_code gcf_deploy(struct gcf *g, int32_t memory_mb, struct va_err *err);
/* See backend.h. */
enum va_code gcf_undo(void *self, const struct ledger_change *change, struct va_err *err);
/* See backend.h. */
enum va_code gcf_apply(void *self, int32_t memory_mb, struct va_err *err);

/* --- gcf_invoke.c --- */

/* See backend.h. */
enum va_code gcf_prepare(void *self, int32_t memory_mb, struct va_err *err);
/* See backend.h. */
enum va_code gcf_invoke(void *self, const struct probe_shot *shot,
                        struct probe_outcome *out, struct va_err *err);

/* Cold starts on purpose take --redeploy: VA_USAGE without it. */
enum va_code gcf_check_cold(const struct gcf *g, struct va_err *err);

/* Once: without a URL and without an identity token there is still the gcloud program,
 * which has the platform's own call for trying out a function (1st gen). */
enum va_code gcf_choose_way(struct gcf *g, struct va_err *err);

/* The identity token for a URL; *out is NULL when there is none, and `is_anonymous` is
 * set and said. A code when it cannot be told now. */
enum va_code gcf_identity(struct gcf *g, const char *url, const char **out,
                          struct va_err *err);

/* --- gcf_logs.c --- */

/* Wait for what Cloud Logging says of an invocation; log->found is false when it said
 * nothing in time, or could not be asked: a result that has arrived counts all the same.
 */
void gcf_logs_find(struct gcf *g, const struct gcf_log_key *key, struct gcf_log *log);

/* Put into an outcome what the log adds, or knows better. */
void gcf_log_add(const struct gcf_log *log, bool second, struct probe_outcome *out);

/* --- gcf_gcloud.c --- */

/* Is the program there? */
bool gcf_gcloud_is_there(const struct gcf *g);

/* What `gcloud functions describe` prints: the function as the API has it. */
enum va_code gcf_gcloud_describe(struct gcf *g, const char *resource, cJSON **out,
                                 bool *is_missing, struct va_err *err);

/* One invocation by `gcloud functions call`: fate, text, request id, and the function's
 * own report. */
enum va_code gcf_gcloud_invoke(struct gcf *g, const struct probe_shot *shot,
                               struct probe_outcome *out, struct va_err *err);

/* What Cloud Logging has of an execution, by `gcloud functions logs read`. */
enum va_code gcf_gcloud_logs(struct gcf *g, const char *execution_id, struct gcf_log *log,
                             struct va_err *err);

/* --- shared --- */

/* A line of progress. */
void gcf_say(struct gcf *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Hand an error on, with its hint. */
enum va_code gcf_pass(const struct va_err *why, struct va_err *err);

/* Is it an id that may stand in a filter or an argument: letters, digits, '-', '_'? */
bool gcf_is_id(const char *text);

#endif
