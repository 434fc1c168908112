/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks: on every axis, in every room, labels are legible and stand at a mark. */
#include <stdlib.h>

#include "app/scene.h"
#include "base/text.h"
#include "tap.h"

enum { CASES = 20000 };

/* A repeatable sequence of numbers in 0 .. 1 (Knuth's MMIX generator). */
static double
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / (double)(UINT64_C(1) << 53);
}

struct trial {
    struct scene_axis axis;
    struct scene_room room;
    struct scene_tick ticks[SCENE_TICKS_MAX];
    int32_t n;
};

static struct trial
random_trial(uint64_t *state)
{
    struct trial t = { .n = 0 };
    const double kind = next_random(state);
    const bool time = kind < 0.66;

    t.axis.unit = kind < 0.33 ? SCENE_MS : time ? SCENE_PUSD : SCENE_MB;
    t.axis.linear = next_random(state) < 0.2;
    t.axis.low = time ? pow(10, -3 + 11 * next_random(state))
                      : floor(pow(2, 15 * next_random(state)));
    if (t.axis.unit == SCENE_PUSD)
        t.axis.low *= 1e4;
    t.axis.high = t.axis.low * (1.05 + pow(10, 4 * next_random(state) - 1));
    t.room.cells = next_random(state) < 0.5;
    t.room.length = floor(5 + (t.room.cells ? 200 : 900) * next_random(state));
    t.room.before = floor(12 * next_random(state));
    t.room.after = floor(12 * next_random(state));
    t.room.gap = floor(5 * next_random(state));
    if (next_random(state) < 0.6)
        t.room.character = t.room.cells ? 1 : 6.5;
    else
        t.room.line = t.room.cells ? 1 : 15;
    t.n = scene_ticks(&t.axis, &t.room, t.ticks);
    return t;
}

static bool
are_apart(const struct trial *t)
{
    for (int32_t i = 1; i < t->n; i++) {
        const struct scene_tick *a = &t->ticks[i - 1];

        if (t->ticks[i].value <= a->value ||
            t->ticks[i].start < a->start + a->size + t->room.gap)
            return false;
    }
    return true;
}

static bool
are_inside(const struct trial *t)
{
    for (int32_t i = 0; i < t->n; i++) {
        const struct scene_tick *a = &t->ticks[i];

        if (a->start < -t->room.before ||
            a->start + a->size > t->room.length + t->room.after || a->position < 0 ||
            a->position > t->room.length - (t->room.cells ? 1 : 0) || !a->text[0])
            return false;
    }
    return true;
}

/* The label names the value, and its mark lies within it. */
static bool
are_true(const struct trial *t)
{
    for (int32_t i = 0; i < t->n; i++) {
        const struct scene_tick *a = &t->ticks[i];
        char plain[SCENE_TICK_TEXT_MAX] = "";
        size_t n = 0;
        double value = 0;

        for (const char *c = a->text; *c; c++) {
            if (*c != ',' && *c != '$')
                plain[n++] = *c;
        }
        if ((t->axis.unit == SCENE_PUSD) != (a->text[0] == '$'))
            return false;
        if (t->axis.unit == SCENE_MS ? text_parse_time_ms(plain, &value) != VA_OK
                                     : text_parse_double(plain, n, &value) != VA_OK)
            return false;
        if (t->axis.unit == SCENE_PUSD)
            value *= 1e6; /* dollars for a million */
        if (fabs(value - a->value) > 1e-8 * value || a->position < a->start ||
            a->position > a->start + a->size)
            return false;
    }
    return true;
}

/* 1, 2 or 5 times a power of ten. */
static bool
is_round_time(double ms)
{
    const double mantissa = ms / pow(10, floor(log10(ms) + 1e-9));

    return fabs(mantissa - 1) < 1e-6 || fabs(mantissa - 2) < 1e-6 ||
           fabs(mantissa - 5) < 1e-6;
}

static bool
is_nice_size(double mb)
{
    while (mb > 3 && fmod(mb, 2) == 0)
        mb /= 2;
    return mb == 1 || mb == 1.5 || mb == 2 || mb == 3;
}

static bool
is_wide(const struct trial *t)
{
    const double labels = t->axis.unit == SCENE_PUSD ? 1.5 : 1; /* large sums are long */

    return t->room.length >= labels * (t->room.cells ? 60 : 400);
}

