/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workload that is open: its question, its contenders, the advice for it. */
#ifndef VA_TUI_SUBJECT_H
#define VA_TUI_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/field.h"
#include "app/question.h"
#include "core/advise.h"
#include "tui/local.h"

struct tui;

/* The texts of a question that local settings give it. */
struct subject_texts {
    char platforms[512], implementations[512], region[TEXT_NAME_MAX + 1];
    char price_as[TEXT_NAME_MAX + 1];
};

struct subject {
    char name[TEXT_NAME_MAX + 1]; /* "" none is open */
    struct question question; /* of settings, with what was set on the screen over it */
    struct subject_texts texts;
    struct advise_request request;
    struct advice *advice; /* owned; NULL: there is none, `code` and `err` say why */
    enum va_code code;     /* of opening and judging it: VA_OK, VA_DATA, ... */
    struct va_err err;
    bool open;            /* the field holds the workload */
    bool filled;          /* and its contenders, */
    char key[2048];       /* which were found for such a question */
    int64_t data_version; /* grows when its measurements were read again */
    int64_t version;      /* grows with every new advice */
    struct field field;   /* last: large, and nothing while none is open */
};

/*
 * The question for a workload as it stands on the screen: settings, then local settings
 * over them. texts receive what the question then borrows.
 */
enum va_code subject_question(struct tui *t, const char *workload,
                              struct subject_texts *texts, struct question *out,
                              struct va_err *err);

/* What the command line gave for all workloads goes before what was set in an earlier
 * session; undo brings that back. */
void subject_start(struct tui *t);

/* Append the options that the command line gave and nothing on the screen is set over:
 * " --as-of 2019-02-01". workload: whose settings are looked at; "" none. */
void subject_line_given(const struct tui *t, const char *workload, struct buf *out);

/* Would the setting do? VA_USAGE with what was expected. */
enum va_code subject_check(struct tui *t, enum local_id id, const char *text,
                           struct va_err *err);

/* Open a workload; the one before is closed. VA_DATA when there is none of that name;
 * too little data is no failure here (see code). */
enum va_code subject_open(struct tui *t, const char *workload, struct va_err *err);
void subject_close(struct tui *t);

/* Read its measurements again: they changed in the database. */
void subject_reload(struct tui *t);

/* Judge it again after the question changed. */
void subject_judge(struct tui *t);

/* "facedetect: 1708 MB, 71.9 s, $0.0019995 per invocation", or why there is no pick: the
 * answer in one line, for every screen and for the smallest terminal. */
void subject_say(const struct tui *t, struct buf *out);

/* The contender of a configuration; NULL without one. */
const struct contender *subject_contender(const struct tui *t,
                                          const struct configuration *c);

/* A text as one word of a shell's command line. */
void subject_word(struct buf *out, const char *text);

/* The options that make a command line of the question as it differs from the settings:
 * "facedetect --budget 0.002". */
void subject_line(const struct tui *t, const char *command, struct buf *out);
/* The same for any workload. */
void subject_line_of(const struct tui *t, const char *command, const char *workload,
                     struct buf *out);

/* The options that a plan of a probe goes by, wherever it runs: the goal, the volume,
 * whose prices of which day. As they were set on the screen or given. */
void subject_line_planned(const struct tui *t, const char *workload, struct buf *out);

#endif
