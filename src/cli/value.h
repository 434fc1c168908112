/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values of options are, and the words that some are chosen from. */
#ifndef VA_CLI_VALUE_H
#define VA_CLI_VALUE_H

#include "base/err.h"

/* What an option's argument is: for checking and for completion. */
enum value_kind {
    VALUE_NONE, /* a flag */
    VALUE_FREE,
    VALUE_FILE,
    VALUE_WORKLOAD,
    VALUE_PLATFORM,
    VALUE_STAT,
    VALUE_OBJECTIVE,
    VALUE_ARCH,
    VALUE_BILLING,
    VALUE_FORMAT,
    VALUE_FROM,
    VALUE_VIA,
    VALUE_SORT,
    VALUE_BY,
    VALUE_LIKE,
    VALUE_COLOR,
    VALUE_SYMBOLS,
    VALUE_THEME,
    VALUE_CHART,
    VALUE_AXES,
    VALUE_SHELL,
    VALUE_TARGET,
    VALUE_SPEND,
    VALUE_RUN
};

/* Words that a value of this kind is chosen from: word i, NULL past the last. */
const char *value_word(enum value_kind kind, int i);

/* VA_USAGE, naming the words and the nearest, unless text is one of them. `what` says
 * whose value it is: "--stat". */
enum va_code value_check(enum value_kind kind, const char *what, const char *text,
                         struct va_err *err);

#endif
