/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a dated table: their keys, their places in the file, their values. */
#include "io/price_cell.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"

static const char *const units[] = {
#define X(name, text, meaning) [TARIFF_##name] = text,
    TARIFF_UNITS(X)
#undef X
};

static const char *const inits[] = {
    [TARIFF_INIT_FREE] = "free", [TARIFF_INIT_BILLED] = "billed"
};

const char *
price_cell_expected(enum price_cell_kind kind)
{
    static const char *const expected[] = {
#define X(name, text) text,
        PRICE_CELL_KINDS(X)
#undef X
    };

    assert((int)kind >= 0 && (int)kind < PRICE_CELL_KIND_COUNT);
    return expected[kind];
}

/* Where cells go. */
struct gather {
    const struct price_at *at;
    struct price_cell *cells;
    int32_t n;
};

/* The next cell, with its place: `in` within the table, or within the group. */
static struct price_cell *
next(struct gather *g, bool regional, const char *in)
{
    struct price_cell *cell = &g->cells[g->n++];

    *cell = (struct price_cell){ .regional = regional };
    if (regional)
        snprintf(cell->place, sizeof cell->place,
                 "tables[%" PRId32 "].regions[%" PRId32 "].%s", g->at->table,
                 g->at->group, in);
    else
        snprintf(cell->place, sizeof cell->place, "tables[%" PRId32 "].%s", g->at->table,
                 in);
    return cell;
}

static void
put_int(struct price_cell *cell, enum price_cell_kind kind, int64_t value)
{
    cell->kind = kind;
    snprintf(cell->value, sizeof cell->value, "%" PRId64, value);
}

static void
put_usd(struct price_cell *cell, int64_t pusd)
{
    cell->kind = PRICE_CELL_USD;
    (void)money_exact(cell->value, pusd);
}

static void
put_key(struct price_cell *cell, enum price_cell_what what, const char *key)
{
    cell->what = what;
    snprintf(cell->key, sizeof cell->key, "%s", key);
}

/* What holds in all regions. */
static void
add_table(struct gather *g, const struct price_dated *t, bool of_api)
{
    struct price_cell *cell = NULL;

    if (of_api) {
        cell = next(g, false, "free_per_month");
        put_key(cell, PRICE_FREE_CALLS, "free-calls");
        put_int(cell, PRICE_CELL_COUNT, t->free_per_month);
        return;
    }
    cell = next(g, false, "step_ms");
    put_key(cell, PRICE_STEP, "step");
    put_int(cell, PRICE_CELL_MS, t->step_ms);
    cell = next(g, false, "min_billed_ms");
    put_key(cell, PRICE_LEAST, "least");
    put_int(cell, PRICE_CELL_MS, t->min_billed_ms);
    cell = next(g, false, "init");
    put_key(cell, PRICE_INIT, "init");
    cell->kind = PRICE_CELL_INIT;
    snprintf(cell->value, sizeof cell->value, "%s", inits[t->init]);
    cell = next(g, false, "free_requests_per_month");
    put_key(cell, PRICE_FREE_REQUESTS, "free-requests");
    put_int(cell, PRICE_CELL_COUNT, t->free_per_month);
}

/* Tiers of a unit, or of the calls of an API. */
struct tiers {
    const char *key; /* "GB-s" */
    const char *in;  /* "rates[0].": within the group */
    const struct tariff_tier *tiers;
    int32_t n;
    enum price_cell_what price, from;
    enum tariff_unit unit;
};

static void
add_tier(struct gather *g, const struct tiers *t, int32_t i, bool from)
{
    char in[64];
    struct price_cell *cell = NULL;

    snprintf(in, sizeof in, "%stiers[%" PRId32 "].%s", t->in, i, from ? "from" : "usd");
    cell = next(g, true, in);
    cell->what = from ? t->from : t->price;
    cell->unit = t->unit;
    cell->tier = i + 1;
    cell->from = t->tiers[i].from;
    if (from)
        put_int(cell, PRICE_CELL_COUNT, t->tiers[i].from);
    else
        put_usd(cell, t->tiers[i].price_pusd);
    if (i == 0)
        snprintf(cell->key, sizeof cell->key, "%s", t->key);
    else
        snprintf(cell->key, sizeof cell->key, "%s:%" PRId32 "%s", t->key, i + 1,
                 from ? ":from" : "");
}

/* The first tier begins at 0, always. */
static void
add_tiers(struct gather *g, const struct tiers *t)
{
    for (int32_t i = 0; i < t->n; i++) {
        if (i > 0)
            add_tier(g, t, i, true);
        add_tier(g, t, i, false);
    }
}

/* Prices of a billing step at each size. */
static void
add_steps(struct gather *g, const struct price_dated *t, const struct price_group *group,
          int32_t rate)
{
    for (int32_t i = 0; i < t->n_sizes; i++) {
        char in[64];
        struct price_cell *cell = NULL;

        for (int free = 0; free < 2; free++) {
            snprintf(in, sizeof in, "rates[%" PRId32 "].sizes[%" PRId32 "].%s", rate, i,
                     free ? "free_per_month" : "usd");
            cell = next(g, true, in);
            cell->what = free ? PRICE_UNIT_FREE : PRICE_UNIT;
            cell->unit = TARIFF_SIZE_STEP;
            cell->memory_mb = t->sizes[i].min_mb;
            cell->tier = 1;
            snprintf(cell->key, sizeof cell->key, "%s:%" PRId32 "%s",
                     units[TARIFF_SIZE_STEP], cell->memory_mb, free ? ":free" : "");
            if (free)
                put_int(cell, PRICE_CELL_COUNT, group->steps[i].free_per_month);
            else
                put_usd(cell, group->steps[i].pusd);
        }
    }
}

