/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation in turn fails: settings stay whole, and nothing leaks. */
#include "oom.h"
#include "tap.h"
#include "tui/local.h"
#include "tui/local_merge.h"

/* The settings of two screens that both changed some. */
static enum va_code
merge(struct locals *l, struct locals *theirs)
{
    struct locals *base = locals_alloc();
    enum va_code code = base ? VA_OK : VA_NOMEM;

    local_begin(theirs, "sort", false);
    if (!code)
        code = local_set(theirs, LOCAL_SORT, NULL, "name", NULL);
    if (!code)
        code = local_set(base, LOCAL_SORT, NULL, "saving", NULL);
    if (!code)
        code = locals_merge(theirs, base, l);
    locals_free(base);
    return code;
}

/* Two values in one change, undone, redone, written and read, merged. */
static enum va_code
use(struct locals *l, struct locals *back, struct buf *out)
{
    const char *what = NULL;
    int32_t bad = 0;
    enum va_code code = VA_OK;

    local_begin(l, "budget", false);
    code = local_set(l, LOCAL_BUDGET, "a", "1", NULL);
    if (!code)
        code = local_set(l, LOCAL_STAT, NULL, "p95", NULL);
    if (!code)
        code = local_set(l, LOCAL_BUDGET, "a", "2", NULL);
    if (!code)
        code = local_undo(l, &what);
    if (!code && local_get(l, LOCAL_STAT, NULL))
        code = VA_DATA;
    if (!code)
        code = local_redo(l, &what);
    if (!code) {
        locals_write(l, out);
        code = out->code;
    }
    if (!code)
        code = locals_read(back, buf_get(out), out->len, &bad);
    return code ? code : merge(l, back);
}

/* Values and history agree whatever failed. */
static bool
is_whole(const struct locals *l)
{
    const char *budget = local_get(l, LOCAL_BUDGET, "a");
    const char *stat = local_get(l, LOCAL_STAT, NULL);

    return !stat || (budget && budget[0] && !strcmp(stat, "p95"));
}

int
main(void)
{
    static const int plenty = 200;
    int k = 1;

    for (; k < plenty; k++) {
        struct locals *l = NULL;
        struct locals *back = NULL;
        struct buf out;
        enum va_code code = VA_OK;
        const int before = n_live;

        n_failed = 0;
        n_until_failure = k;
        l = locals_alloc();
        back = locals_alloc();
        buf_init(&out, LOCAL_FILE_MAX);
        code = l && back ? use(l, back, &out) : VA_NOMEM;
        n_until_failure = 0;
        if (code != (n_failed ? VA_NOMEM : VA_OK) || (l && !is_whole(l)))
            OK(false, "allocation %d fails cleanly: %s", k, va_code_text(code));
        locals_free(l);
        locals_free(back);
        buf_clear(&out);
        if (n_live != before)
            OK(false, "allocation %d leaks nothing", k);
        if (!n_failed)
            break;
    }
    OK(k > 20 && k < plenty, "each of %d allocations failed in turn", k - 1);
    return done();
}
