/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a probe would measure next, and what that would cost, in a sentence. */
#include "app/probe_offer.h"
#include "app/words.h"
#include "base/money.h"
#include "tui/probe.h"
#include "tui/probe_parts.h"
#include "tui/tui.h"

enum { SIZES_SHOWN = 4 };

/* The sizes of a plan, in its order, each once; how many there are. */
static int32_t
sizes_of(const struct probe_sum *sum, int32_t out[PLAN_STEPS_MAX])
{
    int32_t n = 0;

    for (int32_t i = 0; i < sum->n; i++) {
        int32_t k = 0;

        if (sum->steps[i].stop != PLAN_NOT)
            continue;
        while (k < n && out[k] != sum->steps[i].memory_mb)
            k++;
        out[k] = sum->steps[i].memory_mb;
        n += k == n;
    }
    return n;
}

static void
say_sizes(const int32_t *mb, int32_t n, struct buf *out)
{
    const int32_t shown = n > SIZES_SHOWN ? SIZES_SHOWN - 1 : n;

    for (int32_t i = 0; i < shown; i++)
        buf_printf(out, "%s%d", i == 0 ? "" : i + 1 < n ? ", " : " and ", (int)mb[i]);
    buf_text(out, " MB");
    if (shown < n)
        buf_printf(out, " and %d more", (int)(n - shown));
}

static void
say_price(const struct probe_offer *o, struct buf *out)
{
    const struct probe_sum *sum = &o->without_cap;
    const bool known = sum->expected_pusd != COST_UNKNOWN;
    char text[MONEY_TEXT_MAX];

    if (!o->paid)
        buf_text(out, ", free");
    else
        buf_printf(out, ", %s %s", known ? "about" : "at most",
                   money_short(text, known ? sum->expected_pusd : sum->worst_pusd));
}

static void
say_proposal(const struct probe_offer *o, struct buf *out)
{
    int32_t sizes[PLAN_STEPS_MAX];
    const int32_t n = sizes_of(&o->without_cap, sizes);

    if (n == 0)
        return;
    say_sizes(sizes, n, out);
    buf_text(out, ": ");
    words_count(out, o->without_cap.runs, "run");
    say_price(o, out);
}

void
probe_propose(struct tui *t, const char *workload, struct buf *out)
{
    struct probe_form form = { .workload = "" };

    probe_form_open(t, &form, workload);
    if (form.proposal) {
        probe_form_price(t, &form);
        if (form.priced)
            say_proposal(&form.proposal->offer, out);
    }
    probe_form_clear(&form);
}
