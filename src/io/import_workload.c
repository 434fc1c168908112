/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workload files (schema vadvise.workload/1): what a workload is beside its samples. A
 * file is read strictly: a name that is not known is an error.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "io/import_json.h"
#include "io/import_jsonl.h"
#include "io/import_shapes.h"
#include "io/import_workload.h"

#define SCHEMA "vadvise.workload/1"
#define SIZE_RANGE "not a whole number from 1 to 1048576"
#define VOLUME_RANGE "not a whole number from 1 to 10^12"

/* What is read, and where, for messages. */
struct spot {
    struct import_reader *r;
    const cJSON *value;
    char path[IMPORT_PATH_MAX]; /* such as "profiles[2]"; "" for the document */
    struct va_err *err;
};

static enum va_code
refuse(const struct spot *spot, const char *key, const char *what)
{
    return va_fail(spot->err, VA_DATA, "%s: %s%s%s: %s", spot->r->options.name,
                   spot->path, *spot->path && *key ? "." : "", key, what);
}

/* Only these names may stand in an object, each at most once. */
static enum va_code
check_keys(const struct spot *spot, const char *const *known, size_t n)
{
    if (!cJSON_IsObject(spot->value))
        return refuse(spot, *spot->path ? "" : "document", "not an object");
    for (const cJSON *item = spot->value->child; item; item = item->next) {
        size_t i = 0;

        while (i < n && strcmp(known[i], item->string))
            i++;
        if (i == n)
            return refuse(spot, item->string, "not a name of " SCHEMA);
        if (json_at(spot->value, known[i]) != item)
            return refuse(spot, item->string, "comes twice");
    }
    return VA_OK;
}

/* A name into a member of TEXT_NAME_MAX + 1 bytes; "" when it may be absent. */
static enum va_code
read_name(const struct spot *spot, const char *key, bool required, char *out)
{
    const cJSON *value = json_at(spot->value, key);
    const char *text = json_string(value);

    out[0] = '\0';
    if (!value)
        return required ? refuse(spot, key, "missing") : VA_OK;
    if (!text || !text_is_name(text, strlen(text)))
        return refuse(spot, key, "not a usable name");
    snprintf(out, TEXT_NAME_MAX + 1, "%s", text);
    return VA_OK;
}

/* A number between limits; out keeps its value when the key is absent. */
struct number {
    const char *key;
    double low, high;
    bool required, whole;
    const char *what; /* for the message */
};

static enum va_code
read_number(const struct spot *spot, const struct number *n, double *out)
{
    const cJSON *value = json_at(spot->value, n->key);

    if (!value)
        return n->required ? refuse(spot, n->key, "missing") : VA_OK;
    if (!cJSON_IsNumber(value) || !(value->valuedouble >= n->low) ||
        !(value->valuedouble <= n->high) ||
        (n->whole && fabs(value->valuedouble - nearbyint(value->valuedouble)) > 0))
        return refuse(spot, n->key, n->what);
    *out = value->valuedouble;
    return VA_OK;
}

static enum va_code
read_flag(const struct spot *spot, const char *key, bool *out)
{
    const cJSON *value = json_at(spot->value, key);

    if (value && !cJSON_IsBool(value))
        return refuse(spot, key, "neither true nor false");
    *out = cJSON_IsTrue(value);
    return VA_OK;
}

/* --- implementations --- */

/* All but the name. */
static enum va_code
read_api(const struct spot *spot, struct implementation *facts)
{
    static const struct number calls = { "calls_per_invocation",
                                         0,
                                         1e6,
                                         false,
                                         true,
                                         "not a whole number from 0 to 1000000" };
    static const struct number recall = { "recall", 0,     1,
                                          false,    false, "not a number from 0 to 1" };
    double n_calls = NAN;
    enum va_code code = read_name(spot, "api", false, facts->api);

    if (!code)
        code = read_number(spot, &calls, &n_calls);
    if (!code)
        code = read_number(spot, &recall, &facts->recall);
    if (code)
        return code;
    if (isnan(n_calls))
        n_calls = *facts->api ? 1 : 0;
    facts->calls_per_invocation = (int32_t)n_calls;
    return *facts->api || n_calls < 1
               ? VA_OK
               : refuse(spot, "api", "missing, but there are calls_per_invocation");
}

static enum va_code
read_implementation(const struct spot *spot, struct workload *w)
{
    static const char *const keys[] = { "name", "api", "calls_per_invocation", "recall" };
    struct implementation facts = { .recall = NAN };
    struct implementation *found = NULL;
    const int32_t n_before = w->n_implementations;
    enum va_code code = check_keys(spot, keys, sizeof keys / sizeof keys[0]);

    if (!code)
        code = read_name(spot, "name", true, facts.name);
    if (!code)
        code = read_api(spot, &facts);
    if (!code)
        code = workload_implementation(w, facts.name, &found, spot->err);
    if (!code && w->n_implementations == n_before)
        code = refuse(spot, "name", "comes twice");
    if (!code)
        *found = facts;
    return code;
}

/* --- profiles --- */

