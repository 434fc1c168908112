/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the parts of a question as people write them. */
#include "app/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"

enum { SIZE_MAX_MB = 1 << 20, PART_MAX = 64, AMOUNT_SCALE = 6 };

#define COUNT_UNIT INT64_C(1000000) /* 10^AMOUNT_SCALE */
#define VOLUME_MAX_PER_MONTH INT64_C(1000000000000)

/* Seconds of the month that monthly figures mean: 30 days. */
enum { DAY_S = 86400, MONTH_S = 30 * DAY_S };

struct rate_unit {
    const char *name;
    int32_t seconds;
};

static const struct rate_unit rate_units[] = {
    { "month", MONTH_S }, { "mo", MONTH_S }, { "week", 7 * DAY_S }, { "day", DAY_S },
    { "d", DAY_S },       { "hour", 3600 },  { "h", 3600 },         { "minute", 60 },
    { "min", 60 },        { "second", 1 },   { "sec", 1 },          { "s", 1 },
};

void
question_init(struct question *q, int32_t as_of_days)
{
    *q = (struct question){ .as_of_days = as_of_days, .cold = COLD_SHARE_SEEN };
    goal_init(&q->goal);
}

/* Does every comma stand between thousands, as in "1,000,000"? "0,5" may mean 0.5. */
static bool
commas_are_fair(const char *text, size_t len)
{
    if (memchr(text, ',', len) && (text[0] == '0' || text[0] == ','))
        return false;
    for (size_t i = 0; i < len; i++) {
        size_t digits = 0;

        if (text[i] != ',')
            continue;
        while (i + 1 + digits < len && strchr("0123456789", text[i + 1 + digits]))
            digits++;
        if (digits != 3)
            return false;
    }
    return true;
}

/* A count such as "250000", "1,000,000", "2.5M" or "10k", times 10^AMOUNT_SCALE. */
static enum va_code
parse_count(const char *text, size_t len, va_int128 *out)
{
    static const char units[] = "kKmMgG";
    static const int64_t factors[] = { 1000, 1000000, 1000000000 };
    const char *unit = len > 1 ? strchr(units, text[len - 1]) : NULL;
    char digits[PART_MAX];
    size_t n = 0;
    int64_t value = 0;

    if (unit)
        len--;
    if (!commas_are_fair(text, len))
        return VA_DOMAIN;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == ',')
            continue;
        if (n == sizeof digits || !strchr("0123456789.", text[i]))
            return VA_DOMAIN;
        digits[n++] = text[i];
    }
    if (text_parse_fixed(digits, n, AMOUNT_SCALE, &value))
        return VA_DOMAIN;
    *out = (va_int128)value * (unit ? factors[(unit - units) / 2] : 1);
    return VA_OK;
}

/* Seconds in a unit of time; 0 for a word that is none. */
static int32_t
rate_seconds(const char *name)
{
    for (size_t i = 0; i < sizeof rate_units / sizeof *rate_units; i++)
        if (!strcmp(name, rate_units[i].name))
            return rate_units[i].seconds;
    return 0;
}

enum va_code
question_parse_volume(const char *text, int64_t *out_per_month, struct va_err *err)
{
    const char *slash = strchr(text, '/');
    const size_t len = slash ? (size_t)(slash - text) : strlen(text);
    /* what one month's count is divided by */
    const int64_t per = rate_seconds(slash ? slash + 1 : "month") * COUNT_UNIT;
    va_int128 count = 0;
    va_int128 volume = 0;

    if (!per || parse_count(text, len, &count)) {
        va_fail(err, VA_USAGE, "volume '%s' is not a number of invocations", text);
        va_hint(err, "write it as 250000, 2.5M/month, 10k/day or 3/s");
        return VA_USAGE;
    }
    volume = (count * MONTH_S + per / 2) / per;
    if (volume <= 0 || volume > VOLUME_MAX_PER_MONTH)
        return va_fail(err, VA_USAGE,
                       "volume '%s' is out of range: 1 to 10^12 invocations a month",
                       text);
    *out_per_month = (int64_t)volume;
    return VA_OK;
}

static enum va_code
bad_budget(const char *text, struct va_err *err)
{
    va_fail(err, VA_USAGE, "budget '%s' is not an amount of dollars", text);
    va_hint(err, "write it as 0.002 (for one invocation), 2000/1M or 500/month");
    return VA_USAGE;
}

enum va_code
question_parse_budget(const char *text, int64_t volume_per_month, int64_t *out_pusd,
                      struct va_err *err)
{
    const char *slash = strchr(text, '/');
    const size_t len = slash ? (size_t)(slash - text) : strlen(text);
    char amount[PART_MAX];
    int64_t pusd = 0;
    va_int128 count = COUNT_UNIT;

