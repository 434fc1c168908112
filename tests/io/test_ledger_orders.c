/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run that goes on is told: to pause, to leave sizes out, another cap. */
#include <string.h>

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

/* Begin one, in the place of another or of none, and let it end; its number, 0: it was
 * not begun. */
static int64_t
shoot(struct store *s, int64_t run, int64_t again_of, enum ledger_fate fate)
{
    const struct ledger_result r = {
        fate, fate == LEDGER_FAILED || fate == LEDGER_DONE ? 10 : 0, 5000, "", "", NULL
    };
    struct ledger_intent i = ledger_intent(100);
    int64_t id = 0;

    i.again_of = again_of;
    if (ledger_reserve(s, run, &i, &id, NULL) ||
        (id > 0 && ledger_settle(s, id, &r, NULL)))
        return -1;
    return id;
}

static int64_t
due_after(struct store *s, int64_t run, int64_t after)
{
    struct ledger_due due;

    return ledger_next_due(s, run, after, &due, NULL) ? -1 : due.id;
}

static enum va_code
find_flags(void *ctx, const struct ledger_invocation *i)
{
    char *out = ctx;

    out[strlen(out)] = i->intent.again_of > 0 ? 'P'
                       : i->made_again        ? 'm'
                       : i->asked_again       ? 'a'
                                              : '.';
    return VA_OK;
}

static void
test_retry(struct store *s)
{
    const int64_t run = ledger_running(s, "aws-lambda-x86", CAP);
    struct ledger_failed f;
    char flags[16] = "";
    int64_t first = 0;
    int64_t second = 0;
    int64_t last = 0;

    OK(ledger_find_failed(s, run, &f, NULL) == VA_OK && f.n == 0 &&
           ledger_retry(s, run, &f, NULL) == VA_MONEY,
       "where nothing failed nothing is made again");
    (void)shoot(s, run, 0, LEDGER_DONE);
    first = shoot(s, run, 0, LEDGER_FAILED);
    (void)shoot(s, run, 0, LEDGER_REFUSED);
    second = shoot(s, run, 0, LEDGER_UNKNOWN);
    OK(ledger_find_failed(s, run, &f, NULL) == VA_OK && f.n == 2 && f.last == second &&
           f.worst_pusd == 100,
       "what failed is found, and what nobody knows; not what was refused");
    OK(shoot(s, run, first, LEDGER_DONE) == 0, "none is made again unasked");
    f.n = 1;
    OK(ledger_retry(s, run, &f, NULL) == VA_MONEY && due_after(s, run, 0) == 0,
       "another number than was shown orders nothing");
    f.n = 2;
    OK(ledger_retry(s, run, &f, NULL) == VA_OK && due_after(s, run, 0) == first &&
           due_after(s, run, first) == second && due_after(s, run, second) == 0,
       "each of them is due");
    OK(ledger_retry(s, run, &f, NULL) == VA_MONEY, "asked twice is asked once");
    OK(shoot(s, run, first, LEDGER_REFUSED) > 0 && due_after(s, run, 0) == first,
       "one that was refused was not made");
    last = shoot(s, run, first, LEDGER_FAILED);
    OK(last > 0 && due_after(s, run, 0) == second &&
           shoot(s, run, first, LEDGER_DONE) == 0,
       "one that was made is not made once more");
    OK(ledger_totals(s, run).n_again == 1 &&
           ledger_totals(s, run).n[LEDGER_FAILED] == 2 &&
           ledger_totals(s, run).spent_pusd == 30,
       "what failed stays in the sums");
    OK(ledger_find_failed(s, run, &f, NULL) == VA_OK && f.n == 1 && f.last == last,
       "when it fails again it can be asked for again");
    OK(ledger_visit_invocations(s, run, find_flags, flags, NULL) == VA_OK &&
           !strcmp(flags, ".m.a.P"),
       "who reads them is told which is in whose place: %s", flags);
    OK(ledger_change_cap(s, run, CAP, 229, NULL) == VA_OK &&
           ledger_retry(s, run, &f, NULL) == VA_MONEY &&
           ledger_change_cap(s, run, 229, 230, NULL) == VA_OK &&
           ledger_retry(s, run, &f, NULL) == VA_OK,
       "what does not fit under the cap is not ordered");
    OK(ledger_skip(s, run, 512, NULL) == VA_OK && due_after(s, run, 0) == 0,
       "nothing is due at a size that is left out");
    OK(ledger_enter(s, run, &(struct ledger_entry){ LEDGER_RUN_DONE, 9000, "all" },
                    NULL) == VA_OK &&
           ledger_retry(s, run, &f, NULL) == VA_USAGE,
       "nothing is ordered of a run that has ended");
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
    test_retry(s);
    OK(fixture_is_sound(s), "the database is sound");
    store_close(s);
    fixture_remove(path);
    return done();
}
