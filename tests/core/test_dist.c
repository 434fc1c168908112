/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/dist.h"

#include "tap.h"

static struct dist
some(double df)
{
    return (struct dist){ .log_level = log(250),
                          .sd_level = 0.08,
                          .df = df,
                          .offset = { 0.02, 0, 0.3, 0.55 },
                          .sd_offset = { 0.01, 0, 0.06, 0.1 },
                          .nodes = { 0.9, 1.1 },
                          .n_nodes = 2,
                          .spread_known = true };
}

static void
test_values(void)
{
    struct dist d = some(6);

    NEAR(dist_statistic(&d, STAT_P50), 250, 1e-14, "the median is the level");
    NEAR(dist_statistic(&d, STAT_P95), 250 * exp(0.3), 1e-14, "p95 is offset from it");
    NEAR(dist_level(&d, 0.5), 250, 1e-14, "the middle of the level is the level");
    OK(dist_level(&d, 0.05) < 250 && dist_level(&d, 0.95) > 250,
       "the level's interval holds it");
    d.level_ms = 251;
    NEAR(dist_statistic(&d, STAT_P50), 251, 0, "an exact level is handed on as it is");
    IS_STR(statistic_name(STAT_P99), "p99", "statistics have names");
}

/* Against the 95 % points of Student's t. */
static void
test_quantiles(void)
{
    static const struct {
        double df, t;
    } points[] = { { 1, 6.3137515 },       { 3, 2.3533634 },  { 4, 2.1318468 },
                   { 7.5, 1.8757475 },     { 30, 1.6972609 }, { 500, 1.6479069 },
                   { INFINITY, 1.6448536 } };

    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        const struct dist d = some(points[i].df);
        const double t = log(dist_statistic_quantile(&d, STAT_P50, 0.95) / 250) / 0.08;

        NEAR(t, points[i].t, 0.006,
             "p95 of t with %g degrees of freedom is right to 0.6 %%", points[i].df);
    }
}

static void
test_agreement(void)
{
    static const double ps[] = { 0.001, 0.05, 0.25, 0.5, 0.9, 0.95, 0.999 };
    double worst = 0;
    bool rising = true;

    for (int stat = 0; stat < STAT_COUNT; stat++) {
        for (int df = 1; df < 60; df += 3) {
            const struct dist d = some(df);
            double before = 0;

            for (size_t i = 0; i < sizeof ps / sizeof ps[0]; i++) {
                const enum statistic s = (enum statistic)stat;
                const double ms = dist_statistic_quantile(&d, s, ps[i]);

                worst = fmax(worst, fabs(dist_probability(&d, s, ms) - ps[i]));
                rising = rising && ms > before;
                before = ms;
            }
        }
    }
    OK(worst < 1e-7, "probability undoes quantile for every statistic (worst %g)", worst);
    OK(rising, "quantiles rise with p");
}

static void
test_edges(void)
{
    struct dist d = some(2);

    OK(isfinite(dist_statistic_quantile(&d, STAT_MEAN, 1e-300)) &&
           isfinite(dist_statistic_quantile(&d, STAT_MEAN, 1 - 1e-16)),
       "extreme quantiles stay finite");
    NEAR(dist_probability(&d, STAT_P50, 250), 0.5, 1e-12,
         "the level is met with probability one half");
    OK(dist_probability(&d, STAT_P50, 0) <= 0, "no limit of 0 is met");
    OK(dist_probability(&d, STAT_P50, 1e300) > 0.999999, "any long limit is met");
    d.sd_level = 0;
    OK(dist_probability(&d, STAT_P50, 249) <= 0 &&
           dist_probability(&d, STAT_P50, 251) >= 1,
       "without uncertainty it is yes or no");
    d.spread_known = false;
    OK(isnan(dist_probability(&d, STAT_P50, 251)),
       "an unknown spread gives no probability");
    NEAR(dist_statistic_quantile(&d, STAT_P95, 0.05), dist_statistic(&d, STAT_P95), 0,
         "nor an interval");
}

int
main(void)
{
    test_values();
    test_quantiles();
    test_agreement();
    test_edges();
    return done();
}
