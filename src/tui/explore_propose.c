/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where one size is known there is no pick: what a probe would measure next, and what
 * that would cost. It is worked out beside the frames.
 */
#include <stdio.h>

#include "app/probe_offer.h"
#include "app/probe_proposal.h"
#include "app/words.h"
#include "base/money.h"
#include "core/contender.h"
#include "tui/explore.h"
#include "tui/probe_parts.h"
#include "tui/tui.h"

enum { SIZES_SHOWN = 4 };

bool
explore_has_one_size(const struct tui *t)
{
    const struct contender *c = explore_contender(t);

    return c && !c->has_curve && c->curve.n_sizes == 1;
}

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

/* "512 and 2048 MB: 6 runs, about $0.006", or nothing. */
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

bool
explore_propose(struct tui *t)
{
    struct explore *x = explore_of(t);
    struct probe_form form = { .workload = "" };
    struct buf text;

    if (x->proposed_for == t->subject.version || !explore_has_one_size(t))
        return false;
    x->proposed_for = t->subject.version;
    buf_init(&text, sizeof x->proposal);
    probe_form_open(t, &form, t->subject.name);
    if (form.proposal) {
        probe_form_price(t, &form);
        if (form.priced)
            say_proposal(&form.proposal->offer, &text);
    }
    snprintf(x->proposal, sizeof x->proposal, "%s", text.code ? "" : buf_get(&text));
    probe_form_clear(&form);
    buf_clear(&text);
    t->stale = true;
    return false;
}
