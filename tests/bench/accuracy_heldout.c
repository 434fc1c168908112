/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors at sizes left out, and how often the intervals hold them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "accuracy.h"
#include "heldout.h"
#include "peers.h"

enum { SIZES_LEAST = 4, SIZES_MOST = 24, SIZES_OF_MANY = 20 };

enum place { INSIDE, LOWEST, HIGHEST, PLACE_COUNT };

/* The peers' forms and, as what no form need be worse than, the line between the sizes
 * beside it in log size and log duration. */
enum { BETWEEN = PEER_FORM_COUNT, RIVAL_COUNT };

static const char *const rival_names[RIVAL_COUNT] = {
    [PEER_POWER] = "power law",       [PEER_FLOOR] = "power + floor",
    [PEER_KNEE] = "floor + knee",     [PEER_PARROTFISH] = "Parrotfish",
    [BETWEEN] = "line between sizes",
};

/* One size left out. */
struct outcome {
    int32_t file;
    bool lambda;
    enum place place;
    bool answered; /* by everybody */
    bool covered;
    double ours, rivals[RIVAL_COUNT]; /* |predicted / measured - 1|, % */
    double width;                     /* of the interval: high over low less 1, % */
};

struct outcomes {
    struct outcome *items;
    int32_t n, cap;
    int32_t unanswered;
};

static bool
judge_ours(const struct measured *m, const struct measured_curve *c, int32_t left,
           struct heldout *h, struct outcome *out)
{
    const struct measured_size *s = &c->sizes[left];
    struct dist d;
    double low = 0;
    double high = 0;
    bool answered = false;

    if (heldout_init(h, measured_profile(m, c), s->memory_mb))
        return false;
    answered = h->contender.has_curve &&
               curve_predict(&h->contender.curve, s->memory_mb, &d) == VA_OK;
    heldout_clear(h);
    if (!answered)
        return false;
    low = dist_statistic_quantile(&d, STAT_P50, 0.05);
    high = dist_statistic_quantile(&d, STAT_P50, 0.95);
    out->ours = accuracy_error(dist_statistic(&d, STAT_P50), s->median_ms);
    out->covered = low <= s->median_ms && s->median_ms <= high;
    out->width = 100 * (high / low - 1);
    return true;
}

/* At an end of the range, the line through the two nearest sizes. */
static double
between_ms(const struct measured_curve *c, int32_t left)
{
    const int32_t below = left == 0 ? 1 : left < c->n_sizes - 1 ? left - 1 : left - 2;
    const struct measured_size *a = &c->sizes[below];
    const struct measured_size *b = &c->sizes[left == below + 1 ? left + 1 : below + 1];
    const double share = log((double)c->sizes[left].memory_mb / a->memory_mb) /
                         log((double)b->memory_mb / a->memory_mb);

    return a->median_ms * pow(b->median_ms / a->median_ms, share);
}

static bool
judge_rivals(const struct measured_curve *c, int32_t left, struct outcome *out)
{
    const struct measured_size *s = &c->sizes[left];
    double mb[CURVE_SIZES_MAX];
    double ms[CURVE_SIZES_MAX];
    struct peer_points p = { .n = 0, .mb = mb, .ms = ms };

    for (int32_t i = 0; i < c->n_sizes && p.n < CURVE_SIZES_MAX; i++) {
        if (i == left)
            continue;
        mb[p.n] = c->sizes[i].memory_mb;
        ms[p.n++] = c->sizes[i].median_ms;
    }
    for (int form = 0; form < PEER_FORM_COUNT; form++) {
        struct peer peer;

        if (!peer_fit((enum peer_form)form, &p, &peer))
            return false;
        out->rivals[form] = accuracy_error(peer_ms(&peer, s->memory_mb), s->median_ms);
    }
    out->rivals[BETWEEN] = accuracy_error(between_ms(c, left), s->median_ms);
    return true;
}

static struct outcome *
add_outcome(struct outcomes *o)
{
    if (o->n == o->cap) {
        o->cap = o->cap > 0 ? 2 * o->cap : 1024;
        o->items = realloc(o->items, (size_t)o->cap * sizeof o->items[0]);
        if (!o->items)
            abort();
    }
    return &o->items[o->n++];
}

static void
judge_curve(const struct measured *m, const struct measured_curve *c, struct heldout *h,
            struct outcomes *o)
{
    int32_t lefts[HELDOUT_PICKS_MAX];
    const int32_t most = c->n_sizes > SIZES_MOST ? SIZES_OF_MANY : SIZES_MOST;
    const int32_t n = heldout_spread(c->n_sizes, most, lefts);

    for (int32_t i = 0; i < n; i++) {
        struct outcome *out = add_outcome(o);

        *out = (struct outcome){ .file = c->file, .lambda = c->lambda };
        if (lefts[i] == 0)
            out->place = LOWEST;
        else if (lefts[i] == c->n_sizes - 1)
            out->place = HIGHEST;
        out->answered =
            judge_ours(m, c, lefts[i], h, out) && judge_rivals(c, lefts[i], out);
        o->unanswered += !out->answered;
    }
}

