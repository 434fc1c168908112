/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a plan: fields, their values, and the prices of what they come to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/probe_like.h"
#include "base/money.h"
#include "io/import.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"
#include "tui/probe_split.h"

enum { NAME_BYTES = LOCAL_OF_MAX + 1, TIMEOUT_MAX_MS = 24 * 3600 * 1000 };

static const struct {
    const char *word, *label, *help;
} fields[FORM_COUNT] = {
#define X(id, word, label, help) [FORM_##id] = { word, label, help },
    FORM_FIELDS(X)
#undef X
        [FORM_START] = { "start", "Start", "asks the provider (free), then you" },
};

const char *
probe_form_word(enum form_field f)
{
    return fields[f].word;
}

const char *
probe_form_label(enum form_field f)
{
    return fields[f].label;
}

const char *
probe_form_help(enum form_field f)
{
    return fields[f].help;
}

/* --- values: local settings of the workload --- */

static const char *
name_of(char *out, const struct probe_form *f, enum form_field field)
{
    snprintf(out, NAME_BYTES, "%s %s", fields[field].word, f->workload);
    return out;
}

const char *
probe_form_get(const struct tui *t, const struct probe_form *f, enum form_field field)
{
    char of[NAME_BYTES];
    const char *value = local_get(t->locals, LOCAL_PROBE_FORM, name_of(of, f, field));

    return value ? value : "";
}

/* "https://user:password@host/": the values are kept in a file. */
static bool
has_password(const char *value)
{
    const char *host = strstr(value, "://");
    const char *end = host ? host + 3 + strcspn(host + 3, "/?#") : NULL;
    const char *at = host ? strchr(host, '@') : NULL;

    return at && at < end;
}

static enum va_code
set_field(struct tui *t, struct probe_form *f, enum form_field field, const char *value,
          struct va_err *err)
{
    char of[NAME_BYTES];
    char what[64];

    if (has_password(value))
        return va_fail(err, VA_USAGE, "no name and password in an address: it is kept");
    snprintf(what, sizeof what, "probe %s", fields[field].word);
    local_begin(t->locals, what, false);
    f->dirty = true;
    t->stale = true;
    return local_set(t->locals, LOCAL_PROBE_FORM, name_of(of, f, field),
                     *value ? value : NULL, err);
}

enum va_code
probe_form_set(struct tui *t, struct probe_form *f, const char *text, struct va_err *err)
{
    const size_t len = strcspn(text, " ");
    const char *value = text + len + strspn(text + len, " ");

    for (int i = 0; i < FORM_START; i++) {
        if (strlen(fields[i].word) == len && !memcmp(fields[i].word, text, len))
            return set_field(t, f, (enum form_field)i, value, err);
    }
    return va_fail(err, VA_USAGE, "there is no field '%.*s'", (int)len, text);
}

enum va_code
probe_form_edit(struct tui *t, struct probe_form *f, struct va_err *err)
{
    const enum form_field field = (enum form_field)f->at;
    const char *value = probe_form_get(t, f, field);
    char word[32];

    if (field == FORM_COLD)
        return set_field(t, f, field, !strcmp(value, "yes") ? "" : "yes", err);
    snprintf(word, sizeof word, "%s ", fields[field].word);
    tui_ask(t, &(struct ask){ .action = ACTION_PROBE_FIELD,
                              .title = fields[field].label,
                              .prefix = word,
                              .text = value,
                              .help = fields[field].help });
    return VA_OK;
}

/* --- what they come to --- */

/* Fields as the use case takes them; texts are the fields' or in `room`. */
struct reading {
    struct probe_request request;
    struct question question;
    struct subject_texts texts;
    struct probe_split command, payloads;
    bool assumed; /* a function of the workload's name, to see what one would cost */
    char directory[PROBE_TEXT_MAX];
};

static const char *
or_null(const char *text)
{
    return *text ? text : NULL;
}

static enum va_code
read_numbers(const struct tui *t, const struct probe_form *f, struct reading *r,
             struct va_err *err)
{
    const char *runs = probe_form_get(t, f, FORM_RUNS);
    const char *timeout = probe_form_get(t, f, FORM_TIMEOUT);
    const char *cap = probe_form_get(t, f, FORM_CAP);
    const char *sizes = probe_form_get(t, f, FORM_SIZES);
    int64_t n = 0;
    double ms = 0;

    r->request.max_spend_pusd = PROBE_NO_CAP_GIVEN;
    if (*runs && text_parse_int(runs, strlen(runs), 1, PROBE_RUNS_MAX, &n))
        return va_fail(err, VA_USAGE, "Runs: '%s' is no number from 1 to %d", runs,
                       PROBE_RUNS_MAX);
    r->request.runs = (int32_t)n;
    if (*timeout && (text_parse_time_ms(timeout, &ms) || ms < 1 || ms > TIMEOUT_MAX_MS))
        return va_fail(err, VA_USAGE, "Timeout: '%s' is no time, as 30s", timeout);
    r->request.timeout_ms = (int64_t)ms;
    if (*cap && money_parse(cap, &r->request.max_spend_pusd))
        return va_fail(err, VA_USAGE, "Cap: '%s' is not an amount, as 0.05", cap);
    return *sizes ? question_parse_sizes(sizes, &r->question, err) : VA_OK;
}

