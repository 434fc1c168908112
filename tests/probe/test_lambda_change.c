/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Lambda backend changes it puts back, whatever happens in between. */
#include "lambda_world.h"

enum { TEXT_MAX = 8192, NAME_MAX_BYTES = 64 };

static const char *const original = "1024 resizes pictures []";

static char text[TEXT_MAX];
static struct va_err err;

static void
start(struct world *w, const char *name, const char *settings)
{
    world_start(w, name, settings);
    OK(!world_open(w, &err), "the backend opens for %s", name);
}

static const char *
state(struct world *w)
{
    return world_state(w, "probe-me", text, sizeof text);
}

static const char *
journal(const struct world *w)
{
    return world_journal(w, text, sizeof text);
}

/* --- sizes --- */

static void
test_sizes(void)
{
    struct world w;
    struct probe_outcome o;
    cJSON *last = NULL;

    start(&w, "sizes",
          "{\"functions\":{\"probe-me\":{\"versions\":[{\"memory_mb\":777}]}}}");
    OK(!probe_lambda.prepare(w.self, 512, &err) &&
           !probe_lambda.prepare(w.self, 3008, &err),
       "two sizes are prepared");
    IS_STR(state(&w), "1024 resizes pictures [777 512 3008]",
           "$LATEST is as it was, versions have the sizes");
    IS_STR(journal(&w), "version made, config undone, version made, config undone",
           "the journal says so");
    IS_INT(world_count(&w, "\"update\"", "", NULL), 4, "with two updates a size");
    IS_INT(world_count(&w, "\"publish\"", "vadvise probe cafe0123: 512 MB", NULL), 1,
           "the version bears the run's mark");
    OK(!probe_lambda.prepare(w.self, 512, &err), "a size that is ready stays so");
    IS_INT(world_count(&w, "\"publish\"", "", NULL), 2, "and is not published again");
    OK(!world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_DONE &&
           !world_invoke(&w, 3008, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "both are invoked");
    IS_INT(world_count(&w, "\"invoke\"", "\"version\": \"2\"", &last), 1,
           "each by its version");
    IS_INT((int64_t)world_number(last, "memory_mb"), 512, "which has the size");
    IS_INT(world_count(&w, "\"invoke\"", "$LATEST", NULL), 0, "$LATEST is not invoked");
    OK(!world_undo(&w, &err), "the versions are deleted");
    IS_STR(state(&w), "1024 resizes pictures [777]", "and only those that were made");
    IS_STR(journal(&w), "version undone, config undone, version undone, config undone",
           "nothing is open in the journal");
    IS_INT(world_invoke(&w, 512, "{}", &o, &err), VA_USAGE, "none of them is invoked");
    OK(!probe_lambda.prepare(w.self, 512, &err) &&
           !world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_DONE &&
           !world_undo(&w, &err),
       "a size is made ready again for another round");
    IS_STR(state(&w), "1024 resizes pictures [777]", "and put back again");
    IS_INT(world_count(&w, "function_deleted", "", NULL), 0, "the function lives");
    cJSON_Delete(last);
    world_end(&w);
}

static void
test_cold(void)
{
    struct world w;
    struct probe_outcome o;

    start(&w, "cold", "{}");
    w.settings.cold = true;
    for (int i = 0; i < 3; i++) {
        OK(!probe_lambda.prepare(w.self, 512, &err) &&
               !world_invoke(&w, 512, "{}", &o, &err) && o.sample.cold == 1,
           "a run that is to be cold is");
    }
    IS_STR(state(&w), "1024 resizes pictures [512]",
           "versions that are used up are deleted on the way");
    OK(!world_invoke(&w, 512, "{}", &o, &err) && o.sample.cold == 1,
       "without asking for the size again, too");
    OK(!world_undo(&w, &err), "the last one is deleted");
    IS_STR(state(&w), original, "all is as it was");
    world_end(&w);
}

static void
test_limits(void)
{
    struct world w;

    start(&w, "limits", "{\"functions\":{\"probe-me\":{\"max_mb\":3008}}}");
    IS_INT(probe_lambda.prepare(w.self, 4096, &err), VA_DATA,
           "a size past the account's limit cannot be had");
    OK(strstr(err.text, "3008"), "the reason is the provider's: %s", err.text);
    IS_STR(state(&w), original, "nothing was changed");
    IS_STR(journal(&w), "version undone, config undone", "nothing is open");
    OK(!probe_lambda.prepare(w.self, 3008, &err), "another size can be had");
    world_end(&w);
    start(&w, "broken",
          "{\"functions\":{\"probe-me\":{\"fail_update\":\"no such role\"}}}");
    IS_INT(probe_lambda.prepare(w.self, 512, &err), VA_DATA,
           "an update that fails is told: %s", err.text);
    OK(strstr(err.text, "no such role"), "with its reason");
    IS_STR(state(&w), original, "and put back");
    world_end(&w);
}

/* --- versions and functions that are there --- */

static void
test_alias_only(void)
{
    struct world w;
    struct probe_facts facts;
    struct probe_outcome o;

    start(&w, "alias_only",
          "{\"functions\":{\"probe-me\":{\"versions\":[{\"memory_mb\":512},"
          "{\"memory_mb\":2048},{\"memory_mb\":512},"
          "{\"memory_mb\":256,\"sha256\":\"old\"}],\"aliases\":{\"PROD\":2}}}}");
    w.settings.alias_only = true;
    OK(!world_open(&w, &err) && !probe_lambda.describe(w.self, &facts, &err),
       "a function with versions is described");
    OK(facts.n_sizes == 3 && facts.sizes_mb[0] == 512 && facts.sizes_mb[1] == 1024 &&
           facts.sizes_mb[2] == 2048 && !facts.takes_sizes,
       "their sizes and $LATEST's are the sizes");
    OK(strstr(w.said, "1 versions with other code"), "other code is left out: %s",
       w.said);
    OK(!probe_lambda.prepare(w.self, 512, &err) &&
           !world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "one is invoked");
    IS_INT(world_count(&w, "\"invoke\"", "\"version\": \"3\"", NULL), 1,
           "the newest of its size");
    IS_INT(probe_lambda.prepare(w.self, 640, &err), VA_DATA,
           "a size that is not there cannot be had");
    IS_INT(probe_lambda.apply(w.self, 512, &err), VA_USAGE, "nor set");
    snprintf(w.settings.function, sizeof w.settings.function, "probe-me:PROD");
    OK(!world_open(&w, &err) && !probe_lambda.describe(w.self, &facts, &err) &&
           facts.n_sizes == 1 && facts.sizes_mb[0] == 2048 && facts.memory_mb == 2048,
       "an alias is one size");
    OK(!probe_lambda.prepare(w.self, 2048, &err) &&
           !world_invoke(&w, 2048, "{}", &o, &err) && o.sample.memory_mb == 2048,
       "it is invoked");
    snprintf(w.settings.function, sizeof w.settings.function, "probe-me");
    OK(!world_open(&w, &err) && !probe_lambda.prepare(w.self, 1024, &err) &&
           !world_invoke(&w, 1024, "{}", &o, &err) && o.fate == LEDGER_DONE,
       "$LATEST is invoked as it is");
    cJSON_Delete(
        world_ask(&w, "change", "{\"function\":\"probe-me\",\"MemorySize\":640}"));
    OK(!world_invoke(&w, 1024, "{}", &o, &err) && o.fate == LEDGER_UNKNOWN,
       "what ran with another size than was meant is no figure of it: %s", o.text);
    IS_INT(w.n_entries + world_count(&w, "\"update\"", "\"api\"", NULL) +
               world_count(&w, "\"publish\"", "", NULL),
           0, "nothing was changed");
    world_end(&w);
}

static void
test_many(void)
{
    struct world w;
    struct probe_facts facts;
    struct probe_outcome o;

    start(&w, "many",
          "{\"functions\":{\"job-512\":{\"memory_mb\":512,\"timeout_s\":9},"
          "\"job-1024\":{\"timeout_s\":20},\"job-2048\":{\"memory_mb\":2000}}}");
    snprintf(w.settings.function, sizeof w.settings.function, "job-{memory}");
    w.settings.sizes_mb[0] = 512;
    w.settings.sizes_mb[1] = 1024;
    w.settings.n_sizes = 2;
    OK(!world_open(&w, &err) && !probe_lambda.describe(w.self, &facts, &err) &&
           facts.n_sizes == 2 && facts.timeout_ms == 20000 && !facts.takes_sizes,
       "one function a size is described, with the longest timeout");
    OK(!probe_lambda.prepare(w.self, 1024, &err) &&
           !probe_lambda.prepare(w.self, 512, &err) &&
           !world_invoke(&w, 512, "{}", &o, &err) && o.sample.memory_mb == 512,
       "each is invoked");
    IS_INT(world_count(&w, "\"invoke\"", "job-512", NULL), 1, "by its name");
    IS_INT(probe_lambda.prepare(w.self, 2048, &err), VA_DATA,
           "one with another size than its name says is refused: %s", err.text);
    IS_INT(w.n_entries, 0, "nothing was changed");
    world_end(&w);
}

/* --- things that go wrong --- */

struct trouble {
    const char *what, *faults;
};

static void
test_trouble(void)
{
    static const struct trouble table[] = {
        { "an update whose reply is lost",
          "[{\"on\":\"UpdateFunctionConfiguration\",\"kind\":\"tear_after\"}]" },
        { "an update that never arrives",
          "[{\"on\":\"UpdateFunctionConfiguration\",\"kind\":\"tear_before\"}]" },
        { "an update that fails late",
          "[{\"on\":\"UpdateFunctionConfiguration\",\"kind\":\"error_after\"}]" },
        { "a version whose reply is lost",
          "[{\"on\":\"PublishVersion\",\"kind\":\"tear_after\"}]" },
        { "a version whose reply is torn",
          "[{\"on\":\"PublishVersion\",\"kind\":\"tear_half\"}]" },
        { "a version that is not asked for",
          "[{\"on\":\"PublishVersion\",\"kind\":\"reset\"}]" },
        { "a version that comes with an error",
          "[{\"on\":\"PublishVersion\",\"kind\":\"error_after\"}]" },
        { "a restore whose reply is lost", "[{\"on\":\"UpdateFunctionConfiguration\","
                                           "\"after\":1,\"kind\":\"tear_after\"}]" },
        { "a restore that never arrives",
          "[{\"on\":\"UpdateFunctionConfiguration\",\"after\":1,\"kind\":\"reset\"}]" },
        { "a restore that another update holds up",
          "[{\"on\":\"UpdateFunctionConfiguration\",\"after\":1,\"kind\":\"error\","
          "\"status\":409,\"type\":\"ResourceConflictException\",\"times\":2}]" },
        { "throttling and failures everywhere",
          "[{\"on\":\"any\",\"kind\":\"error\",\"status\":429,\"chance\":0.4,\"times\":"
          "20},"
          "{\"on\":\"any\",\"kind\":\"tear_after\",\"chance\":0.2,\"times\":8}]" },
    };
    struct world w;
    struct probe_outcome o;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char name[NAME_MAX_BYTES];

        snprintf(name, sizeof name, "trouble%zu", i);
        start(&w, name, "{}");
        world_faults(&w, table[i].faults);
        OK(!probe_lambda.prepare(w.self, 512, &err), "%s is got over", table[i].what);
        world_faults(&w, "[]");
        IS_STR(state(&w), "1024 resizes pictures [512]",
               "%s: one version, no other change", table[i].what);
        OK(!world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_DONE,
           "%s: it is invoked", table[i].what);
        OK(!world_undo(&w, &err) && !strcmp(state(&w), original), "%s: all is put back",
           table[i].what);
        world_end(&w);
    }
}

