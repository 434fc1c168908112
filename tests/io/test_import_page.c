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
              ".rows[0]: cpu: no text has that number"),
    BAD_TABLE("half a number is none",
              "\"columns\":[\"cpu\"],\"texts\":{\"cpu\":[\"X\"]},"
              "\"rows\":[[0.5]]",
              ".rows[0]: cpu: no text has that number"),
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
              ".columns: not an array"),
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
              ": only same, columns, texts and rows are known"),
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
