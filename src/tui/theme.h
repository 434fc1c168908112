/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Themes: which colour a role has, at every depth of colour, on dark and on light
 * backgrounds. Only the foreground is ever set: the background stays the terminal's own.
 */
#ifndef VA_TUI_THEME_H
#define VA_TUI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "app/full_screen.h"
#include "app/scene.h"
#include "base/err.h"

enum theme_id {
#define X(id, name, what) THEME_##id,
    SCREEN_THEMES(X)
#undef X
        THEME_COUNT
};

/* Beside the CELL_ flags, which it shares a word with. */
enum { THEME_FAINT = 8 };

/* Depths of colour. */
enum {
    COLORS_NONE = 0,
    COLORS_8 = 8,
    COLORS_16 = 16,
    COLORS_256 = 256,
    COLORS_TRUE = 1 << 24
};

struct theme_style {
    bool colored;    /* false: the terminal's own foreground */
    uint32_t rgb;    /* 0xrrggbb, true colour */
    uint8_t c256;    /* of 256: 16 to 255 look the same everywhere */
    uint8_t c16;     /* of 16; 8 colours have the same without brightness */
    uint8_t attr;    /* CELL_ flags that the role always has */
    uint8_t in_mono; /* those it has where colours are few: 16 and less */
};

struct theme {
    struct theme_style dark[ROLE_COUNT], light[ROLE_COUNT];
};

enum { THEME_SGR_MAX = 48 };

/* Escape sequences of ECMA-48. */
struct theme_sgr {
    char set[THEME_SGR_MAX];     /* the look, whatever was set before */
    char recolor[THEME_SGR_MAX]; /* only its colour, where the attributes are the same */
    uint32_t attr;               /* all that it has: CELL_ flags and THEME_FAINT */
};

/* Name of a theme; a static string. */
const char *theme_name(enum theme_id id);
const char *theme_meaning(enum theme_id id);

/*
 * The theme of a name: one of the above, or a file of that name in a folder. The lines of
 * a file are "role = look": role is text, dim, title, good, warn, bad, or chart1 to
 * chart4; look a colour ("#0077BB", "0" to "255", "default") and any of bold, faint,
 * underline. What it does not name is as in the default.
 *
 * folder  NULL: there are no files
 *
 * VA_USAGE with "file:line: ..." for a line that is wrong, or for a theme that does not
 * exist; VA_IO, VA_NOMEM.
 */
enum va_code theme_load(const char *name, const char *folder, struct theme *out,
                        struct va_err *err);

/* How a role and the CELL_ flags of a cell look at a depth of colour. */
struct theme_sgr theme_look(const struct theme_style *s, int32_t colors, uint32_t attr);

/* The colour that is seen at a depth of 256 or more, 0xrrggbb. */
uint32_t theme_seen(const struct theme_style *s, int32_t colors);

/* Is that background a light one? */
bool theme_is_light(uint32_t rgb);

#endif