    if (len >= sizeof amount)
        return bad_budget(text, err);
    memcpy(amount, text, len);
    amount[len] = '\0';
    if (money_parse(amount, &pusd))
        return bad_budget(text, err);
    if (slash && (!strcmp(slash, "/month") || !strcmp(slash, "/mo"))) {
        if (volume_per_month <= 0) {
            va_fail(err, VA_USAGE, "budget '%s' is per month: how many invocations?",
                    text);
            va_hint(err, "give the volume first: --volume N, on the screen :volume N");
            return VA_USAGE;
        }
        count = (va_int128)volume_per_month * COUNT_UNIT;
    } else if (slash &&
               (parse_count(slash + 1, strlen(slash + 1), &count) || count <= 0)) {
        return bad_budget(text, err);
    }
    *out_pusd = (int64_t)((va_int128)pusd * COUNT_UNIT / count);
    return VA_OK;
}

static int
compare_sizes(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a;
    const int32_t y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

static void
sort_sizes(struct question *q)
{
    int32_t n = 0;

    qsort(q->sizes_mb, (size_t)q->n_sizes, sizeof *q->sizes_mb, compare_sizes);
    for (int32_t i = 0; i < q->n_sizes; i++)
        if (n == 0 || q->sizes_mb[i] != q->sizes_mb[n - 1])
            q->sizes_mb[n++] = q->sizes_mb[i];
    q->n_sizes = n;
}

/* Whole megabytes from text[0..len), "MB" allowed behind. */
static bool
parse_mb(const char *text, size_t len, int32_t *out)
{
    int64_t value = 0;

    if (len > 2 && !strncmp(text + len - 2, "MB", 2))
        len -= 2;
    if (text_parse_int(text, len, 1, SIZE_MAX_MB, &value))
        return false;
    *out = (int32_t)value;
    return true;
}

struct size_range {
    int32_t low, high, step;
};

/* "512", "128-3008" or "128-3008:64". */
static bool
parse_range(const char *text, size_t len, struct size_range *out)
{
    const char *dash = memchr(text, '-', len);
    const char *colon = memchr(text, ':', len);
    const char *end = text + len;
    const char *high_end = colon ? colon : end;

    if (!dash) {
        out->step = 1;
        if (colon || !parse_mb(text, len, &out->low))
            return false;
        out->high = out->low;
        return true;
    }
    out->step = 1;
    if (colon &&
        (colon < dash || !parse_mb(colon + 1, (size_t)(end - colon - 1), &out->step)))
        return false;
    return parse_mb(text, (size_t)(dash - text), &out->low) &&
           parse_mb(dash + 1, (size_t)(high_end - dash - 1), &out->high) &&
           out->low <= out->high;
}

static bool
add_range(struct question *q, const struct size_range *range)
{
    for (int32_t mb = range->low; mb <= range->high; mb += range->step) {
        if (q->n_sizes == QUESTION_SIZES_MAX)
            return false;
        q->sizes_mb[q->n_sizes++] = mb;
        if (range->step > range->high - mb)
            break;
    }
    return true;
}

enum va_code
question_parse_sizes(const char *text, struct question *q, struct va_err *err)
{
    const char *at = text;
    const int32_t before = q->n_sizes;

    for (;;) {
        const size_t len = strcspn(at, ",");
        struct size_range range = { 0 };

        if (!parse_range(at, len, &range)) {
            q->n_sizes = before;
            va_fail(err, VA_USAGE, "memory '%s' is not a list of sizes in MB", text);
            va_hint(err, "write it as 512, 512,1024,1708 or 128-3008:64");
            return VA_USAGE;
        }
        if (!add_range(q, &range)) {
            q->n_sizes = before;
            return va_fail(err, VA_USAGE, "memory '%s' names more than %d sizes", text,
                           QUESTION_SIZES_MAX);
        }
        if (at[len] == '\0')
            break;
        at += len + 1;
    }
    sort_sizes(q);
    return VA_OK;
}

enum va_code
question_parse_objective(const char *text, struct question *q, struct va_err *err)
{
    static const char *const names[] = { "cheapest", "fastest", "balanced" };
    const size_t len = strcspn(text, ":");
    const char *near = NULL;

    for (int i = OBJECTIVE_CHEAPEST; i <= OBJECTIVE_BALANCED; i++) {
        double weight = 0.5;

        if (strlen(objective_name(i)) != len ||
            strncmp(text, objective_name(i), len) != 0)
            continue;
        if (text[len] &&
            (i != OBJECTIVE_BALANCED ||
             text_parse_double(text + len + 1, strlen(text + len + 1), &weight) ||
             weight < 0 || weight > 1))
            return va_fail(err, VA_USAGE,
                           "objective '%s': only balanced takes a weight, from 0 (only "
                           "duration counts) to 1 (only cost counts)",
                           text);
        q->goal.objective = (enum objective)i;
        q->goal.cost_weight_ratio = weight;
        q->objective_given = true;
        return VA_OK;
    }
    va_fail(err, VA_USAGE, "objective '%s' is not cheapest, fastest or balanced[:WEIGHT]",
            text);
    near = text_closest(text, names, sizeof names / sizeof *names);
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    return VA_USAGE;
}
