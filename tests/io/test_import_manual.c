/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual's examples are recognised and imported, and it names every column. */
#include <stdlib.h>

#include "import_case.h"
#include "io/import_row.h"

struct example {
    const char *name; /* in the page */
    enum import_format format;
    int64_t rows;
    int32_t memory_mb; /* given with --memory */
};

static const struct example examples[] = {
    { "csv", IMPORT_CSV, 3, 0 },
    { "jsonl", IMPORT_JSONL, 2, 0 },
    { "report", IMPORT_REPORT, 1, 0 },
    { "report-json", IMPORT_REPORT, 1, 0 },
    { "report-events", IMPORT_REPORT, 1, 0 },
    { "insights-csv", IMPORT_INSIGHTS, 1, 0 },
    { "insights-json", IMPORT_INSIGHTS, 1, 0 },
    { "gcf-json", IMPORT_GCF_LOG, 2, 512 },
    { "gcf-csv", IMPORT_GCF_LOG, 1, 512 },
    { "power-tuning", IMPORT_POWER_TUNING, 2, 0 },
    { "power-link", IMPORT_POWER_TUNING, 3, 0 },
    { "hyperfine", IMPORT_HYPERFINE, 2, 0 },
    { "workload", IMPORT_WORKLOAD, 1, 0 },
    { "report\\-html", IMPORT_REPORT_HTML, 2, 0 },
};

static char page[1 << 16];

static bool
read_page(void)
{
    const char *srcdir = getenv("srcdir");
    char path[1024];
    size_t len = 0;
    FILE *file = NULL;

    snprintf(path, sizeof path, "%s/man/vadvise-data.5", srcdir ? srcdir : ".");
    file = fopen(path, "r");
    if (!file)
        return false;
    len = fread(page, 1, sizeof page - 1, file);
    page[len] = '\0';
    return !fclose(file) && len > 0 && len < sizeof page - 1;
}

/* An example as it is read: "\-" is "-", "\&" is nothing. False: it is not there. */
static bool
find_example(const char *name, char *out, size_t size)
{
    char marker[64];
    const char *start = NULL;
    const char *end = NULL;
    size_t n = 0;

    snprintf(marker, sizeof marker, ".\\\" example: %s\n.nf\n", name);
    start = strstr(page, marker);
    end = start ? strstr(start, "\n.fi\n.\\\" end of example\n") : NULL;
    if (!end || (size_t)(end - start) >= size)
        return false;
    for (start += strlen(marker); start <= end; start++) {
        if (start[0] == '\\' && start[1] == '&')
            start++;
        else if (*start != '\\')
            out[n++] = *start;
    }
    out[n] = '\0';
    return true;
}

static void
check_example(const struct example *e)
{
    static char text[4096];
    const struct import_case c = {
        .input = text,
        .from = IMPORT_AUTO,
        .defaults = { .workload = "thumbs", .memory_mb = e->memory_mb },
    };
    struct import_outcome o = { .code = VA_OK };

    if (!OK(find_example(e->name, text, sizeof text), "the manual has the example %s",
            e->name))
        return;
    import_case_run(&c, 4096, &o);
    IS_STR(o.code ? o.err.text : "", "", "%s is imported", e->name);
    IS_INT(o.report.format, e->format, "%s is recognised", e->name);
    IS_INT(o.report.rows, e->rows, "%s has all its samples", e->name);
    IS_INT(o.report.n_warnings, e->format == IMPORT_POWER_TUNING, "%s: warnings",
           e->name);
    import_outcome_clear(&o);
}

/* Is the column named in the page as the head of a paragraph? */
static bool
is_named(const char *column)
{
    char bold[80];

    snprintf(bold, sizeof bold, "\n.B %s\n", column);
    return strstr(page, bold) != NULL;
}

int
main(void)
{
    if (!OK(read_page(), "the manual page is there"))
        return done();
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        check_example(&examples[i]);
    for (int i = 0; i < ROW_COLUMN_COUNT; i++) {
        const char *column = row_column_name((enum row_column)i);

        OK(is_named(column), "the manual names the column %s", column);
    }
    for (int i = 0; i < IMPORT_FORMAT_COUNT; i++) {
        const char *name = import_format_name((enum import_format)i);
        char heading[80];
        size_t n = 0;

        n += (size_t)snprintf(heading, sizeof heading, "\n.SS ");
        for (; *name; name++) {
            if (*name == '-')
                heading[n++] = '\\';
            heading[n++] = *name;
        }
        snprintf(heading + n, sizeof heading - n, ": ");
        OK(strstr(page, heading), "the manual has a section for %s",
           import_format_name((enum import_format)i));
    }
    return done();
}
