/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result codes, their exit statuses, and one-line error texts. */
#ifndef VA_BASE_ERR_H
#define VA_BASE_ERR_H

/* clang-format off */
#define VA_CODES(X) /* name, exit status, text: a test compares it with vadvise(1) */ \
    X(OK,       0, "success")                         \
    X(IO,       1, "file or database error")          \
    X(NOMEM,    1, "out of memory")                   \
    X(OVERFLOW, 1, "amount too large")                \
    X(USAGE,    2, "bad command line")                \
    X(GOAL,     3, "no configuration meets the goal") \
    X(DOMAIN,   4, "value outside the model's range") \
    X(DATA,     4, "data not good enough")            \
    X(MONEY,    5, "not confirmed, or past the cap")  \
    X(CONFIG,   6, "credentials or settings missing") \
    X(NETWORK,  7, "provider or network error")       \
    X(CHECK,    8, "the deployed size breaks the goal")
/* clang-format on */

enum va_code {
#define X(name, status, text) VA_##name,
    VA_CODES(X)
#undef X
};

enum { VA_CODE_COUNT = VA_CHECK + 1, VA_ERR_TEXT_MAX = 512, VA_ERR_HINT_MAX = 256 };

struct va_err {
    enum va_code code;
    char text[VA_ERR_TEXT_MAX]; /* what, where and why: one line, no newline */
    char hint[VA_ERR_HINT_MAX]; /* what to do about it, or empty */
};

/*
 * Record a failure and return its code, so that a caller can `return va_fail(...)`.
 *
 * err   receives code and text, and loses an older hint; NULL is allowed
 * code  any code but VA_OK
 * fmt   printf format, whose arguments may include err->text; the result is cut at
 *       VA_ERR_TEXT_MAX, control characters and bytes that are not UTF-8 become '?'
 */
enum va_code va_fail(struct va_err *err, enum va_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Add the advice that follows an error ("Try ..."). Does nothing when err is NULL. */
void va_hint(struct va_err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Exit status of a code (0 to 8), as vadvise(1) lists them. */
int va_exit_status(enum va_code code);

/* Text of a code; a static string. */
const char *va_code_text(enum va_code code);

#endif
