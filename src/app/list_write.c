/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list as a document and as text. */
#include "app/list_write.h"

#include <math.h>

#include "app/document.h"
#include "app/table.h"
#include "app/words.h"
#include "base/text.h"

enum { SAY_FAILED = 5 };

/* Where nothing is known to be deployed: what there is. */
static const struct column plain_columns[] = {
    { "workload", "workload", CELL_TEXT }, { "samples", "samples", CELL_INT },
    { "sizes", "sizes", CELL_INT },        { "quality", "fit", CELL_TEXT },
    { "memory_mb", "pick", CELL_INT },     { "duration_ms", "time", CELL_TIME },
    { "cost_usd", "cost", CELL_USD },      { "sample_data", "sample data", CELL_MARK },
};

/* Otherwise what could be saved. */
static const struct column fleet_columns[] = {
    { "workload", "workload", CELL_TEXT },
    { "now_mb", "now", CELL_INT },
    { "memory_mb", "pick", CELL_INT },
    { "saving_ratio", "saving", CELL_PERCENT },
    { "saving_monthly_usd", "saving/month", CELL_CENTS },
    { "saving_probability", "sure", CELL_PERCENT },
    { "probe_worth_monthly_usd", "probe/month", CELL_CENTS },
    { "quality", "fit", CELL_TEXT },
    { "sample_data", "sample data", CELL_MARK },
};

/* Of all workloads, whatever is shown of them. */
struct totals {
    int64_t workloads, with_now, with_volume, failed;
    va_int128 now_pusd, pick_pusd, worth_pusd; /* a month */
    enum va_code first_failed;
};

static enum va_code
total(const struct list_rows *rows, struct totals *out)
{
    enum va_code code = VA_OK;

    *out = (struct totals){ .workloads = (int64_t)rows->n };
    for (size_t i = 0; i < rows->n && !code; i++) {
        const struct list_row *r = &rows->items[i];
        va_int128 worth = 0;

        out->with_now += r->now_mb > 0;
        out->failed += r->error != NULL;
        if (!out->first_failed)
            out->first_failed = r->failed;
        if (!r->saving.known || !r->volume_per_month)
            continue;
        out->with_volume++;
        code = money_add(out->now_pusd, r->saving.now.month_pusd, &out->now_pusd);
        if (!code)
            code = money_add(out->pick_pusd, r->saving.pick.month_pusd, &out->pick_pusd);
        if (!code)
            code =
                money_multiply(r->saving.probe_worth_pusd, r->volume_per_month, &worth);
        if (!code)
            code = money_add(out->worth_pusd, worth, &out->worth_pusd);
    }
    return code;
}

/* --- the document --- */

static void
add_evidence(struct json_doc *doc, struct json *o, const struct list_row *r)
{
    json_add_string(doc, o, "workload", r->name);
    json_add_bool(doc, o, "sample_data", r->sample_data);
    json_add_int(doc, o, "ways", r->ways);
    json_add_int(doc, o, "samples", r->samples);
    json_add_int(doc, o, "sizes", r->sizes);
    json_add_string(doc, o, "form", r->form);
    json_add_string(doc, o, "quality", r->quality);
}

static void
add_pick(struct json_doc *doc, struct json *o, const struct list_row *r)
{
    json_add_bool(doc, o, "feasible", r->pick.memory_mb > 0);
    document_known(doc, o, "memory_mb", r->pick.memory_mb);
    document_text(doc, o, "implementation", r->implementation);
    document_text(doc, o, "platform", r->platform);
    json_add_number(doc, o, "duration_ms", r->pick.duration_ms, 3);
    document_cost(doc, o, "cost_usd", r->pick.cost_pusd);
}

/* An amount of one invocation, or of the month: null when that is not known. */
struct amount {
    const char *key;
    va_int128 pusd;
    bool known;
};

static void
add_amounts(struct json_doc *doc, struct json *o, const struct amount *a, int n)
{
    for (int i = 0; i < n; i++) {
        if (a[i].known)
            json_add_usd(doc, o, a[i].key, a[i].pusd);
        else
            json_add_null(doc, o, a[i].key);
    }
}

static void
add_saving(struct json_doc *doc, struct json *o, const struct list_row *r)
{
    const struct saving *s = &r->saving;
    const va_int128 volume = r->volume_per_month;
    const bool sure = s->known && s->probability >= 0;
    const bool month = s->known && volume > 0;
    const struct amount amounts[] = {
        { "now_cost_usd", s->now.cost_pusd, s->known },
        { "saving_usd", s->pusd, s->known },
        { "saving_low_usd", s->low_pusd, sure },
        { "saving_high_usd", s->high_pusd, sure },
        { "now_monthly_usd", s->now.month_pusd, month },
        { "saving_monthly_usd", s->month_pusd, month },
        { "saving_monthly_low_usd", s->low_pusd * volume, month && sure },
        { "saving_monthly_high_usd", s->high_pusd * volume, month && sure },
        { "probe_worth_usd", s->probe_worth_pusd, s->known },
        { "probe_worth_monthly_usd", s->probe_worth_pusd * volume, month },
    };

    document_known(doc, o, "now_mb", r->now_mb);
    document_known(doc, o, "volume_per_month", r->volume_per_month);
    json_add_number(doc, o, "now_duration_ms", s->known ? s->now.duration_ms : NAN, 3);
    json_add_number(doc, o, "saving_ratio",
                    s->known && s->now.cost_pusd > 0
                        ? (double)s->pusd / (double)s->now.cost_pusd
                        : NAN,
                    6);
    json_add_number(doc, o, "saving_probability", sure ? s->probability : NAN, 6);
    add_amounts(doc, o, amounts, sizeof amounts / sizeof *amounts);
}

