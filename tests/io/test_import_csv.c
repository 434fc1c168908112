/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of vadvise CSV: columns, quoting, what is refused and where. */
#include "import_case.h"

#define HEAD "workload,platform,memory_mb,duration_ms"
#define ROW "thumbs,aws-lambda-x86,512,"
#define GOOD "thumbs default aws-lambda-x86 512MB "

/* A bad value in a column that is appended to a good row. */
#define BAD(column, value, what)                                                         \
    {                                                                                    \
        .name = column " '" value "' is refused",                                        \
        .input = HEAD "," column "\n" ROW "1," value "\n", .from = IMPORT_AUTO,          \
        .error = "in:2: " column ": '" value "' " what                                   \
    }
#define BAD_DURATION(value, what)                                                        \
    {                                                                                    \
        .name = "a duration of '" value "' is refused",                                  \
        .input = HEAD "\n" ROW value "\n", .from = IMPORT_AUTO,                          \
        .error = "in:2: duration_ms: '" value "' " what                                  \
    }
#define BAD_SIZE(value)                                                                  \
    {                                                                                    \
        .name = "a size of '" value "' is refused",                                      \
        .input = HEAD "\nthumbs,aws-lambda-x86," value ",1\n", .from = IMPORT_AUTO,      \
        .error = "in:2: memory_mb: '" value "' is not a whole number from 1 to 1048576"  \
    }

