/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as lines of JSON, and back. */
#include "io/probe_event.h"

#include <math.h>
#include <stdlib.h>

#include "core/advise.h"
#include "io/probe_record.h"

enum { STATUS_MAX = 255 };

const char *
probe_event_name(enum probe_event_kind k)
{
    static const char *const names[PROBE_EVENT_KIND_COUNT] = {
#define X(name, word) [PROBE_EVENT_##name] = word,
        PROBE_EVENTS(X)
#undef X
    };

    return names[k];
}

static const char *
kind_word(int32_t value)
{
    return probe_event_name((enum probe_event_kind)value);
}

static const char *
fate_word(int32_t value)
{
    return ledger_fate_name((enum ledger_fate)value);
}

static const char *
state_word(int32_t value)
{
    return ledger_run_state_name((enum ledger_run_state)value);
}

/* --- a table for each kind --- */

/* clang-format off */
#define HEAD \
    AS_WORD("event", probe_event, kind, kind_word, PROBE_EVENT_KIND_COUNT), \
    AS_INT64("run", probe_event, run, 0, INT64_MAX)
#define MONEY \
    AS_PUSD("spent_pusd", probe_event, money.spent_pusd, 0, INT64_MAX), \
    AS_PUSD("reserved_pusd", probe_event, money.reserved_pusd, 0, INT64_MAX), \
    AS_PUSD("cap_pusd", probe_event, money.cap_pusd, LEDGER_NO_CAP, INT64_MAX)
#define TEXT AS_LINE("text", probe_event, text)

static const struct record_field head_fields[] = { HEAD };

static const struct record_field started_fields[] = {
    HEAD, MONEY,
    AS_BOOL("resumed", probe_event, resumed),
};

static const struct record_field facts_fields[] = {
    HEAD,
    AS_PART("facts", probe_event, facts, &probe_facts_record),
};

static const struct record_field step_fields[] = {
    HEAD,
    AS_INT32("memory_mb", probe_event, step.memory_mb, 0, SAMPLE_MEMORY_MB_MAX),
    AS_INT32("runs", probe_event, step.runs, 0, INT32_MAX),
    AS_MAYBE("duration_ms", probe_event, step.duration_ms),
    AS_PUSD("expected_pusd", probe_event, step.expected_pusd, COST_UNKNOWN, INT64_MAX),
    AS_PUSD("worst_pusd", probe_event, step.worst_pusd, COST_UNKNOWN, INT64_MAX),
    AS_MAYBE("regret_before", probe_event, step.regret_before),
    AS_MAYBE("regret_after", probe_event, step.regret_after),
    AS_PUSD("gain_month_pusd", probe_event, step.gain_month_pusd, INT64_MIN, INT64_MAX),
    AS_LINE("stop", probe_event, step.stop),
};

static const struct record_field shot_fields[] = {
    HEAD, MONEY, TEXT,
    AS_INT64("invocation", probe_event, shot.invocation, 0, INT64_MAX),
    AS_INT32("memory_mb", probe_event, shot.memory_mb, 0, SAMPLE_MEMORY_MB_MAX),
    AS_INT32("k", probe_event, shot.run, 0, INT32_MAX),
    AS_INT32("n", probe_event, shot.runs, 0, INT32_MAX),
    AS_BOOL("cold", probe_event, shot.cold),
    AS_WORD("fate", probe_event, shot.fate, fate_word, LEDGER_FATE_COUNT),
    AS_MAYBE("duration_ms", probe_event, shot.duration_ms),
    AS_MAYBE("init_ms", probe_event, shot.init_ms),
    AS_INT64("billed_ms", probe_event, shot.billed_ms, SAMPLE_NONE, INT64_MAX),
    AS_PUSD("cost_pusd", probe_event, shot.cost_pusd, 0, INT64_MAX),
    AS_LINE("source", probe_event, shot.source),
    AS_LINE("cpu", probe_event, shot.cpu),
};

static const struct record_field say_fields[] = { HEAD, TEXT };

static const struct record_field end_fields[] = {
    HEAD, MONEY, TEXT,
    AS_WORD("state", probe_event, end.state, state_word, LEDGER_RUN_STATE_COUNT),
    AS_INT32("status", probe_event, end.status, 0, STATUS_MAX),
    AS_INT32("changes_left", probe_event, end.n_changes_left, 0, INT32_MAX),
};

#define TABLE(fields) { fields, sizeof(fields) / sizeof((fields)[0]), false }
static const struct record head = TABLE(head_fields);
static const struct record kinds[PROBE_EVENT_KIND_COUNT] = {
    [PROBE_EVENT_STARTED] = TABLE(started_fields),
    [PROBE_EVENT_FACTS] = TABLE(facts_fields),
    [PROBE_EVENT_STEP] = TABLE(step_fields),
    [PROBE_EVENT_SHOT] = TABLE(shot_fields),
    [PROBE_EVENT_SAY] = TABLE(say_fields),
    [PROBE_EVENT_END] = TABLE(end_fields),
};
/* clang-format on */

void
probe_event_init(struct probe_event *e, enum probe_event_kind kind, int64_t run)
{
    *e = (struct probe_event){ .kind = kind, .run = run };
    e->money.cap_pusd = LEDGER_NO_CAP;
    e->step.duration_ms = NAN;
    e->step.regret_before = NAN;
    e->step.regret_after = NAN;
    e->step.expected_pusd = COST_UNKNOWN;
    e->shot.duration_ms = NAN;
    e->shot.init_ms = NAN;
    e->shot.billed_ms = SAMPLE_NONE;
}

void
probe_event_write(const struct probe_event *e, struct buf *out)
{
    struct json_doc *doc = json_alloc();

    record_write(&kinds[e->kind], e, doc, json_root(doc));
    if (!doc || json_status(doc)) {
        if (!out->code)
            out->code = VA_NOMEM;
    } else {
        json_write(json_root(doc), false, out);
        buf_byte(out, '\n');
    }
    json_free(doc);
}

enum va_code
probe_event_read(const char *line, size_t len, struct probe_event *out,
                 struct va_err *err)
{
    struct probe_event *e = NULL;
    enum va_code code = VA_OK;

    if (len > PROBE_EVENT_MAX)
        return va_fail(err, VA_DATA, "an event of more than %d bytes", PROBE_EVENT_MAX);
    e = malloc(sizeof *e);
    if (!e)
        return va_fail(err, VA_NOMEM, "out of memory");
    probe_event_init(e, PROBE_EVENT_KIND_COUNT, 0);
    code = record_read(&head, line, len, e, err);
    if (!code && e->kind == PROBE_EVENT_KIND_COUNT)
        code = va_fail(err, VA_DATA, "event: missing");
    if (!code)
        code = record_read(&kinds[e->kind], line, len, e, err);
    if (!code)
        *out = *e;
    free(e);
    return code;
}
