/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed prices: every cell, exactly; what is refused; taking back; keeping. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "io/price_edit.h"
#include "io/price_text.h"
#include "tap.h"

enum { PATH_BYTES = 1024 };

static char root[PATH_BYTES / 2];
static struct va_err err;

static const char *
under(const char *name)
{
    static char path[PATH_BYTES];

    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

static void
make_folders(void)
{
    const char *tmp = getenv("TEST_TMP");

    snprintf(root, sizeof root, "%s/test_price_edit-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(root) || mkdir(under("installed"), 0700))
        abort();
    price_write(under("installed/shop.json"), price_shop);
    price_write(under("installed/api.json"), price_api);
}

static struct prices *
open_prices(void)
{
    struct prices *p = NULL;
    char installed[PATH_BYTES];

    snprintf(installed, sizeof installed, "%s", under("installed"));
    if (prices_open(installed, under("config/own"), &p, &err))
        abort();
    return p;
}

static const struct price_place there = { "shop", "new", "there" };
static const struct price_place here = { "shop", "new", "here" };
static const struct price_place old = { "shop", "old", "" };
static const struct price_place api = { "api", "a", "global" };

static struct tariff
tariff_of(struct prices *p, const struct price_place *at)
{
    const struct price_query q = { .name = at->name,
                                   .table = at->table,
                                   .region = at->region };
    struct tariff t;

    if (prices_platform(p, &q, &t, &err)) {
        printf("# %s\n", err.text);
        abort();
    }
    return t;
}

static struct api_tariff
api_of(struct prices *p)
{
    const struct price_query q = { .name = "api", .table = "a" };
    struct api_tariff t;

    if (prices_api(p, &q, &t, &err))
        abort();
    return t;
}

/* --- cells --- */

static const char *
keys_of(struct prices *p, const struct price_place *at)
{
    static char text[2048];
    struct buf keys;
    struct price_cell cells[PRICE_CELLS_MAX];
    int32_t n = 0;

    buf_init(&keys, sizeof text - 1);
    if (prices_cells(p, at, cells, &n, &err))
        return err.text;
    for (int32_t i = 0; i < n; i++)
        buf_printf(&keys, "%s%s=%s%s", i ? " " : "", cells[i].key, cells[i].value,
                   cells[i].edited ? "*" : "");
    memcpy(text, buf_get(&keys), keys.len + 1);
    buf_clear(&keys);
    return text;
}

static void
test_cells(void)
{
    struct prices *p = open_prices();
    const struct price_place mars = { "shop", "new", "mars" };
    const struct price_place never = { "shop", "nwe", "" };

    IS_STR(keys_of(p, &here),
           "request=0 GB-s=3 GB-s:2:from=10 GB-s:2=2.000000000001 GB-s:free=7 step=1 "
           "least=20 init=billed free-requests=0",
           "every price of a table in a region is a cell");
    IS_STR(keys_of(p, &old),
           "request=0.1 size-step:128=0.01 size-step:128:free=9 size-step:256=0.02 "
           "size-step:256:free=0 step=100 least=0 init=free free-requests=5",
           "prices of each size are cells of their own");
    IS_STR(keys_of(p, &api), "call=0 call:2:from=1000 call:2=0.5 free-calls=3",
           "and so are the tiers of an API's calls");
    IS_STR(keys_of(p, &mars), "shop has no prices for region 'mars' in table new",
           "an unknown region is said");
    IS_STR(keys_of(p, &never), "shop has no price table 'nwe'", "and an unknown table");
    IS_STR(err.hint, "Did you mean 'new'?", "with the nearest");
    prices_close(p);
}

/* --- changes --- */

/* Every cell is set to another value, and found there, and then taken back. */
static void
test_every_cell(void)
{
    static const struct price_place *const places[] = { &here, &there, &old, &api };
    static const char *const values[] = { [PRICE_CELL_USD] = "0.000000000017",
                                          [PRICE_CELL_COUNT] = "999",
                                          [PRICE_CELL_MS] = "7",
                                          [PRICE_CELL_INIT] = "free" };
    struct prices *p = open_prices();
    int n_wrong = 0;
    int n_cells = 0;

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct price_cell cells[PRICE_CELLS_MAX];
        struct price_cell now[PRICE_CELLS_MAX];
        int32_t n = 0;
        int32_t n_now = 0;

        n_wrong += prices_cells(p, places[i], cells, &n, &err) != VA_OK;
        for (int32_t k = 0; k < n; k++) {
            const char *value = values[cells[k].kind];

            if (cells[k].kind == PRICE_CELL_INIT && !strcmp(cells[k].value, value))
                value = "billed";
            n_wrong += prices_set(p, places[i], cells[k].key, value, &err) != VA_OK;
            n_wrong += prices_cells(p, places[i], now, &n_now, &err) != VA_OK;
            n_wrong += n_now != n || strcmp(now[k].value, value) != 0 || !now[k].edited;
            n_wrong += prices_edits(p) != 1;
            n_wrong += prices_unset(p, places[i], cells[k].key, &err) != VA_OK;
            n_wrong += prices_edits(p) != 0;
            n_cells++;
        }
    }
    IS_INT(n_wrong, 0,
           "each cell can be changed alone, is found changed, and taken back");
    IS_INT(n_cells, 9 + 7 + 9 + 4, "all of them were tried");
    prices_close(p);
}

static void
test_tariffs(void)
{
    struct prices *p = open_prices();
    struct tariff t = tariff_of(p, &here);
    const uint32_t before = prices_generation(p);

    OK(!t.what_if && t.rates[0].tiers[1].price_pusd == INT64_C(2000000000001),
       "as it is saved a price is not marked");
    IS_INT(prices_set(p, &here, "GB-s:2", "$1.999999999999", &err), VA_OK,
           "a price to the last picodollar");
    t = tariff_of(p, &here);
    OK(t.what_if && t.rates[0].tiers[1].price_pusd == INT64_C(1999999999999),
       "is what questions find, exactly, and marked");
    OK(prices_generation(p) != before, "who keeps an answer can see that it is old");
    t = tariff_of(p, &there);
    OK(!t.what_if, "regions at other prices are not marked");
    IS_INT(prices_set(p, &there, "step", "10 ms", &err), VA_OK,
           "a step holds everywhere");
    t = tariff_of(p, &there);
    OK(t.what_if && t.step_ms == 10, "in this region");
    t = tariff_of(p, &here);
    OK(t.step_ms == 10 && t.rates[0].tiers[1].price_pusd == INT64_C(1999999999999),
       "and in the others, with what was changed there");
    t = tariff_of(p, &old);
    OK(!t.what_if && t.step_ms == 100, "another table of the file stays");
    IS_INT(prices_set(p, &old, "size-step:256:free", "1,234", &err), VA_OK,
           "a quantity that the file does not state");
    t = tariff_of(p, &old);
    IS_INT(t.sizes[1].free_steps_per_month, 1234, "is stated then");
    prices_set_aside(p, true);
    t = tariff_of(p, &here);
    OK(!t.what_if && t.step_ms == 1, "changes can be set aside");
    prices_set_aside(p, false);
    t = tariff_of(p, &here);
    OK(t.what_if && t.step_ms == 10, "and be looked at again");
    prices_unset_all(p);
    t = tariff_of(p, &here);
    OK(!t.what_if && t.step_ms == 1 && prices_edits(p) == 0, "or all taken back");
    prices_close(p);
}

static void
test_list(void)
{
    struct prices *p = open_prices();
    struct prices *other = open_prices();
    const char *name = NULL;
    const struct price_edit *e = NULL;

    prices_set(p, &here, "request", "0.5", &err);
    prices_set(p, &api, "call:2", "0.25", &err);
    prices_set(p, &here, "request", "0.75", &err);
    IS_INT(prices_edits(p), 2, "a cell that is changed twice is one change");
    e = prices_edit(p, 1, &name);
    OK(e && !strcmp(name, "shop") && !strcmp(e->was, "0") &&
           !strcmp(e->cell.value, "0.75") && !strcmp(e->region, "here"),
       "from what is saved to what it is now");
    OK(!prices_edit(p, 2, &name), "there are no more");
    IS_INT(prices_edit_copy(other, p, &err), VA_OK, "changes can be made elsewhere too");
    OK(prices_edits(other) == 2 && api_of(other).tiers[1].price_pusd == 250000000000,
       "with the same prices");
    prices_set(p, &here, "request", "$0.00", &err);
    prices_set(p, &api, "call:2", "0.50", &err);
    IS_INT(prices_edits(p), 0, "the saved value takes the change back, however written");
    prices_close(p);
    prices_close(other);
}

static void
test_refused(void)
{
    static const struct {
        const struct price_place *at;
        const char *key, *text;
        enum va_code code;
        const char *why;
    } cases[] = {
        { &here, "GB-s", "", VA_USAGE, "expected a decimal number of US dollars" },
        { &here, "GB-s", "-1", VA_USAGE, "expected a decimal" },
        { &here, "GB-s", "1e-9", VA_USAGE, "expected a decimal" },
        { &here, "GB-s", "0.0000000000001", VA_USAGE, "at most 12 decimals" },
        { &here, "GB-s", "1\", \"x\": \"", VA_USAGE, "expected a decimal" },
        { &here, "GB-s", "0,002", VA_USAGE, "expected a decimal" },
        { &here, "GB-s", "99999999999999999999", VA_USAGE, "expected a decimal" },
        { &here, "GB-s", "1\n", VA_USAGE, "'1?'" },
        { &here, "GB-s", "\xff", VA_USAGE, "expected a decimal" },
        { &here, "GB-s:free", "1.5", VA_USAGE, "expected a whole number" },
        { &here, "GB-s:free", "1000000000000001", VA_USAGE, "expected a whole number" },
        { &here, "GB-s:free", "1,00", VA_USAGE, "expected a whole number" },
        { &here, "GB-s:free", ",100", VA_USAGE, "expected a whole number" },
        { &here, "step", "0", VA_DATA, "step_ms: not a whole number from 1" },
        { &here, "step", "1s", VA_USAGE, "expected a whole number of milliseconds" },
        { &here, "init", "maybe", VA_USAGE, "expected free or billed" },
        { &here, "GB-s:2:from", "0", VA_DATA, "not above the tier before" },
        { &here, "GB-h", "1", VA_DATA, "shop has no price 'GB-h' in table new" },
        { &old, "GB-s", "1", VA_DATA, "shop has no price 'GB-s' in table old" },
        { &api, "request", "1", VA_DATA, "api has no price 'request'" },
    };
    struct prices *p = open_prices();
    const struct price_place none = { "shp", "new", "" };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const enum va_code code =
            prices_set(p, cases[i].at, cases[i].key, cases[i].text, &err);

        if (!OK(code == cases[i].code && strstr(err.text, cases[i].why),
                "refused: %s, case %d", cases[i].key, (int)i))
            printf("# %d: %s\n", code, err.text);
    }
    IS_INT(prices_set(p, &none, "step", "1", &err), VA_DATA,
           "an unknown name is refused");
    IS_INT(prices_edits(p), 0, "what was refused changed nothing");
    prices_close(p);
}

