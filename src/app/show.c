/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workload: every profile, every size, the evidence behind it. */
#include <math.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/field.h"
#include "app/table.h"
#include "app/words.h"
#include "base/text.h"

static const struct column size_columns[] = {
    { "memory_mb", "MB", CELL_INT },         { "n", "samples", CELL_INT },
    { "failed", "failed", CELL_INT },        { "duration_ms", "duration", CELL_TIME },
    { "duration_ms_low", "low", CELL_TIME }, { "duration_ms_high", "high", CELL_TIME },
    { "spread", "spread", CELL_PERCENT },    { "init_ms", "init", CELL_TIME },
    { "cost_usd", "cost", CELL_USD },        { "excluded", "no pick here", CELL_MARK },
};

static int64_t
failures_at(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->n_failed; i++) {
        if (c->failed[i].memory_mb == memory_mb)
            return c->failed[i].n_failed;
    }
    return 0;
}

static double
spread_at(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->curve.n_sizes; i++) {
        if (c->curve.sizes[i].memory_mb == memory_mb)
            return c->curve.sizes[i].sd_log;
    }
    return NAN;
}

static int64_t
inits_at(const struct contender *c, int32_t memory_mb)
{
    for (int32_t i = 0; i < c->cold.n_sizes; i++) {
        if (c->cold.sizes[i].memory_mb == memory_mb)
            return c->cold.sizes[i].n;
    }
    return 0;
}

static bool
is_excluded(const struct contender *c, int32_t memory_mb)
{
    return contender_fails_at(c, memory_mb) ||
           (c->max_memory_mb != SAMPLE_NONE && memory_mb < c->max_memory_mb);
}

static enum va_code
add_size(struct json_doc *doc, struct json *rows, const struct contender *c,
         int32_t memory_mb, const struct advise_request *request)
{
    struct json *o = json_add_object(doc, rows, NULL);
    struct configuration at = { 0 };
    enum va_code code = advise_evaluate(c, request, memory_mb, &at);
    bool measured = code == VA_OK && at.measured;

    if (code && code != VA_DATA)
        return code;
    json_add_int(doc, o, "memory_mb", memory_mb);
    json_add_int(doc, o, "n", measured ? at.n : 0);
    json_add_int(doc, o, "failed", failures_at(c, memory_mb));
    json_add_number(doc, o, "duration_ms", measured ? at.duration_ms : NAN, 3);
    json_add_number(doc, o, "duration_ms_low", measured ? at.duration_low_ms : NAN, 3);
    json_add_number(doc, o, "duration_ms_high", measured ? at.duration_high_ms : NAN, 3);
    json_add_number(doc, o, "spread", spread_at(c, memory_mb), 4);
    json_add_int(doc, o, "n_init", inits_at(c, memory_mb));
    json_add_number(doc, o, "init_ms", measured ? at.cold.init_ms : NAN, 3);
    json_add_number(doc, o, "init_ms_low", measured ? at.cold.init_low_ms : NAN, 3);
    json_add_number(doc, o, "init_ms_high", measured ? at.cold.init_high_ms : NAN, 3);
    document_cost(doc, o, "cost_usd", measured ? at.cost_pusd : COST_UNKNOWN);
    json_add_bool(doc, o, "excluded", is_excluded(c, memory_mb));
    return VA_OK;
}

/* Each size that has samples or failures, once. */
static enum va_code
add_sizes(struct json_doc *doc, struct json *profile, const struct contender *c,
          const struct advise_request *request)
{
    struct json *rows = json_add_array(doc, profile, "sizes");
    enum va_code code = VA_OK;
    int32_t last = 0;

    for (int32_t i = 0; i < c->profile->n_groups && !code; i++) {
        int32_t mb = c->profile->groups[i].memory_mb;

        if (mb != last)
            code = add_size(doc, rows, c, mb, request);
        last = mb;
    }
    return code;
}

/* CPU types of the warm runs, where they are known. */
static void
add_cpus(struct json_doc *doc, struct json *profile, const struct contender *c)
{
    struct json *list = json_add_array(doc, profile, "cpus");

    for (int32_t i = 0; i < c->hosts.n_types; i++) {
        const struct host_type *t = &c->hosts.types[i];
        struct json *o = json_add_object(doc, list, NULL);

        json_add_string(doc, o, "cpu", c->profile->cpus[t->cpu]);
        json_add_int(doc, o, "n", t->n);
        json_add_number(doc, o, "share", t->share, 4);
        json_add_number(doc, o, "duration_ratio", exp(t->log_ratio), 4);
    }
}

/* "  CPU Xeon 2.50GHz: 32% of the runs, 1.30 times as long" */
static void
say_cpus(struct buf *out, const struct contender *c)
{
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < c->hosts.n_types; i++) {
        const struct host_type *t = &c->hosts.types[i];

        buf_printf(out, "  CPU %s: %s%% of the runs", c->profile->cpus[t->cpu],
                   text_number(text, 100 * t->share, 0, false));
        if (i == c->hosts.usual)
            buf_text(out, ", the usual one");
        else
            buf_printf(out, ", %s times as long",
                       text_number(text, exp(t->log_ratio), 2, false));
        buf_byte(out, '\n');
    }
}

