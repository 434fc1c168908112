/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import: one transaction, then a report of what came. */
#include "io/import.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/import_logs.h"
#include "app/tally.h"
#include "app/words.h"
#include "base/text.h"

enum { SAY_SIZES = 12, SAY_WORKLOADS = 20, HIDING_MAX = 16 };

/* Bundled workloads that show before it. */
struct hiding {
    char names[HIDING_MAX][TEXT_NAME_MAX + 1];
    int32_t n;
};

/* What an import works on. */
struct importing {
    struct import_request request; /* what logs say of the function is filled in */
    const char *name;              /* of the input, for messages */
    char logs_name[TEXT_NAME_MAX + 16];
    struct log_source *logs;   /* NULL: a file */
    struct store_import *into; /* NULL with dry_run */
    struct tally tally;
    int64_t rows;
    int64_t workload_files;
    struct hiding hiding;
    struct import_report report;
    struct import_counts counts;
};

/* Between two pieces of the input. */
static enum va_code
tell(void *ctx, int64_t bytes, int64_t size_bytes, struct va_err *err)
{
    const struct importing *i = ctx;
    const struct import_progress *p = &i->request.progress;

    if (p->tell)
        p->tell(p->ctx, i->rows, bytes, size_bytes);
    if (p->stopped && p->stopped(p->ctx))
        return va_fail(err, VA_IO, "stopped: nothing was stored");
    return VA_OK;
}

static enum va_code
take_sample(void *ctx, const struct sample *s, struct va_err *err)
{
    struct importing *i = ctx;
    enum va_code code = VA_OK;

    i->rows++;
    if (tally_add(&i->tally, s))
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (!code && i->into)
        code = store_import_add(i->into, s, err);
    return code;
}

static enum va_code
take_rows(void *ctx, const struct sample_rows *rows, struct va_err *err)
{
    struct importing *i = ctx;

    i->rows += (int64_t)rows->n;
    if (tally_add_rows(&i->tally, rows))
        return va_fail(err, VA_NOMEM, "out of memory");
    return i->into ? store_import_add_rows(i->into, rows, err) : VA_OK;
}

static enum va_code
take_workload(void *ctx, const struct workload *w, struct va_err *err)
{
    struct importing *i = ctx;

    i->workload_files++;
    return i->into ? store_import_workload(i->into, w, err) : VA_OK;
}

static bool
has_facts(const struct import_facts *f)
{
    return f->api || f->calls_per_invocation || f->now_mb || f->volume_per_month ||
           !isnan(f->recall);
}

