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
    PLOT_STEPS = 96,     /* of the line, equal on the axis, unless a view says more */
    PLOT_LINE_MAX = 1024,
    PLOT_SPANS_MAX = 64,
    PLOT_NOTES_MAX = 16,
    PLOT_NAME_MAX = 560,
    PLOT_COLUMNS_MIN = 40,
    PLOT_ROWS_MIN = 12,
    PLOT_ROWS_MAX = 500
};

/* What is on the y axis. */
/* clang-format off */
#define PLOT_FIELDS(X) /* name, word */                                                \
    X(DURATION, "duration")                                                            \
    X(COST,     "cost")     /* of a million invocations, exact at every size */
#define PLOT_AXES(X) /* name, word: x, then y */                                       \
    X(LOG_LOG, "log-log")                                                              \
    X(LIN_LIN, "lin-lin")                                                              \
    X(LOG_LIN, "log-lin")
/* clang-format on */

enum plot_field {
#define X(name, word) PLOT_##name,
    PLOT_FIELDS(X)
#undef X
        PLOT_FIELD_COUNT
};
/* Which charts to draw. */
/* clang-format off */
#define PLOT_CHARTS(X) /* name, word */                                                \
    X(DURATION, "duration")                                                            \
    X(COST,     "cost")                                                                \
    X(BOTH,     "both")
/* clang-format on */
enum plot_chart {
#define X(name, word) CHART_##name,
    PLOT_CHARTS(X)
#undef X
        CHART_COUNT
};
enum plot_axes {
#define X(name, word) PLOT_##name,
    PLOT_AXES(X)
#undef X
        PLOT_AXES_COUNT
};
/* Their words; static strings. */
const char *plot_field_name(enum plot_field f);
const char *plot_chart_name(enum plot_chart c);
const char *plot_axes_name(enum plot_axes a);

/* How to look at a workload; {0}: all durations, logarithmic. */
struct plot_view {
    enum plot_field field;
    enum plot_axes axes;
    int32_t low_mb, high_mb; /* a window on the sizes; 0, 0: all of them */
    int32_t columns;         /* dots across that lines are traced at; 0: PLOT_STEPS */
    int32_t cross_mb;        /* the crosshair; 0: none */
    double cross_value;      /* its mark's place on the y axis; 0: on the line */
    int32_t choice_mb;       /* a size that was accepted; 0: none */
    bool pareto, residuals;  /* those layers */
    bool shaded;             /* sizes outside the goal */
    bool every_size;         /* where the request extrapolates: all that are sold */
    bool point_costs;        /* of the line's points too, for a document */
};

/* The curve at a size. */
struct plot_point {
    int32_t memory_mb;
    double duration_ms;     /* the statistic asked for */
    double low_ms, high_ms; /* 90 % interval; NAN: spread not known */
    bool outside;           /* of the measured (or stated) range */
    int64_t cost_pusd;      /* COST_UNKNOWN without a price, or when not asked for */
};

/* Exact costs of the sizes that share a dot. */
struct plot_cost {
    int32_t memory_mb;
    int64_t low_pusd, high_pusd;
};

/* What the exact costs of every size come to. */
struct plot_cost_facts {
    int32_t from_mb, to_mb, least_mb;
    int64_t from_pusd, to_pusd, least_pusd;
    int32_t n_sizes, n_cheaper; /* sizes; those cheaper than the one before */
    int32_t step_ms;            /* billing granularity */
};

/* What was measured at a size. */
struct plot_sample {
    int32_t memory_mb;
    int64_t n;              /* invocations */
    double duration_ms;     /* the statistic asked for, of the runs */
    double p5_ms, p95_ms;   /* of the runs; NAN below two rows */
    double expected_ms;     /* what is believed there, in the light of all sizes */
    double low_ms, high_ms; /* 90 % interval of that; NAN: not known */
    double line_ms;         /* what the line, without this size's own, says; NAN: none */
    int64_t cost_pusd;      /* exact bill of what is believed; COST_UNKNOWN */
};

