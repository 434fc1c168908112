/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A probe is priced where the function is: Google's Tier 2 regions cost 1.4 times as much
 * as the region that the price table takes when none is named. The figures are those of
 * cloud.google.com/functions/pricing for 512 MB: $0.000000925 and $0.000001295 for 100
 * ms, $0.0000004 for an invocation.
 */
#include <stdlib.h>

#include "app/planning.h"
#include "base/clock.h"
#include "io/price_edit.h"
#include "tap.h"

static const int64_t timeout_ms = 60000;
static const int64_t tier_1_pusd = 600 * INT64_C(925000) + 400000;
static const int64_t tier_2_pusd = 600 * INT64_C(1295000) + 400000;

static int64_t
now_ms(void *ctx)
{
    (void)ctx;
    return INT64_C(1795860000000); /* 2026-11-28 */
}

static void
fill(struct probe_settings *s, const char *region)
{
    probe_settings_init(s);
    snprintf(s->workload, sizeof s->workload, "thumbs");
    snprintf(s->implementation, sizeof s->implementation, "sharp");
    snprintf(s->platform, sizeof s->platform, "gcf-gen1");
    snprintf(s->region, sizeof s->region, "%s", region);
    s->mode = PROBE_FIXED;
    s->runs = 1;
    s->sizes_mb[s->n_sizes++] = 512;
    s->as_of_days = date_of_ms(now_ms(NULL));
}

/* Worst price of an invocation when settings and facts name these regions; -1: none. */
static int64_t
worst(struct session *session, const char *said, const char *found)
{
    static struct probe_settings s;
    struct probe_facts facts = { .takes_sizes = true };
    struct planning *p = NULL;
    struct va_err err = { .text = "" };
    int64_t pusd = -1;
    enum va_code code = VA_OK;

    fill(&s, said);
    snprintf(facts.region, sizeof facts.region, "%s", found);
    code = planning_open(session, &s, &p, &err);
    if (!code)
        code = planning_set_facts(p, &facts);
    if (!code)
        code = planning_worst(p, 512, timeout_ms, &pusd, &err);
    if (code && p) {
        OK(planning_worst(p, 512, timeout_ms, &pusd, &err) != VA_OK,
           "without a price nothing is reserved");
        OK(planning_refresh(p, &err) == VA_DATA && strstr(err.text, found),
           "which is said: %s", err.text);
    }
    planning_close(p);
    probe_settings_clear(&s);
    return pusd;
}

int
main(void)
{
    const struct session_options o = { .data_dir = getenv("srcdir"),
                                       .db_path = "/nowhere/none.db",
                                       .read_only = true,
                                       .clock = { now_ms, NULL } };
    const struct price_place gcf = { "gcf-gen1", "gcf-2021-01", NULL };
    struct session *session = NULL;
    struct prices *prices = NULL;
    struct va_err err = { .text = "" };

    if (!OK(session_open(&o, &session, &err) == VA_OK, "a session opens"))
        return done();
    IS_INT(worst(session, "", ""), tier_1_pusd, "no region known: the table's own");
    IS_INT(worst(session, "", "us-central1"), tier_1_pusd, "a Tier 1 region");
    IS_INT(worst(session, "", "europe-west3"), tier_2_pusd,
           "a Tier 2 region that the provider names");
    IS_INT(worst(session, "europe-west3", ""), tier_2_pusd, "that the user names");
    IS_INT(worst(session, "us-central1", "europe-west3"), tier_1_pusd,
           "the user's word counts");
    IS_INT(worst(session, "", "mars-north1"), -1, "a region without a price has none");
    if (!session_prices(session, &prices, &err))
        (void)prices_set(prices, &gcf, "size-step:512", "0.9", &err);
    IS_INT(prices_edits(prices), 1, "a price is changed to see what if");
    IS_INT(worst(session, "", ""), tier_1_pusd, "what is paid is priced as saved");
    session_close(session);
    return done();
}
