/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visualisation link of AWS Lambda Power Tuning. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "io/export.h"

_Static_assert(sizeof(float) == 4, "floats in the link are IEEE 754 single precision");

/* Three bytes become four characters; '=' fills up the last group. */
struct base64 {
    struct buf *out;
    uint32_t held;
    int n_held;
};

static void
put_group(struct base64 *b, int chars)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";

    for (int i = 0; i < 4; i++)
        buf_byte(b->out, i < chars ? digits[b->held >> (18 - 6 * i) & 63] : '=');
    b->held = 0;
    b->n_held = 0;
}

static void
put_little_endian(struct base64 *b, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        b->held |= (value >> (8 * i) & 0xff) << (16 - 8 * b->n_held);
        if (++b->n_held == 3)
            put_group(b, 4);
    }
}

static void
put_float(struct base64 *b, double value)
{
    const float single = (float)value;
    uint32_t bits = 0;

    memcpy(&bits, &single, sizeof bits);
    put_little_endian(b, bits, 4);
}

static void
finish(struct base64 *b)
{
    if (b->n_held > 0)
        put_group(b, b->n_held + 1);
}

static bool
is_valid(const struct export_point *p)
{
    static const double duration_ms_max = 1e12;

    return p->memory_mb >= 1 && p->memory_mb <= INT16_MAX && isfinite(p->duration_ms) &&
           p->duration_ms >= 0.0 && p->duration_ms <= duration_ms_max &&
           p->cost_pusd >= 0;
}

enum va_code
export_tuning_link(const struct export_point *points, size_t n, struct buf *out)
{
    static const double pusd_per_usd = 1e12;
    struct base64 b = { .out = out };

    for (size_t i = 0; i < n; i++) {
        if (!is_valid(&points[i]))
            return VA_DOMAIN;
    }
    if (n == 0)
        return VA_DOMAIN;
    buf_text(out, "https://lambda-power-tuning.show/#");
    for (size_t i = 0; i < n; i++)
        put_little_endian(&b, (uint32_t)points[i].memory_mb, 2);
    finish(&b);
    buf_byte(out, ';');
    for (size_t i = 0; i < n; i++)
        put_float(&b, points[i].duration_ms);
    finish(&b);
    buf_byte(out, ';');
    for (size_t i = 0; i < n; i++)
        put_float(&b, (double)points[i].cost_pusd / pusd_per_usd);
    finish(&b);
    return out->code;
}
