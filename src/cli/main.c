/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: hands the outside world to the front end. */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

/* Last words, then the end that the signal means: its action is the default one again. */
static void
say_and_die(int signal_number)
{
    static const char words[] =
        "\nvadvise: stopped: an import is stored whole or not at all\n";
    const ssize_t n = write(STDERR_FILENO, words, sizeof words - 1);

    (void)n;
    raise(signal_number);
}

static void
watch_interrupts(bool on)
{
    struct sigaction action = { .sa_handler = on ? say_and_die : SIG_DFL };
    struct sigaction before;

    action.sa_flags = on ? (int)(SA_RESETHAND | SA_NODEFER) : 0;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGINT, &action, NULL);
}

static int64_t
now_ms(void *ctx)
{
    struct timespec now = { 0 };

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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
        .version = PACKAGE_VERSION,
        .clock = { .now_ms = now_ms },
        .watch_interrupts = watch_interrupts,
    };
    struct winsize size = { 0 };

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
    return cli_main(&env, argc, argv);
}
