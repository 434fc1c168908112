/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every shape of every format, one a reader. Private to src/io/import*.c. */
#ifndef VA_IO_IMPORT_SHAPES_H
#define VA_IO_IMPORT_SHAPES_H

#include "io/import_reader.h"

extern const struct import_shape shape_csv;
extern const struct import_shape shape_jsonl;
extern const struct import_shape shape_workload;
extern const struct import_shape shape_page;
extern const struct import_shape shape_page_data;
extern const struct import_shape shape_hyperfine;
extern const struct import_shape shape_power_json;
extern const struct import_shape shape_power_link;
extern const struct import_shape shape_insights_csv;
extern const struct import_shape shape_insights_json;
extern const struct import_shape shape_gcf_csv;
extern const struct import_shape shape_gcf_lines;
extern const struct import_shape shape_gcf_json;
extern const struct import_shape shape_report_document;
extern const struct import_shape shape_report_text;

#endif
