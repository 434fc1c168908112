/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation. */
#include "fn/work.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fn/command.h"
#include "fn/host.h"
#include "fn/job_field.h"
#include "fn/place.h"
#include "fn/work_frames.h"

enum { FOLDER_LEN_MAX = 512, OPEN_FOLDERS = 16 };

#define FOLDER_NAME "vadvise-fn-work."
#define FOLDER_END "XXXXXX"
#define SYSTEM_PATH "/usr/local/bin:/usr/bin:/bin"

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    (void)status;
    (void)kind;
    (void)at;
    (void)remove(path);
    return 0;
}

static int
is_left_over(const struct dirent *entry)
{
    return !strncmp(entry->d_name, FOLDER_NAME, strlen(FOLDER_NAME)) &&
           strlen(entry->d_name) == strlen(FOLDER_NAME) + strlen(FOLDER_END);
}

void
fn_work_sweep(const char *tmp)
{
    struct dirent **found = NULL;
    const int n = scandir(tmp, &found, is_left_over, alphasort);

    for (int i = 0; i < n; i++) {
        char path[FN_PATH_LEN_MAX];

        snprintf(path, sizeof path, "%.3000s/%s", tmp, found[i]->d_name);
        (void)nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
        free(found[i]);
    }
    if (n >= 0)
        free(found);
}

static bool
make_paths(const struct fn_work *w, struct fn_paths *p)
{
    struct fn_place place;
    const char *suffix = "";

    snprintf(p->folder, sizeof p->folder, "%.*s/" FOLDER_NAME FOLDER_END, FOLDER_LEN_MAX,
             w->tmp);
    if (!mkdtemp(p->folder))
        return false;
    if (w->event->source && !fn_place_read(w->event->source, &place, NULL))
        suffix = fn_place_suffix(&place);
    snprintf(p->in, sizeof p->in, "%s/in%s", p->folder, suffix);
    snprintf(p->out, sizeof p->out, "%s/out%.32s", p->folder,
             w->job->suffix ? w->job->suffix : "");
    snprintf(p->frames, sizeof p->frames, "%s/frames", p->folder);
    return !mkdir(p->frames, 0700);
}

/* Variables of commands: none of the function's own, which may be secrets. */
static enum va_code
make_environment(const struct fn_work *w, const struct fn_paths *p, char *path,
                 struct fn_list *out)
{
    const char *const names[] = { "HOME", "TMPDIR" };
    char text[FN_PATH_LEN_MAX + 16];
    enum va_code code = VA_OK;

    snprintf(path, FN_PATH_LEN_MAX, "%.2000s%s%s", w->root ? w->root : "",
             w->root ? "/bin:" : "", SYSTEM_PATH);
    snprintf(text, sizeof text, "PATH=%s", path);
    code = fn_list_add(out, text);
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !code; i++) {
        snprintf(text, sizeof text, "%s=%s", names[i], p->folder);
        code = fn_list_add(out, text);
    }
    if (!code)
        code = fn_list_add(out, "LANG=C.UTF-8");
    return code ? code : fn_list_copy(out, &w->job->environment);
}

static enum va_code
download_images(const struct fn_work *w, const struct fn_paths *p, int64_t *bytes,
                struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < w->event->images.n && !code; i++) {
        struct fn_place place;
        char file[FN_PATH_LEN_MAX];
        int64_t one = 0;

        code = fn_place_read(w->event->images.items[i], &place, err);
        if (code)
            break;
        snprintf(file, sizeof file, "%s/%06d%s", p->frames, (int)i,
                 fn_place_suffix(&place));
        code = fn_fetch(w->clients, w->event->images.items[i], file, &one, err);
        *bytes += one;
    }
    return code;
}

