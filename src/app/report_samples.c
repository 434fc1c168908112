/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples of a workload, a column a field: first what each column is made of is
 * looked at, then every column is written in its shortest form.
 */
#include <stdlib.h>
#include <string.h>

#include "app/document.h"
#include "app/report.h"
#include "base/text.h"
#include "io/export.h"

enum {
    NS_DECIMALS = 6,  /* a nanosecond, in milliseconds */
    VALUES_MAX = 256, /* of a column that is written by their numbers */
    VALUES_MANY = -1
};

/* What a value is likely to take, beside its text. */
enum { QUOTES_BYTES = 2, NULL_BYTES = 4, OFFSET_BYTES = 10 };

struct value {
    char text[SAMPLE_ID_MAX + 1]; /* "": not reported */
    int64_t n;                    /* samples that have it */
};

/* The values of a field, in the order they are met. */
struct values {
    const char *name;
    bool is_number;
    struct value value[VALUES_MAX];
    int n; /* VALUES_MANY: too many */
};

/* Where a column goes: its array, and how its values are written. */
struct target {
    struct json *array; /* NULL: nowhere */
    bool by_number;     /* of the values */
};

struct survey {
    struct report *report;
    struct values *values; /* EXPORT_FIELDS of them */
    struct target target[EXPORT_FIELDS];
    struct json *same, *lists, *columns; /* of the table */
};

/* --- looking --- */

static bool
is_named(const char *name, const char *other)
{
    return !strcmp(name, other);
}

static bool
is_text_of_user(const char *name)
{
    return is_named(name, "error") || is_named(name, "instance_id");
}

