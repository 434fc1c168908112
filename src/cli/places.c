/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where files are. */
#include "cli/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/env.h"

enum { PATH_BYTES_MAX = 1 << 16 };

/* base/rest, or home/below/rest when there is no base; NULL out: no home either. */
static enum va_code
join(const struct cli_env *env, const char *variable, const char *below, const char *rest,
     char **out)
{
    const char *base = env_variable(env, variable);
    struct buf path;

    *out = NULL;
    buf_init(&path, PATH_BYTES_MAX);
    if (base && base[0] == '/')
        buf_printf(&path, "%s/%s", base, rest);
    else if (env->home)
        buf_printf(&path, "%s/%s/%s", env->home, below, rest);
    if (path.code)
        return path.code;
    *out = path.data; /* ownership moves */
    return VA_OK;
}

enum va_code
places_init(const struct cli_env *env, struct places *out, struct va_err *err)
{
    const struct {
        const char *variable, *below, *rest;
        char **out;
    } places[] = {
        { "XDG_CONFIG_HOME", ".config", "vadvise/config", &out->config_file },
        { "XDG_CONFIG_HOME", ".config", "vadvise/pricing", &out->overlay_dir },
        { "XDG_CONFIG_HOME", ".config", "vadvise/themes", &out->theme_dir },
        { "XDG_DATA_HOME", ".local/share", "vadvise/vadvise.db", &out->db_file },
        { "XDG_STATE_HOME", ".local/state", "vadvise", &out->state_dir },
        { "XDG_STATE_HOME", ".local/state", "vadvise/state", &out->state_file },
    };
    enum va_code code = VA_OK;

    *out = (struct places){ 0 };
    for (size_t i = 0; i < sizeof places / sizeof *places && !code; i++)
        code =
            join(env, places[i].variable, places[i].below, places[i].rest, places[i].out);
    return code ? va_fail(err, code, "%s", va_code_text(code)) : VA_OK;
}

void
places_clear(struct places *p)
{
    free(p->config_file);
    free(p->overlay_dir);
    free(p->theme_dir);
    free(p->db_file);
    free(p->state_dir);
    free(p->state_file);
    *p = (struct places){ 0 };
}
