/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backend of this machine, as the engine uses it. */
#include <errno.h>
#include <sys/stat.h>

#include "core/random.h"
#include "probe/backend.h"
#include "probe/local_cell.h"
#include "probe/local_report.h"
#include "tap.h"
#include "workload.h"

static char self_path[2048];
static char folder[2048];

/* --- an engine of the test's own --- */

struct engine {
    struct probe_settings settings;
    struct probe_host host;
    const char *method;
    int abandon_after; /* times asked; < 0: never */
    void *self;
    struct probe_outcome out;
    struct va_err err;
};

static int64_t
fixed_now(void *ctx)
{
    (void)ctx;
    return INT64_C(1771329600000);
}

static const char *
variable(void *ctx, const char *name)
{
    const struct engine *e = ctx;

    if (strcmp(name, "VADVISE_LOCAL_METHOD") == 0)
        return e->method;
    return strcmp(name, "TMPDIR") == 0 ? folder : NULL;
}

static bool
abandoned(void *ctx)
{
    struct engine *e = ctx;

    return e->abandon_after >= 0 && e->abandon_after-- == 0;
}

static char *command[4];

static void
engine_init(struct engine *e, struct prices *prices)
{
    memset(e, 0, sizeof *e);
    probe_settings_init(&e->settings);
    snprintf(e->settings.workload, sizeof e->settings.workload, "job");
    snprintf(e->settings.implementation, sizeof e->settings.implementation, "own");
    snprintf(e->settings.platform, sizeof e->settings.platform, "local");
    snprintf(e->settings.emulates, sizeof e->settings.emulates, "aws-lambda-x86");
    snprintf(e->settings.directory, sizeof e->settings.directory, "/");
    e->settings.as_of_days = 20501;
    e->abandon_after = -1;
    e->method = "duty cycle";
    e->host = (struct probe_host){ .settings = &e->settings,
                                   .token = "0123456789abcdef",
                                   .prices = prices,
                                   .clock = { fixed_now, NULL },
                                   .variable = variable,
                                   .abandoned = abandoned,
                                   .ctx = e };
}

static void
engine_command(struct engine *e, const char *word, const char *argument)
{
    const char *const words[] = { self_path, word, argument };

    for (int i = 0; i < 3; i++) {
        free(command[i]);
        command[i] = words[i] ? strdup(words[i]) : NULL;
        e->settings.args[i] = command[i];
    }
    e->settings.n_args = argument ? 3 : 2;
}

static enum va_code
engine_open(struct engine *e)
{
    probe_local.close(e->self);
    return probe_local.open(&e->host, &e->self, &e->err);
}

/* Run a command once. */
static enum va_code
shoot(struct engine *e, int32_t memory_mb, int64_t timeout_ms, const char *word,
      const char *argument)
{
    static const char payload[] = "{\"image\":\"a b\"}";
    const struct probe_shot shot = { .memory_mb = memory_mb,
                                     .payload = payload,
                                     .payload_len = strlen(payload),
                                     .timeout_ms = timeout_ms };
    enum va_code code = VA_OK;

    engine_command(e, word, argument);
    code = engine_open(e);
    if (!code)
        code = probe_local.prepare(e->self, memory_mb, &e->err);
    if (!code)
        code = probe_local.invoke(e->self, &shot, &e->out, &e->err);
    if (code)
        printf("# %s\n", e->err.text);
    return code;
}

/* --- facts --- */

static void
test_facts(struct engine *e)
{
    struct probe_facts f;
    int32_t largest = 0;

    engine_command(e, "spin", "1");
    OK(probe_local.serves("local") && !probe_local.serves("aws-lambda-x86"),
       "it serves the platform local alone");
    IS_INT(engine_open(e), VA_OK, "it opens");
    IS_INT(probe_local.describe(e->self, &f, &e->err), VA_OK, "it says what is there");
    IS_STR(f.method, "duty cycle", "the way to limit is said");
    OK(f.takes_sizes && f.timeout_ms == 900000,
       "sizes and time as the platform has them");
    OK(f.memory_max_mb >= 128, "the largest size that the machine can stand for");
    OK(strstr(f.function, " spin 1") != NULL, "the command");
    largest = f.memory_max_mb;
    IS_INT(probe_local.prepare(e->self, largest, &e->err), VA_OK, "the largest is taken");
    if (largest < 10240)
        IS_INT(probe_local.prepare(e->self, largest + 1, &e->err), VA_DATA,
               "one MB more is not");
    else
        SKIP("the machine can stand for every size");
    IS_INT(probe_local.prepare(e->self, 100, &e->err), VA_DATA,
           "a size that the platform has not is refused");
    e->settings.timeout_ms = 5000;
    IS_INT(probe_local.describe(e->self, &f, &e->err), VA_OK, "a time of one's own");
    IS_INT(f.timeout_ms, 5000, "is taken");
    e->settings.timeout_ms = 0;
}

