/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports: quoting, exact numbers, equal samples after importing again, the link. */
#include "io/export.h"

#include "io/import.h"
#include "store_fixture.h"
#include "tap.h"

static const char *
line_of(enum export_format format, const struct sample *s, struct buf *out)
{
    buf_reset(out);
    export_sample(format, s, out);
    return buf_get(out);
}

static void
test_lines(void)
{
    struct buf out;
    struct sample s;

    buf_init(&out, 1 << 20);
    export_header(EXPORT_CSV, &out);
    IS_STR(buf_get(&out),
           "memory_mb,duration_ms,workload,implementation,platform,region,billed_ms,"
           "init_ms,max_memory_mb,cold,error,n,cpu,instance_id,request_id,started_at,"
           "download_ms,process_ms,upload_ms,emulates\n",
           "the CSV header has every column in the documented order");
    buf_reset(&out);
    export_header(EXPORT_JSONL, &out);
    IS_STR(buf_get(&out), "", "JSON Lines have no header");
    sample_init(&s);
    s.workload = "w";
    s.memory_mb = 128;
    s.duration_ns = INT64_C(1234567890);
    IS_STR(line_of(EXPORT_CSV, &s, &out), "128,1234.56789,w,,,,,,,,,1,,,,,,,,\n",
           "what was not reported is empty, times are exact");
    IS_STR(line_of(EXPORT_JSONL, &s, &out),
           "{\"memory_mb\":128,\"duration_ms\":1234.56789,\"workload\":\"w\",\"n\":1}\n",
           "and left out in JSON");
    s.duration_ns = SAMPLE_NONE;
    s.error = "say \"no\", then\nleave";
    s.platform = "local";
    s.emulates = "aws-lambda-x86";
    s.cold = 0;
    s.init_ns = 0;
    s.started_at_ms = INT64_C(1790000000470);
    IS_STR(line_of(EXPORT_CSV, &s, &out),
           "128,,w,,local,,,0,,0,\"say \"\"no\"\", then\nleave\",1,,,,"
           "2026-09-21T14:13:20.470Z,,,,aws-lambda-x86\n",
           "separators are quoted, quotes are doubled, dates are ISO 8601");
    s.cpu = " x ";
    s.error = "\x01\x7f\\";
    s.started_at_ms = TIME_UNKNOWN;
    IS_STR(line_of(EXPORT_JSONL, &s, &out),
           "{\"memory_mb\":128,\"workload\":\"w\",\"platform\":\"local\",\"init_ms\":0,"
           "\"cold\":0,\"error\":\"\\u0001\\u007f\\\\\",\"n\":1,\"cpu\":\" x \","
           "\"emulates\":\"aws-lambda-x86\"}\n",
           "control characters are escaped in JSON");
    OK(strstr(line_of(EXPORT_CSV, &s, &out), ",\" x \",") != NULL,
       "space at the ends is quoted");
    s.error = "bad \xff byte";
    OK(strstr(line_of(EXPORT_JSONL, &s, &out), "bad \\ufffd byte") != NULL,
       "what is not UTF-8 is replaced in JSON");
    s.duration_ns = 1;
    OK(strstr(line_of(EXPORT_CSV, &s, &out), "128,0.000001,w") != NULL,
       "a nanosecond is exact");
    s.duration_ns = SAMPLE_TIME_NS_MAX;
    OK(strstr(line_of(EXPORT_CSV, &s, &out), "128,2592000000,w") != NULL,
       "and so are thirty days");
    buf_clear(&out);
}

/* --- there and back again --- */

struct copy {
    struct store_import *i;
    int64_t n;
};

static enum va_code
copy_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    struct copy *c = ctx;

    c->n++;
    return store_import_add(c->i, s, err);
}

/* Import text into a new store. */
static enum va_code
import_text(struct store *s, const char *text, size_t len, enum import_format format,
            struct va_err *err)
{
    const struct import_source source = { "export", "csv", "", 0 };
    const struct import_options o = { .name = "export", .format = format };
    struct copy c = { NULL, 0 };
    const struct import_sink sink = { copy_sample, NULL, &c };
    struct import_reader *r = NULL;
    struct import_report report;
    struct import_counts counts;
    char sha[65];
    enum va_code code = store_import_begin(s, &source, &c.i, err);

    if (code)
        return code;
    code = import_open(&o, &sink, &r, err);
    if (!code)
        code = import_feed(r, text, len, err);
    if (!code)
        code = import_finish(r, &report, err);
    import_close(r);
    if (!code)
        return store_import_commit(c.i, fixture_sha(sha, 1), &counts, err);
    store_import_abort(c.i);
    return code;
}

