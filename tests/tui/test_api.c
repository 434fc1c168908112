/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Volumes on the slider: steps of 1, 2, 5, and places on an axis of decades. */
#include <math.h>

#include "tap.h"
#include "tui/api.h"

static const int64_t most = INT64_C(1000000000);

static bool
is_step(int64_t volume)
{
    while (volume % 10 == 0 && volume > 0)
        volume /= 10;
    return volume == 1 || volume == 2 || volume == 5;
}

static void
test_steps(void)
{
    int64_t at = 1;
    int n = 0;

    while (at < most && n < 100) {
        const int64_t next = api_volume_step(at, true);

        if (!is_step(next) || next <= at || next > 3 * at ||
            api_volume_step(next, false) != at)
            break;
        at = next;
        n++;
    }
    OK(at == most && n == 27, "steps up are 1, 2, 5 in each decade, and back the same");
    OK(api_volume_step(most, true) == most, "past the end there is the end");
    OK(api_volume_step(1, false) == 1, "below the first there is the first");
    OK(api_volume_step(INT64_MAX, false) == most, "from far above down it is the end");
    OK(api_volume_step(INT64_MAX, true) == most, "and up as well");
    OK(api_volume_step(250000, true) == 500000 &&
           api_volume_step(250000, false) == 200000,
       "from between two steps it goes to either");
    OK(is_step(api_volume_step(0, true)) && is_step(api_volume_step(0, false)),
       "without a volume it begins at one");
}

static void
test_places(void)
{
    bool back = true;
    bool rises = true;

    for (int64_t at = 1; at < most; at = api_volume_step(at, true)) {
        back = back && api_volume_near(api_place_of(at)) == at;
        rises = rises && api_place_of(at) < api_place_of(api_volume_step(at, true));
    }
    OK(back, "the volume nearest to a volume's place is that volume");
    OK(rises, "more is further right");
    OK(fabs(api_place_of(1)) < 1e-12 && fabs(api_place_of(most) - 1) < 1e-12,
       "the axis goes from one to a billion");
    OK(fabs(api_place_of(0)) < 1e-12 && fabs(api_place_of(INT64_MAX) - 1) < 1e-12,
       "what lies outside stands at its ends");
    OK(api_volume_near(-1) == 1 && api_volume_near(2) == most,
       "and so do places outside");
    OK(api_volume_at(0) == 1 && api_volume_at(API_POINTS - 1) == most &&
           api_volume_at(API_STEPS) == 10,
       "points are equal parts of a decade");
}

int
main(void)
{
    test_steps();
    test_places();
    return done();
}
