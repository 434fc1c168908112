/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The month's bill of a platform, and one invocation's share of it. */
#include "core/bill.h"

#include <math.h>

#include "core/bill_tiers.h"

/* What an invocation uses of a unit: amount x billed ms / per, exactly. */
struct measure {
    int64_t amount; /* MB, MHz, thousandths of a vCPU, or 1 */
    int64_t per;
};

/* The month's charge, num / den picodollars. */
struct charge {
    va_int128 num;
    va_int128 den;
};

static struct measure
measure_of(const struct tariff *t, enum tariff_unit unit, int32_t memory_mb)
{
    const int64_t step_ms = t->rate_step_ms > 0 ? t->rate_step_ms : t->step_ms;

    switch (unit) {
    case TARIFF_GB_S:
        return (struct measure){ memory_mb, INT64_C(1024) * 1000 };
    case TARIFF_MB_STEP:
        return (struct measure){ memory_mb, step_ms };
    case TARIFF_GHZ_S:
        return (struct measure){ tariff_mhz(t, memory_mb), INT64_C(1000) * 1000 };
    case TARIFF_MHZ_STEP:
        return (struct measure){ tariff_mhz(t, memory_mb), step_ms };
    case TARIFF_VCPU_S:
        return (struct measure){ tariff_milli_vcpu(t, memory_mb), INT64_C(1000) * 1000 };
    case TARIFF_SIZE_STEP:
        return (struct measure){ 1, step_ms };
    case TARIFF_UNIT_COUNT:
        break;
    }
    return (struct measure){ 0, 0 };
}

