/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as text, compared with pictures that people have looked at. */
#include <stdlib.h>

#include "app/commands.h"
#include "app/picture.h"
#include "app/plot_fixture.h"
#include "base/text.h"
#include "tap.h"

struct picture {
    const char *name;
    struct plot_data *(*data)(void);
};

static const struct picture pictures[] = {
    { "power", fixture_power },       { "published", fixture_published },
    { "one-size", fixture_one_size }, { "flat", fixture_flat },
    { "failed", fixture_failed },     { "several", fixture_several },
};

enum { N_PICTURES = sizeof pictures / sizeof pictures[0] };

static void
draw(const struct picture *p, const struct plot_options *o, struct buf *out)
{
    struct plot_data *d = p->data();
    struct scene s;
    struct va_err err = { 0 };

    buf_init(out, PICTURE_MAX);
    OK(plot_scene(d, &s) == VA_OK, "%s: a scene is made", p->name);
    OK(plot_text(&s, o, out, &err) == VA_OK, "%s: it is drawn", p->name);
    scene_clear(&s);
    free(d);
}

static void
test_pictures(enum scene_symbols symbols)
{
    static const char *const kinds[] = { "", "-quadrant", "-ascii" };
    const struct plot_options o = { .symbols = symbols };

    for (size_t i = 0; i < N_PICTURES; i++) {
        struct buf got;
        struct buf expected;

        draw(&pictures[i], &o, &got);
        picture_read(pictures[i].name, kinds[symbols], &expected);
        if (!OK(!strcmp(buf_get(&got), buf_get(&expected)),
                "%s looks as it should, in %s", pictures[i].name,
                scene_symbols_name(symbols)))
            picture_show(buf_get(&got));
        buf_clear(&got);
        buf_clear(&expected);
    }
}

struct lines {
    int32_t n, widest;
    bool trailing, only_ascii;
};

static struct lines
measure(const char *text)
{
    struct lines l = { .only_ascii = true };

    while (*text) {
        const size_t n = strcspn(text, "\n");
        char line[8192];

        snprintf(line, sizeof line, "%.*s", (int)n, text);
        if (text_width(line) > l.widest)
            l.widest = text_width(line);
        l.trailing = l.trailing || (n && line[n - 1] == ' ');
        for (size_t i = 0; i < n; i++)
            l.only_ascii = l.only_ascii && line[i] >= ' ' && line[i] <= '~';
        text += n + (text[n] == '\n');
        l.n++;
    }
    return l;
}

static void
test_sizes(void)
{
    static const int32_t sizes[][2] = { { 40, 12 },  { 47, 30 }, { 80, 24 },
                                        { 132, 50 }, { 213, 5 }, { 1000, 500 } };

    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        for (size_t i = 0; i < N_PICTURES; i++) {
            const struct plot_options o = { .symbols = (enum scene_symbols)(k % 3),
                                            .columns = sizes[k][0],
                                            .rows = sizes[k][1] };
            struct buf got;
            struct lines l = { 0 };

            draw(&pictures[i], &o, &got);
            l = measure(buf_get(&got));
            OK(l.widest <= o.columns && !l.trailing,
               "%s keeps to %d columns, without trailing blanks", pictures[i].name,
               (int)o.columns);
            OK(l.only_ascii || o.symbols != SYMBOLS_ASCII,
               "%s in ASCII is nothing but ASCII", pictures[i].name);
            OK(l.n >= o.rows || o.rows < PLOT_ROWS_MIN, "%s uses its %d rows",
               pictures[i].name, (int)o.rows);
            buf_clear(&got);
        }
    }
}

static void
test_refusal(void)
{
    const struct plot_options o = { .columns = 39 };
    struct plot_data *d = fixture_flat();
    struct va_err err = { 0 };
    struct scene s;
    struct buf out;

    buf_init(&out, PICTURE_MAX);
    plot_scene(d, &s);
    OK(plot_text(&s, &o, &out, &err) == VA_USAGE && out.len == 0,
       "fewer than 40 columns are refused");
    IS_STR(err.text, "a chart needs at least 40 columns, not 39", "and said so");
    scene_clear(&s);
    free(d);
}

/* A name that would clear the screen and turn the line round. */
static void
test_hostile_name(void)
{
    const struct plot_options o = { .columns = 60 };
    struct plot_data *d = fixture_power();
    struct va_err err = { 0 };
    struct scene s;
    struct buf out;

    buf_init(&out, PICTURE_MAX);
    d->workload = "a\x1b[2J\x9b"
                  "31m\xe2\x80\xae"
                  "b\n\xc2\x85 wide 日本語 and a very long name";
    plot_scene(d, &s);
    OK(plot_text(&s, &o, &out, &err) == VA_OK, "a hostile name is drawn");
    OK(text_is_utf8(buf_get(&out), out.len) && !strchr(buf_get(&out), '\x1b') &&
           !strstr(buf_get(&out), "\xe2\x80\xae") && !strstr(buf_get(&out), "\xc2\x85"),
       "its controls are not");
    OK(measure(buf_get(&out)).widest <= 60, "it keeps to its columns");
    OK(strstr(buf_get(&out), "  SAMPLE DATA\n") != NULL, "it does not hide the tag");
    buf_clear(&out);
    scene_clear(&s);
    free(d);
}

int
main(void)
{
    for (int i = 0; i < SYMBOLS_COUNT; i++)
        test_pictures((enum scene_symbols)i);
    test_sizes();
    test_refusal();
    test_hostile_name();
    return done();
}
