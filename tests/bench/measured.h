/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measurements of real functions, read as the product reads them. */
#ifndef VA_TESTS_BENCH_MEASURED_H
#define VA_TESTS_BENCH_MEASURED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/workload.h"

enum { MEASURED_FILES_MAX = 64 };

/* A size with durations: the median of all of its rows that did not fail, cold or not. */
struct measured_size {
    int32_t memory_mb;
    int32_t rows;
    double median_ms;
};

/* One profile of one workload. */
struct measured_curve {
    int32_t file;                /* index */
    int32_t workload;            /* index in the file */
    int32_t profile;             /* index in the workload */
    bool lambda;                 /* run on AWS Lambda itself */
    struct measured_size *sizes; /* ascending */
    int32_t n_sizes;
};

struct measured_file {
    char name[64]; /* without folder and suffix */
    struct workload *workloads;
    int32_t n_workloads;
};

/* { 0 } is empty. */
struct measured {
    struct measured_file files[MEASURED_FILES_MAX];
    int32_t n_files;
    struct measured_curve *curves;
    int32_t n_curves;
};

/* Add a sample CSV through the importer. Its code, or VA_OVERFLOW past
 * MEASURED_FILES_MAX files. */
enum va_code measured_load(struct measured *m, const char *path, struct va_err *err);
void measured_clear(struct measured *m);

/* The summaries behind a curve. Borrowed. */
const struct profile *measured_profile(const struct measured *m,
                                       const struct measured_curve *c);

#endif
