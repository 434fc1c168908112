/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The debug screen: what the program knows of the terminal, the locale and its files. */
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/text.h"
#include "tui/tui.h"

enum { TEXT_MAX = 64 << 10 };

static void
add(struct buf *out, const char *what, const char *value)
{
    buf_printf(out, "%-22s %s\n", what, value && *value ? value : "(none)");
}

/* Variables of the environment that decide how the screen looks; no others are shown. */
static void
add_variables(const struct tui *t, struct buf *out)
{
    static const char *const names[] = {
        "TERM", "COLORTERM", "TERM_PROGRAM", "LC_ALL", "LC_CTYPE", "LANG",  "NO_COLOR",
        "TMUX", "STY",       "SSH_TTY",      "PAGER",  "VISUAL",   "EDITOR"
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t len = strlen(names[i]);
        const char *value = NULL;

        for (char *const *v = t->start->variables; v && *v && !value; v++) {
            if (!strncmp(*v, names[i], len) && (*v)[len] == '=')
                value = *v + len + 1;
        }
        add(out, names[i], value ? value : "(not set)");
    }
}

/* Columns that we take characters to have; the ruler shows what the terminal makes of
 * them: each line must end under the mark. */
static void
add_widths(const struct tui *t, struct buf *out)
{
    static const struct {
        const char *what, *text;
    } samples[] = {
        { "braille", "\xe2\xa3\xbf\xe2\xa3\xbf" },
        { "quadrants", "\xe2\x96\x9b\xe2\x96\x9f" },
        { "box drawing", "\xe2\x94\x80\xe2\x94\x82" },
        { "accents", "\xc3\xa9"
                     "e\xcc\x81" },
        { "East Asian", "\xe6\xbc\xa2" },
    };

    buf_printf(out, "%-22s   v each line must end at the mark below this one\n",
               "widths");
    for (size_t i = 0; t->unicode && i < sizeof samples / sizeof samples[0]; i++)
        buf_printf(out, "%-22s %s| %d columns\n", samples[i].what, samples[i].text,
                   text_width(samples[i].text));
    if (!t->unicode)
        buf_text(out,
                 "only ASCII is drawn: the locale, the terminal or --ascii says so\n");
}

static void
add_files(const struct tui *t, struct buf *out)
{
    const struct session_options *o = session_options_get(t->session);
    const struct store *store = session_open_store(t->session);

    add(out, "database", o->db_path);
    add(out, "  as it was opened",
        !store                      ? "not open"
        : store_is_read_only(store) ? "read-only"
                                    : "reading and writing");
    if (store && *store_note(store))
        add(out, "  note", store_note(store));
    add(out, "bundled data", o->data_dir);
    add(out, "price overlays", o->overlay_dir);
    add(out, "state", t->start->state_file);
    add(out, "crash notes", t->start->crash_folder);
    add(out, "program", t->start->program);
    add(out, "probe program", t->start->probe_program);
}

static void
add_system(const struct tui *t, struct buf *out)
{
    struct utsname u;

    add(out, "vadvise", t->start->version);
    if (uname(&u) == 0)
        buf_printf(out, "%-22s %s %s %s\n", "system", u.sysname, u.release, u.machine);
    buf_printf(out, "%-22s %ld\n", "process", (long)getpid());
    buf_printf(out, "%-22s %d columns, %d rows\n", "screen", (int)t->columns,
               (int)t->rows);
    buf_printf(out, "%-22s %s\n", "charts", scene_symbols_name(t->symbols));
    buf_printf(out, "%-22s %s\n", "theme", t->theme);
    buf_printf(out, "%-22s %d%s\n", "colours of terminal", (int)t->colors,
               t->colors > 0 ? "" : ": bold, underlined and reverse in their place");
    buf_printf(out, "%-22s %s\n", "mouse", t->start->no_mouse ? "off" : "on");
}

enum va_code
do_debug(struct tui *t, const struct doing *d, struct va_err *err)
{
    struct buf out;
    enum va_code code = VA_OK;

    (void)d;
    buf_init(&out, TEXT_MAX);
    add_system(t, &out);
    buf_text(&out, "\n");
    add_variables(t, &out);
    buf_text(&out, "\n");
    add_widths(t, &out);
    buf_text(&out, "\n");
    add_files(t, &out);
    buf_text(&out, "\n");
    add(&out, "last error", t->last_error);
    buf_printf(&out, "%-22s %d of %d\n", "inputs watched", (int)t->n_watches,
               TUI_WATCHES_MAX);
    code = out.code;
    if (!code)
        tui_view(t, "Debug: what vadvise knows of where it runs", buf_get(&out));
    buf_clear(&out);
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}
