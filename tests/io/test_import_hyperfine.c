/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of hyperfine --export-json. */
#include "import_case.h"

#define HYPERFINE_CASE(mb)                                                               \
    .defaults = { .workload = "w", .memory_mb = (mb) }, .from = IMPORT_AUTO,             \
    .format = IMPORT_HYPERFINE
#define RESULT(times, more)                                                              \
    "{\"command\":\"ffmpeg\",\"mean\":1.1,\"stddev\":0.1,\"user\":1,\"system\":0.1,"     \
    "\"times\":" times more "}"

static const struct import_case accepted[] = {
    { HYPERFINE_CASE(512), .name = "every run is a sample in ms, of the size given",
      .input =
          "{\"results\":[" RESULT("[1.000000001,1.25]", ",\"exit_codes\":[0,0]") "]}\n",
      .samples = "w default local 512MB 1000.000001\nw default local 512MB "
                 "1250.000000\n" },
    { HYPERFINE_CASE(0), .name = "a parameter gives the size, another the implementation",
      .input = "{\"results\":[" RESULT(
          "[2]",
          ",\"parameters\":{\"memory\":"
          "\"256\"}") "," RESULT("[1]",
                                 ",\"parameters\":{\"memory_mb\":512,\"implementation\":"
                                 "\"mtcnn\"}") "," RESULT("[1]",
                                                          ",\"parameters\":{\"size\":"
                                                          "\"768 MB\"}") "]}",
      .samples = "w default local 256MB 2000.000000\nw mtcnn local 512MB 1000.000000\n"
                 "w default local 768MB 1000.000000\n" },
    { HYPERFINE_CASE(512), .name = "runs that fail are failures",
      .input = "{\"results\":[" RESULT("[1,2,3]", ",\"exit_codes\":[1,null,0]") "]}",
      .samples = "w default local 512MB 1000.000000 error=exit code 1\n"
                 "w default local 512MB 2000.000000 error=killed by a signal\n"
                 "w default local 512MB 3000.000000\n" },
    { HYPERFINE_CASE(512), .name = "several commands at one size are warned of",
      .input = "{\"results\":[" RESULT("[1]", "") "," RESULT("[2]", "") "]}",
      .samples = "w default local 512MB 1000.000000\nw default local 512MB "
                 "2000.000000\n",
      .warning = "several commands without a parameter 'memory' or "
                 "'implementation' count "
                 "as one" },
};

static const struct import_case refused[] = {
    { HYPERFINE_CASE(0), .name = "without a size the option is named",
      .input = "{\"results\":[" RESULT("[1]", "") "]}",
      .error = "in: results[0].times[0]: memory_mb: missing", .hint = "--memory" },
    { HYPERFINE_CASE(512), .name = "a negative time is refused",
      .input = "{\"results\":[" RESULT("[1,-1]", "") "]}",
      .samples = "w default local 512MB 1000.000000\n",
      .error = "in: results[0].times[1]: not a time in seconds above 0" },
    { HYPERFINE_CASE(512), .name = "a result without times is refused",
      .input = "{\"results\":[{\"command\":\"x\",\"mean\":1}]}",
      .error = "in: results[0]: times: missing" },
    { HYPERFINE_CASE(0), .name = "a parameter that is no size is refused",
      .input = "{\"results\":[" RESULT("[1]", ",\"parameters\":{\"size\":\"big\"}") "]}",
      .error = "in: results[0]: parameters.size: not a memory size in MB" },
    { HYPERFINE_CASE(512), .name = "no results are nothing to import",
      .input = "{\"results\":[],\"command\":0,\"mean\":0}",
      .error = "in: nothing to import: no sample in this hyperfine result" },
};

int
main(void)
{
    IMPORT_CASES_CHECK(accepted);
    IMPORT_CASES_CHECK(refused);
    return done();
}