/* The value of a field as it goes out; "": none was reported. */
static const char *
value_of(const struct survey *v, const struct export_field *f,
         char clean[SAMPLE_ID_MAX + 1])
{
    if (!f->reported)
        return "";
    if (!is_text_of_user(f->name) || v->report->options->with_ids)
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

/* Which of them a value is; one past the last when it is new. */
static int
find_value(const struct values *values, const char *text)
{
    int i = 0;

    while (i < values->n && strcmp(values->value[i].text, text) != 0)
        i++;
    return i;
}

static void
add_to_values(struct values *values, const char *text)
{
    const int i = values->n == VALUES_MANY ? VALUES_MAX : find_value(values, text);

    if (i == VALUES_MAX) {
        values->n = VALUES_MANY;
        return;
    }
    if (i == values->n)
        scene_copy_text(values->value[values->n++].text, sizeof values->value[0].text,
                        text);
    values->value[i].n++;
}

static enum va_code
survey_sample(void *ctx, const struct sample *s)
{
    struct survey *v = ctx;
    char clean[SAMPLE_ID_MAX + 1];

    count(&v->report->facts, s);
    for (int i = 0; i < EXPORT_FIELDS && v->report->facts.n <= REPORT_SAMPLES_MAX; i++) {
        struct export_field f;
        const char *text = NULL;
        const enum va_code code = export_field(s, i, &f);

        if (code)
            return code;
        text = value_of(v, &f, clean);
        v->values[i].name = f.name;
        v->values[i].is_number = f.is_number;
        add_to_values(&v->values[i], text);
        v->report->facts.n_hidden += f.reported && strcmp(text, f.text) != 0;
    }
    return VA_OK;
}

/* --- writing --- */

static void
add_value(struct json_doc *doc, struct json *in, const char *key, bool is_number,
          const char *text)
{
    double number = 0;

    if (!*text)
        json_add_null(doc, in, key);
    else if (is_number && text_parse_double(text, strlen(text), &number) == VA_OK)
        json_add_number(doc, in, key, number, NS_DECIMALS);
    else
        json_add_string(doc, in, key, text);
}

/* All samples share it, and it needs no column. Durations have one all the same: it says
 * how many samples there are. */
static bool
is_same(const struct values *values)
{
    return values->n == 1 && !is_named(values->name, "duration_ms");
}

static int64_t
value_bytes(const struct values *values, int i)
{
    const char *text = values->value[i].text;

    if (!*text)
        return NULL_BYTES;
    if (is_named(values->name, "started_at"))
        return OFFSET_BYTES;
    return (int64_t)strlen(text) + (values->is_number ? 0 : QUOTES_BYTES);
}

/* Is a column shorter with each value once, and their numbers in its place? */
static bool
is_by_number(const struct values *values)
{
    int64_t saved = 0;

    for (int i = 0; i < values->n; i++) {
        const int digits = i < 10 ? 1 : i < 100 ? 2 : 3;
        const int64_t bytes = value_bytes(values, i);

        saved += values->value[i].n * (bytes - digits) - bytes - 1;
    }
    return values->n > 0 && saved > 0;
}

/* Are times written as milliseconds since the first? */
static bool
is_by_offset(const struct values *values)
{
    return is_named(values->name, "started_at") && !is_same(values) &&
           !is_by_number(values);
}

static void
add_field(struct survey *v, int i)
{
    struct json_doc *doc = v->report->doc;
    const struct values *of = &v->values[i];
    struct json *list = NULL;

    if (is_same(of)) {
        if (*of->value[0].text)
            add_value(doc, v->same, of->name, of->is_number, of->value[0].text);
        return;
    }
    v->target[i].array = json_add_array(doc, v->columns, of->name);
    v->target[i].by_number = is_by_number(of);
    if (v->target[i].by_number)
        list = json_add_array(doc, v->lists, of->name);
    for (int k = 0; list && k < of->n; k++)
        add_value(doc, list, NULL, of->is_number, of->value[k].text);
}

/* What all samples share, the values of columns that have their numbers, and the columns,
 * empty. */
static void
add_head(struct survey *v, struct json *table)
{
    struct json_doc *doc = v->report->doc;
    char date[DATE_TEXT_MAX];

    v->same = json_add_object(doc, table, "same");
    v->lists = json_add_object(doc, table, "values");
    for (int i = 0; i < EXPORT_FIELDS; i++) {
        if (is_by_offset(&v->values[i]))
            json_add_string(doc, table, "started_from",
                            time_format(date, v->report->facts.first_ms));
    }
    v->columns = json_add_object(doc, table, "columns");
    for (int i = 0; i < EXPORT_FIELDS; i++) {
        if (!is_named(v->values[i].name, "workload"))
            add_field(v, i);
    }
}

static enum va_code
write_sample(void *ctx, const struct sample *s)
{
    const struct survey *v = ctx;
    const struct report *r = v->report;
    char clean[SAMPLE_ID_MAX + 1];

    for (int i = 0; i < EXPORT_FIELDS; i++) {
        const struct target *target = &v->target[i];
        struct export_field f;
        const char *text = NULL;
        enum va_code code = VA_OK;

        if (!target->array)
            continue;
        code = export_field(s, i, &f);
        if (code)
            return code;
        text = value_of(v, &f, clean);
        if (target->by_number)
            json_add_int(r->doc, target->array, NULL, find_value(&v->values[i], text));
        else if (f.reported && is_named(f.name, "started_at"))
            json_add_int(r->doc, target->array, NULL,
                         s->started_at_ms - r->facts.first_ms);
        else
            add_value(r->doc, target->array, NULL, f.is_number, text);
    }
    return json_status(r->doc);
}

static enum va_code
add_table(struct survey *v, struct json *data, struct va_err *err)
{
    struct report *r = v->report;
    const char *name = r->field.workload.name;
    enum va_code code = session_samples(r->session, name, survey_sample, v, err);
    const bool fits = r->facts.n <= REPORT_SAMPLES_MAX;

    json_add_int(r->doc, json_root(r->doc), "samples_left_out", fits ? 0 : r->facts.n);
    if (code || !fits || !r->facts.n)
        return code;
    add_head(v, json_add_object(r->doc, data, "sample_table"));
    return session_samples(r->session, name, write_sample, v, err);
}

enum va_code
report_add_samples(struct report *r, struct json *data, struct va_err *err)
{
    struct survey v = { .report = r };
    enum va_code code = VA_NOMEM;

    r->facts.first_ms = r->facts.last_ms = TIME_UNKNOWN;
    v.values = calloc(EXPORT_FIELDS, sizeof *v.values);
    code = v.values ? add_table(&v, data, err)
                    : va_fail(err, VA_NOMEM, "%s: out of memory", r->field.workload.name);
    free(v.values);
    return code;
}
