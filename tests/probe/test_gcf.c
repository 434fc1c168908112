/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which function a URL or a name means, and what logs and reports say. */
#include <stdlib.h>

#include "probe/gcf_json.h"
#include "probe/gcf_log.h"
#include "probe/gcf_place.h"
#include "probe/gcf_report.h"
#include "tap.h"

/* --- places --- */

struct environment {
    const char *project, *region;
};

static const char *
variable(void *ctx, const char *name)
{
    const struct environment *e = ctx;

    if (!strcmp(name, "GOOGLE_CLOUD_PROJECT"))
        return e->project;
    return !strcmp(name, "CLOUDSDK_FUNCTIONS_REGION") ? e->region : NULL;
}

static enum va_code
place_of(const char *url, const char *function, struct environment *e,
         struct gcf_place *out)
{
    static struct probe_settings s;
    struct va_err err = { .text = "" };
    enum va_code code = VA_OK;

    probe_settings_init(&s);
    snprintf(s.platform, sizeof s.platform, "gcf-gen1");
    snprintf(s.url, sizeof s.url, "%s", url);
    snprintf(s.function, sizeof s.function, "%s", function);
    *out = (struct gcf_place){ .second = true };
    code = gcf_place_read(&s, variable, e, out, &err);
    probe_settings_clear(&s);
    return code;
}

static void
test_places(void)
{
    static const struct {
        const char *url, *function; /* given */
        const char *name, *region, *project;
        bool per_size;
    } cases[] = {
        { "https://us-central1-demo-p.cloudfunctions.net/thumb", "", "thumb",
          "us-central1", "demo-p", false },
        { "https://northamerica-northeast1-p.cloudfunctions.net/a_B?x=1#y", "", "a_B",
          "northamerica-northeast1", "p", false },
        { "https://europe-west1-demo-p-7.cloudfunctions.net/thumb-{memory}", "",
          "thumb-{memory}", "europe-west1", "demo-p-7", true },
        { "https://demo.cloudfunctions.net/thumb", "", "thumb", "", "", false },
        { "https://thumb-fast-ab12cd34ef-uc.a.run.app/", "", "thumb-fast", "", "",
          false },
        { "https://thumb-fast-123456789012.europe-west4.run.app", "", "thumb-fast",
          "europe-west4", "123456789012", false },
        { "https://thumb-{memory}-ab12cd34ef-uc.a.run.app", "", "thumb-{memory}", "", "",
          true },
        { "https://run.app/x", "", "", "", "", false },
        { "https://.run.app", "", "", "", "", false },
        { "http://127.0.0.1:8080/x", "named", "named", "", "", false },
        { "https://us-central1-demo-p.cloudfunctions.net/thumb", "other", "other",
          "us-central1", "demo-p", false },
        { "", "projects/p-1/locations/us-east1/functions/f", "f", "us-east1", "p-1",
          false },
        { "", "f-{memory}", "f-{memory}", "", "", true },
    };
    struct environment none = { NULL, NULL };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *what = *cases[i].url ? cases[i].url : cases[i].function;
        struct gcf_place p;

        OK(place_of(cases[i].url, cases[i].function, &none, &p) == VA_OK, "%s is read",
           what);
        IS_STR(p.function, cases[i].name, "%s: its name", what);
        IS_STR(p.region, cases[i].region, "%s: its region", what);
        IS_STR(p.project, cases[i].project, "%s: its project", what);
        OK(p.per_size == cases[i].per_size, "%s: one function a size or not", what);
    }
}

static void
test_bad_places(void)
{
    static const struct {
        const char *url, *function;
    } cases[] = {
        { "ftp://x/y", "" },
        { "https://", "" },
        { "https:///path", "" },
        { "https://user:password@host/", "" },
        { "https://host/a b", "" },
        { "https://host/\r\nX: y", "" },
        { "", "--quiet" },
        { "", "a/b" },
        { "", "projects/p/locations/r/functions/f/x" },
        { "", "projects/p/locations/../functions/f" },
        { "", "f{memory" },
    };
    struct environment none = { NULL, NULL };
    struct environment bad = { "p&alt=media", NULL };
    struct gcf_place p;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        OK(place_of(cases[i].url, cases[i].function, &none, &p) == VA_USAGE,
           "bad place %zu is refused", i + 1);
    OK(place_of("", "", &none, &p) == VA_CONFIG, "nothing given is said to be missing");
    OK(place_of("", "f", &bad, &p) == VA_USAGE,
       "a project of the environment is checked");
}

