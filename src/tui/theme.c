/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Themes: the shipped ones as tables, others read from files. */
#include "tui/theme.h"

#include <stdio.h>
#include <string.h>

#include "app/scene_cells.h"
#include "base/text.h"
#include "io/config.h"

enum { PATH_BYTES = 4096, LOOK_WORDS_MAX = 4 };

#define PLAIN(attr)                                                                      \
    {                                                                                    \
        false, 0, 0, 0, attr, 0                                                          \
    }
#define FAINT                                                                            \
    {                                                                                    \
        false, 0, 0, 0, 0, THEME_FAINT                                                   \
    }
#define COLOR(rgb, c256, c16)                                                            \
    {                                                                                    \
        true, rgb, c256, c16, 0, 0                                                       \
    }
#define STRONG(rgb, c256, c16)                                                           \
    {                                                                                    \
        true, rgb, c256, c16, CELL_BOLD, 0                                               \
    }

/* clang-format off */
#define BLUE_ORANGE_DARK {                                                              \
    [ROLE_TEXT] = PLAIN(0),                                                             \
    [ROLE_DIM] = { true, 0xa8a8a8, 248, 7, 0, 0 },                                      \
    [ROLE_TITLE] = PLAIN(CELL_BOLD),                                                    \
    [ROLE_GOOD] = COLOR(0x2ebfae, 37, 6),                                               \
    [ROLE_WARN] = COLOR(0xee9944, 215, 3),                                              \
    [ROLE_BAD] = { true, 0xff7f66, 209, 9, 0, CELL_BOLD },                              \
    [ROLE_CHART1] = COLOR(0x55b0f0, 75, 12),                                            \
    [ROLE_CHART2] = COLOR(0xee7733, 208, 3),                                            \
    [ROLE_CHART3] = COLOR(0x2ebfae, 37, 2),                                             \
    [ROLE_CHART4] = COLOR(0xe58fc0, 175, 5) }

#define BLUE_ORANGE_LIGHT {                                                             \
    [ROLE_TEXT] = PLAIN(0),                                                             \
    [ROLE_DIM] = { true, 0x5a5f66, 59, 8, 0, 0 },                                       \
    [ROLE_TITLE] = PLAIN(CELL_BOLD),                                                    \
    [ROLE_GOOD] = COLOR(0x006e62, 23, 6),                                               \
    [ROLE_WARN] = COLOR(0x8f4a00, 94, 5),                                               \
    [ROLE_BAD] = { true, 0xb82a0c, 124, 1, 0, CELL_BOLD },                              \
    [ROLE_CHART1] = COLOR(0x0068a6, 25, 4),                                             \
    [ROLE_CHART2] = COLOR(0xa84a00, 94, 1),                                             \
    [ROLE_CHART3] = COLOR(0x006e62, 23, 6),                                             \
    [ROLE_CHART4] = COLOR(0xa02c6a, 125, 5) }

#define STRONG_DARK {                                                                   \
    [ROLE_TEXT] = PLAIN(0),                                                             \
    [ROLE_DIM] = PLAIN(0),                                                              \
    [ROLE_TITLE] = PLAIN(CELL_BOLD),                                                    \
    [ROLE_GOOD] = COLOR(0x55eedd, 87, 14),                                              \
    [ROLE_WARN] = STRONG(0xffd75f, 221, 11),                                            \
    [ROLE_BAD] = STRONG(0xffaf87, 216, 11),                                             \
    [ROLE_CHART1] = COLOR(0x87d7ff, 117, 14),                                           \
    [ROLE_CHART2] = COLOR(0xffd75f, 221, 11),                                           \
    [ROLE_CHART3] = PLAIN(0),                                                           \
    [ROLE_CHART4] = COLOR(0xffafd7, 218, 13) }

#define STRONG_LIGHT {                                                                  \
    [ROLE_TEXT] = PLAIN(0),                                                             \
    [ROLE_DIM] = PLAIN(0),                                                              \
    [ROLE_TITLE] = PLAIN(CELL_BOLD),                                                    \
    [ROLE_GOOD] = COLOR(0x004d44, 22, 4),                                               \
    [ROLE_WARN] = STRONG(0x6b3600, 52, 1),                                              \
    [ROLE_BAD] = STRONG(0x8b0000, 88, 1),                                               \
    [ROLE_CHART1] = COLOR(0x00407a, 18, 4),                                             \
    [ROLE_CHART2] = COLOR(0x6b3600, 52, 1),                                             \
    [ROLE_CHART3] = PLAIN(0),                                                           \
    [ROLE_CHART4] = COLOR(0x6b1c48, 53, 5) }

#define NO_COLORS {                                                                     \
    [ROLE_TEXT] = PLAIN(0), [ROLE_DIM] = FAINT, [ROLE_TITLE] = PLAIN(CELL_BOLD),        \
    [ROLE_GOOD] = PLAIN(0), [ROLE_WARN] = PLAIN(0), [ROLE_BAD] = PLAIN(CELL_BOLD),      \
    [ROLE_CHART1] = PLAIN(0), [ROLE_CHART2] = PLAIN(0),                                 \
    [ROLE_CHART3] = PLAIN(0), [ROLE_CHART4] = PLAIN(0) }

