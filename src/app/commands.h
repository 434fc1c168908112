/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The use cases, one function each: a question in, a reply out. Every function returns
 * VA_OK with a filled reply (see reply.verdict), or a code with err; the reply is cleared
 * by the caller in both cases. JSON fields are described in vadvise-json(7).
 */
#ifndef VA_APP_COMMANDS_H
#define VA_APP_COMMANDS_H

#include <stdbool.h>

#include "app/plot.h"
#include "app/probe_request.h"
#include "app/question.h"
#include "app/reply.h"
#include "app/scene_cells.h"
#include "app/session.h"
#include "io/import.h"

/* vadvise.advice/1. verdict VA_GOAL when the goal cannot be met. */
enum va_code app_advise(struct session *s, const struct question *q, struct reply *r,
                        struct va_err *err);

/* vadvise.list/1: every workload with its evidence, its pick, and what that saves against
 * the size deployed now; q->workload is not used. */
enum va_code app_list(struct session *s, const struct question *q, struct reply *r,
                      struct va_err *err);

/* vadvise.profile/1: one workload, every size, evidence. */
enum va_code app_show(struct session *s, const struct question *q, struct reply *r,
                      struct va_err *err);

/* vadvise.fit/1: every form's parameters, a row per size. */
enum va_code app_fit(struct session *s, const struct question *q, struct reply *r,
                     struct va_err *err);

/* vadvise.compare/1: implementations x platforms side by side. */
enum va_code app_compare(struct session *s, const struct question *q, struct reply *r,
                         struct va_err *err);

/* vadvise.check/1: verdict VA_CHECK when the deployed size (q->now_mb, or the first of
 * q->sizes_mb) breaks the goal. */
enum va_code app_check(struct session *s, const struct question *q, struct reply *r,
                       struct va_err *err);

/* vadvise.stability/1: spread by hour, day, CPU type and size, with tests. Reads every
 * sample, twice. */
enum va_code app_stability(struct session *s, const struct question *q, struct reply *r,
                           struct va_err *err);

/* vadvise.plan/1: the probes worth making next, or those of a fixed plan (q->sizes_mb,
 * like): their prices, what they settle, why it ends. A workload that is not stored is a
 * new one. Of the request count like, runs, cold, drop_first, timeout_ms, target_regret,
 * max_spend_pusd and emulates. */
enum va_code app_plan(struct session *s, const struct question *q,
                      const struct probe_request *request, struct reply *r,
                      struct va_err *err);

/* A chart. The text is the chart itself; the document is vadvise.plot/1. SVG of both
 * charts is VA_USAGE. */
struct plot_options {
    bool svg;
    enum plot_chart chart;
    enum plot_axes axes;
    int32_t low_mb, high_mb; /* a window on the sizes; 0, 0: all of them */
    enum scene_symbols symbols;
    int32_t columns, rows; /* of a text chart; 0: 80 x 24 */
};
enum va_code app_plot(struct session *s, const struct question *q,
                      const struct plot_options *o, struct reply *r, struct va_err *err);

/*
 * A report: one page of HTML, Markdown, or pictures, in the reply's text; its document is
 * vadvise.report/1, which the page holds as well, so that an import of either restores
 * the workload. verdict VA_GOAL when the goal cannot be met.
 */
enum report_form { REPORT_HTML, REPORT_MARKDOWN, REPORT_SVG };
struct report_options {
    enum report_form form;
    enum plot_chart chart; /* of REPORT_SVG; not both */
    bool with_ids;         /* keep account numbers, ARNs and names of functions */
};
enum va_code app_report(struct session *s, const struct question *q,
                        const struct report_options *o, struct reply *r,
                        struct va_err *err);

