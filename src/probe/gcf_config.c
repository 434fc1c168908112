/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A function's configuration. Sources: cloud.google.com/functions/docs/reference/rest,
 * v1 projects.locations.functions and v2 ServiceConfig.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "probe/gcf.h"
#include "probe/gcf_json.h"

#define LABEL "vadvise-probe" /* marks what a run deployed */

enum {
    WAIT_FIRST_MS = 1000,
    WAIT_MAX_MS = 8000,
    WAITS_MAX = 200, /* about 26 minutes: a build is given 20 */
    PATH_MAX_BYTES = PROBE_TEXT_MAX + 160,
    BODY_MAX = 2 * GCF_LABELS_MAX + 2 * PROBE_TEXT_MAX
};

/* --- reading --- */

/* "256", "256M", "256Mi", "1G", "1Gi", "536870912": all are sizes by 1024, whatever the
 * letter says; 0 when it is none. */
static int32_t
read_memory(const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    const char *unit = text + digits;
    int64_t value = 0;

    if (text_parse_int(text, digits, 1, INT64_C(1) << 50, &value))
        return 0;
    if (!strcmp(unit, "G") || !strcmp(unit, "Gi"))
        value *= 1024;
    else if (!strcmp(unit, "k") || !strcmp(unit, "Ki"))
        value /= 1024;
    else if (!*unit)
        value /= 1024 * 1024;
    else if (strcmp(unit, "M") != 0 && strcmp(unit, "Mi") != 0)
        return 0;
    return value > 0 && value <= SAMPLE_MEMORY_MB_MAX ? (int32_t)value : 0;
}

/* "60s", "540.5s" */
static int64_t
read_seconds(const char *text)
{
    const size_t len = strlen(text);
    int64_t ms = 0;

    if (len < 2 || text[len - 1] != 's' || text_parse_fixed(text, len - 1, 3, &ms) ||
        ms < 0)
        return 0;
    return ms;
}

static void
read_labels(const cJSON *function, struct gcf_config *out)
{
    const cJSON *given = gcf_json_at(function, "labels");
    cJSON *labels = cJSON_Duplicate(given, true);

    gcf_json_copy(labels, LABEL, out->mark, sizeof out->mark);
    cJSON_DeleteItemFromObjectCaseSensitive(labels, LABEL);
    if (!given)
        snprintf(out->labels, sizeof out->labels, "{}");
    else if (!cJSON_IsObject(labels) ||
             !cJSON_PrintPreallocated(labels, out->labels, sizeof out->labels, false))
        *out->labels = '\0';
    cJSON_Delete(labels);
}

static void
read_first(const cJSON *f, struct gcf_config *out)
{
    double number = 0;

    gcf_json_copy(f, "httpsTrigger.url", out->url, sizeof out->url);
    gcf_json_copy(f, "runtime", out->runtime, sizeof out->runtime);
    if (!gcf_json_copy(f, "versionId", out->version, sizeof out->version) &&
        gcf_json_number(f, "versionId", &number))
        snprintf(out->version, sizeof out->version, "%.0f", number);
    memcpy(out->revision, out->version, sizeof out->version);
    if (gcf_json_number(f, "availableMemoryMb", &number) && number >= 1 &&
        number <= SAMPLE_MEMORY_MB_MAX)
        out->memory_mb = (int32_t)number;
    snprintf(out->memory, sizeof out->memory, "%d", (int)out->memory_mb);
    out->timeout_ms = read_seconds(gcf_json_string(f, "timeout"));
    out->is_busy = !strcmp(gcf_json_string(f, "status"), "DEPLOY_IN_PROGRESS");
    out->keeps_warm = gcf_json_number(f, "minInstances", &number) && number > 0;
}

static void
read_second(const cJSON *f, struct gcf_config *out)
{
    const cJSON *service = gcf_json_at(f, "serviceConfig");
    double number = 0;

    gcf_json_copy(service, "uri", out->url, sizeof out->url);
    gcf_json_copy(f, "buildConfig.runtime", out->runtime, sizeof out->runtime);
    gcf_json_copy(f, "updateTime", out->version, sizeof out->version);
    gcf_json_copy(service, "revision", out->revision, sizeof out->revision);
    gcf_json_copy(service, "availableMemory", out->memory, sizeof out->memory);
    gcf_json_copy(service, "availableCpu", out->cpu, sizeof out->cpu);
    out->memory_mb = read_memory(out->memory);
    if (gcf_json_number(service, "timeoutSeconds", &number) && number > 0 &&
        number <= 86400)
        out->timeout_ms = (int64_t)(number * 1000);
    out->is_busy = !strcmp(gcf_json_string(f, "state"), "DEPLOYING");
    out->keeps_warm = gcf_json_number(service, "minInstanceCount", &number) && number > 0;
}

