/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of a chart in turn fails; the result is a clean code, and nothing
 * leaks. */
#include "app/commands.h"
#include "app/plot_fixture.h"
#include "app/scene_svg.h"
#include "oom.h"
#include "tap.h"

enum { OUT_MAX = 1 << 20, ATTEMPTS_MAX = 500 };

static enum va_code
draw(const struct plot_data *d, bool svg)
{
    const struct plot_options o = { .symbols = SYMBOLS_BRAILLE };
    struct va_err err = { 0 };
    struct scene s;
    struct buf out;
    enum va_code code = VA_OK;

    buf_init(&out, OUT_MAX);
    code = plot_scene(d, &s);
    if (!code)
        code = svg ? scene_draw_svg(&s, &out) : plot_text(&s, &o, &out, &err);
    if (!code)
        code = out.code;
    scene_clear(&s);
    buf_clear(&out);
    return code;
}

static void
test_failures(const struct plot_data *d, bool svg)
{
    const char *kind = svg ? "SVG" : "text";
    const int live = n_live;
    int attempts = 0;
    int clean = 0;
    int tidy = 0;

    for (attempts = 0; attempts < ATTEMPTS_MAX; attempts++) {
        enum va_code code = VA_OK;

        n_failed = 0;
        n_until_failure = attempts + 1;
        code = draw(d, svg);
        n_until_failure = 0;
        tidy += n_live == live;
        if (!n_failed) {
            OK(code == VA_OK, "with memory enough the %s is drawn", kind);
            break;
        }
        clean += code == VA_NOMEM;
    }
    OK(attempts > 10 && attempts < ATTEMPTS_MAX, "drawing the %s takes memory often",
       kind);
    IS_INT(clean, attempts, "each failure is reported as want of memory");
    IS_INT(tidy, attempts + 1, "and leaves nothing behind");
}

int
main(void)
{
    struct plot_data *d = fixture_power();

    test_failures(d, false);
    test_failures(d, true);
    free(d);
    return done();
}
