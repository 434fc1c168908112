/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of the configuration over those of the table. */
#include "tap.h"
#include "tui/key.h"
#include "tui/tui.h"

/* The map of settings, each at its own line of a file. */
static enum va_code
make(struct keymap *k, const struct key_setting *settings, int32_t n, struct va_err *err)
{
    *err = (struct va_err){ 0 };
    return keymap_init(k, settings, n, err);
}

static bool
holds(const struct keymap *k, enum action_id id, const char *key)
{
    uint32_t code = 0;

    if (!key_parse(key, strlen(key), &code))
        return false;
    for (int i = 0; i < KEYMAP_KEYS_MAX && k->keys[id][i]; i++) {
        if (k->keys[id][i] == code)
            return true;
    }
    return false;
}

static void
the_table_stands_alone(void)
{
    struct keymap k = { 0 };
    struct va_err err;

    IS_INT(make(&k, NULL, 0, &err), VA_OK, "the keys of the table go together");
    IS_STR(err.text, "", "and nothing is said of them");
    OK(holds(&k, ACTION_BUDGET, "b") && holds(&k, ACTION_BUDGET, "F2"),
       "budget has both its keys");
    OK(holds(&k, ACTION_FINER_LEFT, ",") && holds(&k, ACTION_FINER_LEFT, "S-Left"),
       "a comma is a key like others");
    OK(k.keys[ACTION_UNDO][0] == 'u' && !k.keys[ACTION_UNDO][1],
       "undo has one key alone");
    OK(!k.keys[ACTION_VOLUME][0], "what has no key in the table has none");
}

static void
a_setting_takes_the_place_of_the_keys(void)
{
    static const struct key_setting one[] = { { "budget", "B ^B", "config:3" } };
    static const struct key_setting none[] = { { "budget", "", "config:3" } };
    static const struct key_setting twice[] = { { "budget", "B", "config:3" },
                                                { "budget", "Insert", "config:4" } };
    static const struct key_setting same[] = { { "budget", "B B  B", "config:3" } };
    static const struct key_setting swap[] = { { "budget", "t", "config:3" },
                                               { "latency", "b", "config:4" } };
    static const struct key_setting wide[] = { { "budget", "\xe2\x82\xac", "config:3" } };
    struct keymap k = { 0 };
    struct va_err err;

    IS_INT(make(&k, one, 1, &err), VA_OK, "an action gets other keys");
    OK(holds(&k, ACTION_BUDGET, "B") && holds(&k, ACTION_BUDGET, "^B"), "it has them");
    OK(!holds(&k, ACTION_BUDGET, "b") && !holds(&k, ACTION_BUDGET, "F2"),
       "and not those of the table");
    IS_INT(make(&k, none, 1, &err), VA_OK, "an action can be without a key");
    OK(!k.keys[ACTION_BUDGET][0], "then it has none");
    IS_INT(make(&k, twice, 2, &err), VA_OK, "an action may be set twice");
    OK(holds(&k, ACTION_BUDGET, "Insert") && !holds(&k, ACTION_BUDGET, "B"),
       "the last line counts");
    IS_INT(make(&k, same, 1, &err), VA_OK, "a key may be named twice");
    OK(k.keys[ACTION_BUDGET][0] == 'B' && !k.keys[ACTION_BUDGET][1], "it is one key");
    IS_INT(make(&k, swap, 2, &err), VA_OK, "two actions can change keys");
    OK(holds(&k, ACTION_BUDGET, "t") && holds(&k, ACTION_LATENCY, "b"), "they have");
    IS_INT(make(&k, wide, 1, &err), VA_OK, "a key outside of ASCII is a key");
}

