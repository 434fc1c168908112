/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program vadvise-probe: carries out probe runs for vadvise. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/probe_request.h"
#include "base/text.h"
#include "core/nlfit.h"
#include "probe/logs.h"
#include "probe/run.h"

enum { BUSY_MS = 60000, LISTEN_MS = 3000 };
enum { OPTION_DB = 256, OPTION_DATA, OPTION_OVERLAY, OPTION_DEMO };

/* --- the world --- */

static volatile sig_atomic_t n_stops;
static volatile sig_atomic_t first_signal;

static void
note_signal(int signal_number)
{
    if (n_stops == 0)
        first_signal = signal_number;
    if (n_stops < 2)
        n_stops++;
}

/* It ends the wait of a run that is paused. */
static void
wake(int signal_number)
{
    (void)signal_number;
}

/* Also where they were ignored, as a script has it for what it starts in the background:
 * what spends can be told to stop. */
static void
watch_signals(void)
{
    struct sigaction action = { .sa_handler = note_signal, .sa_flags = SA_RESTART };
    struct sigaction wakes = { .sa_handler = wake, .sa_flags = SA_RESTART };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigemptyset(&wakes.sa_mask);
    sigaction(SIGCONT, &wakes, NULL);
    /* The run goes on under its cap when the front end dies. */
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

static int
stops(void *ctx)
{
    (void)ctx;
    return n_stops;
}

/* What was paid for is stored, however long another writer takes, unless the user wants
 * out at once. */
static bool
waits_on(void *ctx)
{
    (void)ctx;
    return n_stops < 2;
}

static int
stop_signal(void *ctx)
{
    (void)ctx;
    return first_signal;
}

/* The signals are let in while it waits only: one that comes just before does not get
 * lost. */
static void
sleep_ms(void *ctx, int64_t ms, int seen)
{
    const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    sigset_t stop;
    sigset_t before;

    (void)ctx;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &stop, &before))
        return;
    if (n_stops == seen)
        (void)pselect(0, NULL, NULL, NULL, &t, &before);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
}

static int64_t
clock_ms(clockid_t which)
{
    struct timespec now = { 0 };

    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t
now_ms(void *ctx)
{
    (void)ctx;
    return clock_ms(CLOCK_REALTIME);
}

static int64_t
elapsed_ms(void *ctx)
{
    (void)ctx;
    return clock_ms(CLOCK_MONOTONIC);
}

static const char *
variable(void *ctx, const char *name)
{
    const char *value = getenv(name);

    (void)ctx;
    return value && *value ? value : NULL;
}

/* Whoever reads what is told. */
struct listener {
    bool gone;
};

/* Is there room for PIPE_BUF bytes? Nobody waits long for a reader that does not read: a
 * run must not hang on its front end. */
static bool
has_room(struct listener *l)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
    const int64_t end_ms = elapsed_ms(NULL) + LISTEN_MS;
    int n = 0;

    if (l->gone)
        return false;
    do {
        const int64_t left_ms = end_ms - elapsed_ms(NULL);

        n = poll(&out, 1, left_ms > 0 ? (int)left_ms : 0);
    } while (n < 0 && errno == EINTR && elapsed_ms(NULL) < end_ms);
    l->gone = l->gone || n != 1 || !(out.revents & POLLOUT);
    return !l->gone;
}

/* Whole lines, in pieces that fit a pipe; to nobody once the reader has gone. */
static void
tell(void *ctx, const struct probe_event *e)
{
    struct listener *l = ctx;
    struct buf line;
    size_t at = 0;

    buf_init(&line, PROBE_EVENT_MAX);
    probe_event_write(e, &line);
    while (!line.code && at < line.len && has_room(l)) {
        const size_t rest = line.len - at;
        const ssize_t n =
            write(STDOUT_FILENO, buf_get(&line) + at, rest < PIPE_BUF ? rest : PIPE_BUF);

        l->gone = n < 0 && errno != EINTR && errno != EAGAIN;
        at += n > 0 ? (size_t)n : 0;
    }
    buf_clear(&line);
}

/* A descriptor that is closed would be the next file's: a database on standard output.
 * What is opened in its place refuses to be written. */
static void
keep_descriptors(void)
{
    int fd = 0;

    while ((fd = open("/dev/null", O_RDONLY)) >= 0 && fd <= STDERR_FILENO)
        continue;
    if (fd > STDERR_FILENO)
        close(fd);
}

/* --- the command line --- */

