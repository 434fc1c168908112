/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of Lambda logs: REPORT lines in every form, and the JSON log format. */
#include "import_case.h"

#define ID "6f747a63-0b6a-4a3c-9f2a-7c3b6d1d8a10"
#define ID2 "86ff86dd-1111-4a3c-9f2a-7c3b6d1d8a10"
#define W "w default aws-lambda-x86 "
#define BASE                                                                             \
    "Duration: 97.30 ms\tBilled Duration: 98 ms\tMemory Size: 1024 MB\tMax Memory "      \
    "Used: 43 MB\t"
#define BASE_SAMPLE W "1024MB 97.300000"
#define ON "2024/05/01/[$LATEST]0123456789abcdef"
#define JSON_REPORT                                                                      \
    "{\"time\":\"2026-10-08T07:30:29.470Z\",\"type\":\"platform.report\",\"record\":{"   \
    "\"requestId\":\"" ID "\",\"metrics\":{\"durationMs\":1233.96,\"billedDurationMs\":" \
    "1698,\"memorySizeMB\":256,\"maxMemoryUsedMB\":123,\"initDurationMs\":463.512},"     \
    "\"status\":\"success\"}}"
#define JSON_SAMPLE W "256MB 1233.960000 cold=1 billed=1698 init=463.512000 max=123"

#define REPORT_CASE(w, mb)                                                               \
    .defaults = { .workload = (w), .memory_mb = (mb) }, .from = IMPORT_AUTO,             \
    .format = IMPORT_REPORT

