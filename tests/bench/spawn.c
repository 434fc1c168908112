/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn RUNS COMMAND ARGS...: exec to exit of a command whose output is thrown away, in
 * microseconds: least and median of RUNS; with more than one, after one not counted.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

enum { RUNS_MAX = 1000 };

static int64_t
now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Time of one run, or -1 when it failed. */
static int64_t
run(char *const *argv, const posix_spawn_file_actions_t *quiet)
{
    int64_t start = now_us();
    pid_t child = 0;
    int status = 0;

    if (posix_spawnp(&child, argv[0], quiet, NULL, argv, environ) != 0)
        return -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? now_us() - start : -1;
}

static int
compare(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;

    return (*x > *y) - (*x < *y);
}

int
main(int argc, char **argv)
{
    static int64_t us[RUNS_MAX];
    posix_spawn_file_actions_t quiet;
    long runs = argc > 2 ? strtol(argv[1], NULL, 10) : 0;

    if (runs < 1 || runs > RUNS_MAX) {
        fputs("usage: spawn RUNS COMMAND ARGS...\n", stderr);
        return 2;
    }
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    for (long i = runs > 1 ? -1 : 0; i < runs; i++) {
        int64_t took = run(argv + 2, &quiet);

        if (took < 0) {
            fprintf(stderr, "spawn: %s failed\n", argv[2]);
            return 1;
        }
        us[i < 0 ? 0 : i] = took;
    }
    qsort(us, (size_t)runs, sizeof *us, compare);
    printf("%lld %lld\n", (long long)us[0], (long long)us[runs / 2]);
    return 0;
}
