/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown, for elsewhere: copied, or written to a file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "io/file_write.h"
#include "tui/complete.h"
#include "tui/demo_mark.h"
#include "tui/tui.h"

enum { CONTENT_MAX = 16 << 20, COPY_MENU_MS = 400 };

static const struct {
    uint32_t key;
    const char *word, *text;
    enum screen_format format;
} formats[] = {
    { 'y', "value", "the value", SCREEN_VALUE },
    { 'j', "json", "JSON", SCREEN_JSON },
    { 'c', "csv", "CSV", SCREEN_CSV },
    { 'm', "markdown", "Markdown", SCREEN_MARKDOWN },
    { 't', "text", "plain text", SCREEN_TEXT },
};

enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static const struct {
    const char *ending;
    enum screen_format format;
} endings[] = {
    { ".csv", SCREEN_CSV },     { ".json", SCREEN_JSON },
    { ".md", SCREEN_MARKDOWN }, { ".markdown", SCREEN_MARKDOWN },
    { ".txt", SCREEN_TEXT },
};

/* out: set up here, cleared by the caller. */
static enum va_code
read_content(struct tui *t, enum screen_format format, struct buf *out,
             struct va_err *err)
{
    const struct screen *s = screen_get(t->screen);
    enum va_code code = VA_OK;

    buf_init(out, CONTENT_MAX);
    if (!s->content)
        return va_fail(err, VA_DATA, "this screen has nothing to hand out");
    code = s->content(t, format, out, err);
    if (!code && t->start->demo_seed)
        demo_mark(format, out);
    if (!code && out->code)
        code = va_fail(err, out->code, "%s", va_code_text(out->code));
    return code;
}

/* --- copy --- */

static void
ask_format(struct tui *t, enum action_id id)
{
    struct choice choices[N_FORMATS];

    for (int i = 0; i < N_FORMATS; i++)
        choices[i] =
            (struct choice){ formats[i].key, formats[i].text, id, formats[i].word };
    tui_menu(t, "Copy", choices, N_FORMATS, COPY_MENU_MS);
}

enum va_code
do_copy(struct tui *t, const struct doing *d, struct va_err *err)
{
    enum va_code code = VA_OK;
    struct buf text;

    if (!d->argument) {
        ask_format(t, d->id);
        return VA_OK;
    }
    for (int i = 0; i < N_FORMATS; i++) {
        if (strcmp(d->argument, formats[i].word) != 0)
            continue;
        code = read_content(t, formats[i].format, &text, err);
        if (!code)
            tui_effect(t, EFFECT_COPY, buf_get(&text));
        buf_clear(&text);
        return code;
    }
    return va_fail(err, VA_USAGE, "'%s' is no format: value, json, csv, markdown, text",
                   d->argument);
}

/* --- export --- */

static enum va_code
format_of(const char *path, enum screen_format *out, struct va_err *err)
{
    const size_t len = strlen(path);

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t n = strlen(endings[i].ending);

        if (len > n && !strcasecmp(path + len - n, endings[i].ending)) {
            *out = endings[i].format;
            return VA_OK;
        }
    }
    return va_fail(err, VA_USAGE,
                   "'%s': the name's ending says the format: .csv, .json, .md or .txt",
                   path);
}

static enum va_code
write_to(struct tui *t, const char *path, struct va_err *err)
{
    enum screen_format format = SCREEN_TEXT;
    enum va_code code = format_of(path, &format, err);
    struct buf text;

    if (code)
        return code;
    code = read_content(t, format, &text, err);
    if (!code) {
        const struct file_bytes b = { .bytes = buf_get(&text), .len = text.len };

        code = file_write(path, &b, err);
    }
    if (!code)
        tui_toast(t, ROLE_GOOD, "written to %s: %zu bytes", path, text.len);
    buf_clear(&text);
    return code;
}

static enum va_code
write_over(struct tui *t, const char *typed, struct va_err *err)
{
    (void)typed;
    return write_to(t, t->pending, err);
}

/* A file that is there is asked about. */
static enum va_code
write_or_ask(struct tui *t, struct va_err *err)
{
    char text[TUI_PENDING_MAX + 64];
    enum screen_format format = SCREEN_TEXT;
    struct stat st;
    const enum va_code code = format_of(t->pending, &format, err);

    if (code)
        return code;
    if (stat(t->pending, &st) != 0)
        return write_to(t, t->pending, err);
    if (!S_ISREG(st.st_mode))
        return va_fail(err, VA_IO, "%s: %s", t->pending,
                       S_ISDIR(st.st_mode) ? strerror(EISDIR) : "not a regular file");
    snprintf(text, sizeof text, "%s is there: %lld bytes. Write over it?", t->pending,
             (long long)st.st_size);
    tui_confirm(t,
                &(struct confirm){ .title = "Export", .text = text, .yes = write_over });
    return VA_OK;
}

enum va_code
do_export(struct tui *t, const struct doing *d, struct va_err *err)
{
    if (!d->argument) {
        tui_ask(t,
                &(struct ask){ .action = d->id,
                               .title = "Export what is shown to FILE",
                               .help = "its ending says the format: .csv .json .md .txt; "
                                       "Tab completes",
                               .path = true });
        return VA_OK;
    }
    if (!*d->argument)
        return va_fail(err, VA_USAGE, "name a file to write to");
    if (!complete_home(t, d->argument, t->pending, sizeof t->pending))
        return va_fail(err, VA_USAGE, "the name of the file is too long");
    return write_or_ask(t, err);
}
