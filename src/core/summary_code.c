/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A summary as bytes: a version, the counts, what each count stands for unless it is 0,
 * then the sketch.
 */
#include "core/summary.h"

#include <math.h>
#include <stdbool.h>

#include "core/bytes.h"

enum { SUMMARY_VERSION_1 = 1, SUMMARY_VERSION = 2 };

/* Means are sums of rounded terms: how far they may stray past the extremes. */
#define MEAN_SLACK 1e-6

#define MS_MAX ((double)SAMPLE_TIME_NS_MAX / 1e6)
#define DAY_MAX ((double)SAMPLE_STARTED_MS_MAX / 86400e3)
#define M2_LOG_MAX 1e18
#define M2_MAX 1e36

static void
encode_extras(const struct summary *s, struct pack_writer *w)
{
    pack_varint(w, (uint64_t)s->billed_n);
    if (s->billed_n > 0)
        pack_f64(w, s->billed_sum_ms);
    pack_varint(w, (uint64_t)s->init_n);
    if (s->init_n > 0) {
        pack_f64(w, s->init_mean_ms);
        pack_f64(w, s->init_m2_ms);
        pack_varint(w, (uint64_t)s->init_log_n);
    }
    if (s->init_log_n > 0) {
        pack_f64(w, s->init_mean_log);
        pack_f64(w, s->init_m2_log);
    }
    pack_varint(w, (uint64_t)s->censored_n);
    if (s->censored_n > 0) {
        pack_f64(w, s->censored_mean_log);
        pack_f64(w, s->censored_max_ms);
    }
}

static void
encode_times(const struct summary *s, struct pack_writer *w)
{
    const struct summary_moves *m = &s->moves;

    pack_varint(w, s->first_ms == TIME_UNKNOWN ? 0 : (uint64_t)s->first_ms + 1);
    if (s->first_ms == TIME_UNKNOWN)
        return;
    pack_varint(w, (uint64_t)(s->last_ms - s->first_ms));
    pack_varint(w, (uint64_t)m->rows);
    if (m->rows == 0)
        return;
    pack_varint(w, (uint64_t)m->n);
    pack_f64(w, m->mean_day);
    pack_f64(w, m->m2_day);
    pack_f64(w, m->mean_log);
    pack_f64(w, m->m2_log);
    pack_f64(w, m->product);
}

