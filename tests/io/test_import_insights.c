/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of CloudWatch Logs Insights exports. */
#include "import_case.h"

#define W "w default aws-lambda-x86 "
#define MESSAGE                                                                          \
    "REPORT RequestId: r1\\tDuration: 97.30 ms\\tBilled Duration: 98 ms\\tMemory Size: " \
    "1024 MB\\tMax Memory Used: 43 MB\\t"
#define INSIGHTS_CASE(w, mb)                                                             \
    .defaults = { .workload = (w), .memory_mb = (mb) }, .from = IMPORT_AUTO,             \
    .format = IMPORT_INSIGHTS

static const struct import_case accepted[] = {
    { INSIGHTS_CASE("w", 0),
      .name = "the console's CSV is read, memory in millions of bytes",
      .input =
          "\xef\xbb\xbf@timestamp,@requestId,@duration,@billedDuration,@maxMemoryUsed,"
          "@memorySize,@initDuration\n"
          "2025-11-08 12:43:32.104,86ff86dd,3094.27,3095,89000000,512000000,\n"
          "2025-11-08 12:43:33.104,86ff86de,3094.27,3500.0,8.9E7,5.12E8,405.2\n",
      .samples = W "512MB 3094.270000 cold=0 billed=3095 max=89 id=86ff86dd "
                   "at=2025-11-08T12:43:32.104Z\n" W
                   "512MB 3094.270000 cold=1 billed=3500 init=405.200000 max=89 "
                   "id=86ff86de at=2025-11-08T12:43:33.104Z\n" },
    { INSIGHTS_CASE("w", 0), .name = "without a column for init, cold is not known",
      .input = "@duration,@memorySize\n10.5,536870912\n",
      .samples = W "512MB 10.500000\n" },
    { INSIGHTS_CASE(NULL, 0),
      .name = "log group and stream name the workload and the environment",
      .input = "@log,@logStream,@duration,@memorySize\n"
               "123456789012:/aws/lambda/thumbs,2025/11/08/[$LATEST]abc,10,128000000\n",
      .samples = "thumbs default aws-lambda-x86 128MB 10.000000 "
                 "on=2025/11/08/[$LATEST]abc\n" },
    { INSIGHTS_CASE("w", 0), .name = "rows that are no reports are left out",
      .input = "@timestamp,@message,@duration,@memorySize\n"
               "2025-11-08 12:43:32.104,START RequestId: x,,\n"
               "2025-11-08 12:43:32.104,REPORT,2,128000000\n",
      .samples = W "128MB 2.000000 at=2025-11-08T12:43:32.104Z\n", .ignored = 1 },
    { INSIGHTS_CASE("w", 0), .name = "messages alone are read",
      .input = "@timestamp,@message\n2025-11-08 12:43:32.104,\"REPORT RequestId: r1\t"
               "Duration: 97.30 ms\tBilled Duration: 98 ms\tMemory Size: 1024 MB\tMax "
               "Memory Used: 43 MB\tStatus: timeout\n\"\n",
      .samples = W "1024MB 97.300000 error=timeout cold=0 billed=98 max=43 id=r1 "
                   "at=2025-11-08T12:43:32.104Z\n" },
    { INSIGHTS_CASE("w", 0), .name = "fields of the JSON log format are read",
      .input = "record.requestId,record.metrics.durationMs,record.metrics.memorySizeMB,"
               "record.status,@timestamp\nr1,12.5,256,error,2025-11-08 12:43:32.104\n",
      .samples = W "256MB 12.500000 error=error id=r1 at=2025-11-08T12:43:32.104Z\n" },
    { INSIGHTS_CASE("w", 0), .name = "an array of flat objects is read",
      .input = "[{\"@timestamp\":\"2025-11-08 12:43:32.104\",\"@duration\":3094.27,"
               "\"@memorySize\":5.12E8,\"@initDuration\":\"\"}]",
      .samples = W "512MB 3094.270000 cold=0 at=2025-11-08T12:43:32.104Z\n" },
    { INSIGHTS_CASE("w", 0), .name = "the API's rows of field and value are read",
      .input =
          "{\"results\":[[{\"field\":\"@duration\",\"value\":\"3094.27\"},{\"field\":"
          "\"@memorySize\",\"value\":\"512000000\"},{\"field\":\"@ptr\",\"value\":"
          "\"x\"}]],\"statistics\":{},\"status\":\"Complete\"}",
      .samples = W "512MB 3094.270000\n" },
    { INSIGHTS_CASE("w", 0), .name = "messages in JSON exports may be text",
      .input = "{\"results\":[{\"@timestamp\":\"2025-11-08 "
               "12:43:32.104\",\"@message\":\"" MESSAGE
               "\"},{\"@message\":\"END RequestId: r1\"}]}",
      .samples = W "1024MB 97.300000 cold=0 billed=98 max=43 id=r1 "
                   "at=2025-11-08T12:43:32.104Z\n",
      .ignored = 1 },
    { INSIGHTS_CASE("w", 0),
      .name = "messages in JSON exports may be objects, or objects as text",
      .input = "[{\"@message\":{\"type\":\"platform.report\",\"record\":{\"metrics\":{"
               "\"durationMs\":1.5,\"memorySizeMB\":128}}}},"
               "{\"@message\":\"{\\\"type\\\":\\\"platform.report\\\",\\\"record\\\":{"
               "\\\"metrics\\\":{\\\"durationMs\\\":2.5,\\\"memorySizeMB\\\":128,"
               "\\\"initDurationMs\\\":10}}}\"}]",
      .samples = W "128MB 1.500000 cold=0\n" W "128MB 2.500000 cold=1 init=10.000000\n" },
    { INSIGHTS_CASE("w", 1024),
      .name = "a size that is not exported comes from the option",
      .input = "@requestId,@duration\nr1,5\n", .samples = W "1024MB 5.000000 id=r1\n" },
};

