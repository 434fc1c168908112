/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workload as a document that an import takes back; what of it stays out. */
#include <math.h>
#include <string.h>

#include "app/document.h"
#include "app/report.h"
#include "base/digits.h"
#include "base/text.h"

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

    json_add_string(r->doc, data, "schema", "vadvise.workload/1");
    json_add_string(r->doc, data, "workload", w->name);
    add_note(r, data);
    if (w->now_mb)
        json_add_int(r->doc, data, "now_mb", w->now_mb);
    if (w->volume_per_month)
        json_add_int(r->doc, data, "volume_per_month", w->volume_per_month);
    add_implementations(r, data);
    add_profiles(r, data);
    return report_add_samples(r, data, err);
}
