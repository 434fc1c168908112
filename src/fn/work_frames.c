/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands and detectors. */
#include "fn/work_frames.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fn/command.h"
#include "fn/detect.h"
#include "fn/host.h"
#include "fn/job_field.h"

static int32_t
count_text(const char *line, const char *text)
{
    int32_t n = 0;

    for (const char *at = strstr(line, text); at; at = strstr(at + strlen(text), text))
        n++;
    return n;
}

/* A command's line that tells of a frame. */
static void
see_frame(void *ctx, const char *line)
{
    struct fn_task *t = ctx;
    const struct fn_job *job = t->work->job;
    const double now = fn_now_ms();

    if (!job->count_frame || !strstr(line, job->count_frame))
        return;
    (void)fn_report_frame(t->work->report, now - t->last_line_ms,
                          job->count_face ? count_text(line, job->count_face) : -1);
    t->last_line_ms = now;
}

/* A detector that sees one frame: its faces are all that its lines tell. */
static void
see_faces(void *ctx, const char *line)
{
    struct fn_task *t = ctx;
    const struct fn_job *job = t->work->job;

    if (job->count_frame && !strstr(line, job->count_frame))
        return;
    if (job->count_face)
        t->faces = (t->faces < 0 ? 0 : t->faces) + count_text(line, job->count_face);
}

static bool
is_stopped(void *ctx)
{
    const struct fn_task *t = ctx;

    return t->work->stopped(t->work->ctx);
}

/* Run words with a file as {in}. */
static enum va_code
run(struct fn_task *t, const struct fn_list *words, const char *in,
    void (*line)(void *ctx, const char *line), struct va_err *err)
{
    const struct fn_places places = { in, t->paths->out, t->paths->frames,
                                      t->work->root ? t->work->root : "" };
    const int64_t left = fn_clients_left_ms(t->work->clients);
    const int64_t limit = t->work->job->timeout_ms;
    struct fn_report *report = t->work->report;
    struct fn_list expanded = { NULL, 0 };
    struct fn_command command = { .words = &expanded,
                                  .environment = t->environment,
                                  .path = t->path,
                                  .folder = t->paths->folder,
                                  .timeout_ms = (double)(left < limit ? left : limit),
                                  .line = line,
                                  .stopped = t->work->stopped ? is_stopped : NULL,
                                  .ctx = t };
    struct fn_ran ran = { .exit_code = -1, .exit_signal = -1 };
    enum va_code code = fn_command_expand(words, &places, &expanded, err);

    if (!code) {
        code = fn_command_run(&command, &ran, err);
        report->exit_code = ran.exit_code;
        report->exit_signal = ran.exit_signal;
        report->process_cpu_ms =
            (report->process_cpu_ms < 0 ? 0 : report->process_cpu_ms) + ran.cpu_ms;
    }
    fn_list_clear(&expanded);
    return code;
}

static int
is_image(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The files of the frames, in the order of their names; the caller frees them. */
static enum va_code
list_frames(const struct fn_task *t, struct dirent ***out, int *out_n, struct va_err *err)
{
    *out_n = scandir(t->paths->frames, out, is_image, alphasort);
    if (*out_n < 0)
        return va_fail(err, VA_IO, "the frames: %s", strerror(errno));
    if (*out_n == 0) {
        free(*out);
        *out = NULL;
        return va_fail(err, VA_DATA, "there are no frames to look at");
    }
    return VA_OK;
}

/* One frame. */
static enum va_code
look(struct fn_task *t, const char *image, struct fn_calls *calls, struct va_err *err)
{
    const struct fn_work *w = t->work;
    const double start = fn_now_ms();
    enum va_code code = VA_OK;

    t->faces = -1;
    if (w->job->detector == FN_DETECTOR_COMMAND)
        code = run(t, &w->event->command, image, see_faces, err);
    else
        code = fn_detect(w->clients, w->job->detector, image, calls, err);
    if (!code && w->job->detector != FN_DETECTOR_COMMAND)
        t->faces = calls->faces;
    if (!code && fn_report_frame(w->report, fn_now_ms() - start, t->faces))
        code = va_fail(err, VA_NOMEM, "out of memory");
    return code;
}

static enum va_code
look_at_all(struct fn_task *t, struct va_err *err)
{
    const enum fn_detector detector = t->work->job->detector;
    struct fn_report *report = t->work->report;
    struct fn_calls calls = { 0, 0, 0 };
    struct dirent **frames = NULL;
    int n = 0;
    enum va_code code = list_frames(t, &frames, &n, err);

    for (int i = 0; i < n; i++) {
        char image[FN_FILE_MAX + 300];

        snprintf(image, sizeof image, "%s/%s", t->paths->frames, frames[i]->d_name);
        if (!code && i < t->work->job->frames_max)
            code = look(t, image, &calls, err);
        free(frames[i]);
    }
    free(frames);
    report->api_calls = calls.n;
    report->api_throttled = calls.n_throttled;
    if (detector != FN_DETECTOR_COMMAND)
        snprintf(report->api, sizeof report->api, "%s",
                 detector == FN_DETECTOR_VISION ? "vision" : "rekognition");
    return code;
}

enum va_code
fn_process(struct fn_task *t, struct va_err *err)
{
    const struct fn_job *job = t->work->job;
    const struct fn_event *event = t->work->event;
    const char *in = event->source ? t->paths->in : NULL;
    enum va_code code = VA_OK;

    if (job->frames_command.n && !event->images.n)
        code = run(t, &job->frames_command, in, NULL, err);
    if (!code && job->detector)
        return look_at_all(t, err);
    if (code || !event->command.n)
        return code;
    if (!in && fn_command_has(&event->command, "{in}"))
        return va_fail(err, VA_DATA,
                       "the command needs an input, but there is no source");
    t->last_line_ms = fn_now_ms();
    return run(t, &event->command, in, see_frame, err);
}
