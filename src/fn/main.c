/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measurement function: hands the outside world to what serves events. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "fn/serve.h"

enum { PATH_LEN_MAX = 4096 };

static volatile sig_atomic_t caught;

static void
note_signal(int signal_number)
{
    caught = signal_number;
}

/* Without SA_RESTART what waits for events ends as well. */
static void
watch_signals(void)
{
    struct sigaction action = { .sa_handler = note_signal };

    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool
stopped(void *ctx)
{
    (void)ctx;
    return caught != 0;
}

/* An exchange is cut short only where nothing is lost by it. */
static bool
stop_exchange(void *ctx)
{
    const struct fn_server *s = ctx;

    return caught != 0 && (s->waiting || !s->serves);
}

static int64_t
now_ms(void *ctx)
{
    struct timespec now = { 0 };

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *
variable(void *ctx, const char *name)
{
    (void)ctx;
    return getenv(name);
}

/* A variable that says something; else NULL. */
static const char *
setting(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

/* Ways to take events, by their words. */
static const struct way {
    const char *name;
    bool serves;
    enum va_code (*serve)(struct fn_server *s, struct va_err *err);
} ways[] = {
    { "lambda", true, fn_serve_lambda },
    { "http", true, fn_serve_http },
    { "stdin", false, fn_serve_stdin },
};

static const struct way *
choose_way(const char *word)
{
    if (!word)
        word = setting("AWS_LAMBDA_RUNTIME_API") ? "lambda"
               : setting("PORT")                 ? "http"
                                                 : "stdin";
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (!strcmp(ways[i].name, word))
            return &ways[i];
    return NULL;
}

static enum va_code
read_file(const char *path, struct buf *out, struct va_err *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    char block[16 << 10];
    ssize_t got = -1;

    if (fd < 0)
        return va_fail(err, VA_CONFIG, "%s: %s", path, strerror(errno));
    while ((got = read(fd, block, sizeof block)) > 0)
        buf_add(out, block, (size_t)got);
    if (got < 0 || out->code)
        va_fail(err, VA_CONFIG, "%s: %s", path, got < 0 ? strerror(errno) : "too large");
    close(fd);
    return got < 0 || out->code ? VA_CONFIG : VA_OK;
}

/* fn.json: named, else beside the package's bootstrap; without one there are the
 * variables alone. */
static enum va_code
read_job(const char *config, const char *root, struct fn_job *job, struct va_err *err)
{
    char path[PATH_LEN_MAX];
    struct va_err why = { .code = VA_OK };
    struct buf text;
    enum va_code code = VA_OK;

    fn_job_init(job);
    snprintf(path, sizeof path, "%s/../fn.json", root ? root : "");
    if (!config && root && !access(path, F_OK))
        config = path;
    if (config) {
        buf_init(&text, FN_DOCUMENT_MAX);
        code = read_file(config, &text, err);
        if (!code && fn_job_read(job, buf_get(&text), text.len, &why))
            code = va_fail(err, why.code, "%s: %s", config, why.text);
        buf_clear(&text);
    }
    return code ? code : fn_job_override(job, variable, NULL, err);
}

static void
read_host(struct fn_server *s)
{
    static const char *const sizes[] = { "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                         "VADVISE_FN_MEMORY_MB",
                                         "X_GOOGLE_FUNCTION_MEMORY_MB" };
    int64_t mb = 0;

    fn_host_read(&s->places, &s->host, &s->reused);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0] && !mb; i++) {
        const char *text = setting(sizes[i]);

        if (text)
            (void)text_parse_int(text, strlen(text), 1, INT32_MAX, &mb);
    }
    s->host.memory_mb = (int32_t)mb;
}

/* The launcher says when it was started; else the program's start counts. */
static double
started_ms(double otherwise)
{
    const char *text = setting("VADVISE_FN_STARTED");
    double ms = 0;

    if (!text || text_parse_double(text, strlen(text), &ms) || ms <= 0 || ms > otherwise)
        return otherwise;
    return ms;
}

/* Certificates: those of the package, where no others are named. */
static const char *
find_certificates(const struct fn_server *s, char path[PATH_LEN_MAX])
{
    const char *named = setting("SSL_CERT_FILE");

    snprintf(path, PATH_LEN_MAX, "%s/etc/ca-certificates.crt", s->root ? s->root : "");
    if (named)
        return named;
    return s->root && !access(path, R_OK) ? path : NULL;
}

static enum va_code
run(const struct way *way, const char *config, double start_ms, struct va_err *err)
{
    struct fn_job job;
    struct fn_server s = { .job = &job,
                           .clients = { .clock = { .now_ms = now_ms },
                                        .variable = variable },
                           .places = { "/proc", "/sys/fs/cgroup", setting("TMPDIR") },
                           .root = setting("VADVISE_FN_ROOT"),
                           .serves = way->serves,
                           .stopped = stopped };
    char certificates[PATH_LEN_MAX];
    const struct http_options o = { .ca_file = find_certificates(&s, certificates),
                                    .stopped = stop_exchange,
                                    .ctx = &s };
    enum va_code code = http_open(&o, &s.clients.http, err);

    s.places.tmp = s.places.tmp ? s.places.tmp : "/tmp";
    (void)mkdir(s.places.tmp, 0700); /* an empty root has none */
    if (!code) {
        code = read_job(config, s.root, &job, err);
        if (code && way->serve == fn_serve_lambda)
            fn_lambda_init_error(&s, err);
    }
    if (!code) {
        job.any_place = !way->serves; /* who starts it may read and write as it can */
        read_host(&s);
        s.init_ms = fn_now_ms() - started_ms(start_ms);
        code = way->serve(&s, err);
        fn_job_clear(&job);
    }
    fn_clients_clear(&s.clients);
    http_close(s.clients.http);
    return code;
}

static void
print_usage(FILE *to)
{
    fputs("Usage: vadvise-fn [--config FILE] [lambda | http | stdin]\n"
          "Fetch an input, process it, store the result, and report what each step "
          "took.\n\n"
          "  --config FILE  what to do (fn.json)\n"
          "  --help         this text\n"
          "  --version      the version\n\n"
          "Events come from the Lambda runtime API, over HTTP on $PORT, or one from "
          "standard\ninput. Manual: man vadvise-fn\n",
          to);
}

static int
usage_error(const char *text, const char *word)
{
    fprintf(stderr, "vadvise-fn: %s%s%s%s\n", text, word ? " '" : "", word ? word : "",
            word ? "'" : "");
    print_usage(stderr);
    return va_exit_status(VA_USAGE);
}

int
main(int argc, char **argv)
{
    static const struct option options[] = { { "config", required_argument, NULL, 'c' },
                                             { "help", no_argument, NULL, 'h' },
                                             { "version", no_argument, NULL, 'V' },
                                             { NULL, 0, NULL, 0 } };
    const double start_ms = fn_now_ms();
    struct va_err err = { .code = VA_OK };
    const char *config = setting("VADVISE_FN_CONFIG");
    const struct way *way = NULL;
    enum va_code code = VA_OK;
    int found = 0;

    while ((found = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
        if (found == 'c')
            config = optarg;
        else if (found == 'h')
            print_usage(stdout);
        else if (found == 'V')
            puts("vadvise-fn " PACKAGE_VERSION);
        if (found != 'c')
            return found == '?' ? va_exit_status(VA_USAGE) : 0;
    }
    if (argc - optind > 1)
        return usage_error("too many words", NULL);
    way = choose_way(argv[optind]);
    if (!way)
        return usage_error("expected lambda, http or stdin, not", argv[optind]);
    watch_signals();
    code = run(way, config, start_ms, &err);
    if (code)
        fprintf(stderr, "vadvise-fn: %s\n", err.text[0] ? err.text : va_code_text(code));
    return va_exit_status(code);
}
