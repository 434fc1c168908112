/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices of a session: asking for them, and what they do to the picks. */
#include "app/what_if.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/field.h"

enum { PARTS_MAX = 4 };

/* A change as it was typed, taken apart. */
struct wish {
    char names[PARTS_MAX][TEXT_NAME_MAX + 1]; /* the last is the cell's key */
    int n;
    const char *value;
};

static enum va_code
malformed(const char *text, struct va_err *err)
{
    va_fail(err, VA_USAGE,
            "set '%.60s': expected NAME/CELL=VALUE, such as aws-lambda-x86/GB-s=0.00001",
            text);
    va_hint(err, "'vadvise pricing set NAME' lists the cells of a platform or an API");
    return VA_USAGE;
}

/* Names are between slashes, which no name has; the value is after the last '='. */
static enum va_code
read_wish(const char *text, struct wish *out, struct va_err *err)
{
    const char *end = strrchr(text, '=');
    const char *at = text;

    if (!end || !end[1])
        return malformed(text, err);
    for (out->n = 0; at <= end; out->n++) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        const char *stop = slash ? slash : end;

        if (out->n == PARTS_MAX || !text_is_name(at, (size_t)(stop - at)))
            return malformed(text, err);
        memcpy(out->names[out->n], at, (size_t)(stop - at));
        out->names[out->n][stop - at] = '\0';
        at = stop + 1;
    }
    out->value = end + 1;
    return out->n >= 2 ? VA_OK : malformed(text, err);
}

enum va_code
what_if_set(struct session *s, const struct question *q, const char *text,
            struct va_err *err)
{
    struct wish w = { .n = 0 };
    struct price_query query = { .region = q->region,
                                 .table = q->pricing,
                                 .on_days = q->as_of_days };
    struct price_place at = { .name = w.names[0] };
    struct prices *prices = NULL;
    enum va_code code = read_wish(text, &w, err);

    if (!code)
        code = session_prices(s, &prices, err);
    if (code)
        return code;
    query.name = w.names[0];
    if (w.n > 2)
        query.table = w.names[1];
    code = prices_place(prices, &query, &at, err);
    if (w.n > 3)
        at.region = w.names[2];
    return code ? code : prices_set(prices, &at, w.names[w.n - 1], w.value, err);
}

/* --- the effect --- */

static enum va_code
find_pick(const struct field *f, const struct question *q, struct what_if_pick *out)
{
    struct advise_request request;
    struct configuration c;
    int32_t at = 0;
    int32_t mb = 0;
    enum va_code code = VA_OK;

    *out = (struct what_if_pick){ .duration_ms = NAN, .cost_pusd = COST_UNKNOWN };
    field_request(f, q, &request);
    code = advise_pick((const struct contender *const *)f->contenders, f->n, &request,
                       &at, &mb);
    if (!code && mb)
        code = advise_evaluate(f->contenders[at], &request, mb, &c);
    if (code || mb == 0)
        return code == VA_DATA ? VA_OK : code;
    out->memory_mb = mb;
    out->duration_ms = c.duration_ms;
    out->cost_pusd = c.cost_pusd;
    snprintf(out->implementation, sizeof out->implementation, "%s",
             f->contenders[at]->profile->implementation);
    snprintf(out->platform, sizeof out->platform, "%s",
             f->contenders[at]->profile->platform);
    return VA_OK;
}

static enum va_code
compare(struct prices *prices, const struct question *q, struct field *f,
        struct what_if_effect *out, struct va_err *err)
{
    enum va_code code = find_pick(f, q, &out->before);

    prices_set_aside(prices, false);
    if (!code)
        code = field_reprice(f, prices, q, err);
    if (!code)
        code = find_pick(f, q, &out->after);
    snprintf(out->workload, sizeof out->workload, "%s", f->workload.name);
    out->sample_data = f->workload.sample_data;
    return code;
}

enum va_code
what_if_effect(struct session *s, const struct question *q, struct what_if_effect *out,
               struct va_err *err)
{
    struct prices *prices = NULL;
    struct field f;
    enum va_code code = session_prices(s, &prices, err);

    if (code)
        return code;
    prices_set_aside(prices, true);
    code = field_open(s, q, &f, err);
    if (!code) {
        code = compare(prices, q, &f, out, err);
        if (code && err && !err->text[0])
            va_fail(err, code, "%s: %s", q->workload, va_code_text(code));
    }
    prices_set_aside(prices, false);
    field_close(&f);
    return code;
}

bool
what_if_moves(const struct what_if_effect *e)
{
    return e->before.memory_mb != e->after.memory_mb ||
           strcmp(e->before.platform, e->after.platform) != 0 ||
           strcmp(e->before.implementation, e->after.implementation) != 0;
}

bool
what_if_changes(const struct what_if_effect *e)
{
    return what_if_moves(e) || e->before.cost_pusd != e->after.cost_pusd;
}

enum va_code
what_if_keep(struct session *s, void (*visit)(void *ctx, const char *path), void *ctx,
             struct va_err *err)
{
    struct prices *prices = NULL;
    enum va_code code = VA_OK;

    if (session_options_get(s)->read_only)
        return va_fail(err, VA_USAGE, "--read-only: nothing may be written");
    code = session_prices(s, &prices, err);
    return code ? code
                : prices_keep(prices, session_options_get(s)->overlay_dir, visit, ctx,
                              err);
}