static void
test_names(void)
{
    struct environment e = { "env-p", "us-east4" };
    struct gcf_place p;
    char text[PROBE_TEXT_MAX];

    OK(!place_of("", "f-{memory}", &e, &p) && gcf_place_is_named(&p),
       "the environment names project and region");
    OK(!gcf_place_resource(&p, 512, text, NULL), "a resource is made");
    IS_STR(text, "projects/env-p/locations/us-east4/functions/f-512", "the resource");
    OK(gcf_is_resource(text), "it is one");
    OK(!gcf_is_resource("projects/p/locations/r/functions/f-{memory}"),
       "with a mark in it, it is none");
    OK(!gcf_is_resource("projects/p/locations/r/functions/f?x"),
       "with a query it is none");
    gcf_audience("https://h/f?token=1", text, sizeof text);
    IS_STR(text, "https://h/f", "an audience has no query");
    gcf_audience("https://f-1.us-east1.run.app/a/b?x", text, sizeof text);
    IS_STR(text, "https://f-1.us-east1.run.app", "a service's has no path either");
    OK(gcf_place_fill("{memory}-{memory}", 128, text, 8, NULL) == VA_OK,
       "every mark is filled");
    IS_STR(text, "128-128", "with the size");
    OK(gcf_place_fill("{memory}-{memory}", 1024, text, 8, NULL) == VA_USAGE,
       "what does not fit is refused");
}

/* --- logs --- */

static void
read_log(const char *text, bool second, struct gcf_log *log)
{
    const struct gcf_log_key key = { second, "ID", 0 };

    gcf_log_init(log);
    OK(gcf_log_read(text, strlen(text), &key, log, NULL) == VA_OK, "a page is read");
}