static enum va_code
read_published(const struct spot *profile, struct curve_published *out)
{
    static const char *const keys[] = { "form", "a", "b", "from_mb", "to_mb", "r2" };
    static const struct number a = {
        "a", 1e-9, 1e15, true, false, "not a number above 0"
    };
    static const struct number b = { "b",  -10,   0,
                                     true, false, "not a number from -10 to 0" };
    static const struct number from = { "from_mb", 1,    SAMPLE_MEMORY_MB_MAX,
                                        true,      true, SIZE_RANGE };
    static const struct number to = { "to_mb", 1,    SAMPLE_MEMORY_MB_MAX,
                                      true,    true, SIZE_RANGE };
    static const struct number r2 = {
        "r2", 0, 1, false, false, "not a number from 0 to 1"
    };
    struct spot spot = { profile->r, json_at(profile->value, "published"), "",
                         profile->err };
    const char *form = json_string(json_at(spot.value, "form"));
    double from_mb = 0;
    double to_mb = 0;
    enum va_code code = VA_OK;

    snprintf(spot.path, sizeof spot.path, "%.60s.published", profile->path);
    out->r2 = NAN;
    code = check_keys(&spot, keys, sizeof keys / sizeof keys[0]);
    if (!code && (!form || strcmp(form, "power")))
        code = refuse(&spot, "form", "not \"power\"");
    if (!code)
        code = read_number(&spot, &a, &out->a);
    if (!code)
        code = read_number(&spot, &b, &out->b);
    if (!code)
        code = read_number(&spot, &from, &from_mb);
    if (!code)
        code = read_number(&spot, &to, &to_mb);
    if (!code)
        code = read_number(&spot, &r2, &out->r2);
    if (!code && from_mb > to_mb)
        code = refuse(&spot, "from_mb", "above to_mb");
    out->from_mb = (int32_t)from_mb;
    out->to_mb = (int32_t)to_mb;
    return code;
}

static bool
has_implementation(const struct workload *w, const char *name)
{
    for (int32_t i = 0; i < w->n_implementations; i++) {
        if (!strcmp(w->implementations[i].name, name))
            return true;
    }
    return false;
}

/* What is known of the duration: a published curve, or that it is not known. */
static enum va_code
read_duration(const struct spot *spot, struct profile *profile)
{
    const cJSON *unknown = json_at(spot->value, "duration");
    const char *text = json_string(unknown);
    const bool published = json_at(spot->value, "published");

    if (unknown && (!text || strcmp(text, "unknown")))
        return refuse(spot, "duration", "not \"unknown\"");
    if (published == (unknown != NULL))
        return refuse(spot, "duration",
                      "either \"duration\": \"unknown\" or \"published\" is needed");
    profile->duration_unknown = unknown != NULL;
    profile->published = published;
    return published ? read_published(spot, &profile->curve) : VA_OK;
}

static enum va_code
read_profile(const struct spot *spot, struct workload *w)
{
    static const char *const keys[] = { "implementation", "platform", "region",
                                        "emulates",       "duration", "published" };
    char names[4][TEXT_NAME_MAX + 1];
    const struct profile_key key = { names[0], names[1], names[2], names[3] };
    struct profile facts = { .published = false };
    struct profile *profile = NULL;
    const int32_t n_before = w->n_profiles;
    enum va_code code = check_keys(spot, keys, sizeof keys / sizeof keys[0]);

    for (int i = 0; i < 4 && !code; i++)
        code = read_name(spot, keys[i], i < 2, names[i]);
    if (!code && !has_implementation(w, names[0]))
        code = refuse(spot, "implementation", "not among the implementations");
    if (!code)
        code = read_duration(spot, &facts);
    if (!code)
        code = workload_profile(w, &key, &profile, spot->err);
    if (!code && w->n_profiles == n_before)
        code = refuse(spot, "platform", "this profile comes twice");
    if (code)
        return code;
    profile->published = facts.published;
    profile->duration_unknown = facts.duration_unknown;
    profile->curve = facts.curve;
    return VA_OK;
}

/* --- the document --- */

/* Each item of an array that may be absent. */
static enum va_code
read_array(const struct spot *document, const char *key, struct workload *w,
           enum va_code (*read)(const struct spot *, struct workload *))
{
    const cJSON *array = json_at(document->value, key);
    struct spot spot = *document;
    enum va_code code = VA_OK;
    int i = 0;

    if (array && !cJSON_IsArray(array))
        return refuse(document, key, "not an array");
    for (const cJSON *item = array ? array->child : NULL; item && !code;
         item = item->next) {
        snprintf(spot.path, sizeof spot.path, "%.20s%s%s[%d]", document->path,
                 *document->path ? "." : "", key, i++);
        spot.value = item;
        code = read(&spot, w);
    }
    return code;
}

static enum va_code
read_note(const struct spot *spot, struct workload *w)
{
    const cJSON *note = json_at(spot->value, "note");
    const char *text = json_string(note);

    if (!note)
        return VA_OK;
    if (!text || strlen(text) >= sizeof w->note)
        return refuse(spot, "note", "not a text of at most 511 bytes");
    snprintf(w->note, sizeof w->note, "%s", text);
    return VA_OK;
}

