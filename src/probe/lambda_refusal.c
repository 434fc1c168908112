/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies that are no success: did the function run, and is it worth trying again? */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "probe/gcf_json.h"
#include "probe/lambda.h"

enum {
    THROTTLED_MS = 500, /* doubles with each one in a row */
    THROTTLED_MAX_MS = 30000,
    NOT_READY_MS = 1000,
    NEVER = -1
};

/* Failures that come before the function's code is started, so that nothing is billed.
 * Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, "Errors". */
struct setback {
    const char *type;
    int32_t again_ms; /* NEVER: it stays so until somebody repairs it */
};

/* clang-format off */
static const struct setback setbacks[] = {
    { "ResourceConflictException",              NOT_READY_MS },
    { "SnapStartNotReadyException",             5 * NOT_READY_MS },
    { "ResourceNotReadyException",              5 * NOT_READY_MS },
    { "EC2ThrottledException",                  5 * NOT_READY_MS },
    { "ENINotReadyException",                   5 * NOT_READY_MS },
    { "ENILimitReachedException",               NEVER },
    { "EC2AccessDeniedException",               NEVER },
    { "InvalidSecurityGroupIDException",        NEVER },
    { "InvalidSubnetIDException",               NEVER },
    { "InvalidZipFileException",                NEVER },
    { "KMSAccessDeniedException",               NEVER },
    { "KMSDisabledException",                   NEVER },
    { "KMSInvalidStateException",               NEVER },
    { "KMSNotFoundException",                   NEVER },
    { "SubnetIPAddressLimitReachedException",   NEVER },
    { "RecursiveInvocationException",           NEVER },
};
/* clang-format on */

static const struct setback *
setback_of(const char *type)
{
    for (size_t i = 0; i < sizeof setbacks / sizeof setbacks[0]; i++) {
        if (!strcmp(type, setbacks[i].type))
            return &setbacks[i];
    }
    return NULL;
}

/* What the service asks for, else longer each time. */
static int64_t
throttle_ms(struct lambda *l, const struct http_reply *reply)
{
    char after[32];
    double seconds = 0;
    int64_t ms = THROTTLED_MS;

    l->n_refused++;
    if (http_reply_header(reply, "retry-after", after, sizeof after) &&
        !text_parse_double(after, strlen(after), &seconds) && seconds >= 0 &&
        seconds <= 900)
        return (int64_t)(seconds * 1000) + 1;
    for (int32_t i = 1; i < l->n_refused && ms < THROTTLED_MAX_MS; i++)
        ms *= 2;
    return ms > THROTTLED_MAX_MS ? THROTTLED_MAX_MS : ms;
}

static void
describe(const struct http_reply *reply, const struct aws_error *error,
         struct probe_outcome *out)
{
    cJSON *body = gcf_json_read(reply->body.data, reply->body.len);
    char reason[64];

    gcf_json_copy(body, "Reason", reason, sizeof reason);
    cJSON_Delete(body);
    snprintf(out->text, sizeof out->text, "%d%s%.80s%s%.60s%s%.100s", (int)reply->status,
             *error->type ? " " : "", error->type, *reason ? " " : "", reason,
             *error->message ? ": " : "", error->message);
}

void
lambda_refusal_read(struct lambda *l, const struct http_reply *reply,
                    struct probe_outcome *out)
{
    struct aws_error error = { .type = "" };
    const struct setback *setback = NULL;

    aws_error_read(reply, &error);
    setback = setback_of(error.type);
    describe(reply, &error, out);
    out->fate = LEDGER_REFUSED;
    out->retry_after_ms = NEVER;
    if (reply->status == 429)
        out->retry_after_ms = throttle_ms(l, reply);
    else if (setback)
        out->retry_after_ms = setback->again_ms;
    else if (reply->status == 409)
        out->retry_after_ms = NOT_READY_MS;
    else if (reply->status < 300 || reply->status >= 500)
        out->fate = LEDGER_UNKNOWN;
}
