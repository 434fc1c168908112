/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning without memory: a code, nothing written, nothing left behind. */
#include "core/advise_fixture.h"
#include "core/plan.h"
#include "oom.h"
#include "tap.h"

int
main(void)
{
    const struct tariff t = tariff_x86();
    struct plan_options o = { .timeout_ms = 1000, .money_left_pusd = -1 };
    struct stand *s = stand_new("i");
    struct plan_step step = { .memory_mb = 77 };
    const struct contender *c = NULL;
    int32_t round = 0;
    int before = 0;

    goal_init(&o.request.goal);
    stand_add(s, 512, 100, NULL);
    stand_add(s, 1024, 60, NULL);
    c = stand_ready(s, &t);
    before = n_live;
    for (round = 1; round < 100; round++) {
        enum va_code code = VA_OK;

        n_failed = 0;
        n_until_failure = round;
        code = plan_next(c, &o, &step);
        if (!code)
            code = plan_given(c, &o, 512, 3, &step);
        n_until_failure = 0;
        if (n_failed == 0)
            break;
        if (code != VA_NOMEM || n_live != before || (round == 1 && step.memory_mb != 77))
            break;
    }
    OK(n_failed == 0 && round > 1, "every allocation that fails is a clean failure");
    OK(n_live == before, "and nothing is left behind");
    stand_free(s);
    return done();
}
