/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workload and its samples as a document that an import takes back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/report.h"
#include "base/digits.h"
#include "base/text.h"
#include "io/export.h"

/* A nanosecond, in milliseconds; and as many decimals as tell any number from the next.
 */
enum { NS_DECIMALS = 6 };

/* A column of texts that has no more than so many is written as their numbers. */
enum { TEXTS_MAX = 32, TEXTS_NONE = -1 };

/* --- hiding --- */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
ends_arn(char c)
{
    return !c || strchr(" \t\r\n\"'<>()[]{},;|", c);
}

/* Bytes of an ARN, or of a number of 12 digits as accounts have, that starts here; 0:
 * neither does. */
static size_t
id_len(const char *text, const char *at)
{
    size_t len = 0;

    if (!strncmp(at, "arn:", 4) && (at == text || !is_letter(at[-1]))) {
        while (!ends_arn(at[len]))
            len++;
        return len;
    }
    while (is_digit(at[len]))
        len++;
    return len == 12 && (at == text || !is_digit(at[-1])) ? len : 0;
}

bool
report_hide_ids(char *out, size_t size, const char *text)
{
    static const char shown[] = "(id left out)";
    const char *at = text;
    size_t used = 0;
    bool hidden = false;

    while (*at) {
        const size_t id = id_len(text, at);
        const size_t needed = id ? sizeof shown - 1 : 1;

        if (used + needed >= size)
            break;
        memcpy(out + used, id ? shown : at, needed);
        used += needed;
        at += id ? id : 1;
        hidden = hidden || id;
    }
    out[used] = '\0';
    return hidden;
}

/* --- samples --- */

/* The texts of a column, in the order they are met. */
struct texts {
    char text[TEXTS_MAX][SAMPLE_ID_MAX + 1];
    int n; /* TEXTS_NONE: too many */
};

/* What samples have in common, found before they are written. */
struct survey {
    struct report *report;
    bool reported[EXPORT_FIELDS]; /* by some sample */
    bool varies[EXPORT_FIELDS];   /* or not by all */
    char first[EXPORT_FIELDS][SAMPLE_ID_MAX + 1];
    struct texts *texts; /* EXPORT_FIELDS of them */
    struct json *rows;
};

static bool
is_text_of_user(const char *name)
{
    return !strcmp(name, "error") || !strcmp(name, "instance_id");
}

/* The value of a field as it goes out. */
static const char *
value_of(struct survey *v, const struct export_field *f, char clean[SAMPLE_ID_MAX + 1])
{
    if (f->is_number || !is_text_of_user(f->name) || v->report->options->with_ids)
        return f->text;
    report_hide_ids(clean, SAMPLE_ID_MAX + 1, f->text);
    return clean;
}

static void
count(struct report_facts *facts, const struct sample *s)
{
    facts->n++;
    facts->n_failed += *s->error != '\0';
    if (s->started_at_ms == TIME_UNKNOWN)
        return;
    if (facts->first_ms == TIME_UNKNOWN || s->started_at_ms < facts->first_ms)
        facts->first_ms = s->started_at_ms;
    if (facts->last_ms == TIME_UNKNOWN || s->started_at_ms > facts->last_ms)
        facts->last_ms = s->started_at_ms;
}

/* Which of them a text is; TEXTS_NONE: none. */
static int
find_text(const struct texts *t, const char *text)
{
    for (int i = 0; i < t->n; i++) {
        if (!strcmp(t->text[i], text))
            return i;
    }
    return TEXTS_NONE;
}

static void
add_to_texts(struct texts *t, const char *text)
{
    if (t->n == TEXTS_NONE || find_text(t, text) != TEXTS_NONE)
        return;
    if (t->n < TEXTS_MAX)
        scene_copy_text(t->text[t->n++], sizeof t->text[0], text);
    else
        t->n = TEXTS_NONE;
}

