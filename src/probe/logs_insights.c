/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Summaries made by the provider: a query of Logs Insights for each day, which counts
 * invocations by hour, size, kind of start, outcome and bin of durations.
 *
 * Rows that average many invocations would say nothing of the spread between them, so
 * each count becomes as many rows of one invocation with the bin's mean; on a day with
 * more than DAY_ROWS of them one in 2, 4, 8, ... is kept, evenly over all bins. What is
 * lost: the spread within a bin, a twentieth; request ids, instances, the order; and that
 * a busy day had more invocations than another one. Only whole days are asked for, and a
 * row's id follows from its day, so a day that was imported before is known again.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/sample.h"
#include "probe/logs_state.h"

enum {
    HOUR_S = 3600,
    DAY_S = 24 * HOUR_S,
    DAY_ROWS = 20000, /* kept of a day */
    ROWS_MAX = 10000, /* of an answer; more are left out by the service, silently */
    SETTLE_S = 900,   /* logs arrive late: a day is over so long after its end */
    POLL_MS = 500,    /* doubles */
    POLL_MAX_MS = 5000,
    QUERY_S = 20 * 60, /* the service gives up after an hour */
    CUTS_MAX = 32,     /* parts of a day that wait: each is cut in two, over and over */
    KINDS_MAX = 24 * ROWS_MAX,
    OUTPUT_MAX = 16 << 20
};

/* Durations under this many ms are one bin; a bin is a twentieth wide: e^(1/20). */
static const char query[] =
    "filter @type = \"REPORT\" or type = \"platform.report\"\n"
    "| parse @message /Status: (?<said>[a-z]+)/\n"
    "| fields coalesce(@duration, record.metrics.durationMs) as d,\n"
    "  coalesce(@billedDuration, record.metrics.billedDurationMs) as b,\n"
    "  coalesce(@initDuration, record.metrics.initDurationMs) as i,\n"
    "  coalesce(@memorySize, record.metrics.memorySizeMB * 1000000) as size,\n"
    "  coalesce(@maxMemoryUsed, record.metrics.maxMemoryUsedMB * 1000000) as used,\n"
    "  coalesce(record.status, said, \"success\") as outcome\n"
    "| fields ispresent(i) as cold, floor(log(greatest(d, 0.05)) * 20) as step\n"
    "| stats count(*) as n, avg(d) as mean_d, avg(b) as mean_b, avg(i) as mean_i,\n"
    "  max(used) as max_used by bin(1h), size, cold, outcome, step\n"
    "| limit 10000";

static const char header[] = "started_at,memory_mb,duration_ms,billed_ms,init_ms,"
                             "max_memory_mb,cold,error,request_id\n";

struct window {
    int64_t from_s, to_s; /* whole hours */
};

/* A row of an answer. */
struct result {
    int64_t hour_ms;
    int64_t mb, n, step;
    double duration_ms, billed_ms, init_ms, used_bytes; /* NAN: none */
    bool cold;
    char outcome[32];
};

struct insights {
    struct logs *l;
    struct window todo[CUTS_MAX]; /* a stack: what is left of the day */
    int32_t n_todo;
    struct result *kinds; /* of the day */
    int32_t n_kinds;
    int64_t n_days, n_invocations, n_kept;
    double scanned_bytes;
};

/* --- rows --- */

static bool
read_number(const char *text, double *out)
{
    return !text_parse_double(text, strnlen(text, TEXT_NUMBER_MAX + 1), out);
}

/* However it is written: "512", "512.0", "5.12E8". */
static bool
read_whole(const char *text, int64_t low, int64_t high, int64_t *out)
{
    return !text_parse_int(text, strnlen(text, TEXT_NUMBER_MAX + 1), low, high, out);
}

/* Bytes with 1,000,000 to the MB; those that are whole only in MB of 1,048,576 are that.
 */
static bool
read_size(const char *text, int64_t *out_mb)
{
    enum { MB = 1000000, MIB = 1048576 };
    int64_t bytes = 0;

    if (!read_whole(text, 1, (int64_t)SAMPLE_MEMORY_MB_MAX * MB, &bytes))
        return false;
    *out_mb = bytes % MB && bytes % MIB == 0 ? bytes / MIB : (bytes + MB - 1) / MB;
    return true;
}

static void
read_optional(const char *text, double *out)
{
    double value = 0;

    *out = read_number(text, &value) && value >= 0 && value < 1e12 ? value : NAN;
}