/* The process dies at each call to the journal in turn; the next one puts back. */
static void
test_deaths(void)
{
    struct world w;
    int n = 0;
    enum va_code code = VA_OK;

    start(&w, "deaths", "{}");
    do {
        w.fail_enter = ++n;
        code = probe_lambda.prepare(w.self, 512, &err);
        /* Its own attempt to put back meets a journal that takes no more. */
        w.fail_enter = 0;
        OK(!world_open(&w, &err) && !world_undo(&w, &err) && !strcmp(state(&w), original),
           "after a death at entry %d all is put back", n);
    } while (code && n < 20);
    OK(n > 4, "there were %d such moments", n - 1);
    world_end(&w);
}

static void
fill(struct ledger_change *c, const char *kind, const char *detail)
{
    *c = (struct ledger_change){ .id = 1 };
    snprintf(c->kind, sizeof c->kind, "%s", kind);
    snprintf(c->target, sizeof c->target, "%s",
             "arn:aws:lambda:us-east-1:123456789012:function:probe-me");
    snprintf(c->detail, sizeof c->detail, "%s", detail);
}

static const char config_detail[] =
    "{\"memory_mb\":1024,\"set_memory_mb\":512,\"description\":\"resizes pictures\","
    "\"set_description\":\"vadvise probe cafe0123: 512 MB, 1.1\",\"version\":\"\"}";