struct command_line {
    const char *db_path, *data_dir, *overlay_dir;
    int64_t demo_seed; /* 0: real runs */
    int64_t id;        /* 0: none given */
    int64_t memory_mb; /* 0: none given */
};

struct command {
    const char *name;
    int n_least, n_most; /* arguments */
    enum va_code (*run)(const struct run_world *w, const struct command_line *c,
                        int *out_status, struct va_err *err);
};

static enum va_code
do_describe(const struct run_world *w, const struct command_line *c, int *out_status,
            struct va_err *err)
{
    (void)out_status;
    return run_describe(w, c->id, err);
}

static enum va_code
do_run(const struct run_world *w, const struct command_line *c, int *out_status,
       struct va_err *err)
{
    return run_carry_out(w, c->id, out_status, err);
}

static enum va_code
do_restore(const struct run_world *w, const struct command_line *c, int *out_status,
           struct va_err *err)
{
    (void)out_status;
    return run_restore(w, c->id, err);
}

static enum va_code
do_apply(const struct run_world *w, const struct command_line *c, int *out_status,
         struct va_err *err)
{
    (void)out_status;
    return run_apply(w, c->id, (int32_t)c->memory_mb, err);
}

static const struct command commands[] = {
    { "describe", 1, 1, do_describe },
    { "run", 1, 1, do_run },
    { "restore", 0, 1, do_restore },
    { "apply", 2, 2, do_apply },
};

static const char usage[] =
    "Usage: vadvise-probe describe|run|restore|apply --db FILE [OPTION]... [RUN [MB]]\n"
    "Carry out a probe run that vadvise has stored; \"vadvise probe\" starts it.\n"
    "\n"
    "  describe RUN     ask the provider what there is; costs nothing\n"
    "  run RUN          carry out a confirmed run, or go on with one that was cut short\n"
    "  restore [RUN]    put back what runs left changed\n"
    "  apply RUN MB     set the deployed size\n"
    "  logs ...         fetch past invocations; \"vadvise import --logs\" reads them\n"
    "\n"
    "      --db FILE          the database\n"
    "      --data-dir DIR     where vadvise's data is installed\n"
    "      --overlay-dir DIR  the user's price tables\n"
    "      --demo SEED        simulate: for the database of \"vadvise demo\" alone\n"
    "      --help             show this text\n"
    "      --version          show the version\n";

static enum va_code
bad_usage(struct va_err *err, const char *what, const char *word)
{
    (void)va_fail(err, VA_USAGE, "%s%s", what, word);
    va_hint(err, "Try 'vadvise-probe --help'.");
    return VA_USAGE;
}

static enum va_code
read_seed(const char *text, struct command_line *c, struct va_err *err)
{
    if (text_parse_int(text, strnlen(text, TEXT_NUMBER_MAX + 1), 1, DEMO_SEED_MAX,
                       &c->demo_seed))
        return bad_usage(err, "not a seed: ", text);
    return VA_OK;
}

static enum va_code
read_numbers(int n, char **words, struct command_line *c, struct va_err *err)
{
    int64_t *const out[] = { &c->id, &c->memory_mb };
    static const int64_t most[] = { INT64_MAX >> 2, SAMPLE_MEMORY_MB_MAX };

    for (int i = 0; i < n && i < 2; i++) {
        if (text_parse_int(words[i], strnlen(words[i], TEXT_NUMBER_MAX + 1), 1, most[i],
                           out[i]))
            return bad_usage(err,
                             i ? "not a size: " : "not the number of a run: ", words[i]);
    }
    return VA_OK;
}

/* *out_done: --help or --version was answered. */
static enum va_code
read_options(int argc, char **argv, struct command_line *c, bool *out_done,
             struct va_err *err)
{
    static const struct option options[] = {
        { "db", required_argument, NULL, OPTION_DB },
        { "data-dir", required_argument, NULL, OPTION_DATA },
        { "overlay-dir", required_argument, NULL, OPTION_OVERLAY },
        { "demo", required_argument, NULL, OPTION_DEMO },
        { "help", no_argument, NULL, 'h' },
        { "version", no_argument, NULL, 'V' },
        { NULL, 0, NULL, 0 },
    };
    int found = 0;
    enum va_code code = VA_OK;