/* Whose outcomes count: of one file, or (-1) all from AWS Lambda itself. */
static bool
counts(const struct outcome *o, int32_t file)
{
    return o->answered && (file < 0 ? o->lambda : o->file == file);
}

/* What a figure is called: with the file's name, if it is of one. */
static const char *
name_of(const struct measured *m, int32_t file, const char *what, char *out, size_t size)
{
    if (file < 0)
        snprintf(out, size, "%s", what);
    else
        snprintf(out, size, "%s: %s", m->files[file].name, what);
    return out;
}

/* Errors of ours (-1) or of a rival. Cleared by the caller. */
static struct figures
errors_of(const struct outcomes *o, int32_t file, int rival)
{
    struct figures f = { 0 };

    for (int32_t i = 0; i < o->n; i++) {
        const struct outcome *out = &o->items[i];

        if (counts(out, file))
            figures_add(&f, rival < 0 ? out->ours : out->rivals[rival]);
    }
    return f;
}

/* What is said of errors. */
static const char *const said_names[] = { "mean error", "median error", "error p90" };

enum { SAID = sizeof said_names / sizeof said_names[0] };

static void
say(struct figures *f, double out[SAID])
{
    out[0] = figures_mean(f);
    out[1] = figures_quantile(f, 0.5);
    out[2] = figures_quantile(f, 0.9);
    figures_clear(f);
}

static void
print_errors(const struct measured *m, const struct outcomes *o, int32_t file,
             struct figure_table *t)
{
    struct figures all = errors_of(o, file, -1);
    double ours[SAID];

    say(&all, ours);
    for (int rival = 0; rival < RIVAL_COUNT; rival++) {
        struct figures theirs = errors_of(o, file, rival);
        double rivals[SAID];

        say(&theirs, rivals);
        for (int k = 0; k < SAID; k++) {
            char name[96];
            const struct figure_row row = {
                .section = file < 0 ? "size left out of a real Lambda curve"
                                    : "size left out: each file",
                .name = name_of(m, file, said_names[k], name, sizeof name),
                .ours = ours[k],
                .unit = "%",
                .peer = rival_names[rival],
                .peer_value = rivals[k],
            };

            figure_print(t, &row);
        }
    }
}

static void
print_share(struct figure_table *t, const char *section, const char *name, double share)
{
    figure_print(t, &(struct figure_row){ section, name, 100 * share, "%", NULL, NAN });
}

static void
print_cover(const struct measured *m, const struct outcomes *o, int32_t file,
            struct figure_table *t)
{
    static const char *const names[] = { "90 % interval holds: inside",
                                         "90 % interval holds: lowest size",
                                         "90 % interval holds: highest size" };
    const char *section = file < 0 ? "intervals at a size left out"
                                   : "intervals at a size left out: each file";
    struct figures width = { 0 };
    char name[96];
    int32_t all = 0;
    int32_t held = 0;

    for (int place = 0; place < PLACE_COUNT; place++) {
        struct figures covered = { 0 };

        for (int32_t i = 0; i < o->n; i++) {
            const struct outcome *out = &o->items[i];

            if (!counts(out, file) || (int)out->place != place)
                continue;
            figures_add(&covered, out->covered);
            figures_add(&width, out->width);
            all++;
            held += out->covered;
        }
        if (file < 0)
            print_share(t, section, names[place], figures_mean(&covered));
        figures_clear(&covered);
    }
    print_share(t, section,
                name_of(m, file, "90 % interval holds: all", name, sizeof name),
                (double)held / all);
    print_share(t, section, name_of(m, file, "width: median", name, sizeof name),
                figures_quantile(&width, 0.5) / 100);
    figures_clear(&width);
}

static bool
has_file(const struct outcomes *o, int32_t file)
{
    for (int32_t i = 0; i < o->n; i++)
        if (counts(&o->items[i], file))
            return true;
    return false;
}

enum va_code
accuracy_heldout(const struct accuracy *a)
{
    struct heldout *h = malloc(sizeof *h);
    struct outcomes o = { 0 };
    const int32_t last = a->by_file ? a->measured->n_files : 0;

    if (!h)
        return VA_NOMEM;
    for (int32_t i = 0; i < a->measured->n_curves; i++)
        if (a->measured->curves[i].n_sizes >= SIZES_LEAST &&
            (a->by_file || a->measured->curves[i].lambda))
            judge_curve(a->measured, &a->measured->curves[i], h, &o);
    for (int32_t file = -1; file < last; file++)
        if (has_file(&o, file))
            print_errors(a->measured, &o, file, a->table);
    for (int32_t file = -1; file < last; file++)
        if (has_file(&o, file))
            print_cover(a->measured, &o, file, a->table);
    if (o.unanswered > 0)
        fprintf(stderr, "accuracy: %d of %d sizes left out have no answer by somebody\n",
                (int)o.unanswered, (int)o.n);
    free(o.items);
    free(h);
    return VA_OK;
}
