/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One price file, read and checked. Private to price*.c and their tests. */
#ifndef VA_IO_PRICE_FILE_H
#define VA_IO_PRICE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "core/tariff.h"
#include "io/price.h"

enum {
    PRICE_BYTES_MAX = 4 << 20, /* of a file */
    PRICE_VALUES_MAX = 100000, /* JSON values in a file */
    PRICE_DEPTH_MAX = 12,      /* nesting */
    PRICE_TABLES_MAX = 64,     /* in a file */
    PRICE_GROUPS_MAX = 64,     /* of regions in a table */
    PRICE_REGIONS_MAX = 512,   /* in a table */
};

/* Largest quantity in a month, and largest memory, that a file may name. */
#define PRICE_UNITS_MAX INT64_C(1000000000000000)
#define PRICE_MB_MAX (INT64_C(1) << 20)

/* The price of a billing step at one size. */
struct price_step {
    int64_t pusd;
    int64_t free_per_month;
};

/* Regions that share their prices. */
struct price_group {
    const cJSON *names; /* array of strings */
    int64_t request_pusd;
    struct tariff_rate rates[TARIFF_RATES_MAX];
    int32_t n_rates;
    struct price_step steps[TARIFF_SIZES_MAX];  /* of the table's size i */
    struct tariff_tier tiers[TARIFF_TIERS_MAX]; /* of an API */
    int32_t n_tiers;
};

/* One dated table. Texts belong to the file's tree. */
struct price_dated {
    const char *table;
    const char *source;
    const char *retrieved;
    const char *note;
    const char *default_region;
    int32_t effective_days;
    bool verified;
    int32_t step_ms;
    int32_t min_billed_ms;
    int32_t max_timeout_ms;
    int32_t mb_per_vcpu;
    int32_t init;           /* enum tariff_init */
    int64_t free_per_month; /* requests of a platform, calls of an API */
    struct tariff_size sizes[TARIFF_SIZES_MAX];
    int32_t n_sizes;
    struct price_group *groups;
    int32_t n_groups;
    int32_t n_regions;
};

struct price_file {
    cJSON *tree;
    char *text; /* as it was read, with a NUL behind; owned */
    size_t len;
    char sha256[SHA256_HEX + 1];
    int32_t kind; /* enum price_kind */
    const char *name;
    const char *title;
    struct price_dated *tables; /* by date */
    int32_t n_tables;
};

/*
 * Read and check the text of a price file.
 *
 * text, len  the bytes; need not end in NUL
 * path       for messages, and for the name that the file must carry
 *
 * Returns VA_OK; VA_DATA with "path: place: what"; VA_NOMEM. *out is NULL on failure.
 */
enum va_code price_file_parse(const char *text, size_t len, const char *path,
                              struct price_file **out, struct va_err *err);

/* All of a regular file, with a NUL behind, in memory that the caller frees. VA_IO,
 * VA_DATA when it is too large, VA_NOMEM. */
enum va_code price_text_read(const char *path, char **out, size_t *out_len,
                             struct va_err *err);

/* The same for a file: also VA_IO when it cannot be read. Its text is kept. */
enum va_code price_file_read(const char *path, struct price_file **out,
                             struct va_err *err);
void price_file_free(struct price_file *f);

/* Is the text one JSON value within the bounds above? err gets "path:line: what". */
enum va_code price_scan(const char *text, size_t len, const char *path,
                        struct va_err *err);

/* Check the tree and fill the file from it. */
struct price_reader;
enum va_code price_read_root(struct price_reader *r, struct price_file *f);
enum va_code price_read_table(struct price_reader *r, const cJSON *item, int32_t kind,
                              struct price_dated *out);
enum va_code price_read_sizes(struct price_reader *r, const cJSON *list,
                              struct price_dated *t);
enum va_code price_read_tiers(struct price_reader *r, const cJSON *list,
                              struct tariff_tier *tiers, int32_t *out_n);
enum va_code price_read_group(struct price_reader *r, const cJSON *item, int32_t kind,
                              struct price_dated *t, struct price_group *g);

#endif
