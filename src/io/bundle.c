/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundled workloads, read like any import. */
#include "io/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/import.h"

enum { BUNDLE_PATH_MAX = 4096, BUNDLE_NAMES_MAX = 256 };

static bool
bundle_path(char *out, const char *dir, const char *name, const char *suffix)
{
    int n = snprintf(out, BUNDLE_PATH_MAX, "%s/%s%s", dir, name, suffix);

    return n > 0 && n < BUNDLE_PATH_MAX && access(out, F_OK) == 0;
}

static enum va_code
merge_implementations(struct workload *to, const struct workload *from,
                      struct va_err *err)
{
    for (int32_t i = 0; i < from->n_implementations; i++) {
        struct implementation *im = NULL;
        enum va_code code =
            workload_implementation(to, from->implementations[i].name, &im, err);

        if (code)
            return code;
        *im = from->implementations[i];
    }
    return VA_OK;
}

static enum va_code
merge_profiles(struct workload *to, const struct workload *from, struct va_err *err)
{
    for (int32_t i = 0; i < from->n_profiles; i++) {
        const struct profile *p = &from->profiles[i];
        struct profile_key key = { .implementation = p->implementation,
                                   .platform = p->platform,
                                   .region = p->region,
                                   .emulates = p->emulates };
        struct profile *mine = NULL;
        enum va_code code = workload_profile(to, &key, &mine, err);

        if (code)
            return code;
        mine->published = p->published;
        mine->duration_unknown = p->duration_unknown;
        mine->curve = p->curve;
    }
    return VA_OK;
}

static enum va_code
take_workload(void *ctx, const struct workload *w, struct va_err *err)
{
    struct workload *to = ctx;
    enum va_code code = merge_implementations(to, w, err);

    if (!code)
        code = merge_profiles(to, w, err);
    if (code)
        return code;
    memcpy(to->note, w->note, sizeof to->note);
    to->now_mb = w->now_mb;
    return VA_OK;
}

static enum va_code
take_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    return workload_add_sample(ctx, s, err);
}

static enum va_code
read_into(const char *path, enum import_format format, const struct import_sink *sink,
          struct va_err *err)
{
    struct import_options o = { .name = path, .format = format };
    struct import_report report = { 0 };

    return import_file(path, &o, sink, &report, err);
}

bool
bundle_has(const char *dir, const char *name)
{
    char path[BUNDLE_PATH_MAX];

    return text_is_name(name, strlen(name)) && (bundle_path(path, dir, name, ".json") ||
                                                bundle_path(path, dir, name, ".csv"));
}

enum va_code
bundle_load(const char *dir, const char *name, struct workload *out, struct va_err *err)
{
    struct import_sink sink = { .sample = take_sample,
                                .workload = take_workload,
                                .ctx = out };
    char facts[BUNDLE_PATH_MAX];
    char samples[BUNDLE_PATH_MAX];
    bool has_facts = false;
    bool has_samples = false;
    enum va_code code = VA_OK;

    workload_init(out);
    if (!bundle_has(dir, name))
        return va_fail(err, VA_DATA, "no workload '%s'", name);
    has_facts = bundle_path(facts, dir, name, ".json");
    has_samples = bundle_path(samples, dir, name, ".csv");
    if (has_facts)
        code = read_into(facts, IMPORT_WORKLOAD, &sink, err);
    if (!code && has_samples)
        code = read_into(samples, IMPORT_CSV, &sink, err);
    if (code) {
        workload_clear(out);
        return code;
    }
    snprintf(out->name, sizeof out->name, "%s", name);
    out->sample_data = true;
    return VA_OK;
}

static int
compare_names(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;

    return strcmp(*x, *y);
}

/* Length of a workload file's name without its suffix; 0 when it is no such file. */
static size_t
stem_length(const char *file)
{
    const char *dot = strrchr(file, '.');
    bool known = dot && (!strcmp(dot, ".json") || !strcmp(dot, ".csv"));

    return known ? (size_t)(dot - file) : 0;
}

/* How many, or -1 - how many when memory ran out. */
static int
list_names(DIR *d, char **names)
{
    struct dirent *e = NULL;
    int n = 0;

    while (n < BUNDLE_NAMES_MAX && (e = readdir(d)) != NULL) {
        size_t len = stem_length(e->d_name);

        if (len == 0)
            continue;
        names[n] = strndup(e->d_name, len);
        if (!names[n])
            return -1 - n;
        n++;
    }
    qsort(names, (size_t)n, sizeof *names, compare_names);
    return n;
}

enum va_code
bundle_names(const char *dir, enum va_code (*visit)(void *ctx, const char *name),
             void *ctx, struct va_err *err)
{
    char *names[BUNDLE_NAMES_MAX];
    DIR *d = opendir(dir);
    enum va_code code = VA_OK;
    int n = 0;

    if (!d && (errno == ENOENT || errno == ENOTDIR))
        return VA_OK;
    if (!d)
        return va_fail(err, errno == ENOMEM ? VA_NOMEM : VA_IO, "%s: %s", dir,
                       strerror(errno));
    n = list_names(d, names);
    closedir(d);
    if (n < 0) {
        code = va_fail(err, VA_NOMEM, "out of memory");
        n = -1 - n;
    }
    for (int i = 0; i < n && !code; i++) {
        if (i == 0 || strcmp(names[i], names[i - 1]))
            code = visit(ctx, names[i]);
    }
    for (int i = 0; i < n; i++)
        free(names[i]);
    return code;
}

struct sample_visit {
    enum va_code (*visit)(void *ctx, const struct sample *sample);
    void *ctx;
};

static enum va_code
pass_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    const struct sample_visit *v = ctx;

    (void)err;
    return v->visit(v->ctx, s);
}

static enum va_code
pass_workload(void *ctx, const struct workload *w, struct va_err *err)
{
    (void)ctx;
    (void)w;
    (void)err;
    return VA_OK;
}

enum va_code
bundle_samples(const char *dir, const char *name,
               enum va_code (*visit)(void *ctx, const struct sample *sample), void *ctx,
               struct va_err *err)
{
    struct sample_visit v = { visit, ctx };
    struct import_sink sink = { .sample = pass_sample,
                                .workload = pass_workload,
                                .ctx = &v };
    char samples[BUNDLE_PATH_MAX];

    if (!bundle_path(samples, dir, name, ".csv"))
        return VA_OK;
    return read_into(samples, IMPORT_CSV, &sink, err);
}
