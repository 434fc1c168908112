/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle step: commands and detectors. */
#ifndef VA_FN_WORK_FRAMES_H
#define VA_FN_WORK_FRAMES_H

#include "fn/work.h"

enum { FN_PATH_LEN_MAX = 4096, FN_FOLDER_MAX = 600, FN_FILE_MAX = 700 };

/* Where an invocation keeps its files. */
struct fn_paths {
    char folder[FN_FOLDER_MAX];
    char in[FN_FILE_MAX], out[FN_FILE_MAX], frames[FN_FILE_MAX];
};

struct fn_task {
    const struct fn_work *work;
    const struct fn_paths *paths;
    const struct fn_list *environment;
    const char *path;    /* folders that programs are looked for in */
    double last_line_ms; /* when the line before came */
    int32_t faces;       /* counted in lines since the last frame; < 0: none */
};

/* Run the command, or look for faces frame by frame. Fills in the report. */
enum va_code fn_process(struct fn_task *t, struct va_err *err);

#endif
