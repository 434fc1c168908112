/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody who never saw it: from the start, Enter, b and a number end in another pick;
 * whatever they look for is found by ? and by its name.
 */
#include <time.h>

#include "model.h"

enum { LIMIT_MS = 50 };

static double
milliseconds(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Press keys, a frame after each as on a terminal; the longest wait for one, ms. */
static double
press(struct model *m, const uint32_t *keys, int n)
{
    double longest = 0;

    for (int i = 0; i < n; i++) {
        const double began = milliseconds();

        model_key(m, keys[i]);
        tui_draw(&m->tui, &m->frame);
        longest = fmax(longest, milliseconds() - began);
    }
    return longest;
}

static int32_t
pick_mb(const struct model *m)
{
    const struct advice *a = m->tui.subject.advice;

    return a && a->feasible ? a->pick.memory_mb : 0;
}

/* At a size of the terminal: the pick of the bundled data at the prices of 2019. */
static void
a_budget_changes_the_pick(int32_t columns, int32_t rows)
{
    static const uint32_t open[] = { KEY_ENTER, 'b' };
    static const uint32_t number[] = { '0', '.', '0', '0', '2' };
    static struct model m;
    const char *asan = getenv("VA_ASAN");
    double longest = 0;
    int32_t before = 0;

    if (!model_open(&m, columns, rows))
        return;
    OK(model_shows(&m, "facedetect") && m.tui.screen == SCREEN_WORK,
       "%dx%d: it begins with the workloads", columns, rows);
    longest = press(&m, open, 2);
    before = pick_mb(&m);
    longest = fmax(longest, press(&m, number, 5));
    OK(before > 0 && pick_mb(&m) == 1708,
       "Enter, b and a number: the pick is another, before anything is accepted");
    OK(model_shows(&m, "1708 MB") && model_shows(&m, "71.9 s"), "and it is seen");
    longest = fmax(longest, press(&m, (const uint32_t[]){ KEY_ENTER }, 1));
    OK(pick_mb(&m) == 1708 && model_shows(&m, "$0.0019995"), "Enter keeps it");
    if (asan && !strcmp(asan, "yes"))
        SKIP("each key is answered within 50 ms: the sanitizers are in the way");
    else
        OK(longest <= LIMIT_MS, "each key is answered within %d ms (%.1f)", LIMIT_MS,
           longest);
    press(&m, (const uint32_t[]){ 'u' }, 1);
    IS_INT(pick_mb(&m), before, "u takes it back");
    model_close(&m);
}

/* By ? and a word of what it does, by : and letters of its name. */
static void
what_is_looked_for_is_found(void)
{
    static const struct {
        const char *word, *shows;
    } looks[] = { { "budget", "set the most an invocation may cost" },
                  { "undo", "take the last change back" },
                  { "statistic", "what duration means" },
                  { "quit", "leave" } };
    static struct model m;

    if (!model_open(&m, 80, 24))
        return;
    OK(model_shows(&m, "?=help"), "the title says where help is");
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        model_key(&m, '?');
        model_key(&m, '/');
        model_type(&m, looks[i].word);
        OK(model_shows(&m, looks[i].shows), "help finds '%s'", looks[i].word);
        press(&m, (const uint32_t[]){ KEY_ESCAPE, KEY_ESCAPE }, 2);
        model_key(&m, ':');
        model_type(&m, looks[i].word);
        OK(model_shows(&m, looks[i].shows), "so does the palette");
        model_key(&m, KEY_ESCAPE);
    }
    model_close(&m);
}

int
main(void)
{
    a_budget_changes_the_pick(80, 24);
    a_budget_changes_the_pick(120, 40);
    what_is_looked_for_is_found();
    return done();
}