static void
test_refusals(struct engine *e)
{
    struct probe_facts f;

    e->settings.n_args = 0;
    IS_INT(engine_open(e), VA_USAGE, "no command is refused");
    engine_command(e, "spin", "1");
    e->settings.cold = true;
    IS_INT(engine_open(e), VA_USAGE, "cold starts are refused");
    e->settings.cold = false;
    snprintf(e->settings.emulates, sizeof e->settings.emulates, "moon");
    IS_INT(engine_open(e), VA_DATA, "an unknown platform is refused");
    snprintf(e->settings.emulates, sizeof e->settings.emulates, "aws-lambda-x86");
    e->method = "magic";
    IS_INT(engine_open(e), VA_OK, "a way to limit");
    IS_INT(probe_local.describe(e->self, &f, &e->err), VA_CONFIG, "that is none");
    OK(strstr(e->err.text, "magic") != NULL, "is named");
    e->method = "";
    IS_INT(engine_open(e), VA_OK, "without a wish");
    IS_INT(probe_local.describe(e->self, &f, &e->err), VA_OK, "one is found");
    printf("# %s\n", f.method);
    e->method = "duty cycle";
}

/* --- one run --- */

static bool
sample_is_good(const struct engine *e)
{
    struct va_err err;

    return !sample_check(&e->out.sample, &err);
}

static void
test_done(struct engine *e)
{
    IS_INT(shoot(e, 1024, 20000, "spin", "60"), VA_OK, "a command runs");
    IS_INT(e->out.fate, LEDGER_DONE, "to its end");
    OK(sample_is_good(e), "the sample is one");
    IS_STR(e->out.source, "clock", "it was timed from outside");
    OK(e->out.sample.duration_ns > 60 * INT64_C(1000000),
       "its time is at least its CPU's");
    IS_STR(e->out.sample.emulates, "aws-lambda-x86", "it says what was emulated");
    OK(strstr(e->out.sample.instance_id, "(duty cycle)") != NULL, "and how");
    IS_INT(e->out.sample.started_at_ms, fixed_now(NULL), "when it started");
    OK(e->out.sample.cpu[0] != '\0', "on which CPU");
    OK(e->out.sample.max_memory_mb > 0, "what memory it took");
    IS_INT(e->out.sample.cold, SAMPLE_NONE, "nothing of cold or warm");
}

static void
test_surroundings(struct engine *e)
{
    IS_INT(shoot(e, 512, 20000, "expect", "{\"image\":\"a b\"}"), VA_OK,
           "payload and size reach the command");
    IS_INT(e->out.fate, LEDGER_DONE, "by its input, a file and its environment");
    if (e->out.fate != LEDGER_DONE)
        printf("# %s\n", e->out.text);
    IS_INT(shoot(e, 512, 20000, "flood", NULL), VA_OK, "34 MB of output");
    IS_INT(e->out.fate, LEDGER_DONE, "are read and dropped");
}

static void
test_report(struct engine *e)
{
    IS_INT(shoot(e, 512, 20000, "report", "123.5"), VA_OK, "a command reports");
    IS_STR(e->out.source, "function", "its own times count");
    IS_INT(e->out.sample.duration_ns, 123500000, "its duration");
    IS_INT(e->out.sample.download_ns, 11250000, "its download");
    IS_INT(e->out.sample.process_ns, 100000000, "its processing");
    IS_INT(e->out.sample.upload_ns, SAMPLE_NONE, "an upload that is null is not known");
    IS_INT(e->out.sample.max_memory_mb, 201, "its memory, rounded up");
    OK(sample_is_good(e), "the sample is one");
}

static void
test_failures(struct engine *e)
{
    IS_INT(shoot(e, 1024, 20000, "fail", "3"), VA_OK, "a command fails");
    IS_INT(e->out.fate, LEDGER_FAILED, "so does its run");
    IS_STR(e->out.sample.error, "exit status 3: last ?[1mwords",
           "with status and clean last words");
    OK(sample_is_good(e), "the sample is one");
    IS_INT(shoot(e, 1024, 20000, "crash", NULL), VA_OK, "a command crashes");
    IS_INT(e->out.fate, LEDGER_FAILED, "so does its run");
    IS_STR(e->out.sample.error, "killed by signal 9", "by a signal that is named");
    IS_INT(shoot(e, 128, 120000, "eat", "400"), VA_OK, "a command takes too much memory");
    IS_INT(e->out.fate, LEDGER_FAILED, "its size failed");
    IS_STR(e->out.sample.error, "out of memory", "for want of it");
    IS_INT(e->out.sample.max_memory_mb, 128, "which it used in full");
    IS_INT(shoot(e, 1024, 300, "sleep", "20000"), VA_OK, "a command takes too long");
    IS_INT(e->out.fate, LEDGER_FAILED, "its size failed");
    IS_STR(e->out.sample.error, "timeout", "by its time");
    OK(sample_timed_out(&e->out.sample) && e->out.sample.duration_ns == 300000000,
       "which is a lower bound");
    e->abandon_after = 2;
    IS_INT(shoot(e, 1024, 60000, "sleep", "20000"), VA_OK, "a run is abandoned");
    IS_INT(e->out.fate, LEDGER_UNKNOWN, "its end is not known");
    e->abandon_after = -1;
}

