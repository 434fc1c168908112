/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging settings from the command line, the environment and the files. */
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/env.h"
#include "cli/places.h"

static void
set(struct settings *s, enum option_id id, const char *text, const struct given *from)
{
    struct given *g = &s->of[id];

    if (g->n > 0)
        return;
    *g = *from;
    g->text[0] = text;
    g->n = 1;
}

static void
take_environment(struct settings *s, const struct cli_env *env)
{
    const struct given from = { .origin = ORIGIN_ENV };

    for (int i = 0; i < OPTION_COUNT; i++) {
        char name[VARIABLE_MAX];
        const char *value = NULL;

        if (!(option_get((enum option_id)i)->settings & SET_ENV))
            continue;
        value = env_variable(env, option_variable(name, (enum option_id)i));
        if (value)
            set(s, (enum option_id)i, value, &from);
    }
}

struct file {
    const struct config *config;
    const char *path;
    enum origin origin;
    uint32_t flag; /* SET_USER or SET_PROJECT */
};

/* Take the last value of each key of one section. */
static void
take_section(struct settings *s, const struct file *f, const char *section)
{
    for (int32_t i = f->config->n - 1; i >= 0; i--) {
        const struct config_entry *e = &f->config->entries[i];
        const struct given from = { .origin = f->origin,
                                    .file = f->path,
                                    .line = e->line };

        if (!e->is_key && !strcmp(e->section, section))
            set(s, option_find(e->key), e->value, &from);
    }
}

/* The keys that a file may set, nearest first in mind. */
static const char *
nearest_key(const char *key, uint32_t flags)
{
    const char *names[OPTION_COUNT];
    size_t n = 0;

    for (int i = 0; i < OPTION_COUNT; i++)
        if ((option_get((enum option_id)i)->settings & flags) == flags)
            names[n++] = option_get((enum option_id)i)->name;
    return text_closest(key, names, n);
}

static enum va_code
check_entry(const struct file *f, const struct config_entry *e, struct va_err *err)
{
    const uint32_t flags = f->flag | (*e->section ? SET_SECTION : 0);
    const enum option_id id = option_find(e->key);
    const uint32_t settings = id < OPTION_COUNT ? option_get(id)->settings : 0;
    const char *near = nearest_key(e->key, flags);

    if ((settings & flags) == flags)
        return VA_OK;
    if (settings & SET_USER && f->flag == SET_PROJECT && !(settings & SET_PROJECT))
        return va_fail(err, VA_USAGE,
                       "%s:%d: '%s' cannot be set by a project's file, only by yours",
                       f->path, (int)e->line, e->key);
    if (settings & f->flag)
        return va_fail(err, VA_USAGE, "%s:%d: '%s' cannot be set for one workload",
                       f->path, (int)e->line, e->key);
    return va_fail(err, VA_USAGE, "%s:%d: there is no setting '%s'%s%s%s", f->path,
                   (int)e->line, e->key, near ? "; did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

/* The screen knows which actions and keys there are. */
static enum va_code
check_key(const struct file *f, const struct config_entry *e, struct va_err *err)
{
    if (f->flag != SET_PROJECT)
        return VA_OK;
    return va_fail(err, VA_USAGE,
                   "%s:%d: [keys] cannot be in a project's file, only in yours", f->path,
                   (int)e->line);
}

static enum va_code
check_file(const struct file *f, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < f->config->n && !code; i++)
        code = f->config->entries[i].is_key ? check_key(f, &f->config->entries[i], err)
                                            : check_entry(f, &f->config->entries[i], err);
    return code;
}

/* The workload decides which sections count, so it is looked for before. */
static const char *
find_workload(const struct settings *s, const char *operand, const struct file *files,
              int n)
{
    const char *workload = operand ? operand : given_last(&s->of[OPTION_WORKLOAD]);
    struct settings top = { .project_file = NULL };

    for (int i = 0; i < n; i++)
        take_section(&top, &files[i], "");
    return workload ? workload : given_last(&top.of[OPTION_WORKLOAD]);
}

static enum va_code
read_files(struct settings *s, const char *default_file, struct va_err *err)
{
    const char *asked = given_last(&s->of[OPTION_CONFIG]);
    enum va_code code = config_read(PROJECT_FILE, false, &s->project, err);

    s->project_file = PROJECT_FILE;
    s->user_file = asked ? asked : default_file;
    if (!code && s->user_file)
        code = config_read(s->user_file, asked != NULL, &s->user, err);
    return code;
}

enum va_code
settings_read(const struct settings_request *request, struct settings *out,
              struct va_err *err)
{
    struct file files[] = {
        { &out->project, PROJECT_FILE, ORIGIN_PROJECT, SET_PROJECT },
        { &out->user, NULL, ORIGIN_USER, SET_USER },
    };
    const int n = sizeof files / sizeof *files;
    const char *name = NULL;
    enum va_code code = VA_OK;

    *out = (struct settings){ .project_file = NULL };
    memcpy(out->of, request->args->given, sizeof out->of);
    take_environment(out, request->env);
    code = read_files(out, request->user_file, err);
    files[1].path = out->user_file;
    for (int i = 0; i < n && !code; i++)
        code = check_file(&files[i], err);
    if (code)
        return code;
    name = find_workload(out, request->workload, files, n);
    for (int i = 0; i < n; i++) {
        if (name)
            take_section(out, &files[i], name);
        take_section(out, &files[i], "");
    }
    return VA_OK;
}

void
settings_clear(struct settings *s)
{
    config_clear(&s->project);
    config_clear(&s->user);
}

char *
settings_origin(char *buf, const struct settings *s, enum option_id id)
{
    const struct given *g = &s->of[id];
    char name[VARIABLE_MAX];

    switch (g->origin) {
    case ORIGIN_COMMAND:
        snprintf(buf, ORIGIN_TEXT_MAX, "--%s", option_get(id)->name);
        break;
    case ORIGIN_ENV:
        snprintf(buf, ORIGIN_TEXT_MAX, "%s", option_variable(name, id));
        break;
    case ORIGIN_PROJECT:
    case ORIGIN_USER:
        snprintf(buf, ORIGIN_TEXT_MAX, "%s:%d", g->file, (int)g->line);
        break;
    case ORIGIN_NONE:
        snprintf(buf, ORIGIN_TEXT_MAX, "default");
        break;
    }
    return buf;
}
