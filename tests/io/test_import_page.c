/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of report pages and of samples as a table: what is taken, and how strictly. */
#include "import_case.h"

#define GENERATOR "<!DOCTYPE html>\n<meta name=\"generator\" content=\"vadvise\">\n"
#define OPEN "<script type=\"application/json\" id=\"vadvise-data\">"
#define FACTS "\"schema\":\"vadvise.workload/1\",\"workload\":\"faces\""
#define DOCUMENT(data, rest)                                                             \
    "{\"schema\":\"vadvise.report/1\"" rest ",\"data\":{" FACTS data "}}"
#define PAGE(data, rest)                                                                 \
    GENERATOR "<p>&lt;script&gt;</p>" OPEN DOCUMENT(data, rest) "</script></html>\n"
#define TABLE(inside) ",\"sample_table\":{" inside "}"
#define WORKLOAD(inside) "{" FACTS TABLE(inside) "}"

#define BAD_TABLE(said, inside, text)                                                    \
    {                                                                                    \
        .name = said, .input = WORKLOAD(inside), .from = IMPORT_AUTO,                    \
        .error = "in: sample_table" text                                                 \
    }
#define BAD_PAGE(said, text, what)                                                       \
    {                                                                                    \
        .name = said, .input = text, .from = IMPORT_AUTO, .error = "in: " what           \
    }

static const char rows[] = "faces mtcnn local 512MB 71.900000 cold=0 cpu=Xeon\n"
                           "faces mtcnn local 1024MB 0.000001 error=\"</script>\" n=2\n";

#define ROWS                                                                             \
    "\"same\":{\"platform\":\"local\",\"implementation\":\"mtcnn\"},"                    \
    "\"columns\":[\"memory_mb\",\"duration_ms\",\"cold\",\"cpu\",\"n\",\"error\"],"      \
    "\"rows\":[[512,71.9,false,\"Xeon\",1,null],"                                        \
    "[1024,1e-6,null,\"\",2,\"\\\"\\u003c/script>\\\"\"]]"

/* The same by column; a number stands for a value of the list. */
#define COLUMNS                                                                          \
    "\"same\":{\"platform\":\"local\",\"implementation\":\"mtcnn\"},"                    \
    "\"values\":{\"cold\":[false,null],\"cpu\":[null,\"Xeon\"],\"n\":[1,2]},"            \
    "\"columns\":{\"memory_mb\":[512,1024],\"duration_ms\":[71.9,1e-6],"                 \
    "\"cold\":[0,1],\"cpu\":[1,0],\"n\":[0,1],"                                          \
    "\"error\":[null,\"\\\"\\u003c/script>\\\"\"]}"

#define TIMES(from, times)                                                               \
    "\"same\":{\"platform\":\"p\",\"duration_ms\":1},\"started_from\":" from ","         \
    "\"columns\":{\"memory_mb\":[1,2,3],\"started_at\":[" times "]}"