/* Somebody else's changes stay. */
static void
test_others(void)
{
    struct world w;
    struct ledger_change c;

    start(&w, "others", "{}");
    w.n_entries = 1;
    fill(&c, "config", config_detail);
    cJSON_Delete(world_ask(&w, "change",
                           "{\"function\":\"probe-me\",\"MemorySize\":2048,"
                           "\"Description\":\"new\"}"));
    OK(!probe_lambda.undo(w.self, &c, &err), "a change that somebody wrote over is left");
    IS_STR(state(&w), "2048 new []", "as that one set it");
    IS_STR(journal(&w), " abandoned", "and given up in the journal");
    world_sleep(50);
    cJSON_Delete(world_ask(&w, "change",
                           "{\"function\":\"probe-me\",\"Description\":"
                           "\"vadvise probe cafe0123: 512 MB, 1.1\"}"));
    OK(!probe_lambda.undo(w.self, &c, &err), "where half of it was written over");
    IS_STR(state(&w), "2048 resizes pictures []", "the other half is put back");
    world_sleep(50);
    cJSON_Delete(
        world_ask(&w, "change",
                  "{\"function\":\"probe-me\",\"MemorySize\":512,\"Description\":"
                  "\"vadvise probe cafe0123: 512 MB, 1.1\"}"));
    IS_INT(probe_lambda.prepare(w.self, 128, &err), VA_CONFIG,
           "what an unfinished probe set is not taken for the original: %s", err.text);
    OK(!probe_lambda.undo(w.self, &c, &err) && !strcmp(state(&w), original),
       "it is put back");
    IS_STR(journal(&w), " undone", "and done in the journal");

    fill(&c, "version", config_detail);
    OK(!probe_lambda.undo(w.self, &c, &err), "a version that was never made is undone");
    fill(&c, "version", config_detail);
    snprintf(strstr(c.detail, "\"version\":\"\""), 16, "%s", "\"version\":\"9\"}");
    OK(!probe_lambda.undo(w.self, &c, &err), "so is one that is gone");
    snprintf(strstr(c.detail, "\"version\""), 24, "%s", "\"version\":\"$LATEST\"}");
    IS_INT(probe_lambda.undo(w.self, &c, &err), VA_DATA,
           "a journal that names $LATEST deletes nothing");
    snprintf(c.kind, sizeof c.kind, "deploy");
    IS_INT(probe_lambda.undo(w.self, &c, &err), VA_DATA, "nor one of another provider");
    fill(&c, "config", "{\"memory_mb\":1024");
    IS_INT(probe_lambda.undo(w.self, &c, &err), VA_DATA, "nor one that cannot be read");
    fill(&c, "config", config_detail);
    snprintf(c.target, sizeof c.target, "gone");
    OK(!probe_lambda.undo(w.self, &c, &err),
       "a function that is gone has nothing to undo");
    world_end(&w);
}

