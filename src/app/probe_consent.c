/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has to be typed. */
#include "app/probe_consent.h"

#include "base/money.h"

#define NAME_ABOVE_PUSD MONEY_PUSD_PER_USD

int64_t
probe_stake_pusd(const struct probe_offer *o)
{
    const struct probe_sum *sum = &o->under_cap;

    if (sum->expected_pusd != COST_UNKNOWN)
        return sum->expected_pusd;
    return sum->worst_pusd < o->cap_pusd ? sum->worst_pusd : o->cap_pusd;
}

enum probe_consent
probe_consent_for(const struct probe_offer *o, int64_t plain_yes_pusd)
{
    const int64_t stake = o->paid ? probe_stake_pusd(o) : 0;

    if (!o->paid || stake < plain_yes_pusd)
        return PROBE_CONSENT_YES;
    return stake <= NAME_ABOVE_PUSD ? PROBE_CONSENT_CAP : PROBE_CONSENT_CAP_AND_NAME;
}

bool
probe_consent_is_cap(const char *typed, int64_t cap_pusd)
{
    int64_t pusd = 0;

    return money_parse(typed, &pusd) == VA_OK && pusd == cap_pusd;
}
