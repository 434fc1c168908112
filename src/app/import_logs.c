/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fetcher as a child: its lines, its notes, its failure. */
#include "app/import_logs.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/child.h"
#include "io/digest.h"

enum { WAIT_MS = 100, ARGS_MAX = 24, NUMBER_MAX = 24, TELL_LINES = 64 };

static const char program[] = "vadvise-probe";

struct log_source {
    const struct import_request *request;
    struct child *child;
    struct log_facts facts;
    char failure[VA_ERR_TEXT_MAX]; /* what it said last of a failure */
    bool ended;
};

/* --- its command line --- */

struct arguments {
    const char *list[ARGS_MAX];
    int n;
    char since[NUMBER_MAX], until[NUMBER_MAX];
};

static void
add(struct arguments *a, const char *name, const char *value)
{
    if (value && *value) {
        a->list[a->n++] = name;
        a->list[a->n++] = value;
    }
}

static void
make_arguments(const struct import_logs *l, const char *region, struct arguments *a)
{
    *a = (struct arguments){ .list = { program, "logs" }, .n = 2 };
    snprintf(a->since, sizeof a->since, "%" PRId64, l->since_ms);
    snprintf(a->until, sizeof a->until, "%" PRId64, l->until_ms);
    add(a, "--function", l->function);
    add(a, "--since", a->since);
    add(a, "--until", a->until);
    add(a, "--via", l->insights ? "insights" : "filter");
    add(a, "--profile", l->profile);
    add(a, "--region", region);
    add(a, "--log-group", l->log_group);
    add(a, "--endpoint-url", l->endpoint_url);
    if (l->verbose)
        a->list[a->n++] = "--verbose";
}

/* --- what it says --- */

/* A line of its standard error: how it failed, or a note for the user. */
static void
take_note(struct log_source *s, const char *line)
{
    const struct import_logs *l = s->request->logs;
    const size_t n = sizeof program - 1;

    if (!strncmp(line, program, n) && !strncmp(line + n, ": ", 2))
        snprintf(s->failure, sizeof s->failure, "%s", line + n + 2);
    else if (l->say)
        l->say(l->ctx, line);
}

/* The code whose exit status it is. */
static enum va_code
code_of(int status)
{
    static const enum va_code codes[] = { VA_USAGE, VA_DATA, VA_MONEY, VA_CONFIG,
                                          VA_NETWORK };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (va_exit_status(codes[i]) == status)
            return codes[i];
    }
    return VA_IO;
}

static enum va_code
ended(struct log_source *s, struct va_err *err)
{
    const int status = child_status(s->child);

    s->ended = true;
    if (status == 0)
        return VA_OK;
    if (*s->failure)
        return va_fail(err, code_of(status), "%s", s->failure);
    return va_fail(err, code_of(status), "%s ended with status %d", program, status);
}

/* The next line of its output; NULL line: it has ended well. */
static enum va_code
next_line(struct log_source *s, const char **line, struct va_err *err)
{
    const struct import_progress *p = &s->request->progress;

    for (;;) {
        switch (child_next(s->child, WAIT_MS, line)) {
        case CHILD_OUT:
            return VA_OK;
        case CHILD_ERR:
            take_note(s, *line);
            break;
        case CHILD_IDLE:
            if (p->stopped && p->stopped(p->ctx))
                return va_fail(err, VA_IO, "stopped: nothing was stored");
            break;
        case CHILD_END:
            *line = NULL;
            return ended(s, err);
        }
    }
}

/* The word after " name=" in a line; false when there is none that is a name. */
static bool
read_word(const char *line, const char *name, char out[TEXT_NAME_MAX + 1])
{
    const char *at = strstr(line, name);
    const size_t len = at ? strcspn(at + strlen(name), " ") : 0;

    if (len > TEXT_NAME_MAX || !text_is_name(at ? at + strlen(name) : "", len))
        return false;
    snprintf(out, TEXT_NAME_MAX + 1, "%.*s", (int)len, at + strlen(name));
    return true;
}

