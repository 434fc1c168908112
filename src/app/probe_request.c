/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options to settings: what fits together, what is filled in. */
#include "app/probe_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/probe_implementation.h"
#include "app/probe_like.h"
#include "core/plan.h"
#include "core/workload.h"
#include "io/payload.h"

enum { WEIGHT_MAX = 1000000, EVERY_MIN_MS = 1000 };

/* The kinds of place that a run is made at. */
enum place { PLACE_LAMBDA, PLACE_GOOGLE, PLACE_HERE };

bool
probe_is_local(const struct probe_settings *s)
{
    return !strcmp(s->platform, PROBE_LOCAL);
}

bool
probe_is_simulated(const struct probe_settings *s)
{
    return !strcmp(s->emulates, SIMULATED);
}

enum va_code
probe_request_simulate(struct probe_settings *s, struct va_err *err)
{
    if (probe_is_local(s)) {
        va_fail(err, VA_USAGE, "a demo runs no command");
        va_hint(err, "without one, the workload itself is simulated");
        return VA_USAGE;
    }
    snprintf(s->emulates, sizeof s->emulates, "%s", SIMULATED);
    return VA_OK;
}

int32_t
probe_rounds(const struct probe_settings *s)
{
    const int64_t n = s->every_ms > 0 ? (s->for_ms - 1) / s->every_ms + 1 : 1;

    return n < INT32_MAX ? (int32_t)n : INT32_MAX;
}

int64_t
probe_planned(const struct probe_settings *s)
{
    int64_t n = 0;

    for (int32_t i = 0; i < s->n_sizes && s->mode == PROBE_FIXED; i++)
        n += probe_settings_runs(s, s->sizes_mb[i]);
    return n * probe_rounds(s);
}

static enum place
place_of(const char *platform)
{
    if (!strcmp(platform, PROBE_LOCAL))
        return PLACE_HERE;
    return strncmp(platform, "gcf-", 4) == 0 ? PLACE_GOOGLE : PLACE_LAMBDA;
}

/* A text into an array of the settings; NULL becomes "". */
static enum va_code
put(char *out, size_t size, const char *option, const char *text, struct va_err *err)
{
    const int len = snprintf(out, size, "%s", text ? text : "");

    if (len < 0 || (size_t)len >= size)
        return va_fail(err, VA_USAGE, "--%s is too long", option);
    return VA_OK;
}

/* The same for names. */
static enum va_code
put_name(char *out, const char *option, const char *text, struct va_err *err)
{
    if (text && !text_is_name(text, strlen(text)))
        return va_fail(err, VA_USAGE, "%s '%s': expected a name", option, text);
    return put(out, TEXT_NAME_MAX + 1, option, text, err);
}

/* --- where --- */

static enum va_code
choose_platform(const struct probe_request *r, const char **out, struct va_err *err)
{
    const bool is_remote = r->function || r->url;

    *out = r->platform;
    if (is_remote && r->n_args > 0)
        return va_fail(err, VA_USAGE,
                       "give one of --function, --url and a command after --");
    if (!is_remote && r->n_args == 0) {
        va_fail(err, VA_USAGE, "%s: what shall be measured?", r->workload);
        va_hint(err, "--function NAME, --platform gcf-gen2 --url URL, or a command to "
                     "run here: -- COMMAND ARGUMENTS");
        return VA_USAGE;
    }
    if (!*out && r->url) {
        va_fail(err, VA_USAGE, "--url needs --platform: whose function is it?");
        va_hint(err, "--platform gcf-gen1 or gcf-gen2");
        return VA_USAGE;
    }
    if (!*out)
        *out = r->function ? PROBE_FUNCTION_PLATFORM : PROBE_LOCAL;
    return VA_OK;
}

/* An option that some places do not know. */
struct rule {
    const char *option;
    bool given;
    unsigned places; /* bits 1 << place that take it */
};

