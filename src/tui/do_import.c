/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing a file beside the screen: progress in the title, ^C and Esc end it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/words.h"
#include "base/text.h"
#include "tui/complete.h"
#include "tui/foreground.h"
#include "tui/import.h"
#include "tui/task.h"
#include "tui/tui.h"
#include "tui/write.h"

enum { PATH_BYTES_MAX = 1024, SAY_BYTES_MAX = 200 };

#define AS " as "    /* between a file and the name of the workload */
#define WHERE " on " /* between that and the platform */

/* What the thread works on, and what it found. */
struct importing {
    struct session_options
        options; /* of the screen's session, whose texts outlive this */
    char path[PATH_BYTES_MAX];
    char workload[TEXT_NAME_MAX + 1]; /* for rows that name none; "" not given */
    char platform[TEXT_NAME_MAX + 1]; /* the same */
    bool first;                       /* nothing of the user's was stored before */
    bool known;                       /* these bytes were imported before */
    char said[SAY_BYTES_MAX];
    struct task *task;
};

static void
tell(void *ctx, int64_t rows, int64_t bytes, int64_t size_bytes)
{
    const struct importing *i = ctx;

    task_tell(i->task, rows, -1, "rows");
    if (size_bytes > 0)
        task_tell(i->task, bytes, size_bytes, NULL);
}

static bool
stopped(void *ctx)
{
    return task_stopped(((const struct importing *)ctx)->task);
}

static int64_t
count_workloads(const struct reply *r)
{
    const struct json *list = json_get(json_root(r->doc), "workloads");
    int64_t n = 0;

    for (const struct json *w = json_first(list); w; w = json_next(w))
        n++;
    return n;
}

/* "thumbs: 1,204 samples, 4 sizes", or how many workloads, or that all is known. The
 * reply's first line has the first, its sizes in brackets behind it. */
static void
sum_up(struct importing *i, const struct reply *r)
{
    const char *stored = json_text(json_get(json_root(r->doc), "stored"));
    const char *text = buf_get(&r->text);
    const int64_t n = count_workloads(r);
    int64_t rows = 0;
    struct buf out;

    buf_init(&out, SAY_BYTES_MAX - 1);
    i->known = !strcmp(json_text(json_get(json_root(r->doc), "seen_before")), "true");
    if (n > 1 && !i->known &&
        !text_parse_int(stored, strlen(stored), 0, INT64_MAX, &rows)) {
        words_count(&out, n, "workload");
        buf_text(&out, ", ");
        words_count(&out, rows, "sample");
    } else
        buf_add(&out, text, strcspn(text, n == 1 && !i->known ? "(\n" : "\n"));
    while (out.len > 0 && strchr(" .", out.data[out.len - 1]))
        out.data[--out.len] = '\0';
    snprintf(i->said, sizeof i->said, "%s", buf_get(&out));
    buf_clear(&out);
}

static enum va_code
import_in(struct importing *i, struct session *s, struct va_err *err)
{
    const struct import_request request = {
        .path = i->path,
        .format = IMPORT_AUTO,
        .defaults = { .workload = i->workload[0] ? i->workload : NULL,
                      .platform = i->platform[0] ? i->platform : NULL },
        .facts = { .recall = NAN },
        .progress = { tell, stopped, i },
    };
    struct reply r = { .verdict = VA_OK };
    enum va_code code = app_import(s, &request, &r, err);

    if (!code)
        sum_up(i, &r);
    reply_clear(&r);
    return code;
}

static enum va_code
run(struct task *task, void *ctx, struct va_err *err)
{
    struct importing *i = ctx;
    struct session *s = NULL;
    enum va_code code = session_open(&i->options, &s, err);

    i->task = task;
    if (!code)
        code = import_in(i, s, err);
    session_close(s);
    return code;
}

/* A path below the user's home begins with "~": it is shorter. */
static void
say_saved(struct tui *t, const struct importing *i)
{
    char *const *variables = t->start->variables;
    const char *home = variables ? foreground_variable(variables, "HOME") : NULL;
    const char *path = i->options.db_path;
    const size_t len = home ? strlen(home) : 0;
    const bool below = len > 1 && !strncmp(path, home, len) && path[len] == '/';

    tui_toast(t, ROLE_GOOD, "%s; saved to %s%s", i->said, below ? "~" : "",
              below ? path + len : path);
}

/* A hint of the command line, of what is missing and how it is given, as this screen has
 * it; a size is given by the command line alone. */
