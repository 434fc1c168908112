/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of Google Cloud logs, 1st and 2nd generation of functions. */
#include "import_case.h"

#define GCF_CASE(w, mb)                                                                  \
    .defaults = { .workload = (w), .memory_mb = (mb) }, .from = IMPORT_AUTO,             \
    .format = IMPORT_GCF_LOG

#define GEN1(text)                                                                       \
    "{\"textPayload\":\"" text "\",\"insertId\":\"000-1\",\"resource\":{\"type\":"       \
    "\"cloud_function\",\"labels\":{\"function_name\":\"thumbs\",\"project_id\":\"p\","  \
    "\"region\":\"us-central1\"}},\"timestamp\":\"2019-02-01T10:00:00.5Z\","             \
    "\"severity\":"                                                                      \
    "\"DEBUG\",\"labels\":{\"execution_id\":\"6wjk0\"}}"
#define GEN2(latency, status)                                                            \
    "{\"insertId\":\"65a\",\"httpRequest\":{\"requestMethod\":\"POST\","                 \
    "\"status\":" status ",\"latency\":\"" latency                                       \
    "\"},\"resource\":{\"type\":\"cloud_run_revision\","                                 \
    "\"labels\":{\"service_name\":\"thumbs\",\"location\":\"europe-west1\"}},"           \
    "\"timestamp\":\"2024-01-15T10:00:00Z\",\"labels\":{\"instanceId\":\"00f\"}}"
#define GEN1_SAMPLE(ms, error)                                                           \
    "thumbs default gcf-gen1 512MB " ms " region=us-central1" error                      \
    " id=6wjk0 at=2019-02-01T10:00:00.500Z\n"
#define GEN2_SAMPLE(ms, error)                                                           \
    "thumbs default gcf-gen2 512MB " ms "region=europe-west1" error                      \
    " on=00f id=65a at=2024-01-15T10:00:00.000Z\n"
#define TOOK(ms, how) "Function execution took " ms " ms, finished with status" how

#define FAILED(how) GEN1(TOOK("1", how)) "\n"

static const struct import_case accepted[] = {
    { GCF_CASE(NULL, 512), .name = "an array of 1st gen entries is read",
      .input = "[" GEN1(TOOK("2138", " code: 200")) ",\n" GEN1(
          "Function execution started") "]",
      .samples = GEN1_SAMPLE("2138.000000", ""), .ignored = 1 },
    { GCF_CASE(NULL, 512), .name = "entries one a line are read",
      .input = GEN1(TOOK("2138", ": 'ok'")) "\n" GEN1(TOOK("7", ": 'ok'")) "\n\n",
      .samples = GEN1_SAMPLE("2138.000000", "") GEN1_SAMPLE("7.000000", "") },
    { GCF_CASE(NULL, 512), .name = "every status but success is a failure",
      .input = FAILED(": 'timeout'") FAILED(": 'crash'") FAILED(": 'connection error'")
          FAILED(": 'error'") FAILED(" code: 500") FAILED(" code: 404"),
      .samples = GEN1_SAMPLE("1.000000", " error=timeout") GEN1_SAMPLE(
          "1.000000", " error=crash") GEN1_SAMPLE("1.000000", " error=connection error")
          GEN1_SAMPLE("1.000000", " error=error") GEN1_SAMPLE(
              "1.000000", " error=status code 500") GEN1_SAMPLE("1.000000", "") },
    { GCF_CASE(NULL, 512),
      .name = "request logs of the 2nd gen are read; a rejected one has no duration",
      .input = "[\n" GEN2("0.123456s", "200") ",\n" GEN2("1.5s", "503") ",\n" GEN2(
          "0s", "429") "\n]\n",
      .samples = GEN2_SAMPLE("123.456000 ", "")
          GEN2_SAMPLE("1500.000000 ", " error=status code 503")
              GEN2_SAMPLE("", " error=status code 429") },
    { .defaults = { .workload = "w", .region = "us-east1", .memory_mb = 256 },
      .from = IMPORT_AUTO,
      .format = IMPORT_GCF_LOG,
      .name = "options for workload and region win over labels",
      .input = GEN1(TOOK("5", ": 'ok'")) "\n",
      .samples = "w default gcf-gen1 256MB 5.000000 region=us-east1 id=6wjk0 "
                 "at=2019-02-01T10:00:00.500Z\n" },
    { GCF_CASE(NULL, 512),
      .name = "the console's CSV is read, apostrophes before cells dropped",
      .input =
          "insertId,labels.execution_id,resource.labels.function_name,"
          "resource.labels.region,resource.type,textPayload,timestamp\n"
          "000-1,'6wjk0,thumbs,us-central1,cloud_function,\"'Function execution took "
          "2138 ms, finished with status code: 200\",2019-02-01T10:00:00.500Z\n"
          "000-2,'6wjk1,thumbs,us-central1,cloud_function,started,\n",
      .samples = GEN1_SAMPLE("2138.000000", ""), .ignored = 1 },
    { GCF_CASE(NULL, 512), .name = "rows of gcloud functions logs read are read",
      .input = "[{\"execution_id\":\"6wjk0\",\"level\":\"D\",\"log\":\"" TOOK(
          "12", " code: 200") "\",\"name\":\"thumbs\",\"time_utc\":"
                              "\"2019-02-01 10:00:00.500\"}]",
      .samples = "thumbs default gcf-gen1 512MB 12.000000 id=6wjk0 "
                 "at=2019-02-01T10:00:00.500Z\n" },
};

static const struct import_case refused[] = {
    { GCF_CASE("w", 0), .name = "the size is not in the log: the option is named",
      .input = "[" GEN1(TOOK("5", ": 'ok'")) "]",
      .error = "in: entry 1: memory_mb: missing", .hint = "--memory" },
    { GCF_CASE("w", 512), .name = "an execution of no time is refused",
      .input = GEN1(TOOK("5", ": 'ok'")) "\n" GEN1(TOOK("0", ": 'ok'")) "\n",
      .samples = "w default gcf-gen1 512MB 5.000000 region=us-central1 id=6wjk0 "
                 "at=2019-02-01T10:00:00.500Z\n",
      .error = "in:2: duration_ms: 0 is not above 0" },
    { GCF_CASE("w", 512), .name = "a negative time is refused",
      .input = "[" GEN2("-0.5s", "200") "]",
      .error = "in: entry 1: duration_ms: -500 is not above 0" },
    { GCF_CASE("w", 512), .name = "a line that is no JSON is refused",
      .input = GEN1(TOOK("5", ": 'ok'")) "\n{\n",
      .samples = "w default gcf-gen1 512MB 5.000000 region=us-central1 id=6wjk0 "
                 "at=2019-02-01T10:00:00.500Z\n",
      .error = "in:2: not valid JSON" },
    { GCF_CASE("w", 512), .name = "a CSV without durations is refused",
      .input = "labels.execution_id,severity\nx,DEBUG\n",
      .error = "in:1: neither a column 'textPayload' nor 'httpRequest.latency'" },
    { GCF_CASE("w", 512), .name = "no entries are nothing to import",
      .input = "[" GEN1("hello") "]",
      .error = "in: nothing to import: no sample in this Google Cloud log" },
};

int
main(void)
{
    IMPORT_CASES_CHECK(accepted);
    IMPORT_CASES_CHECK(refused);
    return done();
}
