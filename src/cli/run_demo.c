/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The full screen on the bundled data, with a provider that is simulated. */
#include <stdlib.h>
#include <string.h>

#include "app/probe_request.h"
#include "base/buf.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "cli/run_screen.h"
#include "io/demo_folder.h"

enum { PATH_BYTES_MAX = 1 << 13 };

static enum va_code
put_place(char **place, const char *folder, const char *name, struct va_err *err)
{
    struct buf path;

    buf_init(&path, PATH_BYTES_MAX);
    buf_printf(&path, "%s%s", folder, name);
    if (path.code)
        return va_fail(err, path.code, "%s", va_code_text(path.code));
    free(*place);
    *place = path.data; /* ownership moves */
    return VA_OK;
}

/* All that is written goes there; themes are read where they are. */
static enum va_code
move_places(struct places *p, const char *folder, struct va_err *err)
{
    enum va_code code = put_place(&p->db_file, folder, "/" DEMO_DATABASE, err);

    if (!code)
        code = put_place(&p->overlay_dir, folder, "/pricing", err);
    if (!code)
        code = put_place(&p->state_dir, folder, "/state", err);
    return code ? code : put_place(&p->state_file, folder, "/state/state", err);
}

static enum va_code
run_in(struct cli *c, const char *folder, struct reply *r, struct va_err *err)
{
    enum va_code code = move_places(&c->places, folder, err);

    c->demo_seed = c->wants.seed;
    if (!code)
        code = cli_session(c, err);
    if (!code)
        code = run_screen(c, r, err);
    session_close(c->session);
    c->session = NULL;
    return code;
}

enum va_code
run_demo(struct cli *c, struct reply *r, struct va_err *err)
{
    const char *base = env_variable(c->env, "TMPDIR");
    struct demo_folder *folder = NULL;
    enum va_code code = screen_need_terminal(c, err);

    if (!code)
        code = demo_folder_open(base && *base == '/' ? base : "/tmp", &folder, err);
    if (!code)
        code = run_in(c, demo_folder_path(folder), r, err);
    demo_folder_close(folder);
    return code;
}