/* A word, or nothing. */
static void
read_outcome(const char *text, char *out, size_t size)
{
    const size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz");

    snprintf(out, size, "%.*s", (int)len, text);
    if (!strcmp(out, "success"))
        out[0] = '\0';
}

/* What the row cannot do without. */
static bool
set_key(struct result *r, const char *name, const char *text)
{
    if (!strcmp(name, "bin(1h)"))
        return !time_parse_ms(text, strnlen(text, DATE_TEXT_MAX), &r->hour_ms);
    if (!strcmp(name, "size"))
        return read_size(text, &r->mb);
    if (!strcmp(name, "n"))
        return read_whole(text, 1, INT64_C(1) << 50, &r->n);
    return !strcmp(name, "step") && read_whole(text, -100, 1000, &r->step);
}

static void
set_field(struct result *r, const char *name, const char *text)
{
    if (!strcmp(name, "cold"))
        r->cold = !strcmp(text, "1") || !strcmp(text, "true");
    else if (!strcmp(name, "outcome"))
        read_outcome(text, r->outcome, sizeof r->outcome);
    else if (!strcmp(name, "mean_d"))
        read_optional(text, &r->duration_ms);
    else if (!strcmp(name, "mean_b"))
        read_optional(text, &r->billed_ms);
    else if (!strcmp(name, "mean_i"))
        read_optional(text, &r->init_ms);
    else if (!strcmp(name, "max_used"))
        read_optional(text, &r->used_bytes);
}

/* False for a row that says too little. */
static bool
read_row(const cJSON *row, struct result *out)
{
    struct result r = {
        .duration_ms = NAN, .billed_ms = NAN, .init_ms = NAN, .used_bytes = NAN
    };
    const cJSON *cell = NULL;
    int n_set = 0;

    cJSON_ArrayForEach(cell, row)
    {
        const char *name = logs_text(cell, "field");
        const char *text = logs_text(cell, "value");

        if (set_key(&r, name, text))
            n_set++;
        else
            set_field(&r, name, text);
    }
    *out = r;
    return n_set == 4 && r.duration_ms > 0;
}

static void
add_number(struct buf *out, double value, int decimals)
{
    char text[TEXT_NUMBER_MAX];

    if (!isnan(value))
        buf_text(out, text_number(text, value, decimals, false));
    buf_byte(out, ',');
}

/* One invocation that stands for its kind; `part` tells it from the others. */
static void
add_row(const struct insights *in, const struct result *r, int64_t part, struct buf *out)
{
    char hour[DATE_TEXT_MAX];

    buf_printf(out, "%s,%" PRId64 ",", time_format(hour, r->hour_ms), r->mb);
    add_number(out, r->duration_ms, 6);
    add_number(out, r->billed_ms, 0);
    add_number(out, r->init_ms, 6);
    add_number(out, ceil(r->used_bytes / 1000000), 0);
    buf_printf(out, "%d,%s,insights:%s:%" PRId64 ":%" PRId64 ":%d:%s:%d:%" PRId64 "\n",
               r->cold, r->outcome, in->l->name.name, r->hour_ms / 1000, r->mb, r->cold,
               r->outcome, (int)r->step, part);
}

static int
compare_kinds(const void *a, const void *b)
{
    const struct result *p = a;
    const struct result *q = b;
    const int64_t differences[] = { p->hour_ms - q->hour_ms, p->mb - q->mb,
                                    p->cold - q->cold, strcmp(p->outcome, q->outcome),
                                    p->step - q->step };

    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        if (differences[i])
            return differences[i] < 0 ? -1 : 1;
    }
    return 0;
}

/* The day's kinds as rows: all invocations, or evenly one in so many. */
static enum va_code
write_day(struct insights *in, struct va_err *err)
{
    int64_t total = 0;
    int64_t before = 0;
    int64_t one_in = 1;
    struct buf out;
    enum va_code code = VA_OK;

    qsort(in->kinds, (size_t)in->n_kinds, sizeof *in->kinds, compare_kinds);
    for (int32_t i = 0; i < in->n_kinds; i++)
        total += in->kinds[i].n;
    while (total / one_in > DAY_ROWS)
        one_in *= 2;
    buf_init(&out, OUTPUT_MAX);
    for (int32_t i = 0; i < in->n_kinds && !code; i++) {
        const struct result *r = &in->kinds[i];
        const int64_t from = (before + one_in / 2) / one_in;
        const int64_t to = (before + r->n + one_in / 2) / one_in;

        for (int64_t k = from; k < to; k++)
            add_row(in, r, k - from, &out);
        before += r->n;
        in->n_kept += to - from;
        code = logs_write(in->l, &out, err);
    }
    in->n_invocations += total;
    in->n_days++;
    in->n_kinds = 0;
    buf_clear(&out);
    return code;
}