size_t
summary_encode(const struct summary *s, unsigned char *out)
{
    struct pack_writer w = { .out = out, .max = SUMMARY_BYTES_MAX };

    pack_u8(&w, SUMMARY_VERSION);
    pack_varint(&w, (uint64_t)s->rows);
    pack_varint(&w, (uint64_t)s->n_failed);
    pack_varint(&w, (uint64_t)(s->max_memory_mb + 1));
    if (s->rows > 0) {
        pack_f64(&w, s->mean_log);
        pack_f64(&w, s->m2_log);
        pack_f64(&w, s->mean_ms);
        pack_f64(&w, s->m2_ms);
    }
    encode_extras(s, &w);
    encode_times(s, &w);
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

/* Rows and invocations of a part of the whole. */
static bool
part_is_sound(const struct summary *s, int64_t rows, int64_t n)
{
    return rows <= s->rows && rows <= n && n <= s->n && s->n - n >= s->rows - rows;
}

/* Logs of times from 1e-4 ms to 30 days. */
static bool
log_is_sound(double mean_log, double m2_log)
{
    return in_range(mean_log, -10, 22) && in_range(m2_log, 0, M2_LOG_MAX);
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
           in_range(s->m2_log, 0, M2_LOG_MAX) && in_range(s->m2_ms, 0, M2_MAX);
}

static bool
inits_are_sound(const struct summary *s)
{
    if (s->init_n > s->n || s->init_log_n > s->init_n)
        return false;
    if (s->init_log_n > 0 && !log_is_sound(s->init_mean_log, s->init_m2_log))
        return false;
    if (s->init_n == 0)
        return is_zero(s->init_mean_ms) && is_zero(s->init_m2_ms);
    return in_range(s->init_mean_ms, 0, MS_MAX * (1 + MEAN_SLACK)) &&
           in_range(s->init_m2_ms, 0, M2_MAX);
}

static bool
extras_are_sound(const struct summary *s)
{
    if (s->billed_n > s->n || s->censored_n > s->n_failed)
        return false;
    if (!in_range(s->billed_sum_ms, 0, (double)s->billed_n * MS_MAX))
        return false;
    return s->censored_n == 0 ||
           (in_range(s->censored_max_ms, SKETCH_VALUE_MIN, MS_MAX) &&
            in_range(s->censored_mean_log, log(SKETCH_VALUE_MIN) - MEAN_SLACK,
                     log(s->censored_max_ms) + MEAN_SLACK));
}

static bool
moves_are_sound(const struct summary *s)
{
    const struct summary_moves *m = &s->moves;
    const double most = sqrt(m->m2_day) * sqrt(m->m2_log) * (1 + MEAN_SLACK) + MEAN_SLACK;

    return part_is_sound(s, m->rows, m->n) && (m->rows > 0) == (m->n > 0) &&
           in_range(m->mean_day, 0, DAY_MAX * (1 + MEAN_SLACK)) &&
           in_range(m->m2_day, 0, M2_MAX) && log_is_sound(m->mean_log, m->m2_log) &&
           in_range(m->product, -most, most);
}

static bool
is_sound(const struct summary *s)
{
    return s->rows <= s->n && (s->rows > 0) == (s->n > 0) && moments_are_sound(s) &&
           inits_are_sound(s) && extras_are_sound(s) && times_are_sound(s) &&
           moves_are_sound(s);
}

static int64_t
unpack_count(struct pack_reader *r)
{
    return (int64_t)unpack_varint(r, (uint64_t)SKETCH_WEIGHT_MAX);
}

static void
decode_fields_1(struct pack_reader *r, struct summary *s)
{
    s->rows = unpack_count(r);
    s->n_failed = unpack_count(r);
    s->max_memory_mb = (int32_t)unpack_varint(r, SAMPLE_MEMORY_MB_MAX + 1) - 1;
    s->billed_n = unpack_count(r);
    s->init_n = unpack_count(r);
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

static void
decode_extras(struct pack_reader *r, struct summary *s)
{
    s->billed_n = unpack_count(r);
    if (s->billed_n > 0)
        s->billed_sum_ms = unpack_f64(r);
    s->init_n = unpack_count(r);
    if (s->init_n > 0) {
        s->init_mean_ms = unpack_f64(r);
        s->init_m2_ms = unpack_f64(r);
        s->init_log_n = unpack_count(r);
    }
    if (s->init_log_n > 0) {
        s->init_mean_log = unpack_f64(r);
        s->init_m2_log = unpack_f64(r);
    }
    s->censored_n = unpack_count(r);
    if (s->censored_n > 0) {
        s->censored_mean_log = unpack_f64(r);
        s->censored_max_ms = unpack_f64(r);
    }
}

static void
decode_times(struct pack_reader *r, struct summary *s)
{
    const uint64_t most_ms = (uint64_t)SAMPLE_STARTED_MS_MAX;
    const uint64_t first = unpack_varint(r, most_ms + 1);
    struct summary_moves *m = &s->moves;

    if (first == 0)
        return;
    s->first_ms = (int64_t)first - 1;
    s->last_ms = s->first_ms + (int64_t)unpack_varint(r, most_ms);
    m->rows = unpack_count(r);
    if (m->rows == 0)
        return;
    m->n = unpack_count(r);
    m->mean_day = unpack_f64(r);
    m->m2_day = unpack_f64(r);
    m->mean_log = unpack_f64(r);
    m->m2_log = unpack_f64(r);
    m->product = unpack_f64(r);
}

static void
decode_fields(struct pack_reader *r, struct summary *s)
{
    s->rows = unpack_count(r);
    s->n_failed = unpack_count(r);
    s->max_memory_mb = (int32_t)unpack_varint(r, SAMPLE_MEMORY_MB_MAX + 1) - 1;
    if (s->rows > 0) {
        s->mean_log = unpack_f64(r);
        s->m2_log = unpack_f64(r);
        s->mean_ms = unpack_f64(r);
        s->m2_ms = unpack_f64(r);
    }
    decode_extras(r, s);
    decode_times(r, s);
}

/* The fields and the sketch of a version. */
static enum va_code
decode_version(unsigned version, struct pack_reader *r, struct summary *s)
{
    const bool old = version == SUMMARY_VERSION_1;

    if (!old && version != SUMMARY_VERSION)
        return VA_DATA;
    if (old)
        decode_fields_1(r, s);
    else
        decode_fields(r, s);
    if (r->bad)
        return VA_DATA;
    return (old ? sketch_decode_1 : sketch_decode)(r->in + r->pos, r->len - r->pos,
                                                   &s->quantiles);
}

enum va_code
summary_decode(const unsigned char *bytes, size_t len, struct summary *out)
{
    struct pack_reader r = { .in = bytes, .len = len };
    enum va_code code = VA_OK;

    summary_init(out);
    if (len > SUMMARY_BYTES_MAX)
        return VA_DATA;
    code = decode_version(unpack_u8(&r), &r, out);
    if (!code) {
        out->n = out->quantiles.n;
        out->weight = (double)out->n;
        code = is_sound(out) ? VA_OK : VA_DATA;
    }
    if (code)
        summary_clear(out);
    return code;
}
