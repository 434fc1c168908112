/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A summary as bytes: a version, the counts, the moments, then the sketch. */
#include "core/summary.h"

#include <math.h>
#include <stdbool.h>

#include "core/bytes.h"

enum { SUMMARY_VERSION = 1 };

/* Means are sums of rounded terms: how far they may stray past the extremes. */
#define MEAN_SLACK 1e-6

size_t
summary_encode(const struct summary *s, unsigned char *out)
{
    struct pack_writer w = { .out = out, .max = SUMMARY_BYTES_MAX };

    pack_u8(&w, SUMMARY_VERSION);
    pack_varint(&w, (uint64_t)s->rows);
    pack_varint(&w, (uint64_t)s->n_failed);
    pack_varint(&w, (uint64_t)(s->max_memory_mb + 1));
    pack_varint(&w, (uint64_t)s->billed_n);
    pack_varint(&w, (uint64_t)s->init_n);
    pack_f64(&w, s->mean_log);
    pack_f64(&w, s->m2_log);
    pack_f64(&w, s->mean_ms);
    pack_f64(&w, s->m2_ms);
    pack_f64(&w, s->billed_sum_ms);
    pack_f64(&w, s->init_mean_ms);
    pack_f64(&w, s->init_m2_ms);
    pack_u64(&w, (uint64_t)s->first_ms);
    pack_u64(&w, (uint64_t)s->last_ms);
    w.len += sketch_encode(&s->quantiles, out + w.len, w.max - w.len);
    return w.len;
}

static bool
in_range(double value, double low, double high)
{
    return value >= low && value <= high; /* false for NaN */
}

static bool
is_zero(double value)
{
    return in_range(value, 0, 0);
}

static bool
times_are_sound(const struct summary *s)
{
    if (s->first_ms == TIME_UNKNOWN || s->last_ms == TIME_UNKNOWN)
        return s->first_ms == s->last_ms;
    return s->first_ms >= 0 && s->first_ms <= s->last_ms &&
           s->last_ms <= SAMPLE_STARTED_MS_MAX;
}

static bool
moments_are_sound(const struct summary *s)
{
    const struct sketch *q = &s->quantiles;

    if (s->rows == 0)
        return is_zero(s->mean_log) && is_zero(s->m2_log) && is_zero(s->mean_ms) &&
               is_zero(s->m2_ms);
    return in_range(s->mean_log, log(q->min) - MEAN_SLACK, log(q->max) + MEAN_SLACK) &&
           in_range(s->mean_ms, q->min * (1 - MEAN_SLACK), q->max * (1 + MEAN_SLACK)) &&
           in_range(s->m2_log, 0, 1e18) && in_range(s->m2_ms, 0, 1e36);
}

static bool
extras_are_sound(const struct summary *s)
{
    const double most_ms = (double)SAMPLE_TIME_NS_MAX / 1e6;

    if (s->billed_n > s->n || s->init_n > s->n)
        return false;
    if (!in_range(s->billed_sum_ms, 0, (double)s->billed_n * most_ms))
        return false;
    if (s->init_n == 0)
        return is_zero(s->init_mean_ms) && is_zero(s->init_m2_ms);
    return in_range(s->init_mean_ms, 0, most_ms * (1 + MEAN_SLACK)) &&
           in_range(s->init_m2_ms, 0, 1e36);
}

static bool
is_sound(const struct summary *s)
{
    return s->rows <= s->n && (s->rows > 0) == (s->n > 0) && moments_are_sound(s) &&
           extras_are_sound(s) && times_are_sound(s);
}

static void
decode_fields(struct pack_reader *r, struct summary *s)
{
    const uint64_t most = (uint64_t)SKETCH_WEIGHT_MAX;

    s->rows = (int64_t)unpack_varint(r, most);
    s->n_failed = (int64_t)unpack_varint(r, most);
    s->max_memory_mb = (int32_t)unpack_varint(r, SAMPLE_MEMORY_MB_MAX + 1) - 1;
    s->billed_n = (int64_t)unpack_varint(r, most);
    s->init_n = (int64_t)unpack_varint(r, most);
    s->mean_log = unpack_f64(r);
    s->m2_log = unpack_f64(r);
    s->mean_ms = unpack_f64(r);
    s->m2_ms = unpack_f64(r);
    s->billed_sum_ms = unpack_f64(r);
    s->init_mean_ms = unpack_f64(r);
    s->init_m2_ms = unpack_f64(r);
    s->first_ms = (int64_t)unpack_u64(r);
    s->last_ms = (int64_t)unpack_u64(r);
}

enum va_code
summary_decode(const unsigned char *bytes, size_t len, struct summary *out)
{
    struct pack_reader r = { .in = bytes, .len = len };
    enum va_code code = VA_OK;

    summary_init(out);
    if (len > SUMMARY_BYTES_MAX || unpack_u8(&r) != SUMMARY_VERSION)
        return VA_DATA;
    decode_fields(&r, out);
    if (r.bad)
        code = VA_DATA;
    if (!code)
        code = sketch_decode(bytes + r.pos, len - r.pos, &out->quantiles);
    if (!code) {
        out->n = out->quantiles.n;
        out->weight = (double)out->n;
        code = is_sound(out) ? VA_OK : VA_DATA;
    }
    if (code)
        summary_clear(out);
    return code;
}
