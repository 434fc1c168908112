/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readers of every import format. A reader takes bytes as they come (push), so that input
 * may be a pipe of any length, and hands on checked samples. All input is hostile: lines,
 * fields, nesting and counts are bounded.
 */
#ifndef VA_IO_IMPORT_H
#define VA_IO_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/workload.h"
#include "io/rows.h"

enum {
    IMPORT_LINE_MAX = 1 << 20,
    IMPORT_DOCUMENT_MAX = 256 << 20,
    IMPORT_WARNINGS_MAX = 20
};

/* The implementation of samples that name none. */
#define IMPORT_IMPLEMENTATION "default"

/* clang-format off */
#define IMPORT_FORMATS(X) /* name for --from, what it is */                         \
    X(CSV,          "csv",          "vadvise CSV with a header line")               \
    X(JSONL,        "jsonl",        "JSON Lines, one sample a line")                \
    X(REPORT,       "report",       "Lambda REPORT lines, text or JSON; aws logs")  \
    X(INSIGHTS,     "insights",     "CloudWatch Logs Insights export, CSV or JSON") \
    X(GCF_LOG,      "gcf-log",      "Google Cloud Logging export, JSON or CSV")     \
    X(POWER_TUNING, "power-tuning", "AWS Lambda Power Tuning result or link")       \
    X(HYPERFINE,    "hyperfine",    "hyperfine --export-json")                      \
    X(WORKLOAD,     "workload",     "vadvise workload file: published curves, APIs") \
    X(REPORT_HTML,  "report-html",  "vadvise report: the page, or its JSON")
/* clang-format on */

enum import_format {
    IMPORT_AUTO = -1,
#define X(name, text, meaning) IMPORT_##name,
    IMPORT_FORMATS(X)
#undef X
        IMPORT_FORMAT_COUNT
};

const char *import_format_name(enum import_format f);
const char *import_format_meaning(enum import_format f);

/* IMPORT_AUTO for "auto"; VA_USAGE with a suggestion for an unknown name. */
enum va_code import_format_parse(const char *name, enum import_format *out,
                                 struct va_err *err);

/* Where samples go. The sample is borrowed for the call. A code that is not VA_OK ends
 * the import with it. */
struct import_sink {
    enum va_code (*sample)(void *ctx, const struct sample *s, struct va_err *err);
    /* Facts of a workload file; may be NULL: such a file is then refused. */
    enum va_code (*workload)(void *ctx, const struct workload *w, struct va_err *err);
    void *ctx;
};

/* What the user gave on the command line: wins over nothing in the file, fills what the
 * file leaves open. "" or NULL: not given. */
struct import_defaults {
    const char *workload, *implementation, *platform, *region, *emulates;
    int32_t memory_mb; /* for formats that do not carry it (hyperfine); 0: not given */
};

struct import_options {
    const char *name; /* for messages: "file.csv" or "<stdin>" */
    enum import_format format;
    struct import_defaults defaults;
    bool skip_bad; /* leave bad rows out and count them */
};

struct import_report {
    enum import_format format; /* as recognised */
    int64_t rows;              /* samples handed on */
    int64_t bad;               /* rows left out with skip_bad */
    int64_t ignored;           /* lines of other kinds (START, END, application output) */
    int64_t failures;          /* samples that are failures */
    int64_t cold;              /* samples known to be cold starts */
    int64_t first_line_bad;    /* line of the first bad row; 0 none */
    char first_bad[VA_ERR_TEXT_MAX];
    char sha256_hex[65]; /* of the bytes, when import_input asks for it; else "" */
    char digest_hex[65]; /* the same */
    int32_t n_warnings;  /* "column 'foo' is not known and left out" and alike */
    char warnings[IMPORT_WARNINGS_MAX][160];
};

struct import_reader;

/*
 * Start reading. The options' texts must outlive the reader. VA_OK, VA_NOMEM, or VA_USAGE
 * for a default that is no usable name or size.
 */
enum va_code import_open(const struct import_options *o, const struct import_sink *sink,
                         struct import_reader **out, struct va_err *err);

/* The next bytes, any number of them. After a failure the reader only takes close. */
enum va_code import_feed(struct import_reader *r, const void *bytes, size_t len,
                         struct va_err *err);

/* End of input: what is incomplete is an error ("file.csv:12: ..."). */
enum va_code import_finish(struct import_reader *r, struct import_report *out,
                           struct va_err *err);
void import_close(struct import_reader *r); /* NULL allowed */

/* What to read, and what to tell of it. */
struct import_input {
    const char *path;            /* or "-" for standard input */
    bool with_sha256;            /* of the bytes, for the report */
    const unsigned char *secret; /* makes a digest of io/digest.h; NULL: none */
    /* After each piece, at the end, and when a signal came, unless NULL: bytes read, of
     * how many (-1: not known). What is not VA_OK ends the import. */
    enum va_code (*tell)(void *ctx, int64_t bytes, int64_t size_bytes,
                         struct va_err *err);
    void *ctx;
    /* Takes rows in the place of the sink's sample, with the sink's ctx; they have no
     * request ids. NULL: samples come one by one. */
    enum va_code (*rows)(void *sink_ctx, const struct sample_rows *rows,
                         struct va_err *err);
};

/*
 * Read a whole file, or standard input, into a sink. A directory, an unreadable file and
 * a torn pipe are VA_IO; bad content VA_DATA.
 */
enum va_code import_read(const struct import_input *input, const struct import_options *o,
                         const struct import_sink *sink, struct import_report *out,
                         struct va_err *err);

/* The same, with the SHA-256 and nothing else. */
enum va_code import_file(const char *path, const struct import_options *o,
                         const struct import_sink *sink, struct import_report *out,
                         struct va_err *err);

#endif
