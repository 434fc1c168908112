/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of workloads, worked off by two threads that share nothing but the prices. */
#include "app/list_batch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Workloads of a batch: enough that starting a thread does not count. */
enum { BATCH_MAX = 256, LANES = 2 };

/* What became of a workload. */
struct outcome {
    enum va_code code;
    bool left_out;
    struct list_row row;
};

/* One thread's part of a batch. */
struct lane {
    struct session *session;
    const struct question *q;
    struct field field; /* reused from workload to workload */
    struct workload *workloads;
    struct outcome *outcomes;
    int32_t n;
    struct va_err err; /* of the one that ended it; the others are not looked at */
};

struct list_batch {
    struct list_rows *rows;
    struct workload workloads[BATCH_MAX];
    struct outcome outcomes[BATCH_MAX];
    int32_t n;
    size_t n_left_out;
    struct lane lanes[LANES];
};

enum va_code
list_batch_alloc(struct session *session, const struct question *q,
                 struct list_rows *rows, struct list_batch **out, struct va_err *err)
{
    struct prices *prices = NULL;
    struct list_batch *b = calloc(1, sizeof *b);
    enum va_code code = VA_OK;

    *out = b;
    if (!b)
        return va_fail(err, VA_NOMEM, "out of memory");
    b->rows = rows;
    for (int i = 0; i < LANES; i++) {
        b->lanes[i].session = session;
        b->lanes[i].q = q;
        field_init(&b->lanes[i].field);
    }
    code = session_prices(session, &prices, err); /* before two threads ask for them */
    return code ? code : field_check_price_as(prices, q->price_as, err);
}

void
list_batch_free(struct list_batch *b)
{
    if (!b)
        return;
    for (int i = 0; i < LANES; i++)
        field_close(&b->lanes[i].field);
    for (int32_t i = 0; i < b->n; i++)
        workload_clear(&b->workloads[i]);
    free(b);
}

/* Filters that leave nothing of a workload leave it out. */
static bool
is_filtered(const struct question *q)
{
    return q->platforms.n > 0 || q->implementations.n > 0 || q->arch || q->pricing ||
           q->region;
}

/* Does it lie with the workload, and not with the machine or the question? */
static bool
is_its_own(enum va_code code)
{
    return code == VA_DATA || code == VA_DOMAIN || code == VA_OVERFLOW;
}

static enum va_code
make_row(struct lane *lane, struct workload *w, struct outcome *out)
{
    struct field *f = &lane->field;
    struct va_err err = { 0 };
    enum va_code code = VA_OK;

    f->workload = *w;
    workload_init(w);
    code = field_fill(lane->session, lane->q, f, &err);
    out->left_out = code == VA_DATA && is_filtered(lane->q);
    if (!code) {
        code = list_row_make(f, lane->q, &out->row);
        if (code)
            va_fail(&err, code, "%s", va_code_text(code));
    }
    if (out->left_out)
        code = VA_OK;
    else if (is_its_own(code))
        code = list_row_fail(&f->workload, &err, &out->row);
    if (code)
        va_fail(&lane->err, code, "%s: %s", f->workload.name,
                err.code == code ? err.text : va_code_text(code));
    workload_clear(&f->workload);
    return code;
}

static void *
run_lane(void *of)
{
    struct lane *lane = of;
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < lane->n && !code; i++) {
        code = make_row(lane, &lane->workloads[i], &lane->outcomes[i]);
        lane->outcomes[i].code = code;
    }
    return NULL;
}

/* Without a second thread the first does its part as well. */
static void
run_lanes(struct list_batch *b)
{
    const int32_t first = (b->n + 1) / 2;
    pthread_t second;
    bool started = false;

    memset(b->outcomes, 0, (size_t)b->n * sizeof *b->outcomes);
    for (int i = 0; i < LANES; i++) {
        struct lane *lane = &b->lanes[i];

        lane->workloads = b->workloads + (i ? first : 0);
        lane->outcomes = b->outcomes + (i ? first : 0);
        lane->n = i ? b->n - first : first;
        memset(&lane->err, 0, sizeof lane->err);
    }
    started =
        b->lanes[1].n > 0 && pthread_create(&second, NULL, run_lane, &b->lanes[1]) == 0;
    run_lane(&b->lanes[0]);
    if (started)
        (void)pthread_join(second, NULL);
    else
        run_lane(&b->lanes[1]);
}

/* Its row goes over to the others. */
static enum va_code
take_row(struct list_batch *b, struct outcome *o, struct va_err *err)
{
    struct list_row *row = NULL;

    b->n_left_out += o->left_out;
    if (o->left_out)
        return VA_OK;
    row = list_rows_next(b->rows);
    if (!row)
        return va_fail(err, VA_NOMEM, "out of memory");
    *row = o->row;
    o->row.error = NULL;
    b->rows->n++;
    return VA_OK;
}

enum va_code
list_batch_finish(struct list_batch *b, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (b->n == 0)
        return VA_OK;
    run_lanes(b);
    for (int32_t i = 0; i < b->n; i++) {
        struct outcome *o = &b->outcomes[i];

        if (!code && o->code && err)
            *err = b->lanes[i < b->lanes[0].n ? 0 : 1].err;
        if (!code)
            code = o->code ? o->code : take_row(b, o, err);
        free(o->row.error);               /* NULL once it was taken */
        workload_clear(&b->workloads[i]); /* those past a failure are still there */
    }
    b->n = 0;
    return code;
}

enum va_code
list_batch_add(struct list_batch *b, struct workload *w, struct va_err *err)
{
    b->workloads[b->n++] = *w;
    workload_init(w);
    return b->n == BATCH_MAX ? list_batch_finish(b, err) : VA_OK;
}

size_t
list_batch_left_out(const struct list_batch *b)
{
    return b->n_left_out;
}