/* Versions of others are never deleted, even by a number that is in the journal. */
static void
test_versions_of_others(void)
{
    struct world w;
    struct ledger_change c;

    start(
        &w, "theirs",
        "{\"functions\":{\"probe-me\":{\"versions\":[{\"memory_mb\":512,\"description\":"
        "\"release\"}]}}}");
    w.n_entries = 1;
    fill(&c, "version", config_detail);
    snprintf(strstr(c.detail, "\"version\":\"\""), 16, "%s", "\"version\":\"1\"}");
    OK(!probe_lambda.undo(w.self, &c, &err), "a version without the run's mark is left");
    IS_STR(state(&w), "1024 resizes pictures [512]", "where it is");
    IS_STR(journal(&w), " abandoned", "and given up in the journal");
    world_end(&w);
    start(&w, "meanwhile", "{}");
    world_faults(&w, "[{\"on\":\"UpdateFunctionConfiguration\",\"kind\":\"slow\","
                     "\"ms\":300}]");
    if (fork() == 0) {
        world_sleep(100);
        cJSON_Delete(
            world_ask(&w, "change", "{\"function\":\"probe-me\",\"MemorySize\":3000}"));
        _exit(0);
    }
    IS_INT(probe_lambda.prepare(w.self, 512, &err), VA_NETWORK,
           "somebody else's change meanwhile ends it: %s", err.text);
    (void)wait(NULL);
    IS_STR(state(&w), "3000 resizes pictures []", "and is not written over");
    IS_STR(journal(&w), "version undone, config abandoned", "as the journal says");
    world_end(&w);
}