static void
test_missing(struct engine *e)
{
    const struct probe_shot shot = {
        .memory_mb = 512, .payload = "{}", .payload_len = 2, .timeout_ms = 1000
    };

    engine_command(e, "spin", "1");
    free(command[0]);
    command[0] = e->settings.args[0] = strdup("no-such-command-here");
    IS_INT(engine_open(e), VA_OK, "a command that is not there");
    IS_INT(probe_local.invoke(e->self, &shot, &e->out, &e->err), VA_CONFIG,
           "ends the run");
    IS_STR(e->err.text,
           "no-such-command-here cannot be started: No such file or directory",
           "and is named");
    engine_command(e, "spin", "1");
    snprintf(e->settings.directory, sizeof e->settings.directory, "/no/such/folder");
    IS_INT(engine_open(e), VA_OK, "a folder that is not there");
    IS_INT(probe_local.invoke(e->self, &shot, &e->out, &e->err), VA_CONFIG,
           "ends the run, too");
    snprintf(e->settings.directory, sizeof e->settings.directory, "/");
}

/* Nothing of the runs is in the folder for temporary files. */
static void
test_litter(void)
{
    char pattern[2200];
    FILE *f = NULL;
    int n = 0;

    snprintf(pattern, sizeof pattern, "ls -A '%s' | grep -c '^vadvise-'", folder);
    f = popen(pattern, "r");
    if (f && fscanf(f, "%d", &n) != 1)
        n = -1;
    if (f)
        (void)pclose(f);
    IS_INT(n, 0, "no payload file is left");
}

/* --- reports --- */

static void
test_report_bytes(void)
{
    static const char good[] =
        "noise\n{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":10.5,\"cold\":true,"
        "\"init_ms\":3,\"max_memory_mb\":20}\n\n";
    static const char *const bad[] = {
        "",
        "\n\n",
        "{\"duration_ms\":10}",
        "{\"schema\":\"vadvise.fn-report/1\"}",
        "{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":0}",
        "{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":-4}",
        "{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":1e300}",
        "{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":\"12\"}",
        "{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":10}\nafter",
        "[1,2]",
        "{",
    };
    char bytes[sizeof good];
    struct sample s;
    char line[16];
    int n_valid = 0;

    sample_init(&s);
    OK(local_report_read(good, strlen(good), &s), "a report is read");
    OK(s.duration_ns == 10500000 && s.cold == 1 && s.init_ns == 3000000 &&
           s.max_memory_mb == 20,
       "with its fields");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sample_init(&s);
        OK(!local_report_read(bad[i], strlen(bad[i]), &s) && s.duration_ns == SAMPLE_NONE,
           "no report: %.60s", i == 8 ? "not the last line" : bad[i]);
    }
    for (int i = 0; i < 20000; i++) {
        memcpy(bytes, good, sizeof good);
        for (int k = 0; k < 3; k++)
            bytes[random_to(sizeof good - 2)] = (char)random_to(255);
        sample_init(&s);
        s.memory_mb = 128;
        s.n = 1;
        if (local_report_read(bytes, random_to(sizeof good - 1), &s))
            n_valid += s.duration_ns > 0 && s.duration_ns <= SAMPLE_TIME_NS_MAX;
        local_last_line(bytes, sizeof good - 1, line, sizeof line);
        if (!text_is_utf8(line, strlen(line)) || strlen(line) >= sizeof line)
            n_valid = -1000000;
    }
    OK(n_valid >= 0, "damaged reports are read within bounds (%d of 20000)", n_valid);
}

int
main(int argc, char **argv)
{
    static struct engine e;
    struct prices *prices = NULL;
    struct va_err err;
    char pricing[2100];
    int status = 0;
    const char *own = getenv("TEST_TMP");
    const char *source = getenv("srcdir");

    if (workload_main(argc, argv, &status))
        return status;
    snprintf(folder, sizeof folder, "%s", own ? own : "/tmp");
    snprintf(pricing, sizeof pricing, "%s/pricing", source ? source : ".");
    if (readlink("/proc/self/exe", self_path, sizeof self_path - 1) < 0 ||
        prices_open(pricing, NULL, &prices, &err))
        return 99;
    engine_init(&e, prices);
    test_facts(&e);
    test_refusals(&e);
    test_done(&e);
    test_surroundings(&e);
    test_report(&e);
    test_failures(&e);
    test_missing(&e);
    test_litter();
    test_report_bytes();
    probe_local.close(e.self);
    prices_close(prices);
    for (int i = 0; i < 3; i++)
        free(command[i]);
    return done();
}
