/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts that readers are made of: lines, CSV records, JSON scanning, names in logs.
 */
#include "base/buf.h"
#include "io/csv.h"
#include "io/json_scan.h"
#include "io/lines.h"
#include "io/power_link.h"
#include "io/report_line.h"
#include "tap.h"

static enum va_code
note_line(void *ctx, const struct line *line, struct va_err *err)
{
    (void)err;
    buf_printf(ctx, "%" PRId64 ":%.*s|", line->number, (int)line->len, line->text);
    return VA_OK;
}

/* Feed a text in pieces; the lines that come of it. */
static enum va_code
split(const char *text, size_t piece, struct buf *out, struct va_err *err)
{
    const struct lines_sink sink = { "in", note_line, out };
    const size_t len = strlen(text);
    struct lines l;
    enum va_code code = VA_OK;

    lines_init(&l, 10, true);
    buf_reset(out);
    for (size_t at = 0; !code && at < len; at += piece)
        code = lines_feed(&l, text + at, len - at < piece ? len - at : piece, &sink, err);
    if (!code)
        code = lines_finish(&l, &sink, err);
    lines_clear(&l);
    return code;
}

static void
test_lines(void)
{
    struct buf out;
    struct va_err err = { .text = "" };

    buf_init(&out, 1 << 16);
    for (size_t piece = 1; piece < 40; piece++) {
        split("a\r\n\n0123456789\r\n\xc3\xa4\r\rz", piece, &out, &err);
        IS_STR(buf_get(&out), "1:a|2:|3:0123456789|4:\xc3\xa4\r\rz|",
               "lines are the same in pieces of %zu", piece);
        IS_INT(split("a\n0123456789x\n", piece, &out, &err), VA_DATA,
               "a line over the limit is refused");
        IS_STR(err.text, "in:2: line is longer than 10 bytes", "with its number");
        IS_INT(split("a\nb\n\xc3(\n", piece, &out, &err), VA_DATA,
               "invalid UTF-8 is refused");
        IS_STR(err.text, "in:3: not valid UTF-8", "with its line");
    }
    buf_clear(&out);
}

static void
test_csv(void)
{
    static struct csv c;
    char wide[2 * CSV_CELLS_MAX + 2];
    struct line line = { wide, CSV_CELLS_MAX - 1, 1 };
    struct va_err err;
    bool complete = false;

    memset(wide, ',', sizeof wide);
    csv_init(&c, sizeof wide);
    OK(!csv_line(&c, &line, &complete, &err) && complete && c.n_cells == CSV_CELLS_MAX,
       "a record may have %d cells", CSV_CELLS_MAX);
    line.len = CSV_CELLS_MAX;
    IS_INT(csv_line(&c, &line, &complete, &err), VA_DATA, "one more is refused");
    wide[0] = wide[1] = '"';
    line.len = CSV_CELLS_MAX + 2;
    IS_INT(csv_line(&c, &line, &complete, &err), VA_DATA, "quoted or not");
    OK(!csv_is_open(&c), "and the next line starts a new record");
    line = (struct line){ "\"\",\"a\"\"\",", 9, 7 };
    OK(!csv_line(&c, &line, &complete, &err) && complete && c.n_cells == 3 && c.line == 7,
       "empty and quoted cells");
    OK(c.cells[0].len == 0 && c.cells[1].len == 2 && !memcmp(c.cells[1].text, "a\"", 2) &&
           c.cells[2].len == 0,
       "are what they hold");
    csv_clear(&c);
}

struct json_case {
    const char *text;
    enum va_code code;
};

static void
test_json(void)
{
    static const struct json_case cases[] = {
        { "{}", VA_OK },
        { " [ ] ", VA_OK },
        { "[[],{},[{}]]", VA_OK },
        { "{\"a\":[1,-2.5e+3,\"x\\n\"],\"b\":null,\"c\":true}", VA_OK },
        { "0", VA_OK },
        { "", VA_DATA },
        { "{", VA_DATA },
        { "[1,]", VA_DATA },
        { "[,1]", VA_DATA },
        { "[1 2]", VA_DATA },
        { "{\"a\"}", VA_DATA },
        { "{\"a\":1,}", VA_DATA },
        { "{a:1}", VA_DATA },
        { "{\"a\":1]", VA_DATA },
        { "nul", VA_DATA },
        { "-", VA_DATA },
        { "1.", VA_DATA },
        { "1e", VA_DATA },
        { "+1", VA_DATA },
        { "\"\\u12g4\"", VA_DATA },
        { "\"\\", VA_DATA },
        { "\"\\udc00\"", VA_DATA },
    };
    struct buf scratch;

    buf_init(&scratch, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json_scan s = { cases[i].text, cases[i].text + strlen(cases[i].text) };

        IS_INT(json_scan_skip(&s, &scratch, NULL), cases[i].code, "JSON: '%s'",
               cases[i].text);
    }
    buf_clear(&scratch);
}

static void
test_names(void)
{
    char name[TEXT_NAME_MAX + 1];

    lambda_function_of_stream("2024/05/01/[$LATEST]abc", name);
    IS_STR(name, "", "a stream of an own log group names no function");
    lambda_function_of_stream("2024/05/01/thumbs[$LATEST]abc", name);
    IS_STR(name, "thumbs", "a stream of a shared log group does");
    lambda_function_of_stream("thumbs", name);
    IS_STR(name, "", "a stream of another kind does not");
    lambda_function_of_group("/aws/lambda/thumbs", name);
    IS_STR(name, "thumbs", "a log group names its function");
    lambda_function_of_group("my/group", name);
    IS_STR(name, "", "one of another name does not");
}

/* Every beginning of a line is survived, and none is taken for more than it says. */
static void
test_cut_report(void)
{
    static const char line[] =
        "2024-05-01T12:00:00.123Z 2024/05/01/[$LATEST]abc REPORT RequestId: a\tDuration: "
        "1.5 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t";
    int n_whole = 0;

    for (size_t len = 0; len < sizeof line; len++) {
        struct lambda_report report;
        enum report_line_kind kind = REPORT_LINE_OTHER;

        lambda_report_init(&report);
        if (report_line_read(line, len, &kind, &report, NULL) == VA_OK)
            n_whole += report.duration_ns == 1500000;
    }
    OK(n_whole > 0, "cut lines are read as far as they go, or refused");
}

static void
test_link(void)
{
    static const char text[] = "#gAAAAgAE;AAB6RAAAcEMAAEhD;lb9WNFnZgDSVv9Y0";
    struct power_link link = { .n = 0 };
    int n_good = 0;

    OK(!power_link_read(text, sizeof text - 1, &link, NULL) && link.n == 3 &&
           link.memory_mb[1] == 512,
       "a link is read");
    NEAR(link.duration_ms[1], 240.0, 0, "its durations are exact");
    for (size_t len = 0; len < sizeof text - 1; len++)
        n_good += power_link_read(text, len, &link, NULL) == VA_OK;
    IS_INT(n_good, 0, "no shorter one is taken for it");
}

int
main(void)
{
    test_lines();
    test_csv();
    test_json();
    test_names();
    test_cut_report();
    test_link();
    return done();
}
