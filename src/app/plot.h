/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The chart of a workload, in steps: a field and its advice -> data -> words, a scene, a
 * document. Only plot_data.c reads the engine; the other steps work on plain data.
 */
#ifndef VA_APP_PLOT_H
#define VA_APP_PLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/field.h"
#include "app/scene.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "core/advise.h"

enum {
    PLOT_SERIES_MAX = 4, /* as many colours as are told apart by everyone */
    PLOT_STEPS = 96,     /* of the line, equal on a logarithmic axis */
    PLOT_SPANS_MAX = 8,
    PLOT_NOTES_MAX = 16,
    PLOT_NAME_MAX = 560,
    PLOT_COLUMNS_MIN = 40,
    PLOT_ROWS_MIN = 12,
    PLOT_ROWS_MAX = 500
};

/* The curve at a size. */
struct plot_point {
    int32_t memory_mb;
    double duration_ms;     /* the statistic asked for */
    double low_ms, high_ms; /* 90 % interval; NAN: spread not known */
    bool outside;           /* of the measured (or stated) range */
};

/* What was measured at a size. */
struct plot_sample {
    int32_t memory_mb;
    int64_t n;              /* invocations */
    double duration_ms;     /* the statistic asked for, of the runs */
    double p5_ms, p95_ms;   /* of the runs; NAN below two rows */
    double expected_ms;     /* what is believed there, in the light of all sizes */
    double low_ms, high_ms; /* 90 % interval of that; NAN: not known */
};

struct plot_series {
    int32_t contender;        /* index in the field */
    char name[PLOT_NAME_MAX]; /* "mtcnn on aws-lambda-x86 us-east-1" */
    bool published;           /* a published curve: no samples, no band */
    bool emulated;
    struct plot_point line[PLOT_STEPS + 1];      /* ascending; sizes without samples */
    int32_t n_line;                              /* 0: one size only, no curve */
    struct plot_sample samples[CURVE_SIZES_MAX]; /* ascending */
    int32_t n_samples;
    struct failed_size failed[CURVE_SIZES_MAX]; /* sizes with failures, ascending */
    int32_t n_failed;
    int32_t from_mb, to_mb; /* range of sizes that work, and the duration at its ends */
    double from_ms, to_ms;
    int32_t half_mb; /* smallest size with half of the gain between the ends; 0: none */
};

struct plot_span {
    int32_t from_mb, to_mb;
};

struct plot_note {
    const char *code; /* static string */
    char text[SCENE_TEXT_MAX];
};

struct plot_data {
    const char *workload; /* borrowed */
    bool sample_data;
    struct goal goal;
    struct plot_series series[PLOT_SERIES_MAX]; /* the pick's first */
    int32_t n_series;
    bool has_advice, feasible, has_safe, has_now;
    struct configuration pick, safe, now;         /* contender: index in the field */
    struct plot_span over_budget[PLOT_SPANS_MAX]; /* of the first series */
    int32_t n_over;
    struct plot_note notes[PLOT_NOTES_MAX];
    int32_t n_notes;
};

/*
 * Read off everything that the chart shows.
 *
 * f    borrowed; must outlive the data
 * out  large: keep it on the heap
 *
 * Returns VA_OK; VA_DATA when no contender has a duration to draw; VA_NOMEM and what the
 * engine says.
 */
enum va_code plot_collect(const struct field *f, const struct advise_request *request,
                          struct plot_data *out, struct va_err *err);

/* The field's contenders in the order they are drawn: the pick's, then as ranked, then
 * the rest. order holds ADVICE_CONTENDERS_MAX; returns how many. */
int32_t plot_order(const struct field *f, const struct advice *a, int32_t *order);

/* Fill a series' line, half_mb and the durations at its ends, for a fitted curve. The
 * line reaches from_mb and to_mb, and low_mb and high_mb where those lie outside. */
enum va_code plot_trace(const struct contender *c, const struct advise_request *request,
                        int32_t low_mb, int32_t high_mb, struct plot_series *out);

/* Sizes of the first series that cost more than the budget, as spans. */
enum va_code plot_find_over(const struct contender *c,
                            const struct advise_request *request, struct plot_data *d);

/* Add a note; past PLOT_NOTES_MAX it is dropped. */
void plot_add_note(struct plot_data *d, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The index in d->series of a configuration's contender; -1: not drawn. */
int32_t plot_series_of(const struct plot_data *d, const struct configuration *c);

/* The box around everything that is drawn, before any margin. */
struct plot_box {
    double low_mb, high_mb, low_ms, high_ms;
};
struct plot_box plot_box_of(const struct plot_data *d);

/* Is the latency goal near enough to be drawn? 0 yes (or no such goal), -1 far below the
 * durations, 1 far above. */
int plot_latency_side(const struct plot_data *d);

/* The chart in sentences, one after the other on one line. */
void plot_caption(const struct plot_data *d, struct buf *out);

/* "pick: 1708 MB, 71.9 s, $0.0019995 per invocation". */
void plot_say_configuration(const struct configuration *c, const char *what,
                            struct buf *out);

/* The scene; cleared by the caller in every case. VA_NOMEM, VA_OVERFLOW. */
enum va_code plot_scene(const struct plot_data *d, struct scene *out);

/* Add the pick, the safe pick, today's size, the budget and the latency to a scene whose
 * axes are set. */
void plot_add_goal(const struct plot_data *d, struct scene *s);

/* The document vadvise.plot/1 of a field's data and scene. */
void plot_document(const struct field *f, const struct plot_data *d,
                   const struct scene *s, struct json_doc *doc);

/* The whole chart as lines of text: title, legend, axes and layers, caption, notes. No
 * line is wider than the columns; words are never cut, so a chart with many of them may
 * pass its rows. VA_USAGE below PLOT_COLUMNS_MIN columns. */
struct plot_options;
enum va_code plot_text(const struct scene *s, const struct plot_options *o,
                       struct buf *out, struct va_err *err);

#endif