static const struct import_case lines[] = {
    { REPORT_CASE("w", 0), .name = "a line of the 100 ms era is read",
      .input = "REPORT RequestId: " ID "\tDuration: 469.40 ms\tBilled Duration: 500 ms"
               "\tMemory Size: 1024 MB\tMax Memory Used: 21 MB\t\n",
      .samples = W "1024MB 469.400000 cold=0 billed=500 max=21 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "an init duration is a cold start",
      .input =
          "REPORT RequestId: " ID "\tDuration: 1201.12 ms\tBilled Duration: 1300 ms"
          "\tMemory Size: 512 MB\tMax Memory Used: 95 MB\tInit Duration: 287.33 ms\t\n",
      .samples =
          W "512MB 1201.120000 cold=1 billed=1300 init=287.330000 max=95 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "a trace on a second line belongs to the report",
      .input =
          "REPORT RequestId: " ID "\tDuration: 3.10 ms\tBilled Duration: 546 ms"
          "\tMemory Size: 2048 MB\tMax Memory Used: 95 MB\tInit Duration: 542.01 ms\t\n"
          "XRAY TraceId: 1-6a507b87-0\tSegmentId: d0025b207c551fde\tSampled: true\t\n",
      .samples =
          W "2048MB 3.100000 cold=1 billed=546 init=542.010000 max=95 id=" ID "\n" },
    { REPORT_CASE("w", 0),
      .name = "spaces stand for tabs; a restore takes the place of init",
      .input = "REPORT RequestId: " ID " Duration: 127.10 ms Billed Duration: 154 ms "
               "Memory Size: 2048 MB Max Memory Used: 212 MB Restore Duration: 325.93 ms "
               "Billed Restore Duration: 26 ms XRAY TraceId: 1-2-3\n",
      .samples =
          W "2048MB 127.100000 cold=1 billed=154 init=325.930000 max=212 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "an error is a failure with its type",
      .input = "REPORT RequestId: " ID "\t" BASE
               "Status: error\tError Type: Runtime.ImportModuleError\n",
      .samples = BASE_SAMPLE
      " error=Runtime.ImportModuleError cold=0 billed=98 max=43 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "a time-out is a failure",
      .input =
          "REPORT RequestId: " ID "  Duration: 10000.00 ms  Billed Duration: 10938 ms"
          "  Memory Size: 128 MB  Max Memory Used: 40 MB  Status: timeout\n",
      .samples =
          W "128MB 10000.000000 error=timeout cold=0 billed=10938 max=40 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "init may stand before duration",
      .input =
          "REPORT RequestId: " ID "\tInit Duration: 0.24 ms\tDuration: 881.52 ms"
          "\tBilled Duration: 882 ms\tMemory Size: 3008 MB\tMax Memory Used: 3008 MB\t\n",
      .samples =
          W "3008MB 881.520000 cold=1 billed=882 init=0.240000 max=3008 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "a pasted line without RequestId is read",
      .input = "REPORT Duration: 64754.09 ms  Billed Duration: 64755 ms  "
               "Memory Size: 10240 MB  Max Memory Used: 9001 MB    ",
      .samples = W "10240MB 64754.090000 cold=0 billed=64755 max=9001\n" },
    { REPORT_CASE("w", 0), .name = "an init duration of 0.00 is none",
      .input = "REPORT RequestId: " ID "\t" BASE "Init Duration: 0.00 ms\t\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "lines of other kinds are counted and left out",
      .input = "START RequestId: " ID " Version: $LATEST\n"
               "hello, REPORT of the day\n\xff\xfe not UTF-8\n"
               "he said \"REPORT RequestId: x Duration: 1 ms\"\n"
               "END RequestId: " ID "\nREPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID "\n", .ignored = 5 },
    { REPORT_CASE("w", 0), .name = "a failed initialisation is no sample, and said",
      .input = "INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout\n"
               "REPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID "\n", .ignored = 1,
      .warning = "1 initialisations failed; they are no samples" },
    { REPORT_CASE("w", 0), .name = "aws logs tail puts time and stream before the line",
      .input =
          "2024-05-01T12:00:00.123000+00:00 " ON " REPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 on=" ON " id=" ID
                             " at=2024-05-01T12:00:00.123Z\n" },
    { REPORT_CASE("w", 0), .name = "sam logs puts the stream first",
      .input = ON " 2024-05-01T12:00:00.123000 REPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 on=" ON " id=" ID
                             " at=2024-05-01T12:00:00.123Z\n" },
    { REPORT_CASE("w", 0), .name = "the same request twice counts once",
      .input = "REPORT RequestId: " ID "\t" BASE "\nREPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID "\n", .ignored = 1 },
    { REPORT_CASE("w", 0), .name = "an older time-out is told in a line after the report",
      .input = "REPORT RequestId: " ID "\t" BASE "\nREPORT RequestId: " ID2 "\t" BASE "\n"
               "2020-01-01T00:00:03.003Z " ID " Task timed out after 3.00 seconds\n",
      .samples = BASE_SAMPLE " error=timeout cold=0 billed=98 max=43 id=" ID
                             "\n" BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID2 "\n",
      .ignored = 1 },
    { REPORT_CASE("w", 0),
      .name = "a process killed for memory is told in a line of its own",
      .input = "RequestId: " ID " Error: Runtime exited with error: signal: killed\n"
               "Runtime.ExitError\nREPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " error=signal: killed cold=0 billed=98 max=43 id=" ID "\n",
      .ignored = 2 },
    { REPORT_CASE("w", 256), .name = "a line without size takes it from the option",
      .input = "REPORT RequestId: " ID "\tDuration: 1.5 ms\t\n",
      .samples = W "256MB 1.500000 cold=0 id=" ID "\n" },
    { REPORT_CASE("w", 0), .name = "with skip-bad a damaged line is left out",
      .input = "REPORT RequestId: a\tDuration: ?? ms\tMemory Size: 128 MB\nREPORT "
               "RequestId: " ID "\t" BASE "\n",
      .skip_bad = true, .samples = BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID "\n",
      .bad = 1 },
    { REPORT_CASE(NULL, 0), .name = "the stream of a shared log group names the workload",
      .input = "2024-05-01T12:00:00.000Z 2024/05/01/thumbs[3]abc REPORT RequestId: " ID
               "\t" BASE "\n",
      .samples = "thumbs default aws-lambda-x86 1024MB 97.300000 cold=0 billed=98 max=43 "
                 "on=2024/05/01/thumbs[3]abc id=" ID " at=2024-05-01T12:00:00.000Z\n" },
};

static const struct import_case json[] = {
    { REPORT_CASE("w", 0), .name = "a JSON report is read", .input = JSON_REPORT "\n",
      .samples = JSON_SAMPLE " id=" ID " at=2026-10-08T07:30:29.470Z\n" },
    { REPORT_CASE("w", 0), .name = "a JSON report after time and stream is read",
      .input = "2026-10-08T07:30:30.000000+00:00 " ON " " JSON_REPORT "\n",
      .samples = JSON_SAMPLE " on=" ON " id=" ID " at=2026-10-08T07:30:29.470Z\n" },
    { REPORT_CASE("w", 0), .name = "a pretty printed report among lines is read once",
      .input = "[INFO] starting {\n{\n  \"type\": \"platform.report\",\n  \"record\": {\n"
               "    \"requestId\": \"" ID "\", \"status\": \"timeout\",\n"
               "    \"metrics\": {\"durationMs\": 3000, \"memorySizeMB\": 128}\n  }\n}\n"
               "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"" ID
               "\",\"metrics\":{\"durationMs\":3000,\"memorySizeMB\":128}}}\n",
      .samples = W "128MB 3000.000000 error=timeout cold=0 id=" ID "\n", .ignored = 2 },
    { REPORT_CASE("w", 0), .name = "an array of events is read",
      .input = "[" JSON_REPORT ",{\"type\":\"platform.start\"}]",
      .samples = JSON_SAMPLE " id=" ID " at=2026-10-08T07:30:29.470Z\n", .ignored = 1 },
    { .defaults = { .workload = "w" },
      .from = IMPORT_REPORT,
      .format = IMPORT_REPORT,
      .name = "an open bracket of an application does not hide a report",
      .input = "{\n  half an object\nREPORT RequestId: " ID "\t" BASE "\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 id=" ID "\n",
      .ignored = 1 },
    { REPORT_CASE("w", 0), .name = "filter-log-events gives time and stream",
      .input =
          "{\n  \"events\": [\n    {\"logStreamName\": \"" ON "\", \"timestamp\": "
          "1714564800123,\n     \"message\": \"REPORT RequestId: " ID
          "\\tDuration: 97.30 ms\\tBilled Duration: 98 ms\\tMemory Size: 1024 MB\\tMax "
          "Memory Used: 43 MB\\t\\nXRAY TraceId: 1-2\\n\", \"eventId\": \"3\"},\n    "
          "{\"logStreamName\": \"" ON
          "\", \"timestamp\": 1714564800124, \"message\": \"END\\n\"}\n  ],\n  "
          "\"searchedLogStreams\": [], \"nextToken\": \"x\"\n}\n",
      .samples = BASE_SAMPLE " cold=0 billed=98 max=43 on=" ON " id=" ID
                             " at=2024-05-01T12:00:00.123Z\n",
      .ignored = 1 },
    { REPORT_CASE("w", 0),
      .name = "get-log-events on one line is read; messages may be JSON",
      .input =
          "{\"events\":[{\"timestamp\":1714564800123,\"message\":\"{\\\"type\\\":"
          "\\\"platform.report\\\",\\\"record\\\":{\\\"metrics\\\":{\\\"durationMs\\\":"
          "5.25,\\\"memorySizeMB\\\":128}}}\",\"ingestionTime\":1}],"
          "\"nextForwardToken\":\"f/1\"}",
      .samples = W "128MB 5.250000 cold=0 at=2024-05-01T12:00:00.123Z\n" },
};

static const struct import_case refused[] = {
    { REPORT_CASE("w", 0),
      .name = "a duration that is no number is refused with its line",
      .input = "START RequestId: x\nREPORT RequestId: x\tDuration: abc ms\n",
      .error = "in:2: Duration: 'abc ms' is not a number of ms" },
    { REPORT_CASE("w", 0), .name = "a line that is cut off is refused",
      .input = "REPORT RequestId: x\tDuration: 4",
      .error = "in:1: Duration: '4' is not a number of ms" },
    { REPORT_CASE("w", 0), .name = "a report without duration is refused",
      .input = "REPORT RequestId: x\tMemory Size: 128 MB\n",
      .error = "in:1: duration_ms: missing" },
    { REPORT_CASE("", 0), .name = "without a name for the workload the option is named",
      .input = "REPORT RequestId: x\t" BASE "\n", .error = "in:1: workload: missing",
      .hint = "--workload" },
    { REPORT_CASE("w", 0), .name = "without a size the option is named",
      .input = "REPORT RequestId: x\tDuration: 1.5 ms\t\n",
      .error = "in:1: memory_mb: missing", .hint = "--memory" },
    { REPORT_CASE("w", 0), .name = "a log without reports is nothing to import",
      .input = "START RequestId: x\nEND RequestId: x\n",
      .error = "in: nothing to import: no sample in this Lambda log" },
    { REPORT_CASE("w", 0), .name = "a broken document is refused with its line",
      .input = "{\n\"events\": [\n{\"message\": \"x\",}\n]}\n",
      .error = "in:3: not valid JSON: a string is missing" },
    { REPORT_CASE("w", 0), .name = "a metric out of range is refused",
      .input =
          "{\"type\":\"platform.report\",\"record\":{\"metrics\":{\"durationMs\":-1}}}",
      .error = "in:1: record.metrics.durationMs: not a number in range" },
};

int
main(void)
{
    IMPORT_CASES_CHECK(lines);
    IMPORT_CASES_CHECK(json);
    IMPORT_CASES_CHECK(refused);
    return done();
}
