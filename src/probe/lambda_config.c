/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration of a function, as the control plane tells it: checked and copied. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "probe/gcf_json.h"
#include "probe/lambda.h"

enum { TIMEOUT_S_MAX = 900 };

/* A whole number in a range. */
static bool
read_int(const cJSON *json, const char *name, int32_t max, int32_t *out)
{
    double value = 0;

    if (!gcf_json_number(json, name, &value) || value < 1 || value > max ||
        value - floor(value) > 0)
        return false;
    *out = (int32_t)value;
    return true;
}

/* A text that must come back to the byte: it is put back later. */
static bool
read_exactly(const cJSON *json, const char *name, char *out, size_t size)
{
    const char *text = gcf_json_string(json, name);
    const size_t len = strlen(text);

    if (len >= size || (len && !text_is_utf8(text, len)))
        return false;
    memcpy(out, text, len + 1);
    return true;
}

static enum va_code
bad(const char *what, struct va_err *err)
{
    return va_fail(err, VA_NETWORK, "AWS: a function's configuration without a usable %s",
                   what);
}

static void
read_details(const cJSON *json, struct lambda_config *c)
{
    const cJSON *list = gcf_json_at(json, "Architectures");
    const cJSON *first = cJSON_IsArray(list) ? list->child : NULL;

    snprintf(c->architecture, sizeof c->architecture, "%s",
             first && cJSON_IsString(first) && !strcmp(first->valuestring, "arm64")
                 ? "arm64"
                 : "x86_64");
    gcf_json_copy(json, "Runtime", c->runtime, sizeof c->runtime);
    gcf_json_copy(json, "State", c->state, sizeof c->state);
    gcf_json_copy(json, "LastUpdateStatus", c->update_status, sizeof c->update_status);
    gcf_json_copy(json, "CodeSha256", c->sha256, sizeof c->sha256);
    if (!gcf_json_copy(json, "LastUpdateStatusReason", c->reason, sizeof c->reason))
        gcf_json_copy(json, "StateReason", c->reason, sizeof c->reason);
    c->image = !strcmp(gcf_json_string(json, "PackageType"), "Image");
    c->snapstart =
        !strcmp(gcf_json_string(json, "SnapStart.ApplyOn"), "PublishedVersions");
    c->provisioned_instances =
        cJSON_IsObject(gcf_json_at(json, "CapacityProviderConfig"));
}

enum va_code
lambda_config_read(const cJSON *json, struct lambda_config *out, struct va_err *err)
{
    struct lambda_config c = { .memory_mb = 0 };
    int32_t timeout_s = 0;

    if (!cJSON_IsObject(json))
        return va_fail(err, VA_NETWORK, "AWS: a reply that is no configuration");
    if (!read_int(json, "MemorySize", SAMPLE_MEMORY_MB_MAX, &c.memory_mb))
        return bad("MemorySize", err);
    if (!read_int(json, "Timeout", TIMEOUT_S_MAX, &timeout_s))
        return bad("Timeout", err);
    if (!read_exactly(json, "FunctionArn", c.arn, sizeof c.arn) || !*c.arn)
        return bad("FunctionArn", err);
    if (!read_exactly(json, "Version", c.version, sizeof c.version) || !*c.version)
        return bad("Version", err);
    if (!read_exactly(json, "RevisionId", c.revision, sizeof c.revision))
        return bad("RevisionId", err);
    if (!read_exactly(json, "Description", c.description, sizeof c.description))
        return bad("Description", err);
    if (!read_exactly(json, "LoggingConfig.LogGroup", c.log_group, sizeof c.log_group))
        return bad("LogGroup", err);
    c.timeout_ms = INT64_C(1000) * timeout_s;
    read_details(json, &c);
    *out = c;
    return VA_OK;
}
