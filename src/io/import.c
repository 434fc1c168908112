/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The push reader: collects the head, picks the shape, feeds it. */
#include "io/import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/import_reader.h"

struct format_row {
    const char *name;
    const char *meaning;
};

static const struct format_row formats[IMPORT_FORMAT_COUNT] = {
#define X(name, text, meaning) [IMPORT_##name] = { text, meaning },
    IMPORT_FORMATS(X)
#undef X
};

const char *
import_format_name(enum import_format f)
{
    return (int)f < 0 || f >= IMPORT_FORMAT_COUNT ? "auto" : formats[f].name;
}

const char *
import_format_meaning(enum import_format f)
{
    return (int)f < 0 || f >= IMPORT_FORMAT_COUNT ? "recognised from its content"
                                                  : formats[f].meaning;
}

enum va_code
import_format_parse(const char *name, enum import_format *out, struct va_err *err)
{
    const char *names[IMPORT_FORMAT_COUNT + 1] = { "auto" };
    const char *near = NULL;
    enum va_code code = VA_OK;

    for (int i = 0; i < IMPORT_FORMAT_COUNT; i++)
        names[i + 1] = formats[i].name;
    for (int i = 0; i <= IMPORT_FORMAT_COUNT; i++) {
        if (strcmp(name, names[i]))
            continue;
        *out = (enum import_format)(i - 1);
        return VA_OK;
    }
    code = va_fail(err, VA_USAGE, "no import format '%s'", name);
    near = text_closest(name, names, IMPORT_FORMAT_COUNT + 1);
    if (near)
        va_hint(err, "Did you mean '%s'?", near);
    else
        va_hint(err, "Formats: auto, csv, jsonl, report, insights, gcf-log, "
                     "power-tuning, hyperfine, workload, report-html.");
    return code;
}

/* --- picking the shape --- */

static bool
starts_with(const struct buf *b, const char *magic, size_t len)
{
    return b->len >= len && !memcmp(b->data, magic, len);
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The head after a byte order mark and white space. */
static struct import_head
head_of(const struct import_reader *r, bool whole)
{
    const size_t mark = starts_with(&r->bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    struct import_head head = { buf_get(&r->bytes) + mark, r->bytes.len - mark, whole };

    while (head.len && is_space(*head.text)) {
        head.text++;
        head.len--;
    }
    return head;
}

/* Refuse what is no text before a reader sees it. */
static enum va_code
check_head(const struct import_reader *r, const struct import_head *head,
           struct va_err *err)
{
    enum va_code code = VA_OK;

    if (starts_with(&r->bytes, "\x1f\x8b", 2)) {
        code = import_fail(r, 0, "compressed: gunzip first", err);
        va_hint(err, "Try 'gunzip -c FILE | vadvise import -'.");
        return code;
    }
    if (starts_with(&r->bytes, "\xff\xfe", 2) || starts_with(&r->bytes, "\xfe\xff", 2))
        return import_fail(r, 0, "UTF-16 text: convert it to UTF-8 first", err);
    if (head->len && memchr(head->text, '\0', head->len))
        return import_fail(r, 0, "not a text file", err);
    return head->len || !head->whole ? VA_OK
                                     : import_fail(r, 0, "nothing to import", err);
}

static enum va_code
unknown_format(const struct import_reader *r, struct va_err *err)
{
    const enum va_code code = import_fail(
        r, 0,
        "format not recognised: looked for a vadvise CSV header, JSON Lines, "
        "Lambda REPORT lines, an Insights export, a Google Cloud log, a Power "
        "Tuning result, hyperfine JSON, a workload file and a report",
        err);

    va_hint(err, "Say what it is with --from, as in '--from csv'.");
    return code;
}

/* With a format given, its last shape for JSON or for text stands in when none matches.
 */
static const struct import_shape *
pick_shape(const struct import_head *head, enum import_format format)
{
    const struct import_shape *last = NULL;

    for (const struct import_shape *const *at = import_shapes; *at; at++) {
        if (format != IMPORT_AUTO && (*at)->format != format)
            continue;
        if ((*at)->matches(head))
            return *at;
        if (!last || (*at)->json == head_is_json(head))
            last = *at;
    }
    return format == IMPORT_AUTO ? NULL : last;
}

/* Lines, as many as can be by the quick way. */
static enum va_code
feed_lines(struct import_reader *r, const char *bytes, size_t len, struct va_err *err)
{
    const struct lines_sink sink = { r->options.name, r->shape->line, r };
    struct plain_bytes left = { bytes, bytes + len };
    enum va_code code = VA_OK;

    if (!r->shape->plain)
        return lines_feed(&r->lines, bytes, len, &sink, err);
    while (left.at < left.end && !code) {
        const char *newline = NULL;

        if (!r->lines.cut.len)
            code = r->shape->plain(r, &left, err);
        if (code || left.at == left.end)
            break;
        newline = memchr(left.at, '\n', (size_t)(left.end - left.at));
        len = (size_t)((newline ? newline + 1 : left.end) - left.at);
        code = lines_feed(&r->lines, left.at, len, &sink, err);
        left.at += len;
    }
    return code;
}

static enum va_code
feed_shape(struct import_reader *r, const char *bytes, size_t len, struct va_err *err)
{
    if (r->shape->line)
        return feed_lines(r, bytes, len, err);
    buf_add(&r->bytes, bytes, len);
    if (r->bytes.code == VA_OVERFLOW)
        return va_fail(err, VA_DATA, "%s: longer than %d MiB, the most a %s may have",
                       r->options.name, IMPORT_DOCUMENT_MAX >> 20, r->shape->what);
    return r->bytes.code ? import_no_memory(r, err) : VA_OK;
}

/* Pick the shape from what was collected, and hand that to it. */
static enum va_code
settle(struct import_reader *r, bool whole, struct va_err *err)
{
    const struct import_head head = head_of(r, whole);
    enum va_code code = check_head(r, &head, err);
    struct buf collected = r->bytes;
    size_t mark = 0;

    if (code)
        return code;
    r->shape = pick_shape(&head, r->options.format);
    if (!r->shape)
        return unknown_format(r, err);
    r->report.format = r->shape->format;
    lines_init(&r->lines, IMPORT_LINE_MAX, r->shape->check_utf8);
    if (r->shape->state_size) {
        r->state = calloc(1, r->shape->state_size);
        if (!r->state)
            return import_no_memory(r, err);
    }
    if (r->shape->start)
        code = r->shape->start(r, err);
    if (code)
        return code;
    mark = starts_with(&collected, "\xef\xbb\xbf", 3) ? 3 : 0;
    buf_init(&r->bytes, IMPORT_DOCUMENT_MAX);
    code = feed_shape(r, collected.data + mark, collected.len - mark, err);
    buf_clear(&collected);
    return code;
}

/* --- the public calls --- */

static enum va_code
check_defaults(const struct import_defaults *d, struct va_err *err)
{
    const char *const names[] = { d->workload, d->implementation, d->platform, d->region,
                                  d->emulates };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i] && *names[i] &&
            !text_is_name(names[i], strnlen(names[i], TEXT_NAME_MAX + 1)))
            return va_fail(err, VA_USAGE, "'%.60s' is not a usable name", names[i]);
    }
    if (d->memory_mb < 0 || d->memory_mb > SAMPLE_MEMORY_MB_MAX)
        return va_fail(err, VA_USAGE, "%d MB is no memory size", (int)d->memory_mb);
    return VA_OK;
}

