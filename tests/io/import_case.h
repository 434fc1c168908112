/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One import as a row of a table: input, options, and what must come of it. */
#ifndef VA_TESTS_IO_IMPORT_CASE_H
#define VA_TESTS_IO_IMPORT_CASE_H

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/sample.h"
#include "io/import.h"
#include "tap.h"

struct import_case {
    const char *name; /* a sentence about behaviour */
    const char *input;
    size_t len; /* 0: strlen(input) */
    struct import_defaults defaults;
    enum import_format from;   /* IMPORT_AUTO, or a format named */
    enum import_format format; /* as it must be recognised */
    bool skip_bad;
    const char *samples; /* one line each, as import_case_print writes them */
    const char *error;   /* "" or the whole text of the failure */
    const char *hint;    /* NULL, or a part of the hint */
    int64_t bad;
    int64_t ignored;
    const char *warning; /* NULL: none; else the first one */
};

/* What an import did. */
struct import_outcome {
    enum va_code code;
    struct va_err err;
    struct import_report report;
    struct buf samples;
    struct buf facts;
};

static inline void
import_case_ns(struct buf *b, const char *name, int64_t ns)
{
    if (ns != SAMPLE_NONE)
        buf_printf(b, " %s%" PRId64 ".%06d", name, ns / 1000000, (int)(ns % 1000000));
}

static inline void
import_case_text(struct buf *b, const char *name, const char *text)
{
    if (*text)
        buf_printf(b, " %s=%s", name, text);
}

/* workload implementation platform size duration, then what else is known. */
static inline void
import_case_print(struct buf *b, const struct sample *s)
{
    char when[DATE_TEXT_MAX];

    buf_printf(b, "%s %s %s %dMB", s->workload, s->implementation, s->platform,
               (int)s->memory_mb);
    import_case_ns(b, "", s->duration_ns);
    import_case_text(b, "region", s->region);
    import_case_text(b, "emulates", s->emulates);
    import_case_text(b, "error", s->error);
    if (s->n != 1)
        buf_printf(b, " n=%d", (int)s->n);
    if (s->cold != SAMPLE_NONE)
        buf_printf(b, " cold=%d", (int)s->cold);
    if (s->billed_ms != SAMPLE_NONE)
        buf_printf(b, " billed=%" PRId64, s->billed_ms);
    import_case_ns(b, "init=", s->init_ns);
    if (s->max_memory_mb != SAMPLE_NONE)
        buf_printf(b, " max=%d", (int)s->max_memory_mb);
    import_case_ns(b, "down=", s->download_ns);
    import_case_ns(b, "proc=", s->process_ns);
    import_case_ns(b, "up=", s->upload_ns);
    import_case_text(b, "cpu", s->cpu);
    import_case_text(b, "on", s->instance_id);
    import_case_text(b, "id", s->request_id);
    if (s->started_at_ms != TIME_UNKNOWN)
        buf_printf(b, " at=%s", time_format(when, s->started_at_ms));
    buf_byte(b, '\n');
}

static inline enum va_code
import_case_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    struct import_outcome *o = ctx;
    const enum va_code code = sample_check(s, err);

    import_case_print(&o->samples, s);
    return code;
}

static inline enum va_code
import_case_workload(void *ctx, const struct workload *w, struct va_err *err)
{
    struct import_outcome *o = ctx;

    (void)err;
    buf_printf(&o->facts, "%s now=%d sample_data=%d note=%s\n", w->name, (int)w->now_mb,
               w->sample_data, w->note);
    for (int32_t i = 0; i < w->n_implementations; i++) {
        const struct implementation *im = &w->implementations[i];

        buf_printf(&o->facts, "%s api=%s calls=%d recall=%g\n", im->name, im->api,
                   (int)im->calls_per_invocation, im->recall);
    }
    for (int32_t i = 0; i < w->n_profiles; i++) {
        const struct profile *p = &w->profiles[i];

        buf_printf(&o->facts, "%s on %s/%s/%s unknown=%d", p->implementation, p->platform,
                   p->region, p->emulates, p->duration_unknown);
        if (p->published)
            buf_printf(&o->facts, " %g x^%g %d-%d r2=%g", p->curve.a, p->curve.b,
                       (int)p->curve.from_mb, (int)p->curve.to_mb, p->curve.r2);
        buf_byte(&o->facts, '\n');
    }
    return VA_OK;
}

/* Import the case in pieces of that many bytes. import_outcome_clear() afterwards. */
static inline void
import_case_run(const struct import_case *c, size_t piece, struct import_outcome *o)
{
    const size_t len = c->len ? c->len : strlen(c->input);
    const struct import_sink sink = { import_case_sample, import_case_workload, o };
    const struct import_options options = { "in", c->from, c->defaults, c->skip_bad };
    struct import_reader *r = NULL;

    memset(o, 0, sizeof *o);
    buf_init(&o->samples, 1 << 24);
    buf_init(&o->facts, 1 << 20);
    o->code = import_open(&options, &sink, &r, &o->err);
    for (size_t at = 0; at < len && !o->code; at += piece)
        o->code =
            import_feed(r, c->input + at, len - at < piece ? len - at : piece, &o->err);
    if (!o->code)
        o->code = import_finish(r, &o->report, &o->err);
    import_close(r);
}

static inline void
import_outcome_clear(struct import_outcome *o)
{
    buf_clear(&o->samples);
    buf_clear(&o->facts);
}

/* Every check of a case: fed whole, then byte by byte. */
static inline void
import_case_check(const struct import_case *c)
{
    static const size_t pieces[] = { SIZE_MAX / 2, 1, 7 };

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const char *how = i == 0 ? "" : i == 1 ? ", byte by byte" : ", in pieces";
        struct import_outcome o = { .code = VA_OK };

        import_case_run(c, pieces[i], &o);
        IS_STR(buf_get(&o.samples), c->samples ? c->samples : "", "%s%s", c->name, how);
        IS_STR(o.code ? o.err.text : "", c->error ? c->error : "", "%s: error%s", c->name,
               how);
        if (c->hint &&
            !OK(o.code && strstr(o.err.hint, c->hint), "%s: hint%s", c->name, how))
            printf("# hint \"%s\"\n", o.err.hint);
        if (!o.code) {
            IS_INT(o.report.format, c->format, "%s: format%s", c->name, how);
            IS_INT(o.report.bad, c->bad, "%s: bad rows%s", c->name, how);
            IS_INT(o.report.ignored, c->ignored, "%s: ignored%s", c->name, how);
            IS_STR(o.report.n_warnings ? o.report.warnings[0] : NULL, c->warning,
                   "%s: warning%s", c->name, how);
        }
        import_outcome_clear(&o);
    }
}

#define IMPORT_CASES_CHECK(cases)                                                        \
    for (size_t case_i = 0; case_i < sizeof(cases) / sizeof(cases)[0]; case_i++)         \
    import_case_check(&(cases)[case_i])

#endif
