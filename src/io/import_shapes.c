/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which --from auto asks the shapes: the most particular first. */
#include "io/import_shapes.h"

const struct import_shape *const import_shapes[] = {
    &shape_csv,         &shape_page,
    &shape_page_data,   &shape_workload,
    &shape_hyperfine,   &shape_power_json,
    &shape_power_link,  &shape_insights_csv,
    &shape_gcf_csv,     &shape_gcf_lines,
    &shape_gcf_json,    &shape_insights_json,
    &shape_jsonl,       &shape_report_document,
    &shape_report_text, NULL,
};