static enum va_code
check_place(const struct probe_request *r, const char *platform, struct va_err *err)
{
    enum {
        LAMBDA = 1 << PLACE_LAMBDA,
        GOOGLE = 1 << PLACE_GOOGLE,
        HERE = 1 << PLACE_HERE
    };
    const enum place place = place_of(platform);
    const struct rule rules[] = {
        { "--function", r->function != NULL, LAMBDA | GOOGLE },
        { "--url", r->url != NULL, GOOGLE },
        { "a command after --", r->n_args > 0, HERE },
        { "--emulate", r->emulates != NULL, HERE },
        { "--profile", r->profile != NULL, LAMBDA },
        { "--alias-only", r->alias_only, LAMBDA },
        { "--project", r->project != NULL, GOOGLE },
        { "--redeploy", r->redeploy, GOOGLE },
        { "--region", r->region != NULL, LAMBDA | GOOGLE },
        { "--endpoint-url", r->endpoint_url != NULL, LAMBDA | GOOGLE },
        { "--max-spend", r->max_spend_pusd != PROBE_NO_CAP_GIVEN, LAMBDA | GOOGLE },
    };
    static const char *const needs[] = {
        [PLACE_LAMBDA] = "--function NAME",
        [PLACE_GOOGLE] = "--url URL or --function NAME",
        [PLACE_HERE] = "-- COMMAND ARGUMENTS",
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!rules[i].given || (rules[i].places >> place & 1))
            continue;
        va_fail(err, VA_USAGE, "platform %s takes no %s", platform,
                rules[i].option[0] == '-' ? rules[i].option : "command");
        va_hint(err, "it takes %s", needs[place]);
        return VA_USAGE;
    }
    return VA_OK;
}

static enum va_code
put_places(const struct probe_request *r, const char *platform,
           struct probe_settings *out, struct va_err *err)
{
    const bool here = place_of(platform) == PLACE_HERE;
    const struct {
        char *to;
        const char *option, *text;
    } names[] = {
        { out->workload, "workload", r->workload },
        { out->implementation, "--implementation", r->implementation },
        { out->platform, "--platform", platform },
        { out->region, "--region", r->region },
        { out->emulates, "--emulate",
          here && !r->emulates ? PROBE_EMULATES : r->emulates },
        { out->profile, "--profile", r->profile },
        { out->project, "--project", r->project },
    };
    enum va_code code = VA_OK;

    for (size_t i = 0; i < sizeof names / sizeof *names && !code; i++)
        code = put_name(names[i].to, names[i].option, names[i].text, err);
    if (!code)
        code = put(out->function, sizeof out->function, "function", r->function, err);
    if (!code)
        code = put(out->url, sizeof out->url, "url", r->url, err);
    if (!code)
        code = put(out->endpoint_url, sizeof out->endpoint_url, "endpoint-url",
                   r->endpoint_url, err);
    if (!code)
        code = put(out->directory, sizeof out->directory, "the folder",
                   here ? r->directory : NULL, err);
    return code;
}

bool
probe_names_implementation(const struct probe_request *r)
{
    return r->implementation && strcmp(r->implementation, "all") != 0;
}

enum va_code
probe_find_implementation(struct session *s, struct probe_settings *settings,
                          struct va_err *err)
{
    const struct probe_place at = { settings->platform, settings->region };
    struct workload w;
    struct va_err inner = { .code = VA_OK };
    enum va_code code = session_workload(s, settings->workload, &w, &inner);

    if (code && code != VA_DATA) /* that is a new one */
        *err = inner;
    else
        code = probe_implementation(&w, &at, settings->implementation, err);
    workload_clear(&w);
    return code;
}

static enum va_code
put_command(const struct probe_request *r, struct probe_settings *out, struct va_err *err)
{
    if (r->n_args > PROBE_ARGS_MAX)
        return va_fail(err, VA_USAGE, "the command has more than %d words",
                       PROBE_ARGS_MAX);
    for (int32_t i = 0; i < r->n_args; i++) {
        if (strlen(r->args[i]) >= PROBE_TEXT_MAX)
            return va_fail(err, VA_USAGE, "word %d of the command is too long",
                           (int)i + 1);
        out->args[i] = strdup(r->args[i]);
        if (!out->args[i])
            return va_fail(err, VA_NOMEM, "out of memory");
        out->n_args = i + 1;
    }
    return VA_OK;
}

/* --- what is sent --- */

