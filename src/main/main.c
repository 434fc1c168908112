/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: hands the outside world to the front ends, and the one to the other. */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "main/guard.h"
#include "tui/linear.h"
#include "tui/loop.h"

enum { STATUS_SIGNAL = 128 };

/* The first signal that came while they were watched, and how many did. */
static volatile sig_atomic_t caught;
static volatile sig_atomic_t n_caught;

static void
note_signal(int signal_number)
{
    if (!caught)
        caught = signal_number;
    n_caught++;
}

static int
interrupted(void)
{
    return caught;
}

static int
interrupts(void)
{
    return n_caught;
}

/* Without SA_RESTART a read that waits ends as well. A signal that was ignored stays
 * so. */
static void
watch_interrupts(enum watch how)
{
    static const int signals[] = { SIGINT, SIGTERM };
    struct sigaction action = { .sa_handler = how == WATCH_NONE ? SIG_DFL : note_signal };
    struct sigaction before;

    action.sa_flags = how == WATCH_FIRST ? (int)SA_RESETHAND : 0;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

static int64_t
now_ms(void *ctx)
{
    struct timespec now = { 0 };

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The dialogue of a demo ends by a signal as by the end of its input: its folder is to be
 * removed. */
static void
end_dialogue_by_signals(void)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = note_signal };
    struct sigaction before;

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

static enum va_code
hold_dialogue(const struct full_screen *start, int *out_status, struct va_err *err)
{
    const struct linear_streams io = { .in = STDIN_FILENO,
                                       .out = stdout,
                                       .err = stderr,
                                       .interrupted = interrupted,
                                       .ask = isatty(STDIN_FILENO) != 0 };
    enum va_code code = VA_OK;

    if (start->demo_seed)
        end_dialogue_by_signals();
    code = linear_run(start, &io, out_status, err);
    if (!code && caught)
        *out_status = STATUS_SIGNAL + caught;
    return code;
}

/* A signal that ends it is raised again when everything is closed. */
static enum va_code
open_full_screen(const struct full_screen *start, int *out_status, struct va_err *err)
{
    const struct guard_plan plan = { .crash_folder = start->crash_folder,
                                     .version = start->version };
    struct tui_host host;
    enum va_code code = VA_OK;

    if (start->linear)
        return hold_dialogue(start, out_status, err);
    memory_keep_large_apart();
    if (!guard_begin(&plan, &host))
        return va_fail(err, VA_IO, "no pipe can be made");
    code = tui_run(start, &host, out_status, err);
    guard_end();
    if (!code && *out_status > STATUS_SIGNAL)
        caught = *out_status - STATUS_SIGNAL;
    return code;
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

static const char *
find_home(void)
{
    const char *home = getenv("HOME");
    const struct passwd *user = home && *home ? NULL : getpwuid(getuid());

    if (home && *home)
        return home;
    return user ? user->pw_dir : NULL;
}

int
main(int argc, char **argv)
{
    struct cli_env env = {
        .variables = environ,
        .data_dir = VA_PKGDATADIR,
        .libexec_dir = VA_PKGLIBEXECDIR,
        .version = PACKAGE_VERSION,
        .clock = { .now_ms = now_ms },
        .watch_interrupts = watch_interrupts,
        .interrupted = interrupted,
        .interrupts = interrupts,
        .full_screen = open_full_screen,
    };
    struct winsize size = { 0 };
    int status = 0;

    keep_descriptors();
    signal(SIGPIPE, SIG_IGN);
    env.home = find_home();
    env.in_is_terminal = isatty(STDIN_FILENO) != 0;
    env.out_is_terminal = isatty(STDOUT_FILENO) != 0;
    env.err_is_terminal = isatty(STDERR_FILENO) != 0;
    if (env.out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        env.columns = size.ws_col;
        env.rows = size.ws_row;
    }
    status = cli_main(&env, argc, argv);
    if (status && caught) {
        signal(caught, SIG_DFL);
        raise(caught); /* whoever started the program learns what ended it */
    }
    return status;
}
