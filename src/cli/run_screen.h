/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that open a full screen share. */
#ifndef VA_CLI_RUN_SCREEN_H
#define VA_CLI_RUN_SCREEN_H

#include "base/err.h"

struct cli;

/* Can there be one here, or its dialogue in lines? VA_USAGE when not. */
enum va_code screen_need_terminal(const struct cli *c, struct va_err *err);

#endif
