/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AWS Lambda as a backend. Private to src/probe/lambda*.c.
 *
 * How sizes are made, so that callers of $LATEST see a change for as short as possible:
 *
 *   journal the version to come and the configuration as it is
 *   update memory and description of $LATEST  -> wait -> publish a version
 *   put memory and description back           -> wait -> journal: undone
 *   wait until the version is active, invoke it by its number, in the end delete it
 *
 * The version is journalled before the configuration, so that undoing, newest first, puts
 * the configuration back first: its new revision then voids a request to publish that is
 * still on its way. Every change names the revision it was made for.
 * Source: docs.aws.amazon.com/lambda/latest/api.
 */
#ifndef VA_PROBE_LAMBDA_H
#define VA_PROBE_LAMBDA_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/aws.h"
#include "net/http.h"
#include "probe/backend.h"
#include "probe/lambda_name.h"

enum {
    LAMBDA_DESCRIPTION_MAX = 1024, /* bytes: 256 characters */
    LAMBDA_TEXT_MAX = 256,
    LAMBDA_GROUP_MAX = 513
};

/* What the control plane says of $LATEST or of a version. */
struct lambda_config {
    int32_t memory_mb;
    int64_t timeout_ms;
    char arn[LAMBDA_ARN_MAX]; /* with the qualifier that was asked for */
    char version[32];         /* "$LATEST" or a number */
    char description[LAMBDA_DESCRIPTION_MAX + 1];
    char revision[LAMBDA_TEXT_MAX];
    char sha256[LAMBDA_TEXT_MAX]; /* of the code */
    char runtime[64];
    char architecture[16];
    char state[16];         /* "Active", "Pending", ... */
    char update_status[16]; /* "Successful", "InProgress", "Failed" */
    char reason[LAMBDA_TEXT_MAX];
    char log_group[LAMBDA_GROUP_MAX];
    bool image, snapstart, provisioned_instances;
};

/* Where sizes come from. */
enum lambda_mode {
    LAMBDA_PUBLISH,  /* versions that the run publishes */
    LAMBDA_VERSIONS, /* versions that are there: nothing is changed */
    LAMBDA_MANY      /* one function a size: "{memory}" in the name */
};

/* What the journal keeps of a change to the configuration, and of a version. */
struct lambda_change {
    int32_t memory_mb, set_memory_mb;
    char description[LAMBDA_DESCRIPTION_MAX + 1];
    char set_description[LAMBDA_DESCRIPTION_MAX + 1];
    char version[32]; /* "": not known */
};

/* A size that can be invoked. */
struct lambda_place {
    int32_t memory_mb;
    struct lambda_name name; /* with the qualifier to invoke */
    bool gone;               /* its version was deleted: it is to be prepared again */
    bool used;               /* invoked before */
    int64_t change;          /* journal entry of a version that the run made; 0: none */
    char target[LAMBDA_ARN_MAX]; /* its function's ARN */
    struct lambda_change made;
};

struct lambda {
    const struct probe_host *host;
    struct http *http;
    struct aws *aws;
    enum lambda_mode mode;
    struct lambda_name name; /* the function, without "{memory}" replaced */
    char region[TEXT_NAME_MAX + 1];
    char log_group[LAMBDA_GROUP_MAX];
    struct lambda_place places[PROBE_SIZES_MAX];
    int32_t n_places;
    int64_t n_made;      /* versions, for descriptions that differ */
    int32_t n_refused;   /* in a row, by throttling */
    int32_t n_logs_lost; /* in a row: not asked any more after some */
    bool heeds_abandon;  /* a request may be given up when the user wants out */
};

/* --- lambda_api.c: requests to the control plane --- */

enum lambda_answer {
    LAMBDA_DONE,     /* 2xx */
    LAMBDA_ABSENT,   /* 404 */
    LAMBDA_NO_API,   /* 404 without a word of AWS: an endpoint that only invokes */
    LAMBDA_MISMATCH, /* 412: another revision */
    LAMBDA_CONFLICT, /* 409, for as long as it was worth asking again */
    LAMBDA_LOST      /* no reply to a change: it may have been made */
};

struct lambda_call {
    const char *method;
    const char *function; /* as requests name it */
    const char *tail;     /* "configuration", "versions", ...; "": the function itself */
    const char *qualifier;
    const char *marker;
    const char *body; /* JSON; NULL: none */
};

/*
 * Ask, and ask again while that is of use: after throttling, conflicts and failures, a
 * change only when it surely was not made. *out (NULL: not wanted) is the reply's JSON,
 * for cJSON_Delete, NULL without any.
 *
 * Returns VA_OK with an answer; VA_CONFIG for 401 and 403 and without credentials;
 * VA_DATA for 400 (a size that cannot be had); VA_NETWORK.
 */
