/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a reader to the sink: defaults, checks, counts, bad rows, warnings. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "io/import_reader.h"
#include "io/import_row.h"

static const char *
first_given(const char *a, const char *b, const char *c)
{
    if (a && *a)
        return a;
    if (b && *b)
        return b;
    return c ? c : "";
}

void
import_fill(const struct import_reader *r, struct sample *s, const struct place *place)
{
    const struct import_defaults *d = &r->options.defaults;

    s->workload = first_given(s->workload, d->workload, place->named);
    s->implementation =
        first_given(s->implementation, d->implementation, IMPORT_IMPLEMENTATION);
    s->platform = first_given(s->platform, d->platform, place->platform);
    s->region = first_given(s->region, d->region, "");
    s->emulates = first_given(s->emulates, d->emulates, "");
    if (!s->memory_mb)
        s->memory_mb = d->memory_mb;
    if (*s->error && s->duration_ns == 0)
        s->duration_ns = SAMPLE_NONE; /* as it is written where nothing ran */
    if (s->cold == SAMPLE_NONE && s->init_ns > 0)
        s->cold = 1;
}

/* A name must be usable; one that is not given must not be needed. */
static enum va_code
check_name(const char *column, const char *text, struct va_err *err)
{
    if (!*text || text_is_name(text, strnlen(text, TEXT_NAME_MAX + 1)))
        return VA_OK;
    return va_fail(err, VA_DATA, "%s: '%.40s' is not a usable name", column, text);
}

static enum va_code
check_names(const struct sample *s, struct va_err *err)
{
    enum va_code code = check_name("workload", s->workload, err);

    if (!code)
        code = check_name("implementation", s->implementation, err);
    if (!code)
        code = check_name("platform", s->platform, err);
    if (!code)
        code = check_name("region", s->region, err);
    return code ? code : check_name("emulates", s->emulates, err);
}

/* What options could have given. */
static enum va_code
check_given(const struct sample *s, struct va_err *err)
{
    unsigned missing = 0;
    enum va_code code = VA_OK;
    char names[64];

    missing |= *s->workload ? 0 : IMPORT_LACKS(ROW_WORKLOAD);
    missing |= *s->platform ? 0 : IMPORT_LACKS(ROW_PLATFORM);
    missing |= s->memory_mb ? 0 : IMPORT_LACKS(ROW_MEMORY_MB);
    if (!missing)
        return VA_OK;
    import_list_missing(names, sizeof names, missing, "");
    code = va_fail(err, VA_DATA, "%s: missing", names);
    import_hint_missing(err, missing, "");
    return code;
}

/* Rows were checked value by value; what is left is what they lack. */
static enum va_code
check(const struct sample *s, bool checked, struct va_err *err)
{
    enum va_code code = check_given(s, err);

    if (code)
        return code;
    if (checked && s->duration_ns > 0)
        return VA_OK;
    code = checked ? VA_OK : check_names(s, err);
    return code ? code : sample_check(s, err);
}

enum va_code
import_hand_on(struct import_reader *r, const struct sample *s, struct va_err *err)
{
    const enum va_code code = r->sink.sample(r->sink.ctx, s, err);

    if (code)
        return code;
    r->report.rows++;
    r->report.failures += *s->error != '\0';
    r->report.cold += s->cold == 1;
    return VA_OK;
}

enum va_code
import_emit(struct import_reader *r, struct sample *s, const struct place *place,
            struct va_err *err)
{
    struct va_err row_err;
    enum va_code code = VA_OK;

    import_fill(r, s, place);
    code = check(s, place->checked, &row_err);
    if (code)
        return import_bad_row(r, place, &row_err, err);
    return import_hand_on(r, s, err);
}

enum va_code
import_bad_row(struct import_reader *r, const struct place *place,
               const struct va_err *row_err, struct va_err *err)
{
    struct va_err full;

    if (place->line)
        va_fail(&full, row_err->code, "%s:%" PRId64 ": %s", r->options.name, place->line,
                row_err->text);
    else
        va_fail(&full, row_err->code, "%s: %s: %s", r->options.name,
                place->path ? place->path : "document", row_err->text);
    if (row_err->code == VA_DATA && r->options.skip_bad) {
        if (!r->report.bad++) {
            r->report.first_line_bad = place->line;
            snprintf(r->report.first_bad, sizeof r->report.first_bad, "%s", full.text);
        }
        return VA_OK;
    }
    snprintf(full.hint, sizeof full.hint, "%s", row_err->hint);
    if (err)
        *err = full;
    return full.code;
}

void
import_warn(struct import_reader *r, const char *fmt, ...)
{
    char text[sizeof r->report.warnings[0]];
    va_list args;
    int len = 0;

    va_start(args, fmt);
    len = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (len < 0 || r->report.n_warnings == IMPORT_WARNINGS_MAX)
        return;
    for (int32_t i = 0; i < r->report.n_warnings; i++) {
        if (!strcmp(r->report.warnings[i], text))
            return;
    }
    memcpy(r->report.warnings[r->report.n_warnings++], text, sizeof text);
}

enum va_code
import_fail(const struct import_reader *r, int64_t line, const char *what,
            struct va_err *err)
{
    if (line)
        return va_fail(err, VA_DATA, "%s:%" PRId64 ": %s", r->options.name, line, what);
    return va_fail(err, VA_DATA, "%s: %s", r->options.name, what);
}

enum va_code
import_no_memory(const struct import_reader *r, struct va_err *err)
{
    return va_fail(err, VA_NOMEM, "%s: out of memory", r->options.name);
}