static const struct theme themes[THEME_COUNT] = {
    [THEME_DEFAULT] = { BLUE_ORANGE_DARK, BLUE_ORANGE_LIGHT },
    [THEME_LIGHT] = { BLUE_ORANGE_LIGHT, BLUE_ORANGE_LIGHT },
    [THEME_HIGH_CONTRAST] = { STRONG_DARK, STRONG_LIGHT },
    [THEME_MONO] = { NO_COLORS, NO_COLORS },
};
/* clang-format on */

static const char *const names[THEME_COUNT] = {
#define X(id, name, what) [THEME_##id] = name,
    SCREEN_THEMES(X)
#undef X
};

static const char *const meanings[THEME_COUNT] = {
#define X(id, name, what) [THEME_##id] = what,
    SCREEN_THEMES(X)
#undef X
};

static const char *const roles[ROLE_COUNT] = {
    [ROLE_TEXT] = "text",     [ROLE_DIM] = "dim",       [ROLE_TITLE] = "title",
    [ROLE_GOOD] = "good",     [ROLE_WARN] = "warn",     [ROLE_BAD] = "bad",
    [ROLE_CHART1] = "chart1", [ROLE_CHART2] = "chart2", [ROLE_CHART3] = "chart3",
    [ROLE_CHART4] = "chart4",
};

const char *
theme_name(enum theme_id id)
{
    return names[id];
}

const char *
theme_meaning(enum theme_id id)
{
    return meanings[id];
}

/* --- colours --- */

enum { CUBE_FIRST = 16, CUBE_SIDE = 6, GREY_FIRST = 232, N_COLORS = 256 };

/* What xterm's colours 16 to 255 are. */
static uint32_t
indexed(int index)
{
    static const uint32_t levels[CUBE_SIDE] = { 0, 95, 135, 175, 215, 255 };
    const int cube = index - CUBE_FIRST;
    const uint32_t grey = 8 + 10 * (uint32_t)(index - GREY_FIRST);

    if (index >= GREY_FIRST)
        return grey << 16 | grey << 8 | grey;
    return levels[cube / CUBE_SIDE / CUBE_SIDE] << 16 |
           levels[cube / CUBE_SIDE % CUBE_SIDE] << 8 | levels[cube % CUBE_SIDE];
}

static int
distance(uint32_t a, uint32_t b)
{
    int sum = 0;

    for (int shift = 0; shift <= 16; shift += 8) {
        const int step = (int)(a >> shift & 0xff) - (int)(b >> shift & 0xff);

        sum += step * step;
    }
    return sum;
}

static uint8_t
nearest_256(uint32_t rgb)
{
    int best = CUBE_FIRST;

    for (int i = CUBE_FIRST; i < N_COLORS; i++)
        if (distance(indexed(i), rgb) < distance(indexed(best), rgb))
            best = i;
    return (uint8_t)best;
}

/* xterm's 16; terminals differ. */
static uint8_t
nearest_16(uint32_t rgb)
{
    static const uint32_t colors[] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00,
                                       0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
                                       0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                       0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff };
    size_t best = 0;

    for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
        if (distance(colors[i], rgb) < distance(colors[best], rgb))
            best = i;
    return (uint8_t)best;
}

uint32_t
theme_seen(const struct theme_style *s, int32_t colors)
{
    return colors >= COLORS_TRUE || s->c256 < CUBE_FIRST ? s->rgb : indexed(s->c256);
}

/* Perceived brightness in thousandths (ITU-R BT.601). */
bool
theme_is_light(uint32_t rgb)
{
    return 299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) >=
           128 * 1000;
}

static void
color_code(const struct theme_style *s, int32_t colors, char *out)
{
    if (!s->colored || colors < COLORS_8)
        snprintf(out, THEME_SGR_MAX, "39");
    else if (colors >= COLORS_TRUE)
        snprintf(out, THEME_SGR_MAX, "38;2;%d;%d;%d", (int)(s->rgb >> 16 & 0xff),
                 (int)(s->rgb >> 8 & 0xff), (int)(s->rgb & 0xff));
    else if (colors >= COLORS_256)
        snprintf(out, THEME_SGR_MAX, "38;5;%d", s->c256);
    else if (colors >= COLORS_16 && s->c16 >= COLORS_8)
        snprintf(out, THEME_SGR_MAX, "%d", 90 + s->c16 - COLORS_8);
    else
        snprintf(out, THEME_SGR_MAX, "%d", 30 + s->c16 % COLORS_8);
}

