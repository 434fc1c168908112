/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the report. */
#include "fn/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"

enum { FRAMES_FIRST = 64, MS_DECIMALS = 3 };

void
fn_report_init(struct fn_report *r)
{
    *r = (struct fn_report){ .init_ms = -1,
                             .download_ms = -1,
                             .process_ms = -1,
                             .upload_ms = -1,
                             .download_bytes = -1,
                             .upload_bytes = -1,
                             .process_cpu_ms = -1,
                             .steal_ms = -1,
                             .max_memory_mb = -1,
                             .exit_code = -1,
                             .exit_signal = -1,
                             .faces = -1 };
}

void
fn_report_clear(struct fn_report *r)
{
    if (!r)
        return;
    free(r->frames);
    fn_report_init(r);
}

enum va_code
fn_report_frame(struct fn_report *r, double ms, int32_t faces)
{
    r->frames_total++;
    if (faces >= 0)
        r->faces = (r->faces < 0 ? 0 : r->faces) + faces;
    if (r->n_frames == FN_FRAMES_MAX)
        return VA_OK;
    /* Room grows by doubling: at the powers of two from the first on. */
    if (r->n_frames == 0 ||
        (r->n_frames >= FRAMES_FIRST && (r->n_frames & (r->n_frames - 1)) == 0)) {
        const size_t room = r->n_frames ? 2 * (size_t)r->n_frames : FRAMES_FIRST;
        struct fn_frame *frames = realloc(r->frames, room * sizeof *frames);

        if (!frames)
            return VA_NOMEM;
        r->frames = frames;
    }
    r->frames[r->n_frames++] = (struct fn_frame){ ms, faces };
    return VA_OK;
}

void
fn_report_fail(struct fn_report *r, enum fn_step step, const struct va_err *err)
{
    if (r->failed)
        return;
    r->failed = step;
    snprintf(r->error, sizeof r->error, "%s",
             err->text[0] ? err->text : va_code_text(err->code));
}

const char *
fn_step_name(enum fn_step step)
{
    static const char *const names[] = {
        [FN_STEP_EVENT] = "event",
        [FN_STEP_DOWNLOAD] = "download",
        [FN_STEP_PROCESS] = "process",
        [FN_STEP_UPLOAD] = "upload",
    };

    return names[step];
}

/* A document and the object that is being filled. */
struct sheet {
    struct json_doc *doc;
    struct json *in;
};

static void
add_text(const struct sheet *s, const char *key, const char *text)
{
    json_add_string(s->doc, s->in, key, text && *text ? text : NULL);
}

static void
add_ms(const struct sheet *s, const char *key, double ms)
{
    if (ms < 0)
        json_add_null(s->doc, s->in, key);
    else
        json_add_number(s->doc, s->in, key, ms, MS_DECIMALS);
}

/* A whole number from `low` on; null below. */
static void
add_count(const struct sheet *s, const char *key, int64_t value, int64_t low)
{
    if (value < low)
        json_add_null(s->doc, s->in, key);
    else
        json_add_int(s->doc, s->in, key, value);
}

static void
add_time(const struct sheet *s, const char *key, int64_t ms)
{
    char text[DATE_TEXT_MAX];

    add_text(s, key, ms > 0 ? time_format(text, ms) : NULL);
}

static void
add_host(const struct sheet *s, const struct fn_host *h)
{
    add_text(s, "cpu", h->cpu);
    add_text(s, "cpu_vendor", h->cpu_vendor);
    add_count(s, "cpu_family", h->cpu_family, 0);
    add_count(s, "cpu_model", h->cpu_model, 0);
    if (h->cpu_mhz > 0)
        json_add_number(s->doc, s->in, "cpu_mhz", h->cpu_mhz, MS_DECIMALS);
    else
        json_add_null(s->doc, s->in, "cpu_mhz");
    add_count(s, "cpus", h->n_cpus, 1);
    add_text(s, "boot_id", h->boot_id);
    add_time(s, "booted_at", h->booted_at_ms);
    add_text(s, "instance_id", h->instance_id);
    add_count(s, "memory_mb", h->memory_mb, 1);
}

static void
add_start(const struct sheet *s, const struct fn_report *r)
{
    const bool first = r->invocation == 1;

    add_text(s, "request_id", r->request_id);
    add_text(s, "job", r->job);
    add_time(s, "started_at", r->started_at_ms);
    json_add_int(s->doc, s->in, "invocation", r->invocation);
    if (r->serves)
        json_add_bool(s->doc, s->in, "cold", first);
    else
        json_add_null(s->doc, s->in, "cold");
    json_add_bool(s->doc, s->in, "environment_reused", r->reused || !first);
    add_ms(s, "init_ms", first ? r->init_ms : -1);
    add_ms(s, "duration_ms", r->duration_ms);
}

static void
add_frames(const struct sheet *s, const struct fn_report *r)
{
    struct json *list = json_add_array(s->doc, s->in, "frames");

    for (int32_t i = 0; i < r->n_frames; i++) {
        struct json *frame = json_add_object(s->doc, list, NULL);

        json_add_number(s->doc, frame, "ms", r->frames[i].ms, MS_DECIMALS);
        if (r->frames[i].faces < 0)
            json_add_null(s->doc, frame, "faces");
        else
            json_add_int(s->doc, frame, "faces", r->frames[i].faces);
    }
    json_add_int(s->doc, s->in, "frames_total", r->frames_total);
    add_count(s, "faces", r->faces, 0);
}

static void
add_steps(const struct sheet *s, const struct fn_report *r)
{
    add_ms(s, "download_ms", r->download_ms);
    add_count(s, "download_bytes", r->download_bytes, 0);
    add_ms(s, "process_ms", r->process_ms);
    add_ms(s, "process_cpu_ms", r->process_cpu_ms);
    add_ms(s, "upload_ms", r->upload_ms);
    add_count(s, "upload_bytes", r->upload_bytes, 0);
    add_ms(s, "steal_ms", r->steal_ms);
    add_ms(s, "max_memory_mb", r->max_memory_mb);
    add_count(s, "exit_code", r->exit_code, 0);
    add_count(s, "exit_signal", r->exit_signal, 1);
    add_frames(s, r);
    add_text(s, "api", r->api);
    json_add_int(s->doc, s->in, "api_calls", r->api_calls);
    json_add_int(s->doc, s->in, "api_throttled", r->api_throttled);
    add_text(s, "error_step", fn_step_name(r->failed));
    add_text(s, "error", r->failed ? r->error : NULL);
}

enum va_code
fn_report_write(const struct fn_report *r, struct buf *out)
{
    static const struct fn_host nowhere = { .cpu_family = -1, .cpu_model = -1 };
    struct json_doc *doc = json_alloc();
    const struct sheet s = { doc, json_root(doc) };
    enum va_code code = VA_OK;

    json_add_string(doc, s.in, "schema", FN_REPORT_SCHEMA);
    add_start(&s, r);
    add_steps(&s, r);
    add_host(&s, r->host ? r->host : &nowhere);
    code = doc ? json_status(doc) : VA_NOMEM;
    if (!code) {
        json_write(s.in, false, out);
        code = out->code;
    }
    json_free(doc);
    return code;
}
