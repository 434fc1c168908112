/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation, in words. */
#include "app/probe_shot.h"

#include <stdlib.h>
#include <string.h>

#include "app/probe_request.h"
#include "app/probe_state.h"
#include "app/probe_words.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/money.h"
#include "base/text.h"
#include "io/payload.h"

enum { SHOWN_BYTES = 1024, COMMAND_BYTES = 1 << 20, NS_PER_MS = 1000000 };

struct showing {
    struct ledger_run run;
    struct probe_settings settings;
    struct ledger_invocation shot;
    bool found, paid;
};

/* --- bytes --- */

/* Bytes that are shown as they are; 0: none. What turns the direction of writing round
 * could make a line look like another. */
static size_t
plain_bytes(const char *bytes, size_t len)
{
    uint32_t point = 0;
    const size_t n = text_utf8(bytes, len, &point);
    const bool turns = (point >= 0x200b && point <= 0x200f) ||
                       (point >= 0x202a && point <= 0x202e) ||
                       (point >= 0x2060 && point <= 0x206f) || point == 0xfeff;

    return text_is_control(point) || turns ? 0 : n;
}

void
probe_shot_escape(struct buf *out, const char *bytes, size_t len)
{
    bool begins = true;

    for (size_t i = 0; i < len;) {
        const size_t n = plain_bytes(bytes + i, len - i);

        if (begins)
            buf_text(out, "  ");
        begins = bytes[i] == '\n';
        if (begins)
            buf_byte(out, '\n');
        else if (bytes[i] == '\\')
            buf_text(out, "\\\\");
        else if (n > 0)
            buf_add(out, bytes + i, n);
        else
            buf_printf(out, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
        i += n > 0 ? n : 1;
    }
    if (!begins)
        buf_byte(out, '\n');
}

/* --- what came of it --- */

static const char *const fates[LEDGER_FATE_COUNT] = {
    [LEDGER_OPEN] = "in flight: counts at its worst price",
    [LEDGER_DONE] = "ok",
    [LEDGER_FAILED] = "FAIL: it ran, and counts as a failure of its size",
    [LEDGER_REFUSED] = "FAIL: refused, it surely did not run",
    [LEDGER_UNKNOWN] = "UNKNOWN: it may have run, and counts at its worst price",
};

static const char *
source_words(const char *source)
{
    static const struct {
        const char *source, *words;
    } known[] = {
        { "report", "the provider's report" },
        { "logs", "the provider's log" },
        { "function", "the function's own clock" },
        { "clock", "the clock around the request" },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].source, source))
            return known[i].words;
    return source;
}

static void
row(struct buf *out, const char *label, const char *text)
{
    if (text[0])
        buf_printf(out, "%-11s%s\n", label, text);
}

static void
time_row(struct buf *out, const char *label, double ms)
{
    char text[TEXT_NUMBER_MAX];

    row(out, label, ms >= 0 ? text_time(text, ms) : "not known");
}

static void
say_times(struct buf *out, const struct ledger_invocation *i)
{
    const bool warm_up = !strcmp(i->text, LEDGER_WARM_UP);
    char text[DATE_TEXT_MAX];

    row(out, "sent", time_format(text, i->intent.now_ms));
    row(out, "settled", time_format(text, i->settled_ms));
    if (i->fate != LEDGER_DONE && i->fate != LEDGER_FAILED)
        return;
    if (warm_up) {
        row(out, "start", "a warm-up: its figures are dropped");
        return;
    }
    time_row(out, "duration",
             i->duration_ns >= 0 ? (double)i->duration_ns / NS_PER_MS : -1);
    if (i->init_ns > 0)
        time_row(out, "cold, init", (double)i->init_ns / NS_PER_MS);
    else
        row(out, "start", i->intent.cold ? "meant to be cold" : "warm");
}

static void
say_bill(struct buf *out, const struct showing *w)
{
    const struct ledger_invocation *i = &w->shot;
    char text[MONEY_TEXT_MAX];

    if (!w->paid) {
        row(out, "cost", "nothing: it ran on this machine");
        return;
    }
    if (i->billed_ms > 0)
        time_row(out, "billed", (double)i->billed_ms);
    if (i->fate == LEDGER_REFUSED)
        row(out, "cost", "not billed");
    else if (i->fate == LEDGER_DONE || i->fate == LEDGER_FAILED)
        row(out, "cost", money_short(text, i->cost_pusd));
    row(out, "at worst", money_short(text, i->intent.worst_pusd));
}