static enum va_code
survey_sample(void *ctx, const struct sample *s)
{
    struct survey *v = ctx;
    const bool is_first = v->report->facts.n == 0;
    char clean[SAMPLE_ID_MAX + 1];

    count(&v->report->facts, s);
    for (int i = 0; i < EXPORT_FIELDS && v->report->facts.n <= REPORT_SAMPLES_MAX; i++) {
        struct export_field f;
        const char *value = NULL;

        export_field(s, i, &f);
        value = f.reported ? value_of(v, &f, clean) : "";
        v->reported[i] = v->reported[i] || f.reported;
        if (f.reported && !f.is_number)
            add_to_texts(&v->texts[i], value);
        if (is_first)
            scene_copy_text(v->first[i], sizeof v->first[i], value);
        v->varies[i] = v->varies[i] || strcmp(v->first[i], value) != 0;
        v->report->facts.n_hidden +=
            f.reported && value != f.text && strcmp(value, f.text) != 0;
    }
    return VA_OK;
}

static void
add_value(struct report *r, struct json *in, const char *key, bool is_number,
          const char *text)
{
    double number = 0;

    if (is_number && text_parse_double(text, strlen(text), &number) == VA_OK)
        json_add_number(r->doc, in, key, number, NS_DECIMALS);
    else
        json_add_string(r->doc, in, key, text);
}

static bool
is_workload(int i, const struct export_field *f)
{
    (void)i;
    return !strcmp(f->name, "workload");
}

static enum va_code
write_sample(void *ctx, const struct sample *s)
{
    struct survey *v = ctx;
    struct json_doc *doc = v->report->doc;
    struct json *row = json_add_array(doc, v->rows, NULL);
    char clean[SAMPLE_ID_MAX + 1];

    for (int i = 0; i < EXPORT_FIELDS; i++) {
        struct export_field f;

        export_field(s, i, &f);
        if (!v->varies[i] || is_workload(i, &f))
            continue;
        if (!f.reported)
            json_add_null(doc, row, NULL);
        else if (!f.is_number && v->texts[i].n > 0)
            json_add_int(doc, row, NULL, find_text(&v->texts[i], value_of(v, &f, clean)));
        else
            add_value(v->report, row, NULL, f.is_number, value_of(v, &f, clean));
    }
    return json_status(doc);
}

static void
add_texts(struct json_doc *doc, struct json *in, const char *name, const struct texts *t)
{
    struct json *list = t->n > 0 ? json_add_array(doc, in, name) : NULL;

    for (int i = 0; i < t->n; i++)
        json_add_string(doc, list, NULL, t->text[i]);
}

/* The fields that all samples share, and the names of the others. */
static void
add_head(struct survey *v, struct json *table)
{
    static const struct sample none = { .workload = "" };
    struct json_doc *doc = v->report->doc;
    struct json *same = json_add_object(doc, table, "same");
    struct json *columns = json_add_array(doc, table, "columns");
    struct json *texts = json_add_object(doc, table, "texts");
    struct sample s = none;

    sample_init(&s);
    for (int i = 0; i < EXPORT_FIELDS; i++) {
        struct export_field f;

        export_field(&s, i, &f);
        if (is_workload(i, &f) || !v->reported[i])
            continue;
        if (v->varies[i]) {
            json_add_string(doc, columns, NULL, f.name);
            add_texts(doc, texts, f.name, &v->texts[i]);
        } else
            add_value(v->report, same, f.name, f.is_number, v->first[i]);
    }
}

static enum va_code
add_samples(struct survey *v, struct json *data, struct va_err *err)
{
    struct report *r = v->report;
    const char *name = r->field.workload.name;
    enum va_code code = session_samples(r->session, name, survey_sample, v, err);
    const bool fits = r->facts.n <= REPORT_SAMPLES_MAX;
    struct json *table = NULL;

    json_add_int(r->doc, json_root(r->doc), "samples_left_out", fits ? 0 : r->facts.n);
    if (code || !fits || !r->facts.n)
        return code;
    table = json_add_object(r->doc, data, "sample_table");
    add_head(v, table);
    v->rows = json_add_array(r->doc, table, "rows");
    return session_samples(r->session, name, write_sample, v, err);
}

/* --- facts --- */

