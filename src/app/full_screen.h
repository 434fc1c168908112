/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the command line hands to the full screen when it starts it: the two front ends
 * know this much of each other, and main brings them together.
 */
#ifndef VA_APP_FULL_SCREEN_H
#define VA_APP_FULL_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "app/question.h"
#include "app/session.h"
#include "base/err.h"

/* clang-format off */
#define SCREEN_THEMES(X) /* id, name, what it is */                                     \
    X(DEFAULT,       "default",       "blue and orange, for dark and light")            \
    X(LIGHT,         "light",         "the same, for a light background")               \
    X(HIGH_CONTRAST, "high-contrast", "few colours, 7:1 and more")                      \
    X(MONO,          "mono",          "no colours")
/* clang-format on */

/* A line of the configuration's section [keys]. */
struct key_setting {
    const char *action; /* name of an action */
    const char *keys;   /* "b F2", "" for none */
    const char *origin; /* "file:line", for messages */
};

/* An option of a question that the command line gave. */
struct given_option {
    const char *name;  /* "as-of" */
    const char *value; /* NULL: a flag */
};

struct full_screen {
    struct session *session;
    /*
     * The question that settings and command line ask of a workload (NULL: of none in
     * particular). Its texts live as long as the full screen. VA_USAGE for a setting that
     * is wrong, VA_NOMEM.
     */
    enum va_code (*question)(void *ctx, const char *workload, struct question *out,
                             struct va_err *err);
    void *ctx;
    const char *workload;      /* to open first; NULL: none */
    const char *state_file;    /* what is remembered between runs; NULL: nothing is */
    const char *theme_folder;  /* of theme files; NULL: none */
    const char *crash_folder;  /* for notes of a crash; NULL: none are written */
    const char *program;       /* vadvise itself; NULL: not known */
    const char *probe_program; /* vadvise-probe; NULL: not found */
    char *const *variables;    /* the environment: NAME=value, NULL at the end */
    const struct given_option *given; /* what `question` has from the command line */
    int32_t n_given;
    const struct key_setting *keys;
    int32_t n_keys;
    const char
        *symbols;      /* "braille", "quadrant", "ascii", or NULL: as the terminal can */
    const char *theme; /* NULL: the default */
    const char *version;
    bool linear; /* lines in place of a screen */
    bool ascii, no_color, no_mouse;
    bool quiet, read_only, spend_never;
    int64_t demo_seed;      /* of a demo: probes are simulated; 0: they are real */
    int64_t plain_yes_pusd; /* below it a yes is enough to spend */
};

#endif
