/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Public measurements are imported whole, when their folder is there:
 * PUBLISHED_DATA names it, else it stands beside the source.
 */
#include <stdlib.h>
#include <unistd.h>

#include "io/import.h"
#include "tap.h"

struct data_file {
    const char *name;
    int64_t rows;
};

struct counts {
    int64_t rows;
    int64_t bad; /* that sample_check refuses */
};

static const struct data_file files[] = {
    { "chunkfunc-emulated.csv", 8816 },  { "jolteon.csv", 872 },
    { "mbwilding-s3put.csv", 2240 },     { "powertuning-published.csv", 1540 },
    { "ubc-short-function.csv", 21000 },
};

static enum va_code
take_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    struct counts *counts = ctx;

    counts->rows++;
    counts->bad += sample_check(s, err) != VA_OK;
    return VA_OK;
}

static void
check_file(const char *folder, const struct data_file *file)
{
    struct counts counts = { 0, 0 };
    const struct import_sink sink = { take_sample, NULL, &counts };
    const struct import_options options = { .format = IMPORT_AUTO };
    struct import_report report = { .rows = 0 };
    struct va_err err = { .text = "" };
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, file->name);
    if (access(path, R_OK) != 0) {
        SKIP("the file of public measurements is not there");
        return;
    }
    OK(!import_file(path, &options, &sink, &report, &err), "%s is imported %s",
       file->name, err.text);
    IS_INT(report.rows, file->rows, "every row of it");
    IS_INT(counts.rows, file->rows, "as many samples");
    IS_INT(counts.bad, 0, "all of them good");
    IS_INT(report.format, IMPORT_CSV, "recognised as vadvise CSV");
}

int
main(void)
{
    const char *given = getenv("PUBLISHED_DATA");
    const char *srcdir = getenv("srcdir");
    char folder[2048];

    if (given)
        snprintf(folder, sizeof folder, "%s", given);
    else
        snprintf(folder, sizeof folder, "%s/../shared/data", srcdir ? srcdir : ".");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check_file(folder, &files[i]);
    return done();
}
