/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The link to a Power Tuning picture: after the '#', three base64 parts with ';' between,
 * sizes as int16, mean durations in ms and mean costs as float32, all little endian.
 * Source: github.com/alexcasalboni/aws-lambda-power-tuning, statemachine/lambda/utils.js.
 */
#ifndef VA_IO_POWER_LINK_H
#define VA_IO_POWER_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { POWER_LINK_SIZES_MAX = 256 };

struct power_link {
    int32_t memory_mb[POWER_LINK_SIZES_MAX];
    double duration_ms[POWER_LINK_SIZES_MAX];
    int32_t n;
};

/*
 * Decode a link, or what follows its '#'. Percent-encoded characters and missing '=' are
 * tolerated. Returns VA_OK with every size above 0 and every duration finite and above 0;
 * VA_DATA says what is wrong.
 */
enum va_code power_link_read(const char *text, size_t len, struct power_link *out,
                             struct va_err *err);

#endif
