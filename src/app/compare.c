/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Implementations x platforms side by side; and regions, architectures, billing eras. */
#include "app/compare.h"

#include <stdlib.h>

#include "app/commands.h"

const char *
compare_by_name(enum compare_by by)
{
    static const char *const names[COMPARE_BY_COUNT] = {
#define X(name, word) word,
        COMPARE_BYS(X)
#undef X
    };

    return names[by];
}

static enum va_code
compare(struct compare_source *s, struct advice *advice, struct reply *r,
        struct va_err *err)
{
    const struct contender *const *all =
        (const struct contender *const *)s->field->contenders;
    struct comparison k;
    enum va_code code = advise(all, s->field->n, s->request, advice);

    if (code && code != VA_DATA)
        return va_fail(err, code, "%s: %s", s->field->workload.name, va_code_text(code));
    s->advice = advice;
    comparison_init(&k);
    code = compare_collect(s, s->question->by, &k, err);
    if (!code) {
        compare_document(s, &k, r);
        compare_text(s, &k, r);
        code = reply_status(r);
        if (code)
            va_fail(err, code, "%s: %s", s->field->workload.name, va_code_text(code));
    }
    comparison_clear(&k);
    return code;
}

enum va_code
app_compare(struct session *s, const struct question *q, struct reply *r,
            struct va_err *err)
{
    struct field f;
    struct advise_request request;
    struct compare_source source = { .field = &f, .question = q, .request = &request };
    struct advice *advice = NULL;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = field_open(s, q, &f, err);
    if (!code)
        code = session_prices(s, &source.prices, err);
    advice = malloc(sizeof *advice);
    if (!code && !advice)
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (!code) {
        field_request(&f, q, &request);
        code = compare(&source, advice, r, err);
    }
    free(advice);
    field_close(&f);
    return code;
}