/* Everything but the arrays. */
static enum va_code
read_scalars(const struct spot *spot, struct workload *w)
{
    static const struct number now = { "now_mb", 1,    SAMPLE_MEMORY_MB_MAX,
                                       false,    true, SIZE_RANGE };
    static const struct number volume = { "volume_per_month", 1, 1e12, false, true,
                                          VOLUME_RANGE };
    double now_mb = 0;
    double per_month = 0;
    enum va_code code = read_name(spot, "workload", true, w->name);

    if (!code)
        code = read_note(spot, w);
    if (!code)
        code = read_flag(spot, "sample_data", &w->sample_data);
    if (!code)
        code = read_number(spot, &now, &now_mb);
    if (!code)
        code = read_number(spot, &volume, &per_month);
    w->now_mb = (int32_t)now_mb;
    w->volume_per_month = (int64_t)per_month;
    return code;
}

static enum va_code
read_facts(const struct spot *spot, struct workload *w)
{
    static const char *const keys[] = { "schema",      "workload",    "note",
                                        "now_mb",      "sample_data", "volume_per_month",
                                        "profiles",    "samples",     "implementations",
                                        "sample_table" };
    const char *schema = json_string(json_at(spot->value, "schema"));
    enum va_code code = VA_OK;

    if (!schema || strcmp(schema, SCHEMA))
        return refuse(spot, "schema", "not \"" SCHEMA "\"");
    code = check_keys(spot, keys, sizeof keys / sizeof keys[0]);
    if (!code)
        code = read_scalars(spot, w);
    if (!code)
        code = read_array(spot, "implementations", w, read_implementation);
    if (!code)
        code = read_array(spot, "profiles", w, read_profile);
    return code;
}

/* A sample has the names of JSON Lines; it is read by the same reader. */
static enum va_code
read_sample(const struct spot *spot, struct workload *w)
{
    struct import_reader *r = spot->r;
    struct jsonl *jsonl = r->state;
    const struct place place = { .path = spot->path, .checked = true };
    char *text = cJSON_PrintUnformatted(spot->value);
    struct va_err row_err;
    enum va_code code = VA_OK;

    if (!text)
        return import_no_memory(r, spot->err);
    code = jsonl_read(r, jsonl, text, strlen(text), &row_err);
    if (!code && *jsonl->row.sample.workload &&
        strcmp(jsonl->row.sample.workload, w->name))
        code =
            va_fail(&row_err, VA_DATA, "workload: not '%s', as the file says", w->name);
    jsonl->row.sample.workload = w->name;
    code = code ? import_bad_row(r, &place, &row_err, spot->err)
                : import_emit(r, &jsonl->row.sample, &place, spot->err);
    cJSON_free(text);
    return code;
}

static enum va_code
read_workload(const struct spot *spot)
{
    struct import_reader *r = spot->r;
    struct workload w;
    enum va_code code = VA_OK;

    workload_init(&w);
    code = read_facts(spot, &w);
    if (!code)
        code = r->sink.workload(r->sink.ctx, &w, spot->err);
    r->any_workload = r->any_workload || !code;
    if (!code)
        code = read_array(spot, "samples", &w, read_sample);
    if (!code && json_at(spot->value, "sample_table"))
        code =
            workload_table_read(r, json_at(spot->value, "sample_table"), &w, spot->err);
    workload_clear(&w);
    return code;
}

enum va_code
import_workload_value(struct import_reader *r, const cJSON *value, struct va_err *err)
{
    struct spot spot = { r, value, "", err };
    enum va_code code = VA_OK;
    int i = 0;

    if (!r->sink.workload)
        return import_fail(r, 0, "a workload file cannot be taken here", err);
    if (!cJSON_IsArray(value))
        return read_workload(&spot);
    for (spot.value = value->child; spot.value && !code; spot.value = spot.value->next) {
        snprintf(spot.path, sizeof spot.path, "[%d]", i++);
        code = read_workload(&spot);
    }
    return code;
}

static enum va_code
workload_document(struct import_reader *r, const char *text, size_t len,
                  struct va_err *err)
{
    return import_json_document(r, text, len, import_workload_value, err);
}

enum va_code
import_workload_start(struct import_reader *r, struct va_err *err)
{
    (void)err;
    jsonl_init(r->state, IMPORT_LINE_MAX);
    return VA_OK;
}

void
import_workload_clear(struct import_reader *r)
{
    jsonl_clear(r->state);
}

static bool
workload_matches(const struct import_head *head)
{
    return head_is_json(head) && head_has_key(head, "schema") &&
           head_has_text(head, "\"vadvise.workload/");
}

const struct import_shape shape_workload = {
    .format = IMPORT_WORKLOAD,
    .what = "workload file",
    .matches = workload_matches,
    .json = true,
    .state_size = sizeof(struct jsonl),
    .start = import_workload_start,
    .document = workload_document,
    .clear = import_workload_clear,
};