static bool
is_within(const struct result *r, const struct window *w)
{
    return r->hour_ms >= w->from_s * 1000 && r->hour_ms < w->to_s * 1000;
}

/* --- queries --- */

static enum va_code
start_query(struct insights *in, const struct window *w, char *id, size_t size,
            struct va_err *err)
{
    struct json_doc *doc = json_alloc();
    struct json *o = json_root(doc);
    const struct logs_ask ask = { .operation = "StartQuery", .body = doc, .costs = true };
    cJSON *reply = NULL;
    enum va_code code = VA_OK;

    json_add_string(doc, o, "logGroupName", in->l->group);
    json_add_int(doc, o, "startTime", w->from_s);
    json_add_int(doc, o, "endTime", w->to_s); /* inclusive: the last hour's rows go */
    json_add_string(doc, o, "queryString", query);
    json_add_int(doc, o, "limit", ROWS_MAX);
    code = logs_call(in->l, &ask, &reply, err);
    if (!code)
        snprintf(id, size, "%s", logs_text(reply, "queryId"));
    if (!code && !*id)
        code = va_fail(err, VA_NETWORK, "%s: the query has no id", in->l->group);
    cJSON_Delete(reply);
    return code;
}

static struct json_doc *
about_query(const char *id)
{
    struct json_doc *doc = json_alloc();

    json_add_string(doc, json_root(doc), "queryId", id);
    return doc;
}

/* A query that nobody waits for goes on to cost money. */
static void
stop_query(struct insights *in, const char *id)
{
    const struct logs_ask ask = { .operation = "StopQuery",
                                  .body = about_query(id),
                                  .tries = 1 };
    cJSON *reply = NULL;

    in->l->last_words = true;
    (void)logs_call(in->l, &ask, &reply, NULL);
    in->l->last_words = false;
    cJSON_Delete(reply);
}

/* Ask until the query has ended. */
static enum va_code
await(struct insights *in, const char *id, cJSON **out, struct va_err *err)
{
    int64_t pause_ms = POLL_MS;
    int64_t waited_ms = 0;

    for (;;) {
        const struct logs_ask ask = { .operation = "GetQueryResults",
                                      .body = about_query(id) };
        const char *status = NULL;
        enum va_code code = logs_call(in->l, &ask, out, err);

        if (code)
            return code;
        status = logs_text(*out, "status");
        if (!strcmp(status, "Complete"))
            return VA_OK;
        if (strcmp(status, "Running") != 0 && strcmp(status, "Scheduled") != 0)
            return va_fail(err, VA_NETWORK, "%s: the query ended as '%.20s'",
                           in->l->group, status);
        cJSON_Delete(*out);
        *out = NULL;
        if (waited_ms > INT64_C(1000) * QUERY_S)
            return va_fail(err, VA_NETWORK, "%s: the query takes too long", in->l->group);
        logs_wait(in->l, pause_ms);
        waited_ms += pause_ms;
        pause_ms = pause_ms * 2 < POLL_MAX_MS ? pause_ms * 2 : POLL_MAX_MS;
    }
}

/* Put a window on the stack. */
static enum va_code
push(struct insights *in, int64_t from_s, int64_t to_s, struct va_err *err)
{
    if (in->n_todo == CUTS_MAX)
        return va_fail(err, VA_OVERFLOW, "%s: too many rows", in->l->group);
    in->todo[in->n_todo++] = (struct window){ from_s, to_s };
    return VA_OK;
}

/* An answer that is full may lack rows: its time is asked for again, in two parts. */
static enum va_code
cut(struct insights *in, const struct window *w, struct va_err *err)
{
    const int64_t hours = (w->to_s - w->from_s) / HOUR_S;
    const int64_t middle_s = w->from_s + hours / 2 * HOUR_S;
    enum va_code code = VA_OK;

    if (hours < 2)
        return va_fail(err, VA_OVERFLOW, "%s: an hour with more than %d kinds of results",
                       in->l->group, ROWS_MAX);
    code = push(in, middle_s, w->to_s, err);
    return code ? code : push(in, w->from_s, middle_s, err);
}

