/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workload of a list, and their order: for the list and for the screen of workloads.
 */
#ifndef VA_APP_LIST_ROW_H
#define VA_APP_LIST_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/field.h"
#include "app/question.h"
#include "core/saving.h"

struct list_row {
    char name[TEXT_NAME_MAX + 1];
    bool sample_data;
    int32_t ways, sizes;
    int64_t samples;
    const char *form, *quality;             /* of the first profile's curve; NULL: none */
    int32_t now_mb;                         /* 0: not known */
    int64_t volume_per_month;               /* 0: not known */
    char implementation[TEXT_NAME_MAX + 1]; /* of the pick */
    char platform[TEXT_NAME_MAX + 1];
    struct saving_end pick; /* memory_mb 0: no size meets the goal */
    struct saving saving;   /* known: pick and now compared */
    enum va_code failed;    /* why nothing of it could be worked out, and in words; */
    char *error;            /* owned by the rows it is in; NULL: it was */
};

/* Work out a row from a field that was filled. Where a size is deployed and no goal is
 * set, the pick is the cheapest that is not slower. Returns as advise_pick does. */
enum va_code list_row_make(const struct field *f, const struct question *q,
                           struct list_row *out);

/* The same with the pick that advise() gives for the question, also where a size is
 * deployed and no goal is set: what the full screen shows of a workload everywhere. */
enum va_code list_row_answer(const struct field *f, const struct question *q,
                             struct list_row *out);

/*
 * The row of a workload of which nothing could be worked out: what is stored of it, and
 * why. VA_NOMEM; else out->error is the caller's.
 */
enum va_code list_row_fail(const struct workload *w, const struct va_err *why,
                           struct list_row *out);

struct list_rows {
    struct list_row *items; /* owned */
    size_t n, cap;
    const struct list_row **sorted; /* n of them, once sorted; owned */
};

/* The next row, not yet counted; NULL: out of memory. */
struct list_row *list_rows_next(struct list_rows *rows);

/* Put them in order; equal ones stay as they came. VA_NOMEM. */
enum va_code list_rows_sort(struct list_rows *rows, enum list_sort by);
void list_rows_clear(struct list_rows *rows);

#endif