/* What was stated on the command line, as a workload file would have said it. */
static enum va_code
add_facts(struct importing *i, struct va_err *err)
{
    const struct import_facts *f = &i->request.facts;
    const struct import_defaults *d = &i->request.defaults;
    struct implementation *im = NULL;
    struct workload w;
    enum va_code code = VA_OK;

    if (!has_facts(f) || !i->into)
        return VA_OK;
    if (!d->workload)
        return va_fail(err, VA_USAGE,
                       "--api, --calls, --recall, --now and --volume need --workload "
                       "as well");
    workload_init(&w);
    snprintf(w.name, sizeof w.name, "%s", d->workload);
    w.now_mb = f->now_mb;
    w.volume_per_month = f->volume_per_month;
    code = workload_implementation(
        &w, d->implementation ? d->implementation : IMPORT_IMPLEMENTATION, &im, err);
    if (!code) {
        snprintf(im->api, sizeof im->api, "%s", f->api ? f->api : "");
        im->calls_per_invocation = f->calls_per_invocation;
        im->recall = f->recall;
        code = store_import_workload(i->into, &w, err);
    }
    workload_clear(&w);
    return code;
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

/* Options that change what is stored: the same bytes with others are another import. */
static void
target_of(const struct import_request *q, struct buf *out)
{
    const struct import_defaults *d = &q->defaults;

    buf_init(out, 4096);
    buf_printf(out, "w=%s,i=%s,p=%s,r=%s,e=%s,m=%d", or_empty(d->workload),
               or_empty(d->implementation), or_empty(d->platform), or_empty(d->region),
               or_empty(d->emulates), d->memory_mb);
}

static enum va_code
begin(struct session *s, struct importing *i, struct va_err *err)
{
    struct store *store = NULL;
    struct buf target;
    enum va_code code = VA_OK;

    if (i->request.dry_run)
        return VA_OK;
    code = session_store(s, true, &store, err);
    if (code)
        return code;
    target_of(&i->request, &target);
    if (target.code) {
        code = va_fail(err, target.code, "out of memory");
    } else {
        struct import_source source = { .name = i->name,
                                        .format = import_format_name(i->request.format),
                                        .target = buf_get(&target),
                                        .now_ms = session_now_ms(s) };

        code = store_import_begin(store, &source, &i->into, err);
    }
    buf_clear(&target);
    return code;
}

static enum va_code
read_all(struct importing *i, struct va_err *err)
{
    const struct import_request *q = &i->request;
    struct import_options o = { .name = strcmp(i->name, "-") != 0 ? i->name : "<stdin>",
                                .format = q->format,
                                .defaults = q->defaults,
                                .skip_bad = q->skip_bad };
    struct import_input input = {
        .path = q->path, .tell = tell, .ctx = i, .rows = take_rows
    };
    struct import_sink sink = { take_sample, take_workload, i };
    const struct log_reading how = { &input, &o, &sink, &i->report };
    enum va_code code = VA_OK;

    if (i->into) {
        input.secret = store_import_secret(i->into);
        input.with_sha256 = store_import_needs_sha256(i->into);
    }
    code = i->logs ? log_source_import(i->logs, &how, err)
                   : import_read(&input, &o, &sink, &i->report, err);
    if (!code)
        code = add_facts(i, err);
    if (code) {
        store_import_abort(i->into);
        i->into = NULL;
        return code;
    }
    if (i->into && input.with_sha256)
        store_import_sha256(i->into, i->report.sha256_hex);
    if (i->into)
        code = store_import_commit(i->into, i->report.digest_hex, &i->counts, err);
    i->into = NULL;
    return code;
}

static void
add_workloads(struct reply *r, const struct importing *i)
{
    struct json *list = json_add_array(r->doc, json_root(r->doc), "workloads");

    for (size_t k = 0; k < i->tally.n; k++) {
        const struct tally_entry *e = &i->tally.entries[k];
        struct json *o = json_add_object(r->doc, list, NULL);
        struct json *sizes = NULL;

        json_add_string(r->doc, o, "workload", e->workload);
        json_add_int(r->doc, o, "samples", e->samples);
        json_add_int(r->doc, o, "failures", e->failures);
        json_add_int(r->doc, o, "cold", e->cold);
        sizes = json_add_array(r->doc, o, "sizes_mb");
        for (int32_t m = 0; m < e->n_sizes; m++)
            json_add_int(r->doc, sizes, NULL, e->sizes_mb[m]);
        json_add_bool(r->doc, o, "more_sizes", e->more_sizes);
    }
}

static void
add_document(struct reply *r, const struct importing *i)
{
    struct json *root = json_root(r->doc);
    struct json *warnings = NULL;

    document_start(r->doc, "vadvise.import/1", NULL);
    json_add_string(r->doc, root, "file", i->name);
    json_add_string(r->doc, root, "format", import_format_name(i->report.format));
    json_add_bool(r->doc, root, "dry_run", i->request.dry_run);
    json_add_int(r->doc, root, "rows", i->report.rows);
    json_add_int(r->doc, root, "stored", i->counts.rows);
    json_add_int(r->doc, root, "duplicates", i->counts.duplicates);
    json_add_bool(r->doc, root, "seen_before", i->counts.seen_before);
    json_add_int(r->doc, root, "failures", i->report.failures);
    json_add_int(r->doc, root, "cold", i->report.cold);
    json_add_int(r->doc, root, "ignored", i->report.ignored);
    json_add_int(r->doc, root, "bad", i->report.bad);
    add_workloads(r, i);
    warnings = json_add_array(r->doc, root, "warnings");
    for (int32_t k = 0; k < i->report.n_warnings; k++)
        json_add_string(r->doc, warnings, NULL, i->report.warnings[k]);
    r->rows = "workloads";
}

static void
say_entry(struct buf *out, const struct tally_entry *e)
{
    buf_printf(out, "%s: ", e->workload);
    words_count(out, e->samples, "sample");
    buf_text(out, ", ");
    buf_text(out, e->more_sizes ? "more than " : "");
    words_count(out, e->n_sizes, "size");
    buf_text(out, " (");
    for (int32_t k = 0; k < e->n_sizes && k < SAY_SIZES; k++)
        buf_printf(out, "%s%d", k ? " " : "", e->sizes_mb[k]);
    buf_text(out, e->n_sizes > SAY_SIZES ? " ...)" : ")");
    if (e->failures) {
        buf_text(out, ", ");
        words_count(out, e->failures, "failure");
    }
    if (e->cold) {
        buf_text(out, ", ");
        words_count(out, e->cold, "cold start");
        buf_text(out, " kept apart");
    }
    buf_byte(out, '\n');
}

static void
say_total(struct buf *out, const struct importing *i)
{
    char text[TEXT_NUMBER_MAX];

    if (i->counts.seen_before) {
        buf_text(out, "Nothing stored: the same file was imported before.\n");
        return;
    }
    if (i->tally.n > SAY_WORKLOADS)
        buf_printf(out, "... and %zu more workloads\n", i->tally.n - SAY_WORKLOADS);
    if (i->request.dry_run)
        buf_text(out, "Nothing stored (dry run): ");
    words_count(out, i->request.dry_run ? i->report.rows : i->counts.rows, "sample");
    buf_printf(out, "%s read as %s.\n", i->request.dry_run ? "" : " stored,",
               import_format_name(i->report.format));
    if (i->counts.duplicates)
        buf_printf(out, "%s left out: their request ids are stored already.\n",
                   text_number(text, (double)i->counts.duplicates, 0, true));
    if (i->report.bad) {
        words_count(out, i->report.bad, "bad row");
        buf_printf(out, " left out; the first: %s\n", i->report.first_bad);
    }
}

static enum va_code
note_bundled(void *ctx, const char *name, bool sample)
{
    struct hiding *h = ctx;

    if (sample && h->n < HIDING_MAX)
        snprintf(h->names[h->n++], sizeof h->names[0], "%s", name);
    return VA_OK;
}

/* Own samples stand in place of a bundled workload of the same name. */
static void
say_hidden(struct buf *out, const struct importing *i)
{
    for (size_t k = 0; k < i->tally.n && !i->request.dry_run; k++) {
        const char *name = i->tally.entries[k].workload;

        for (int32_t b = 0; b < i->hiding.n; b++) {
            if (!strcmp(i->hiding.names[b], name))
                buf_printf(out,
                           "They stand in place of the bundled workload %s; 'vadvise "
                           "forget %s' brings it back.\n",
                           name, name);
        }
    }
}

static void
say(struct reply *r, const struct importing *i)
{
    for (size_t k = 0; k < i->tally.n && k < SAY_WORKLOADS && !i->counts.seen_before; k++)
        say_entry(&r->text, &i->tally.entries[k]);
    say_total(&r->text, i);
    say_hidden(&r->hints, i);
    for (int32_t k = 0; k < i->report.n_warnings; k++)
        buf_printf(&r->hints, "%s\n", i->report.warnings[k]);
}

/* Start on the logs. What they say of the function fills what the user left open. */
static enum va_code
open_logs(struct importing *i, struct va_err *err)
{
    struct import_defaults *d = &i->request.defaults;
    const struct log_facts *f = NULL;
    enum va_code code = log_source_open(&i->request, &i->logs, err);

    if (code)
        return code;
    f = log_source_facts(i->logs);
    snprintf(i->logs_name, sizeof i->logs_name, "logs of %s", f->function);
    i->name = i->logs_name;
    i->request.format = i->request.logs->insights ? IMPORT_CSV : IMPORT_REPORT;
    if (!d->workload)
        d->workload = f->function;
    if (!d->platform && *f->platform)
        d->platform = f->platform;
    if (!d->region)
        d->region = f->region;
    if (!i->request.facts.now_mb)
        i->request.facts.now_mb = f->now_mb;
    return VA_OK;
}

enum va_code
app_import(struct session *s, const struct import_request *request, struct reply *r,
           struct va_err *err)
{
    struct importing i = { .request = *request, .name = request->path };
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    if (request->logs)
        code = open_logs(&i, err);
    if (!code)
        code = session_names(s, note_bundled, &i.hiding, err);
    if (!code)
        code = begin(s, &i, err);
    if (!code)
        code = read_all(&i, err);
    if (!code) {
        add_document(r, &i);
        say(r, &i);
        code = reply_status(r);
    }
    log_source_close(i.logs);
    tally_clear(&i.tally);
    return code;
}