/* What is refused, and what is said. */
static const struct refusal {
    const char *name;
    struct key_setting settings[2];
    int32_t n;
    const char *text, *hint;
} refusals[] = {
    { "an action that does not exist",
      { { "bugdet", "B", "config:7" } },
      1,
      "config:7: there is no action 'bugdet'",
      "Did you mean 'budget'?" },
    { "an action that resembles none",
      { { "qqqqqqqq", "B", "config:7" } },
      1,
      "config:7: there is no action 'qqqqqqqq'",
      "" },
    { "a key that does not exist",
      { { "budget", "B Hyper-x", "config:8" } },
      1,
      "config:8: there is no key 'Hyper-x'",
      "Keys: b, B, ^B, Enter, Space, F2, S-Left, PgUp, ..." },
    { "a key that is two characters",
      { { "budget", "bb", "config:8" } },
      1,
      "config:8: there is no key 'bb'",
      "Keys: b, B, ^B, Enter, Space, F2, S-Left, PgUp, ..." },
    { "the key NUL",
      { { "budget", "^@", "config:8" } },
      1,
      "config:8: there is no key '^@'",
      "Keys: b, B, ^B, Enter, Space, F2, S-Left, PgUp, ..." },
    { "bytes that are no text",
      { { "budget", "\xff", "config:8" } },
      1,
      "config:8: there is no key '?'",
      "Keys: b, B, ^B, Enter, Space, F2, S-Left, PgUp, ..." },
    { "a key of an action that keeps its own",
      { { "budget", "q", "config:9" } },
      1,
      "config:9: q is a key of budget and of quit",
      "Give one of them another key, or none." },
    { "one key for two that were set",
      { { "quit", "^X", "config:10" }, { "budget", "^X", "config:11" } },
      2,
      "config:11: ^X is a key of budget and of quit",
      "Give one of them another key, or none." },
    { "more keys than an action has room for",
      { { "budget", "A B C D F G H J K", "config:12" } },
      1,
      "config:12: budget has more than 8 keys",
      "" },
    { "a screen without a way out",
      { { "quit", "", "config:13" }, { "cancel", "", "config:14" } },
      2,
      "neither quit nor cancel has a key",
      "" },
    { "a screen whose keys cannot be found out",
      { { "help", "", "config:13" }, { "palette", "", "config:14" } },
      2,
      "neither help nor palette has a key",
      "" },
};

static void
mistakes_are_refused(void)
{
    const struct keymap before = { { { 'x' } } };

    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *r = &refusals[i];
        struct keymap k = before;
        struct va_err err;

        IS_INT(make(&k, r->settings, r->n, &err), VA_USAGE, "%s is refused", r->name);
        IS_STR(err.text, r->text, "with what and where");
        IS_STR(err.hint, r->hint, "and with what to do");
        OK(!memcmp(&k, &before, sizeof k), "nothing is changed then");
    }
}

/* Keys of one screen may mean something else on another. */
static void
screens_do_not_meet(void)
{
    static const struct key_setting apart[] = { { "samples", "m", "config:3" } };
    struct keymap k = { 0 };
    struct va_err err;

    IS_INT(make(&k, apart, 1, &err), VA_OK,
           "two actions of different screens can have the same key");
    OK(holds(&k, ACTION_SAMPLES, "m") && holds(&k, ACTION_MEMORY, "m"), "both have it");
}

/* Every action that costs money refuses every key. */
static void
what_spends_has_no_key(void)
{
    int spending = 0;

    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action *a = action_get((enum action_id)i);
        const struct key_setting key = { a->name, "Insert", "config:5" };
        const struct key_setting none = { a->name, "", "config:5" };
        struct keymap k = { 0 };
        struct va_err err;

        if (a->class != CLASS_SPEND)
            continue;
        spending++;
        IS_INT(make(&k, &key, 1, &err), VA_USAGE, "%s gets no key", a->name);
        OK(strstr(err.text, "costs money") != NULL, "because it costs money");
        IS_INT(make(&k, &none, 1, &err), VA_OK, "that it has none may be written down");
    }
    printf("# %d actions cost money\n", spending);
}

int
main(void)
{
    the_table_stands_alone();
    a_setting_takes_the_place_of_the_keys();
    mistakes_are_refused();
    screens_do_not_meet();
    what_spends_has_no_key();
    return done();
}
