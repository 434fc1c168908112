/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gcf_drive NAME=VALUE... -- STEP...: the Google backend without the engine. Prints what
 * it says, what comes of each step, and keeps the journal in a file, as the ledger would.
 *
 * Names: platform url function project region memory (a list) timeout_ms endpoint_url
 * redeploy cold; journal=FILE; die=N ends the process at the host's Nth call;
 * abandon_ms=N: the user wants out then.
 * Steps: describe prepare:MB invoke:MB:PAYLOAD undo apply:MB
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "probe/backend.h"

enum { WAIT_SPEED = 2000, JOURNAL_MAX = 16, LINE_BYTES = 3 * LEDGER_CHANGE_MAX };

struct drive {
    struct probe_settings settings;
    struct probe_host host;
    struct ledger_change journal[JOURNAL_MAX];
    int n_journal;
    const char *journal_path;
    int64_t die_at;
    int64_t abandon_ms; /* after so long the user wants out; 0: never */
    int64_t start_ms;
    int64_t n_calls;
    int64_t waited_ms;
};

/* --- the host --- */

static void
call(struct drive *d)
{
    if (++d->n_calls == d->die_at)
        _exit(9);
}

static int64_t
now_ms(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t
elapsed_ms(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *
variable(void *ctx, const char *name)
{
    (void)ctx;
    return getenv(name);
}

/* Waits are shorter here; how long they would have been is counted. */
static enum va_code
wait_ms(void *ctx, int64_t ms, bool patient, struct va_err *err)
{
    struct drive *d = ctx;
    const struct timespec t = { .tv_nsec = ms * 1000000 / WAIT_SPEED % 1000000000 };

    (void)patient;
    (void)err;
    call(d);
    d->waited_ms += ms;
    nanosleep(&t, NULL);
    return VA_OK;
}

static bool
abandoned(void *ctx)
{
    const struct drive *d = ctx;

    return d->abandon_ms && now_ms(NULL) - d->start_ms > d->abandon_ms;
}

static void
say(void *ctx, const char *text)
{
    (void)ctx;
    printf("say %s\n", text);
    fflush(stdout);
}

static void
journal_save(const struct drive *d)
{
    FILE *file = d->journal_path ? fopen(d->journal_path, "w") : NULL;

    if (!file)
        return;
    for (int i = 0; i < d->n_journal; i++)
        fprintf(file, "%" PRId64 "\t%d\t%s\t%s\t%s\n", d->journal[i].id,
                (int)d->journal[i].state, d->journal[i].kind, d->journal[i].target,
                d->journal[i].detail);
    fclose(file);
}

static void
put(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

static void
journal_load(struct drive *d)
{
    FILE *file = d->journal_path ? fopen(d->journal_path, "r") : NULL;
    static char line[LINE_BYTES];

    while (file && d->n_journal < JOURNAL_MAX && fgets(line, sizeof line, file)) {
        struct ledger_change *c = &d->journal[d->n_journal++];
        char *save = NULL;

        line[strcspn(line, "\n")] = '\0';
        c->id = strtol(strtok_r(line, "\t", &save), NULL, 10);
        c->state =
            (enum ledger_change_state)strtol(strtok_r(NULL, "\t", &save), NULL, 10);
        put(c->kind, sizeof c->kind, strtok_r(NULL, "\t", &save));
        put(c->target, sizeof c->target, strtok_r(NULL, "\t", &save));
        put(c->detail, sizeof c->detail, strtok_r(NULL, "\t", &save));
    }
    if (file)
        fclose(file);
}

static enum va_code
change_begin(void *ctx, const struct probe_change *change, int64_t *out_id,
             struct va_err *err)
{
    struct drive *d = ctx;
    struct ledger_change *c = &d->journal[d->n_journal];

    call(d);
    if (d->n_journal == JOURNAL_MAX)
        return va_fail(err, VA_IO, "the journal is full");
    *c = (struct ledger_change){ .id = ++d->n_journal };
    put(c->kind, sizeof c->kind, change->kind);
    put(c->target, sizeof c->target, change->target);
    put(c->detail, sizeof c->detail, change->detail);
    *out_id = c->id;
    journal_save(d);
    call(d);
    return VA_OK;
}

static enum va_code
change_enter(void *ctx, int64_t id, enum ledger_change_state state, const char *detail,
             struct va_err *err)
{
    struct drive *d = ctx;

    (void)err;
    call(d);
    d->journal[id - 1].state = state;
    if (detail)
        put(d->journal[id - 1].detail, sizeof d->journal[id - 1].detail, detail);
    journal_save(d);
    call(d);
    return VA_OK;
}

/* --- steps --- */

static int
failed(const char *step, const struct va_err *err)
{
    printf("%s: exit %d: %s\n", step, va_exit_status(err->code), err->text);
    if (*err->hint)
        printf("hint %s\n", err->hint);
    return 1;
}

static enum va_code
describe(void *self, struct va_err *err)
{
    static struct probe_facts facts;
    struct buf json;
    enum va_code code = probe_gcf.describe(self, &facts, err);

    if (code)
        return code;
    buf_init(&json, 1 << 20);
    probe_facts_write(&facts, &json);
    printf("facts %s\n", buf_get(&json));
    buf_clear(&json);
    return VA_OK;
}

static void
print_time(const char *name, int64_t ns)
{
    if (ns != SAMPLE_NONE)
        printf(" %s=%.3f", name, (double)ns / 1e6);
}

static enum va_code
invoke(struct drive *d, void *self, const char *what, struct va_err *err)
{
    static struct probe_outcome out;
    char *payload = NULL;
    const long mb = strtol(what, &payload, 10);
    const struct probe_shot shot = { .memory_mb = (int32_t)mb,
                                     .payload = *payload ? payload + 1 : "{}",
                                     .payload_len = *payload ? strlen(payload + 1) : 2,
                                     .cold = d->settings.cold,
                                     .timeout_ms = 2000 };
    const struct sample *s = &out.sample;
    enum va_code code = probe_gcf.invoke(self, &shot, &out, err);

    if (code)
        return code;
    printf("shot %s", ledger_fate_name(out.fate));
    if (out.fate == LEDGER_REFUSED)
        printf(" retry=%" PRId64, out.retry_after_ms);
    if (out.fate == LEDGER_DONE || out.fate == LEDGER_FAILED) {
        printf(" source=%s mb=%d cold=%d max_mb=%d", out.source, (int)s->memory_mb,
               (int)s->cold, (int)s->max_memory_mb);
        print_time("ms", s->duration_ns);
        print_time("init", s->init_ns);
        print_time("process", s->process_ns);
        printf(" instance=%s cpu=%s", s->instance_id, s->cpu);
        if (sample_check(s, err))
            printf(" BAD SAMPLE: %s", err->text);
    }
    printf(" text=%s\n", out.text);
    return VA_OK;
}

static enum va_code
undo(struct drive *d, void *self, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int i = d->n_journal - 1; !code && i >= 0; i--) {
        const enum ledger_change_state state = d->journal[i].state;

        if (state != LEDGER_CHANGE_UNDONE && state != LEDGER_CHANGE_ABANDONED)
            code = probe_gcf.undo(self, &d->journal[i], err);
        if (!code)
            printf("change %d %s\n", i + 1,
                   ledger_change_state_name(d->journal[i].state));
    }
    return code;
}

static int
run_step(struct drive *d, void *self, const char *step)
{
    const char *colon = strchr(step, ':');
    const char *what = colon ? colon + 1 : "";
    const int32_t mb = (int32_t)strtol(what, NULL, 10);
    struct va_err err = { .text = "" };
    enum va_code code = VA_USAGE;

    if (!strcmp(step, "describe"))
        code = describe(self, &err);
    else if (!strncmp(step, "prepare:", 8))
        code = probe_gcf.prepare(self, mb, &err);
    else if (!strncmp(step, "invoke:", 7))
        code = invoke(d, self, what, &err);
    else if (!strcmp(step, "undo"))
        code = undo(d, self, &err);
    else if (!strncmp(step, "apply:", 6))
        code = probe_gcf.apply(self, mb, &err);
    return code ? failed(step, &err) : 0;
}

/* --- settings --- */

static void
set_sizes(struct probe_settings *s, const char *list)
{
    char *end = NULL;

    for (; *list; list = *end ? end + 1 : end)
        s->sizes_mb[s->n_sizes++] = (int32_t)strtol(list, &end, 10);
}

static void
set(struct drive *d, const char *arg)
{
    struct probe_settings *s = &d->settings;
    const struct {
        const char *name;
        char *out;
        size_t size;
    } texts[] = {
        { "platform=", s->platform, sizeof s->platform },
        { "url=", s->url, sizeof s->url },
        { "function=", s->function, sizeof s->function },
        { "project=", s->project, sizeof s->project },
        { "region=", s->region, sizeof s->region },
        { "endpoint_url=", s->endpoint_url, sizeof s->endpoint_url },
    };
    const char *value = strchr(arg, '=') ? strchr(arg, '=') + 1 : "";

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!strncmp(arg, texts[i].name, strlen(texts[i].name)))
            put(texts[i].out, texts[i].size, value);
    }
    if (!strncmp(arg, "memory=", 7))
        set_sizes(s, value);
    else if (!strncmp(arg, "journal=", 8))
        d->journal_path = value;
    else if (!strncmp(arg, "die=", 4))
        d->die_at = strtol(value, NULL, 10);
    else if (!strncmp(arg, "abandon_ms=", 11))
        d->abandon_ms = strtol(value, NULL, 10);
    else if (!strncmp(arg, "timeout_ms=", 11))
        s->timeout_ms = strtol(value, NULL, 10);
    s->redeploy = s->redeploy || !strcmp(arg, "redeploy");
    s->cold = s->cold || !strcmp(arg, "cold");
}

