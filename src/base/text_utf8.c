/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characters: UTF-8, names, and widths on a terminal. */
#include "base/text.h"

#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Lead bytes by length, the bits of the code point in them, and the least code point
 * that may be written so. */
struct form {
    unsigned char mask;
    unsigned char lead;
    uint32_t least;
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static bool
in_ranges(uint32_t point, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    }
    return false;
}

size_t
text_utf8(const char *text, size_t len, uint32_t *out_point)
{
    static const struct form forms[] = {
        { 0x80, 0x00, 0x1 },
        { 0xe0, 0xc0, 0x80 },
        { 0xf0, 0xe0, 0x800 },
        { 0xf8, 0xf0, 0x10000 },
    };
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t point = 0;
    size_t n = 0;

    while (len && n < N_OF(forms) && (bytes[0] & forms[n].mask) != forms[n].lead)
        n++;
    if (n >= N_OF(forms) || n >= len)
        return 0;
    point = bytes[0] & (unsigned char)~forms[n].mask;
    for (size_t i = 1; i <= n; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (bytes[i] & 0x3f);
    }
    if (point < forms[n].least || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0;
    *out_point = point;
    return n + 1;
}

size_t
text_utf8_write(uint32_t point, char *out)
{
    static const unsigned lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    const size_t n = 1 + (size_t)(point >= 0x80) + (point >= 0x800) + (point >= 0x10000);

    out[0] = (char)(n == 1 ? point : (lead[n] | point >> 6 * (n - 1)));
    for (size_t i = 1; i < n; i++)
        out[i] = (char)(0x80 | (point >> 6 * (n - 1 - i) & 0x3f));
    out[n] = '\0';
    return n;
}

bool
text_is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0x2028 ||
           point == 0x2029;
}

bool
text_is_utf8(const char *text, size_t len)
{
    uint32_t point = 0;

    for (size_t i = 0; i < len;) {
        const size_t n = text_utf8(text + i, len - i, &point);

        if (!n)
            return false;
        i += n;
    }
    return true;
}

static bool
is_space(uint32_t point)
{
    static const struct range spaces[] = {
        { ' ', ' ' },       { 0xa0, 0xa0 },     { 0x1680, 0x1680 }, { 0x2000, 0x200a },
        { 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 },
    };

    return in_ranges(point, spaces, N_OF(spaces));
}

bool
text_is_name(const char *text, size_t len)
{
    uint32_t point = 0;

    if (len < 1 || len > TEXT_NAME_MAX)
        return false;
    for (size_t i = 0; i < len;) {
        const size_t n = text_utf8(text + i, len - i, &point);

        if (!n || text_is_control(point) || point == '/' || point == ',')
            return false;
        if (is_space(point) && (i == 0 || i + n == len))
            return false;
        i += n;
    }
    return true;
}

/* clang-format off */
/* Unicode 15: general categories Mn, Me and Cf where they are common. */
static const struct range zero_width[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x05bf, 0x05bf },
    { 0x05c1, 0x05c2 }, { 0x05c4, 0x05c5 }, { 0x0610, 0x061a }, { 0x064b, 0x065f },
    { 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 }, { 0x06e7, 0x06e8 },
    { 0x06ea, 0x06ed }, { 0x093c, 0x093c }, { 0x0941, 0x0948 }, { 0x094d, 0x094d },
    { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff },
    { 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x2064 },
    { 0x20d0, 0x20f0 }, { 0x302a, 0x302d }, { 0x3099, 0x309a }, { 0xfe00, 0xfe0f },
    { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

/* Unicode 15 EastAsianWidth.txt: W and F. */
static const struct range wide[] = {
    { 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2329, 0x232a }, { 0x23e9, 0x23ec },
    { 0x23f0, 0x23f0 }, { 0x23f3, 0x23f3 }, { 0x25fd, 0x25fe }, { 0x2614, 0x2615 },
    { 0x2648, 0x2653 }, { 0x267f, 0x267f }, { 0x2693, 0x2693 }, { 0x26a1, 0x26a1 },
    { 0x26aa, 0x26ab }, { 0x26bd, 0x26be }, { 0x26c4, 0x26c5 }, { 0x26ce, 0x26ce },
    { 0x26d4, 0x26d4 }, { 0x26ea, 0x26ea }, { 0x26f2, 0x26f3 }, { 0x26f5, 0x26f5 },
    { 0x26fa, 0x26fa }, { 0x26fd, 0x26fd }, { 0x2705, 0x2705 }, { 0x270a, 0x270b },
    { 0x2728, 0x2728 }, { 0x274c, 0x274c }, { 0x274e, 0x274e }, { 0x2753, 0x2755 },
    { 0x2757, 0x2757 }, { 0x2795, 0x2797 }, { 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf },
    { 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b50 }, { 0x2b55, 0x2b55 }, { 0x2e80, 0x3029 },
    { 0x302e, 0x303e }, { 0x3041, 0x3098 }, { 0x309b, 0x3247 }, { 0x3250, 0x4dbf },
    { 0x4e00, 0xa4c6 }, { 0xa960, 0xa97c }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
    { 0xfe10, 0xfe19 }, { 0xfe30, 0xfe6b }, { 0xff01, 0xff60 }, { 0xffe0, 0xffe6 },
    { 0x16fe0, 0x18cd5 }, { 0x1aff0, 0x1b2fb }, { 0x1f004, 0x1f004 },
    { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a },
    { 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c },
    { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 },
    { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e },
    { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d },
    { 0x1f54b, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 },
    { 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 },
    { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6d7 },
    { 0x1f6dc, 0x1f6df }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc },
    { 0x1f7e0, 0x1f7f0 }, { 0x1f90c, 0x1f93a }, { 0x1f93c, 0x1f945 },
    { 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faff }, { 0x20000, 0x3fffd },
};
/* clang-format on */

/* Does the range change how text is laid out, rather than lie over a character? */
static bool
is_format(const struct range *r)
{
    return (r->first >= 0x200b && r->first <= 0x2064) || r->first == 0xfe00 ||
           r->first >= 0xfeff;
}

uint32_t
text_mark(uint32_t point)
{
    uint32_t mark = 1;

    for (size_t i = 0; i < N_OF(zero_width) && zero_width[i].first <= point; i++) {
        if (is_format(&zero_width[i]))
            continue;
        if (point <= zero_width[i].last)
            return mark + point - zero_width[i].first;
        mark += zero_width[i].last - zero_width[i].first + 1;
    }
    return 0;
}

uint32_t
text_mark_point(uint32_t mark)
{
    for (size_t i = 0; i < N_OF(zero_width) && mark > 0; i++) {
        const uint32_t n = zero_width[i].last - zero_width[i].first + 1;

        if (is_format(&zero_width[i]))
            continue;
        if (mark <= n)
            return zero_width[i].first + mark - 1;
        mark -= n;
    }
    return 0xfffd;
}

int
text_width(const char *text)
{
    const size_t len = strlen(text);
    int width = 0;

    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);

        i += n ? n : 1;
        if (point >= zero_width[0].first &&
            in_ranges(point, zero_width, N_OF(zero_width)))
            continue;
        width += point >= wide[0].first && in_ranges(point, wide, N_OF(wide)) ? 2 : 1;
    }
    return width;
}
