/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test Anything Protocol for C: each check prints one line, done() prints the plan. */
#ifndef VA_TESTS_TAP_H
#define VA_TESTS_TAP_H

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct tap {
    const char *file;
    int line;
};

static int tap_checks;
static int tap_failures;

/* The rest are printf arguments: the name of the check, a sentence about behaviour. */
#define OK(cond, ...) tap_ok((struct tap){ __FILE__, __LINE__ }, (cond), __VA_ARGS__)
#define IS_INT(a, b, ...)                                                                \
    do {                                                                                 \
        const int64_t tap_a = (int64_t)(a);                                              \
        const int64_t tap_b = (int64_t)(b);                                              \
        if (!OK(tap_a == tap_b, __VA_ARGS__))                                            \
            printf("# got %" PRId64 ", expected %" PRId64 "\n", tap_a, tap_b);           \
    } while (0)
#define IS_STR(a, b, ...)                                                                \
    do {                                                                                 \
        const char *tap_a = (a);                                                         \
        const char *tap_b = (b);                                                         \
        if (!OK(tap_a && tap_b ? !strcmp(tap_a, tap_b) : tap_a == tap_b, __VA_ARGS__))   \
            printf("# got \"%s\", expected \"%s\"\n", tap_a ? tap_a : "(null)",          \
                   tap_b ? tap_b : "(null)");                                            \
    } while (0)
/* |a - b| <= rel_tol * |b|; never true for NaN. */
#define NEAR(a, b, rel_tol, ...)                                                         \
    do {                                                                                 \
        const double tap_a = (a);                                                        \
        const double tap_b = (b);                                                        \
        if (!OK(fabs(tap_a - tap_b) <= (rel_tol)*fabs(tap_b), __VA_ARGS__))              \
            printf("# got %.17g, expected %.17g\n", tap_a, tap_b);                       \
    } while (0)
/* A check that cannot be made here, and why. */
#define SKIP(reason) printf("ok %d # SKIP %s\n", ++tap_checks, (reason))

__attribute__((format(printf, 3, 4))) static inline bool
tap_ok(struct tap at, bool cond, const char *fmt, ...)
{
    va_list args;

    printf("%sok %d - ", cond ? "" : "not ", ++tap_checks);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    printf("\n");
    if (!cond) {
        tap_failures++;
        printf("# %s:%d failed\n", at.file, at.line);
    }
    fflush(stdout);
    return cond;
}

/* Print the plan; the exit status of the test program. */
static inline int
done(void)
{
    printf("1..%d\n", tap_checks);
    return tap_failures ? 1 : 0;
}

#endif