static void
hint_here(const struct importing *i, struct va_err *said)
{
    const bool no_platform = strstr(said->hint, "--platform") != NULL;
    const bool no_name = strstr(said->hint, "--workload") != NULL;
    const bool on = no_platform || i->platform[0];
    const char *name = i->workload[0] ? i->workload : "NAME";
    const char *platform = i->platform[0] ? i->platform : "aws-lambda-x86";
    const char *columns =
        strstr(said->hint, "vadvise-data(5)") ? "vadvise-data(5) has the columns. " : "";

    if (strstr(said->hint, "--memory"))
        va_hint(said,
                "%sOnly the command line gives a size: vadvise import %.60s --workload "
                "%.40s --platform %.40s --memory 512",
                columns, i->path, name, platform);
    else if (no_platform || no_name)
        va_hint(said, "%sName it: %.80s" AS "%.40s%s%.40s", columns, i->path, name,
                on ? WHERE : "", on ? platform : "");
}

static void
finish(struct tui *t, void *ctx, enum va_code code, const struct va_err *err)
{
    const struct importing *i = ctx;
    struct va_err said = *err;

    write_release(t);
    if (code) {
        hint_here(i, &said);
        tui_toast_error(t, &said);
        return;
    }
    t->moved = true;
    if (i->first && !i->known)
        say_saved(t, i);
    else
        tui_toast(t, ROLE_GOOD, "%s", i->said);
}

static const struct task_kind importing = {
    .name = "import", .run = run, .done = finish, .free = free
};

/* Where a word comes last in a text; NULL: it does not. */
static char *
find_last(char *text, const char *word)
{
    char *last = NULL;

    for (char *at = strstr(text, word); at; at = strstr(at + 1, word))
        last = at;
    return last;
}

/* "NAME" or "NAME on PLATFORM". */
static enum va_code
read_names(char *name, struct importing *out, struct va_err *err)
{
    char *on = find_last(name, WHERE);
    const char *platform = on ? on + strlen(WHERE) : "";

    if (on)
        *on = '\0';
    if (!text_is_name(name, strlen(name)))
        return va_fail(err, VA_USAGE, "'%s' is no name for a workload", name);
    if (on && !text_is_name(platform, strlen(platform)))
        return va_fail(err, VA_USAGE, "'%s' is no name of a platform", platform);
    snprintf(out->workload, sizeof out->workload, "%s", name);
    snprintf(out->platform, sizeof out->platform, "%s", platform);
    return VA_OK;
}

/* Cut "FILE as NAME on PLATFORM" at its last " as ". */
static enum va_code
read_argument(const struct tui *t, const char *text, struct importing *out,
              struct va_err *err)
{
    char line[PATH_BYTES_MAX];
    char *as = NULL;

    if ((size_t)snprintf(line, sizeof line, "%s", text) >= sizeof line)
        return va_fail(err, VA_USAGE, "the name of the file is too long");
    as = find_last(line, AS);
    if (as) {
        const enum va_code code = read_names(as + strlen(AS), out, err);

        if (code)
            return code;
        *as = '\0';
    }
    if (!*line || !strcmp(line, "-"))
        return va_fail(err, VA_USAGE, "name a file to import");
    if (!complete_home(t, line, out->path, sizeof out->path))
        return va_fail(err, VA_USAGE, "the name of the file is too long");
    return VA_OK;
}

static enum va_code
meet_one(void *ctx, const char *name)
{
    (void)name;
    *(bool *)ctx = true;
    return VA_DATA; /* one is enough */
}

static bool
has_own(struct tui *t)
{
    struct store *store = NULL;
    bool any = false;

    if (!session_store(t->session, false, &store, NULL) && store)
        (void)store_names(store, meet_one, &any, NULL);
    return any;
}

enum va_code
do_import(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct importing *i = NULL;
    enum va_code code = VA_OK;

    if (task_busy(t, &importing))
        return va_fail(err, VA_USAGE, "an import is under way; ^C ends it");
    if (write_waits(t) && d->argument) /* the import would be in its way */
        return va_fail(err, VA_USAGE, "something is being stored; again in a moment");
    if (!d->argument) {
        tui_ask(t,
                &(struct ask){ .action = d->id,
                               .title = "Import measurements: FILE as NAME on PLATFORM",
                               .help = "CSV, JSON, logs, power tuning; the rest only "
                                       "where the file does not say it",
                               .path = true });
        return VA_OK;
    }
    i = calloc(1, sizeof *i);
    if (!i)
        return va_fail(err, VA_NOMEM, "out of memory");
    code = read_argument(t, d->argument, i, err);
    if (code) {
        free(i);
        return code;
    }
    i->options = *session_options_get(t->session);
    i->first = !has_own(t);
    return task_start(t, &importing, i, err);
}

bool
import_stop(struct tui *t)
{
    if (task_stop(t, &importing) == 0)
        return false;
    tui_toast(t, ROLE_WARN, "stopping the import: nothing of it is stored");
    return true;
}

bool
import_is_on(const struct tui *t)
{
    return task_busy(t, &importing);
}
