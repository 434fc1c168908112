/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a probe run in words, for the yes that it needs. */
#include <math.h>
#include <string.h>

#include "app/document.h"
#include "app/probe_offer.h"
#include "app/probe_request.h"
#include "app/probe_words.h"
#include "app/table.h"
#include "app/words.h"
#include "base/money.h"

static const struct column columns[] = {
    { "memory_mb", "MB", CELL_INT },           { "runs", "runs", CELL_INT },
    { "duration_ms", "predicted", CELL_TIME }, { "expected_usd", "expected", CELL_USD },
    { "worst_usd", "worst case", CELL_USD },
};

enum { LINE_MAX_BYTES = 1 << 16, HASH_SHOWN = 12 };

/* --- the document --- */

static struct json *
add_steps(struct json_doc *doc, const struct probe_sum *sum, bool paid)
{
    struct json *list = json_add_array(doc, json_root(doc), "steps");

    for (int32_t i = 0; i < sum->n; i++) {
        const struct plan_step *step = &sum->steps[i];
        struct json *o = NULL;

        if (step->stop != PLAN_NOT)
            continue;
        o = json_add_object(doc, list, NULL);
        json_add_int(doc, o, "memory_mb", step->memory_mb);
        json_add_int(doc, o, "runs", step->runs);
        json_add_number(doc, o, "duration_ms", step->duration_ms, 6);
        document_amount(doc, o, "expected_usd", paid ? step->expected_pusd : -1);
        document_amount(doc, o, "worst_usd", paid ? step->worst_pusd : -1);
        json_add_number(doc, o, "regret_before", step->regret_before, 6);
        json_add_number(doc, o, "regret_after", step->regret_after, 6);
    }
    return list;
}

static void
add_payloads(struct json_doc *doc, const struct probe_settings *s)
{
    struct json *list = json_add_array(doc, json_root(doc), "payloads");

    for (int32_t i = 0; i < s->n_payloads; i++) {
        struct json *o = json_add_object(doc, list, NULL);

        json_add_string(doc, o, "file", s->payloads[i].path);
        json_add_string(doc, o, "sha256", s->payloads[i].sha256);
        json_add_int(doc, o, "weight", s->payloads[i].weight);
    }
}

static struct json *
add_document(const struct probe_offer *o, struct reply *r)
{
    struct json_doc *doc = r->doc;
    struct json *root = json_root(doc);
    const struct probe_sum *sum = &o->under_cap;
    struct json *steps = NULL;

    json_add_string(doc, root, "schema", "vadvise.offer/1");
    json_add_string(doc, root, "workload", o->settings->workload);
    json_add_string(doc, root, "platform", o->settings->platform);
    probe_add_where(doc, root, o->settings, o->facts);
    document_known(doc, root, "timeout_ms", o->timeout_ms);
    json_add_int(doc, root, "rounds", o->rounds);
    json_add_int(doc, root, "runs", sum->runs);
    json_add_number(doc, root, "time_ms", sum->time_ms, 0);
    document_amount(doc, root, "expected_usd", o->paid ? sum->expected_pusd : 0);
    document_amount(doc, root, "cap_usd", o->paid ? o->cap_pusd : -1);
    document_amount(doc, root, "worst_usd", o->paid ? o->without_cap.worst_pusd : 0);
    json_add_string(doc, root, "stop", plan_stop_name(sum->steps[sum->n - 1].stop));
    steps = add_steps(doc, sum, o->paid);
    add_payloads(doc, o->settings);
    r->rows = "steps";
    return steps;
}

/* --- the words --- */

static void
say_prices(struct buf *out, const struct probe_offer *o)
{
    char text[MONEY_TEXT_MAX];

    if (!o->paid) {
        buf_text(out, "  Runs on this machine: it costs nothing.\n");
        return;
    }
    buf_printf(out, "  %sexpected ", probe_money_mark(o->settings));
    if (o->under_cap.expected_pusd == COST_UNKNOWN)
        buf_text(out, "not known yet");
    else
        buf_text(out, money_short(text, o->under_cap.expected_pusd));
    if (o->cap_pusd >= 0)
        buf_printf(out, "   cap %s", money_short(text, o->cap_pusd));
    buf_printf(out, "   worst case without the cap %s\n",
               money_short(text, o->without_cap.worst_pusd));
}

static void
add_time(struct buf *line, const struct probe_offer *o)
{
    words_count(line, o->under_cap.runs, "run");
    if (o->settings->cold)
        buf_text(line, ", each from a cold start");
    if (isfinite(o->under_cap.time_ms)) {
        buf_text(line, ", about ");
        probe_say_span(line, o->under_cap.time_ms);
    }
    buf_text(line, ", one at a time");
    if (o->rounds > 1) {
        buf_printf(line, "; %d times, every ", (int)o->rounds);
        probe_say_span(line, (double)o->settings->every_ms);
    }
    buf_byte(line, '.');
    if (o->paid)
        buf_text(line, " The first is a check of payload and rights.");
    if (o->settings->mode == PROBE_ADAPTIVE)
        buf_text(line, " What is measured next follows from what comes.");
}

