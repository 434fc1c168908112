/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows by the quick way and by the reader of the format: the same samples, errors and
 * counts. A line that comes in pieces is never read by the quick way, so bytes that come
 * one by one show what must come of them.
 */
#include <stdio.h>
#include <unistd.h>

#include "import_case.h"

enum { FILES = 400, LINES = 40, TEXT_MAX = 1 << 20 };

static uint64_t state = 88172645463325252u;

static size_t
random_below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

/* Values of a column: the first ones are plain, and come most often. */
struct values {
    const char *column;
    const char *csv[12];
    const char *json[12];
};

/* clang-format off */
static const struct values columns[] = {
    { "memory_mb", { "128", "512", "\"1024\"", "", " 256", "0", "1e3", "1048577", "0512", "12x" },
      { "128", "512", "\"1024\"", "null", "0", "1e3", "-1", "true" } },
    { "duration_ms", { "235.2", "99", "\"8.125\"", "0.000001", "1234567.5", "12345678.25",
                       "1.1234567", "-3", "1e2", "0", "", "5." },
      { "235.2", "99", "\"8.125\"", "0.000001", "12345678.25", "1E2", "-1", "0", "null", "[1]" } },
    { "billed_ms", { "236", "", "100000000", "1234567890123", "12345678901234567", "\"7\"", "1.5" },
      { "236", "null", "100000000", "1234567890123", "\"7\"", "\"\"", "{}" } },
    { "init_ms", { "", "412.5", "0", "\"\"", "0.0" }, { "null", "412.5", "0", "\"\"" } },
    { "max_memory_mb", { "80", "81", "", "2000000" }, { "80", "81", "null", "x" } },
    { "cold", { "0", "1", "", "true", "false", "2", "\"1\"", "01" },
      { "0", "1", "null", "true", "false", "2", "\"true\"" } },
    { "n", { "1", "24", "", "0" }, { "1", "24", "null", "0" } },
    { "started_at", { "1700000000000", "2024-02-29T12:00:00Z", "", "yesterday" },
      { "1700000000000", "\"2024-02-29T12:00:00Z\"", "null" } },
    { "workload", { "thumbs", "\"thumbs\"", "video", "", "a/b", "\xc3\xa4", "\"x\"\"y\"" },
      { "\"thumbs\"", "\"video\"", "\"th\\u0075mbs\"", "null", "5", "\"\xc3\xa4\"" } },
    { "platform", { "aws-lambda-x86", "gcf-gen1", "" }, { "\"aws-lambda-x86\"", "\"gcf-gen1\"" } },
    { "region", { "", "eu-west-1", "us-east-1" }, { "null", "\"eu-west-1\"", "\"us-east-1\"" } },
    { "cpu", { "Xeon", "", "\"AMD, EPYC\"", " EPYC ", "a\tb", "say \"x\"" },
      { "\"Xeon\"", "null", "\"AMD, EPYC\"", "\" EPYC \"", "\"a\\tb\"" } },
    { "instance_id", { "b-1", "b-2", "\"line\nbreak\"", "" }, { "\"b-1\"", "\"b-2\"", "\"\\\\\"" } },
    { "request_id", { "8f507cfc-ab12-4697-b07a-ac58fc914c95", "r-1", "" },
      { "\"8f507cfc-ab12-4697-b07a-ac58fc914c95\"", "\"r-1\"" } },
    { "error", { "", "", "timeout", "\"\"" }, { "null", "\"timeout\"", "\"\"" } },
    { "other", { "1", "", "some text", "\"q, q\"" }, { "1", "{\"a\":[1]}", "\"t\"" } },
};
/* clang-format on */

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* Most rows of a file have the same of the first two values; some files vary more. */
static size_t usual;
static size_t steadiness;

static const char *
pick(const char *const values[12])
{
    size_t n = 0;

    while (n < 12 && values[n])
        n++;
    return random_below(steadiness) ? values[usual < n ? usual : 0]
                                    : values[random_below(n)];
}

/* Which columns a file has, in which order; memory and duration nearly always. */
static size_t
choose_columns(size_t out[COLUMNS])
{
    size_t n = 0;

    for (size_t i = 0; i < COLUMNS; i++) {
        if (random_below(2) || (i < 2 && random_below(20)))
            out[n++] = i;
    }
    for (size_t i = n; i > 1; i--) {
        const size_t k = random_below(i);
        const size_t other = out[k];

        out[k] = out[i - 1];
        out[i - 1] = other;
    }
    return n;
}

static void
make_csv(struct buf *out)
{
    size_t chosen[COLUMNS];
    const size_t n = choose_columns(chosen);

    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? "," : "", columns[chosen[i]].column);
    buf_text(out, "\n");
    for (int line = 0; line < LINES; line++) {
        for (size_t i = 0; i + (random_below(200) == 0) < n; i++)
            buf_printf(out, "%s%s", i ? "," : "", pick(columns[chosen[i]].csv));
        buf_text(out, random_below(6) ? "\n" : random_below(5) ? "\r\n" : "\n\n");
    }
}

