/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gcloud program, where nothing else can call a function: it has the platform's own
 * call for trying out a function of the 1st gen, which needs no identity token. It sends
 * that call once, whatever comes back. No shell is involved; what comes from a user or
 * from Google is checked before it becomes an argument.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "io/child.h"
#include "probe/gcf.h"
#include "probe/gcf_json.h"
#include "probe/gcf_report.h"

enum {
    ARGS_MAX = 16,
    FOLDERS_MAX = 64,
    PATH_TEXT_MAX = 8192,
    OUTPUT_MAX = 4 << 20,
    PAYLOAD_MAX = 100 << 10, /* Linux takes 128 KiB for one argument */
    POLL_MS = 100,
    ASK_TIMEOUT_MS = 60000,
    CALL_MARGIN_MS = 60000
};

/* One run of it. */
struct gcloud {
    struct buf out;
    char complaint[160]; /* the last "ERROR: ..." */
    int status;          /* of its exit; -1: it was stopped */
    int64_t took_ms;
};

/* --- running it --- */

static enum va_code
find_program(const struct gcf *g, char out[CHILD_PATH_MAX], struct va_err *err)
{
    const char *path = g->host->variable(g->host->ctx, "PATH");
    const char *folders[FOLDERS_MAX];
    char text[PATH_TEXT_MAX];
    size_t n = 0;

    snprintf(text, sizeof text, "%s", path ? path : "/usr/bin:/bin");
    for (char *at = text; at && n < FOLDERS_MAX;) {
        char *colon = strchr(at, ':');

        if (colon)
            *colon = '\0';
        if (*at == '/') /* not from wherever this was started */
            folders[n++] = at;
        at = colon ? colon + 1 : NULL;
    }
    return child_find("gcloud", folders, n, out, err);
}

bool
gcf_gcloud_is_there(const struct gcf *g)
{
    char path[CHILD_PATH_MAX];

    return find_program(g, path, NULL) == VA_OK;
}

static void
take_line(struct gcloud *run, enum child_event event, const char *line)
{
    if (event == CHILD_OUT) {
        buf_text(&run->out, line);
        buf_byte(&run->out, '\n');
    } else if (event == CHILD_ERR && !strncmp(line, "ERROR: ", 7)) {
        gcf_copy(run->complaint, sizeof run->complaint, line + 7, strlen(line + 7));
    }
}

/* Run it to its end, for at most so long. VA_OK whatever it said; a code only when it
 * was not started. run->out is cleared by the caller. */
static enum va_code
run_gcloud(struct gcf *g, const char *const *args, int64_t timeout_ms, struct gcloud *run,
           struct va_err *err)
{
    const struct probe_host *h = g->host;
    const int64_t begun_ms = h->elapsed_ms(h->ctx);
    char path[CHILD_PATH_MAX];
    const struct child_command command = { .path = path,
                                           .args = args,
                                           .own_session = true };
    struct child *child = NULL;
    enum child_event event = CHILD_IDLE;
    enum va_code code = find_program(g, path, err);

    if (!code)
        code = child_start(&command, &child, err);
    while (!code && event != CHILD_END) {
        const char *line = "";

        event = child_next(child, POLL_MS, &line);
        take_line(run, event, line);
        if (event == CHILD_IDLE &&
            (h->abandoned(h->ctx) || h->elapsed_ms(h->ctx) - begun_ms > timeout_ms)) {
            child_signal(child, SIGTERM);
            break;
        }
    }
    if (event == CHILD_END)
        run->status = child_status(child);
    run->took_ms = h->elapsed_ms(h->ctx) - begun_ms;
    child_close(child);
    return code;
}

static void
gcloud_init(struct gcloud *run)
{
    *run = (struct gcloud){ .status = -1 };
    buf_init(&run->out, OUTPUT_MAX);
}

/* --- arguments --- */

/* A name, "--region=R" and "--project=P" from a resource name. */
struct place_args {
    char name[TEXT_NAME_MAX + 1];
    char region[TEXT_NAME_MAX + 16];
    char project[TEXT_NAME_MAX + 16];
};

