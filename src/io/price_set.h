/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The price files that were found. Private to price*.c. */
#ifndef VA_IO_PRICE_SET_H
#define VA_IO_PRICE_SET_H

#include "io/price.h"
#include "io/price_file.h"

/* The file of a name, read when it was not yet. VA_DATA when there is none: err then
 * names the nearest. Borrowed. */
enum va_code prices_file(struct prices *p, const char *name,
                         const struct price_entry **out_entry,
                         const struct price_file **out_file, struct va_err *err);

#endif