/* Sample k of those that make a writer's life hard; its texts are in id. */
static struct sample
hard_sample(int k, char id[32])
{
    static const char *const errors[] = { "",     "a,b",      "say \"no\"",
                                          "\\n",  "\xc3\xa9", "{\"json\": 1}",
                                          "=1+1", "'1'" };
    struct sample s = fixture_sample("w", k);

    (void)snprintf(id, 32, "req-%d", k);
    s.error = errors[k % 8];
    s.request_id = k % 2 ? id : "";
    s.instance_id = k % 5 ? "2026/10/08/[$LATEST]ab" : "";
    s.duration_ns = INT64_C(1) + k * INT64_C(987654321);
    s.init_ns = k % 7 ? SAMPLE_NONE : 1 + k * INT64_C(1001);
    s.download_ns = k % 3 ? SAMPLE_NONE : k;
    s.process_ns = k % 4 ? SAMPLE_NONE : k * INT64_C(1000000);
    s.upload_ns = k % 9 ? SAMPLE_NONE : 0;
    s.started_at_ms = k % 2 ? TIME_UNKNOWN : INT64_C(1790000000000) + k * 37;
    s.n = 1 + k % 3;
    s.platform = k % 6 ? "aws-lambda-x86" : "local";
    s.emulates = k % 6 ? "" : "aws-lambda-x86";
    return s;
}

static enum va_code
import_hard_ones(struct store *s)
{
    const struct import_source source = { "-", "csv", "", 0 };
    struct store_import *i = NULL;
    struct import_counts counts;
    char sha[65];
    char id[32];
    enum va_code code = store_import_begin(s, &source, &i, NULL);

    for (int k = 0; k < 400 && !code; k++) {
        const struct sample sample = hard_sample(k, id);

        code = store_import_add(i, &sample, NULL);
    }
    return code ? code : store_import_commit(i, fixture_sha(sha, 1), &counts, NULL);
}

/* Where exported samples go. */
struct exported {
    enum export_format format;
    struct buf *out;
};

static enum va_code
take_exported(void *ctx, const struct sample *sample)
{
    const struct exported *e = ctx;

    export_sample(e->format, sample, e->out);
    return e->out->code;
}

/* A workload exported to memory. */
static enum va_code
export_text(struct store *s, enum export_format format, struct buf *out)
{
    struct exported e = { format, out };

    buf_init(out, (size_t)1 << 24);
    export_header(format, out);
    return store_samples(s, "w", take_exported, &e, NULL);
}

static void
test_again(struct store *from, enum export_format format, const char *what)
{
    char path[FIXTURE_PATH_MAX];
    struct store *to = NULL;
    struct va_err err = { .code = VA_OK };
    struct buf text;
    struct buf again;

    (void)fixture_path(path, "again.db");
    fixture_remove(path);
    IS_INT(export_text(from, format, &text), VA_OK, "samples are exported as %s", what);
    IS_INT(fixture_open(path, &to, NULL), VA_OK, "to a new database");
    IS_INT(import_text(to, text.data, text.len,
                       format == EXPORT_CSV ? IMPORT_CSV : IMPORT_JSONL, &err),
           VA_OK, "they are imported again");
    if (err.code)
        printf("# %s\n", err.text);
    IS_INT(fixture_count(to, "w"), 400, "all of them");
    IS_INT(export_text(to, format, &again), VA_OK, "and exported again");
    OK(text.len > 10000 && text.len == again.len &&
           !memcmp(text.data, again.data, text.len),
       "as the same bytes");
    buf_clear(&text);
    buf_clear(&again);
    store_close(to);
    fixture_remove(path);
}

static void
test_link(void)
{
    static const struct export_point points[] = { { 128, 1000, 200000 },
                                                  { 512, 240, 240000 },
                                                  { 1024, 200, 400000 } };
    struct export_point bad = { 32768, 1, 1 };
    struct buf out;

    buf_init(&out, 1 << 20);
    IS_INT(export_tuning_link(points, 3, &out), VA_OK, "a curve becomes a link");
    IS_STR(buf_get(&out),
           "https://lambda-power-tuning.show/"
           "#gAAAAgAE;AAB6RAAAcEMAAEhD;lb9WNFnZgDSVv9Y0",
           "equal to that of Power Tuning");
    buf_reset(&out);
    IS_INT(export_tuning_link(points, 1, &out), VA_OK, "so does a point");
    IS_STR(buf_get(&out),
           "https://lambda-power-tuning.show/#gAA=;AAB6RA==;lb9WNA==", "with padding");
    IS_INT(export_tuning_link(points, 0, &out), VA_DOMAIN, "no points make no link");
    IS_INT(export_tuning_link(&bad, 1, &out), VA_DOMAIN, "nor does a size past 16 bits");
    bad = (struct export_point){ 128, NAN, 1 };
    IS_INT(export_tuning_link(&bad, 1, &out), VA_DOMAIN, "or a time that is none");
    bad = (struct export_point){ 128, 1, -1 };
    IS_INT(export_tuning_link(&bad, 1, &out), VA_DOMAIN, "or a cost below 0");
    buf_clear(&out);
    buf_init(&out, 40);
    IS_INT(export_tuning_link(points, 3, &out), VA_OVERFLOW, "a full buffer is an error");
    buf_clear(&out);
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;

    test_lines();
    test_link();
    (void)fixture_path(path, "export.db");
    fixture_remove(path);
    if (!OK(fixture_open(path, &s, NULL) == VA_OK && import_hard_ones(s) == VA_OK,
            "a database to export from"))
        return done();
    test_again(s, EXPORT_CSV, "CSV");
    test_again(s, EXPORT_JSONL, "JSON Lines");
    store_close(s);
    fixture_remove(path);
    return done();
}
