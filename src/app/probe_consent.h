/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The yes that spending needs: the more it is, the more has to be typed. */
#ifndef VA_APP_PROBE_CONSENT_H
#define VA_APP_PROBE_CONSENT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/probe_offer.h"

/* What is asked of the user before a run begins. */
enum probe_consent {
    PROBE_CONSENT_YES,         /* y is enough: little is at stake, or nothing */
    PROBE_CONSENT_CAP,         /* the cap, typed */
    PROBE_CONSENT_CAP_AND_NAME /* and the workload's name: it is more than a dollar */
};

/* What is at stake: what is expected, and all that may be spent when nothing is known. */
int64_t probe_stake_pusd(const struct probe_offer *o);

/* plain_yes_pusd  what a mere yes may spend: less than this */
enum probe_consent probe_consent_for(const struct probe_offer *o, int64_t plain_yes_pusd);

/* Is it the cap that was typed? */
bool probe_consent_is_cap(const char *typed, int64_t cap_pusd);

#endif
