/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands for tests of the local backend: the test program runs itself, with one of
 * these words as its first argument. */
#ifndef VA_TESTS_PROBE_WORKLOAD_H
#define VA_TESTS_PROBE_WORKLOAD_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline double
workload_cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Use CPU time of this process, until it has so many ms. */
static inline void
workload_spin(double ms)
{
    volatile unsigned x = 1;

    while (workload_cpu_ms() < ms) {
        for (int i = 0; i < 20000; i++)
            x = x * 1664525 + 1013904223;
    }
}

/* n children one after another, or at once, that use so many ms each. */
static inline void
workload_children(int n, double ms, bool at_once)
{
    for (int i = 0; i < n; i++) {
        if (fork() == 0) {
            workload_spin(ms);
            _exit(0);
        }
        if (!at_once)
            (void)wait(NULL);
    }
    while (wait(NULL) > 0)
        ;
}

static inline void
workload_eat(size_t mb, bool hold)
{
    const size_t size = mb << 20;
    char *all = malloc(size);

    for (size_t i = 0; all && i < size; i += 1024) {
        all[i] = (char)(i >> 10);
        if (i % (8 << 20) == 0) /* not all at once: as programs do */
            (void)usleep(2000);
    }
    if (hold)
        (void)usleep(100000);
    free(all);
}

/* A grandchild that leaves session and parent, ignores what it can, and stays; its
 * process id goes to a file. Returns when it is there. */
static inline void
workload_escape(const char *pid_file)
{
    FILE *f = NULL;

    if (fork() != 0) {
        while (access(pid_file, F_OK) != 0)
            (void)usleep(1000);
        return;
    }
    (void)setsid();
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    if (fork() != 0)
        _exit(0);
    f = fopen(pid_file, "w");
    if (f) {
        fprintf(f, "%ld\n", (long)getpid());
        fclose(f);
    }
    for (;;)
        (void)pause();
}

/* Is it what stands in a file, from its start on? */
static inline bool
workload_reads(FILE *f, const char *text)
{
    char bytes[4096];
    const size_t len = f ? fread(bytes, 1, sizeof bytes, f) : 0;

    return len == strlen(text) && memcmp(bytes, text, len) == 0;
}

/* Is the payload as expected, the size 512 MB, the folder the root? */
static inline int
workload_expect(const char *payload)
{
    const char *path = getenv("VADVISE_PAYLOAD");
    const char *size = getenv("VADVISE_MEMORY_MB");
    const char *lambda_size = getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    char folder_now[64];
    FILE *f = path ? fopen(path, "r") : NULL;

    if (!workload_reads(stdin, payload) || !workload_reads(f, payload))
        return 1;
    (void)fclose(f);
    if (!size || strcmp(size, "512") != 0 || !lambda_size || strcmp(lambda_size, "512"))
        return 2;
    return getcwd(folder_now, sizeof folder_now) && strcmp(folder_now, "/") == 0 ? 0 : 3;
}

static inline void
workload_report(const char *duration_ms)
{
    printf("working\n{\"schema\":\"vadvise.fn-report/1\",\"duration_ms\":%s,"
           "\"download_ms\":11.25,\"process_ms\":100,\"upload_ms\":null,"
           "\"cold\":null,\"max_memory_mb\":200.5}\n",
           duration_ms);
}

/* Returns false when the arguments are no workload's. */
static inline bool
workload_main(int argc, char **argv, int *out_status)
{
    const char *word = argc > 1 ? argv[1] : "";
    const double number = argc > 2 ? strtod(argv[2], NULL) : 0;

    *out_status = 0;
    if (strcmp(word, "spin") == 0)
        workload_spin(number);
    else if (strcmp(word, "serial") == 0)
        workload_children((int)number, 10, false);
    else if (strcmp(word, "parallel") == 0)
        workload_children((int)number, 100, true);
    else if (strcmp(word, "eat") == 0)
        workload_eat((size_t)number, true);
    else if (strcmp(word, "escape") == 0)
        workload_escape(argv[2]);
    else if (strcmp(word, "escape-and-wait") == 0) {
        workload_escape(argv[2]);
        (void)sleep(60);
    } else if (strcmp(word, "expect") == 0)
        *out_status = workload_expect(argv[2]);
    else if (strcmp(word, "report") == 0)
        workload_report(argv[2]);
    else if (strcmp(word, "flood") == 0)
        for (int i = 0; i < 2000000; i++)
            fputs("0123456789abcdef\n", stdout);
    else if (strcmp(word, "sleep") == 0)
        (void)usleep((useconds_t)(number * 1000));
    else if (strcmp(word, "fail") == 0) {
        fputs("first\nlast \033[1mwords\n\n", stderr);
        *out_status = (int)number;
    } else if (strcmp(word, "crash") == 0)
        (void)raise(SIGKILL);
    else
        return false;
    (void)fflush(stdout);
    return true;
}

#endif
