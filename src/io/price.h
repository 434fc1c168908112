/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Price tables: JSON files of platforms and APIs, installed ones and a user's overlays.
 * The format is in vadvise-pricing(5) and schema/pricing.schema.json.
 */
#ifndef VA_IO_PRICE_H
#define VA_IO_PRICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/tariff.h"

struct prices; /* every table found, opaque; parsed on first use of each file */

enum price_kind { PRICE_PLATFORM, PRICE_API };

/*
 * Remember where price files are: the installed folder and the user's overlays (a file
 * with the same platform or API there wins; NULL or a missing folder: none). A file's
 * name without ".json" is the platform or API it describes. Reads only the directories.
 */
enum va_code prices_open(const char *installed_dir, const char *overlay_dir,
                         struct prices **out, struct va_err *err);
void prices_close(struct prices *p);

/* Which platforms and APIs there are, sorted by name: entry i of n. Borrowed. */
struct price_entry {
    const char *name;
    enum price_kind kind; /* known after the file was read: after prices_read */
    const char *path;
    bool overlay;
};
int32_t prices_count(const struct prices *p);
const struct price_entry *prices_entry(const struct prices *p, int32_t i);

/* Read the file of entry i, so that its kind is known. VA_OK, VA_IO, VA_DATA, VA_NOMEM.
 */
enum va_code prices_read(struct prices *p, int32_t i, struct va_err *err);

/* Whose prices, when. */
struct price_query {
    const char *name;        /* platform or API */
    const char *region;      /* NULL or "": the table's default region */
    const char *table;       /* NULL: the newest that holds on the day; else by name */
    int32_t on_days;         /* date, days since 1970 */
    int32_t billing_step_ms; /* 0: the table's own; else a what-if (1 or 100) */
};

/*
 * The tariff in force. VA_DATA when there is no such platform, region, table or day (err
 * names the nearest), VA_IO, VA_NOMEM; a damaged file is VA_DATA with file and place.
 */
enum va_code prices_platform(struct prices *p, const struct price_query *q,
                             struct tariff *out, struct va_err *err);
enum va_code prices_api(struct prices *p, const struct price_query *q,
                        struct api_tariff *out, struct va_err *err);

/* Is there a file for this name? Reads no file. */
bool prices_knows(struct prices *p, const char *name);

/* One dated table of a file, for `pricing list` and `pricing show`. Borrowed texts. */
struct price_table {
    const char *name; /* platform or API */
    enum price_kind kind;
    const char *table;
    const char *title;     /* "AWS Lambda (x86_64)" */
    const char *source;    /* where the figures come from */
    const char *retrieved; /* "YYYY-MM-DD" */
    const char *path;
    const char *sha256; /* of the file, or of its text as it was changed */
    const char *note;   /* "" or the file's remark, such as what is not verified */
    int32_t effective_days;
    int32_t n_regions;
    bool unverified;
    bool overlay;
    bool what_if; /* some cell of it was changed and is not saved (price_edit.h) */
};

/* Call visit for every table of one file (name) or of all files (NULL), by name, then by
 * date. Stops at the first code that is not VA_OK and returns it. */
enum va_code prices_visit(struct prices *p, const char *name,
                          enum va_code (*visit)(void *ctx, const struct price_table *t),
                          void *ctx, struct va_err *err);

/* Region i of a table (by file and table name); NULL past the end. Borrowed. */
const char *prices_region(struct prices *p, const char *name, const char *table,
                          int32_t i);

/*
 * Check one price file against every rule of the format (any path, installed or not).
 * Returns VA_OK, VA_IO, VA_NOMEM, or VA_DATA with "file: tables[2].regions[0]...: what".
 */
enum va_code prices_check_file(const char *path, struct va_err *err);

#endif