static enum va_code
place_args(const char *resource, struct place_args *out, struct va_err *err)
{
    const char *project = resource + strlen("projects/");
    const char *region = NULL;
    const char *name = NULL;

    if (!gcf_is_resource(resource))
        return va_fail(err, VA_USAGE, "%s: not the name of a function", resource);
    region = strstr(project, "/locations/") + strlen("/locations/");
    name = strstr(region, "/functions/") + strlen("/functions/");
    snprintf(out->project, sizeof out->project, "--project=%.*s",
             (int)strcspn(project, "/"), project);
    snprintf(out->region, sizeof out->region, "--region=%.*s", (int)strcspn(region, "/"),
             region);
    snprintf(out->name, sizeof out->name, "%s", name);
    return VA_OK;
}

/* --- describe and logs --- */

/* Run it and parse what it prints. */
static enum va_code
ask_gcloud(struct gcf *g, const char *const *args, cJSON **out, bool *is_missing,
           struct va_err *err)
{
    struct gcloud run;
    enum va_code code = VA_OK;

    gcloud_init(&run);
    code = run_gcloud(g, args, ASK_TIMEOUT_MS, &run, err);
    if (!code && run.status) {
        *is_missing = strstr(run.complaint, "404") || strstr(run.complaint, "NOT_FOUND");
        code = va_fail(err, VA_CONFIG, "%s: gcloud says: %s", args[3],
                       *run.complaint ? run.complaint : "nothing");
    }
    if (!code) {
        *out = gcf_json_read(buf_get(&run.out), run.out.len);
        if (!*out)
            code = va_fail(err, VA_NETWORK, "%s: what gcloud prints is no JSON", args[3]);
    }
    buf_clear(&run.out);
    return code;
}

enum va_code
gcf_gcloud_describe(struct gcf *g, const char *resource, cJSON **out, bool *is_missing,
                    struct va_err *err)
{
    struct place_args place;
    const enum va_code code = place_args(resource, &place, err);
    const char *const args[ARGS_MAX] = { "gcloud",    "functions",     "describe",
                                         place.name,  place.region,    place.project,
                                         "--no-gen2", "--format=json", "--quiet" };

    return code ? code : ask_gcloud(g, args, out, is_missing, err);
}

enum va_code
gcf_gcloud_logs(struct gcf *g, const char *execution_id, struct gcf_log *log,
                struct va_err *err)
{
    const struct gcf_log_key key = { .second = false, .id = execution_id };
    char resource[PROBE_TEXT_MAX];
    char execution[SAMPLE_ID_MAX + 32];
    char page[GCF_LOG_PAGE_MAX];
    bool is_missing = false;
    cJSON *rows = NULL;
    struct place_args place;
    const char *const args[ARGS_MAX] = { "gcloud",      "functions",     "logs",
                                         "read",        place.name,      place.region,
                                         place.project, "--no-gen2",     execution,
                                         "--limit=100", "--format=json", "--quiet" };
    enum va_code code = gcf_place_resource(&g->place, g->ready_mb, resource, err);

    if (!code)
        code = place_args(resource, &place, err);
    snprintf(execution, sizeof execution, "--execution-id=%s", execution_id);
    if (!code)
        code = ask_gcloud(g, args, &rows, &is_missing, err);
    if (!code)
        code = gcf_log_take(rows, &key, log, page, err);
    cJSON_Delete(rows);
    return code;
}

/* --- an invocation --- */

/* Complaints that prove that it was turned away before the function. */
static const struct complaint {
    const char *words;
    int64_t retry_after_ms; /* < 0: never */
    const char *hint;
} complaints[] = {
    { "status=[429]", 30000, "" },
    { "status=[400]", -1, "" },
    { "status=[401]", -1, "; log in with: gcloud auth login" },
    { "status=[403]", -1, "; the caller needs the role roles/cloudfunctions.developer" },
    { "status=[404]", -1, "; look at --function, --project and --region" },
    { "You do not currently have", -1, "; log in with: gcloud auth login" },
};

static void
without_result(const struct gcloud *run, struct probe_outcome *out)
{
    out->fate = LEDGER_UNKNOWN;
    snprintf(out->text, sizeof out->text, "it may have run; gcloud %s%s",
             run->status < 0 ? "was stopped" : "says: ", run->complaint);
    for (size_t i = 0; i < sizeof complaints / sizeof complaints[0]; i++) {
        const struct complaint *c = &complaints[i];

        if (!strstr(run->complaint, c->words))
            continue;
        out->fate = LEDGER_REFUSED;
        out->retry_after_ms = c->retry_after_ms;
        snprintf(out->text, sizeof out->text, "gcloud says: %s%s", run->complaint,
                 c->hint);
    }
}