struct theme_sgr
theme_look(const struct theme_style *s, int32_t colors, uint32_t attr)
{
    static const struct {
        uint32_t flag;
        const char *code;
    } codes[] = { { CELL_BOLD, ";1" },
                  { THEME_FAINT, ";2" },
                  { CELL_UNDERLINE, ";4" },
                  { CELL_REVERSE, ";7" } };
    const uint32_t all = attr | s->attr | (colors <= COLORS_16 ? s->in_mono : 0u);
    char color[THEME_SGR_MAX] = "";
    char flags[THEME_SGR_MAX / 2] = "";
    size_t len = 0;
    struct theme_sgr sgr = { .attr = all };

    color_code(s, colors, color);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (all & codes[i].flag)
            len += (size_t)snprintf(flags + len, sizeof flags - len, "%s", codes[i].code);
    if (!strcmp(color, "39"))
        snprintf(sgr.set, sizeof sgr.set, "\033[%s%sm", len ? "0" : "", flags);
    else
        snprintf(sgr.set, sizeof sgr.set, "\033[0%.12s;%.24sm", flags, color);
    snprintf(sgr.recolor, sizeof sgr.recolor, "\033[%.24sm", color);
    return sgr;
}

/* --- files --- */

struct reader {
    const char *path;
    const struct config_entry *entry;
    struct va_err *err;
};

static bool
read_color(const char *word, size_t len, struct theme_style *s)
{
    int64_t index = 0;
    uint32_t rgb = 0;
    int n = 0;

    if (len == strlen("default") && !memcmp(word, "default", len)) {
        s->colored = false;
        return true;
    }
    s->colored = true;
    if (word[0] != '#') {
        if (text_parse_int(word, len, 0, N_COLORS - 1, &index))
            return false;
        s->c256 = (uint8_t)index;
        s->rgb = index >= CUBE_FIRST ? indexed((int)index) : 0;
        s->c16 = index >= CUBE_FIRST ? nearest_16(s->rgb) : (uint8_t)index;
        return true;
    }
    for (n = 1; n < (int)len; n++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *at = strchr(digits, word[n]);

        if (!at)
            return false;
        rgb = rgb << 4 | (uint32_t)((at - digits) % 16);
    }
    s->rgb = rgb;
    s->c256 = nearest_256(rgb);
    s->c16 = nearest_16(rgb);
    return len == 7;
}

static bool
read_word(const char *word, size_t len, struct theme_style *s)
{
    static const struct {
        const char *name;
        uint8_t flag;
    } flags[] = { { "bold", CELL_BOLD },
                  { "faint", THEME_FAINT },
                  { "underline", CELL_UNDERLINE } };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (strlen(flags[i].name) == len && !memcmp(flags[i].name, word, len)) {
            s->attr |= flags[i].flag;
            return true;
        }
    }
    return read_color(word, len, s);
}

static enum va_code
read_look(const struct reader *r, struct theme_style *out)
{
    const char *at = r->entry->value;
    struct theme_style s = PLAIN(0);

    while (*at) {
        const size_t len = strcspn(at, " \t");

        if (len > 0 && !read_word(at, len, &s))
            return va_fail(r->err, VA_USAGE,
                           "%s:%d: '%.*s' is no colour (#0077BB, 0 to 255, default) and "
                           "none of bold, faint, underline",
                           r->path, (int)r->entry->line, (int)len, at);
        at += len + (at[len] != '\0');
    }
    *out = s;
    return VA_OK;
}

static enum va_code
read_entry(const struct reader *r, struct theme *t)
{
    const struct config_entry *e = r->entry;
    const char *near = NULL;
    enum va_code code = VA_OK;
    int role = 0;

    while (role < ROLE_COUNT && strcmp(roles[role], e->key) != 0)
        role++;
    if (role == ROLE_COUNT || *e->section || e->is_key) {
        near = *e->section ? NULL : text_closest(e->key, roles, ROLE_COUNT);
        return va_fail(r->err, VA_USAGE, "%s:%d: there is no role '%s'%s%s%s", r->path,
                       (int)e->line, e->key, near ? "; did you mean '" : "",
                       near ? near : "", near ? "'?" : "");
    }
    code = read_look(r, &t->dark[role]);
    t->light[role] = t->dark[role];
    return code;
}

static enum va_code
read_file(const char *path, struct theme *out, struct va_err *err)
{
    struct config config = { 0 };
    struct theme t = themes[THEME_DEFAULT];
    enum va_code code = config_read(path, true, &config, err);

    for (int32_t i = 0; i < config.n && !code; i++)
        code = read_entry(&(struct reader){ path, &config.entries[i], err }, &t);
    config_clear(&config);
    if (!code)
        *out = t;
    return code;
}

enum va_code
theme_load(const char *name, const char *folder, struct theme *out, struct va_err *err)
{
    char path[PATH_BYTES];
    const char *near = NULL;
    enum va_code code = VA_OK;

    for (int i = 0; i < THEME_COUNT; i++) {
        if (!strcmp(names[i], name)) {
            *out = themes[i];
            return VA_OK;
        }
    }
    if (folder && text_is_name(name, strlen(name)) && name[0] != '.' &&
        snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path)
        code = read_file(path, out, err);
    else
        code = VA_CONFIG;
    if (code != VA_CONFIG)
        return code;
    near = text_closest(name, names, THEME_COUNT);
    va_fail(err, VA_USAGE, "there is no theme '%s'%s%s%s", name,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    va_hint(err, "themes: default, light, high-contrast, mono, and files in %s",
            folder ? folder : "the configuration's folder themes");
    return VA_USAGE;
}