static void
test_properties(void)
{
    uint64_t state = 42;
    int apart = 0;
    int inside = 0;
    int truthful = 0;
    int round = 0;
    int wide = 0;
    int labelled = 0;

    for (int i = 0; i < CASES; i++) {
        const struct trial t = random_trial(&state);
        const double ratio = t.axis.high / t.axis.low;
        bool all_round = true;

        apart += are_apart(&t);
        inside += are_inside(&t);
        truthful += are_true(&t);
        for (int32_t k = 0; k < t.n; k++)
            all_round =
                all_round && (t.axis.unit == SCENE_MB ? is_nice_size(t.ticks[k].value)
                                                      : is_round_time(t.ticks[k].value));
        round += all_round || t.axis.linear || ratio < 30 || !is_wide(&t);
        if (is_wide(&t) && !t.axis.linear && ratio > 1.5) {
            wide++;
            labelled += t.n >= 2;
        }
    }
    IS_INT(apart, CASES, "labels ascend and keep their gap on %d random axes", CASES);
    IS_INT(inside, CASES, "labels and marks stay inside their room");
    IS_INT(truthful, CASES, "every label says its value and stands at its mark");
    IS_INT(round, CASES, "long axes have steps of 1-2-5, or powers of two and halves");
    OK(wide > CASES / 10, "many of the axes were long enough for two labels");
    IS_INT(labelled, wide, "wherever there is room, an axis has two labels or more");
}

static void
say_ticks(const struct scene_axis *a, double length, char out[256])
{
    const struct scene_room room = {
        .length = length, .gap = 2, .character = 1, .cells = true
    };
    struct scene_tick ticks[SCENE_TICKS_MAX];
    const int32_t n = scene_ticks(a, &room, ticks);
    size_t used = 0;

    out[0] = '\0';
    for (int32_t i = 0; i < n && used < 200; i++)
        used +=
            (size_t)snprintf(out + used, 256 - used, "%s%s", i ? " " : "", ticks[i].text);
}

static void
test_examples(void)
{
    const struct scene_axis memory = { .low = 410, .high = 3200, .unit = SCENE_MB };
    const struct scene_axis lambda = { .low = 120, .high = 10400, .unit = SCENE_MB };
    const struct scene_axis seconds = { .low = 45000, .high = 210000, .unit = SCENE_MS };
    const struct scene_axis mixed = { .low = 300, .high = 7000, .unit = SCENE_MS };
    const struct scene_axis narrow = { .low = 95, .high = 125, .unit = SCENE_MS };
    const struct scene_axis long_run = { .low = 400000, .high = 9000000 };
    const struct scene_axis money = { .low = 1.36e9, .high = 2.36e9, .unit = SCENE_PUSD };
    const struct scene_axis cents = { .low = 1.9e5, .high = 1.2e7, .unit = SCENE_PUSD };
    const struct scene_axis window = { .low = 1690, .high = 1730, .unit = SCENE_MB };
    const struct scene_axis linear = {
        .low = 448, .high = 3100, .unit = SCENE_MB, .linear = true
    };
    struct scene_axis hours = long_run;
    char text[256];

    say_ticks(&memory, 73, text);
    IS_STR(text, "512 768 1024 1536 2048 3072", "sizes are powers of two and halves");
    say_ticks(&lambda, 50, text);
    IS_STR(text, "256 512 1024 2048 4096 8192", "fewer columns leave powers of two");
    say_ticks(&lambda, 30, text);
    IS_STR(text, "256 1024 4096", "few columns leave powers of four");
    say_ticks(&seconds, 73, text);
    IS_STR(text, "50 s 100 s 200 s", "times are steps of 1-2-5");
    say_ticks(&mixed, 73, text);
    IS_STR(text, "500 ms 1 s 2 s 5 s", "seconds begin at one second");
    say_ticks(&narrow, 73, text);
    IS_STR(text, "100 ms 110 ms 120 ms", "a short axis has equal steps");
    hours.unit = SCENE_MS;
    say_ticks(&hours, 73, text);
    IS_STR(text, "500 s 1,000 s 2,000 s 5,000 s", "thousands are grouped");
    say_ticks(&money, 73, text);
    IS_STR(text, "$1,400 $1,600 $1,800 $2,000 $2,200",
           "money is of a million invocations");
    say_ticks(&cents, 73, text);
    IS_STR(text, "$0.5 $1 $2 $5 $10", "and in steps of 1-2-5 too");
    say_ticks(&window, 73, text);
    IS_STR(text, "1696 1712 1728", "a window has steps of a power of two");
    say_ticks(&linear, 73, text);
    IS_STR(text, "512 1024 1536 2048 2560", "so has a linear axis");
    say_ticks(&memory, 2, text);
    IS_STR(text, "", "a room too small for any label has none");
}

int
main(void)
{
    test_properties();
    test_examples();
    return done();
}
