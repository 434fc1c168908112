/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of an import by workload. */
#include "app/tally.h"

#include "tap.h"

static void
add(struct tally *t, const char *workload, int32_t memory_mb, const char *error)
{
    struct sample s;

    sample_init(&s);
    s.workload = workload;
    s.memory_mb = memory_mb;
    s.error = error;
    s.cold = memory_mb == 128;
    if (tally_add(t, &s))
        OK(false, "memory ran out");
}

int
main(void)
{
    struct tally t = { 0 };

    add(&t, "m", 512, "");
    add(&t, "b", 128, "");
    add(&t, "m", 256, "killed");
    add(&t, "z", 256, "");
    add(&t, "m", 512, "");
    IS_INT(t.n, 3, "three workloads were met");
    IS_STR(t.entries[0].workload, "b", "they are kept by name");
    IS_STR(t.entries[1].workload, "m", "in order");
    IS_INT(t.entries[1].samples, 3, "each counts its samples");
    IS_INT(t.entries[1].failures, 1, "its failures");
    IS_INT(t.entries[0].cold, 1, "its cold starts");
    OK(t.entries[1].n_sizes == 2 && t.entries[1].sizes_mb[0] == 256 &&
           t.entries[1].sizes_mb[1] == 512,
       "and its sizes, once each, ascending");
    for (int i = 0; i < TALLY_SIZES_MAX; i++)
        add(&t, "many", 1000 - i, "");
    add(&t, "many", 1000, "");
    OK(!t.entries[2].more_sizes, "as many sizes as there is room for are all");
    for (int i = TALLY_SIZES_MAX; i < 199; i++)
        add(&t, "many", 1000 - i, "");
    IS_INT(t.entries[2].n_sizes, TALLY_SIZES_MAX,
           "sizes beyond the limit are not listed");
    OK(t.entries[2].more_sizes, "that there are more is known");
    IS_INT(t.entries[2].samples, 200, "but their samples are counted");
    tally_clear(&t);
    IS_INT(t.n, 0, "a cleared tally is empty");
    return done();
}
