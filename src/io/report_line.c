/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a Lambda REPORT line: values by label, in any order. */
#include "io/report_line.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/import_row.h"

/* How the text after a label becomes a value. */
enum unit { UNIT_TEXT, UNIT_MS, UNIT_WHOLE_MS, UNIT_MB, UNIT_IGNORED };

struct label {
    const char *text; /* with its colon */
    enum unit unit;
    size_t offset; /* in struct lambda_report */
    size_t size;   /* of a text */
};

/* A part of the line. */
struct span {
    const char *at;
    const char *end;
};

#define AT(member) offsetof(struct lambda_report, member)
#define TEXT(member) UNIT_TEXT, AT(member), sizeof((struct lambda_report *)0)->member

/* A label that another one ends with comes after it. */
static const struct label labels[] = {
    { "RequestId:", TEXT(request_id) },
    { "Billed Restore Duration:", UNIT_IGNORED, 0, 0 },
    { "Billed Duration:", UNIT_WHOLE_MS, AT(billed_ms), 0 },
    { "Init Duration:", UNIT_MS, AT(init_ns), 0 },
    { "Restore Duration:", UNIT_MS, AT(restore_ns), 0 },
    { "Duration:", UNIT_MS, AT(duration_ns), 0 },
    { "Memory Size:", UNIT_MB, AT(memory_mb), 0 },
    { "Max Memory Used:", UNIT_MB, AT(max_memory_mb), 0 },
    { "Status:", TEXT(status) },
    { "Error Type:", TEXT(error_type) },
    { "Phase:", UNIT_IGNORED, 0, 0 },
    { "XRAY TraceId:", UNIT_IGNORED, 0, 0 },
    { "SegmentId:", UNIT_IGNORED, 0, 0 },
    { "Sampled:", UNIT_IGNORED, 0, 0 },
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span
trim(struct span s)
{
    while (s.at < s.end && is_blank(*s.at))
        s.at++;
    while (s.at < s.end && is_blank(s.end[-1]))
        s.end--;
    return s;
}

static bool
starts_with(struct span s, const char *text)
{
    const size_t len = strlen(text);

    return (size_t)(s.end - s.at) >= len && !memcmp(s.at, text, len);
}

/* The label that stands here, at the start of a word. */
static const struct label *
label_at(struct span s)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (starts_with(s, labels[i].text))
            return &labels[i];
    }
    return NULL;
}

/* The next label from here on; *out is where it starts, or the end. */
static const struct label *
next_label(struct span s, const char **out)
{
    bool word = true;

    for (; s.at < s.end; s.at++) {
        const struct label *label = word ? label_at(s) : NULL;

        if (label) {
            *out = s.at;
            return label;
        }
        word = is_blank(*s.at);
    }
    *out = s.end;
    return NULL;
}

static enum va_code
refuse(const struct label *label, struct span value, struct va_err *err)
{
    char shown[41];

    row_copy_text(shown, sizeof shown, value.at, (size_t)(value.end - value.at));
    return va_fail(err, VA_DATA, "%s '%s' is not a number of %s", label->text, shown,
                   label->unit == UNIT_MB ? "MB" : "ms");
}

/* The number of "469.40 ms", scaled by 10^6. */
static bool
read_quantity(struct span value, const char *unit, int64_t *out)
{
    const size_t len = strlen(unit);

    if ((size_t)(value.end - value.at) <= len || memcmp(value.end - len, unit, len))
        return false;
    value.end -= len;
    value = trim(value);
    return !text_parse_fixed(value.at, (size_t)(value.end - value.at), 6, out) &&
           *out >= 0;
}

static enum va_code
set_value(struct lambda_report *out, const struct label *label, struct span value,
          struct va_err *err)
{
    static const int64_t million = 1000000;
    char *member = (char *)out + label->offset;
    int64_t scaled = 0;
    int64_t whole = 0;
    int32_t mb = 0;

    if (label->unit == UNIT_IGNORED)
        return VA_OK;
    if (label->unit == UNIT_TEXT) {
        row_copy_text(member, label->size, value.at, (size_t)(value.end - value.at));
        return VA_OK;
    }
    if (!read_quantity(value, label->unit == UNIT_MB ? "MB" : "ms", &scaled))
        return refuse(label, value, err);
    whole = scaled / million + (scaled % million != 0);
    if (label->unit == UNIT_MB) {
        if (whole > SAMPLE_MEMORY_MB_MAX)
            return refuse(label, value, err);
        mb = (int32_t)whole;
        memcpy(member, &mb, sizeof mb);
    } else {
        memcpy(member, label->unit == UNIT_MS ? &scaled : &whole, sizeof scaled);
    }
    return VA_OK;
}