/* --- keeping --- */

static char *
slurp(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 16);

    if (!file || !text || fread(text, 1, (1 << 16) - 1, file) == 0) {
        free(text);
        text = NULL;
    }
    if (file)
        fclose(file);
    return text;
}

static void
count(void *ctx, const char *path)
{
    *(int *)ctx += strstr(path, "/config/own/shop.json") != NULL;
}

static void
test_keep(void)
{
    struct prices *p = open_prices();
    struct prices *late = open_prices();
    char *price = price_edit(price_shop, "\"there\", \"abroad\"", "\"usd\": \"4\"",
                             "\"usd\": \"4.5\"");
    char *mark = price_edit(price, "\"2020-01-02\"", "true", "false");
    char *want = price_edit(mark, "{\"table\": \"new\"", "{\"table\"",
                            "{ \"note\": \"Own prices, not the source's: MB-step "
                            "(group of there).\",\"table\"");
    char *got = NULL;
    char own[PATH_BYTES];
    int n = 0;

    snprintf(own, sizeof own, "%s", under("config/own"));
    IS_INT(prices_keep(p, own, count, &n, &err), VA_OK, "without changes, keeping");
    OK(access(own, F_OK) != 0, "does nothing at all");
    prices_set(p, &there, "MB-step", "4.50", &err);
    prices_set(late, &there, "MB-step", "4.75", &err);
    IS_INT(prices_keep(p, own, count, &n, &err), VA_OK, "changes are kept");
    IS_INT(n, 1, "and the file told of");
    got = slurp(under("config/own/shop.json"));
    IS_STR(got, want,
           "it is the saved file with that value, its table not verified "
           "any more");
    free(got);
    free(price);
    free(mark);
    got = slurp(under("installed/shop.json"));
    IS_STR(got, price_shop, "the installed file is as it was");
    free(got);
    OK(prices_edits(p) == 0 &&
           tariff_of(p, &there).rates[0].tiers[0].price_pusd == INT64_C(4500000000000),
       "the changed price is the saved one now");
    OK(!tariff_of(p, &there).what_if && strstr(tariff_of(p, &there).overlay, "own/shop"),
       "from a file of the user's own, and no what-if");
    IS_INT(prices_keep(late, own, NULL, NULL, &err), VA_DATA,
           "a file that came meanwhile is not replaced");
    OK(strstr(err.text, "changed by somebody else meanwhile") != NULL, "which is said");
    IS_INT(prices_edits(late), 1, "and the changes are still there");
    prices_set(p, &there, "MB-step", "5", &err);
    IS_INT(prices_keep(p, own, NULL, NULL, &err), VA_OK, "one's own file is replaced");
    prices_close(p);
    p = open_prices();
    IS_INT(tariff_of(p, &there).rates[0].tiers[0].price_pusd, INT64_C(5000000000000),
           "the next session finds it");
    prices_close(p);
    prices_close(late);
    free(want);
}

