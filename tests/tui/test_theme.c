/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Themes: readable on dark and light backgrounds, at every depth of colour; files. */
#include <stdlib.h>

#include "app/scene_cells.h"
#include "tap.h"
#include "tui/theme.h"

/* Web Content Accessibility Guidelines 2.1, contrast ratio. */
static double
channel(uint32_t value)
{
    const double part = value / 255.0;

    return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double
luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16 & 0xff) + 0.7152 * channel(rgb >> 8 & 0xff) +
           0.0722 * channel(rgb & 0xff);
}

static double
contrast(uint32_t a, uint32_t b)
{
    const double x = luminance(a);
    const double y = luminance(b);

    return ((x > y ? x : y) + 0.05) / ((x > y ? y : x) + 0.05);
}

/* Backgrounds that terminals come with. */
static const uint32_t darks[] = { 0x000000, 0x1e1e1e, 0x2d2d2d, 0x002b36 };
static const uint32_t lights[] = { 0xffffff, 0xf5f5f5, 0xfdf6e3, 0xffffdd };

static double
worst(const struct theme_style *styles, const uint32_t *grounds, int32_t colors)
{
    double least = 21;

    for (int role = 0; role < ROLE_COUNT; role++) {
        for (int i = 0; i < 4; i++) {
            const double here = contrast(theme_seen(&styles[role], colors), grounds[i]);

            if (styles[role].colored && here < least)
                least = here;
        }
    }
    return least;
}

static void
test_contrast(void)
{
    NEAR(contrast(0x000000, 0xffffff), 21, 1e-9, "black and white are 21:1 apart");
    for (int id = 0; id < THEME_COUNT; id++) {
        const double floor = id == THEME_HIGH_CONTRAST ? 7 : 4.5;
        const char *name = theme_name((enum theme_id)id);
        struct theme t;
        struct va_err err;

        IS_INT(theme_load(name, NULL, &t, &err), VA_OK, "there is a theme %s", name);
        for (int deep = 0; deep < 2; deep++) {
            const int32_t colors = deep ? COLORS_TRUE : COLORS_256;
            const bool is_light = id == THEME_LIGHT;

            if (!OK(is_light || worst(t.dark, darks, colors) >= floor,
                    "%s is readable on dark, %d colours", name, (int)colors))
                printf("# %.2f\n", worst(t.dark, darks, colors));
            if (!OK(worst(t.light, lights, colors) >= floor,
                    "%s is readable on light, %d colours", name, (int)colors))
                printf("# %.2f\n", worst(t.light, lights, colors));
        }
    }
}

static void
test_looks(void)
{
    struct theme t;
    struct va_err err;

    theme_load("default", NULL, &t, &err);
    IS_STR(theme_look(&t.dark[ROLE_TEXT], COLORS_256, 0).set, "\033[m",
           "text is as the terminal has it");
    IS_STR(theme_look(&t.dark[ROLE_CHART1], COLORS_NONE, CELL_REVERSE).set, "\033[0;7m",
           "without colours the attributes are left");
    IS_STR(theme_look(&t.dark[ROLE_CHART1], COLORS_TRUE, 0).set,
           "\033[0;38;2;85;176;240m", "true colour is written as it is");
    IS_STR(theme_look(&t.dark[ROLE_CHART1], COLORS_256, CELL_BOLD).set,
           "\033[0;1;38;5;75m", "one of 256 by number");
    IS_STR(theme_look(&t.dark[ROLE_CHART1], COLORS_16, 0).set, "\033[0;94m",
           "one of 16 by name");
    IS_STR(theme_look(&t.dark[ROLE_CHART1], COLORS_8, 0).set, "\033[0;34m",
           "one of 8 without its brightness");
    IS_STR(theme_look(&t.dark[ROLE_CHART1], COLORS_256, 0).recolor, "\033[38;5;75m",
           "its colour alone is shorter");
    OK(theme_is_light(0xfdf6e3) && !theme_is_light(0x002b36), "light is told from dark");
}

static enum va_code
load_text(const char *text, struct theme *t, struct va_err *err)
{
    const char *folder = getenv("TEST_TMP");
    char path[4096];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/mine", folder ? folder : ".");
    f = fopen(path, "w");
    if (!f)
        return VA_IO;
    fputs(text, f);
    fclose(f);
    return theme_load("mine", folder ? folder : ".", t, err);
}

static void
test_files(void)
{
    struct theme t = { 0 };
    struct va_err err = { .code = VA_OK };

    IS_INT(
        load_text("chart1 = \"#0077BB bold\"\nbad = 9 underline # red\ndim = default\n",
                  &t, &err),
        VA_OK, "a theme is read from a file");
    IS_INT(t.dark[ROLE_CHART1].rgb, 0x0077bb, "a colour in hexadecimal");
    IS_INT(t.light[ROLE_CHART1].attr, CELL_BOLD, "with an attribute, on light as well");
    IS_INT(t.dark[ROLE_CHART1].c256, 31, "nearest of 256");
    IS_INT(t.dark[ROLE_BAD].c256, 9, "a colour by number");
    OK(!t.dark[ROLE_DIM].colored, "the terminal's own");
    IS_INT(t.dark[ROLE_CHART2].c256, 208, "the rest is as in the default");
    IS_INT(load_text("chart5 = 1\n", &t, &err), VA_USAGE, "a role that does not exist");
    OK(strstr(err.text, "mine:1: there is no role 'chart5'; did you mean 'chart1'?") !=
           NULL,
       "is named with its line");
    IS_INT(load_text("\nbad = crimson\n", &t, &err), VA_USAGE, "a word that is no look");
    OK(strstr(err.text, "mine:2: 'crimson' is no colour") != NULL,
       "is named with its line");
    IS_INT(load_text("bad = \"#12345g\"\n", &t, &err), VA_USAGE, "a digit that is none");
    IS_INT(load_text("bad = \"#1234567\"\n", &t, &err), VA_USAGE, "a digit too many");
    IS_INT(load_text("bad = 256\n", &t, &err), VA_USAGE, "a number too large");
    IS_INT(load_text("[workload x]\nbad = 1\n", &t, &err), VA_USAGE, "a section");
    IS_INT(theme_load("ligth", NULL, &t, &err), VA_USAGE, "a theme that does not exist");
    OK(strstr(err.text, "did you mean 'light'?") != NULL, "the nearest is named");
    IS_INT(theme_load("../mine", ".", &t, &err), VA_USAGE, "a path is no name");
}

int
main(void)
{
    test_contrast();
    test_looks();
    test_files();
    return done();
}
