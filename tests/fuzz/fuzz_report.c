/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: one line of a Lambda log, and the link of a Power Tuning picture. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/power_link.h"
#include "io/report_line.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static bool
is_text(const char *text, size_t size)
{
    return memchr(text, '\0', size) && text_is_utf8(text, strlen(text));
}

static void
read_line(const char *text, size_t len)
{
    struct lambda_report report;
    enum report_line_kind kind = REPORT_LINE_OTHER;
    char name[TEXT_NAME_MAX + 1];

    lambda_report_init(&report);
    if (report_line_read(text, len, &kind, &report, NULL))
        return;
    require((kind == REPORT_LINE_REPORT) == (report_line_find(text, len) != NULL));
    require(is_text(report.request_id, sizeof report.request_id));
    require(is_text(report.stream, sizeof report.stream));
    require(is_text(report.status, sizeof report.status));
    require(is_text(report.error_type, sizeof report.error_type));
    require(report.duration_ns >= SAMPLE_NONE && report.billed_ms >= SAMPLE_NONE);
    require(report.memory_mb >= 0 && report.memory_mb <= SAMPLE_MEMORY_MB_MAX);
    lambda_function_of_stream(report.stream, name);
    require(!*name || text_is_name(name, strlen(name)));
    lambda_function_of_group(report.stream, name);
    require(!*name || text_is_name(name, strlen(name)));
}

static void
read_link(const char *text, size_t len)
{
    struct power_link link;

    if (power_link_read(text, len, &link, NULL))
        return;
    require(link.n > 0 && link.n <= POWER_LINK_SIZES_MAX);
    for (int32_t i = 0; i < link.n; i++)
        require(link.memory_mb[i] > 0 && link.duration_ms[i] > 0);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    read_line((const char *)data, size);
    read_link((const char *)data, size);
    return 0;
}
