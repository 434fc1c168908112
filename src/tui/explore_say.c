/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen in plain lines, and as something to copy. */
#include <math.h>
#include <string.h>

#include "app/commands.h"
#include "app/render.h"
#include "app/words.h"
#include "base/money.h"
#include "base/text.h"
#include "tui/explore.h"

static void
end_line(struct buf *out, size_t before)
{
    if (out->len > before)
        buf_byte(out, '\n');
}

/* The chart as values: a line a size. */
static void
say_sizes(const struct explore *x, struct buf *out)
{
    char text[TEXT_NUMBER_MAX];

    for (int32_t i = 0; i < x->n_sizes; i++) {
        const struct explore_size *s = &x->sizes[i];

        buf_printf(out, "  %d MB: %s, ", (int)s->memory_mb,
                   text_time(text, s->duration_ms));
        words_cost(out, s->cost_pusd);
        if (s->measured)
            buf_text(out, ", measured");
        if (s->reason != ADVICE_NONE)
            buf_printf(out, ", %s", words_verdict(s->reason));
        buf_byte(out, '\n');
    }
}

void
explore_say(struct tui *t, struct buf *out)
{
    static void (*const says[])(const struct tui *t,
                                struct buf *out) = { explore_say_pick, explore_say_safe,
                                                     explore_say_cross };
    const struct explore *x = explore_of(t);
    size_t before = 0;

    explore_refresh(t);
    explore_say_head(t, out);
    buf_byte(out, '\n');
    if (!x->has_data) {
        words_error(out, &x->err);
        buf_byte(out, '\n');
        return;
    }
    for (int i = 0; i < EXPLORE_CHARTS; i++) {
        if (x->drawn[i])
            buf_printf(out, "%s\n", x->scenes[i].caption);
    }
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        before = out->len;
        if (i == 2)
            buf_text(out, "Crosshair: ");
        says[i](t, out);
        end_line(out, before);
    }
    for (int32_t i = 0;; i++) {
        before = out->len;
        explore_say_why(t, i, out);
        if (out->len == before)
            break;
        end_line(out, before);
    }
    say_sizes(x, out);
}

/* The advice in a format; sizes as rows where a table is asked for. */
static enum va_code
render_reply(struct tui *t, enum screen_format format, struct buf *out,
             struct va_err *err)
{
    static const enum render_format formats[] = { [SCREEN_JSON] = RENDER_JSON,
                                                  [SCREEN_CSV] = RENDER_CSV,
                                                  [SCREEN_MARKDOWN] = RENDER_MARKDOWN,
                                                  [SCREEN_TEXT] = RENDER_TEXT };
    const struct render_options o = { .format = formats[format] };
    const bool sizes = format == SCREEN_CSV || format == SCREEN_MARKDOWN;
    struct reply r = { 0 };
    enum va_code code = sizes ? app_fit(t->session, &t->subject.question, &r, err)
                              : app_advise(t->session, &t->subject.question, &r, err);

    if (!code && format == SCREEN_TEXT)
        buf_add(out, buf_get(&r.text), r.text.len);
    else if (!code)
        code = render(&r, &o, out, err);
    reply_clear(&r);
    return code;
}

enum va_code
explore_content(struct tui *t, enum screen_format format, struct buf *out,
                struct va_err *err)
{
    const struct explore *x = explore_of(t);

    explore_refresh(t);
    if (!x->has_data)
        return va_fail(err, VA_DATA, "there is nothing to copy");
    if (format == SCREEN_VALUE) {
        buf_printf(out, "%d", (int)x->cross_mb);
        return VA_OK;
    }
    return render_reply(t, format, out, err);
}
