/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of workload files: what is taken, and how strictly. */
#include "import_case.h"

#define HEAD "{\"schema\":\"vadvise.workload/1\",\"workload\":\"faces\""
#define IMPLEMENTATIONS                                                                  \
    ",\"implementations\":[{\"name\":\"mtcnn\",\"recall\":0.9},"                         \
    "{\"name\":\"rekognition\",\"api\":\"aws-rekognition\",\"calls_per_invocation\":48}" \
    "]"
#define PUBLISHED                                                                        \
    "{\"form\":\"power\",\"a\":14950000,\"b\":-0.7171,\"from_mb\":448,\"to_mb\":3008,"   \
    "\"r2\":0.99}"
#define PROFILE(name, how)                                                               \
    "{\"implementation\":\"" name "\",\"platform\":\"aws-lambda-x86\"," how "}"

/* A file that must be refused. */
#define BAD(said, rest, text)                                                            \
    {                                                                                    \
        .name = said, .input = HEAD rest "}", .from = IMPORT_AUTO, .error = "in: " text  \
    }
#define BAD_PROFILE(said, rest, text)                                                    \
    {                                                                                    \
        .name = said, .input = HEAD IMPLEMENTATIONS ",\"profiles\":[" rest "]}",         \
        .from = IMPORT_AUTO, .error = "in: profiles[0]" text                             \
    }

static const struct import_case refused[] = {
    BAD("a name that is not known is refused", ",\"colour\":1",
        "colour: not a name of vadvise.workload/1"),
    BAD("a name that comes twice is refused", ",\"workload\":\"x\"",
        "workload: comes twice"),
    BAD("a size of 0 is refused", ",\"now_mb\":0",
        "now_mb: not a whole number from 1 to 1048576"),
    BAD("a fractional size is refused", ",\"now_mb\":512.5",
        "now_mb: not a whole number from 1 to 1048576"),
    BAD("a note that is no text is refused", ",\"note\":1",
        "note: not a text of at most 511 bytes"),
    BAD("a flag that is none is refused", ",\"sample_data\":1",
        "sample_data: neither true nor false"),
    BAD("implementations that are no array are refused", ",\"implementations\":{}",
        "implementations: not an array"),
    BAD("an implementation without name is refused", ",\"implementations\":[{}]",
        "implementations[0].name: missing"),
    BAD("an implementation that is no object is refused", ",\"implementations\":[1]",
        "implementations[0]: not an object"),
    BAD("an implementation that comes twice is refused",
        ",\"implementations\":[{\"name\":\"a\"},{\"name\":\"a\"}]",
        "implementations[1].name: comes twice"),
    BAD("a recall above 1 is refused",
        ",\"implementations\":[{\"name\":\"a\",\"recall\":90}]",
        "implementations[0].recall: not a number from 0 to 1"),
    BAD("calls without an API are refused",
        ",\"implementations\":[{\"name\":\"a\",\"calls_per_invocation\":2}]",
        "implementations[0].api: missing, but there are calls_per_invocation"),
    BAD_PROFILE("a profile of no implementation listed is refused",
                PROFILE("vision", "\"duration\":\"unknown\""),
                ".implementation: not among the implementations"),
    BAD_PROFILE("a profile that says nothing is refused",
                PROFILE("mtcnn", "\"region\":\"us-east-1\""),
                ".duration: either \"duration\": \"unknown\" or \"published\" is needed"),
    BAD_PROFILE("a profile that says both is refused",
                PROFILE("mtcnn", "\"duration\":\"unknown\",\"published\":" PUBLISHED),
                ".duration: either \"duration\": \"unknown\" or \"published\" is needed"),
    BAD_PROFILE("a duration that is a number is refused",
                PROFILE("mtcnn", "\"duration\":5"), ".duration: not \"unknown\""),
    BAD_PROFILE("a curve that rises is refused",
                PROFILE("mtcnn", "\"published\":{\"form\":\"power\",\"a\":1,\"b\":0.5,"
                                 "\"from_mb\":1,\"to_mb\":2}"),
                ".published.b: not a number from -10 to 0"),
    BAD_PROFILE("a curve of another form is refused",
                PROFILE("mtcnn", "\"published\":{\"form\":\"knee\",\"a\":1,\"b\":-0.5,"
                                 "\"from_mb\":1,\"to_mb\":2}"),
                ".published.form: not \"power\""),
    BAD_PROFILE("a range upside down is refused",
                PROFILE("mtcnn", "\"published\":{\"form\":\"power\",\"a\":1,\"b\":-0.5,"
                                 "\"from_mb\":3,\"to_mb\":2}"),
                ".published.from_mb: above to_mb"),
    { .name = "another version of the schema is refused",
      .input = "{\"schema\":\"vadvise.workload/2\",\"workload\":\"x\"}",
      .from = IMPORT_AUTO,
      .error = "in: schema: not \"vadvise.workload/1\"" },
    { .name = "a workload without name is refused",
      .input = "{\"schema\":\"vadvise.workload/1\"}",
      .from = IMPORT_AUTO,
      .error = "in: workload: missing" },
    { .name = "an escaped NUL is refused",
      .input = HEAD ",\n\"note\":\"a\\u0000b\"}",
      .from = IMPORT_AUTO,
      .error = "in:2: a string holds NUL" },
};