static enum va_code
take_answer(struct insights *in, const struct window *w, const cJSON *answer,
            struct va_err *err)
{
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(answer, "results");
    const cJSON *statistics = cJSON_GetObjectItemCaseSensitive(answer, "statistics");
    const cJSON *scanned = cJSON_GetObjectItemCaseSensitive(statistics, "bytesScanned");
    const cJSON *row = NULL;
    struct result r;

    if (cJSON_IsNumber(scanned) && scanned->valuedouble > 0)
        in->scanned_bytes += scanned->valuedouble;
    if (cJSON_GetArraySize(rows) >= ROWS_MAX)
        return cut(in, w, err);
    cJSON_ArrayForEach(row, rows)
    {
        if (in->n_kinds < KINDS_MAX && read_row(row, &r) && is_within(&r, w))
            in->kinds[in->n_kinds++] = r;
    }
    return VA_OK;
}

static enum va_code
ask_window(struct insights *in, const struct window *w, struct va_err *err)
{
    char id[128] = "";
    cJSON *answer = NULL;
    enum va_code code = start_query(in, w, id, sizeof id, err);

    if (code)
        return code;
    code = await(in, id, &answer, err);
    if (code)
        stop_query(in, id);
    else
        code = take_answer(in, w, answer, err);
    cJSON_Delete(answer);
    return code;
}

/* The whole days (of UTC) of the time asked for. */
static enum va_code
find_days(const struct logs *l, struct window *out, struct va_err *err)
{
    const int64_t now_s = l->world->clock.now_ms(l->world->clock.ctx) / 1000;
    const int64_t until_s = l->request->until_ms / 1000;
    const int64_t to_s = until_s < now_s - SETTLE_S ? until_s : now_s - SETTLE_S;

    out->from_s = (l->request->since_ms / 1000 + DAY_S - 1) / DAY_S * DAY_S;
    out->to_s = to_s / DAY_S * DAY_S;
    if (out->from_s < out->to_s)
        return VA_OK;
    return va_fail(
        err, VA_USAGE,
        "no whole day (of UTC) in this time: --via insights counts by the day");
}

/* What the provider charges for, and what a volume may be taken from. */
static void
say_sums(const struct insights *in)
{
    const struct logs_world *w = in->l->world;
    char text[2][TEXT_NUMBER_MAX];
    char line[256];

    snprintf(line, sizeof line, "Logs Insights scanned %s GB: %s invocations on %d days",
             text_number(text[0], in->scanned_bytes / 1e9, 3, true),
             text_number(text[1], (double)in->n_invocations, 0, true), (int)in->n_days);
    w->say(w->ctx, line);
    if (in->n_kept == in->n_invocations)
        return;
    snprintf(line, sizeof line, "%s of them are kept, evenly chosen",
             text_number(text[0], (double)in->n_kept, 0, true));
    w->say(w->ctx, line);
}

static enum va_code
by_days(struct insights *in, struct va_err *err)
{
    struct window days = { 0, 0 };
    struct buf out;
    enum va_code code = find_days(in->l, &days, err);

    buf_init(&out, OUTPUT_MAX);
    buf_text(&out, header);
    if (!code)
        code = logs_write(in->l, &out, err);
    buf_clear(&out);
    for (; !code && days.from_s < days.to_s; days.from_s += DAY_S) {
        code = push(in, days.from_s, days.from_s + DAY_S, err);
        while (!code && in->n_todo > 0) {
            const struct window w = in->todo[--in->n_todo];

            code = ask_window(in, &w, err);
        }
        if (!code)
            code = write_day(in, err);
    }
    return code;
}

enum va_code
logs_by_insights(struct logs *l, struct va_err *err)
{
    struct insights in = { .l = l };
    enum va_code code = VA_OK;

    in.kinds = calloc(KINDS_MAX, sizeof *in.kinds);
    if (!in.kinds)
        return va_fail(err, VA_NOMEM, "logs: out of memory");
    code = by_days(&in, err);
    if (in.scanned_bytes > 0)
        say_sums(&in);
    free(in.kinds);
    return code;
}