static enum va_code
read_lists(const struct tui *t, const struct probe_form *f, struct reading *r,
           struct va_err *err)
{
    struct probe_request *q = &r->request;
    enum va_code code =
        probe_split_words(probe_form_get(t, f, FORM_COMMAND), &r->command, err);

    if (!code)
        code = probe_split_commas(probe_form_get(t, f, FORM_PAYLOAD), &r->payloads, err);
    if (!code && r->payloads.n > PROBE_PAYLOADS_MAX)
        code = va_fail(err, VA_USAGE, "Payload: more than %d", PROBE_PAYLOADS_MAX);
    if (!code && r->command.n > 0 && !getcwd(r->directory, sizeof r->directory))
        code = va_fail(err, VA_IO, "the folder this was started in cannot be found");
    if (code)
        return code;
    q->args = (const char *const *)r->command.words;
    q->n_args = r->command.n;
    q->directory = r->directory;
    for (int32_t i = 0; i < r->payloads.n; i++)
        q->payloads[q->n_payloads++] = r->payloads.words[i];
    return VA_OK;
}

/* The platform of functions that the workload was measured on; NULL: on none. */
static const char *
function_platform(struct tui *t, const char *workload)
{
    static const char *const functions[] = { "aws-lambda-x86", "aws-lambda-arm" };
    const char *found = NULL;
    struct workload w;

    if (session_workload(t->session, workload, &w, NULL) == VA_OK) {
        for (int32_t i = 0; i < w.n_profiles && !found; i++)
            for (int k = 0; k < 2; k++)
                if (!strcmp(w.profiles[i].platform, functions[k]))
                    found = functions[k];
    }
    workload_clear(&w);
    return found;
}

/* In a demo the workload is the function. */
static enum va_code
find_target(struct tui *t, const struct probe_form *f, struct reading *r,
            struct va_err *err)
{
    struct probe_request *q = &r->request;

    if (q->function || q->url || *probe_form_get(t, f, FORM_COMMAND))
        return VA_OK;
    if (r->assumed && !q->platform)
        q->platform = function_platform(t, f->workload);
    if (!t->start->demo_seed && (!r->assumed || !q->platform))
        return va_fail(err, VA_USAGE,
                       "What shall be measured? Give a function, a URL, or a command to "
                       "run on this machine.");
    q->function = f->workload;
    if (!q->platform && r->question.platforms.n == 1)
        q->platform = r->question.platforms.names[0];
    return VA_OK;
}

/* The cap is for money: a command on this machine takes none. */
static enum va_code
read_fields(struct tui *t, const struct probe_form *f, struct reading *r,
            struct va_err *err)
{
    enum va_code code = subject_question(t, f->workload, &r->texts, &r->question, err);

    r->question.n_sizes = 0;
    r->request.workload = f->workload;
    r->request.function = or_null(probe_form_get(t, f, FORM_FUNCTION));
    r->request.url = or_null(probe_form_get(t, f, FORM_URL));
    r->request.platform = or_null(probe_form_get(t, f, FORM_PLATFORM));
    r->request.like = or_null(probe_form_get(t, f, FORM_LIKE));
    r->request.emulates = or_null(probe_form_get(t, f, FORM_EMULATE));
    r->request.profile = or_null(probe_form_get(t, f, FORM_PROFILE));
    r->request.endpoint_url = or_null(probe_form_get(t, f, FORM_ENDPOINT));
    r->request.region = r->question.region;
    r->request.cold = !strcmp(probe_form_get(t, f, FORM_COLD), "yes");
    if (r->question.implementations.n == 1)
        r->request.implementation = r->question.implementations.names[0];
    if (!code)
        code = find_target(t, f, r, err);
    if (!code)
        code = read_numbers(t, f, r, err);
    if (!code)
        code = read_lists(t, f, r, err);
    if (r->request.n_args > 0 && !r->request.function && !r->request.url) {
        r->request.max_spend_pusd = PROBE_NO_CAP_GIVEN;
        r->request.region = NULL;
    }
    return code;
}

static enum va_code
read_settings(struct tui *t, const struct probe_form *f, bool assumed,
              struct probe_proposal *p, struct va_err *err)
{
    struct reading *r = calloc(1, sizeof *r);
    enum va_code code = VA_OK;

