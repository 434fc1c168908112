/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs, places and money in words. */
#include "app/probe_words.h"

#include <math.h>
#include <string.h>

#include "app/document.h"
#include "app/probe_request.h"
#include "base/money.h"
#include "io/import.h"

enum {
    SECOND = 1000,
    MINUTE = 60 * SECOND,
    HOUR = 60 * MINUTE,
    COMMAND_SHOWN = 40,
    COMMAND_BYTES = 1 << 20
};

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

/* The command, as much of it as fits a line. */
static void
say_command(struct buf *out, const struct probe_settings *s)
{
    struct buf line;
    int shown = 0;

    buf_init(&line, COMMAND_BYTES);
    for (int32_t i = 0; i < s->n_args; i++)
        buf_printf(&line, "%s%s", i ? " " : "", i ? s->args[i] : base_name(s->args[i]));
    /* What is past the limit is not shown anyway. */
    for (const char *at = buf_get(&line); *at && shown < COMMAND_SHOWN;) {
        uint32_t point = 0;
        const size_t n = text_utf8(at, strlen(at), &point);

        if (n == 0 || text_is_control(point))
            buf_byte(out, ' ');
        else
            buf_add(out, at, n);
        at += n ? n : 1;
        shown++;
    }
    if (shown == COMMAND_SHOWN)
        buf_text(out, "...");
    buf_clear(&line);
}

void
probe_say_where(struct buf *out, const struct probe_settings *s)
{
    if (s->n_args > 0)
        say_command(out, s);
    else
        buf_text(out, s->url[0] ? s->url : s->function);
    if (s->implementation[0] && strcmp(s->implementation, IMPORT_IMPLEMENTATION) != 0)
        buf_printf(out, " (%s)", s->implementation);
    buf_printf(out, " on %s", s->platform);
    if (s->region[0])
        buf_printf(out, " %s", s->region);
    if (probe_is_local(s) && s->emulates[0])
        buf_printf(out, ", as %s", s->emulates);
}

/* ", " between what is known. */
static const char *
comma(int *n)
{
    return (*n)++ > 0 ? ", " : "";
}

void
probe_say_facts(struct buf *out, const struct probe_facts *f)
{
    char text[TEXT_NUMBER_MAX];
    int n = 0;

    if (!f)
        return;
    buf_text(out, "  ");
    if (f->account[0])
        buf_printf(out, "%saccount %s", comma(&n), f->account);
    if (f->credentials[0])
        buf_printf(out, f->account[0] ? " (%s)" : "credentials: %s", f->credentials);
    n += f->credentials[0] && n == 0;
    if (f->architecture[0])
        buf_printf(out, "%s%s", comma(&n), f->architecture);
    if (f->memory_mb > 0)
        buf_printf(out, "%s%d MB deployed", comma(&n), (int)f->memory_mb);
    if (f->timeout_ms > 0)
        buf_printf(out, "%stimeout %s", comma(&n),
                   text_time(text, (double)f->timeout_ms));
    if (f->method[0])
        buf_printf(out, "%slimits by %s", comma(&n), f->method);
    buf_text(out, n ? "\n" : "as the provider has it\n");
}

void
probe_say_span(struct buf *out, double ms)
{
    const double minutes = round(ms / MINUTE);

    if (ms < 2 * MINUTE)
        buf_printf(out, "%.0f s", fmax(1, round(ms / SECOND)));
    else if (ms < 2.0 * HOUR)
        buf_printf(out, "%.0f min", minutes);
    else if (fmod(minutes, 60) >= 1)
        buf_printf(out, "%.0f h %.0f min", floor(minutes / 60), fmod(minutes, 60));
    else
        buf_printf(out, "%.0f h", minutes / 60);
}

const char *
probe_stop_words(enum plan_stop s)
{
    switch (s) {
    case PLAN_NOT:
    case PLAN_STOP_COUNT:
        break;
    case PLAN_SURE:
        return "the pick is sure enough";
    case PLAN_NOT_WORTH:
        return "it would gain less than it costs";
    case PLAN_CAP:
        return "the next run might pass the cap";
    case PLAN_NO_SIZE:
        return "no size is left";
    }
    return "all is measured";
}

const char *
probe_money_mark(const struct probe_settings *s)
{
    return probe_is_simulated(s) ? "$0 real, simulated: " : "";
}

void
probe_say_money(struct buf *out, int64_t spent_pusd, int64_t reserved_pusd,
                int64_t cap_pusd)
{
    char text[MONEY_TEXT_MAX];

    if (cap_pusd == LEDGER_NO_CAP)
        return;
    buf_printf(out, "spent %s", money_short(text, spent_pusd));
    buf_printf(out, " of %s", money_short(text, cap_pusd));
    if (reserved_pusd > 0)
        buf_printf(out, ", %s reserved", money_short(text, reserved_pusd));
}

static bool
is_zero(const struct json *rows, const char *path)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const struct json *value = json_path(row, path);

        if (json_kind(value) == JSON_STRING || json_kind(value) == JSON_BOOL ||
            (json_kind(value) == JSON_NUMBER && strcmp(json_text(value), "0") != 0))
            return false;
    }
    return true;
}

void
probe_table(const struct json *rows, const struct column *columns, int n, struct buf *out)
{
    struct column kept[TABLE_COLUMNS_MAX];
    int n_kept = 0;

    for (int i = 0; i < n && i < TABLE_COLUMNS_MAX; i++)
        if (!is_zero(rows, columns[i].path))
            kept[n_kept++] = columns[i];
    table_write(rows, kept, n_kept, out);
}

void
probe_add_where(struct json_doc *doc, struct json *o, const struct probe_settings *s,
                const struct probe_facts *f)
{
    struct json *command = NULL;

    document_text(doc, o, "region", s->region);
    document_text(doc, o, "implementation", s->implementation);
    document_text(doc, o, "emulates", s->emulates);
    document_text(doc, o, "function", f && f->function[0] ? f->function : s->function);
    document_text(doc, o, "url", s->url);
    command = json_add_array(doc, o, "command");
    for (int32_t i = 0; i < s->n_args; i++)
        json_add_string(doc, command, NULL, s->args[i]);
    document_text(doc, o, "account", f ? f->account : NULL);
    document_text(doc, o, "credentials", f ? f->credentials : NULL);
    document_text(doc, o, "architecture", f ? f->architecture : NULL);
    document_text(doc, o, "method", f ? f->method : NULL);
    document_known(doc, o, "deployed_mb", f ? f->memory_mb : 0);
}