enum va_code
import_open(const struct import_options *o, const struct import_sink *sink,
            struct import_reader **out, struct va_err *err)
{
    const enum va_code code = check_defaults(&o->defaults, err);
    struct import_reader *r = code ? NULL : calloc(1, sizeof *r);

    *out = NULL;
    if (code)
        return code;
    if (!r)
        return va_fail(err, VA_NOMEM, "%s: out of memory", o->name);
    r->options = *o;
    r->sink = *sink;
    r->report.format = o->format;
    buf_init(&r->bytes, IMPORT_HEAD_MAX);
    *out = r;
    return VA_OK;
}

/* Collect the head; what does not fit goes to the shape. */
static enum va_code
feed_head(struct import_reader *r, const char *bytes, size_t len, struct va_err *err)
{
    const size_t room = IMPORT_HEAD_MAX - r->bytes.len;
    const size_t n = len < room ? len : room;
    enum va_code code = VA_OK;

    buf_add(&r->bytes, bytes, n);
    if (r->bytes.code)
        return import_no_memory(r, err);
    if (r->bytes.len < IMPORT_HEAD_MAX)
        return VA_OK;
    code = settle(r, false, err);
    return code || n == len ? code : feed_shape(r, bytes + n, len - n, err);
}

enum va_code
import_feed(struct import_reader *r, const void *bytes, size_t len, struct va_err *err)
{
    enum va_code code = VA_OK;

    if (r->failed)
        return va_fail(err, VA_DATA, "%s: reading has failed before", r->options.name);
    if (!len)
        return VA_OK;
    code = r->shape ? feed_shape(r, bytes, len, err) : feed_head(r, bytes, len, err);
    r->failed = code != VA_OK;
    return code;
}

/* Nothing came of a whole input: say why. */
static enum va_code
check_result(const struct import_reader *r, struct va_err *err)
{
    if (r->report.rows || r->any_workload)
        return VA_OK;
    if (r->report.bad)
        return va_fail(err, VA_DATA,
                       "%s: nothing to import: every row is bad; the first: %s",
                       r->options.name, r->report.first_bad);
    return va_fail(err, VA_DATA, "%s: nothing to import: no sample in this %s",
                   r->options.name, r->shape->what);
}

enum va_code
import_finish(struct import_reader *r, struct import_report *out, struct va_err *err)
{
    const struct lines_sink sink = { r->options.name, r->shape ? r->shape->line : NULL,
                                     r };
    enum va_code code = VA_OK;

    if (r->failed)
        return va_fail(err, VA_DATA, "%s: reading has failed before", r->options.name);
    if (!r->shape) {
        code = settle(r, true, err);
        if (code)
            goto finished;
        return import_finish(r, out, err);
    }
    if (r->shape->line)
        code = lines_finish(&r->lines, &sink, err);
    else
        code = r->shape->document(r, buf_get(&r->bytes), r->bytes.len, err);
    if (!code && r->shape->end)
        code = r->shape->end(r, err);
    if (!code)
        code = check_result(r, err);
finished:
    r->failed = true;
    if (!code)
        *out = r->report;
    return code;
}

void
import_close(struct import_reader *r)
{
    if (!r)
        return;
    if (r->shape && r->shape->clear && r->state)
        r->shape->clear(r);
    free(r->state);
    lines_clear(&r->lines);
    buf_clear(&r->bytes);
    free(r);
}
