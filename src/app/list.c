/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every workload with its evidence, its pick, and what that saves. */
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/list_batch.h"
#include "app/list_write.h"
#include "app/words.h"

/* A list in the making. */
struct listing {
    struct session *session;
    const struct question *q;
    struct list_batch *batch;
    struct list_rows rows;
};

/* Add a workload, and leave it empty. */
static enum va_code
take(void *ctx, struct workload *w, struct va_err *err)
{
    struct listing *l = ctx;

    return list_batch_add(l->batch, w, err);
}

static enum va_code
take_own(struct listing *l, struct va_err *err)
{
    const struct store_each each = { take, l };
    struct store *store = NULL;
    enum va_code code = session_store(l->session, false, &store, err);

    return code || !store ? code : store_load_each(store, &each, err);
}

/* Bundled workloads that no own one hides, when they are to be seen. */
struct bundled {
    struct listing *l;
    struct va_err *err;
    bool hide;
    size_t n_hidden, n_own;
};

static enum va_code
take_bundled(void *ctx, const char *name, bool sample)
{
    struct bundled *b = ctx;
    struct workload w;
    enum va_code code = VA_OK;

    b->n_own += !sample;
    if (!sample)
        return VA_OK;
    b->hide = b->n_own > 0 && !b->l->q->with_samples;
    b->n_hidden += b->hide;
    if (b->hide)
        return VA_OK;
    code = session_workload(b->l->session, name, &w, b->err);
    if (!code)
        code = take(b->l, &w, b->err);
    workload_clear(&w);
    return code;
}

static enum va_code
take_all(struct listing *l, struct reply *r, struct va_err *err)
{
    struct bundled b = { .l = l, .err = err };
    size_t n_left_out = 0;
    enum va_code code = take_own(l, err);

    if (!code)
        code = session_names(l->session, take_bundled, &b, err);
    if (!code)
        code = list_batch_finish(l->batch, err);
    n_left_out = list_batch_left_out(l->batch);
    if (n_left_out > 0) {
        words_count(&r->hints, (int64_t)n_left_out, "workload");
        buf_text(&r->hints, " left out: nothing there for these options.\n");
    }
    if (b.n_hidden > 0)
        buf_printf(&r->hints, "%zu bundled samples hidden; --samples shows them.\n",
                   b.n_hidden);
    return code;
}

static enum va_code
list(struct listing *l, struct reply *r, struct va_err *err)
{
    enum va_code code = take_all(l, r, err);

    if (!code)
        code = list_rows_sort(&l->rows, l->q->sort);
    if (!code)
        code = list_write(&l->rows, l->q->limit, r);
    if (code)
        return err && err->code ? code : va_fail(err, code, "%s", va_code_text(code));
    if (l->rows.n == 0 && list_batch_left_out(l->batch) == 0)
        buf_text(&r->text, "No workloads yet. 'vadvise import FILE' reads a CSV or JSON "
                           "(columns: memory_mb, duration_ms).\n");
    return VA_OK;
}

enum va_code
app_list(struct session *s, const struct question *q, struct reply *r, struct va_err *err)
{
    struct listing *l = calloc(1, sizeof *l);
    enum va_code code = l ? reply_init(r) : VA_NOMEM;

    if (code) {
        free(l);
        return va_fail(err, code, "out of memory");
    }
    l->session = s;
    l->q = q;
    document_start(r->doc, "vadvise.list/1", NULL);
    code = list_batch_alloc(s, q, &l->rows, &l->batch, err);
    if (!code)
        code = list(l, r, err);
    list_batch_free(l->batch);
    list_rows_clear(&l->rows);
    free(l);
    r->rows = "workloads";
    return code ? code : reply_status(r);
}