int
main(int argc, char **argv)
{
    static struct drive d;
    struct va_err err = { .text = "" };
    struct prices *prices = NULL;
    void *self = NULL;
    char pricing[4096];
    int status = 0;
    int i = 1;

    d.start_ms = now_ms(NULL);
    probe_settings_init(&d.settings);
    for (; i < argc && strcmp(argv[i], "--") != 0; i++)
        set(&d, argv[i]);
    snprintf(pricing, sizeof pricing, "%s/pricing", getenv("srcdir"));
    if (prices_open(pricing, NULL, &prices, &err))
        return failed("prices", &err);
    journal_load(&d);
    d.host = (struct probe_host){ .settings = &d.settings,
                                  .token = "0123456789abcdef0123456789abcdef",
                                  .prices = prices,
                                  .clock = { now_ms, NULL },
                                  .elapsed_ms = elapsed_ms,
                                  .variable = variable,
                                  .wait = wait_ms,
                                  .abandoned = abandoned,
                                  .say = say,
                                  .change_begin = change_begin,
                                  .change_enter = change_enter,
                                  .ctx = &d };
    if (probe_gcf.open(&d.host, &self, &err))
        status = failed("open", &err);
    for (i++; !status && i < argc; i++)
        status = run_step(&d, self, argv[i]);
    probe_gcf.close(self);
    prices_close(prices);
    probe_settings_clear(&d.settings);
    printf("waited %" PRId64 " ms\n", d.waited_ms);
    return status;
}
