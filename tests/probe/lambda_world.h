/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The backend of AWS Lambda against the loopback Lambda: a server, a host that keeps the
 * journal in memory, and looks at what the server did.
 */
#ifndef VA_TESTS_PROBE_LAMBDA_WORLD_H
#define VA_TESTS_PROBE_LAMBDA_WORLD_H

#include <cjson/cJSON.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "net/http.h"
#include "probe/backend.h"
#include "tap.h"

enum { WORLD_ENTRIES_MAX = 64, WORLD_FILE_MAX = 1 << 22 };

struct world {
    pid_t pid;
    char folder[512];
    char url[64];
    struct probe_settings settings;
    struct probe_host host;
    void *self; /* the backend */
    struct ledger_change entries[WORLD_ENTRIES_MAX];
    int n_entries;
    char said[1024];
    int64_t waited_ms;
    int64_t abandoned_at_ms; /* 0: never */
    int fail_enter; /* the n-th entry from now on fails, as when the process dies */
};

static inline int64_t
world_now(void *ctx)
{
    struct timespec now;

    (void)ctx;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static inline const char *
world_variable(void *ctx, const char *name)
{
    const struct world *w = ctx;
    const char *const table[][2] = {
        { "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE" },
        { "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
        { "AWS_REGION", "us-east-1" },
        { "AWS_ENDPOINT_URL", w->url },
        { "HOME", w->folder },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!strcmp(table[i][0], name))
            return table[i][1];
    }
    return NULL;
}

static inline void
world_sleep(int64_t ms)
{
    const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

    (void)nanosleep(&t, NULL);
}

/* Long waits are cut short: the server's phases last some 10 ms. */
static inline enum va_code
world_wait(void *ctx, int64_t ms, bool patient, struct va_err *err)
{
    struct world *w = ctx;

    (void)patient;
    (void)err;
    w->waited_ms += ms;
    world_sleep(ms > 100 ? 100 : ms);
    return VA_OK;
}

static inline bool
world_abandoned(void *ctx)
{
    const struct world *w = ctx;

    return w->abandoned_at_ms && world_now(NULL) >= w->abandoned_at_ms;
}

static inline void
world_say(void *ctx, const char *text)
{
    struct world *w = ctx;
    const size_t len = strlen(w->said);

    snprintf(w->said + len, sizeof w->said - len, "%s\n", text);
}

static inline enum va_code
world_dies(struct world *w, struct va_err *err)
{
    if (w->fail_enter && --w->fail_enter == 0)
        return va_fail(err, VA_IO, "the process dies here");
    return VA_OK;
}

static inline enum va_code
world_begin(void *ctx, const struct probe_change *change, int64_t *out_id,
            struct va_err *err)
{
    struct world *w = ctx;
    struct ledger_change *entry = &w->entries[w->n_entries];
    const enum va_code code = world_dies(w, err);

    if (code)
        return code;
    *entry = (struct ledger_change){ .id = ++w->n_entries };
    snprintf(entry->kind, sizeof entry->kind, "%s", change->kind);
    snprintf(entry->target, sizeof entry->target, "%s", change->target);
    snprintf(entry->detail, sizeof entry->detail, "%s", change->detail);
    *out_id = entry->id;
    return VA_OK;
}

static inline enum va_code
world_enter(void *ctx, int64_t id, enum ledger_change_state state, const char *detail,
            struct va_err *err)
{
    struct world *w = ctx;
    const enum va_code code = world_dies(w, err);

    if (code)
        return code;
    w->entries[id - 1].state = state;
    if (detail)
        snprintf(w->entries[id - 1].detail, sizeof w->entries[0].detail, "%s", detail);
    return VA_OK;
}

/* Start a server; settings as JSON. The function's name may be changed before
 * world_open. */
static inline void
world_start(struct world *w, const char *name, const char *settings)
{
    char script[4096];
    char port[1024];
    FILE *file = NULL;

    *w = (struct world){ .pid = -1 };
    probe_settings_init(&w->settings);
    snprintf(w->folder, sizeof w->folder, "%s/%s", getenv("TEST_TMP"), name);
    (void)mkdir(w->folder, 0700);
    snprintf(script, sizeof script, "%s/tests/probe/lambda_server.py", getenv("srcdir"));
    snprintf(port, sizeof port, "%s/port", w->folder);
    w->pid = fork();
    if (w->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        execlp("python3", "python3", script, w->folder, settings, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; !file && i < 1000; i++) {
        world_sleep(10);
        file = fopen(port, "r");
    }
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:");
    if (!file || !fgets(w->url + strlen(w->url), 10, file))
        OK(false, "the server starts");
    if (file)
        (void)fclose(file);
    w->url[strcspn(w->url, "\n")] = '\0';
    w->host = (struct probe_host){ .settings = &w->settings,
                                   .token = "cafe0123",
                                   .clock = { world_now, NULL },
                                   .variable = world_variable,
                                   .wait = world_wait,
                                   .abandoned = world_abandoned,
                                   .say = world_say,
                                   .change_begin = world_begin,
                                   .change_enter = world_enter,
                                   .ctx = w };
    snprintf(w->settings.platform, sizeof w->settings.platform, "aws-lambda-x86");
    snprintf(w->settings.function, sizeof w->settings.function, "probe-me");
}

static inline enum va_code
world_open(struct world *w, struct va_err *err)
{
    probe_lambda.close(w->self);
    return probe_lambda.open(&w->host, &w->self, err);
}

static inline void
world_end(struct world *w)
{
    probe_lambda.close(w->self);
    probe_settings_clear(&w->settings);
    if (w->pid > 0) {
        (void)kill(w->pid, SIGKILL);
        (void)waitpid(w->pid, NULL, 0);
    }
}

/* Ask the server's own pages; the reply as JSON, for cJSON_Delete. */
static inline cJSON *
world_ask(struct world *w, const char *page, const char *body)
{
    struct http *http = NULL;
    struct http_reply reply;
    struct va_err err;
    char url[128];
    struct http_request request = { .method = body ? "POST" : "GET", .url = url };
    cJSON *json = NULL;

    snprintf(url, sizeof url, "%s/_test/%s", w->url, page);
    request.body = body;
    request.body_len = body ? strlen(body) : 0;
    http_reply_init(&reply);
    if (!http_open(&(struct http_options){ NULL }, &http, &err) &&
        !http_send(http, &request, &reply, &err))
        json = cJSON_ParseWithLength(reply.body.data, reply.body.len);
    http_reply_clear(&reply);
    http_close(http);
    return json;
}

static inline void
world_faults(struct world *w, const char *faults)
{
    cJSON_Delete(world_ask(w, "faults", faults));
}

/* How a function stands, in one line: "1024 resizes pictures [512 1769]": memory and
 * description of $LATEST, then sizes of the versions. */
static inline const char *
world_state(struct world *w, const char *function, char *out, size_t size)
{
    cJSON *all = world_ask(w, "state", NULL);
    const cJSON *f = cJSON_GetObjectItemCaseSensitive(all, function);
    const cJSON *versions = cJSON_GetObjectItemCaseSensitive(f, "versions");
    const cJSON *memory = cJSON_GetObjectItemCaseSensitive(f, "memory_mb");
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(f, "description");
    size_t len = 0;

    snprintf(out, size, "%d %s [", memory ? memory->valueint : -1,
             text ? text->valuestring : "?");
    for (const cJSON *v = versions ? versions->child : NULL; v; v = v->next) {
        len = strlen(out);
        snprintf(out + len, size - len, "%s%d", v == versions->child ? "" : " ",
                 cJSON_GetObjectItemCaseSensitive(v, "memory_mb")->valueint);
    }
    len = strlen(out);
    snprintf(out + len, size - len, "]");
    cJSON_Delete(all);
    return out;
}

/* Lines of the server's journal that hold two texts; the last one's JSON to *out when it
 * is wanted. */
static inline int
world_count(const struct world *w, const char *first, const char *second, cJSON **out)
{
    char path[1024];
    char *line = NULL;
    size_t room = 0;
    int n = 0;
    FILE *file = NULL;

    snprintf(path, sizeof path, "%s/journal", w->folder);
    file = fopen(path, "r");
    while (file && getline(&line, &room, file) > 0) {
        if (!strstr(line, first) || !strstr(line, second))
            continue;
        n++;
        if (out) {
            cJSON_Delete(*out);
            *out = cJSON_Parse(line);
        }
    }
    if (file)
        (void)fclose(file);
    free(line);
    return n;
}

static inline double
world_number(const cJSON *json, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

/* States of the journal, oldest first: "version made, config undone". */
static inline const char *
world_journal(const struct world *w, char *out, size_t size)
{
    out[0] = '\0';
    for (int i = 0; i < w->n_entries; i++) {
        const size_t len = strlen(out);

        snprintf(out + len, size - len, "%s%s %s", i ? ", " : "", w->entries[i].kind,
                 ledger_change_state_name(w->entries[i].state));
    }
    return out;
}

/* Put back what the journal has open, newest first, as the engine does. */
static inline enum va_code
world_undo(struct world *w, struct va_err *err)
{
    enum va_code first = VA_OK;

    for (int i = w->n_entries; i-- > 0;) {
        enum va_code code = VA_OK;

        if (w->entries[i].state == LEDGER_CHANGE_INTENDED ||
            w->entries[i].state == LEDGER_CHANGE_MADE)
            code = probe_lambda.undo(w->self, &w->entries[i], err);
        first = first ? first : code;
    }
    return first;
}

static inline enum va_code
world_invoke(struct world *w, int32_t memory_mb, const char *payload,
             struct probe_outcome *out, struct va_err *err)
{
    const struct probe_shot shot = { .memory_mb = memory_mb,
                                     .payload = payload,
                                     .payload_len = strlen(payload),
                                     .cold = w->settings.cold,
                                     .timeout_ms = 30000 };

    return probe_lambda.invoke(w->self, &shot, out, err);
}

#endif
