/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Through the importer into profiles, and the medians of what came by. */
#include "measured.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/import.h"

/* One row, by what it belongs to. */
struct row {
    int32_t workload, profile, memory_mb;
    double ms;
};

/* A file being read. */
struct reading {
    struct measured_file *file;
    int32_t last; /* workload of the row before */
    struct row *rows;
    int32_t n_rows, cap;
};

static void *
grown(void *old, int32_t n, size_t size)
{
    void *p = realloc(old, (size_t)n * size);

    if (!p)
        abort();
    return p;
}

static struct workload *
workload_of(struct reading *r, const char *name)
{
    struct measured_file *f = r->file;

    if (f->n_workloads > 0 && !strcmp(f->workloads[r->last].name, name))
        return &f->workloads[r->last];
    for (r->last = 0; r->last < f->n_workloads; r->last++)
        if (!strcmp(f->workloads[r->last].name, name))
            return &f->workloads[r->last];
    f->workloads = grown(f->workloads, ++f->n_workloads, sizeof f->workloads[0]);
    workload_init(&f->workloads[r->last]);
    snprintf(f->workloads[r->last].name, sizeof f->workloads[r->last].name, "%s", name);
    return &f->workloads[r->last];
}

static enum va_code
take_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    struct reading *r = ctx;
    const struct profile_key key = { s->implementation, s->platform, s->region,
                                     s->emulates };
    struct workload *w = workload_of(r, s->workload);
    struct profile *p = NULL;
    enum va_code code = workload_profile(w, &key, &p, err);

    if (!code)
        code = profile_add_sample(p, s, err);
    if (code || s->error[0] || s->duration_ns == SAMPLE_NONE)
        return code;
    if (r->n_rows == r->cap) {
        r->cap = r->cap > 0 ? 2 * r->cap : 1024;
        r->rows = grown(r->rows, r->cap, sizeof r->rows[0]);
    }
    r->rows[r->n_rows++] = (struct row){ r->last, (int32_t)(p - w->profiles),
                                         s->memory_mb, (double)s->duration_ns / 1e6 };
    return VA_OK;
}

static int
order(const void *left, const void *right)
{
    const struct row *a = left;
    const struct row *b = right;

    if (a->workload != b->workload)
        return a->workload < b->workload ? -1 : 1;
    if (a->profile != b->profile)
        return a->profile < b->profile ? -1 : 1;
    if (a->memory_mb != b->memory_mb)
        return a->memory_mb < b->memory_mb ? -1 : 1;
    return (a->ms > b->ms) - (a->ms < b->ms);
}

static struct measured_curve *
add_curve(struct measured *m, const struct row *first)
{
    struct measured_curve *c = NULL;
    const struct profile *p = NULL;

    m->curves = grown(m->curves, m->n_curves + 1, sizeof m->curves[0]);
    c = &m->curves[m->n_curves++];
    *c = (struct measured_curve){ .file = m->n_files,
                                  .workload = first->workload,
                                  .profile = first->profile };
    p = measured_profile(m, c);
    c->lambda = !strncmp(p->platform, "aws-lambda", 10) && !p->emulates[0];
    return c;
}

/* Sorted rows become curves; rows of one size are n from the first on. */
static void
take_rows(struct measured *m, const struct reading *r)
{
    struct measured_curve *c = NULL;

    for (int32_t at = 0, n = 0; at < r->n_rows; at += n) {
        const struct row *first = &r->rows[at];

        for (n = 1; at + n < r->n_rows; n++)
            if (first[n].workload != first->workload ||
                first[n].profile != first->profile ||
                first[n].memory_mb != first->memory_mb)
                break;
        if (!c || c->workload != first->workload || c->profile != first->profile)
            c = add_curve(m, first);
        c->sizes = grown(c->sizes, c->n_sizes + 1, sizeof c->sizes[0]);
        c->sizes[c->n_sizes++] =
            (struct measured_size){ first->memory_mb, n,
                                    (first[(n - 1) / 2].ms + first[n / 2].ms) / 2 };
    }
}

static void
set_name(struct measured_file *f, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;

    snprintf(f->name, sizeof f->name, "%.*s", (int)strcspn(base, ".,"), base);
}

static void
file_clear(struct measured_file *f)
{
    for (int32_t i = 0; i < f->n_workloads; i++)
        workload_clear(&f->workloads[i]);
    free(f->workloads);
    *f = (struct measured_file){ 0 };
}

enum va_code
measured_load(struct measured *m, const char *path, struct va_err *err)
{
    struct measured_file *f = &m->files[m->n_files];
    struct reading r = { .file = f };
    const struct import_options options = { .name = path, .format = IMPORT_CSV };
    const struct import_sink sink = { .sample = take_sample, .ctx = &r };
    struct import_report report;
    enum va_code code = VA_OK;

    if (m->n_files == MEASURED_FILES_MAX)
        return va_fail(err, VA_OVERFLOW, "more than %d files", MEASURED_FILES_MAX);
    *f = (struct measured_file){ 0 };
    set_name(f, path);
    code = import_file(path, &options, &sink, &report, err);
    if (code) {
        file_clear(f);
    } else {
        qsort(r.rows, (size_t)r.n_rows, sizeof r.rows[0], order);
        take_rows(m, &r);
        m->n_files++;
    }
    free(r.rows);
    return code;
}

void
measured_clear(struct measured *m)
{
    for (int32_t i = 0; i < m->n_files; i++)
        file_clear(&m->files[i]);
    for (int32_t i = 0; i < m->n_curves; i++)
        free(m->curves[i].sizes);
    free(m->curves);
    *m = (struct measured){ 0 };
}

const struct profile *
measured_profile(const struct measured *m, const struct measured_curve *c)
{
    return &m->files[c->file].workloads[c->workload].profiles[c->profile];
}
