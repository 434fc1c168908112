/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control sequences, and what they answer. */
#include "tui/reply.h"

#include <string.h>

enum { CHANNELS = 3, CHANNEL_DIGITS_MAX = 4, CHANNEL_BITS = 8 };

static bool
is_between(char c, char low, char high)
{
    return c >= low && c <= high;
}

/* Decimal parameters with ';' or ':' between them; returns the bytes read. */
static size_t
read_parameters(const char *at, size_t len, struct csi *c)
{
    size_t i = 0;

    for (c->n = 0; i < len && is_between(at[i], '0', ';'); i++) {
        int32_t *value = &c->parameters[c->n];

        if (c->n == CSI_PARAMETERS_MAX)
            continue;
        if (at[i] >= ':')
            c->n++;
        else
            *value = *value * 10 + (at[i] - '0');
        if (*value > CSI_VALUE_MAX)
            *value = CSI_VALUE_MAX;
    }
    if (i > 0 && c->n < CSI_PARAMETERS_MAX)
        c->n++;
    return i;
}

bool
csi_parse(const char *bytes, size_t len, struct csi *out)
{
    size_t i = 2;

    *out = (struct csi){ 0 };
    if (len < 3 || bytes[0] != '\033' || bytes[1] != '[')
        return false;
    if (is_between(bytes[i], '<', '?'))
        out->private = bytes[i++];
    i += read_parameters(bytes + i, len - i, out);
    for (; i < len && is_between(bytes[i], ' ', '/'); i++)
        out->intermediate = bytes[i];
    if (i + 1 != len || !is_between(bytes[i], '@', '~'))
        return false;
    out->final = bytes[i];
    return true;
}

static enum reply_kind
kind_of_csi(const struct csi *c)
{
    static const struct {
        char private, intermediate, final;
        int32_t n; /* of parameters; -1: any */
        enum reply_kind kind;
    } kinds[] = { { 0, 0, 'R', 2, REPLY_CURSOR },
                  { '?', '$', 'y', 2, REPLY_MODE },
                  { '?', 0, 'c', -1, REPLY_DEVICE } };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].private == c->private && kinds[i].intermediate == c->intermediate &&
            kinds[i].final == c->final && (kinds[i].n < 0 || kinds[i].n == c->n))
            return kinds[i].kind;
    }
    return REPLY_OTHER;
}

void
reply_from_csi(const struct csi *c, struct reply_seen *out)
{
    *out = (struct reply_seen){ .kind = kind_of_csi(c) };
    if (out->kind == REPLY_CURSOR) {
        out->row = c->parameters[0] - 1;
        out->column = c->parameters[1] - 1;
        if (out->row < 0 || out->column < 0)
            out->kind = REPLY_OTHER;
    } else if (out->kind == REPLY_MODE) {
        out->mode = c->parameters[0];
        out->state = c->parameters[1];
    }
}

/* A channel of 1 to 4 hexadecimal digits as 8 bits; 0 bytes when it is none. */
static size_t
read_channel(const char *at, size_t len, uint32_t *out)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    uint32_t value = 0;
    uint32_t most = 0;
    size_t i = 0;

    for (; i < len && i < CHANNEL_DIGITS_MAX; i++) {
        const char *digit = at[i] ? strchr(digits, at[i]) : NULL;

        if (!digit)
            break;
        value = value << 4 | (uint32_t)((digit - digits) % 16);
        most = most << 4 | 0xf;
    }
    if (i > 0)
        *out = value * 0xff / most;
    return i;
}

void
reply_from_osc(const char *text, size_t len, struct reply_seen *out)
{
    static const char start[] = "11;rgb:";
    size_t at = sizeof start - 1;
    uint32_t rgb = 0;

    *out = (struct reply_seen){ .kind = REPLY_OTHER };
    if (len < at || memcmp(text, start, at) != 0)
        return;
    for (int i = 0; i < CHANNELS; i++) {
        uint32_t channel = 0;
        const size_t n = read_channel(text + at, len - at, &channel);

        at += n;
        if (n == 0 || (i < CHANNELS - 1 && (at >= len || text[at++] != '/')))
            return;
        rgb = rgb << CHANNEL_BITS | channel;
    }
    if (at != len)
        return;
    out->kind = REPLY_BACKGROUND;
    out->rgb = rgb;
}
