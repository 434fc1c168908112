/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that shows the settings in force. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run.h"

enum { KEY_WIDTH = 16 };

static void
add_template(struct buf *out)
{
    buf_text(out,
             "# Settings of vadvise: key = value. Options win over VADVISE_ variables,\n"
             "# those over ./" PROJECT_FILE ", that over this file. "
             "See vadvise-config(5).\n");
    for (int g = 0; g < GROUP_COUNT; g++) {
        bool titled = false;

        for (int i = 0; i < OPTION_COUNT; i++) {
            const struct option_spec *o = option_get((enum option_id)i);

            if (!(o->settings & SET_USER) || o->group != (enum option_group)g)
                continue;
            if (!titled)
                buf_printf(out, "\n# --- %s ---\n",
                           option_group_title((enum option_group)g));
            titled = true;
            buf_printf(out, "\n# %s\n#%s = %s\n", o->help, o->name,
                       o->argument ? o->argument : "true");
        }
    }
    buf_text(out, "\n# Settings of one workload stand behind its name, at the end.\n"
                  "#[workload NAME]\n#latency = 50s\n#now = 1024\n");
}

/* The value as the files would give it: lists with commas. */
static void
add_value(const struct given *g, struct buf *out)
{
    for (int32_t i = 0; i < g->n; i++)
        buf_printf(out, "%s%s", i > 0 ? "," : "", g->text[i]);
}

static void
add_setting(const struct cli *c, enum option_id id, struct reply *r, struct json *list)
{
    const char *name = option_get(id)->name;
    struct json *setting = json_add_object(r->doc, list, NULL);
    char origin[ORIGIN_TEXT_MAX];
    struct buf value;

    buf_init(&value, r->text.max);
    add_value(&c->settings.of[id], &value);
    settings_origin(origin, &c->settings, id);
    json_add_string(r->doc, setting, "key", name);
    json_add_string(r->doc, setting, "value", buf_get(&value));
    json_add_string(r->doc, setting, "origin", origin);
    if (c->wants.show_origin)
        buf_printf(&r->text, "%-*s = %s  # %s\n", KEY_WIDTH, name, buf_get(&value),
                   origin);
    else
        buf_printf(&r->text, "%-*s = %s\n", KEY_WIDTH, name, buf_get(&value));
    if (value.code)
        r->text.code = value.code;
    buf_clear(&value);
}

/* A file: is it there? */
static void
add_file(struct reply *r, const char *path, bool used)
{
    buf_printf(&r->hints, "%s: %s\n", path, used ? "read" : "no settings");
}

enum va_code
run_config(struct cli *c, struct reply *r, struct va_err *err)
{
    struct json *root = NULL;
    struct json *list = NULL;
    enum va_code code = cli_reply_init(r, err);

    if (code)
        return code;
    root = json_root(r->doc);
    json_add_string(r->doc, root, "schema", "vadvise.config/1");
    json_add_string(r->doc, root, "user_file", c->settings.user_file);
    json_add_string(r->doc, root, "project_file", c->settings.project_file);
    list = json_add_array(r->doc, root, "settings");
    r->rows = "settings";
    if (c->wants.template) {
        add_template(&r->text);
        return VA_OK;
    }
    for (int i = 0; i < OPTION_COUNT; i++)
        if (c->settings.of[i].n > 0 && c->settings.of[i].origin != ORIGIN_COMMAND)
            add_setting(c, (enum option_id)i, r, list);
    add_file(r, c->settings.project_file, c->settings.project.n > 0);
    if (c->settings.user_file)
        add_file(r, c->settings.user_file, c->settings.user.n > 0);
    return VA_OK;
}
