/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the log fetcher share. */
#ifndef VA_PROBE_LOGS_STATE_H
#define VA_PROBE_LOGS_STATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "net/aws.h"
#include "probe/lambda_name.h"
#include "probe/logs.h"

enum { LOGS_GROUP_MAX = 513, LOGS_PLATFORM_MAX = 32 };

struct logs {
    const struct logs_request *request;
    const struct logs_world *world;
    struct http *http;
    struct aws *aws;
    struct lambda_name name;
    const char *region;
    char group[LOGS_GROUP_MAX];
    char platform[LOGS_PLATFORM_MAX]; /* "" when Lambda does not say */
    int64_t now_mb;                   /* 0: the same */
    bool last_words;                  /* one more call although stopped */
};

/* A call of the logs API. */
struct logs_ask {
    const char *operation; /* "FilterLogEvents" */
    struct json_doc *body; /* freed by the call, in every case */
    bool costs;            /* money: when it may be done twice, that is said */
    int tries;             /* 0: as many as it takes, within reason */
};

/*
 * Call, and call again while the service is busy or the network fails, with longer and
 * longer pauses. *out is the reply, an object that the caller frees.
 */
enum va_code logs_call(struct logs *l, const struct logs_ask *ask, cJSON **out,
                       struct va_err *err);

/* Has the user asked to stop? */
bool logs_is_stopped(const struct logs *l);

/* Wait; ends early when stopped. */
void logs_wait(const struct logs *l, int64_t ms);

/* Put text into the output. VA_IO when nobody reads it. Clears the buffer. */
enum va_code logs_write(const struct logs *l, struct buf *text, struct va_err *err);

/* The two ways. */
enum va_code logs_by_filter(struct logs *l, struct va_err *err);
enum va_code logs_by_insights(struct logs *l, struct va_err *err);

/* A string of an object, "" when it has none of that name. Borrowed. */
const char *logs_text(const cJSON *object, const char *name);

#endif