/* A number with as few decimals as give the same number back. */
static void
add_exact(struct json_doc *doc, struct json *in, const char *key, double value)
{
    int decimals = 0;

    for (; decimals < DIGITS_DECIMALS_MAX; decimals++) {
        char text[DIGITS_MAX];
        double back = NAN;

        digits_fixed(text, value, decimals);
        if (text_parse_double(text, strlen(text), &back) == VA_OK &&
            !(back < value || back > value))
            break;
    }
    json_add_number(doc, in, key, value, decimals);
}

static void
add_implementations(struct report *r, struct json *data)
{
    const struct workload *w = &r->field.workload;
    struct json *list = json_add_array(r->doc, data, "implementations");

    for (int32_t i = 0; i < w->n_implementations; i++) {
        const struct implementation *m = &w->implementations[i];
        struct json *o = json_add_object(r->doc, list, NULL);

        json_add_string(r->doc, o, "name", m->name);
        if (m->api[0]) {
            json_add_string(r->doc, o, "api", m->api);
            json_add_int(r->doc, o, "calls_per_invocation", m->calls_per_invocation);
        }
        if (isfinite(m->recall))
            add_exact(r->doc, o, "recall", m->recall);
    }
}

static void
add_published(struct report *r, struct json *profile, const struct curve_published *c)
{
    struct json *o = json_add_object(r->doc, profile, "published");

    json_add_string(r->doc, o, "form", "power");
    add_exact(r->doc, o, "a", c->a);
    add_exact(r->doc, o, "b", c->b);
    json_add_int(r->doc, o, "from_mb", c->from_mb);
    json_add_int(r->doc, o, "to_mb", c->to_mb);
    if (isfinite(c->r2))
        add_exact(r->doc, o, "r2", c->r2);
}

/* Profiles that are more than their samples. */
static void
add_profiles(struct report *r, struct json *data)
{
    const struct workload *w = &r->field.workload;
    struct json *list = json_add_array(r->doc, data, "profiles");

    for (int32_t i = 0; i < w->n_profiles; i++) {
        const struct profile *p = &w->profiles[i];
        struct json *o = NULL;

        if (!p->published && !p->duration_unknown)
            continue;
        o = json_add_object(r->doc, list, NULL);
        json_add_string(r->doc, o, "implementation", p->implementation);
        json_add_string(r->doc, o, "platform", p->platform);
        if (p->region[0])
            json_add_string(r->doc, o, "region", p->region);
        if (p->emulates[0])
            json_add_string(r->doc, o, "emulates", p->emulates);
        if (p->published)
            add_published(r, o, &p->curve);
        else
            json_add_string(r->doc, o, "duration", "unknown");
    }
}

static void
add_note(struct report *r, struct json *data)
{
    const struct workload *w = &r->field.workload;
    char clean[sizeof w->note];

    if (!w->note[0])
        return;
    if (r->options->with_ids)
        scene_copy_text(clean, sizeof clean, w->note);
    else
        r->facts.n_hidden += report_hide_ids(clean, sizeof clean, w->note);
    json_add_string(r->doc, data, "note", clean);
}

enum va_code
report_add_data(struct report *r, struct va_err *err)
{
    const struct workload *w = &r->field.workload;
    struct json *data = json_add_object(r->doc, json_root(r->doc), "data");
    struct survey v = { .report = r };
    enum va_code code = VA_OK;

    r->facts.first_ms = r->facts.last_ms = TIME_UNKNOWN;
    json_add_string(r->doc, data, "schema", "vadvise.workload/1");
    json_add_string(r->doc, data, "workload", w->name);
    add_note(r, data);
    if (w->now_mb)
        json_add_int(r->doc, data, "now_mb", w->now_mb);
    if (w->volume_per_month)
        json_add_int(r->doc, data, "volume_per_month", w->volume_per_month);
    add_implementations(r, data);
    add_profiles(r, data);
    v.texts = calloc(EXPORT_FIELDS, sizeof *v.texts);
    code = v.texts ? add_samples(&v, data, err)
                   : va_fail(err, VA_NOMEM, "%s: out of memory", w->name);
    free(v.texts);
    return code;
}