static void
test_apply(void)
{
    struct world w;

    start(&w, "apply", "{}");
    OK(!probe_lambda.apply(w.self, 1769, &err), "a size is set");
    IS_STR(state(&w), "1769 resizes pictures []", "it and nothing else");
    IS_STR(journal(&w), "config kept", "and kept");
    OK(!probe_lambda.apply(w.self, 1769, &err) && w.n_entries == 1,
       "the size that it has is set by doing nothing");
    OK(!probe_lambda.undo(w.self, &w.entries[0], &err) && !strcmp(state(&w), original),
       "it is undone on request");
    OK(!probe_lambda.apply(w.self, 512, &err), "a size is set again");
    world_sleep(50);
    cJSON_Delete(
        world_ask(&w, "change", "{\"function\":\"probe-me\",\"MemorySize\":640}"));
    OK(!probe_lambda.undo(w.self, &w.entries[1], &err), "undone after somebody else");
    IS_STR(state(&w), "640 resizes pictures []", "it stays as that one set it");
    IS_INT(w.entries[1].state, LEDGER_CHANGE_ABANDONED, "and is given up");
    IS_INT(probe_lambda.apply(w.self, 20000, &err), VA_DATA, "no size past the limit");
    world_end(&w);
}

static void
test_abandon(void)
{
    struct world w;
    struct probe_outcome o;

    start(&w, "abandon",
          "{\"scale\":1,\"functions\":{\"probe-me\":{\"floor_ms\":20000}}}");
    OK(!probe_lambda.prepare(w.self, 512, &err), "a slow function is prepared");
    w.abandoned_at_ms = world_now(NULL) + 300;
    OK(!world_invoke(&w, 512, "{}", &o, &err) && o.fate == LEDGER_UNKNOWN,
       "an invocation that is given up may have run");
    IS_INT(probe_lambda.prepare(w.self, 640, &err), VA_NETWORK, "nothing new is begun");
    OK(!world_undo(&w, &err) && !strcmp(state(&w), original),
       "putting back is seen through");
    world_end(&w);
}

int
main(void)
{
    test_sizes();
    test_cold();
    test_limits();
    test_alias_only();
    test_many();
    test_trouble();
    test_deaths();
    test_others();
    test_versions_of_others();
    test_apply();
    test_abandon();
    return done();
}