    probe_settings_init(&p->settings);
    if (!r)
        return va_fail(err, VA_NOMEM, "out of memory");
    r->assumed = assumed;
    code = read_fields(t, f, r, err);
    if (!code)
        code = probe_request_settings(t->session, &r->request, &r->question, &p->settings,
                                      err);
    if (!code && t->start->demo_seed)
        code = probe_request_simulate(&p->settings, err);
    p->platform_named = r->request.platform != NULL;
    p->implementation_found = !probe_names_implementation(&r->request);
    p->cap_pusd = r->request.max_spend_pusd;
    probe_split_clear(&r->command);
    probe_split_clear(&r->payloads);
    free(r);
    return code;
}

enum va_code
probe_form_settings(struct tui *t, const struct probe_form *f, struct probe_proposal *p,
                    struct va_err *err)
{
    return read_settings(t, f, false, p, err);
}

/* Before it is said what shall be measured: what it would be worth to measure it as a
 * function, and what that would cost. It cannot be started. */
static void
price_assumed(struct tui *t, struct probe_form *f)
{
    struct va_err ignored = { .code = VA_OK };

    probe_settings_clear(&f->proposal->settings);
    *f->proposal = (struct probe_proposal){ .cap_pusd = PROBE_NO_CAP_GIVEN };
    f->priced = !read_settings(t, f, true, f->proposal, &ignored) &&
                !probe_proposal_price(t->session, f->proposal, &ignored);
}

void
probe_form_price(struct tui *t, struct probe_form *f)
{
    struct probe_proposal *p = f->proposal;
    enum va_code code = VA_OK;

    f->dirty |= f->local_version != local_version(t->locals);
    f->local_version = local_version(t->locals);
    if (!f->dirty || !p)
        return;
    f->dirty = f->has_settings = f->priced = false;
    f->err = (struct va_err){ .code = VA_OK };
    probe_settings_clear(&p->settings);
    *p = (struct probe_proposal){ .cap_pusd = PROBE_NO_CAP_GIVEN };
    code = probe_form_settings(t, f, p, &f->err);
    f->has_settings = code == VA_OK;
    if (!code)
        f->priced = probe_proposal_price(t->session, p, &f->err) == VA_OK;
    else
        price_assumed(t, f);
}

void
probe_form_open(struct tui *t, struct probe_form *f, const char *workload)
{
    probe_form_clear(f);
    snprintf(f->workload, sizeof f->workload, "%s", workload);
    f->proposal = calloc(1, sizeof *f->proposal);
    f->dirty = true;
    t->stale = true;
}

void
probe_form_clear(struct probe_form *f)
{
    if (f->proposal)
        probe_settings_clear(&f->proposal->settings);
    free(f->proposal);
    *f = (struct probe_form){ .workload = "" };
}

/* --- its command line --- */

/* One that was chosen for the workload; of several none is. */
static const char *
chosen_implementation(const struct tui *t, const struct probe_form *f)
{
    const char *names = local_get(t->locals, LOCAL_IMPLEMENTATION, f->workload);

    return names && !strpbrk(names, ", ") && strcmp(names, "all") != 0 ? names : "";
}

static void
add_option(struct buf *out, const char *option, const char *value)
{
    if (!*value)
        return;
    buf_printf(out, " %s ", option);
    subject_word(out, value);
}

void
probe_form_line(const struct tui *t, const struct probe_form *f, struct buf *out)
{
    static const struct {
        enum form_field field;
        const char *option;
    } options[] = {
        { FORM_FUNCTION, "--function" }, { FORM_URL, "--url" },
        { FORM_PLATFORM, "--platform" }, { FORM_SIZES, "--memory" },
        { FORM_RUNS, "--runs" },         { FORM_LIKE, "--like" },
        { FORM_TIMEOUT, "--timeout" },   { FORM_EMULATE, "--emulate" },
        { FORM_PROFILE, "--profile" },   { FORM_ENDPOINT, "--endpoint-url" },
    };
    const char *command = probe_form_get(t, f, FORM_COMMAND);
    const char *region = local_get(t->locals, LOCAL_REGION, f->workload);
    struct probe_split payloads = { .n = 0 };
    struct va_err ignored;

    buf_text(out, "probe run ");
    subject_word(out, f->workload);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        add_option(out, options[i].option, probe_form_get(t, f, options[i].field));
    add_option(out, "--implementation", chosen_implementation(t, f));
    if (region && !*command)
        add_option(out, "--region", region);
    subject_line_planned(t, f->workload, out);
    if (!strcmp(probe_form_get(t, f, FORM_COLD), "yes"))
        buf_text(out, " --cold");
    (void)probe_split_commas(probe_form_get(t, f, FORM_PAYLOAD), &payloads, &ignored);
    for (int32_t i = 0; i < payloads.n; i++)
        add_option(out, "--payload", payloads.words[i]);
    probe_split_clear(&payloads);
    if (*command)
        buf_printf(out, " -- %s", command);
    else
        add_option(out, "--max-spend", probe_form_get(t, f, FORM_CAP));
}
