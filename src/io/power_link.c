/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding the link to a Power Tuning picture. */
#include "io/power_link.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
    PARTS = 3,
    PART_BYTES_MAX = 4 * POWER_LINK_SIZES_MAX,
    SIZE_BYTES = 2,
    FLOAT_BYTES = 4
};

/* The bytes of one base64 part. */
struct part {
    unsigned char bytes[PART_BYTES_MAX + 4];
    size_t len;
};

struct cursor {
    const char *at;
    const char *end;
};

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next character, percent decoded; 0 at the end. */
static char
next_char(struct cursor *c)
{
    char found = 0;

    if (c->at == c->end)
        return 0;
    found = *c->at++;
    if (found == '%' && c->end - c->at >= 2 && hex_value(c->at[0]) >= 0 &&
        hex_value(c->at[1]) >= 0) {
        found = (char)(hex_value(c->at[0]) * 16 + hex_value(c->at[1]));
        c->at += 2;
    }
    return found;
}

static int
base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-' || c == ' ') /* a plus that was taken for a space */
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

/* One part, up to ';' or the end; *out_last says which. */
static bool
read_part(struct cursor *c, struct part *part, bool *out_last)
{
    uint32_t bits = 0;
    int n_bits = 0;

    part->len = 0;
    for (;;) {
        const char found = next_char(c);
        const int value = base64_value(found);

        *out_last = !found;
        if (!found || found == ';')
            return true;
        if (found == '=')
            continue;
        if (value < 0 || part->len >= PART_BYTES_MAX)
            return false;
        bits = bits << 6 | (uint32_t)value;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            part->bytes[part->len++] = (unsigned char)(bits >> n_bits & 0xff);
        }
    }
}

static double
float_at(const unsigned char *bytes)
{
    const uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
                          (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    float value = 0;

    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* Sizes and durations out of the parts. */
static enum va_code
convert(const struct part parts[PARTS], struct power_link *out, struct va_err *err)
{
    const size_t n = parts[0].len / SIZE_BYTES;

    if (!n || n > POWER_LINK_SIZES_MAX || parts[0].len % SIZE_BYTES ||
        parts[1].len != n * FLOAT_BYTES || parts[2].len != n * FLOAT_BYTES)
        return va_fail(err, VA_DATA, "link: its three parts do not fit together");
    for (size_t i = 0; i < n; i++) {
        const unsigned char *size = parts[0].bytes + SIZE_BYTES * i;
        const int32_t raw = size[0] | size[1] << 8;
        const int32_t memory_mb = raw > INT16_MAX ? raw - 65536 : raw;
        const double ms = float_at(parts[1].bytes + FLOAT_BYTES * i);

        if (memory_mb <= 0)
            return va_fail(err, VA_DATA, "link: %d is no memory size", (int)memory_mb);
        if (!isfinite(ms) || ms <= 0)
            return va_fail(err, VA_DATA, "link: %d MB has no duration above 0",
                           (int)memory_mb);
        out->memory_mb[i] = memory_mb;
        out->duration_ms[i] = ms;
    }
    out->n = (int32_t)n;
    return VA_OK;
}

enum va_code
power_link_read(const char *text, size_t len, struct power_link *out, struct va_err *err)
{
    const char *hash = memchr(text, '#', len);
    struct cursor c = { hash ? hash + 1 : text, text + len };
    struct part parts[PARTS];
    bool last = false;

    for (int i = 0; i < PARTS; i++) {
        if (last || !read_part(&c, &parts[i], &last))
            return va_fail(err, VA_DATA, "link: not three base64 parts after '#'");
    }
    if (!last)
        return va_fail(err, VA_DATA, "link: more than one function's curve");
    return convert(parts, out, err);
}
