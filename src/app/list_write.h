/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a list as a document and as text. */
#ifndef VA_APP_LIST_WRITE_H
#define VA_APP_LIST_WRITE_H

#include "app/list_row.h"
#include "app/reply.h"

/* Write the first `limit` of the sorted rows (0: all) and the totals of all. The verdict
 * is that of the first row that could not be worked out. */
enum va_code list_write(const struct list_rows *rows, int32_t limit, struct reply *r);

#endif