/* "FILE:3" is FILE with weight 3, unless a file has that very name. */
static enum va_code
put_payload(const char *text, struct probe_payload *out, struct va_err *err)
{
    const char *colon = strrchr(text, ':');
    char file[PAYLOAD_PATH_MAX];
    int64_t weight = 1;
    struct va_err ignored;
    struct buf bytes;
    enum va_code code = VA_OK;

    if (strlen(text) >= sizeof file)
        return va_fail(err, VA_USAGE, "--payload is too long");
    snprintf(file, sizeof file, "%s", text);
    if (colon && colon > text && payload_locate(text, out->path, &ignored) != VA_OK) {
        file[colon - text] = '\0';
        if (text_parse_int(colon + 1, strlen(colon + 1), 1, WEIGHT_MAX, &weight))
            return va_fail(err, VA_USAGE, "payload '%s': expected FILE or FILE:WEIGHT",
                           text);
    }
    out->weight = (int32_t)weight;
    code = payload_locate(file, out->path, err);
    if (code)
        return code;
    code = payload_read(out->path, &bytes, out->sha256, err);
    buf_clear(&bytes);
    return code;
}

static enum va_code
put_payloads(const struct probe_request *r, struct probe_settings *out,
             struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < r->n_payloads && !code; i++) {
        code = put_payload(r->payloads[i], &out->payloads[i], err);
        out->n_payloads = i + 1;
    }
    return code;
}

/* --- how often, and what for --- */

static enum va_code
check_series(const struct probe_request *r, const struct probe_settings *s,
             struct va_err *err)
{
    if ((r->every_ms > 0) != (r->for_ms > 0))
        return va_fail(err, VA_USAGE, "--every and --for go together");
    if (r->every_ms == 0)
        return VA_OK;
    if (r->every_ms < EVERY_MIN_MS || r->for_ms < r->every_ms)
        return va_fail(err, VA_USAGE,
                       "--every is at least a second, --for at least as long as --every");
    if (s->mode != PROBE_FIXED)
        return va_fail(err, VA_USAGE,
                       "--every needs --memory: the same sizes every time");
    return VA_OK;
}

static enum va_code
put_plan(const struct probe_request *r, const struct question *q,
         struct probe_settings *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (q->n_sizes > PROBE_SIZES_MAX)
        return va_fail(err, VA_USAGE, "--memory names more than %d sizes",
                       PROBE_SIZES_MAX);
    out->mode = q->n_sizes > 0 ? PROBE_FIXED : PROBE_ADAPTIVE;
    out->n_sizes = q->n_sizes;
    memcpy(out->sizes_mb, q->sizes_mb, (size_t)q->n_sizes * sizeof *q->sizes_mb);
    out->runs = r->runs || out->mode == PROBE_ADAPTIVE ? r->runs : PLAN_RUNS_DEFAULT;
    out->cold = r->cold;
    out->alias_only = r->alias_only;
    out->redeploy = r->redeploy;
    out->drop_first = r->drop_first;
    out->timeout_ms = r->timeout_ms;
    out->every_ms = r->every_ms;
    out->for_ms = r->for_ms;
    out->target_regret = r->target_regret;
    if (r->like) {
        out->runs = r->runs;
        code = probe_like_fill(r->like, out, err);
    }
    return code ? code : check_series(r, out, err);
}

static enum va_code
put_goal(const struct question *q, struct probe_settings *out, struct va_err *err)
{
    enum va_code code = VA_OK;

    out->goal = q->goal;
    out->as_of_days = q->as_of_days;
    out->volume_per_month = q->volume_per_month;
    code = put_name(out->pricing, "--pricing", q->pricing, err);
    return code ? code : put_name(out->price_as, "--price-as", q->price_as, err);
}

enum va_code
probe_request_settings(struct session *s, const struct probe_request *r,
                       const struct question *q, struct probe_settings *out,
                       struct va_err *err)
{
    const char *platform = NULL;
    enum va_code code = VA_OK;

    probe_settings_init(out);
    code = choose_platform(r, &platform, err);
    if (!code)
        code = check_place(r, platform, err);
    if (!code)
        code = put_places(r, platform, out, err);
    if (!code && !probe_names_implementation(r))
        code = probe_find_implementation(s, out, err);
    if (!code)
        code = put_command(r, out, err);
    if (!code)
        code = put_plan(r, q, out, err);
    if (!code)
        code = put_goal(q, out, err);
    return code ? code : put_payloads(r, out, err);
}
