/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings from their four places: the command line, the environment, the project's file
 * and the user's file. The first that has a value wins; in a file, a section of the
 * workload asked for wins over the lines before the first section.
 */
#ifndef VA_CLI_SETTINGS_H
#define VA_CLI_SETTINGS_H

#include "base/err.h"
#include "cli/args.h"
#include "io/config.h"

struct cli_env;

struct settings {
    struct given of[OPTION_COUNT];
    struct config project, user;
    const char *project_file, *user_file; /* NULL: not read */
};

struct settings_request {
    const struct cli_env *env;
    const struct args *args; /* the command line; its values are taken over */
    const char *user_file;   /* NULL: none known; --config and VADVISE_CONFIG win */
    const char *workload;    /* operand that names the workload, or NULL */
};

/*
 * Read the files and merge.
 *
 * VA_USAGE with "file:line: ..." for a line that is wrong or a key that does not exist
 * there; VA_CONFIG when a file asked for is missing; VA_IO, VA_NOMEM.
 */
enum va_code settings_read(const struct settings_request *request, struct settings *out,
                           struct va_err *err);
void settings_clear(struct settings *s);

/* Where a value comes from: "--budget", "VADVISE_BUDGET", "file:3", "default"; for
 * messages and `config --show-origin`. buf holds ORIGIN_TEXT_MAX bytes. Returns buf. */
enum { ORIGIN_TEXT_MAX = 512 };
char *settings_origin(char *buf, const struct settings *s, enum option_id id);

#endif