/* The id stands in a line of its own; the result may be too long a line to be whole. */
static void
find_id(const struct gcloud *run, char *out, size_t size)
{
    static const char key[] = "\"executionId\": \"";
    const char *at = strstr(buf_get(&run->out), key);

    if (at && !*out)
        gcf_copy(out, size, at + strlen(key), strcspn(at + strlen(key), "\"\n"));
}

/* {"executionId": ..., "result": "text", "error": "text"}; the result is what the
 * function answered. */
static void
take_result(const struct gcloud *run, struct probe_outcome *out)
{
    cJSON *value = gcf_json_read(buf_get(&run->out), run->out.len);
    const char *result = gcf_json_string(value, "result");

    gcf_json_copy(value, "executionId", out->texts.request_id,
                  sizeof out->texts.request_id);
    find_id(run, out->texts.request_id, sizeof out->texts.request_id);
    if (!*out->texts.request_id && !gcf_json_at(value, "result")) {
        without_result(run, out);
    } else {
        out->fate = LEDGER_DONE;
        if (gcf_report_read(result, strlen(result), out))
            out->source = "function";
        if (*gcf_json_string(value, "error"))
            gcf_json_copy(value, "error", out->texts.error, sizeof out->texts.error);
    }
    cJSON_Delete(value);
}

/* How long it took, by the best source there is, and whether it failed. */
static void
add_duration(struct gcf *g, int64_t took_ms, struct probe_outcome *out)
{
    const struct gcf_log_key key = { .second = false,
                                     .id = out->texts.request_id,
                                     .since_ms = out->sample.started_at_ms };
    struct gcf_log log;

    if (out->sample.duration_ns <= 0)
        out->sample.duration_ns = (took_ms > 0 ? took_ms : 1) * 1000000;
    gcf_logs_find(g, &key, &log);
    gcf_log_add(&log, false, out);
    if (*out->texts.error)
        out->fate = LEDGER_FAILED;
    snprintf(out->text, sizeof out->text, "%s", out->texts.error);
}

struct call {
    struct place_args place;
    struct buf data; /* "--data=...": the payload */
    int64_t timeout_ms;
};

static enum va_code
call_gcloud(struct gcf *g, const struct call *call, struct probe_outcome *out,
            struct va_err *err)
{
    const struct va_clock *clock = &g->host->clock;
    const char *const args[ARGS_MAX] = {
        "gcloud",         "functions",        "call",
        call->place.name, call->place.region, call->place.project,
        "--no-gen2",      call->data.data,    "--format=json",
        "--quiet"
    };
    struct gcloud run;
    enum va_code code = VA_OK;

    gcloud_init(&run);
    out->sample.started_at_ms = clock->now_ms(clock->ctx);
    code = run_gcloud(g, args, call->timeout_ms, &run, err);
    if (!code && run.status)
        without_result(&run, out);
    else if (!code)
        take_result(&run, out);
    buf_clear(&run.out);
    if (!code && out->fate == LEDGER_DONE)
        add_duration(g, run.took_ms, out);
    return code;
}

enum va_code
gcf_gcloud_invoke(struct gcf *g, const struct probe_shot *shot, struct probe_outcome *out,
                  struct va_err *err)
{
    char resource[PROBE_TEXT_MAX];
    struct call call = { .timeout_ms = shot->timeout_ms + CALL_MARGIN_MS };
    enum va_code code = gcf_place_resource(&g->place, shot->memory_mb, resource, err);

    if (!code)
        code = place_args(resource, &call.place, err);
    if (code)
        return code;
    buf_init(&call.data, PAYLOAD_MAX);
    buf_text(&call.data, "--data=");
    buf_add(&call.data, shot->payload, shot->payload_len);
    if (call.data.code == VA_NOMEM) {
        code = va_fail(err, VA_NOMEM, "out of memory");
    } else if (call.data.code || strlen(call.data.data) != call.data.len) {
        out->fate = LEDGER_REFUSED;
        out->retry_after_ms = -1;
        snprintf(out->text, sizeof out->text,
                 "the payload is too large for gcloud, or no text");
    } else {
        code = call_gcloud(g, &call, out, err);
    }
    buf_clear(&call.data);
    return code;
}