static void
test_first_gen(void)
{
    static const struct {
        const char *line;
        int64_t ns;
        const char *error;
    } cases[] = {
        { "Function execution took 2138 ms, finished with status code: 200",
          INT64_C(2138000000), "" },
        { "Function execution took 2138 ms, finished with status code: 404",
          INT64_C(2138000000), "status code: 404" },
        { "Function execution took 7 ms, finished with status: 'ok'", 7000000, "" },
        { "Function execution took 7 ms, finished with status: ok", 7000000, "" },
        { "Function execution took 7 ms, finished with status: 'crash'", 7000000,
          "crash" },
        { "Function execution took 7 ms, finished with status: 'connection error'",
          7000000, "connection error" },
        { "Function execution took 60001 ms. Finished with status: timeout",
          INT64_C(60001000000), "timeout" },
        { "Function execution took 60001 ms, finished with status: 'timeout'",
          INT64_C(60001000000), "timeout" },
        { "Function execution took 1.5 ms, finished with status: ''", 1500000, "error" },
        { "Function execution took ms, finished with status: 'ok'", SAMPLE_NONE, "" },
        { "Function execution took 7 s, finished with status: 'ok'", SAMPLE_NONE, "" },
        { "Function execution took -7 ms, finished with status: 'ok'", SAMPLE_NONE, "" },
        { "Function execution took 7 ms, finished with status code: 2000", SAMPLE_NONE,
          "" },
        { "Function execution took 99999999999999 ms, finished with status: 'ok'",
          SAMPLE_NONE, "" },
        { "Function execution started", SAMPLE_NONE, "" },
        { "it said: Function execution took 7 ms, finished with status: 'ok'",
          SAMPLE_NONE, "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct gcf_log log;

        snprintf(text, sizeof text,
                 "{\"entries\":[{\"textPayload\":\"%s\",\"labels\":"
                 "{\"execution_id\":\"ID\"}}]}",
                 cases[i].line);
        read_log(text, false, &log);
        IS_INT(log.duration_ns, cases[i].ns, "%s: how long", cases[i].line);
        IS_STR(log.error, cases[i].error, "%s: how it ended", cases[i].line);
        OK(log.found == (cases[i].ns != SAMPLE_NONE), "%s: found or not", cases[i].line);
    }
}

static void
test_pages(void)
{
    static const char rows[] =
        "[{\"execution_id\":\"ID\",\"level\":\"D\",\"log\":\"Function execution took 31 "
        "ms, finished with status code: 200\",\"name\":\"f\"},"
        "{\"execution_id\":\"OTHER\",\"log\":\"Function execution took 99 ms, finished "
        "with status code: 500\"}]";
    static const char request[] =
        "{\"entries\":[{\"httpRequest\":{\"latency\":\"9s\",\"status\":500},"
        "\"trace\":\"projects/p/traces/IDENTITY\"},"
        "{\"httpRequest\":{\"latency\":\"0.250000001s\",\"status\":200},"
        "\"trace\":\"projects/p/traces/ID\",\"labels\":{\"instanceId\":\"i-1\"}},"
        "{\"textPayload\":\"Memory limit of 256 MiB exceeded\",\"timestamp\":"
        "\"1969-12-31T23:00:00Z\"}, 7, null, [[]]]}";
    struct gcf_log log;

    read_log(rows, false, &log);
    IS_INT(log.duration_ns, 31000000, "rows as gcloud prints them, of the one execution");
    IS_STR(log.error, "", "the other's failure is not ours");
    read_log(request, true, &log);
    IS_INT(log.duration_ns, 250000001, "the latency, to the nanosecond");
    IS_STR(log.instance_id, "i-1", "the instance");
    OK(!log.out_of_memory, "an instance that ran out of memory before is not ours");
    read_log("{}", true, &log);
    OK(!log.found, "an empty page has nothing");
    OK(gcf_log_read("nonsense", 8, &(struct gcf_log_key){ true, "ID", 0 }, &log, NULL) ==
           VA_DATA,
       "what is no JSON is said to be none");
}

/* --- reports and texts --- */

static bool
read_report(const char *text, struct probe_outcome *out)
{
    *out = (struct probe_outcome){ .fate = LEDGER_DONE };
    sample_init(&out->sample);
    return gcf_report_read(text, strlen(text), out);
}

static void
test_reports(void)
{
    static struct probe_outcome out;

    OK(read_report("{\"duration_ms\": 12.25, \"init_ms\": 100, \"cold\": true, "
                   "\"max_memory_mb\": 99.1, \"cpu\": \"Xeon\"}",
                   &out),
       "a report tells a duration");
    IS_INT(out.sample.duration_ns, 12250000, "the duration");
    IS_INT(out.sample.init_ns, 100000000, "the start");
    IS_INT(out.sample.cold, 1, "cold");
    IS_INT(out.sample.max_memory_mb, 100, "memory, rounded up");
    IS_STR(out.texts.cpu, "Xeon", "the CPU");
    OK(!read_report("{\"duration_ms\": 0, \"cold\": null}", &out),
       "no time at all is none");
    OK(!read_report("{\"duration_ms\": -1}", &out), "less is none either");
    OK(!read_report("{\"duration_ms\": 1e308}", &out), "nor is eternity");
    OK(!read_report("[12]", &out), "a list is no report");
    OK(!read_report("", &out), "nothing is no report");
    OK(read_report("{\"duration_ms\": \"15\", \"error\": \"theirs\"}", &out),
       "a figure may be written as a string");
    IS_STR(out.texts.error, "", "what another format calls an error is not one");
    OK(read_report("{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":3,\"error\":"
                   "\"no\\nface\"}",
                   &out),
       "vadvise-fn's own format");
    IS_STR(out.texts.error, "no?face", "has errors, on one line");
}

static void
test_texts(void)
{
    char out[8];

    gcf_copy(out, sizeof out, "a\x1b\xff\xc3\xa4yz12", 9);
    IS_STR(out, "a??\xc3\xa4yz", "bad bytes become question marks, the rest is cut");
    gcf_copy(out, 4, "ab\xc3\xa4", 4);
    IS_STR(out, "ab", "no character is cut in two");
    OK(!gcf_json_read("[1] x", 5), "what follows a document is an error");
    OK(!gcf_json_read("\"a\0b\"", 5), "so is NUL");
}

int
main(void)
{
    test_places();
    test_bad_places();
    test_names();
    test_first_gen();
    test_pages();
    test_reports();
    test_texts();
    return done();
}
