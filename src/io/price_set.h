/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The price files that were found. Private to price*.c. */
#ifndef VA_IO_PRICE_SET_H
#define VA_IO_PRICE_SET_H

#include <pthread.h>

#include "io/price.h"
#include "io/price_file.h"

struct price_edits; /* changes of a file that are not saved (price_edit.c) */

struct price_slot {
    struct price_entry entry;
    struct price_file *file;   /* as saved; NULL: not read yet */
    struct price_edits *edits; /* NULL: none */
    char *name;                /* what the entry borrows */
    char *path;
};

struct prices {
    struct price_slot *slots; /* by name once open */
    int32_t n;
    pthread_mutex_t reading;
    uint32_t generation; /* of what questions find */
    bool aside;          /* changes are not looked at for now */
};

/* Read the file of a slot when it was not yet. */
enum va_code price_slot_read(struct prices *p, struct price_slot *s, struct va_err *err);

/* The slot of a name, read. VA_DATA when there is none: err then names the nearest. */
enum va_code price_slot_find(struct prices *p, const char *name, struct price_slot **out,
                             struct va_err *err);

/* What questions find: the file with its changes, or as it is saved. Borrowed. */
const struct price_file *price_slot_file(const struct prices *p,
                                         const struct price_slot *s);

/* The file that the changes make. Borrowed. */
const struct price_file *price_edits_file(const struct price_edits *e);

/* Is a price of this table changed, for a group of its regions (-1: for any)? What is set
 * aside is not. */
bool price_slot_changed(const struct prices *p, const struct price_slot *s, int32_t table,
                        int32_t group);
/* NULL allowed. */
void price_edits_free(struct price_edits *e);

/* The file of a name, read when it was not yet. VA_DATA when there is none: err then
 * names the nearest. Borrowed. */
enum va_code prices_file(struct prices *p, const char *name,
                         const struct price_entry **out_entry,
                         const struct price_file **out_file, struct va_err *err);

#endif
