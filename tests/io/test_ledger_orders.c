/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run that goes on is told: to pause, to leave sizes out, another cap. */
#include "ledger_fixture.h"
#include "tap.h"

#define CAP INT64_C(1000)

static bool
is_paused(struct store *s, int64_t run)
{
    struct ledger_run now;

    return ledger_load(s, run, &now, NULL, NULL) == VA_OK && now.paused;
}

static void
test_pause(struct store *s)
{
    const struct ledger_entry again = { LEDGER_RUN_RUNNING, 2500, NULL };
    const struct ledger_entry done = { LEDGER_RUN_DONE, 9000, "all" };
    const struct ledger_intent i = ledger_intent(100);
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    int64_t open = 0;
    int64_t id = -7;

    (void)ledger_reserve(s, run, &i, &open, NULL);
    OK(!is_paused(s, run) && ledger_pause(s, run, true, NULL) == VA_OK &&
           is_paused(s, run),
       "a run that is running can be paused");
    OK(ledger_reserve(s, run, &i, &id, NULL) == VA_OK && id == 0,
       "nothing new is begun then");
    OK(ledger_totals(s, run).n[LEDGER_OPEN] == 1 &&
           ledger_totals(s, run).reserved_pusd == 100,
       "what is in flight stays reserved");
    OK(ledger_settle(s, open,
                     &(struct ledger_result){ LEDGER_FAILED, 40, 5000, "", "x", NULL },
                     NULL) == VA_OK &&
           ledger_totals(s, run).spent_pusd == 40,
       "and its result is taken");
    OK(ledger_pause(s, run, true, NULL) == VA_OK && is_paused(s, run), "twice is once");
    OK(ledger_pause(s, run, false, NULL) == VA_OK && !is_paused(s, run) &&
           ledger_reserve(s, run, &i, &id, NULL) == VA_OK && id > 0,
       "it goes on when it is told to");
    (void)ledger_pause(s, run, true, NULL);
    OK(ledger_enter(s, run, &again, NULL) == VA_OK && !is_paused(s, run),
       "who takes a paused run over goes on with it");
    (void)ledger_pause(s, run, true, NULL);
    OK(ledger_enter(s, run, &done, NULL) == VA_OK, "a paused run can end");
    OK(ledger_pause(s, run, true, NULL) == VA_USAGE &&
           ledger_pause(s, run, false, NULL) == VA_USAGE,
       "one that has ended cannot be paused");
    OK(ledger_pause(s, 99, true, NULL) == VA_DATA, "nor one that there is not");
}

static void
test_skip(struct store *s)
{
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    struct ledger_intent i = ledger_intent(100);
    int32_t out[PROBE_SIZES_MAX];
    int32_t n = -1;
    int64_t id = 0;
    bool good = true;

    OK(ledger_skip(s, run, 1024, NULL) == VA_OK &&
           ledger_skip(s, run, 512, NULL) == VA_OK &&
           ledger_skip(s, run, 512, NULL) == VA_OK,
       "sizes can be left out, each as often as one likes");
    OK(ledger_skipped(s, run, out, &n, NULL) == VA_OK && n == 2 && out[0] == 512 &&
           out[1] == 1024,
       "they are told in order");
    OK(ledger_reserve(s, run, &i, &id, NULL) == VA_OK && id == 0 &&
           ledger_totals(s, run).n[LEDGER_OPEN] == 0,
       "nothing is begun at such a size");
    i.memory_mb = 2048;
    OK(ledger_reserve(s, run, &i, &id, NULL) == VA_OK && id > 0, "but at another one");
    OK(ledger_skip(s, run, 0, NULL) == VA_USAGE &&
           ledger_skip(s, 99, 512, NULL) == VA_DATA,
       "a size of a run that there is");
    for (int32_t mb = 1; good && mb <= PROBE_SIZES_MAX - 2; mb++)
        good = ledger_skip(s, run, mb, NULL) == VA_OK;
    OK(good && ledger_skip(s, run, 999, NULL) == VA_OVERFLOW,
       "as many as a run can have");
}

static void
test_cap(struct store *s)
{
    const struct ledger_intent i = ledger_intent(600);
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    const int64_t local = ledger_running(s, "local", LEDGER_NO_CAP);
    int64_t id = -7;

    OK(ledger_change_cap(s, run, CAP, 599, NULL) == VA_OK &&
           ledger_reserve(s, run, &i, &id, NULL) == VA_MONEY && id == -7,
       "a lower cap holds at once");
    OK(ledger_change_cap(s, run, CAP, 5000, NULL) == VA_MONEY,
       "who takes it to be another one changes nothing");
    OK(ledger_change_cap(s, run, 599, 600, NULL) == VA_OK &&
           ledger_reserve(s, run, &i, &id, NULL) == VA_OK,
       "it can be raised, to the last picodollar");
    OK(ledger_change_cap(s, run, 600, 0, NULL) == VA_OK &&
           ledger_totals(s, run).reserved_pusd == 600 &&
           ledger_reserve(s, run, &(struct ledger_intent){ .memory_mb = 512 }, &id,
                          NULL) == VA_MONEY,
       "below what is reserved it only ends what is new");
    OK(ledger_change_cap(s, run, 0, -1, NULL) == VA_MONEY &&
           ledger_change_cap(s, run, 0, INT64_MAX, NULL) == VA_MONEY,
       "no cap is below nothing or past all sense");
    OK(ledger_change_cap(s, local, LEDGER_NO_CAP, 5, NULL) == VA_MONEY,
       "what costs nothing has none");
}

int
main(void)
{
    char path[FIXTURE_PATH_MAX];
    struct store *s = NULL;

    fixture_path(path, "orders.db");
    fixture_remove(path);
    if (fixture_open(path, &s, NULL))
        return 1;
    test_pause(s);
    test_skip(s);
    test_cap(s);
    OK(fixture_is_sound(s), "the database is sound");
    store_close(s);
    fixture_remove(path);
    return done();
}