struct plot_series {
    int32_t contender;        /* index in the field */
    char name[PLOT_NAME_MAX]; /* "mtcnn on aws-lambda-x86 us-east-1" */
    bool published;           /* a published curve: no samples, no band */
    bool emulated;
    bool table; /* a few sizes are sold, so the line has a step at each */
    struct plot_point line[PLOT_LINE_MAX];       /* ascending; sizes without samples */
    int32_t n_line;                              /* 0: one size only, no curve */
    struct plot_sample samples[CURVE_SIZES_MAX]; /* ascending */
    int32_t n_samples;
    struct failed_size failed[CURVE_SIZES_MAX]; /* sizes with failures, ascending */
    int32_t n_failed;
    int32_t from_mb, to_mb; /* range of sizes that work, and the duration at its ends */
    double from_ms, to_ms;
    int32_t half_mb; /* smallest size with half of the gain between the ends; 0: none */
    struct plot_cost cost[PLOT_LINE_MAX]; /* of sizes without samples; ascending */
    int32_t n_cost;                       /* 0: no price, or not asked for */
    struct plot_cost_facts cost_facts;    /* when n_cost */
    int32_t pareto_mb[PLOT_LINE_MAX]; /* sizes nothing beats, one a dot; first series */
    int32_t n_pareto;
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
    struct plot_view view; /* its window lies within the sizes, or is 0, 0 */
    struct goal goal;
    struct plot_series series[PLOT_SERIES_MAX]; /* the pick's first */
    int32_t n_series;
    bool has_advice, feasible, has_safe, has_now;
    struct configuration pick, safe, now;         /* contender: index in the field */
    struct plot_span over_budget[PLOT_SPANS_MAX]; /* of the first series */
    int32_t n_over;
    struct plot_span picked_from; /* the sizes that were looked at for that */
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

/* Is the statistic asked for known of any series? Of a published curve no quantile is. */
bool plot_knows_statistic(const struct plot_data *d);

/* Is there a cost to draw? */
bool plot_has_costs(const struct plot_data *d);

/*
 * Exact figures of every size that may be picked, by contender. They hold as long as
 * nothing but the limits of the goal changes; then the cache is cleared. {0} is empty.
 */
struct plot_size {
    int32_t memory_mb;
    bool measured;
    bool pareto; /* no other beats it in both cost and duration */
    int64_t cost_pusd;
    double duration_ms;
};
struct plot_costs {
    bool filled;
    struct plot_size *sizes; /* ascending */
    int32_t n, cap;
};
struct plot_cache {
    struct plot_costs of[ADVICE_CONTENDERS_MAX];
};
void plot_cache_clear(struct plot_cache *cache);

/* Those of one contender, worked out at the first time. Borrowed from the cache. */
enum va_code plot_cache_get(struct plot_cache *cache, const struct contender *c,
                            int32_t index, const struct advise_request *request,
                            const struct plot_costs **out);

/* The same as plot_collect for a view. */
struct plot_ask {
    const struct advise_request *request;
    const struct advice *advice; /* of that request, when it is there; NULL */
    struct plot_cache *cache;    /* kept by the caller; NULL: nothing is kept */
    struct plot_view view;
    bool one;          /* only one contender's series: */
    int32_t contender; /* index in the field */
};
enum va_code plot_collect_view(const struct field *f, const struct plot_ask *ask,
                               struct plot_data *out, struct va_err *err);

/* What the crosshair reads out. */
struct plot_readout {
    struct configuration at; /* reason says why it is no pick */
    bool has_now;
    double now_ms_ratio;   /* duration over that of the size deployed now; NAN */
    double now_cost_ratio; /* the same of cost; NAN */
    int64_t n;             /* invocations measured at this very size */
    int32_t nearest_mb;    /* the nearest measured size; 0: none */
    int64_t nearest_n;
    double residual_ratio; /* measured there over what the line says there; NAN */
};

/* A size of a series, read out. Codes as advise_evaluate. */
enum va_code plot_read_out(const struct field *f, const struct advise_request *request,
                           const struct plot_data *d, int32_t memory_mb,
                           struct plot_readout *out);

/* The field's contenders in the order they are drawn: the pick's, then as ranked, then
 * the rest. order holds ADVICE_CONTENDERS_MAX; returns how many. */
int32_t plot_order(const struct field *f, const struct advice *a, int32_t *order);

/* Was anything measured at that size? */
bool plot_is_measured(const struct contender *c, int32_t memory_mb);

/* What was measured at a size. VA_OK, or as the engine says. */
enum va_code plot_read_sample(const struct contender *c, const struct curve_size *size,
                              const struct advise_request *request,
                              struct plot_sample *out);

/* Fill a series' line, half_mb and the durations at its ends, for a fitted curve. The
 * line goes from low_mb to high_mb in `steps`, at most PLOT_LINE_MAX - 1. */
struct plot_range {
    int32_t low_mb, high_mb, steps;
    bool linear;
    bool costs; /* of the points too */
    bool table; /* only sizes that are sold */
};
enum va_code plot_trace(const struct contender *c, const struct advise_request *request,
                        const struct plot_range *range, struct plot_series *out);

/* Fill a series' costs in a range of sizes, and what they come to. */
void plot_trace_cost(const struct contender *c, const struct plot_costs *costs,
                     const struct plot_range *range, struct plot_series *out);
/* And its Pareto-optimal sizes. */
void plot_trace_pareto(const struct plot_costs *costs, const struct plot_range *range,
                       struct plot_series *out);

/* Runs of sizes that cost more than the budget. Teeth that are narrower than a dot of the
 * range, with sizes within the budget on both sides, are not told. */
void plot_find_over(const struct plot_costs *costs, const struct plot_range *range,
                    struct plot_data *d);

/* Add a note; past PLOT_NOTES_MAX it is dropped. */
void plot_add_note(struct plot_data *d, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The index in d->series of a configuration's contender; -1: not drawn. */
int32_t plot_series_of(const struct plot_data *d, const struct configuration *c);

/* The box around everything that is drawn, before any margin. */
struct plot_box {
    double low_mb, high_mb, low, high; /* the y axis: ms or picodollars */
};
struct plot_box plot_box_of(const struct plot_data *d);

/* Is a size in the view's window? */
bool plot_shows(const struct plot_data *d, double mb);

/* Is the limit that the goal sets to the field, latency or budget, near enough to be
 * drawn? 0 yes (or no such goal), -1 far below everything, 1 far above. */
int plot_limit_side(const struct plot_data *d);

/* The chart in sentences, one after the other on one line. */
void plot_caption(const struct plot_data *d, struct buf *out);

/* "pick: 1708 MB, 71.9 s, $0.0019995 per invocation". */
void plot_say_configuration(const struct configuration *c, const char *what,
                            struct buf *out);

/* A configuration's place on the y axis of the view; NAN: it has none. */
double plot_value(const struct plot_data *d, const struct configuration *c);

/* The scene; cleared by the caller in every case. VA_NOMEM, VA_OVERFLOW. */
enum va_code plot_scene(const struct plot_data *d, struct scene *out);

/* Put the crosshair of a scene made by plot_scene where d->view says now. */
void plot_move_cross(const struct plot_data *d, struct scene *s);

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