static const struct import_case accepted[] = {
    { .name = "the required columns alone are enough",
      .input = HEAD "\n" ROW "71.9\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "71.900000\n" },
    { .name = "every column arrives, in any order",
      .input = "started_at,upload_ms,process_ms,download_ms,request_id,instance_id,cpu,n,"
               "error,cold,max_memory_mb,init_ms,billed_ms,region,platform,"
               "implementation,emulates,workload,duration_ms,memory_mb\n"
               "2026-10-08T07:30:29.470Z,3.5,2.25,1,req-1,env-1,Xeon @ 2.50GHz,4,,1,95,"
               "287.33,1300,eu-west-1,local,mtcnn,aws-lambda-x86,faces,1201.12,1024\n",
      .from = IMPORT_AUTO,
      .samples = "faces mtcnn local 1024MB 1201.120000 region=eu-west-1 "
                 "emulates=aws-lambda-x86 n=4 cold=1 billed=1300 init=287.330000 max=95 "
                 "down=1.000000 proc=2.250000 up=3.500000 cpu=Xeon @ 2.50GHz on=env-1 "
                 "id=req-1 at=2026-10-08T07:30:29.470Z\n" },
    { .name = "a byte order mark, CRLF and no last line end are accepted",
      .input = "\xef\xbb\xbf" HEAD "\r\n" ROW "1\r\n" ROW "2",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000\n" GOOD "2.000000\n" },
    { .name = "quoted cells hold commas, quotes and line ends",
      .input =
          HEAD ",error\n\"thumbs\",\"aws-lambda-x86\",\"512\",\"1\",\"a, \"\"b\"\"\r\n"
               "c\"\n" ROW "2,\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000 error=a, \"b\" c\n" GOOD "2.000000\n" },
    { .name = "empty lines are passed over",
      .input = "\n\n" HEAD "\n\n" ROW "1\n\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000\n" },
    { .name = "blanks around numbers and column names do not matter",
      .input = "workload , platform,memory_mb, duration_ms\nthumbs,aws-lambda-x86, 512 "
               ",\t7 \n",
      .from = IMPORT_AUTO,
      .samples = GOOD "7.000000\n" },
    { .name = "a failure needs no duration",
      .input = HEAD ",error\n" ROW ",Runtime.ExitError\n" ROW "3000,timeout\n" ROW
                    "0,HTTP 502\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "error=Runtime.ExitError\n" GOOD "3000.000000 error=timeout\n" GOOD
                      "error=HTTP 502\n" },
    { .name = "an unknown column is left out with a warning",
      .input = HEAD ",colour,colour\n" ROW "1,red,blue\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000\n",
      .warning = "column 'colour' is not known and left out" },
    { .name = "options fill what the file leaves open, and no more",
      .input = "workload,memory_mb,duration_ms,region\nown,512,1,\n,512,2,eu-west-1\n",
      .defaults = { "given", "impl", "gcf-gen1", "us-east1", "aws-lambda-x86", 128 },
      .from = IMPORT_AUTO,
      .samples = "own impl gcf-gen1 512MB 1.000000 region=us-east1 "
                 "emulates=aws-lambda-x86\n"
                 "given impl gcf-gen1 512MB 2.000000 region=eu-west-1 "
                 "emulates=aws-lambda-x86\n" },
    { .name = "a size given by option stands in for the column",
      .input = "workload,platform,duration_ms\nthumbs,aws-lambda-x86,5\n",
      .defaults = { .memory_mb = 512 },
      .from = IMPORT_AUTO,
      .samples = GOOD "5.000000\n" },
    { .name = "an init time makes a start cold, none says nothing",
      .input = HEAD ",init_ms\n" ROW "1,200\n" ROW "1,0\n" ROW "1,\n",
      .from = IMPORT_AUTO,
      .samples =
          GOOD "1.000000 cold=1 init=200.000000\n" GOOD "1.000000\n" GOOD "1.000000\n" },
    { .name = "numbers may have an exponent and many digits",
      .input = HEAD ",billed_ms\n" ROW "1.5e2,1.5E2\n" ROW "0.0000005,1\n" ROW
                    "2591999999.999999,0\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "150.000000 billed=150\n" GOOD "0.000001 billed=1\n" GOOD
                      "2591999999.999999 billed=0\n" },
    { .name = "a Unix time in ms is a start",
      .input = HEAD ",started_at,cold\n" ROW "1,1728372629470,false\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000 cold=0 at=2024-10-08T07:30:29.470Z\n" },
    { .name = "with skip-bad the rest is imported and the bad are counted",
      .input =
          HEAD "\n" ROW "1\n" ROW "x\n" ROW "\"2\n\"\"\"\"y\"z\n" ROW "3,4\n" ROW "5\n",
      .from = IMPORT_AUTO,
      .skip_bad = true,
      .samples = GOOD "1.000000\n" GOOD "5.000000\n",
      .bad = 3 },
};

static const struct import_case refused[] = {
    BAD_DURATION("-3", "is below 0"),
    BAD_DURATION("nan", "is not a number"),
    BAD_DURATION("NaN", "is not a number"),
    BAD_DURATION("inf", "is not a number"),
    BAD_DURATION("Infinity", "is not a number"),
    BAD_DURATION("0x10", "is not a number"),
    BAD_DURATION("1 2", "is not a number"),
    BAD_DURATION("12ms", "is not a number"),
    BAD_DURATION("1e308", "is out of range (at most 30 days)"),
    BAD_DURATION("1e999", "is out of range (at most 30 days)"),
    BAD_DURATION("2592000001", "is out of range (at most 30 days)"),
    BAD_SIZE("0"),
    BAD_SIZE("-128"),
    BAD_SIZE("1048577"),
    BAD_SIZE("99999999999999999999"),
    BAD_SIZE("512.5"),
    BAD_SIZE("512MB"),
    BAD("n", "0", "is not a whole number from 1 to 1073741824"),
    BAD("n", "1.5", "is not a whole number from 1 to 1073741824"),
    BAD("cold", "2", "is neither 0 nor 1"),
    BAD("cold", "yes", "is neither 0 nor 1"),
    BAD("billed_ms", "-1", "is not a whole number from 0 to 2592000000"),
    BAD("init_ms", "-0.5", "is below 0"),
    BAD("max_memory_mb", "95.5", "is not a whole number from 0 to 1048576"),
    BAD("upload_ms", "fast", "is not a number"),
    BAD("started_at", "yesterday", "is no time (ISO 8601, or Unix time in ms)"),
    BAD("started_at", "2026-02-30", "is no time (ISO 8601, or Unix time in ms)"),
    BAD("implementation", "a/b", "is not a usable name"),
    BAD("region", " eu", "is not a usable name"),
    { .name = "a duration of 0 is refused",
      .input = HEAD "\n" ROW "0.0\n",
      .from = IMPORT_AUTO,
      .error = "in:2: duration_ms: 0 is not above 0" },
    { .name = "a duration below a nanosecond is refused",
      .input = HEAD "\n" ROW "0.0000001\n",
      .from = IMPORT_AUTO,
      .error = "in:2: duration_ms: 0 is not above 0" },
    { .name = "a missing duration is refused",
      .input = HEAD "\n" ROW "\n",
      .from = IMPORT_AUTO,
      .error = "in:2: duration_ms: missing" },
    { .name = "a missing size is refused",
      .input = HEAD "\nthumbs,aws-lambda-x86,,1\n",
      .from = IMPORT_AUTO,
      .error = "in:2: memory_mb: missing",
      .hint = "--memory" },
    { .name = "an empty workload is refused",
      .input = HEAD "\n,aws-lambda-x86,512,1\n",
      .from = IMPORT_AUTO,
      .error = "in:2: workload: missing",
      .hint = "--workload" },
    { .name = "a missing column is named",
      .input = "memory_mb,workload,platform\n512,x,local\n",
      .from = IMPORT_AUTO,
      .error = "in:1: no column 'duration_ms'",
      .hint = "vadvise-data(5)" },
    { .name = "all missing columns are named at once",
      .input = "duration_ms\n1\n",
      .from = IMPORT_CSV,
      .error = "in:1: no columns 'workload', 'platform', 'memory_mb'",
      .hint =
          "Give them with '--workload thumbs --platform aws-lambda-x86 --memory 512'." },
    { .name = "what options give is not missing",
      .input = "duration_ms\n1\n",
      .from = IMPORT_CSV,
      .defaults = { .workload = "x", .memory_mb = 128 },
      .error = "in:1: no column 'platform'",
      .hint = "Give it with '--platform aws-lambda-x86'." },
    { .name = "without durations the rest is named as well",
      .input = "memory_mb,cpu\n512,x\n",
      .from = IMPORT_CSV,
      .error = "in:1: no columns 'workload', 'platform', 'duration_ms'",
      .hint = "Options give the rest: '--workload thumbs --platform aws-lambda-x86'." },
    { .name = "all that a row lacks is named at once",
      .input = HEAD "\n,,,1\n",
      .from = IMPORT_AUTO,
      .error = "in:2: workload, platform, memory_mb: missing",
      .hint =
          "Give them with '--workload thumbs --platform aws-lambda-x86 --memory 512'." },
    { .name = "a missing size column is named",
      .input = "\nduration_ms,workload,platform\n512,x,local\n",
      .from = IMPORT_AUTO,
      .error = "in:2: no column 'memory_mb'",
      .hint = "--memory 512" },
    { .name = "without a workload column the option is named",
      .input = "memory_mb,duration_ms,platform\n512,1,local\n",
      .from = IMPORT_AUTO,
      .error = "in:1: no column 'workload'",
      .hint = "--workload" },
    { .name = "without a platform column the option is named",
      .input = "memory_mb,duration_ms,workload\n512,1,x\n",
      .from = IMPORT_AUTO,
      .error = "in:1: no column 'platform'",
      .hint = "--platform" },
    { .name = "a column that comes twice is refused",
      .input = "memory_mb,duration_ms,memory_mb\n512,1,512\n",
      .from = IMPORT_AUTO,
      .error = "in:1: column 'memory_mb' comes twice" },
    { .name = "too few cells are refused",
      .input = HEAD "\nthumbs,aws-lambda-x86,512\n",
      .from = IMPORT_AUTO,
      .error = "in:2: 3 cells, but the header has 4" },
    { .name = "too many cells are refused",
      .input = HEAD "\n" ROW "1,2\n",
      .from = IMPORT_AUTO,
      .error = "in:2: 5 cells, but the header has 4" },
    { .name = "a stray quote is refused where it stands",
      .input = HEAD "\n" ROW "1\"\n" ROW "2\n",
      .from = IMPORT_AUTO,
      .error = "in:2: a quote inside a cell that is not quoted" },
    { .name = "text after a closing quote is refused",
      .input = HEAD "\n" ROW "\"1\"2\n",
      .from = IMPORT_AUTO,
      .error = "in:2: text after a closing quote" },
    { .name = "a quote that does not end is refused at the line where it began",
      .input = HEAD "\n" ROW "1\n" ROW "\"2\n" ROW "3\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000\n",
      .error = "in:3: a quoted cell that does not end" },
    { .name = "an error names the line where a record of several lines began",
      .input = HEAD ",error\n" ROW "1,\"a\nb\nc\"\n" ROW "2,\"d\ne\",\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000 error=a b c\n",
      .error = "in:5: 6 cells, but the header has 5" },
    { .name = "invalid UTF-8 is refused",
      .input = HEAD "\n" ROW "1\n\xff\xfe,aws-lambda-x86,512,1\n",
      .from = IMPORT_AUTO,
      .samples = GOOD "1.000000\n",
      .error = "in:3: not valid UTF-8" },
    { .name = "a header alone is nothing to import",
      .input = HEAD "\n",
      .from = IMPORT_AUTO,
      .error = "in: nothing to import: no sample in this CSV file" },
    { .name = "when every row is bad, skip-bad fails with the first",
      .input = HEAD "\n" ROW "x\n" ROW "y\n",
      .from = IMPORT_AUTO,
      .skip_bad = true,
      .error = "in: nothing to import: every row is bad; the first: in:2: duration_ms: "
               "'x' is not a number" },
};

/* Ids are kept whole or refused; error texts are cut. */
static void
check_long_texts(void)
{
    char input[1024];
    struct import_outcome o = { .code = VA_OK };
    struct import_case c = { .name = "", .input = input, .from = IMPORT_CSV };

    snprintf(input, sizeof input, HEAD ",request_id\n" ROW "1,%0201d\n", 7);
    import_case_run(&c, 16, &o);
    OK(o.code == VA_DATA && strstr(o.err.text, "is longer than 200 bytes"),
       "a request id of 201 bytes is refused");
    import_outcome_clear(&o);
    snprintf(input, sizeof input, HEAD ",error\n" ROW "1,%0199d\xc3\xa4\n", 7);
    import_case_run(&c, 16, &o);
    OK(!o.code && strstr(buf_get(&o.samples), "0000007\n"),
       "an error text is cut at 200 bytes and never inside a character");
    import_outcome_clear(&o);
}

int
main(void)
{
    IMPORT_CASES_CHECK(accepted);
    IMPORT_CASES_CHECK(refused);
    check_long_texts();
    return done();
}
