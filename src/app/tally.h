/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import brought, by workload. */
#ifndef VA_APP_TALLY_H
#define VA_APP_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "core/sample.h"
#include "io/rows.h"

enum { TALLY_SIZES_MAX = 64 };

struct tally_entry {
    char workload[TEXT_NAME_MAX + 1];
    int64_t samples, failures, cold;
    int32_t sizes_mb[TALLY_SIZES_MAX]; /* ascending; the first distinct ones met */
    int32_t n_sizes;
    bool more_sizes; /* than there is room for */
};

struct tally {
    struct tally_entry *entries; /* by name */
    size_t n, cap, last;
};

/* Count a sample. VA_OK or VA_NOMEM. */
enum va_code tally_add(struct tally *t, const struct sample *s);

/* Count rows of one workload that did not fail. */
enum va_code tally_add_rows(struct tally *t, const struct sample_rows *rows);
void tally_clear(struct tally *t);

#endif
