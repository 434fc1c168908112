/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings as values: the question, the import, how to write the answer. */
#ifndef VA_CLI_WANTS_H
#define VA_CLI_WANTS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/commands.h"
#include "app/probe_request.h"
#include "app/question.h"
#include "app/render.h"
#include "base/err.h"
#include "cli/settings.h"
#include "cli/table.h"

enum { WANTS_LISTS_MAX = 3 * ARGS_VALUES_MAX };

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Logs to import, as they were asked for; NULL: not given. */
struct wants_logs {
    const char *function, *since, *until, *via, *log_group;
};

struct wants {
    struct question question;
    struct import_request import;
    struct wants_logs logs;
    struct render_options render;
    struct probe_request probe;
    const char *export_format;
    const char *output;    /* NULL: standard output */
    const char *db, *name; /* name: a pricing table, a shell, a command, or NULL */
    enum color color;
    struct plot_options plot;
    bool quiet, verbose, ascii, no_input, read_only, dry_run, yes;
    bool deep, html, with_ids, show_origin, template, keep;
    bool apply, detach, abandon, spend_never;
    bool linear, no_mouse;
    const char *symbols, *theme;       /* of the full screen; NULL: not given */
    const char *sets[ARGS_VALUES_MAX]; /* changed prices */
    int32_t n_sets;
    int64_t plain_yes_pusd;       /* below it a yes is enough to spend */
    int64_t seed;                 /* demo */
    int64_t run;                  /* forget: of this probe run alone; 0: not given */
    char *lists[WANTS_LISTS_MAX]; /* owned: lists taken apart at their commas */
    int32_t n_lists;
};

/*
 * Read the values of every option that the command takes; for config, of every setting.
 *
 * today_days  prices of that day unless asked otherwise
 *
 * Returns VA_OK; VA_USAGE, with the place of a value that is wrong when it was not given
 * on the command line; VA_NOMEM. The settings must outlive out.
 */
enum va_code wants_read(const struct settings *s, enum command_id command,
                        int32_t today_days, struct wants *out, struct va_err *err);
void wants_clear(struct wants *w);

#endif