static struct json *
add_profile(struct json_doc *doc, struct json *list, const struct contender *c,
            const struct advise_request *request)
{
    struct json *o = json_add_object(doc, list, NULL);
    const struct implementation *im = c->implementation;
    const struct profile *p = c->profile;

    json_add_string(doc, o, "implementation", p->implementation);
    json_add_string(doc, o, "platform", p->platform);
    json_add_string(doc, o, "region", words_region(c));
    document_text(doc, o, "emulates", p->emulates);
    document_text(doc, o, "api", im->api);
    json_add_int(doc, o, "calls_per_invocation", im->calls_per_invocation);
    json_add_number(doc, o, "recall", im->recall, 6);
    json_add_bool(doc, o, "duration_unknown", p->duration_unknown);
    json_add_int(doc, o, "cold_starts", c->n_cold);
    document_cold(doc, o, c, request);
    add_cpus(doc, o, c);
    if (c->has_point)
        document_fit(doc, o, "fit", curve_report_get(&c->curve));
    else
        json_add_null(doc, o, "fit");
    return o;
}

/* "  20 cold starts, 4.0% of the samples, run 1.42 times as long as warm ones" */
static void
say_cold(struct buf *out, const struct contender *c)
{
    char text[TEXT_NUMBER_MAX];

    if (c->cold.n == 0)
        return;
    buf_text(out, "  ");
    words_count(out, c->cold.n, "cold start");
    if (c->cold.seen.num > 0)
        buf_printf(out, ", %s%% of the samples",
                   text_number(text, 100 * cold_share_ratio(c->cold.seen), 1, false));
    if (c->cold.log_factor > 0)
        buf_printf(out, ", run %s times as long as warm ones",
                   text_number(text, exp(c->cold.log_factor), 2, false));
    buf_byte(out, '\n');
}

static void
say_profile(struct buf *out, const struct contender *c)
{
    const struct implementation *im = c->implementation;
    char text[TEXT_NUMBER_MAX];

    buf_byte(out, '\n');
    words_contender(out, c);
    buf_byte(out, '\n');
    if (im->api[0])
        buf_printf(out, "  %d calls of %s an invocation\n", im->calls_per_invocation,
                   im->api);
    if (isfinite(im->recall))
        buf_printf(out, "  recall %s%%\n", text_number(text, 100 * im->recall, 2, false));
    if (c->profile->duration_unknown)
        buf_text(out, "  duration not published: cost of the API alone\n");
    if (c->profile->emulates[0])
        buf_printf(out, "  emulates %s\n", c->profile->emulates);
    say_cold(out, c);
    say_cpus(out, c);
    if (c->has_curve) {
        buf_text(out, "  fit ");
        words_fit(out, curve_report_get(&c->curve));
        buf_byte(out, '\n');
    } else if (c->has_point) {
        buf_text(out, "  one size measured; a curve needs two, an honest one four\n");
    }
}

static enum va_code
show(struct reply *r, const struct field *f, const struct question *q)
{
    struct json *root = json_root(r->doc);
    struct json *list = NULL;
    struct advise_request request;
    enum va_code code = VA_OK;

    field_measured_request(f, q, &request);
    document_start(r->doc, "vadvise.profile/1", f->workload.name);
    json_add_bool(r->doc, root, "sample_data", f->workload.sample_data);
    document_text(r->doc, root, "note", f->workload.note);
    document_known(r->doc, root, "now_mb", f->workload.now_mb);
    list = json_add_array(r->doc, root, "profiles");
    buf_printf(&r->text, "%s%s\n", f->workload.name,
               f->workload.sample_data ? " (sample data)" : "");
    words_wrapped(&r->text, f->workload.note);
    for (int32_t i = 0; i < f->n && !code; i++) {
        struct json *profile = add_profile(r->doc, list, f->contenders[i], &request);

        say_profile(&r->text, f->contenders[i]);
        code = add_sizes(r->doc, profile, f->contenders[i], &request);
        table_write(json_get(profile, "sizes"), size_columns,
                    sizeof size_columns / sizeof *size_columns, &r->text);
    }
    document_pricing(r->doc, root, f, NULL);
    r->rows = f->n == 1 ? "profiles.0.sizes" : "profiles";
    return code ? code : reply_status(r);
}

enum va_code
app_show(struct session *s, const struct question *q, struct reply *r, struct va_err *err)
{
    struct field f;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code)
        code = field_refine(&f, err);
    if (!code) {
        code = show(r, &f, q);
        if (code)
            va_fail(err, code, "%s: %s", q->workload, va_code_text(code));
    }
    field_close(&f);
    return code;
}