static void
say_head(struct buf *out, const struct showing *w, int64_t number)
{
    const struct ledger_invocation *i = &w->shot;
    char text[TEXT_NUMBER_MAX];

    buf_printf(out, "Invocation %lld of run %lld: %s, ", (long long)number,
               (long long)w->run.id, w->settings.workload);
    probe_say_where(out, &w->settings);
    buf_text(out, "\n\n");
    row(out, "result", fates[i->fate]);
    if (strcmp(i->text, LEDGER_WARM_UP) != 0)
        row(out, "error", i->text);
    if (i->intent.again_of > 0)
        row(out, "again", "it is in the place of one that failed");
    if (i->asked_again)
        row(out, "again",
            i->made_again ? "another was made in its place" : "another was asked for");
    buf_printf(out, "%-11s%s MB\n", "size",
               text_number(text, (double)i->intent.memory_mb, 0, true));
    say_times(out, i);
    say_bill(out, w);
    if (i->fate == LEDGER_DONE || i->fate == LEDGER_FAILED)
        row(out, "figures", source_words(i->source));
    row(out, "CPU", i->cpu);
    row(out, "request", i->request_id);
}

/* --- what was sent --- */

static void
say_file(struct buf *out, const struct probe_payload *p)
{
    char sha256[HASH_HEX_SIZE];
    struct va_err why = { .code = VA_OK };
    struct buf bytes;
    const enum va_code code = payload_read(p->path, &bytes, sha256, &why);
    const size_t shown = bytes.len < SHOWN_BYTES ? bytes.len : SHOWN_BYTES;

    buf_printf(out, "  SHA-256 %s\n", p->sha256);
    if (code)
        buf_printf(out, "It cannot be shown: %s\n", why.text);
    else if (strcmp(sha256, p->sha256) != 0)
        buf_text(out, "The file has changed since: what was sent is not kept.\n");
    else {
        buf_printf(out, "Payload, %zu bytes", bytes.len);
        if (shown < bytes.len)
            buf_printf(out, ", the first %zu of them", shown);
        buf_text(out, ":\n");
        probe_shot_escape(out, buf_get(&bytes), shown);
    }
    buf_clear(&bytes);
}

static void
say_command(struct buf *out, const struct probe_settings *s)
{
    struct buf line;

    if (s->n_args == 0)
        return;
    buf_init(&line, COMMAND_BYTES);
    for (int32_t i = 0; i < s->n_args; i++)
        buf_printf(&line, i ? " %s" : "%s", s->args[i]);
    buf_text(out, "Command:\n");
    probe_shot_escape(out, buf_get(&line), line.len);
    buf_clear(&line);
}

static void
say_sent(struct buf *out, const struct showing *w)
{
    const struct probe_settings *s = &w->settings;
    const int32_t at = w->shot.intent.payload;
    const struct probe_payload *p = at < s->n_payloads ? &s->payloads[at] : NULL;

    buf_byte(out, '\n');
    say_command(out, s);
    if (!p || !p->path[0]) {
        buf_text(out, "Payload, 2 bytes:\n  {}\n");
        return;
    }
    buf_text(out, "Payload file:\n");
    probe_shot_escape(out, p->path, strlen(p->path));
    say_file(out, p);
}

/* --- putting it together --- */

static enum va_code
take(void *ctx, const struct ledger_invocation *i)
{
    struct showing *w = ctx;

    w->shot = *i;
    w->found = true;
    return VA_OK;
}

static enum va_code
load(struct session *s, const struct probe_shot_ref *ref, struct showing *w,
     struct va_err *err)
{
    const struct ledger_since one = { ref->run, ref->invocation, 1 };
    struct store *store = NULL;
    enum va_code code = probe_load(s, ref->run, &w->run, &w->settings, err);

    if (!code)
        code = session_store(s, false, &store, err);
    if (!code)
        code = ledger_visit_since(store, one, take, w, err);
    if (!code && (!w->found || w->shot.id != ref->invocation))
        code =
            va_fail(err, VA_DATA, "run %lld has no such invocation", (long long)ref->run);
    w->paid = !code && !probe_is_local(&w->settings);
    return code;
}

enum va_code
probe_shot_say(struct session *s, const struct probe_shot_ref *ref, struct buf *out,
               struct va_err *err)
{
    struct showing *w = calloc(1, sizeof *w);
    enum va_code code = VA_OK;

    if (!w)
        return va_fail(err, VA_NOMEM, "out of memory");
    probe_settings_init(&w->settings);
    code = load(s, ref, w, err);
    if (!code) {
        say_head(out, w, ref->number);
        say_sent(out, w);
        buf_printf(out,
                   "\nResponses and logs are not kept here: they may hold what is not "
                   "meant to stay.\n%s",
                   w->shot.request_id[0] && w->paid && !probe_is_simulated(&w->settings)
                       ? "The provider's log has it under its request.\n"
                       : "");
    }
    probe_settings_clear(&w->settings);
    free(w);
    return code;
}