static char *
note_kept(const char *cell, const char *value)
{
    struct prices *p = open_prices();
    char *text = NULL;
    char *note = NULL;

    IS_INT(prices_set(p, &there, cell, value, &err) ||
               prices_keep(p, under("config/own"), NULL, NULL, &err),
           VA_OK, "a price is changed and kept");
    OK(tariff_of(p, &there).unverified, "its table does not claim to be verified");
    prices_close(p);
    text = slurp(under("config/own/shop.json"));
    note = strstr(text, "\"note\": \"Own");
    note = strdup(note + strlen("\"note\": \""));
    *strchr(note, '"') = '\0';
    free(text);
    return note;
}

/* Says that these are own prices, then two-byte letters: more than a note can have. */
static void
write_long_note(char *items, size_t n)
{
    static char note[2000 + 1];
    char with[sizeof note + 64];
    char *text = NULL;

    snprintf(note, sizeof note, "Own prices, not the source's: %.*s. ", (int)n, items);
    for (size_t at = strlen(note); at + 2 < sizeof note; at += 2)
        memcpy(note + at, "\xc3\xa9", 3);
    snprintf(with, sizeof with, "\"note\": \"%s\", \"default_region\": ", note);
    text = price_edit(price_shop, "2020-01-02", "\"default_region\": ", with);
    price_write(under("config/own/shop.json"), text);
    free(text);
}

