/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quantile sketch as bytes: a kind, then what that kind holds. */
#include "core/sketch_code.h"

size_t
sketch_encode(const struct sketch *s, unsigned char *out, size_t max)
{
    struct pack_writer w = { .out = out, .max = max };

    if (s->n_bins > 0)
        bins_encode(s, &w);
    else if (s->n_entries > 0)
        exact_encode(s, &w);
    else
        pack_u8(&w, KIND_EMPTY);
    return w.bad ? 0 : w.len;
}

/* All bytes are used, or it is no sketch. */
static enum va_code
finish(const struct pack_reader *r, enum va_code code, struct sketch *s)
{
    if (!code && (r->bad || r->pos != r->len))
        code = VA_DATA;
    if (code)
        sketch_clear(s);
    return code;
}

enum va_code
sketch_decode(const unsigned char *bytes, size_t len, struct sketch *out)
{
    struct pack_reader r = { .in = bytes, .len = len };
    enum va_code code = VA_OK;
    const unsigned kind = unpack_u8(&r);

    sketch_init(out);
    if (kind == KIND_DECIMAL)
        code = decimal_decode(&r, out);
    else if (kind == KIND_BINNED)
        code = bins_decode(&r, out);
    else if (kind == KIND_EXACT)
        code = exact_decode(&r, out);
    else if (kind != KIND_EMPTY)
        code = VA_DATA;
    if (!code && kind == KIND_EXACT && exact_is_decimal(out))
        code = VA_DATA;
    return finish(&r, code, out);
}

enum va_code
sketch_decode_1(const unsigned char *bytes, size_t len, struct sketch *out)
{
    struct pack_reader r = { .in = bytes, .len = len };
    enum va_code code = VA_OK;
    const unsigned kind = unpack_u8(&r);

    sketch_init(out);
    if (kind == KIND_EXACT)
        code = exact_decode(&r, out);
    else if (kind == KIND_BINNED_1)
        code = bins_decode_1(&r, out);
    else if (kind != KIND_EMPTY)
        code = VA_DATA;
    return finish(&r, code, out);
}
