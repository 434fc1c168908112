/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of JSON Lines: the same columns and rules as CSV. */
#include "import_case.h"

#define HEAD "{\"workload\":\"thumbs\",\"platform\":\"aws-lambda-x86\",\"memory_mb\":512,"
#define GOOD "thumbs default aws-lambda-x86 512MB "
#define BAD(member, text)                                                                \
    {                                                                                    \
        .name = member " is refused", .input = HEAD member "}\n", .from = IMPORT_JSONL,  \
        .error = "in:1: " text                                                           \
    }

static const struct import_case accepted[] = {
    { .name = "an object a line is a sample",
      .input = HEAD "\"duration_ms\":71.9}\n" HEAD "\"duration_ms\":80}\n",
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "71.900000\n" GOOD "80.000000\n" },
    { .name = "white space, CRLF and empty lines do not matter",
      .input = "\r\n { \"memory_mb\" : 512 , \"duration_ms\":\t1 }\r\n\n",
      .defaults = { .workload = "thumbs", .platform = "aws-lambda-x86" },
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "1.000000\n" },
    { .name = "null and empty texts are absent, truth values are flags",
      .input = HEAD "\"duration_ms\":1,\"cold\":true,\"error\":null,\"cpu\":\"\"}\n",
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "1.000000 cold=1\n" },
    { .name = "escapes are resolved",
      .input =
          HEAD "\"duration_ms\":1,\"\\u0065rror\":\"\\u00e4 \\ud83d\\ude00 \\\"q\\\" "
               "\\\\ \\/\"}\n",
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "1.000000 error=\xc3\xa4 \xf0\x9f\x98\x80 \"q\" \\ /\n" },
    { .name = "numbers may be written as texts",
      .input = "{\"workload\":\"thumbs\",\"platform\":\"aws-lambda-x86\","
               "\"memory_mb\":\"512\",\"duration_ms\":\"1.5e1\"}\n",
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "15.000000\n" },
    { .name = "an unknown name is left out with whatever it holds",
      .input = HEAD "\"tags\":{\"a\":[1,{\"b\":\"}\"},[]],\"c\":{}},\"duration_ms\":2}\n",
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "2.000000\n",
      .warning = "column 'tags' is not known and left out" },
    { .name = "the order of names may change from line to line",
      .input =
          HEAD "\"duration_ms\":1}\n{\"duration_ms\":2,\"platform\":\"aws-lambda-x86\","
               "\"workload\":\"thumbs\",\"memory_mb\":512}\n",
      .from = IMPORT_AUTO,
      .format = IMPORT_JSONL,
      .samples = GOOD "1.000000\n" GOOD "2.000000\n" },
    { .name = "with skip-bad the rest is imported",
      .input = "oops\n" HEAD "\"duration_ms\":1}\n{\n",
      .from = IMPORT_JSONL,
      .format = IMPORT_JSONL,
      .skip_bad = true,
      .samples = GOOD "1.000000\n",
      .bad = 2 },
};

static const struct import_case refused[] = {
    BAD("\"duration_ms\":-1", "duration_ms: '-1' is below 0"),
    BAD("\"duration_ms\":1e308",
        "duration_ms: '1e308' is out of range (at most 30 days)"),
    BAD("\"duration_ms\":NaN", "not valid JSON: a value is missing"),
    BAD("\"duration_ms\":\"NaN\"", "duration_ms: 'NaN' is not a number"),
    BAD("\"duration_ms\":[1]", "duration_ms: neither text nor number"),
    BAD("\"duration_ms\":true", "duration_ms: neither text nor number"),
    BAD("\"duration_ms\":1,\"duration_ms\":2", "duration_ms: comes twice"),
    BAD("\"duration_ms\":01x", "not valid JSON: a value is missing"),
    BAD("\"duration_ms\":1 2", "not valid JSON: ',' or '}' is missing"),
    BAD("\"duration_ms\":1,", "not valid JSON: a string is missing"),
    BAD("\"duration_ms\" 1", "not valid JSON: ':' is missing"),
    BAD("\"duration_ms\":1,\"cpu\":\"\\u0000\"",
        "not valid JSON: a bad escape in a string"),
    BAD("\"duration_ms\":1,\"cpu\":\"\\ud800x\"",
        "not valid JSON: a bad escape in a string"),
    BAD("\"duration_ms\":1,\"cpu\":\"\\x\"", "not valid JSON: a bad escape in a string"),
    BAD("\"duration_ms\":1,\"more\":[1,]", "not valid JSON: a value is missing"),
    BAD("\"duration_ms\":1,\"more\":[1}",
        "not valid JSON: ',' or a closing bracket is missing"),
    BAD("\"error\":true", "error: neither text nor number"),
    { .name = "a value that does not end is refused",
      .input = HEAD "\"cpu\":\"abc\n",
      .from = IMPORT_AUTO,
      .error = "in:1: not valid JSON: a string that does not end" },
    { .name = "text after the object is refused",
      .input = HEAD "\"duration_ms\":1}{\n",
      .from = IMPORT_AUTO,
      .error = "in:1: not valid JSON: text after the object" },
    { .name = "an array is no sample",
      .input = "[1]\n",
      .from = IMPORT_JSONL,
      .error = "in:1: not a JSON object" },
    { .name = "a failure names its line",
      .input = HEAD "\"duration_ms\":1}\n" HEAD "\"duration_ms\":0}\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000\n",
      .error = "in:2: duration_ms: 0 is not above 0" },
};

/* Deep nesting in what is left out costs no stack. */
static void
check_nesting(void)
{
    enum { DEPTH = 100000 };
    static char input[2 * DEPTH + 200];
    struct import_outcome o = { .code = VA_OK };
    struct import_case c = { .name = "", .input = input, .from = IMPORT_JSONL };
    size_t len = (size_t)snprintf(input, sizeof input, "%s", HEAD "\"more\":");

    memset(input + len, '[', DEPTH);
    memset(input + len + DEPTH, ']', DEPTH);
    snprintf(input + len + 2 * DEPTH, 3, "}\n");
    import_case_run(&c, 4096, &o);
    IS_STR(o.err.text, "in:1: not valid JSON: nested too deep",
           "deep nesting is refused");
    import_outcome_clear(&o);
}

int
main(void)
{
    IMPORT_CASES_CHECK(accepted);
    IMPORT_CASES_CHECK(refused);
    check_nesting();
    return done();
}