enum va_code
gcf_config_read(const cJSON *function, bool second, struct gcf_config *out,
                struct va_err *err)
{
    struct gcf_config c = { .url = "" };

    if (second && !strcmp(gcf_json_string(function, "environment"), "GEN_1"))
        return va_fail(err, VA_DATA,
                       "it is a function of the 1st gen, so the platform "
                       "is gcf-gen1");
    if (second)
        read_second(function, &c);
    else
        read_first(function, &c);
    read_labels(function, &c);
    if (!c.memory_mb)
        return va_fail(err, VA_NETWORK,
                       "Google does not say how much memory the function has");
    *out = c;
    return VA_OK;
}

enum va_code
gcf_config_get(struct gcf *g, const char *resource, struct gcf_config *out,
               bool *is_missing, struct va_err *err)
{
    char path[PATH_MAX_BYTES];
    struct gcf_call call = {
        .api = GCF_ADMIN, .method = "GET", .path = path, .may_repeat = true
    };
    cJSON *function = NULL;
    enum va_code code = VA_OK;

    snprintf(path, sizeof path, "%s/%s", g->place.second ? "v2" : "v1", resource);
    *is_missing = false;
    if (g->via_gcloud)
        code = gcf_gcloud_describe(g, resource, &function, is_missing, err);
    else
        code = gcf_api_call(g, &call, &function, err);
    *is_missing = *is_missing || call.status == 404;
    if (!code)
        code = gcf_config_read(function, g->place.second, out, err);
    cJSON_Delete(function);
    return code;
}

/* --- the sizes sold --- */

enum va_code
gcf_tariff(struct gcf *g, struct tariff *out, struct va_err *err)
{
    const struct probe_settings *s = g->host->settings;
    const struct va_clock *clock = &g->host->clock;
    const struct price_query query = {
        .name = g->place.second ? "gcf-gen2" : "gcf-gen1",
        .table = *s->pricing ? s->pricing : NULL,
        .on_days =
            s->as_of_days > 0 ? s->as_of_days : date_of_ms(clock->now_ms(clock->ctx)),
    };

    return prices_platform(g->host->prices, &query, out, err);
}

enum va_code
gcf_config_want(struct gcf *g, int32_t memory_mb, struct gcf_wanted *out,
                struct va_err *err)
{
    struct tariff tariff;
    enum va_code code = gcf_tariff(g, &tariff, err);
    int32_t milli_vcpu = 0;

    if (code)
        return code;
    if (!tariff_sells(&tariff, memory_mb))
        return va_fail(err, VA_DATA, "%d MB is no size of %s", (int)memory_mb,
                       tariff.platform);
    *out = (struct gcf_wanted){ .memory = "" };
    snprintf(out->memory, sizeof out->memory, g->place.second ? "%dMi" : "%d",
             (int)memory_mb);
    milli_vcpu = tariff_milli_vcpu(&tariff, memory_mb);
    if (g->place.second && milli_vcpu % 1000)
        snprintf(out->cpu, sizeof out->cpu, "%.3f", milli_vcpu / 1000.0);
    else if (g->place.second && milli_vcpu)
        snprintf(out->cpu, sizeof out->cpu, "%d", (int)(milli_vcpu / 1000));
    return VA_OK;
}

/* --- setting --- */

/* The other labels, and our mark. */
static enum va_code
add_labels(struct json_doc *doc, const struct gcf_wanted *wanted, const cJSON *others)
{
    struct json *labels = json_add_object(doc, json_root(doc), "labels");

    for (const cJSON *l = others ? others->child : NULL; l; l = l->next) {
        if (cJSON_IsString(l))
            json_add_string(doc, labels, l->string, l->valuestring);
    }
    if (*wanted->mark)
        json_add_string(doc, labels, LABEL, wanted->mark);
    return others ? VA_OK : VA_NOMEM;
}

/* The body of a change; what its mask names and it does not is taken away, so it is whole
 * or an error. */