enum va_code lambda_ask(struct lambda *l, const struct lambda_call *call,
                        enum lambda_answer *answer, cJSON **out, struct va_err *err);

/* What a name stands for: $LATEST (qualifier "" or "$LATEST"), a version or an alias. */
enum va_code lambda_get(struct lambda *l, const struct lambda_name *name,
                        enum lambda_answer *answer, struct lambda_config *out,
                        struct va_err *err);

/* The same, once no update of $LATEST is in progress. VA_NETWORK when that takes longer
 * than minutes or the function is gone. */
enum va_code lambda_settled(struct lambda *l, const struct lambda_name *name,
                            struct lambda_config *out, struct va_err *err);

/* Memory and description for $LATEST, if its revision still is that one. */
struct lambda_wanted {
    int32_t memory_mb;
    const char *description; /* NULL: as it is */
    const char *revision;
};
enum va_code lambda_set(struct lambda *l, const char *function,
                        const struct lambda_wanted *wanted, enum lambda_answer *answer,
                        struct va_err *err);

/* All versions, $LATEST first; visit's first failure ends it. */
enum va_code lambda_list(struct lambda *l, const char *function,
                         enum va_code (*visit)(void *ctx, const struct lambda_config *c),
                         void *ctx, struct va_err *err);

/* --- lambda_config.c --- */

/* Check and copy a configuration. VA_NETWORK with what is wrong. */
enum va_code lambda_config_read(const cJSON *json, struct lambda_config *out,
                                struct va_err *err);

/* --- lambda_prepare.c, lambda_change.c, lambda_journal.c --- */

/* Kinds of changes in the journal. */
#define LAMBDA_CONFIG "config"
#define LAMBDA_VERSION "version"

/* How descriptions begin that a run sets. */
#define LAMBDA_MARK "vadvise probe "

/* The place of a size; NULL: not prepared. */
struct lambda_place *lambda_place_of(struct lambda *l, int32_t memory_mb);
/* A place for it, new or as it is; VA_USAGE past PROBE_SIZES_MAX. */
enum va_code lambda_place_add(struct lambda *l, int32_t memory_mb,
                              struct lambda_place **out, struct va_err *err);
void lambda_place_drop(struct lambda *l, int32_t memory_mb);

/* As JSON; VA_OVERFLOW when it would not fit. */
enum va_code lambda_change_write(const struct lambda_change *c, struct buf *out,
                                 struct va_err *err);
enum va_code lambda_change_read(const char *text, struct lambda_change *out,
                                struct va_err *err);

/* Set what a change says, from what *now is, which is read again: on VA_OK it is as set.
 * VA_DATA when the size cannot be had, VA_NETWORK when somebody else changes it. */
enum va_code lambda_change_latest(struct lambda *l, const struct lambda_name *name,
                                  const struct lambda_change *c,
                                  struct lambda_config *now, struct va_err *err);

/* The number of a version by its description; "" when there is none. */
enum va_code lambda_find_version(struct lambda *l, const struct lambda_name *name,
                                 const char *description, char out[32],
                                 struct va_err *err);

/* Make a version of a size; one that the run made before is deleted first, so that the
 * next invocation starts cold. */
enum va_code lambda_renew(struct lambda *l, int32_t memory_mb, struct va_err *err);

/* Of the backend's table: see probe/backend.h. */
enum va_code lambda_prepare(void *self, int32_t memory_mb, struct va_err *err);
/* The same. */
enum va_code lambda_undo(void *self, const struct ledger_change *change,
                         struct va_err *err);
/* The same. */
enum va_code lambda_apply(void *self, int32_t memory_mb, struct va_err *err);

/* --- lambda_describe.c --- */

/* Of the backend's table. */
enum va_code lambda_describe(void *self, struct probe_facts *out, struct va_err *err);
/* Fill the places from versions that are there. */
enum va_code lambda_find_versions(struct lambda *l, struct va_err *err);

/* --- lambda_invoke.c, lambda_answer.c, lambda_logs.c --- */

/* Of the backend's table. */
enum va_code lambda_invoke(void *self, const struct probe_shot *shot,
                           struct probe_outcome *out, struct va_err *err);

/* Fill an outcome from the tail of a log ("base64") that ends with the report of this
 * request ("": whichever it is). False when it holds none. */
bool lambda_tail_read(const char *base64, const char *request_id,
                      struct probe_outcome *out);
/* The same from text: lines, or objects of the JSON log format. */
bool lambda_log_read(const char *text, size_t len, const char *request_id,
                     struct probe_outcome *out);

/* Look for the report in CloudWatch Logs for some seconds. False when it is not there. */
bool lambda_logs_find(struct lambda *l, int64_t sent_at_ms, struct probe_outcome *out);

/* What a reply that is no success means: fate, text, when to try again. */
void lambda_refusal_read(struct lambda *l, const struct http_reply *reply,
                         struct probe_outcome *out);

#endif
