/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help=json: the tables for programs. */
#include <stdio.h>

#include "base/json.h"
#include "cli/help.h"
#include "cli/table.h"

static void
add_words(struct json_doc *doc, struct json *in, enum value_kind kind)
{
    struct json *words = NULL;

    if (!value_word(kind, 0))
        return;
    words = json_add_array(doc, in, "words");
    for (int i = 0; value_word(kind, i); i++)
        json_add_string(doc, words, NULL, value_word(kind, i));
}

static void
add_settings(struct json_doc *doc, struct json *in, enum option_id id)
{
    const uint32_t settings = option_get(id)->settings;
    char variable[VARIABLE_MAX];

    json_add_string(doc, in, "variable",
                    settings & SET_ENV ? option_variable(variable, id) : NULL);
    json_add_bool(doc, in, "user_file", (settings & SET_USER) != 0);
    json_add_bool(doc, in, "project_file", (settings & SET_PROJECT) != 0);
    json_add_bool(doc, in, "workload_section", (settings & SET_SECTION) != 0);
}

static void
add_option(struct json_doc *doc, struct json *in, enum option_id id)
{
    const struct option_spec *o = option_get(id);
    struct json *option = json_add_object(doc, in, NULL);
    struct json *commands = NULL;
    const char letter[2] = { o->letter, '\0' };
    char title[TITLE_MAX];

    json_add_string(doc, option, "name", o->name);
    json_add_string(doc, option, "letter", o->letter ? letter : NULL);
    json_add_string(doc, option, "argument", o->argument);
    json_add_string(doc, option, "group", option_group_title(o->group));
    json_add_string(doc, option, "help", o->help);
    add_words(doc, option, o->kind);
    add_settings(doc, option, id);
    commands = json_add_array(doc, option, "commands");
    for (int i = 0; i < COMMAND_NAMED; i++)
        if (option_taken_by(id, (enum command_id)i))
            json_add_string(doc, commands, NULL,
                            command_title(title, command_get((enum command_id)i)));
}

static void
add_command(struct json_doc *doc, struct json *in, enum command_id id)
{
    const struct command *c = command_get(id);
    struct json *command = json_add_object(doc, in, NULL);
    struct json *examples = NULL;
    const struct example *e = NULL;
    char title[TITLE_MAX];

    json_add_string(doc, command, "name", command_title(title, c));
    json_add_string(doc, command, "operands", c->operands);
    json_add_string(doc, command, "summary", c->summary);
    examples = json_add_array(doc, command, "examples");
    for (int i = 0; (e = command_example(id, i)) != NULL; i++) {
        struct json *example = json_add_object(doc, examples, NULL);

        json_add_string(doc, example, "line", e->line);
        json_add_string(doc, example, "meaning", e->meaning);
    }
}

static void
add_statuses(struct json_doc *doc, struct json *root)
{
    struct json *statuses = json_add_array(doc, root, "exit_statuses");

    for (int i = 0; i < VA_CODE_COUNT; i++) {
        struct json *status = json_add_object(doc, statuses, NULL);

        json_add_int(doc, status, "status", va_exit_status((enum va_code)i));
        json_add_string(doc, status, "meaning", va_code_text((enum va_code)i));
    }
}

void
help_tables(struct buf *out)
{
    struct json_doc *doc = json_alloc();
    struct json *root = json_root(doc);
    struct json *list = NULL;

    json_add_string(doc, root, "schema", "vadvise.help/1");
    list = json_add_array(doc, root, "commands");
    for (int i = 0; i < COMMAND_NAMED; i++)
        add_command(doc, list, (enum command_id)i);
    list = json_add_array(doc, root, "options");
    for (int i = 0; i < OPTION_COUNT; i++)
        add_option(doc, list, (enum option_id)i);
    add_statuses(doc, root);
    json_write(root, true, out);
    buf_byte(out, '\n');
    if (!doc || json_status(doc))
        out->code = VA_NOMEM;
    json_free(doc);
}
