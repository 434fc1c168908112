/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import reader itself: recognising, refusing, limits. */
#include "import_case.h"

static const struct import_case refused[] = {
    { .name = "no bytes are nothing to import",
      .input = "",
      .from = IMPORT_AUTO,
      .error = "in: nothing to import" },
    { .name = "white space is nothing to import",
      .input = "\n \t\r\n",
      .from = IMPORT_AUTO,
      .error = "in: nothing to import" },
    { .name = "an empty input is refused in a named format, too",
      .input = "\xef\xbb\xbf",
      .from = IMPORT_CSV,
      .error = "in: nothing to import" },
    { .name = "gzip is named",
      .input = "\x1f\x8b\x08",
      .from = IMPORT_AUTO,
      .error = "in: compressed: gunzip first",
      .hint = "gunzip" },
    { .name = "gzip is named with a format given, too",
      .input = "\x1f\x8b\x08",
      .from = IMPORT_REPORT,
      .error = "in: compressed: gunzip first" },
    { .name = "a binary file is no text",
      .input = "\x7f"
               "ELF\x02\x01\x01\0\0",
      .len = 9,
      .from = IMPORT_AUTO,
      .error = "in: not a text file" },
    { .name = "NUL alone is no text",
      .input = "\0\0\0",
      .len = 3,
      .from = IMPORT_JSONL,
      .error = "in: not a text file" },
    { .name = "UTF-16 is named",
      .input = "\xff\xfem\0",
      .len = 4,
      .from = IMPORT_AUTO,
      .error = "in: UTF-16 text: convert it to UTF-8 first" },
    { .name = "what is not recognised is refused with what was looked for",
      .input = "once upon a time\n",
      .from = IMPORT_AUTO,
      .error =
          "in: format not recognised: looked for a vadvise CSV header, JSON Lines, "
          "Lambda REPORT lines, an Insights export, a Google Cloud log, a Power Tuning "
          "result, hyperfine JSON, a workload file and a report",
      .hint = "--from" },
    { .name = "JSON of another kind is not recognised",
      .input = "{\"hello\": \"world\"}\n",
      .from = IMPORT_AUTO,
      .error =
          "in: format not recognised: looked for a vadvise CSV header, JSON Lines, "
          "Lambda REPORT lines, an Insights export, a Google Cloud log, a Power Tuning "
          "result, hyperfine JSON, a workload file and a report" },
    { .name = "a document format of another kind says so",
      .input = "[1, 2]",
      .from = IMPORT_HYPERFINE,
      .error = "in: no array 'results'" },
    { .name = "text in place of a document is refused with its line",
      .input = "\nhello\n",
      .from = IMPORT_HYPERFINE,
      .error = "in:2: not valid JSON: a value is missing" },
};

static void
check_names(void)
{
    enum import_format f = IMPORT_CSV;
    struct va_err err;

    for (int i = -1; i < IMPORT_FORMAT_COUNT; i++) {
        const char *name = import_format_name((enum import_format)i);

        OK(!import_format_parse(name, &f, &err) && (int)f == i, "--from %s is known: %s",
           name, import_format_meaning((enum import_format)i));
    }
    IS_INT(import_format_parse("jsnl", &f, &err), VA_USAGE,
           "a mistyped format is refused");
    IS_STR(err.text, "no import format 'jsnl'", "it is named");
    IS_STR(err.hint, "Did you mean 'jsonl'?", "the nearest one is suggested");
    IS_INT(import_format_parse("parquet", &f, &err), VA_USAGE, "another one is refused");
    OK(strstr(err.hint, "power-tuning"), "with the list of all");
}

static enum va_code
count_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    int64_t *left = ctx;

    (void)s;
    if (--*left < 0)
        return va_fail(err, VA_IO, "the sink is full");
    return VA_OK;
}

