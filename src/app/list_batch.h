/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workloads made into rows, many at a time and half of them by a second thread. The rows
 * are the same, in the same order, as one thread would make them.
 */
#ifndef VA_APP_LIST_BATCH_H
#define VA_APP_LIST_BATCH_H

#include "app/list_row.h"
#include "app/session.h"

struct list_batch;

/* session, q and rows are borrowed until list_batch_free. VA_NOMEM, or as the price
 * tables say. */
enum va_code list_batch_alloc(struct session *session, const struct question *q,
                              struct list_rows *rows, struct list_batch **out,
                              struct va_err *err);
void list_batch_free(struct list_batch *b); /* NULL allowed */

/* Add a workload and leave it empty; a full batch is worked off. One that nothing can be
 * made of has a row that says why: the others are made all the same. */
enum va_code list_batch_add(struct list_batch *b, struct workload *w, struct va_err *err);

/* Work off what was added. */
enum va_code list_batch_finish(struct list_batch *b, struct va_err *err);

/* Workloads of which the question's filters left nothing. */
size_t list_batch_left_out(const struct list_batch *b);

#endif
