/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workload documents, for the shapes that hold one. Private to src/io/import*.c. */
#ifndef VA_IO_IMPORT_WORKLOAD_H
#define VA_IO_IMPORT_WORKLOAD_H

#include "io/import_json.h"

/*
 * Take one workload (schema vadvise.workload/1), or an array of them: its facts, then its
 * samples. The reader's state is a struct jsonl, as import_workload_start makes it and
 * import_workload_clear leaves it. Codes as import_json_visit.
 */
enum va_code import_workload_value(struct import_reader *r, const cJSON *value,
                                   struct va_err *err);
enum va_code import_workload_start(struct import_reader *r, struct va_err *err);
void import_workload_clear(struct import_reader *r);

/*
 * Read the samples of a workload as a table: an object of `columns` (names of JSON
 * Lines), `rows` (an array of values each) and perhaps `same` (an object of what all rows
 * share). They all belong to the workload. VA_DATA names the place at fault.
 */
enum va_code workload_table_read(struct import_reader *r, const cJSON *table,
                                 const struct workload *w, struct va_err *err);

#endif