/* "logs function=f region=r platform=p now_mb=512" */
static enum va_code
read_head(struct log_source *s, struct va_err *err)
{
    char size[TEXT_NAME_MAX + 1] = "";
    int64_t mb = 0;
    const char *line = NULL;
    enum va_code code = next_line(s, &line, err);

    if (code)
        return code;
    if (!line || !read_word(line, " function=", s->facts.function) ||
        !read_word(line, " region=", s->facts.region))
        return va_fail(err, VA_DATA, "%s: what it says is not understood", program);
    (void)read_word(line, " platform=", s->facts.platform);
    if (read_word(line, " now_mb=", size) &&
        !text_parse_int(size, strlen(size), 1, SAMPLE_MEMORY_MB_MAX, &mb))
        s->facts.now_mb = (int32_t)mb;
    return VA_OK;
}

enum va_code
log_source_open(const struct import_request *request, struct log_source **out,
                struct va_err *err)
{
    const struct import_logs *l = request->logs;
    struct arguments a;
    const struct child_command command = { .path = l->program,
                                           .args = a.list,
                                           .own_session = true };
    struct log_source *s = calloc(1, sizeof *s);
    enum va_code code = VA_OK;

    *out = NULL;
    if (!s)
        return va_fail(err, VA_NOMEM, "out of memory");
    s->request = request;
    make_arguments(l, request->defaults.region, &a);
    code = child_start(&command, &s->child, err);
    if (!code)
        code = read_head(s, err);
    if (code) {
        log_source_close(s);
        return code;
    }
    *out = s;
    return VA_OK;
}

void
log_source_close(struct log_source *s)
{
    if (!s)
        return;
    if (s->child && !s->ended)
        child_signal(s->child, SIGTERM);
    child_close(s->child);
    free(s);
}

const struct log_facts *
log_source_facts(const struct log_source *s)
{
    return &s->facts;
}

/* --- its lines --- */

struct feeding {
    const struct import_input *input;
    struct import_reader *reader;
    struct digest digest;
    struct hash sha256;
    int64_t n_bytes, n_lines;
};

static enum va_code
feed(struct feeding *f, const char *bytes, size_t len, struct va_err *err)
{
    if (f->input->secret)
        digest_add(&f->digest, bytes, len);
    if (f->input->with_sha256)
        hash_add(&f->sha256, bytes, len);
    f->n_bytes += (int64_t)len;
    return import_feed(f->reader, bytes, len, err);
}

static enum va_code
feed_all(struct log_source *s, struct feeding *f, struct va_err *err)
{
    const struct import_input *input = f->input;
    const char *line = NULL;
    enum va_code code = next_line(s, &line, err);

    while (!code && line) {
        code = feed(f, line, strlen(line), err);
        if (!code)
            code = feed(f, "\n", 1, err);
        if (!code && input->tell && ++f->n_lines % TELL_LINES == 0)
            code = input->tell(input->ctx, f->n_bytes, -1, err);
        if (!code)
            code = next_line(s, &line, err);
    }
    return code;
}

enum va_code
log_source_import(struct log_source *s, const struct log_reading *how, struct va_err *err)
{
    const struct import_input *input = how->input;
    struct feeding f = { .input = input };
    enum va_code code = import_open(how->options, how->sink, &f.reader, err);

    if (!code && input->secret)
        digest_init(&f.digest, input->secret);
    if (!code && input->with_sha256)
        hash_init(&f.sha256);
    if (!code)
        code = feed_all(s, &f, err);
    if (!code)
        code = import_finish(f.reader, how->report, err);
    if (!code && input->secret)
        digest_hex(&f.digest, how->report->digest_hex);
    if (!code && input->with_sha256)
        hash_hex(&f.sha256, how->report->sha256_hex);
    import_close(f.reader);
    return code;
}
