/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to planning*.c. */
#ifndef VA_APP_PLANNING_PARTS_H
#define VA_APP_PLANNING_PARTS_H

#include "app/planning.h"

/* What was measured, with its prices. */
struct planning_reading {
    struct workload workload;
    struct profile *profile; /* of the workload; there is always one */
    struct contender contender;
};

struct planning {
    struct session *session;
    const struct probe_settings *settings;
    struct probe_facts facts;
    bool has_facts;
    bool paid;
    bool has_tariff, has_api;
    struct tariff tariff; /* without the sizes that are not to be had */
    struct bill_api api;
    int32_t sizes_mb[PROBE_SIZES_MAX]; /* steps keep to these; none: as sold */
    int32_t n_sizes;
    struct planning_reading *now; /* NULL: not read yet */
};

/* Prices where the function runs, as settings and facts say. Codes as planning_open. */
enum va_code planning_find_prices(struct planning *p, struct va_err *err);

/* Read what is stored. *out is freed by planning_forget; NULL on failure. */
enum va_code planning_read(const struct planning *p, struct planning_reading **out,
                           struct va_err *err);
void planning_forget(struct planning_reading *r); /* NULL allowed */

/* Fit what is in the profile, and price it. VA_NOMEM or VA_DATA. */
enum va_code planning_fit(const struct planning *p, struct planning_reading *r,
                          struct va_err *err);

/* planning_next for a reading. */
struct planning_ask {
    const struct planning_reading *reading;
    const struct planning_done *done;
    const struct planning_limit *limit;
};
enum va_code planning_step(const struct planning *p, const struct planning_ask *ask,
                           struct plan_step *out, struct va_err *err);

#endif
