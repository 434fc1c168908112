/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a question as people write them. */
#include "app/question.h"

#include "tap.h"

static void
test_budgets(void)
{
    static const struct {
        const char *text;
        int64_t volume, pusd;
    } good[] = {
        { "0.002", 0, INT64_C(2000000000) },
        { "$0.002", 0, INT64_C(2000000000) },
        { "2000/1M", 0, INT64_C(2000000000) },
        { "2,000/1M", 0, INT64_C(2000000000) },
        { "1/3", 0, INT64_C(333333333333) }, /* down: the limit is never passed */
        { "2/1,000", 0, INT64_C(2000000000) },
        { "500/month", 250000, INT64_C(2000000000) },
        { "1/mo", 3, INT64_C(333333333333) },
        { "0", 0, 0 },
        { "0.000000000001", 0, 1 },
        { "0.000000000001/1M", 0, 0 },
        { "9000000/1", 0, INT64_C(9000000000000000000) },
    };
    static const char *const bad[] = { "",
                                       "-1",
                                       "1e-3",
                                       "0,002",
                                       "two",
                                       "1/0",
                                       "1/",
                                       "1/1x",
                                       "/1M",
                                       "1/1M/1M",
                                       "1/-5",
                                       "$",
                                       "0.0000000000001",
                                       "1 USD",
                                       "1/0.0000001" };
    struct va_err err = { .code = VA_OK };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t pusd = -1;

        IS_INT(question_parse_budget(good[i].text, good[i].volume, &pusd, &err), VA_OK,
               "budget %s is read", good[i].text);
        IS_INT(pusd, good[i].pusd, "budget %s is exact", good[i].text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t pusd = -1;

        IS_INT(question_parse_budget(bad[i], 0, &pusd, &err), VA_USAGE,
               "budget '%s' is refused", bad[i]);
        IS_INT(pusd, -1, "budget '%s' leaves the result alone", bad[i]);
        OK(strstr(err.text, "budget") != NULL, "the error says it is a budget");
    }
}

static void
test_budget_needs_volume(void)
{
    struct va_err err = { .code = VA_OK };
    int64_t pusd = -1;

    IS_INT(question_parse_budget("500/month", 0, &pusd, &err), VA_USAGE,
           "a monthly budget without a volume is refused");
    OK(strstr(err.hint, "--volume") != NULL, "the hint names --volume: %s", err.hint);
}

static void
test_volumes(void)
{
    static const struct {
        const char *text;
        int64_t per_month;
    } good[] = {
        { "250000", 250000 },
        { "250000/month", 250000 },
        { "250,000/mo", 250000 },
        { "2.5M/month", 2500000 },
        { "2.5m", 2500000 },
        { "10k/day", 300000 },
        { "1/h", 720 },
        { "3/s", 7776000 },
        { "2/min", 86400 },
        { "7/week", 30 },
        { "1/week", 4 }, /* 4.29, rounded */
        { "1G", 1000000000 },
        { "0.5/s", 1296000 },
        { "1000000000000", INT64_C(1000000000000) },
    };
    static const char *const bad[] = {
        "",
        "0",
        "0.4",
        "-3",
        "many",
        "3/fortnight",
        "3/",
        "1e6",
        "1,00",
        "0,5M",
        "1,0000",
        ",100",
        "k",
        "2.5.1",
        "2/s/s",
        "1000000000001",
        "9223372036854/s",
        "3/week ",
    };
    struct va_err err = { .code = VA_OK };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t volume = -1;

        IS_INT(question_parse_volume(good[i].text, &volume, &err), VA_OK,
               "volume %s is read", good[i].text);
        IS_INT(volume, good[i].per_month, "volume %s is %" PRId64 " a month",
               good[i].text, good[i].per_month);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t volume = -1;

        IS_INT(question_parse_volume(bad[i], &volume, &err), VA_USAGE,
               "volume '%s' is refused", bad[i]);
        IS_INT(volume, -1, "volume '%s' leaves the result alone", bad[i]);
    }
}

static void
test_sizes(void)
{
    static const char *const bad[] = { "",       ",",        "512,",    "0",       "-5",
                                       "512;64", "2-1",      "1-5:0",   "1-5:",    "a-b",
                                       "64:128", "128:64-8", "1.5",     "2000000", "1-",
                                       "MB",     "512,,64",  "1-5:2:3", "5-" };
    struct question q;
    struct va_err err = { .code = VA_OK };

    question_init(&q, 0);
    IS_INT(question_parse_sizes("1024,512,512,128-256:64", &q, &err), VA_OK,
           "lists and ranges are read");
    IS_INT(q.n_sizes, 5, "sizes that are there twice count once");
    OK(q.sizes_mb[0] == 128 && q.sizes_mb[1] == 192 && q.sizes_mb[2] == 256 &&
           q.sizes_mb[3] == 512 && q.sizes_mb[4] == 1024,
       "sizes are ascending");
    IS_INT(question_parse_sizes("2048MB,64", &q, &err), VA_OK, "a unit may be written");
    IS_INT(q.n_sizes, 7, "a second list adds to the first");
    IS_INT(q.sizes_mb[0], 64, "and is sorted in");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        IS_INT(question_parse_sizes(bad[i], &q, &err), VA_USAGE, "sizes '%s' are refused",
               bad[i]);
        IS_INT(q.n_sizes, 7, "sizes '%s' leave the list alone", bad[i]);
    }
    question_init(&q, 0);
    IS_INT(question_parse_sizes("1-1024", &q, &err), VA_OK, "as many sizes as fit");
    IS_INT(q.n_sizes, QUESTION_SIZES_MAX, "are taken");
    IS_INT(question_parse_sizes("2000", &q, &err), VA_USAGE, "one more is refused");
    IS_INT(q.n_sizes, QUESTION_SIZES_MAX, "and the others stay");
    question_init(&q, 0);
    IS_INT(question_parse_sizes("1000000-1048576:48576", &q, &err), VA_OK,
           "a range ends at the largest size");
    IS_INT(q.n_sizes, 2, "without running past it");
}

