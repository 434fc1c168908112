/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a price file that is kept says of the prices in it that are the user's own.
 * Private to price*.c. */
#ifndef VA_IO_PRICE_MARK_H
#define VA_IO_PRICE_MARK_H

#include "base/buf.h"
#include "io/price_edit.h"
#include "io/price_set.h"

/*
 * The text of the slot's changed file; each table with a change says that it is not
 * verified, and its note begins with which prices are not the source's.
 *
 * out  set up by the caller
 *
 * Returns VA_OK, VA_NOMEM, VA_OVERFLOW.
 */
enum va_code price_mark(const struct prices *p, const struct price_slot *s,
                        struct buf *out);

#endif
