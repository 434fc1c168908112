/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding price files, overlays first, and the table that a question asks for. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/money.h"
#include "io/price.h"
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
    char *edited = price_edit(price_shop, "\"new\"", "\"usd\": \"4\"", "\"usd\": \"5\"");

    snprintf(root, sizeof root, "%s/test_price-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(root) || mkdir(under("installed"), 0700) || mkdir(under("own"), 0700))
        abort();
    price_write(under("installed/shop.json"), price_shop);
    price_write(under("installed/api.json"), price_api);
    price_write(under("installed/broken.json"), "{");
    price_write(under("installed/README"), "no price file");
    price_write(under("installed/.json"), "nor this");
    price_write(under("installed/.hidden.json"), "nor this");
    price_write(under("installed/a,b.json"), "nor this");
    price_write(under("own/shop.json"), edited);
    free(edited);
}

static void
remove_folders(void)
{
    static const char *const files[] = {
        "installed/shop.json", "installed/api.json", "installed/broken.json",
        "installed/README",    "installed/.json",    "installed/.hidden.json",
        "own/shop.json",       "installed/a,b.json",
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(under(files[i]));
    rmdir(under("installed"));
    rmdir(under("own"));
    rmdir(root);
}

static struct prices *
open_prices(const char *own)
{
    struct prices *p = NULL;
    char installed[PATH_BYTES];

    snprintf(installed, sizeof installed, "%s", under("installed"));
    if (prices_open(installed, own ? under(own) : NULL, &p, &err)) {
        printf("# %s\n", err.text);
        abort();
    }
    return p;
}

static struct price_query
query(const char *name, const char *region, const char *day)
{
    struct price_query q = { .name = name, .region = region };

    if (date_parse(day, &q.on_days))
        abort();
    return q;
}

static void
test_open(void)
{
    struct prices *p = open_prices(NULL);
    struct prices *none = NULL;

    IS_INT(prices_count(p), 3, "files that end in .json and have a usable name count");
    IS_STR(prices_entry(p, 0)->name, "api", "they are sorted");
    IS_STR(prices_entry(p, 1)->name, "broken", "a damaged one is there, as yet unread");
    IS_STR(prices_entry(p, 2)->name, "shop", "to the last");
    IS_STR(prices_entry(p, 2)->path, under("installed/shop.json"), "with their paths");
    OK(!prices_entry(p, 3) && !prices_entry(p, -1), "there is no entry past the ends");
    OK(!prices_entry(p, 2)->overlay, "installed files are no overlays");
    OK(prices_knows(p, "api") && prices_knows(p, "shop") && !prices_knows(p, "sho") &&
           !prices_knows(p, "zoo") && !prices_knows(p, ""),
       "names are known or not");
    IS_INT(prices_read(p, 0, &err), VA_OK, "a file is read");
    IS_INT(prices_entry(p, 0)->kind, PRICE_API, "and its kind is known");
    IS_INT(prices_read(p, 1, &err), VA_DATA, "a damaged file is not read");
    OK(strstr(err.text, "installed/broken.json:1: not JSON: a key is missing"),
       "and the reason names file and line");
    IS_INT(prices_read(p, 3, &err), VA_DATA, "nor is one that is not there");
    prices_close(p);
    prices_close(NULL);
    IS_INT(prices_open(under("nowhere"), NULL, &none, &err), VA_IO,
           "a missing folder of installed files is an error");
    OK(!none && strstr(err.text, "/nowhere: "), "that names it");
}

static void
test_missing_overlays(void)
{
    struct prices *p = open_prices("nowhere");
    struct prices *none = NULL;
    char file[PATH_BYTES];

    IS_INT(prices_count(p), 3, "a missing folder of overlays is none");
    prices_close(p);
    snprintf(file, sizeof file, "%s", under("installed/README"));
    IS_INT(prices_open(under("installed"), file, &none, &err), VA_IO,
           "a file in its place is an error");
    p = open_prices("own");
    prices_close(p);
}

static void
test_overlay(void)
{
    struct prices *p = open_prices("own");
    const struct price_query q = query("shop", "abroad", "2020-06-01");
    const struct price_query api = query("api", "", "2020-06-01");
    struct tariff t;
    struct api_tariff a;

    IS_INT(prices_count(p), 3, "an overlay takes the place of the installed file");
    OK(prices_entry(p, 2)->overlay, "and says so");
    IS_INT(prices_platform(p, &q, &t, &err), VA_OK, "its prices are in force");
    IS_INT(t.rates[0].tiers[0].price_pusd, 5 * MONEY_PUSD_PER_USD, "they are its own");
    IS_STR(t.overlay, under("own/shop.json"), "the tariff says where it came from");
    IS_INT(prices_api(p, &api, &a, &err), VA_OK, "other files stay as installed");
    IS_STR(a.overlay, "", "without an overlay");
    prices_close(p);
}

static void
test_long_overlay(void)
{
    struct prices *p = NULL;
    struct tariff t;
    char dir[PATH_BYTES];
    const size_t n = (size_t)snprintf(dir, sizeof dir, "%s/own", root);
    const struct price_query q = query("shop", "", "2020-06-01");

    for (size_t i = n; i < 600; i += 2)
        memcpy(dir + i, "/.", 3);
    if (!OK(!prices_open(under("installed"), dir, &p, &err), "a long path is opened"))
        return;
    OK(!prices_platform(p, &q, &t, &err) && strlen(t.overlay) == sizeof t.overlay - 1 &&
           !strncmp(t.overlay, "...", 3) && strstr(t.overlay, "/./shop.json"),
       "a tariff keeps the end of it");
    prices_close(p);
}

static void
test_platform(void)
{
    struct prices *p = open_prices(NULL);
    struct price_query q = query("shop", NULL, "2019-12-31");
    struct tariff t;

    IS_INT(prices_platform(p, &q, &t, &err), VA_OK, "the day before a new table");
    IS_STR(t.table, "old", "the old one holds");
    IS_STR(t.platform, "shop", "the platform is named");
    IS_STR(t.region, "here", "without a region the table's own default is meant");
    IS_INT(strlen(t.sha256), SHA256_HEX, "the file's checksum is there");
    OK(t.unverified && t.effective_days == 17897, "with what the table says of itself");
    IS_INT(t.step_ms, 100, "its step");
    IS_INT(t.max_timeout_ms, 1000, "its longest time");
    IS_INT(t.mb_per_vcpu, 1769, "its CPU");
    IS_INT(t.free_requests_per_month, 5, "its free requests");
    IS_INT(t.n_sizes, 2, "its sizes");
    IS_INT(t.sizes[0].mhz, 200, "with their MHz");
    IS_INT(t.sizes[0].step_pusd, INT64_C(10000000000), "with their prices");
    IS_INT(t.sizes[0].free_steps_per_month, 9, "and what is free");
    IS_INT(t.sizes[1].step_pusd, INT64_C(20000000000), "to the last size");
    q = query("shop", "", "2020-01-01");
    IS_INT(prices_platform(p, &q, &t, &err), VA_OK, "on the first day of a table");
    IS_STR(t.table, "new", "it holds");
    IS_STR(t.region, "there", "with a default of its own");
    IS_INT(t.rates[0].unit, TARIFF_MB_STEP, "prices are those of the region");
    IS_INT(t.request_pusd, INT64_C(200000000000), "the request as well");
    IS_INT(t.init, TARIFF_INIT_BILLED, "init is billed");
    IS_INT(t.min_billed_ms, 20, "and a least time");
    q.region = "here";
    OK(!prices_platform(p, &q, &t, &err) && t.n_rates == 1 && t.rates[0].n_tiers == 2 &&
           t.rates[0].unit == TARIFF_GB_S && t.rates[0].free_per_month == 7 &&
           t.rates[0].tiers[1].from == 10 &&
           t.rates[0].tiers[1].price_pusd == INT64_C(2000000000001),
       "another region has other tiers");
    q.table = "old";
    OK(!prices_platform(p, &q, &t, &err) && !strcmp(t.table, "old"),
       "a table asked for by name holds on any day");
    q.billing_step_ms = 1;
    OK(!prices_platform(p, &q, &t, &err) && t.step_ms == 1 && t.rate_step_ms == 100 &&
           !strcmp(t.table, "old"),
       "another step is billed at the prices of the table's own");
    prices_close(p);
}

static void
check_refused(struct prices *p, struct price_query q, const char *what, const char *hint)
{
    struct tariff t = { .step_ms = 7 };

    IS_INT(prices_platform(p, &q, &t, &err), VA_DATA, "refused: %s", what);
    IS_STR(err.text, what, "with that reason");
    IS_STR(err.hint, hint, "and this hint: %s", *hint ? hint : "none");
    IS_INT(t.step_ms, 7, "the tariff is untouched");
}

static void
test_refusals(void)
{
    struct prices *p = open_prices(NULL);
    struct price_query q = query("shop", "her", "2020-06-01");
    struct api_tariff a;

    check_refused(p, query("shpo", "", "2020-06-01"), "there are no prices for 'shpo'",
                  "Did you mean 'shop'?");
    check_refused(p, query("umbrella", "", "2020-06-01"),
                  "there are no prices for 'umbrella'", "");
    check_refused(p, query("shop", "", "2018-12-31"),
                  "shop has no prices on 2018-12-31: the first table, old, is from "
                  "2019-01-01",
                  "");
    check_refused(p, q, "shop has no prices for region 'her' in table new",
                  "Did you mean 'here'?");
    check_refused(p, query("shop", "abroad", "2019-06-01"),
                  "shop has no prices for region 'abroad' in table old",
                  "Table new, from 2020-01-01, has it.");
    check_refused(p, query("api", "", "2020-06-01"), "api is an API, not a platform", "");
    q.table = "nww";
    check_refused(p, q, "shop has no price table 'nww'", "Did you mean 'new'?");
    q = query("shop", "", "2020-06-01");
    q.billing_step_ms = -1;
    check_refused(p, q, "a billing step of -1 ms", "");
    q = query("shop", "", "2020-06-01");
    IS_INT(prices_api(p, &q, &a, &err), VA_DATA, "a platform is no API");
    IS_STR(err.text, "shop is a platform, not an API", "with that reason");
    prices_close(p);
}

static void
test_api(void)
{
    struct prices *p = open_prices(NULL);
    const struct price_query q = query("api", "global", "2019-01-01");
    struct api_tariff a;

    OK(!prices_api(p, &q, &a, &err) && !strcmp(a.api, "api") && !strcmp(a.table, "a") &&
           !strcmp(a.region, "global") && a.n_tiers == 2 && a.free_per_month == 3 &&
           a.tiers[1].from == 1000 && a.tiers[1].price_pusd == INT64_C(500000000000) &&
           !a.unverified && strlen(a.sha256) == SHA256_HEX,
       "an API has tiers and free calls");
    prices_close(p);
}

struct visits {
    char names[200];
    int stop_after;
};

static enum va_code
note_visit(void *ctx, const struct price_table *t)
{
    struct visits *v = ctx;
    const size_t len = strlen(v->names);

    snprintf(v->names + len, sizeof v->names - len, "%s:%s:%d:%s%s ", t->name, t->table,
             (int)t->n_regions, t->note, t->unverified ? "?" : "");
    return --v->stop_after == 0 ? VA_GOAL : VA_OK;
}

static void
test_visit(void)
{
    struct prices *p = open_prices(NULL);
    struct visits v = { .stop_after = -1 };

    IS_INT(prices_visit(p, "shop", note_visit, &v, &err), VA_OK, "one file is visited");
    IS_STR(v.names, "shop:old:2:n? shop:new:3: ", "table by table");
    v = (struct visits){ .stop_after = 1 };
    IS_INT(prices_visit(p, "shop", note_visit, &v, &err), VA_GOAL,
           "a visit stops at a code and returns it");
    IS_STR(v.names, "shop:old:2:n? ", "at once");
    IS_INT(prices_visit(p, "shpo", note_visit, &v, &err), VA_DATA, "no such file");
    IS_STR(err.hint, "Did you mean 'shop'?", "with the nearest name");
    v = (struct visits){ .stop_after = -1 };
    IS_INT(prices_visit(p, NULL, note_visit, &v, &err), VA_DATA,
           "of all files, a damaged one is an error");
    IS_STR(prices_region(p, "shop", "new", 0), "here", "regions are counted from 0");
    IS_STR(prices_region(p, "shop", "new", 2), "abroad", "across groups");
    OK(!prices_region(p, "shop", "new", 3) && !prices_region(p, "shop", "new", -1) &&
           !prices_region(p, "shop", "nww", 0) && !prices_region(p, "broken", "new", 0) &&
           !prices_region(p, "zoo", "new", 0),
       "there are none elsewhere");
    prices_close(p);
}

/* A folder with one file too many. */
static void
test_too_many(void)
{
    enum { TOO_MANY = 4097 };
    struct prices *p = NULL;
    char name[64];

    if (mkdir(under("many"), 0700))
        abort();
    for (int i = 0; i < TOO_MANY; i++) {
        snprintf(name, sizeof name, "many/%d.json", i);
        price_write(under(name), "");
    }
    IS_INT(prices_open(under("many"), NULL, &p, &err), VA_DATA, "4097 price files");
    OK(strstr(err.text, "many: more than 4096 price files"), "are too many");
    unlink(under(name));
    IS_INT(prices_open(under("many"), NULL, &p, &err), VA_OK, "4096 are not");
    prices_close(p);
    for (int i = 0; i + 1 < TOO_MANY; i++) {
        snprintf(name, sizeof name, "many/%d.json", i);
        unlink(under(name));
    }
    rmdir(under("many"));
}

static void
test_check_file(void)
{
    if (truncate(under("installed/README"), (4 << 20) + 1))
        abort();
    IS_INT(prices_check_file(under("installed/README"), &err), VA_DATA,
           "a file of more than 4 MiB");
    OK(strstr(err.text, "larger than 4 MiB"), "is not read");
    IS_INT(prices_check_file(under("installed/shop.json"), &err), VA_OK, "a good file");
    IS_INT(prices_check_file(under("installed/broken.json"), &err), VA_DATA,
           "a damaged file");
    IS_INT(prices_check_file(under("installed/none.json"), &err), VA_IO,
           "a missing file");
    IS_INT(prices_check_file(under("installed"), &err), VA_IO, "a folder");
    OK(strstr(err.text, "not a regular file"), "is told from a file");
    if (mkfifo(under("pipe"), 0600))
        abort();
    IS_INT(prices_check_file(under("pipe"), &err), VA_IO, "a pipe does not block");
    unlink(under("pipe"));
}

int
main(void)
{
    make_folders();
    test_open();
    test_missing_overlays();
    test_overlay();
    test_long_overlay();
    test_platform();
    test_refusals();
    test_api();
    test_visit();
    test_too_many();
    test_check_file();
    remove_folders();
    return done();
}