    opterr = 0;
    while (!code && (found = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
        if (found == OPTION_DB)
            c->db_path = optarg;
        else if (found == OPTION_DATA)
            c->data_dir = optarg;
        else if (found == OPTION_OVERLAY)
            c->overlay_dir = optarg;
        else if (found == OPTION_DEMO)
            code = read_seed(optarg, c, err);
        else if (found == 'h' || found == 'V')
            *out_done =
                printf("%s",
                       found == 'h' ? usage : "vadvise-probe " PACKAGE_VERSION "\n") > 0;
        else
            return bad_usage(err, "bad option: ", argv[optind - 1]);
        if (*out_done)
            return VA_OK;
    }
    return code;
}

static enum va_code
find_command(int argc, char **argv, const struct command **out, struct command_line *c,
             struct va_err *err)
{
    const int n = argc - optind - 1;

    if (n < 0)
        return bad_usage(err, "a command is missing", "");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, argv[optind]) != 0)
            continue;
        if (n < commands[i].n_least || n > commands[i].n_most)
            return bad_usage(err, "wrong number of arguments for ", argv[optind]);
        if (!c->db_path)
            return bad_usage(err, "--db is missing", "");
        *out = &commands[i];
        return read_numbers(n, argv + optind + 1, c, err);
    }
    return bad_usage(err, "unknown command: ", argv[optind]);
}

static enum va_code
carry_out(const struct command *command, const struct command_line *c, int *out_status,
          struct va_err *err)
{
    const struct session_options options = { .data_dir = c->data_dir,
                                             .db_path = c->db_path,
                                             .existing = true,
                                             .overlay_dir = c->overlay_dir,
                                             .busy_ms = BUSY_MS,
                                             .waits_on =
                                                 command->run == do_run ? waits_on : NULL,
                                             .demo_seed = c->demo_seed,
                                             .clock = { .now_ms = now_ms } };
    struct listener listener = { false };
    struct run_world w = { .db_path = c->db_path,
                           .backend_for =
                               c->demo_seed ? probe_simulated_for : probe_backend_for,
                           .variable = variable,
                           .stops = stops,
                           .stop_signal = stop_signal,
                           .sleep_ms = sleep_ms,
                           .elapsed_ms = elapsed_ms,
                           .tell = tell,
                           .ctx = &listener };
    enum va_code code = session_open(&options, &w.session, err);

    if (!code)
        code = command->run(&w, c, out_status, err);
    session_close(w.session);
    return code;
}

/* --- logs --- */

static bool
is_stopped(void *ctx)
{
    (void)ctx;
    return n_stops > 0;
}

static void
pause_ms(void *ctx, int64_t ms)
{
    sleep_ms(ctx, ms, n_stops);
}

/* A front end that has gone reads nothing any more: then nothing is fetched. */
static bool
write_out(void *ctx, const char *text, size_t len)
{
    size_t at = 0;

    (void)ctx;
    while (at < len) {
        const ssize_t n = write(STDOUT_FILENO, text + at, len - at);

        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static void
say(void *ctx, const char *line)
{
    (void)ctx;
    (void)fprintf(stderr, "%s\n", line);
}

static enum va_code
fetch_logs(int argc, char **argv, struct va_err *err)
{
    const struct logs_world w = { .clock = { .now_ms = now_ms },
                                  .variable = variable,
                                  .stopped = is_stopped,
                                  .sleep_ms = pause_ms,
                                  .write = write_out,
                                  .say = say };

    return logs_command(argc, argv, &w, err);
}

/* Say what went wrong; the exit status. */
static int
finish(enum va_code code, int status, const struct va_err *err)
{
    if (code)
        (void)fprintf(stderr, "vadvise-probe: %s%s%s\n", err->text,
                      err->hint[0] ? ". " : "", err->hint);
    return code && !status ? va_exit_status(code) : status;
}

int
main(int argc, char **argv)
{
    const char *data_dir = getenv("VADVISE_DATADIR");
    struct command_line c = { .data_dir =
                                  data_dir && *data_dir ? data_dir : VA_PKGDATADIR };
    const struct command *command = NULL;
    struct va_err err = { .code = VA_OK };
    bool answered = false;
    int status = 0;
    enum va_code code = VA_OK;

    keep_descriptors();
    watch_signals();
    if (argc > 1 && !strcmp(argv[1], "logs"))
        return finish(fetch_logs(argc - 1, argv + 1, &err), 0, &err);
    code = read_options(argc, argv, &c, &answered, &err);
    if (answered)
        return fflush(stdout) == 0 ? 0 : 1;
    if (!code)
        code = find_command(argc, argv, &command, &c, &err);
    if (!code)
        code = carry_out(command, &c, &status, &err);
    return finish(code, status, &err);
}