static enum va_code
change_body(const struct gcf *g, const char *resource, const struct gcf_wanted *wanted,
            const char *other_labels, struct buf *out)
{
    struct json_doc *doc = json_alloc();
    cJSON *others = gcf_json_read(other_labels, strlen(other_labels));
    struct json *in = json_root(doc);
    int64_t mb = 0;
    enum va_code code = add_labels(doc, wanted, others);

    json_add_string(doc, json_root(doc), "name", resource);
    if (g->place.second) {
        in = json_add_object(doc, in, "serviceConfig");
        json_add_string(doc, in, "availableMemory", wanted->memory);
        if (*wanted->cpu)
            json_add_string(doc, in, "availableCpu", wanted->cpu);
    } else if (!code) {
        code = text_parse_int(wanted->memory, strlen(wanted->memory), 1,
                              SAMPLE_MEMORY_MB_MAX, &mb);
        json_add_int(doc, in, "availableMemoryMb", mb);
    }
    if (!code)
        code = doc ? json_status(doc) : VA_NOMEM;
    if (!code)
        json_write(json_root(doc), false, out);
    cJSON_Delete(others);
    json_free(doc);
    return code ? code : out->code;
}

/* An operation's name goes into a URL: nothing else may be in it. */
static bool
is_operation(const char *name)
{
    return (!strncmp(name, "operations/", 11) || !strncmp(name, "projects/", 9)) &&
           strlen(name) < PROBE_TEXT_MAX && !strstr(name, "..") &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789-_./:") == strlen(name);
}

static enum va_code
operation_failed(const cJSON *operation, struct va_err *err)
{
    char message[200];

    if (!gcf_json_at(operation, "error"))
        return VA_OK;
    gcf_json_copy(operation, "error.message", message, sizeof message);
    return va_fail(err, VA_DATA, "Google could not deploy it: %s",
                   *message ? message : "no reason given");
}

/* Wait until it is done. Takes the operation over. */
static enum va_code
finish_operation(struct gcf *g, cJSON *operation, struct va_err *err)
{
    const struct probe_host *h = g->host;
    char path[PATH_MAX_BYTES];
    char name[PROBE_TEXT_MAX];
    int64_t wait_ms = WAIT_FIRST_MS;
    enum va_code code = VA_OK;

    gcf_json_copy(operation, "name", name, sizeof name);
    snprintf(path, sizeof path, "%s/%s", g->place.second ? "v2" : "v1", name);
    for (int i = 0; !code && !cJSON_IsTrue(gcf_json_at(operation, "done")); i++) {
        struct gcf_call call = {
            .api = GCF_ADMIN, .method = "GET", .path = path, .may_repeat = true
        };

        cJSON_Delete(operation);
        operation = NULL;
        if (!is_operation(name))
            return va_fail(err, VA_NETWORK, "Google's reply names no operation");
        if (i == WAITS_MAX)
            return va_fail(err, VA_NETWORK, "%s: not deployed in time", name);
        code = h->wait(h->ctx, wait_ms, true, err);
        if (!code)
            code = gcf_api_call(g, &call, &operation, err);
        wait_ms = wait_ms * 2 < WAIT_MAX_MS ? wait_ms * 2 : WAIT_MAX_MS;
    }
    if (!code)
        code = operation_failed(operation, err);
    cJSON_Delete(operation);
    return code;
}

/* The first reply to a change: an operation, for cJSON_Delete. */
static enum va_code
send_change(struct gcf *g, const char *resource, const struct buf *body, cJSON **out,
            struct va_err *err)
{
    char path[PATH_MAX_BYTES];
    struct gcf_call call = {
        .api = GCF_ADMIN, .method = "PATCH", .path = path, .body = buf_get(body)
    };
    struct va_err why = { .text = "" };
    enum va_code code = VA_OK;

    snprintf(path, sizeof path, "%s/%s?updateMask=%s", g->place.second ? "v2" : "v1",
             resource,
             g->place.second ? "serviceConfig.availableMemory%2C"
                               "serviceConfig.availableCpu%2Clabels"
                             : "availableMemoryMb%2Clabels");
    code = gcf_api_call(g, &call, out, &why);
    if (call.status == 400) /* a size that it cannot have */
        return va_fail(err, VA_DATA, "%s", why.text);
    return code ? gcf_pass(&why, err) : VA_OK;
}

enum va_code
gcf_config_set(struct gcf *g, const char *resource, const struct gcf_wanted *wanted,
               struct gcf_config *now, struct va_err *err)
{
    bool is_missing = false;
    cJSON *operation = NULL;
    struct buf body;
    enum va_code code = VA_OK;

    if (!*now->labels)
        return va_fail(err, VA_CONFIG, "%s: too many labels to be kept", resource);
    buf_init(&body, BODY_MAX);
    code = change_body(g, resource, wanted, now->labels, &body);
    if (code)
        code = va_fail(err, code, "%s: %s", resource, va_code_text(code));
    else
        code = send_change(g, resource, &body, &operation, err);
    buf_clear(&body);
    if (!code)
        code = finish_operation(g, operation, err);
    if (!code)
        code = gcf_config_get(g, resource, now, &is_missing, err);
    return code;
}
