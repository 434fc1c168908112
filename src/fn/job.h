/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the function does: decided when it is deployed (fn.json, vadvise-fn(1)), within
 * these limits completed by each event. Both are read as hostile: bounded, every type
 * checked.
 */
#ifndef VA_FN_JOB_H
#define VA_FN_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    FN_DOCUMENT_MAX = 1 << 20, /* bytes of an event or of fn.json */
    FN_WORD_MAX = 4096,        /* bytes of any text in it, with the NUL */
    FN_LIST_MAX = 1000         /* items of any array in it */
};

/* Texts, with a NULL behind the last; owned. */
struct fn_list {
    char **items; /* NULL: not given */
    int32_t n;
};

enum fn_detector {
    FN_DETECTOR_NONE,
    FN_DETECTOR_COMMAND,
    FN_DETECTOR_REKOGNITION,
    FN_DETECTOR_VISION
};

/* What was deployed. Texts are owned; NULL: not given. */
struct fn_job {
    char *name, *about, *source, *destination, *suffix, *count_frame, *count_face;
    struct fn_list images, allow, command, frames_command, environment; /* NAME=value */
    enum fn_detector detector;
    bool allow_commands;
    bool any_place; /* events may name any location where `allow` is not given */
    int64_t frames_max, timeout_ms;
};

void fn_job_init(struct fn_job *job);
void fn_job_clear(struct fn_job *job); /* NULL allowed */

/*
 * Read fn.json. VA_CONFIG, naming the field that is wrong, unknown or missing; VA_NOMEM.
 * The job is as after fn_job_init on failure.
 */
enum va_code fn_job_read(struct fn_job *job, const char *text, size_t len,
                         struct va_err *err);

/* VADVISE_FN_SOURCE, _DESTINATION, _ALLOW (words) and _COMMAND (a JSON array) win over
 * the file. VA_CONFIG, VA_NOMEM. */
enum va_code fn_job_override(struct fn_job *job,
                             const char *(*variable)(void *ctx, const char *name),
                             void *ctx, struct va_err *err);

/* What one event asks for. Owned: fn_event_clear. */
struct fn_event {
    char *source, *destination;
    struct fn_list images, command;
};

/*
 * Read an event and fill in what it leaves out from the job.
 *
 * Returns VA_OK; VA_DATA, naming the field, for what is no event or not allowed;
 * VA_NOMEM. The event is empty on failure.
 */
enum va_code fn_event_read(struct fn_event *event, const struct fn_job *job,
                           const char *text, size_t len, struct va_err *err);
void fn_event_clear(struct fn_event *event); /* NULL allowed */

#endif