static void
check_facts(void)
{
    static const struct import_case c = {
        .input = HEAD
        ",\"note\":\"From a study.\",\"sample_data\":true,\"now_mb\":1024" IMPLEMENTATIONS
        ",\"profiles\":[" PROFILE("mtcnn", "\"published\":" PUBLISHED) "," PROFILE(
            "rekognition", "\"region\":\"us-east-1\",\"duration\":\"unknown\"") "]}",
        .from = IMPORT_AUTO
    };
    struct import_outcome o = { .code = VA_OK };

    import_case_run(&c, 7, &o);
    IS_STR(o.code ? o.err.text : "", "", "a workload file is taken");
    IS_INT(o.report.format, IMPORT_WORKLOAD, "it is recognised");
    IS_STR(buf_get(&o.facts),
           "faces now=1024 sample_data=1 note=From a study.\n"
           "mtcnn api= calls=0 recall=0.9\n"
           "rekognition api=aws-rekognition calls=48 recall=nan\n"
           "mtcnn on aws-lambda-x86// unknown=0 1.495e+07 x^-0.7171 448-3008 r2=0.99\n"
           "rekognition on aws-lambda-x86/us-east-1/ unknown=1\n",
           "its facts arrive");
    import_outcome_clear(&o);
}

static void
check_samples(void)
{
    static const struct import_case c = {
        .input = HEAD ",\"samples\":[{\"platform\":\"local\",\"memory_mb\":512,"
                      "\"duration_ms\":71.9,\"started_at\":1728372629470},"
                      "{\"workload\":\"faces\",\"platform\":\"local\",\"memory_mb\":512,"
                      "\"duration_ms\":0.1}]}",
        .from = IMPORT_AUTO
    };
    static const struct import_case other = {
        .input = HEAD ",\"samples\":[{\"workload\":\"cars\",\"platform\":\"local\","
                      "\"memory_mb\":512,\"duration_ms\":1}]}",
        .from = IMPORT_AUTO
    };
    struct import_outcome o = { .code = VA_OK };

    import_case_run(&c, 4096, &o);
    IS_STR(buf_get(&o.samples),
           "faces default local 512MB 71.900000 at=2024-10-08T07:30:29.470Z\n"
           "faces default local 512MB 0.100000\n",
           "samples of a workload file belong to it");
    IS_INT(o.report.rows, 2, "they are counted");
    import_outcome_clear(&o);
    import_case_run(&other, 4096, &o);
    IS_STR(o.err.text, "in: samples[0]: workload: not 'faces', as the file says",
           "a sample of another workload is refused");
    import_outcome_clear(&o);
}

/* A sink that takes samples only. */
static void
check_no_sink(void)
{
    static const char input[] = HEAD "}";
    struct import_outcome o = { .code = VA_OK };
    const struct import_sink sink = { import_case_sample, NULL, &o };
    const struct import_options options = { .name = "in", .format = IMPORT_AUTO };
    struct import_report report;
    struct import_reader *r = NULL;
    struct va_err err = { .text = "" };

    OK(!import_open(&options, &sink, &r, NULL) &&
           !import_feed(r, input, sizeof input - 1, &err) &&
           import_finish(r, &report, &err) == VA_DATA,
       "a sink without facts refuses a workload file: %s", err.text);
    import_close(r);
}

int
main(void)
{
    IMPORT_CASES_CHECK(refused);
    check_facts();
    check_samples();
    check_no_sink();
    return done();
}
