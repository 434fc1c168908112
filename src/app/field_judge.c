/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advice over a field, and in words why there is none. */
#include "app/field.h"
#include "app/words.h"

/* Nothing could be judged: say what each contender lacks. */
static enum va_code
cannot_judge(const struct field *f, const struct advice *a, struct va_err *err)
{
    const struct configuration *first = &a->ranking[0];
    const struct contender *c = f->contenders[first->contender];
    struct buf who;

    buf_init(&who, 512);
    words_contender(&who, c);
    va_fail(err, VA_DATA, "%s: %s: %s", f->workload.name, buf_get(&who),
            words_reason(first->reason));
    buf_clear(&who);
    if (first->reason == ADVICE_NO_CURVE)
        va_hint(err, "measure another size and import it; an honest curve needs four");
    else if (c->n_failed)
        va_hint(err, "its sizes failed; 'vadvise show %s' lists them", f->workload.name);
    return VA_DATA;
}

/* A budget needs a price; when no contender has one, say how to give it. */
static enum va_code
check_priced(const struct field *f, const struct advise_request *request,
             struct va_err *err)
{
    const struct profile *p = f->contenders[0]->profile;

    if (!request->goal.has_budget)
        return VA_OK;
    for (int32_t i = 0; i < f->n; i++) {
        if (f->contenders[i]->has_tariff || f->contenders[i]->has_api)
            return VA_OK;
    }
    va_fail(err, VA_DATA, "%s: platform '%s' has no price, so a budget cannot be judged",
            f->workload.name, p->platform);
    va_hint(err, "add --price-as %s", p->emulates[0] ? p->emulates : "PLATFORM");
    return VA_DATA;
}

enum va_code
field_judge(const struct field *f, const struct advise_request *request,
            struct advice *out, struct va_err *err)
{
    enum va_code code = check_priced(f, request, err);

    if (code)
        return code;
    code = advise((const struct contender *const *)f->contenders, f->n, request, out);
    if (code == VA_DATA)
        return cannot_judge(f, out, err);
    return code ? va_fail(err, code, "%s: %s", f->workload.name, va_code_text(code))
                : VA_OK;
}
