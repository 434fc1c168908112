/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pager, editor and clipboard: what they get, and what becomes of it. */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"
#include "tui/foreground.h"

enum { PATH_BYTES = 4096, TEXT_BYTES = 256 };

static const char *
folder(void)
{
    const char *tmp = getenv("TEST_TMP");

    return tmp ? tmp : ".";
}

/* NAME=VALUE; a table of these is an environment. */
static char *
variable(char *out, const char *name, const char *value)
{
    snprintf(out, PATH_BYTES, "%.32s=%.4000s", name, value);
    return out;
}

static void
read_text(const char *name, char *out)
{
    char path[PATH_BYTES];
    FILE *f = NULL;
    size_t n = 0;

    snprintf(path, sizeof path, "%s/%s", folder(), name);
    f = fopen(path, "r");
    if (f) {
        n = fread(out, 1, TEXT_BYTES - 1, f);
        fclose(f);
    }
    out[n] = '\0';
}

static void
test_page(void)
{
    char command[PATH_BYTES];
    char pager[PATH_BYTES];
    char text[TEXT_BYTES];
    char path[] = "PATH=/usr/bin:/bin";
    char *env[] = { pager, path, NULL };
    struct va_err err = { .code = VA_OK };
    char *large = calloc(1, 1 << 20);

    snprintf(command, sizeof command, "cat >'%s/paged'", folder());
    variable(pager, "PAGER", command);
    IS_INT(foreground_page(env, "two\nlines\n", &err), VA_OK, "a pager is run");
    read_text("paged", text);
    IS_STR(text, "two\nlines\n", "and gets the text");
    variable(pager, "PAGER", "true");
    if (large)
        memset(large, 'x', (1 << 20) - 1);
    IS_INT(foreground_page(env, large ? large : "", &err), VA_OK,
           "one that reads nothing is no failure");
    variable(pager, "PAGER", "no-such-pager-here");
    IS_INT(foreground_page(env, "x", &err), VA_CONFIG, "one that is not there is");
    OK(strstr(err.text, "no-such-pager-here") != NULL, "and is named");
    free(large);
}

static void
edit(const char *editor, const char *expected, enum va_code code, const char *name)
{
    char tmp[PATH_BYTES];
    char with[PATH_BYTES];
    char path[] = "PATH=/usr/bin:/bin";
    char *env[] = { variable(with, "EDITOR", editor), variable(tmp, "TMPDIR", folder()),
                    path, NULL };
    struct va_err err = { .code = VA_OK };
    struct buf out;

    buf_init(&out, 0);
    IS_INT(foreground_edit(env, "one word\n", &out, &err), code, "%s", name);
    if (!code)
        IS_STR(buf_get(&out), expected, "%s: the text", name);
    buf_clear(&out);
}

static void
test_edit(void)
{
    edit("sed -i s/one/another/", "another word\n", VA_OK, "an editor with arguments");
    edit("true", "one word\n", VA_OK, "one that changes nothing");
    edit("false", NULL, VA_DATA, "one that fails");
    edit("no-such-editor-here", NULL, VA_CONFIG, "one that is not there");
    edit("sed -i s/one/\\\\xff/", NULL, VA_DATA, "one that leaves no UTF-8");
    edit("rm -f", NULL, VA_IO, "one that takes the file away");
}

/* A desktop's clipboard, as far as this program sees it: a command named xclip. */
static void
write_tool(const char *body)
{
    char path[PATH_BYTES];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/xclip", folder());
    f = fopen(path, "w");
    if (!f)
        return;
    fprintf(f, "#!/bin/sh\n%s\n", body);
    fclose(f);
    chmod(path, 0700);
}

static void
test_copy(void)
{
    char body[2 * PATH_BYTES];
    char display[] = "DISPLAY=:99";
    char path[PATH_BYTES];
    char text[TEXT_BYTES];
    char *without[] = { path, NULL };
    char *with[] = { display, path, NULL };

    snprintf(path, sizeof path, "PATH=%s:/usr/bin:/bin", folder());
    setenv("PATH", path + strlen("PATH="), 1); /* where programs are looked for */
    OK(!foreground_copy(without, "text"), "without a desktop no program is tried");
    snprintf(body, sizeof body, "cat >'%s/copied'", folder());
    write_tool(body);
    IS_STR(foreground_copy(with, "copied text"), "xclip", "with one its program is");
    read_text("copied", text);
    IS_STR(text, "copied text", "and gets the text");
    write_tool("cat >/dev/null; exit 1");
    OK(!foreground_copy(with, "text"), "one that fails does not count");
    write_tool("exec sleep 20");
    OK(!foreground_copy(with, "text"), "nor one that hangs");
}

int
main(void)
{
    /* As the program does: a reader that leaves is no reason to end. */
    signal(SIGPIPE, SIG_IGN);
    test_page();
    test_edit();
    test_copy();
    return done();
}