static void
say_timeout(struct buf *out, const struct probe_offer *o)
{
    struct buf line;

    if (!o->paid || o->timeout_ms > 0)
        return;
    buf_init(&line, LINE_MAX_BYTES);
    buf_text(&line, "The worst case is made of the longest timeout that the platform "
                    "allows; the function's own is asked for before it starts.");
    words_wrap(out, &line);
}

/* The sizes, without those where nothing is to be changed. */
static int32_t
count_changes(const struct probe_offer *o)
{
    int32_t n = 0;

    for (int32_t i = 0; i < o->under_cap.n; i++)
        n += o->under_cap.steps[i].stop == PLAN_NOT;
    return n;
}

/* Does it set sizes at the function itself? */
static bool
sets_sizes(const struct probe_offer *o)
{
    const struct probe_settings *s = o->settings;

    if (s->alias_only || (s->url[0] && !s->redeploy))
        return false;
    return !o->facts || o->facts->takes_sizes;
}

static void
add_changes(struct buf *line, const struct probe_offer *o)
{
    const int32_t now = o->facts ? o->facts->memory_mb : 0;
    const int32_t n = count_changes(o);

    if (probe_is_local(o->settings) || n == 0)
        return;
    if (!sets_sizes(o))
        buf_text(line, "Changes nothing at the function: invokes what is there.");
    else if (o->settings->redeploy)
        buf_printf(line,
                   "Deploys the function with another size up to %d times: callers "
                   "meet those sizes meanwhile.",
                   (int)n);
    else
        buf_printf(line,
                   "Publishes %d version%s of the function, each with its own memory; "
                   "callers keep what they use. The versions are deleted afterwards.",
                   (int)n, n == 1 ? "" : "s");
    if (sets_sizes(o) && now > 0)
        buf_printf(line, " Its memory is set back to %d MB.", (int)now);
}

static void
add_hidden(struct buf *line, const struct probe_offer *o)
{
    if (o->hides)
        buf_printf(line,
                   "Its samples stand in place of the bundled workload %s until they "
                   "are forgotten.",
                   o->settings->workload);
}

/* A paragraph in lines. */
static void
say_wrapped(struct buf *out, const struct probe_offer *o,
            void (*add)(struct buf *line, const struct probe_offer *o))
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    add(&line, o);
    words_wrap(out, &line);
}

static void
say_payloads(struct buf *out, const struct probe_settings *s)
{
    for (int32_t i = 0; i < s->n_payloads; i++) {
        buf_printf(out, "  payload %s (sha256 %.*s...", s->payloads[i].path, HASH_SHOWN,
                   s->payloads[i].sha256);
        if (s->n_payloads > 1)
            buf_printf(out, ", weight %d", (int)s->payloads[i].weight);
        buf_text(out, ")\n");
    }
}

static void
say_stop(struct buf *out, const struct probe_offer *o)
{
    const struct probe_sum *sum = &o->under_cap;

    if (sum->runs == 0)
        buf_printf(out, "  Nothing is to be measured: %s.\n",
                   probe_stop_words(sum->steps[sum->n - 1].stop));
    else if (sum->steps[sum->n - 1].stop == PLAN_CAP)
        buf_text(out, "  The cap will end it before all is measured.\n");
}

enum va_code
probe_offer_write(const struct probe_offer *o, struct reply *r)
{
    const struct json *steps = add_document(o, r);
    struct buf *out = &r->text;

    buf_printf(out, "%s: a probe of ", o->settings->workload);
    probe_say_where(out, o->settings);
    buf_byte(out, '\n');
    probe_say_facts(out, o->facts);
    table_write(steps, columns, sizeof columns / sizeof *columns, out);
    say_stop(out, o);
    if (o->under_cap.runs > 0) {
        say_prices(out, o);
        say_timeout(out, o);
        say_wrapped(out, o, add_time);
        say_wrapped(out, o, add_changes);
        say_wrapped(out, o, add_hidden);
    }
    say_payloads(out, o->settings);
    return reply_status(r);
}

void
probe_offer_say_short(const struct probe_offer *o, struct buf *out)
{
    const struct probe_sum *sum = &o->under_cap;
    int32_t n = 0;

    buf_printf(out, "%s: ", o->settings->workload);
    probe_say_where(out, o->settings);
    buf_text(out, "; ");
    for (int32_t i = 0; i < sum->n; i++) {
        if (sum->steps[i].stop == PLAN_NOT)
            buf_printf(out, "%s%d MB x %d", n++ > 0 ? ", " : "",
                       (int)sum->steps[i].memory_mb, (int)sum->steps[i].runs);
    }
    buf_byte(out, '\n');
    probe_say_facts(out, o->facts);
    say_prices(out, o);
    buf_text(out, "  ");
    add_time(out, o);
    buf_byte(out, '\n');
    if (!probe_is_local(o->settings)) {
        buf_text(out, "  ");
        add_changes(out, o);
        buf_byte(out, '\n');
    }
    if (o->hides) {
        buf_text(out, "  ");
        add_hidden(out, o);
        buf_byte(out, '\n');
    }
    say_payloads(out, o->settings);
    if (probe_is_simulated(o->settings))
        buf_printf(out,
                   "  Simulated: no request leaves this machine. Time runs %d times "
                   "faster; what is reported is not shortened.\n",
                   DEMO_SPEED);
}