/* A line without end must not be collected. */
static void
check_long_line(const char *start, enum import_format from)
{
    static char chunk[1 << 16];
    const struct import_sink sink = { count_sample, NULL, &(int64_t){ 9 } };
    const struct import_options options = {
        "in", from, { .workload = "w", .platform = "local", .memory_mb = 1 }, true
    };
    struct import_reader *r = NULL;
    struct va_err err = { .text = "" };
    enum va_code code = import_open(&options, &sink, &r, &err);
    int64_t fed = 0;

    memset(chunk, 'x', sizeof chunk);
    if (!code)
        code = import_feed(r, start, strlen(start), &err);
    while (!code && fed < INT64_C(1) << 31) {
        code = import_feed(r, chunk, sizeof chunk, &err);
        fed += (int64_t)sizeof chunk;
    }
    OK(code == VA_DATA && fed <= IMPORT_LINE_MAX + 2 * (int64_t)sizeof chunk,
       "a line of 2 GiB is refused after its first MiB (%s): %s",
       import_format_name(from), err.text);
    OK(import_feed(r, chunk, 1, &err) == VA_DATA, "after that nothing more is taken");
    import_close(r);
}

/* A quoted cell that swallows the rest of a file is a bad row of its own. */
static void
check_long_cell(void)
{
    static const char head[] = "duration_ms,error\n1,\"";
    static const char tail[] = "x\n";
    const struct import_sink sink = { count_sample, NULL, &(int64_t){ 9 } };
    const struct import_options options = {
        "in", IMPORT_CSV, { .workload = "w", .platform = "local", .memory_mb = 1 }, false
    };
    struct import_reader *r = NULL;
    struct va_err err = { .text = "" };
    enum va_code code = import_open(&options, &sink, &r, &err);
    int64_t fed = 0;

    if (!code)
        code = import_feed(r, head, sizeof head - 1, &err);
    for (; !code && fed < 4 * IMPORT_LINE_MAX; fed += 2)
        code = import_feed(r, tail, sizeof tail - 1, &err);
    IS_STR(err.text, "in:2: a quoted cell that does not end",
           "a quoted cell is as long as a line at most");
    OK(fed <= IMPORT_LINE_MAX + 2, "and refused as soon as it is longer");
    import_close(r);
}

static void
check_many_rows(void)
{
    enum { ROWS = 20000 };
    static char input[ROWS * 8];
    size_t len = (size_t)snprintf(input, sizeof input, "duration_ms\n");
    int64_t left = ROWS;
    const struct import_sink sink = { count_sample, NULL, &left };
    const struct import_options options = {
        "in", IMPORT_AUTO, { .workload = "w", .platform = "local", .memory_mb = 1 }, false
    };
    struct import_report report = { .rows = 0 };
    struct import_reader *r = NULL;

    for (int i = 1; i < ROWS; i++)
        len += (size_t)snprintf(input + len, sizeof input - len, "%d\n", i);
    OK(!import_open(&options, &sink, &r, NULL) && !import_feed(r, input, len, NULL) &&
           !import_finish(r, &report, NULL),
       "an input longer than the head is read in one piece");
    IS_INT(report.rows, ROWS - 1, "every row of it");
    import_close(r);
}

/* What the sink says ends the import, skip_bad or not. */
static void
check_sink_failure(void)
{
    static const char input[] = "duration_ms\n1\n2\n3\n";
    int64_t left = 1;
    const struct import_sink sink = { count_sample, NULL, &left };
    const struct import_options options = {
        "in", IMPORT_AUTO, { .workload = "w", .platform = "local", .memory_mb = 1 }, true
    };
    struct import_reader *r = NULL;
    struct import_report report = { .rows = -1 };
    struct va_err err = { .text = "" };

    OK(!import_open(&options, &sink, &r, &err) &&
           !import_feed(r, input, sizeof input - 1, &err) &&
           import_finish(r, &report, &err) == VA_IO,
       "a failure of the sink ends the import");
    IS_STR(err.text, "the sink is full", "with the sink's own words");
    IS_INT(report.rows, -1, "and no report");
    import_close(r);
    import_close(NULL);
}

int
main(void)
{
    IMPORT_CASES_CHECK(refused);
    check_names();
    check_long_line("duration_ms\n1", IMPORT_CSV);
    check_long_line("{\"a\":\"", IMPORT_JSONL);
    check_long_line("START\n", IMPORT_REPORT);
    check_long_cell();
    check_many_rows();
    check_sink_failure();
    return done();
}
