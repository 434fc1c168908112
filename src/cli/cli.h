/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command-line front end: one run of the program. */
#ifndef VA_CLI_CLI_H
#define VA_CLI_CLI_H

#include <stdbool.h>

#include "app/question.h"
#include "app/reply.h"
#include "app/session.h"
#include "base/err.h"
#include "cli/args.h"
#include "cli/env.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/settings.h"
#include "cli/wants.h"

struct cli {
    const struct cli_env *env;
    const struct command *command;
    struct args args;
    struct places places;
    struct settings settings;
    struct wants wants;
    struct session *session; /* NULL: the command needs none */
    struct look look;
    const char *operand;      /* the one behind the command's name; NULL: none */
    const char *workload;     /* the operand, when it is a workload */
    const char *const *topic; /* help: words of a command */
    int n_topic;
    int64_t demo_seed; /* 0: no demo */
    bool overview;     /* list, because nothing was asked */
    int status;        /* of the full screen */
    int stopped_by;    /* the signal that ended what was done; there is an answer, too */
    bool closed_pipe;  /* the reader of standard output went away */
};

/* Read the settings as that command would, and open what it needs. VA_USAGE, VA_CONFIG,
 * VA_IO, VA_NOMEM. */
enum va_code cli_open_session(struct cli *c, enum command_id as, struct va_err *err);

/* Open the session by what was read, when the command opens it itself. */
enum va_code cli_session(struct cli *c, struct va_err *err);

/* An empty reply. VA_NOMEM. */
enum va_code cli_reply_init(struct reply *r, struct va_err *err);

/* Run the program; returns its exit status. */
int cli_main(const struct cli_env *env, int argc, char **argv);

#endif