static void
add_rate(struct gather *g, const struct price_dated *t, const struct price_group *group,
         int32_t i)
{
    const struct tariff_rate *rate = &group->rates[i];
    struct price_cell *cell = NULL;
    char in[64];
    const struct tiers tiers = { .key = units[rate->unit],
                                 .in = in,
                                 .tiers = rate->tiers,
                                 .n = rate->n_tiers,
                                 .price = PRICE_UNIT,
                                 .from = PRICE_UNIT_FROM,
                                 .unit = rate->unit };

    if (rate->unit == TARIFF_SIZE_STEP) {
        add_steps(g, t, group, i);
        return;
    }
    snprintf(in, sizeof in, "rates[%" PRId32 "].", i);
    add_tiers(g, &tiers);
    snprintf(in, sizeof in, "rates[%" PRId32 "].free_per_month", i);
    cell = next(g, true, in);
    cell->what = PRICE_UNIT_FREE;
    cell->unit = rate->unit;
    put_int(cell, PRICE_CELL_COUNT, rate->free_per_month);
    snprintf(cell->key, sizeof cell->key, "%s:free", units[rate->unit]);
}

int32_t
price_cells_of(const struct price_at *at, struct price_cell *out)
{
    const struct price_dated *t = &at->file->tables[at->table];
    const struct price_group *group = &t->groups[at->group];
    const bool of_api = at->file->kind == PRICE_API;
    struct gather g = { .at = at, .cells = out };
    const struct tiers calls = { .key = "call",
                                 .in = "",
                                 .tiers = group->tiers,
                                 .n = group->n_tiers,
                                 .price = PRICE_CALL,
                                 .from = PRICE_CALL_FROM };

    if (of_api) {
        add_tiers(&g, &calls);
    } else {
        struct price_cell *cell = next(&g, true, "request_usd");

        put_key(cell, PRICE_REQUEST, "request");
        put_usd(cell, group->request_pusd);
    }
    for (int32_t i = 0; i < group->n_rates; i++)
        add_rate(&g, t, group, i);
    add_table(&g, t, of_api);
    return g.n;
}

/* --- what is typed --- */

/* "400,000" without the commas, which must stand between thousands; NULL: not so. */
static const char *
without_commas(const char *text, char *buf, size_t size)
{
    size_t n = 0;
    size_t run = 0; /* digits since the last comma, or the start */
    bool commas = false;

    for (; *text; text++) {
        if (*text == ',') {
            if (commas ? run != 3 : run < 1 || run > 3)
                return NULL;
            commas = true;
            run = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || n + 1 == size)
            return NULL;
        buf[n++] = *text;
        run++;
    }
    buf[n] = '\0';
    return n > 0 && (!commas || run == 3) ? buf : NULL;
}

static bool
read_whole(const char *text, int64_t high, int64_t *out)
{
    char digits[PRICE_CELL_TEXT_MAX];

    text = without_commas(text, digits, sizeof digits);
    return text && !text_parse_int(text, strlen(text), 0, high, out);
}

/* "100", "100ms", "100 ms". */
static bool
read_ms(const char *text, int64_t *out)
{
    char digits[PRICE_CELL_TEXT_MAX];
    size_t len = strlen(text);

    if (len >= sizeof digits)
        return false;
    if (len > 2 && !strcmp(text + len - 2, "ms"))
        len -= 2;
    while (len > 0 && text[len - 1] == ' ')
        len--;
    memcpy(digits, text, len);
    digits[len] = '\0';
    return read_whole(digits, INT32_MAX, out);
}

static bool
read_init(const char *text)
{
    return !strcmp(text, inits[TARIFF_INIT_FREE]) ||
           !strcmp(text, inits[TARIFF_INIT_BILLED]);
}

/* The value as it stands in a cell; false when it is not what the cell expects. */
static bool
read_value(enum price_cell_kind kind, const char *text, char *value)
{
    int64_t number = 0;

    switch (kind) {
    case PRICE_CELL_USD:
        if (money_parse(text, &number))
            return false;
        (void)money_exact(value, number);
        return true;
    case PRICE_CELL_COUNT:
        if (!read_whole(text, PRICE_UNITS_MAX, &number))
            return false;
        break;
    case PRICE_CELL_MS:
        if (!read_ms(text, &number))
            return false;
        break;
    case PRICE_CELL_INIT:
        snprintf(value, PRICE_CELL_TEXT_MAX, "%s", read_init(text) ? text : "");
        return read_init(text);
    case PRICE_CELL_KIND_COUNT:
        return false;
    }
    snprintf(value, PRICE_CELL_TEXT_MAX, "%" PRId64, number);
    return true;
}

enum va_code
price_cell_read(const struct price_cell *cell, const char *text,
                char value[PRICE_CELL_TEXT_MAX], char json[PRICE_CELL_TEXT_MAX + 2],
                struct va_err *err)
{
    const bool quoted = cell->kind == PRICE_CELL_USD || cell->kind == PRICE_CELL_INIT;

    if (!read_value(cell->kind, text, value))
        return va_fail(err, VA_USAGE, "%s '%.40s': expected %s", cell->key, text,
                       price_cell_expected(cell->kind));
    snprintf(json, PRICE_CELL_TEXT_MAX + 2, "%s%s%s", quoted ? "\"" : "", value,
             quoted ? "\"" : "");
    return VA_OK;
}