static void
add_totals(struct json_doc *doc, const struct totals *t)
{
    struct json *o = json_add_object(doc, json_root(doc), "totals");

    json_add_int(doc, o, "workloads", t->workloads);
    json_add_int(doc, o, "with_now", t->with_now);
    json_add_int(doc, o, "with_volume", t->with_volume);
    json_add_usd(doc, o, "now_monthly_usd", t->now_pusd);
    json_add_usd(doc, o, "pick_monthly_usd", t->pick_pusd);
    json_add_usd(doc, o, "saving_monthly_usd", t->now_pusd - t->pick_pusd);
    json_add_usd(doc, o, "probe_worth_monthly_usd", t->worth_pusd);
}

/* --- the text --- */

static void
say_saved(struct buf *out, const struct totals *t)
{
    const va_int128 saved = t->now_pusd - t->pick_pusd;
    const double percent = 100 * (double)saved / (double)t->now_pusd;
    char text[MONEY_TEXT_MAX];
    char share[TEXT_NUMBER_MAX];

    if (saved < 0)
        buf_printf(out, "the picks cost %s more", money_short(text, -saved));
    else
        buf_printf(out, "the picks save %s", money_short(text, saved));
    if (t->now_pusd > 0)
        buf_printf(out, " (%s%%)", text_number(share, fabs(percent), 1, true));
}

/* Why some stand there without an answer, those past the limit as well: the exit status
 * is theirs. */
static void
say_failed(struct buf *out, const struct list_rows *rows)
{
    int64_t n_more = 0;
    int said = 0;

    for (size_t i = 0; i < rows->n; i++) {
        const struct list_row *r = rows->sorted[i];

        if (r->error && said++ < SAY_FAILED)
            buf_printf(out, "%s: %s\n", r->name, r->error);
        else if (r->error)
            n_more++;
    }
    if (n_more) {
        buf_text(out, "... and ");
        words_count(out, n_more, "more workload");
        buf_text(out, " that cannot be worked out\n");
    }
}

static void
say_totals(struct buf *out, const struct totals *t, int64_t n_shown)
{
    char text[MONEY_TEXT_MAX];

    if (n_shown < t->workloads) {
        buf_text(out, "  ... and ");
        words_count(out, t->workloads - n_shown, "more workload");
        buf_byte(out, '\n');
    }
    if (t->with_volume == 0)
        return;
    words_count(out, t->with_volume, "workload");
    buf_printf(out, " at %s a month now;\n", money_short(text, t->now_pusd));
    say_saved(out, t);
    buf_printf(out, ", probes could find up to %s.\n", money_short(text, t->worth_pusd));
}

static void
say_hints(struct buf *out, const struct totals *t)
{
    if (t->failed) {
        words_count(out, t->failed, "workload");
        buf_text(out, " cannot be worked out; 'vadvise show NAME' says what to do.\n");
    }
    if (t->with_now == 0)
        return;
    if (t->with_now < t->workloads) {
        words_count(out, t->workloads - t->with_now, "workload");
        buf_text(out, " without a saving: tell what is deployed with\n"
                      "'vadvise import FILE -w NAME --now MB'.\n");
    }
    if (t->with_volume < t->with_now)
        buf_text(out, "Savings are per month where a volume is known: --volume N,\n"
                      "stored by 'vadvise import'.\n");
}

enum va_code
list_write(const struct list_rows *rows, int32_t limit, struct reply *r)
{
    struct json *list = json_add_array(r->doc, json_root(r->doc), "workloads");
    const size_t n = limit > 0 && (size_t)limit < rows->n ? (size_t)limit : rows->n;
    struct totals t;
    enum va_code code = total(rows, &t);

    for (size_t i = 0; i < n && !code; i++) {
        struct json *o = json_add_object(r->doc, list, NULL);

        add_evidence(r->doc, o, rows->sorted[i]);
        add_pick(r->doc, o, rows->sorted[i]);
        add_saving(r->doc, o, rows->sorted[i]);
        json_add_string(r->doc, o, "error", rows->sorted[i]->error);
    }
    if (code)
        return code;
    add_totals(r->doc, &t);
    if (t.with_now)
        table_write(list, fleet_columns, sizeof fleet_columns / sizeof *fleet_columns,
                    &r->text);
    else
        table_write(list, plain_columns, sizeof plain_columns / sizeof *plain_columns,
                    &r->text);
    say_totals(&r->text, &t, (int64_t)n);
    say_failed(&r->text, rows);
    say_hints(&r->hints, &t);
    r->verdict = t.first_failed;
    return VA_OK;
}