static const struct import_case refused[] = {
    { INSIGHTS_CASE("w", 0), .name = "without durations there is nothing to read",
      .input = "@timestamp,@requestId\n2025-11-08 12:43:32.104,r1\n",
      .error = "in:1: neither a column '@duration' nor '@message'",
      .hint = "@type = 'REPORT'" },
    { INSIGHTS_CASE("w", 0), .name = "a bad value is refused with line and field",
      .input = "@duration,@memorySize\n10,512000000\nfast,512000000\n",
      .error = "in:3: @duration: 'fast' is not a number in range" },
    { INSIGHTS_CASE("w", 0), .name = "a negative size is refused",
      .input = "[{\"@duration\":1,\"@memorySize\":-5}]",
      .error = "in: row 1: @memorySize: '-5.000000' is not a number in range" },
    { INSIGHTS_CASE("w", 0), .name = "a duration of 0 is refused",
      .input = "@duration,@memorySize\n0,512000000\n",
      .error = "in:2: duration_ms: 0 is not above 0" },
    { INSIGHTS_CASE("w", 0), .name = "a missing size names the option",
      .input = "@requestId,@duration\nr1,5\n", .error = "in:2: memory_mb: missing",
      .hint = "--memory" },
    { INSIGHTS_CASE("w", 0), .name = "no rows are nothing to import",
      .input = "{\"results\":[],\"@timestamp\":0}",
      .error = "in: nothing to import: no sample in this Insights export" },
    { INSIGHTS_CASE("w", 0), .name = "an object without results is refused",
      .input = "{\"@timestamp\":\"x\"}",
      .error = "in: neither an array of rows nor an object with results" },
    { INSIGHTS_CASE("w", 0), .name = "text after the document is refused",
      .input = "[{\"@duration\":1,\"@memorySize\":128000000}]\n[]\n",
      .error = "in:2: text after the JSON document" },
};

int
main(void)
{
    IMPORT_CASES_CHECK(accepted);
    IMPORT_CASES_CHECK(refused);
    return done();
}
