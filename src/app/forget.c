/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Take a workload, or part of it, out of the database. */
#include <string.h>

#include "app/commands.h"
#include "app/document.h"
#include "app/probe_state.h"
#include "app/words.h"
#include "io/forget_run.h"

static enum va_code
one_name(const struct name_list *list, const char *option, const char **out,
         struct va_err *err)
{
    *out = list->n ? list->names[0] : NULL;
    if (list->n > 1)
        return va_fail(err, VA_USAGE, "forget takes one %s at a time", option);
    return VA_OK;
}

static enum va_code
what_of(const struct question *q, bool dry_run, struct forget_what *out,
        struct va_err *err)
{
    enum va_code code = VA_OK;

    *out = (struct forget_what){ .workload = q->workload,
                                 .region = q->region,
                                 .dry_run = dry_run };
    if (!q->workload)
        return va_fail(err, VA_USAGE, "no workload given");
    code = one_name(&q->platforms, "--platform", &out->platform, err);
    return code ? code
                : one_name(&q->implementations, "--implementation", &out->implementation,
                           err);
}

/* Only the user's own samples can be forgotten: look before the database is opened for
 * writing, so that a wrong name never makes one. */
static enum va_code
forget(struct session *s, const struct forget_what *what, int64_t *n, struct va_err *err)
{
    struct workload w;
    struct store *store = NULL;
    enum va_code code = session_workload(s, what->workload, &w, err);
    bool bundled = w.sample_data;

    workload_clear(&w);
    if (code)
        return code;
    if (bundled)
        return va_fail(err, VA_DATA,
                       "'%s' is bundled sample data; there is nothing of yours "
                       "to forget",
                       what->workload);
    code = session_store(s, !what->dry_run, &store, err);
    return code ? code : store_forget(store, what, n, err);
}

/* Of one probe run: it must be of the workload that was named. */
static enum va_code
forget_run(struct session *s, int64_t run, const struct forget_what *what, int64_t *n,
           struct va_err *err)
{
    struct probe_settings settings;
    struct ledger_run known;
    struct store *store = NULL;
    enum va_code code = probe_load(s, run, &known, &settings, err);

    if (!code && strcmp(settings.workload, what->workload) != 0)
        code = va_fail(err, VA_DATA, "run %lld is of '%s', not of '%s'", (long long)run,
                       settings.workload, what->workload);
    probe_settings_clear(&settings);
    if (!code && (what->platform || what->implementation || what->region))
        code = va_fail(err, VA_USAGE, "--run names all there is to forget");
    if (!code)
        code = session_store(s, !what->dry_run, &store, err);
    return code ? code : store_forget_run(store, run, what->dry_run, n, err);
}

enum va_code
app_forget(struct session *s, const struct question *q,
           const struct forget_request *request, struct reply *r, struct va_err *err)
{
    struct forget_what what;
    struct json *root = NULL;
    int64_t n = 0;
    enum va_code code = reply_init(r);

    if (code)
        return va_fail(err, code, "out of memory");
    code = what_of(q, request->dry_run, &what, err);
    if (!code && request->run > 0)
        code = forget_run(s, request->run, &what, &n, err);
    else if (!code)
        code = forget(s, &what, &n, err);
    if (code)
        return code;
    root = json_root(r->doc);
    document_start(r->doc, "vadvise.forget/1", q->workload);
    json_add_string(r->doc, root, "implementation", what.implementation);
    json_add_string(r->doc, root, "platform", what.platform);
    json_add_string(r->doc, root, "region", what.region);
    document_known(r->doc, root, "probe", request->run);
    json_add_int(r->doc, root, "samples", n);
    json_add_bool(r->doc, root, "dry_run", what.dry_run);
    buf_printf(&r->text, "%s: ", q->workload);
    words_count(&r->text, n, "sample");
    if (request->run > 0)
        buf_printf(&r->text, " of run %lld", (long long)request->run);
    buf_text(&r->text, what.dry_run ? " would be forgotten.\n" : " forgotten.\n");
    return reply_status(r);
}
