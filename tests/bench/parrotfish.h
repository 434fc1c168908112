/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parrotfish's way to measure, with the parameters of its paper. The sizes are the
 * lowest, the one at a third, the highest; then the one where what it fitted, times how
 * much is known around it, is least, until enough is known where the cost is least. At
 * each size two runs at once, so that each has an instance of its own and starts cold;
 * more, one by one, while they differ; the two that agree best are kept.
 *
 * Source: M. Moghimi et al., "Parrotfish: parametric regression for optimizing serverless
 * functions", SoCC 2023; src/recommendation, src/exploration/explorer.py
 * (explore_parallel: as many threads as invocations, and none to warm up) and
 * src/configuration/README.md
 * ("Replicating the results in the paper"), https://github.com/ubc-cirrus-lab/parrotfish
 */
#ifndef VA_TESTS_BENCH_PARROTFISH_H
#define VA_TESTS_BENCH_PARROTFISH_H

#include "peers.h"
#include "site.h"

/* Measure until it is done. False when nothing could be fitted. */
bool parrotfish_run(struct site *s, struct peer *out);

#endif
