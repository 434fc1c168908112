/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to standard output, hints and errors to standard error. */
#include "cli/emit.h"

#include <string.h>

#include "app/render.h"
#include "base/text.h"
#include "cli/cli.h"

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"
#define STDERR_MAX ((size_t)1 << 20)

/* Is the character set of the locale UTF-8? By the names alone: nothing is loaded. */
static bool
is_utf8_locale(const struct cli_env *env)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    const char *value = NULL;

    for (size_t i = 0; i < sizeof names / sizeof *names && !value; i++)
        value = env_variable(env, names[i]);
    return value && (strstr(value, "UTF-8") || strstr(value, "utf8") ||
                     strstr(value, "UTF8") || strstr(value, "utf-8"));
}

static bool
is_colored(const struct cli_env *env, enum color color, bool is_terminal)
{
    const char *force = env_variable(env, "CLICOLOR_FORCE");
    const char *term = env_variable(env, "TERM");

    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    if (env_variable(env, "NO_COLOR"))
        return false;
    if (force && strcmp(force, "0") != 0)
        return true;
    return is_terminal && term && strcmp(term, "dumb") != 0;
}

struct look
emit_look(const struct cli_env *env, const struct wants *w)
{
    const enum color color = w ? w->color : COLOR_AUTO;
    const char *term = env_variable(env, "TERM");
    const bool to_file = w && w->output && strcmp(w->output, "-") != 0;

    return (struct look){
        .color_out = is_colored(env, color, env->out_is_terminal && !to_file),
        .color_err = is_colored(env, color, env->err_is_terminal),
        .cursor = term && strcmp(term, "dumb") != 0,
        .ascii = (w && w->ascii) || !is_utf8_locale(env),
    };
}

/* Add text as a terminal may have it: what would control one, and bytes that are no
 * UTF-8, become '?'; in an ASCII world every other character as well. */
static void
add_text(const char *text, size_t len, bool ascii, struct buf *out)
{
    for (size_t i = 0; i < len;) {
        uint32_t point = 0;
        const size_t n = text_utf8(text + i, len - i, &point);
        const bool odd =
            n == 0 || (text_is_control(point) && point != '\n') || (ascii && n > 1);

        if (odd)
            buf_byte(out, '?');
        else
            buf_add(out, text + i, n);
        i += n ? n : 1;
    }
}

/* Lines that matter most stand out. */
static void
add_styled(const char *text, bool ascii, struct buf *out)
{
    static const char pick[] = "  pick";

    while (*text) {
        const size_t len = strcspn(text, "\n");
        const bool strong = !strncmp(text, pick, sizeof pick - 1);

        buf_text(out, strong ? BOLD : "");
        add_text(text, len, ascii, out);
        buf_text(out, strong ? PLAIN : "");
        text += len;
        if (*text)
            buf_byte(out, *text++);
    }
}

enum va_code
emit_bytes(struct cli *c, const struct buf *bytes, struct va_err *err)
{
    return output_write(c->wants.output, buf_get(bytes), bytes->len, &c->closed_pipe,
                        err);
}

static enum va_code
write_text(struct cli *c, const struct reply *r, struct va_err *err)
{
    const enum command_id id = command_id(c->command);
    const bool raw = id == COMMAND_EXPORT || c->wants.plot.svg ||
                     id == COMMAND_COMPLETION || id == COMMAND_REPORT;
    struct buf out;
    enum va_code code = VA_OK;

    if (raw)
        return emit_bytes(c, &r->text, err);
    buf_init(&out, r->text.max);
    if (c->look.color_out)
        add_styled(buf_get(&r->text), c->look.ascii, &out);
    else
        add_text(buf_get(&r->text), r->text.len, c->look.ascii, &out);
    code = out.code ? va_fail(err, out.code, "%s", va_code_text(out.code))
                    : emit_bytes(c, &out, err);
    buf_clear(&out);
    return code;
}

/* A field that does not exist: these do. */
static void
list_fields(const struct cli *c, const struct reply *r)
{
    struct buf out;

    buf_init(&out, STDERR_MAX);
    buf_text(&out, "Fields:");
    if (!render_field_names(r, &out) && !c->wants.quiet) {
        buf_byte(&out, '\n');
        output_tell(buf_get(&out), out.len);
    }
    buf_clear(&out);
}

static enum va_code
write_document(struct cli *c, const struct reply *r, struct va_err *err)
{
    struct buf out;
    enum va_code code = VA_OK;

    buf_init(&out, r->text.max);
    code = render(r, &c->wants.render, &out, err);
    if (code == VA_USAGE)
        list_fields(c, r);
    if (!code)
        code = emit_bytes(c, &out, err);
    buf_clear(&out);
    return code;
}

static void
write_hints(const struct cli *c, const struct reply *r)
{
    const char *text = buf_get(&r->hints);
    const size_t len = strlen(text);
    struct buf out;

    if (c->wants.quiet || len == 0)
        return;
    buf_init(&out, STDERR_MAX);
    buf_text(&out, c->look.color_err ? DIM : "");
    add_text(text, text[len - 1] == '\n' ? len - 1 : len, c->look.ascii, &out);
    buf_text(&out, c->look.color_err ? PLAIN "\n" : "\n");
    output_tell(buf_get(&out), out.len);
    buf_clear(&out);
}

/* Is the answer the reply's text, not its document? */
static bool
is_text(const struct cli *c)
{
    const enum command_id id = command_id(c->command);
    const struct render_options *o = &c->wants.render;

    return o->format == RENDER_TEXT || id == COMMAND_EXPORT ||
           (id == COMMAND_REPORT && o->format == RENDER_MARKDOWN && o->n_fields == 0);
}

enum va_code
emit_reply(struct cli *c, const struct reply *r, struct va_err *err)
{
    const enum va_code code =
        is_text(c) ? write_text(c, r, err) : write_document(c, r, err);

    if (!code)
        write_hints(c, r);
    return code;
}

void
emit_error(const struct cli *c, const char *text, const char *hint)
{
    static const char program[] = "vadvise ";
    static const char last_resort[] = "vadvise: out of memory\n";
    struct buf out;

    buf_init(&out, STDERR_MAX);
    buf_text(&out, "vadvise: ");
    add_text(text, strlen(text), c->look.ascii, &out);
    buf_byte(&out, '\n');
    if (*hint) {
        if (*hint == '-' || !strncmp(hint, program, sizeof program - 1))
            buf_text(&out, "Try: ");
        else if (*hint >= 'a' && *hint <= 'z')
            buf_byte(&out, (char)(*hint++ - 'a' + 'A'));
        add_text(hint, strlen(hint), c->look.ascii, &out);
        buf_byte(&out, '\n');
    }
    if (out.code)
        output_tell(last_resort, sizeof last_resort - 1);
    else
        output_tell(buf_get(&out), out.len);
    buf_clear(&out);
}

void
emit_verbose(const struct cli *c, const struct session_options *o)
{
    struct buf out;

    if (!c->wants.verbose)
        return;
    buf_init(&out, STDERR_MAX);
    buf_printf(&out, "vadvise: data %s\nvadvise: database %s\n", o->data_dir, o->db_path);
    if (o->overlay_dir)
        buf_printf(&out, "vadvise: price overlays %s\n", o->overlay_dir);
    if (c->settings.project.n > 0)
        buf_printf(&out, "vadvise: settings %s\n", c->settings.project_file);
    if (c->settings.user.n > 0)
        buf_printf(&out, "vadvise: settings %s\n", c->settings.user_file);
    output_tell(buf_get(&out), out.len);
    buf_clear(&out);
}
