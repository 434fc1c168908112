/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where files are (XDG Base Directory Specification). */
#ifndef VA_CLI_PLACES_H
#define VA_CLI_PLACES_H

#include "base/err.h"

struct cli_env;

#define PROJECT_FILE ".vadvise"

/* Paths; NULL where no home is known. Owned. */
struct places {
    char *config_file; /* $XDG_CONFIG_HOME/vadvise/config */
    char *overlay_dir; /* $XDG_CONFIG_HOME/vadvise/pricing */
    char *theme_dir;   /* $XDG_CONFIG_HOME/vadvise/themes */
    char *db_file;     /* $XDG_DATA_HOME/vadvise/vadvise.db */
    char *state_dir;   /* $XDG_STATE_HOME/vadvise */
    char *state_file;  /* $XDG_STATE_HOME/vadvise/state */
};

/* Absolute XDG_ variables, else below the home. VA_NOMEM. */
enum va_code places_init(const struct cli_env *env, struct places *out,
                         struct va_err *err);
void places_clear(struct places *p);

#endif