static int64_t
gcd(int64_t a, int64_t b)
{
    while (b) {
        const int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* Add num / den to a charge. Denominators are small: products of a few units. */
static enum va_code
charge_add(struct charge *c, va_int128 num, int64_t den)
{
    const int64_t common = gcd((int64_t)c->den, den);
    va_int128 mine = 0;
    va_int128 theirs = 0;
    va_int128 wide = 0;
    enum va_code code = money_multiply(c->num, den / common, &mine);

    if (!code)
        code = money_multiply(num, c->den / common, &theirs);
    if (!code)
        code = money_add(mine, theirs, &c->num);
    if (!code)
        code = money_multiply(c->den, den / common, &wide);
    if (!code && wide > INT64_MAX)
        code = VA_OVERFLOW;
    if (!code)
        c->den = wide;
    return code;
}

/* The tiers and the allowance that hold for a rate at a size. */
static struct tariff_rate
rate_at(const struct tariff *t, const struct tariff_rate *rate, int32_t memory_mb)
{
    struct tariff_rate own = *rate;

    if (rate->unit == TARIFF_SIZE_STEP) {
        const struct tariff_size *size = tariff_size_of(t, memory_mb);

        own.tiers[0] = (struct tariff_tier){ 0, size->step_pusd };
        own.n_tiers = 1;
        own.free_per_month = size->free_steps_per_month;
    }
    return own;
}

/* What the month uses of a rate's unit, without the free allowance. */
static enum va_code
month_quantity(const struct measure *m, const struct bill_time *time, int64_t invocations,
               struct quantity *out)
{
    if (m->amount < 1 || m->per < 1)
        return VA_DOMAIN;
    out->den = m->per * time->n; /* both are below 2^31 */
    return money_multiply((va_int128)m->amount * time->sum_billed_ms, invocations,
                          &out->num);
}

static enum va_code
charge_rate(struct charge *c, const struct tariff *t, const struct tariff_rate *rate,
            const struct bill_time *time, const struct bill_volume *volume)
{
    const struct measure m = measure_of(t, rate->unit, time->memory_mb);
    struct tariff_rate own = rate_at(t, rate, time->memory_mb);
    struct quantity q = { 0, 1 };
    va_int128 num = 0;
    enum va_code code = VA_OK;

    if (own.n_tiers < 1 || own.n_tiers > TARIFF_TIERS_MAX)
        return VA_DOMAIN;
    if (!volume->per_month) {
        own.tiers[0].price_pusd = tiers_first(own.tiers, own.n_tiers)->price_pusd;
        own.n_tiers = 1;
    }
    code = month_quantity(&m, time, volume->per_month ? volume->per_month : 1, &q);
    if (!code && volume->per_month && volume->free_tier)
        code = quantity_less(&q, own.free_per_month);
    if (!code)
        code = tiers_charge(own.tiers, own.n_tiers, &q, &num);
    if (!code)
        code = charge_add(c, num, q.den);
    return code;
}

static enum va_code
charge_requests(struct charge *c, const struct tariff *t,
                const struct bill_volume *volume)
{
    struct quantity q = { volume->per_month ? volume->per_month : 1, 1 };
    va_int128 num = 0;
    enum va_code code = VA_OK;

    if (volume->per_month && volume->free_tier)
        code = quantity_less(&q, t->free_requests_per_month);
    if (!code)
        code = money_multiply(q.num, t->request_pusd, &num);
    if (!code)
        code = charge_add(c, num, 1);
    return code;
}

static bool
in_range(const struct tariff *t, const struct bill_time *time,
         const struct bill_volume *volume)
{
    return time->n >= 1 && time->sum_billed_ms >= 0 &&
           time->sum_billed_ms / time->n <= BILL_MS_MAX && volume->per_month >= 0 &&
           t->n_rates >= 0 && t->n_rates <= TARIFF_RATES_MAX &&
           tariff_sells(t, time->memory_mb);
}

static enum va_code
charge_month(const struct tariff *t, const struct bill_time *time,
             const struct bill_volume *volume, struct charge *out)
{
    struct charge c = { 0, 1 };
    enum va_code code = VA_OK;

    if (!in_range(t, time, volume))
        return VA_DOMAIN;
    for (int32_t i = 0; !code && i < t->n_rates; i++)
        code = charge_rate(&c, t, &t->rates[i], time, volume);
    if (!code)
        code = charge_requests(&c, t, volume);
    if (!code)
        *out = c;
    return code;
}

enum va_code
bill_month(const struct tariff *t, const struct bill_time *time,
           const struct bill_volume *volume, va_int128 *out_pusd)
{
    struct charge c = { 0, 1 };
    enum va_code code = VA_OK;

    if (volume->per_month < 1)
        return VA_DOMAIN;
    code = charge_month(t, time, volume, &c);
    return code ? code : money_round_wide(c.num, c.den, out_pusd);
}

/* One rate, no volume: what is billed for by far the most. */
static bool
is_simple(const struct tariff *t, const struct bill_time *time,
          const struct bill_volume *volume)
{
    const struct tariff_rate *rate = &t->rates[0];

    return !volume->per_month && t->n_rates == 1 && in_range(t, time, volume) &&
           rate->unit != TARIFF_SIZE_STEP && rate->n_tiers >= 1 &&
           rate->n_tiers <= TARIFF_TIERS_MAX && rate->tiers[0].from == 0 &&
           t->request_pusd >= 0;
}

/*
 * A simple bill in 64 bits: a search bills every size there is, and this is most of its
 * work. False: it does not fit, or the general way has to refuse it.
 */
static bool
charge_simply(const struct tariff *t, const struct bill_time *time, int64_t *out_pusd)
{
    const struct tariff_rate *rate = &t->rates[0];
    const struct measure m = measure_of(t, rate->unit, time->memory_mb);
    const int64_t price = tiers_first(rate->tiers, rate->n_tiers)->price_pusd;
    const int64_t den = m.per * time->n; /* both are below 2^31 */
    int64_t used = 0;
    int64_t num = 0;
    int64_t fee = 0;

    if (price < 0 || m.amount < 1 || m.per < 1 ||
        __builtin_mul_overflow(m.amount, time->sum_billed_ms, &used) ||
        __builtin_mul_overflow(used, price, &num) ||
        __builtin_mul_overflow(t->request_pusd, den, &fee) ||
        __builtin_add_overflow(num, fee, &num))
        return false;
    *out_pusd = num / den + (num % den >= den - num % den);
    return true;
}

enum va_code
bill_invocation(const struct tariff *t, const struct bill_time *time,
                const struct bill_volume *volume, int64_t *out_pusd)
{
    struct charge c = { 0, 1 };
    va_int128 den = 0;
    enum va_code code = VA_OK;

    if (is_simple(t, time, volume) && charge_simply(t, time, out_pusd))
        return VA_OK;
    code = charge_month(t, time, volume, &c);
    if (!code)
        code = money_multiply(c.den, volume->per_month ? volume->per_month : 1, &den);
    return code ? code : money_round(c.num, den, out_pusd);
}

bool
bill_line_of(const struct tariff *t, const struct bill_volume *volume,
             struct bill_line *out)
{
    struct bill_line line = { (double)t->request_pusd, 0, INFINITY };

    if (volume->per_month && volume->free_tier)
        return false;
    for (int32_t i = 0; i < t->n_rates; i++) {
        const struct tariff_rate *rate = &t->rates[i];
        const struct tariff_tier *tier = tiers_first(rate->tiers, rate->n_tiers);
        const double per = (double)measure_of(t, rate->unit, 1).per;

        if ((rate->unit != TARIFF_GB_S && rate->unit != TARIFF_MB_STEP) ||
            rate->n_tiers < 1)
            return false;
        if (volume->per_month && rate->n_tiers > 1) {
            tier = rate->tiers;
            line.most_mb_ms = fmin(line.most_mb_ms, (double)rate->tiers[1].from * per /
                                                        (double)volume->per_month);
        }
        line.pusd_per_mb_ms += (double)tier->price_pusd / per;
    }
    *out = line;
    return true;
}