static void
make_json(struct buf *out)
{
    size_t chosen[COLUMNS];
    const size_t n = choose_columns(chosen);
    const char *space = random_below(2) ? " " : "";

    for (int line = 0; line < LINES; line++) {
        bool first = true;

        buf_text(out, "{");
        for (size_t i = 0; i < n; i++) {
            if (!random_below(4 * steadiness))
                continue;
            buf_printf(out, "%s%s\"%s\":%s%s", first ? "" : ",", first ? "" : space,
                       columns[chosen[i]].column, space, pick(columns[chosen[i]].json));
            first = false;
        }
        buf_text(out, random_below(9) ? "}\n" : random_below(2) ? "}\r\n" : "\n");
    }
}

/* --- both ways --- */

static int64_t rows_at_once; /* that came by column */

static enum va_code
take_rows(void *ctx, const struct sample_rows *rows, struct va_err *err)
{
    enum va_code code = rows->n < 2 ? VA_CHECK : VA_OK;

    rows_at_once += (int64_t)rows->n;
    for (size_t i = 0; i < rows->n && !code; i++) {
        struct sample s;

        rows_get(rows, i, &s);
        code = import_case_sample(ctx, &s, err);
    }
    return code;
}

static const struct import_defaults defaults = { .workload = "w",
                                                 .platform = "p",
                                                 .memory_mb = 64 };

static struct import_outcome
begin(bool skip_bad, enum import_format format, struct import_options *o)
{
    struct import_outcome outcome = { .code = VA_OK };

    buf_init(&outcome.samples, TEXT_MAX);
    buf_init(&outcome.facts, TEXT_MAX);
    *o = (struct import_options){
        .name = "in", .format = format, .defaults = defaults, .skip_bad = skip_bad
    };
    return outcome;
}

static struct import_outcome
by_pieces(const struct buf *text, bool skip_bad, enum import_format format)
{
    struct import_options o;
    struct import_outcome out = begin(skip_bad, format, &o);
    const struct import_sink sink = { import_case_sample, NULL, &out };
    struct import_reader *r = NULL;

    out.code = import_open(&o, &sink, &r, &out.err);
    for (size_t at = 0; at < text->len && !out.code; at++)
        out.code = import_feed(r, text->data + at, 1, &out.err);
    if (!out.code)
        out.code = import_finish(r, &out.report, &out.err);
    import_close(r);
    return out;
}

static struct import_outcome
by_file(const char *path, bool skip_bad, enum import_format format)
{
    struct import_options o;
    struct import_outcome out = begin(skip_bad, format, &o);
    const struct import_sink sink = { import_case_sample, NULL, &out };
    const struct import_input input = { .path = path, .rows = take_rows };

    out.code = import_read(&input, &o, &sink, &out.report, &out.err);
    return out;
}

static bool
same_outcome(const struct import_outcome *a, const struct import_outcome *b)
{
    return a->code == b->code && !strcmp(a->err.text, b->err.text) &&
           !strcmp(buf_get(&a->samples), buf_get(&b->samples)) &&
           a->report.rows == b->report.rows && a->report.bad == b->report.bad &&
           a->report.cold == b->report.cold && a->report.failures == b->report.failures &&
           a->report.first_line_bad == b->report.first_line_bad &&
           !strcmp(a->report.first_bad, b->report.first_bad) &&
           a->report.n_warnings == b->report.n_warnings;
}

static void
clear(struct import_outcome *o)
{
    buf_clear(&o->samples);
    buf_clear(&o->facts);
}

static bool
write_file(const char *path, const struct buf *text)
{
    FILE *f = fopen(path, "we");
    const bool wrote = f && fwrite(buf_get(text), 1, text->len, f) == text->len;

    return f && !fclose(f) && wrote;
}

/* Random files of one format; returns how many came to the same. */
static int
compare(const char *path, void (*make)(struct buf *), enum import_format format,
        int64_t *io_rows)
{
    int same = 0;

    for (int i = 0; i < FILES; i++) {
        const bool skip_bad = i % 4 != 0;
        struct buf text;
        struct import_outcome slow;
        struct import_outcome quick;

        usual = random_below(2);
        steadiness = i % 2 ? 9 : 99;
        buf_init(&text, TEXT_MAX);
        make(&text);
        if (!write_file(path, &text))
            break;
        slow = by_pieces(&text, skip_bad, format);
        quick = by_file(path, skip_bad, format);
        if (same_outcome(&slow, &quick))
            same++;
        else
            printf("# of this file:\n%s# came %s\n%s# and %s\n%s", buf_get(&text),
                   slow.err.text, buf_get(&slow.samples), quick.err.text,
                   buf_get(&quick.samples));
        *io_rows += quick.report.rows;
        clear(&slow);
        clear(&quick);
        buf_clear(&text);
    }
    return same;
}

int
main(void)
{
    char path[] = "/tmp/vadvise-plain-XXXXXX";
    const int fd = mkstemp(path);
    int64_t rows = 0;

    if (!OK(fd >= 0 && !close(fd), "a file can be made"))
        return done();
    IS_INT(compare(path, make_csv, IMPORT_CSV, &rows), FILES,
           "CSV files give the same by both ways");
    OK(rows > FILES * LINES / 4 && rows_at_once > rows / 25,
       "with enough rows (%d, %d at once)", (int)rows, (int)rows_at_once);
    rows = 0;
    rows_at_once = 0;
    IS_INT(compare(path, make_json, IMPORT_JSONL, &rows), FILES,
           "so do JSON Lines files");
    OK(rows > FILES * LINES / 4 && rows_at_once > rows / 25,
       "with enough rows (%d, %d at once)", (int)rows, (int)rows_at_once);
    (void)unlink(path);
    return done();
}