static const struct import_case cases[] = {
    { .name = "a page is known by its generator, and its table is read",
      .input = PAGE(TABLE(ROWS), ",\"samples_left_out\":0"),
      .from = IMPORT_AUTO,
      .format = IMPORT_REPORT_HTML,
      .samples = rows },
    { .name = "so is its document by itself",
      .input = DOCUMENT(TABLE(ROWS), ""),
      .from = IMPORT_AUTO,
      .format = IMPORT_REPORT_HTML,
      .samples = rows },
    { .name = "and a table in a workload file",
      .input = WORKLOAD(ROWS),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = rows },
    { .name = "a table by column is read as well, from a page",
      .input = PAGE(TABLE(COLUMNS), ",\"samples_left_out\":0"),
      .from = IMPORT_AUTO,
      .format = IMPORT_REPORT_HTML,
      .samples = rows },
    { .name = "and from a workload file",
      .input = WORKLOAD(COLUMNS),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = rows },
    { .name = "times are milliseconds after one that is given, or times, or not known",
      .input = WORKLOAD(TIMES("\"2026-10-08T07:30:29.470Z\"",
                              "86400531,null,\"2026-10-01T00:00:00Z\"")),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = "faces default p 1MB 1.000000 at=2026-10-09T07:30:30.001Z\n"
                 "faces default p 2MB 1.000000\n"
                 "faces default p 3MB 1.000000 at=2026-10-01T00:00:00.000Z\n" },
    { .name = "the last moment that can be written is one of them",
      .input = WORKLOAD(TIMES("\"1970-01-01\"", "0,253402300799999,null")),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = "faces default p 1MB 1.000000 at=1970-01-01T00:00:00.000Z\n"
                 "faces default p 2MB 1.000000 at=9999-12-31T23:59:59.999Z\n"
                 "faces default p 3MB 1.000000\n" },
    { .name =
          "a number of a list stands for its time, and without started_from for Unix's",
      .input = WORKLOAD("\"same\":{\"platform\":\"p\",\"memory_mb\":1},"
                        "\"columns\":{\"duration_ms\":[1,2],\"started_at\":[0,1000]},"
                        "\"values\":{\"duration_ms\":[3,2,1.25]}"),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = "faces default p 1MB 2.000000 at=1970-01-01T00:00:00.000Z\n"
                 "faces default p 1MB 1.250000 at=1970-01-01T00:00:01.000Z\n" },
    { .name = "no columns are no samples",
      .input = WORKLOAD("\"same\":{\"memory_mb\":1},\"columns\":{}"),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD },
    { .name = "a bad sample of the columns can be left out",
      .input = WORKLOAD("\"columns\":{\"platform\":[0,0,1,0],\"memory_mb\":[1,2,3,{}],"
                        "\"duration_ms\":[-1,2,3,4]},"
                        "\"values\":{\"platform\":[\"local\"]}"),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .skip_bad = true,
      .samples = "faces default local 2MB 2.000000\n",
      .bad = 3 },
    BAD_TABLE("a column that is shorter than the first is refused",
              "\"columns\":{\"memory_mb\":[1,2],\"cpu\":[null]}",
              ".columns: 1 of cpu, but 2 of memory_mb"),
    BAD_TABLE("so is a longer one", "\"columns\":{\"memory_mb\":[],\"cpu\":[null,null]}",
              ".columns: 2 of cpu, but 0 of memory_mb"),
    BAD_TABLE("a column is an array", "\"columns\":{\"cpu\":{\"a\":1}}",
              ".columns: not an object of arrays"),
    BAD_TABLE("columns are those of samples", "\"columns\":{\"colour\":[]}",
              ".columns: not a name of a sample's field"),
    BAD_TABLE("each once", "\"columns\":{\"cpu\":[],\"cpu\":[]}",
              ".columns: a name comes twice"),
    BAD_TABLE("and none that all share",
              "\"same\":{\"cpu\":\"x\"},\"columns\":{\"cpu\":[]}",
              ".columns: a name comes twice"),
    BAD_TABLE("rows do not go with columns", "\"columns\":{},\"rows\":[]",
              ": only same, columns, values and started_from are known where columns is "
              "an object"),
    BAD_TABLE("values are of columns", "\"columns\":{},\"values\":{\"cpu\":[]}",
              ".values: a name that is no column"),
    BAD_TABLE("values are arrays", "\"columns\":{\"cpu\":[]},\"values\":{\"cpu\":7}",
              ".values: not an object of arrays"),
    BAD_TABLE("in an object", "\"columns\":{\"cpu\":[]},\"values\":[]",
              ".values: not an object of arrays"),
    { .name = "a number past the values is refused",
      .input =
          WORKLOAD("\"columns\":{\"n\":[1,2]},\"values\":{\"n\":[1,2]},"
                   "\"same\":{\"platform\":\"p\",\"memory_mb\":1,\"duration_ms\":1}"),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = "faces default p 1MB 1.000000 n=2\n",
      .error = "in: sample_table.columns.*[1]: n: no value has that number" },
    BAD_TABLE("a list in a list is no value",
              "\"columns\":{\"n\":[0]},\"values\":{\"n\":[[1]]}",
              ".columns.*[0]: n: neither text nor number"),
    BAD_TABLE("a time before the first is refused",
              TIMES("\"2026-10-01T00:00:00Z\"", "-1,0,0"),
              ".columns.*[0]: started_at: not a whole number of ms from started_from, up "
              "to the year 9999"),
    BAD_TABLE("so is half a millisecond", TIMES("\"2026-10-01T00:00:00Z\"", "0.5,0,0"),
              ".columns.*[0]: started_at: not a whole number of ms from started_from, up "
              "to the year 9999"),
    BAD_TABLE("so is the year 10000", TIMES("\"1970-01-01\"", "253402300800000,0,0"),
              ".columns.*[0]: started_at: not a whole number of ms from started_from, up "
              "to the year 9999"),
    BAD_TABLE("and any number past it", TIMES("\"1970-01-01\"", "1e300,0,0"),
              ".columns.*[0]: started_at: not a whole number of ms from started_from, up "
              "to the year 9999"),
    BAD_TABLE("times start at a time", TIMES("\"soon\"", "0,0,0"),
              ".started_from: not a time (ISO 8601)"),
    BAD_TABLE("which is a text", TIMES("7", "0,0,0"),
              ".started_from: not a time (ISO 8601)"),
    { .name = "a column's texts may be numbers of them",
      .input =
          WORKLOAD("\"same\":{\"implementation\":\"mtcnn\",\"cold\":0},"
                   "\"columns\":[\"platform\",\"memory_mb\",\"duration_ms\",\"cpu\"],"
                   "\"texts\":{\"platform\":[\"arm\",\"local\"],\"cpu\":[\"Xeon\"]},"
                   "\"rows\":[[1,512,71.9,0]]"),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .samples = "faces mtcnn local 512MB 71.900000 cold=0 cpu=Xeon\n" },
    BAD_TABLE("a number without a text is refused",
              "\"columns\":[\"memory_mb\",\"cpu\"],\"texts\":{\"cpu\":[\"Xeon\"]},"
              "\"rows\":[[512,1]]",
              ".rows[0]: cpu: no value has that number"),
    BAD_TABLE("half a number is none",
              "\"columns\":[\"cpu\"],\"texts\":{\"cpu\":[\"X\"]},"
              "\"rows\":[[0.5]]",
              ".rows[0]: cpu: no value has that number"),
    BAD_TABLE("texts are arrays", "\"columns\":[],\"texts\":{\"cpu\":1},\"rows\":[]",
              ".texts: not an object of arrays"),
    { .name = "a page that is named needs no generator",
      .input = "<html>" OPEN DOCUMENT(TABLE(ROWS), "") "</script>",
      .from = IMPORT_REPORT_HTML,
      .format = IMPORT_REPORT_HTML,
      .samples = rows },
    { .name = "what a page says outside its data is not looked at",
      .input = PAGE("", "") "memory_mb,duration_ms\n512,1\n" OPEN "{}</script>",
      .from = IMPORT_AUTO,
      .format = IMPORT_REPORT_HTML },
    { .name = "a report that leaves its samples out says so",
      .input = PAGE("", ",\"samples_left_out\":12000"),
      .from = IMPORT_AUTO,
      .format = IMPORT_REPORT_HTML,
      .warning = "the report leaves its 12000 samples out: only facts were taken; export "
                 "them where it was made" },
    { .name = "a bad row can be left out",
      .input = WORKLOAD("\"columns\":[\"platform\",\"memory_mb\",\"duration_ms\"],"
                        "\"rows\":[[\"local\",512,-1],[\"local\",512,2],[\"local\"],7]"),
      .from = IMPORT_AUTO,
      .format = IMPORT_WORKLOAD,
      .skip_bad = true,
      .samples = "faces default local 512MB 2.000000\n",
      .bad = 3 },
    BAD_PAGE("a page without data is refused", GENERATOR "<p>hello</p>",
             "a page without the data of a report"),
    BAD_PAGE("a page that is cut off is refused",
             GENERATOR OPEN "{\"schema\":\"vadvise.report/1\",\"data\":{",
             "the data of the report are cut off"),
    { .name = "data that are no JSON are refused",
      .input = GENERATOR OPEN "{\"schema\":}</script>",
      .from = IMPORT_AUTO,
      .error = "in:1: not valid JSON: a value is missing" },
    BAD_PAGE("data of another schema are refused",
             GENERATOR OPEN "{\"schema\":\"vadvise.advice/1\"}</script>",
             "schema: not \"vadvise.report/1\""),
    BAD_PAGE("a report without a workload is refused",
             GENERATOR OPEN "{\"schema\":\"vadvise.report/1\",\"data\":[]}</script>",
             "data: not an object"),
    BAD_TABLE("a table that lacks its rows is refused", "\"columns\":[]",
              ".rows: not an array"),
    BAD_TABLE("a table that lacks its columns is refused", "\"rows\":[]",
              ".columns: neither an object nor an array"),
    BAD_TABLE("an unknown column is refused", "\"columns\":[\"colour\"],\"rows\":[]",
              ".columns: not a name of a sample's field"),
    BAD_TABLE("another workload is no column", "\"columns\":[\"workload\"],\"rows\":[]",
              ".columns: not a name of a sample's field"),
    BAD_TABLE("a column twice is refused", "\"columns\":[\"cpu\",\"cpu\"],\"rows\":[]",
              ".columns: a name comes twice"),
    BAD_TABLE("a column that all share is refused",
              "\"same\":{\"cpu\":\"x\"},\"columns\":[\"cpu\"],\"rows\":[]",
              ".columns: a name comes twice"),
    BAD_TABLE("a part that is not known is refused",
              "\"columns\":[],\"rows\":[],\"order\":1",
              ": only same, columns, texts and rows are known where columns is an array"),
    BAD_TABLE("a row that is too short is refused", "\"columns\":[\"cpu\"],\"rows\":[[]]",
              ".rows[0]: fewer values than columns"),
    BAD_TABLE("a row that is too long is refused", "\"columns\":[],\"rows\":[[1]]",
              ".rows[0]: more values than columns"),
    BAD_TABLE("a row that is no array is refused", "\"columns\":[],\"rows\":[1]",
              ".rows[0]: not an array"),
    BAD_TABLE("a value that is neither text nor number is refused",
              "\"columns\":[\"cpu\"],\"rows\":[[{}]]",
              ".rows[0]: cpu: neither text nor number"),
    BAD_TABLE("a truth is no number", "\"columns\":[\"memory_mb\"],\"rows\":[[true]]",
              ".rows[0]: memory_mb: neither text nor number"),
};

int
main(void)
{
    IMPORT_CASES_CHECK(cases);
    return done();
}