static enum va_code
download(const struct fn_work *w, const struct fn_paths *p, struct va_err *err)
{
    const double start = fn_now_ms();
    int64_t bytes = 0;
    enum va_code code = VA_OK;

    if (!w->event->source && !w->event->images.n)
        return VA_OK;
    if (w->event->source)
        code = fn_fetch(w->clients, w->event->source, p->in, &bytes, err);
    if (!code)
        code = download_images(w, p, &bytes, err);
    w->report->download_ms = fn_now_ms() - start;
    w->report->download_bytes = code ? -1 : bytes;
    return code;
}

static bool
exists(const char *path)
{
    struct stat status;

    return !lstat(path, &status) && S_ISREG(status.st_mode);
}

/* The faces found, as the result of a job that makes no file. */
static enum va_code
write_frames(const struct fn_report *report, const char *file, struct va_err *err)
{
    FILE *out = fopen(file, "wxe");
    bool good = false;

    if (!out)
        return va_fail(err, VA_IO, "%s: %s", file, strerror(errno));
    fprintf(out, "{\"frames_total\":%lld,\"faces\":%lld,\"frames\":[",
            (long long)report->frames_total,
            (long long)(report->faces < 0 ? 0 : report->faces));
    for (int32_t i = 0; i < report->n_frames; i++)
        fprintf(out, "%s%d", i > 0 ? "," : "", (int)report->frames[i].faces);
    fputs("]}\n", out);
    good = !ferror(out);
    if (fclose(out) || !good)
        return va_fail(err, VA_IO, "%s: cannot be written", file);
    return VA_OK;
}

static enum va_code
upload(const struct fn_work *w, const struct fn_paths *p, struct va_err *err)
{
    const double start = fn_now_ms();
    const bool made = fn_command_has(&w->event->command, "{out}");
    int64_t bytes = 0;
    enum va_code code = VA_OK;

    if (!w->event->destination)
        return VA_OK;
    if (made && !exists(p->out))
        return va_fail(err, VA_DATA, "the command wrote no {out}");
    if (!made && !w->report->frames_total && !w->event->command.n) {
        /* No work but to move the input. */
        if (!exists(p->in))
            return va_fail(err, VA_DATA, "there is nothing to store");
        code = fn_store(w->clients, p->in, w->event->destination, &bytes, err);
    } else {
        if (!made)
            code = write_frames(w->report, p->out, err);
        if (!code)
            code = fn_store(w->clients, p->out, w->event->destination, &bytes, err);
    }
    w->report->upload_ms = fn_now_ms() - start;
    w->report->upload_bytes = code ? -1 : bytes;
    return code;
}

static void
run_steps(const struct fn_work *w, struct fn_task *task, struct va_err *err)
{
    struct fn_report *r = w->report;
    double start = 0;

    if (download(w, task->paths, err)) {
        fn_report_fail(r, FN_STEP_DOWNLOAD, err);
        return;
    }
    start = fn_now_ms();
    if (fn_process(task, err))
        fn_report_fail(r, FN_STEP_PROCESS, err);
    r->process_ms = fn_now_ms() - start;
    if (!r->failed && upload(w, task->paths, err))
        fn_report_fail(r, FN_STEP_UPLOAD, err);
}

void
fn_work(const struct fn_work *w)
{
    struct va_err err = { .code = VA_OK };
    struct fn_list environment = { NULL, 0 };
    struct fn_paths *paths = calloc(1, sizeof *paths);
    char path[FN_PATH_LEN_MAX];
    struct fn_task task = {
        .work = w, .paths = paths, .environment = &environment, .path = path
    };

    if (!paths || !make_paths(w, paths) ||
        make_environment(w, paths, path, &environment)) {
        va_fail(&err, VA_IO, "no folder can be made in %.200s", w->tmp);
        fn_report_fail(w->report, FN_STEP_DOWNLOAD, &err);
    } else {
        run_steps(w, &task, &err);
    }
    if (paths && paths->frames[0])
        (void)nftw(paths->folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    fn_list_clear(&environment);
    free(paths);
}