static void
test_objectives(void)
{
    static const char *const bad[] = { "",           "cheap",       "fastest:0.5",
                                       "balanced:",  "balanced:2",  "balanced:-1",
                                       "balanced:x", "balanced:nan" };
    struct question q;
    struct va_err err = { .code = VA_OK };

    question_init(&q, 17);
    IS_INT(q.as_of_days, 17, "prices are those of the day given");
    OK(!q.objective_given, "no objective is given at first");
    IS_INT(question_parse_objective("cheapest", &q, &err), VA_OK, "cheapest is read");
    OK(q.objective_given && q.goal.objective == OBJECTIVE_CHEAPEST, "and kept");
    IS_INT(question_parse_objective("balanced:0.7", &q, &err), VA_OK,
           "a weight may follow balanced");
    OK(q.goal.objective == OBJECTIVE_BALANCED, "it is balanced");
    NEAR(q.goal.cost_weight_ratio, 0.7, 1e-12, "with that weight of the cost");
    IS_INT(question_parse_objective("balanced", &q, &err), VA_OK, "or none");
    NEAR(q.goal.cost_weight_ratio, 0.5, 1e-12, "which is half and half");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        IS_INT(question_parse_objective(bad[i], &q, &err), VA_USAGE,
               "objective '%s' is refused", bad[i]);
    question_parse_objective("fatsest", &q, &err);
    OK(strstr(err.hint, "'fastest'") != NULL, "a slip gets a suggestion: %s", err.hint);
}

static void
test_words(void)
{
    static const char *const bad[] = { "100", "0", "49", "0.4", "95%x", "%", "", "many" };
    struct question q;
    struct va_err err = { .code = VA_OK };

    question_init(&q, 17);
    IS_INT(question_parse_confidence("90%", &q, &err), VA_OK,
           "a confidence is a percentage");
    NEAR(q.goal.confidence_ratio, 0.9, 1e-12, "kept as a ratio");
    IS_INT(question_parse_confidence("0.8", &q, &err), VA_OK, "or a share");
    NEAR(q.goal.confidence_ratio, 0.8, 1e-12, "which is the same");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        IS_INT(question_parse_confidence(bad[i], &q, &err), VA_USAGE,
               "confidence '%s' is refused", bad[i]);
    IS_INT(question_parse_min_recall("90%", &q, &err), VA_OK, "a recall is read");
    NEAR(q.goal.min_recall, 0.9, 1e-12, "as a ratio");
    IS_INT(question_parse_min_recall("1.5", &q, &err), VA_USAGE, "past 1 there is none");
    NEAR(q.goal.min_recall, 0.9, 1e-12, "and the one before stays");
    IS_INT(question_parse_min_recall("none", &q, &err), VA_OK, "none takes it back");
    NEAR(q.goal.min_recall, 0, 1e-12, "which is no floor");
    IS_INT(question_parse_as_of("1970-01-02", 20, &q, &err), VA_OK, "a day is read");
    IS_INT(q.as_of_days, 1, "as days since 1970");
    IS_INT(question_parse_as_of("today", 20, &q, &err), VA_OK, "today is one as well");
    IS_INT(q.as_of_days, 20, "the one it is told");
    IS_INT(question_parse_as_of("2019-02-30", 20, &q, &err), VA_USAGE,
           "a day that never was is refused");
    IS_INT(question_parse_billing("100ms", &q, &err), VA_OK, "a billing step is read");
    IS_INT(q.billing_step_ms, 100, "in milliseconds");
    IS_INT(question_parse_billing("7ms", &q, &err), VA_USAGE, "another is refused");
    IS_INT(question_parse_billing("off", &q, &err), VA_OK, "off is as sold");
    IS_INT(q.billing_step_ms, 0, "which is no step of one's own");
    OK(!question_name("none") && !strcmp(question_name("eu-west-1"), "eu-west-1"),
       "none is no name");
}

int
main(void)
{
    test_budgets();
    test_budget_needs_volume();
    test_volumes();
    test_sizes();
    test_objectives();
    test_words();
    return done();
}
