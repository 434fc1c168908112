/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of ids beside a plain list. */
#include <stdlib.h>

#include "io/id_set.h"
#include "tap.h"

enum { IDS = 30000 };

static const struct siphash_key key = { 1, 2 };

static struct siphash_value
id_of(int i)
{
    return siphash(key, &i, sizeof i);
}

static void
check_set(void)
{
    struct id_set s = { .slots = NULL };
    const struct siphash_value *ordered = NULL;
    bool is_new = false;
    int news = 0;
    int ascending = 0;
    int known = 0;

    for (int i = 0; i < IDS; i++) {
        if (id_set_add(&s, id_of(i % 20000), &is_new))
            break;
        news += is_new;
    }
    IS_INT(news, 20000, "each id is new once");
    IS_INT(s.n, 20000, "and counted");
    OK(id_set_memory_bytes(&s) >= s.n * sizeof *ordered, "its memory is told");
    ordered = id_set_order(&s);
    for (size_t i = 1; i < s.n; i++)
        ascending += id_compare(ordered[i - 1], ordered[i]) < 0;
    IS_INT(ascending, 19999, "in order they ascend");
    for (int i = 0; i < 20000; i += 777) {
        const struct siphash_value id = id_of(i);

        for (size_t k = 0; k < s.n; k++)
            known += id_compare(ordered[k], id) == 0;
    }
    IS_INT(known, 26, "and all are there");
    id_set_clear(&s);
    IS_INT(id_set_memory_bytes(&s), 0, "a cleared set holds nothing");
    OK(!id_set_add(&s, id_of(5), &is_new) && is_new, "and takes ids anew");
    id_set_clear(&s);
}

/* Ids that all belong at the end of the slots. */
static void
check_crowd(void)
{
    struct id_set s = { .slots = NULL };
    const struct siphash_value *ordered = NULL;
    bool is_new = false;
    int right = 0;

    for (uint64_t i = 0; i < 200; i++)
        (void)id_set_add(&s, (struct siphash_value){ UINT64_MAX - i * 7, i }, &is_new);
    IS_INT(s.n, 200, "ids that crowd at one end are kept");
    ordered = id_set_order(&s);
    for (uint64_t i = 0; i < 200; i++)
        right += ordered[i].high == UINT64_MAX - (199 - i) * 7;
    IS_INT(right, 200, "and ordered");
    id_set_clear(&s);
}

static void
check_filter(void)
{
    struct id_filter f;
    int found = 0;
    int wrong = 0;

    IS_INT(id_filter_init(&f, IDS), VA_OK, "a filter is made");
    for (int i = 0; i < IDS; i++)
        id_filter_add(&f, id_of(i));
    for (int i = 0; i < IDS; i++) {
        found += id_filter_may_have(&f, id_of(i));
        wrong += id_filter_may_have(&f, id_of(IDS + i));
    }
    IS_INT(found, IDS, "it has every id that was added");
    OK(wrong < IDS / 20, "and says so of few others (%d)", wrong);
    id_filter_clear(&f);
    OK(!f.words, "a cleared one holds nothing");
}

int
main(void)
{
    check_set();
    check_crowd();
    check_filter();
    return done();
}
