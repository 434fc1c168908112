/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another value at one place of a JSON text, all other bytes as they are. Private to
 * price*.c. */
#ifndef VA_IO_PRICE_SPLICE_H
#define VA_IO_PRICE_SPLICE_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Write the text with another value at the place.
 *
 * text   a JSON text that price_scan accepted, NUL-terminated
 * place  "tables[2].regions[0].request_usd"; a last key that is not there is added as
 *        the first of its object
 * value  JSON text of the value
 * out    gets the new text
 *
 * Returns VA_OK, VA_DATA when the way there does not exist, VA_NOMEM, VA_OVERFLOW.
 */
enum va_code price_splice(const char *text, const char *place, const char *value,
                          struct buf *out);

#endif
