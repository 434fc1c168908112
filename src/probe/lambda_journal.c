/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the journal keeps of a change, as JSON and back; the places that can be invoked.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "probe/gcf_json.h"
#include "probe/lambda.h"

enum va_code
lambda_change_write(const struct lambda_change *c, struct buf *out, struct va_err *err)
{
    struct json_doc *doc = json_alloc();
    struct json *in = json_root(doc);
    enum va_code code = VA_OK;

    json_add_int(doc, in, "memory_mb", c->memory_mb);
    json_add_int(doc, in, "set_memory_mb", c->set_memory_mb);
    json_add_string(doc, in, "description", c->description);
    json_add_string(doc, in, "set_description", c->set_description);
    json_add_string(doc, in, "version", c->version);
    json_write(in, false, out);
    code = doc ? json_status(doc) : VA_NOMEM;
    json_free(doc);
    if (code || out->code)
        return va_fail(err, code ? code : out->code,
                       "the description of the function does not fit into the journal");
    return VA_OK;
}

/* A text to the byte. */
static bool
read_text(const cJSON *json, const char *name, char *out, size_t size)
{
    const cJSON *item = gcf_json_at(json, name);

    if (!cJSON_IsString(item) || strlen(item->valuestring) >= size)
        return false;
    snprintf(out, size, "%s", item->valuestring);
    return true;
}

enum va_code
lambda_change_read(const char *text, struct lambda_change *out, struct va_err *err)
{
    cJSON *json = gcf_json_read(text, strlen(text));
    struct lambda_change c = { .memory_mb = 0 };
    double memory_mb = 0;
    double set_mb = 0;
    const bool good =
        gcf_json_number(json, "memory_mb", &memory_mb) &&
        gcf_json_number(json, "set_memory_mb", &set_mb) && memory_mb >= 0 &&
        memory_mb <= SAMPLE_MEMORY_MB_MAX && set_mb >= 0 &&
        set_mb <= SAMPLE_MEMORY_MB_MAX &&
        read_text(json, "description", c.description, sizeof c.description) &&
        read_text(json, "set_description", c.set_description, sizeof c.set_description) &&
        read_text(json, "version", c.version, sizeof c.version);

    cJSON_Delete(json);
    if (!good)
        return va_fail(err, VA_DATA, "the journal of this change cannot be read: %.80s",
                       text);
    c.memory_mb = (int32_t)memory_mb;
    c.set_memory_mb = (int32_t)set_mb;
    *out = c;
    return VA_OK;
}

struct lambda_place *
lambda_place_of(struct lambda *l, int32_t memory_mb)
{
    for (int32_t i = 0; i < l->n_places; i++) {
        if (l->places[i].memory_mb == memory_mb)
            return &l->places[i];
    }
    return NULL;
}

enum va_code
lambda_place_add(struct lambda *l, int32_t memory_mb, struct lambda_place **out,
                 struct va_err *err)
{
    struct lambda_place *place = lambda_place_of(l, memory_mb);

    if (!place && l->n_places == PROBE_SIZES_MAX)
        return va_fail(err, VA_USAGE, "%d sizes are the most of one run",
                       PROBE_SIZES_MAX);
    if (!place)
        place = &l->places[l->n_places++];
    *place = (struct lambda_place){ .memory_mb = memory_mb, .name = l->name };
    *out = place;
    return VA_OK;
}

void
lambda_place_drop(struct lambda *l, int32_t memory_mb)
{
    struct lambda_place *place = lambda_place_of(l, memory_mb);

    if (place)
        *place = l->places[--l->n_places];
}