/* vadvise.import/1. */
struct import_facts { /* stated about the implementation and the workload */
    const char *api;  /* NULL: none */
    int32_t calls_per_invocation;
    double recall;            /* NAN: none */
    int32_t now_mb;           /* 0: none */
    int64_t volume_per_month; /* 0: none */
};
struct import_progress { /* called now and then while reading; NULL functions are skipped
                          */
    /* Rows and bytes read so far, of how many bytes (-1: not known). */
    void (*tell)(void *ctx, int64_t rows, int64_t bytes, int64_t size_bytes);
    bool (*stopped)(void *ctx); /* true: the user wants out; nothing is stored */
    void *ctx;
};
/* Logs of a function as the input, fetched by vadvise-probe. NULL where not given. */
struct import_logs {
    const char *program;  /* path of vadvise-probe */
    const char *function; /* name or ARN */
    const char *profile, *endpoint_url, *log_group;
    int64_t since_ms, until_ms; /* Unix time, from and before */
    bool insights;              /* the provider counts; else every report is fetched */
    bool verbose;
    void (*say)(void *ctx, const char *line); /* what it says beside; NULL: not heard */
    void *ctx;
};
struct import_request {
    const char *path;               /* or "-" */
    const struct import_logs *logs; /* in the place of the path; NULL: read the path */
    enum import_format format;
    struct import_defaults defaults;
    struct import_facts facts;
    struct import_progress progress;
    bool skip_bad, dry_run;
};
enum va_code app_import(struct session *s, const struct import_request *request,
                        struct reply *r, struct va_err *err);

/*
 * Samples of q->workload: "csv", "jsonl", "power-tuning" (link). Bytes go to the drain as
 * they come, so an export of any length takes little memory; the reply stays empty.
 */
struct export_drain {
    enum va_code (*write)(void *ctx, const struct buf *bytes, struct va_err *err);
    void *ctx;
};
enum va_code app_export(struct session *s, const struct question *q, const char *format,
                        const struct export_drain *drain, struct va_err *err);

/* vadvise.forget/1: how many samples went (or would go). run: of this probe run alone; 0:
 * all. */
struct forget_request {
    int64_t run;
    bool dry_run;
};
enum va_code app_forget(struct session *s, const struct question *q,
                        const struct forget_request *request, struct reply *r,
                        struct va_err *err);

/* Store what the user notes of a workload of their own; "" takes it away. `show` says it,
 * a workload file that is imported brings one as well. VA_USAGE for control characters
 * and for too long a note. */
enum va_code app_set_note(struct session *s, const char *workload, const char *note,
                          struct va_err *err);

/* vadvise.pricing-list/1: tables; with a name that platform's or API's only. */
enum va_code app_pricing_list(struct session *s, const char *name, struct reply *r,
                              struct va_err *err);
/* One tariff in force: q->as_of_days, q->region, q->pricing, q->sizes_mb (prices there).
 */
enum va_code app_pricing_show(struct session *s, const char *name,
                              const struct question *q, struct reply *r,
                              struct va_err *err);
/* vadvise.pricing-set/1: changed prices (app/what_if.h), the session's and one more. The
 * effect is that on q->workload, or on every workload when it is NULL. */
struct pricing_set {
    const char *text; /* "NAME/CELL=VALUE": a change; NAME: list the cells of that
                         platform or API; NULL: the session's changes alone */
    bool keep;        /* write them as price files of the user's own */
};
enum va_code app_pricing_set(struct session *s, const struct question *q,
                             const struct pricing_set *what, struct reply *r,
                             struct va_err *err);

/* Check price files: path NULL: all installed and overlay files. Verdict VA_DATA when one
 * is wrong; every file is reported. */
enum va_code app_pricing_check(struct session *s, const char *path, struct reply *r,
                               struct va_err *err);

/* vadvise.doctor/1: what is installed, where data live, whether all is well. Verdict
 * VA_IO when something is broken. */
struct doctor_request {
    const char *probe_program; /* path of vadvise-probe; NULL: it was not found */
    const char *terminal;      /* what is known of it, a sentence */
    const char *state_file;    /* what the screen remembers; NULL: nothing */
    bool has_screen;           /* the terminal can show the full screen, by its name */
    bool deep;
};
enum va_code app_doctor(struct session *s, const struct doctor_request *request,
                        struct reply *r, struct va_err *err);

#endif
