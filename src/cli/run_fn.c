/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `vadvise fn`: hands over to the program that makes packages, whose answer this is. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/run.h"
#include "io/child.h"

enum { WORDS_MAX = 2 * ARGS_VALUES_MAX + 16 };

#define PACKAGER "vadvise-fn-package"

struct words {
    const char *at[WORDS_MAX];
    int n;
};

static void
add(struct words *w, const char *option, const char *value)
{
    if (!value || w->n + 3 > WORDS_MAX)
        return;
    if (option)
        w->at[w->n++] = option;
    w->at[w->n++] = value;
}

/* Returns only when it cannot. */
static enum va_code
hand_over(const struct cli *c, struct words *w, struct va_err *err)
{
    char own[CHILD_PATH_MAX];
    char path[CHILD_PATH_MAX];
    const char *const folders[] = { env_variable(c->env, "VADVISE_LIBEXECDIR"),
                                    child_own_folder(own) ? own : NULL,
                                    c->env->libexec_dir };
    const enum va_code code =
        child_find(PACKAGER, folders, sizeof folders / sizeof folders[0], path, err);

    if (code)
        return code;
    w->at[w->n] = NULL;
    execv(path, (char *const *)(const void *)w->at);
    return va_fail(err, VA_CONFIG, "%s: %s", path, strerror(errno));
}

enum va_code
run_fn_package(struct cli *c, struct reply *r, struct va_err *err)
{
    const struct given *with = &c->args.given[OPTION_WITH];
    struct words w = { { PACKAGER, "package" }, 2 };

    (void)r;
    add(&w, "--target", given_last(&c->args.given[OPTION_TARGET]));
    add(&w, "--with", given_last(&c->args.given[OPTION_FFMPEG]));
    for (int32_t i = 0; i < with->n; i++)
        add(&w, "--with", with->text[i]);
    add(&w, "--output", c->wants.output);
    add(&w, NULL, c->args.given[OPTION_JSON].n > 0 ? "--json" : NULL);
    add(&w, "--", c->operand);
    return hand_over(c, &w, err);
}

enum va_code
run_fn_templates(struct cli *c, struct reply *r, struct va_err *err)
{
    struct words w = { { PACKAGER, "templates" }, 2 };

    (void)r;
    add(&w, "--output", c->wants.output);
    add(&w, NULL, c->args.given[OPTION_JSON].n > 0 ? "--json" : NULL);
    add(&w, "--", c->operand);
    return hand_over(c, &w, err);
}
