/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report, in steps: the answers of advise, fit and compare, the charts, and what
 * only a report has -> one document -> a page, Markdown, or pictures. The writers read
 * documents and scenes alone. Private to report*.c.
 */
#ifndef VA_APP_REPORT_H
#define VA_APP_REPORT_H

#include "app/commands.h"
#include "app/plot.h"
#include "app/table.h"

enum {
    REPORT_SAMPLES_MAX = 10000, /* more stay out of the file */
    REPORT_STOPS_MAX = 25,      /* of a slider, the goal's own and "no limit" included */
    REPORT_ROWS_MAX = 40        /* of the tables of sizes, all series together */
};

/* What the samples are. */
struct report_facts {
    int64_t n, n_failed;
    int64_t first_ms, last_ms; /* TIME_UNKNOWN: no sample says */
    int64_t n_hidden;          /* texts in which something was hidden */
};

struct report {
    struct session *session;
    const struct question *question;
    const struct report_options *options;
    struct field field;
    struct advise_request request;
    struct plot_data *plot;            /* durations */
    struct plot_data *costs;           /* the same with costs; NULL: there is no price */
    struct reply advice, fit, compare; /* fit: perhaps empty */
    struct report_facts facts;
    enum va_code failed;    /* the first text that could not be built */
    struct json_doc *doc;   /* vadvise.report/1 */
    struct json_doc *words; /* what page and Markdown say beside: goal, risk, reasons,
                               inputs, residuals */
    struct column what_if_columns[TABLE_COLUMNS_MAX]; /* heads borrowed from the words */
    int n_what_if_columns;
};

/* --- the document --- */

/* `data`: the workload and its samples, so that an import restores them; facts. */
enum va_code report_add_data(struct report *r, struct va_err *err);

/* `sample_table` in it, and `samples_left_out`; facts about the samples. */
enum va_code report_add_samples(struct report *r, struct json *data, struct va_err *err);

/* `sizes` (percentiles by size) and `readout` (a sentence by size). */
enum va_code report_add_sizes(struct report *r);

/* `what_if`: the pick for budgets and latencies around what there is. */
enum va_code report_add_what_if(struct report *r);

/* The words: what follows from everything else; other goals as a table; probe runs. */
enum va_code report_add_words(struct report *r);
enum va_code report_add_grid(struct report *r);
enum va_code report_add_runs(struct report *r, struct va_err *err);

/* Add a text that was built to one of the two documents, and clear it. A failure is
 * remembered. */
void report_add_text(struct report *r, struct json_doc *doc, struct json *in,
                     const char *key, struct buf *text);

/* How many of a series' measured sizes the tables have, and which: from end to end, as
 * evenly as can be. */
int32_t report_shown(const struct report *r, const struct plot_series *p);
const struct plot_sample *report_shown_sample(const struct report *r,
                                              const struct plot_series *p, int32_t i);

/* "1708 MB, 71.9 s (p50), $0.0019995 per invocation". */
void report_say_configuration(const struct report *r, const struct configuration *c,
                              struct buf *out);

/* What the nearest miss of a goal that cannot be met is called: that of the budget, else
 * that of the latency; "" when there is none. A static string. */
const char *report_side_title(const struct report *r, bool budget);

/* What a configuration's duration is: "p95", or "p95 not known" of a published curve; a
 * static string. */
const char *report_statistic(const struct report *r, const struct json *configuration);

/* Where a configuration of the advice runs, as advise says it: "mtcnn on aws-lambda-x86
 * us-east-1". */
void report_say_place(const struct report *r, const struct json *configuration,
                      struct buf *out);

/* A text without account numbers and ARNs; out holds size bytes. Returns whether
 * something was hidden. */
bool report_hide_ids(char *out, size_t size, const char *text);

/* --- charts --- */

/* Every table by its place in a report. */
enum report_table_id {
    REPORT_TABLE_SIZES,
    REPORT_TABLE_COSTS,
    REPORT_TABLE_COMPARE,
    REPORT_TABLE_WHAT_IF,
    REPORT_TABLE_FORMS,
    REPORT_TABLE_RESIDUALS,
    REPORT_TABLE_RUNS,
    REPORT_TABLE_COUNT
};

/* A chart of a report, and the table below it. */
struct report_chart {
    const char *heading;
    const struct plot_data *data;
    enum report_table_id table;
};

/* The chart of a field, whose name is its id. False: there is nothing to draw. */
bool report_chart_get(const struct report *r, enum plot_field field,
                      struct report_chart *out);

/* --- writing --- */

/* Text as HTML, and as Markdown on one line; what no text may hold becomes U+FFFD. */
void report_html_text(struct buf *out, const char *text);
/* Sentences: no number is parted from its unit. */
void report_html_words(struct buf *out, const char *text);
void report_markdown_text(struct buf *out, const char *text);

/* A table of rows of a document. Columns without anything to say are left out; nothing
 * is written without rows. */
struct report_table {
    const char *caption;
    const struct json *rows;
    const struct column *columns;
    int n_columns;
    const char *only; /* rows of this name; NULL: all */
};
void report_html_table(struct buf *out, const struct report_table *t);
void report_markdown_table(struct buf *out, const struct report_table *t);

/* What a table shows in this report; of sizes, costs and residuals, those of a series. */
void report_table_get(const struct report *r, enum report_table_id id, int32_t series,
                      struct report_table *out);

/* The caption of a series' table: its name where there are several, and what the table
 * leaves out. */
void report_say_caption(const struct report *r, const struct report_table *t,
                        int32_t series, struct buf *out);

/* The value at a path of a document as a cell says it; TABLE_CELL_BYTES. Returns cell. */
const char *report_cell(char *cell, const struct json *in, const char *path,
                        enum cell_kind kind);

/* The whole report. VA_NOMEM, VA_OVERFLOW. */
enum va_code report_write_html(const struct report *r, struct buf *out);

/* The same; err is set. */
enum va_code report_write_markdown(const struct report *r, struct buf *out,
                                   struct va_err *err);

/* The chart asked for, as a file of its own. VA_DATA, with err, when there is none. */
enum va_code report_write_svg(const struct report *r, struct buf *out,
                              struct va_err *err);

/* The page's style sheet and its script; static strings. */
extern const char report_style[];
extern const char report_script[];

#endif