static enum va_code
read_labels(struct span s, struct lambda_report *out, struct va_err *err)
{
    const char *next = NULL;
    const struct label *label = next_label(s, &next);

    while (label) {
        struct span value = { next + strlen(label->text), s.end };
        const struct label *following = next_label(value, &next);
        enum va_code code = VA_OK;

        value.end = next;
        code = set_value(out, label, trim(value), err);
        if (code)
            return code;
        label = following;
        s.at = next;
    }
    return VA_OK;
}

/* Is this "REPORT" or "INIT_REPORT" followed by a label? */
static bool
is_report(struct span s, const char *word)
{
    const char *next = NULL;

    if (!starts_with(s, word))
        return false;
    s.at += strlen(word);
    if (s.at == s.end || !is_blank(*s.at))
        return false;
    s = trim(s);
    return next_label(s, &next) && next == s.at;
}

/* Past these many bytes or words it is an application's text that quotes a report. */
enum { PREFIX_MAX = 320, PREFIX_WORDS_MAX = 3 };

static const char *
find_word(struct span s, const char *word)
{
    int words = 0;
    bool start = true;

    if (s.end - s.at > PREFIX_MAX)
        s.end = s.at + PREFIX_MAX;
    for (const char *at = s.at; at < s.end && *at != '"' && *at != '{'; at++) {
        const struct span rest = { at, s.end };

        if (start && !is_blank(*at)) {
            if (is_report(rest, word))
                return at;
            if (++words > PREFIX_WORDS_MAX)
                return NULL;
        }
        start = is_blank(*at);
    }
    return NULL;
}

void
lambda_report_init(struct lambda_report *report)
{
    *report = (struct lambda_report){
        .duration_ns = SAMPLE_NONE,
        .billed_ms = SAMPLE_NONE,
        .init_ns = SAMPLE_NONE,
        .restore_ns = SAMPLE_NONE,
        .max_memory_mb = SAMPLE_NONE,
        .cold = SAMPLE_NONE,
        .time_ms = TIME_UNKNOWN,
    };
}

const char *
report_line_find(const char *text, size_t len)
{
    return find_word((struct span){ text, text + len }, "REPORT");
}

enum va_code
report_line_read(const char *text, size_t len, enum report_line_kind *kind,
                 struct lambda_report *out, struct va_err *err)
{
    const struct span line = { text, text + len };
    const char *at = find_word(line, "REPORT");
    enum va_code code = VA_OK;

    *kind = at ? REPORT_LINE_REPORT : REPORT_LINE_OTHER;
    if (!at) {
        at = find_word(line, "INIT_REPORT");
        if (at)
            *kind = REPORT_LINE_INIT;
    }
    if (!at)
        return VA_OK;
    report_line_prefix(text, (size_t)(at - text), out);
    code = read_labels((struct span){ at, line.end }, out, err);
    if (!code && *kind == REPORT_LINE_REPORT)
        out->cold = out->init_ns > 0 || out->restore_ns > 0;
    return code;
}

/* A time or a log stream, by its look. */
static bool
take_word(const char *word, size_t len, struct lambda_report *out)
{
    int64_t ms = 0;

    if (memchr(word, '-', len) && !time_parse_ms(word, len, &ms)) {
        out->time_ms = ms;
        return true;
    }
    if (len > SAMPLE_ID_MAX || !memchr(word, '[', len) || !memchr(word, '/', len))
        return false;
    row_copy_text(out->stream, sizeof out->stream, word, len);
    return true;
}

bool
report_line_prefix(const char *text, size_t len, struct lambda_report *out)
{
    const char *end = text + len;
    bool known = true;

    for (const char *at = text; at < end;) {
        const char *word = at;

        while (at < end && !is_blank(*at))
            at++;
        if (at > word)
            known = take_word(word, (size_t)(at - word), out) && known;
        while (at < end && is_blank(*at))
            at++;
    }
    return known;
}

static void
copy_name(const char *text, size_t len, char *out)
{
    out[0] = '\0';
    if (text_is_name(text, len))
        row_copy_text(out, TEXT_NAME_MAX + 1, text, len);
}

void
lambda_function_of_stream(const char *stream, char *out)
{
    const char *bracket = strchr(stream, '[');
    const char *start = bracket;

    out[0] = '\0';
    if (!bracket)
        return;
    while (start > stream && start[-1] != '/')
        start--;
    copy_name(start, (size_t)(bracket - start), out);
}

void
lambda_function_of_group(const char *group, char *out)
{
    static const char prefix[] = "/aws/lambda/";
    const char *at = strstr(group, prefix);

    out[0] = '\0';
    if (at)
        copy_name(at + sizeof prefix - 1, strlen(at + sizeof prefix - 1), out);
}
