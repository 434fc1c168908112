/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the measurement function says of one invocation: vadvise.fn-report/1, one line of
 * JSON (vadvise-fn(1), schema/fn-report.schema.json). Every field is always there; what
 * is not known is null. Durations come from the monotonic clock.
 */
#ifndef VA_FN_REPORT_H
#define VA_FN_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define FN_REPORT_SCHEMA "vadvise.fn-report/1"

enum {
    FN_TEXT_MAX = 256,   /* bytes of a name, an id, a model, with the NUL */
    FN_ERROR_MAX = 512,  /* bytes of what went wrong */
    FN_FRAMES_MAX = 1000 /* frames that a report lists; frames_total counts them all */
};

/* The steps, as error_step names them. */
enum fn_step {
    FN_STEP_NONE,
    FN_STEP_EVENT,
    FN_STEP_DOWNLOAD,
    FN_STEP_PROCESS,
    FN_STEP_UPLOAD
};

struct fn_frame {
    double ms;     /* from handing the frame over to its answer */
    int32_t faces; /* < 0: not known */
};

/* The machine, read once per environment; "" and values <= 0 are not known. */
struct fn_host {
    char cpu[FN_TEXT_MAX]; /* for people and for grouping: model name (family 6 model 85)
                            */
    char cpu_vendor[FN_TEXT_MAX];
    int32_t cpu_family, cpu_model; /* < 0: not known */
    double cpu_mhz;                /* as the first processor ran when it was asked */
    int32_t n_cpus;                /* that this process may run on */
    char boot_id[FN_TEXT_MAX];     /* of the virtual machine */
    int64_t booted_at_ms;          /* Unix time; 0: not known */
    int32_t memory_mb;             /* configured; 0: not known */
    char instance_id[FN_TEXT_MAX]; /* a UUID; the same while the environment lives */
};

/* Owned by the caller: fn_report_init, fn_report_clear. Times < 0 are not known. */
struct fn_report {
    const struct fn_host *host; /* borrowed */
    char request_id[FN_TEXT_MAX];
    char job[FN_TEXT_MAX]; /* what the deployment calls its work: "transcode" */
    int64_t started_at_ms; /* Unix time */
    int32_t invocation;    /* of this process, from 1 */
    bool serves;           /* the process waits for events: cold or warm has a meaning */
    bool reused;           /* the environment is older than the process */
    double init_ms;        /* from the start of the program until it was ready */
    double duration_ms;    /* from the event to this report */
    double download_ms, process_ms, upload_ms;
    int64_t download_bytes, upload_bytes;
    double process_cpu_ms; /* user and system time of the commands */
    double steal_ms;       /* what the hypervisor took from all processors meanwhile */
    double max_memory_mb;
    int32_t exit_code, exit_signal; /* of the last command; < 0: none */
    struct fn_frame *frames;        /* at most FN_FRAMES_MAX; owned */
    int32_t n_frames;
    int64_t frames_total;
    int64_t faces; /* < 0: nothing looked for faces */
    char api[FN_TEXT_MAX];
    int64_t api_calls;     /* that may be billed */
    int64_t api_throttled; /* replies that asked to slow down */
    enum fn_step failed;   /* FN_STEP_NONE: all went well */
    char error[FN_ERROR_MAX];
};

void fn_report_init(struct fn_report *r);
void fn_report_clear(struct fn_report *r); /* NULL allowed */

/* Count a frame, and list it while there is room. VA_NOMEM. */
enum va_code fn_report_frame(struct fn_report *r, double ms, int32_t faces);

/* Record that a step failed, and why. The first failure stays. */
void fn_report_fail(struct fn_report *r, enum fn_step step, const struct va_err *err);

/* The report as one line of JSON, without a newline. VA_NOMEM. */
enum va_code fn_report_write(const struct fn_report *r, struct buf *out);

/* "download"; NULL for FN_STEP_NONE. */
const char *fn_step_name(enum fn_step step);

#endif