static void
test_notes(void)
{
    char items[990];
    char *note = note_kept("request", "0.3");

    IS_STR(note,
           "Own prices, not the source's: MB-step (group of there), request (group "
           "of there).",
           "a second change joins the list");
    free(note);
    note = note_kept("step", "2");
    IS_STR(note,
           "Own prices, not the source's: MB-step (group of there), request (group "
           "of there), step.",
           "and a third, of all regions");
    free(note);
    note = note_kept("step", "3");
    OK(strstr(note, "step, ") == NULL, "what is listed is not listed twice");
    free(note);
    memset(items, 'x', sizeof items);
    write_long_note(items, sizeof items);
    note = note_kept("step", "2");
    OK(strstr(note, "xx, and more. \xc3\xa9") != NULL, "a long list ends with more");
    OK(strlen(note) <= 2000 && text_is_utf8(note, strlen(note)),
       "a long note is cut between letters");
    free(note);
    note = note_kept("least", "3");
    OK(strstr(note, "and more, ") == NULL, "more is more once");
    free(note);
}

static void
test_cannot_keep(void)
{
    struct prices *p = open_prices();

    price_write(under("file"), "in the way");
    prices_set(p, &api, "call:2", "1", &err);
    IS_INT(prices_keep(p, under("file/own"), NULL, NULL, &err), VA_IO,
           "a folder that cannot be made is an error");
    IS_INT(prices_keep(p, NULL, NULL, NULL, &err), VA_IO, "and no folder at all");
    IS_INT(prices_edits(p), 1, "the changes are still there");
    unlink(under("file"));
    if (symlink("../../installed/api.json", under("config/own/api.json")))
        abort();
    IS_INT(prices_keep(p, under("config/own"), NULL, NULL, &err), VA_IO,
           "a link, which may lead to an installed file, is not followed");
    unlink(under("config/own/api.json"));
    prices_close(p);
}

static void
remove_folders(void)
{
    unlink(under("config/own/shop.json"));
    OK(rmdir(under("config/own")) == 0, "no other file was left behind");
    rmdir(under("config"));
    unlink(under("installed/shop.json"));
    unlink(under("installed/api.json"));
    rmdir(under("installed"));
    rmdir(root);
}

int
main(void)
{
    make_folders();
    test_cells();
    test_every_cell();
    test_tariffs();
    test_list();
    test_refused();
    test_keep();
    test_notes();
    test_cannot_keep();
    remove_folders();
    return done();
}
