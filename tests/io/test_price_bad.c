/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a price file, and where, in one line. */
#include "io/price_file.h"
#include "io/price_text.h"
#include "tap.h"

static const char *
check(const char *text, size_t len, const char *path)
{
    static struct va_err err;
    struct price_file *f = NULL;
    const enum va_code code = price_file_parse(text, len, path, &f, &err);

    if (!code || f)
        snprintf(err.text, sizeof err.text, "accepted");
    else if (code != VA_DATA)
        snprintf(err.text, sizeof err.text, "code %d", (int)code);
    price_file_free(f);
    return err.text;
}

struct edit {
    const char *after, *old, *new;
    const char *what;
};

#define NEW "\"table\": \"new\""
#define OLD "\"table\": \"old\""

static void
check_edits(const char *text, const char *path, const struct edit *edits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *bad = price_edit(text, edits[i].after, edits[i].old, edits[i].new);

        IS_STR(check(bad, strlen(bad), path), edits[i].what, "%s instead of %s",
               edits[i].new, edits[i].old);
        free(bad);
    }
}

static void
test_root(void)
{
    static const struct edit edits[] = {
        { "", "pricing/1", "pricing/2",
          "d/shop.json: schema: 'vadvise.pricing/2' is not one of vadvise.pricing/1" },
        { "", "\"platform\"", "\"shop\"",
          "d/shop.json: kind: 'shop' is not one of platform, api" },
        { "", "\"name\": \"shop\"", "\"name\": \"hop\"",
          "d/shop.json: name: 'hop' is not the name of the file" },
        { "", "\"name\": \"shop\"", "\"name\": \"sho/p\"",
          "d/shop.json: name: 'sho/p' is not a usable name" },
        { "", "\"title\": \"Shop\"", "\"title\": \"\"",
          "d/shop.json: title: not 1 to 200 bytes long" },
        { "", "\"title\": \"Shop\"", "\"title\": null",
          "d/shop.json: title: not a string" },
        { "", "\"USD\"", "\"EUR\"", "d/shop.json: currency: 'EUR' is not one of USD" },
        { "", "\"title\": \"Shop\"", "\"title\": \"a\", \"title\": \"b\"",
          "d/shop.json: title: given twice" },
        { "", "\"title\"", "\"tit\\u0007le\"", "d/shop.json: unknown key 'tit?le'" },
        { "", " \"title\": \"Shop\",", "", "d/shop.json: title: missing" },
    };
    const char no_tables[] = "{\"schema\": \"vadvise.pricing/1\", \"kind\": \"api\", "
                             "\"name\": \"a\", \"title\": \"A\", \"currency\": \"USD\", "
                             "\"tables\": []}";

    check_edits(price_shop, "d/shop.json", edits, sizeof edits / sizeof *edits);
    IS_STR(check("[]", 2, "a.json"), "a.json: not an object", "an array is no file");
    IS_STR(check(no_tables, strlen(no_tables), "a.json"),
           "a.json: tables: 0 items, not 1 to 64", "a file has tables");
    IS_STR(check(price_shop, strlen(price_shop), "d/shop"),
           "d/shop: name: 'shop' is not the name of the file",
           "the file's name ends in .json");
}

static void
test_tables(void)
{
    static const struct edit edits[] = {
        { NEW, "2020-01-01", "2019-01-01",
          "shop.json: tables[1].effective_from: not after the table before" },
        { NEW, "2020-01-01", "2018-12-31",
          "shop.json: tables[1].effective_from: not after the table before" },
        { NEW, "2020-01-01", "2020-02-30",
          "shop.json: tables[1].effective_from: '2020-02-30' is not a date as "
          "2019-02-01" },
        { OLD, "2019-01-02", "yesterday",
          "shop.json: tables[0].retrieved: 'yesterday' is not a date as 2019-02-01" },
        { OLD, "\"old\"", "\"new\"", "shop.json: tables[1].table: 'new' is there twice" },
        { OLD, "false", "\"no\"",
          "shop.json: tables[0].verified: neither true nor false" },
        { OLD, "\"default_region\": \"here\"", "\"default_region\": \"nowhere\"",
          "shop.json: tables[0].default_region: 'nowhere' is not in the table" },
        { OLD, "\"step_ms\": 100", "\"step_ms\": 0",
          "shop.json: tables[0].step_ms: not a whole number from 1 to 3600000" },
        { OLD, "\"step_ms\": 100", "\"step_ms\": 1.5",
          "shop.json: tables[0].step_ms: not a whole number from 1 to 3600000" },
        { OLD, "\"step_ms\": 100", "\"step_ms\": 1e999",
          "shop.json: tables[0].step_ms: not a whole number from 1 to 3600000" },
        { OLD, "\"step_ms\": 100", "\"step_ms\": \"100\"",
          "shop.json: tables[0].step_ms: not a number" },
        { OLD, " \"step_ms\": 100,", "", "shop.json: tables[0].step_ms: missing" },
        { OLD, "\"free\"", "\"maybe\"",
          "shop.json: tables[0].init: 'maybe' is not one of free, billed" },
        { OLD, "\"note\"", "\"remark\"", "shop.json: tables[0]: unknown key 'remark'" },
        { OLD, "\"regions\": [", "\"regions\": [7, ",
          "shop.json: tables[0].regions[0]: not an object" },
        { OLD, "\"verified\": false", "\"verified\": false, \"free_per_month\": 3",
          "shop.json: tables[0]: unknown key 'free_per_month'" },
    };

    check_edits(price_shop, "shop.json", edits, sizeof edits / sizeof *edits);
}

static void
test_sizes(void)
{
    static const struct edit edits[] = {
        { OLD, "\"mb\": 128", "\"mb\": 256",
          "shop.json: tables[0].sizes[1]: not above the size before" },
        { OLD, "{\"mb\": 256}", "{}",
          "shop.json: tables[0].sizes[1]: not mb alone, nor from_mb, to_mb and step_mb" },
        { OLD, "{\"mb\": 256}", "{\"mb\": 256, \"step_mb\": 1}",
          "shop.json: tables[0].sizes[1]: not mb alone, nor from_mb, to_mb and step_mb" },
        { OLD, "{\"mb\": 256}", "{\"from_mb\": 256, \"to_mb\": 512}",
          "shop.json: tables[0].sizes[1]: not mb alone, nor from_mb, to_mb and step_mb" },
        { NEW, "\"to_mb\": 1024", "\"to_mb\": 1000",
          "shop.json: tables[1].sizes[0].to_mb: not from_mb and a whole number of "
          "steps" },
        { NEW, "\"to_mb\": 1024", "\"to_mb\": 127",
          "shop.json: tables[1].sizes[0].to_mb: not from_mb and a whole number of "
          "steps" },
        { OLD, "\"mhz\": 200", "\"mhz\": -200",
          "shop.json: tables[0].sizes[0].mhz: not a whole number from 1 to 10000000" },
        { OLD, "{\"mb\": 256}", "{\"mb\": 2097152}",
          "shop.json: tables[0].sizes[1].mb: not a whole number from 1 to 1048576" },
    };

    check_edits(price_shop, "shop.json", edits, sizeof edits / sizeof *edits);
}

static void
test_regions(void)
{
    static const struct edit edits[] = {
        { NEW, "[\"here\"]", "[\"there\"]",
          "shop.json: tables[1].regions[1].names: 'there' is there twice" },
        { OLD, "[\"here\", \"there\"]", "[\"here\", \"here\"]",
          "shop.json: tables[0].regions[0].names: 'here' is there twice" },
        { OLD, "[\"here\", \"there\"]", "[\"here\", \" there\"]",
          "shop.json: tables[0].regions[0].names[1]: not a usable name" },
        { OLD, "[\"here\", \"there\"]", "[\"here\", 1]",
          "shop.json: tables[0].regions[0].names[1]: not a usable name" },
        { OLD, "[\"here\", \"there\"]", "[]",
          "shop.json: tables[0].regions[0].names: 0 items, not 1 to 128" },
        { OLD, "[\"here\", \"there\"]", "\"here\"",
          "shop.json: tables[0].regions[0].names: not an array" },
        { OLD, "\"request_usd\": \"0.1\"", "\"request_usd\": 0.1",
          "shop.json: tables[0].regions[0].request_usd: not a string" },
        { OLD, "\"request_usd\": \"0.1\"", "\"request_usd\": \"1e-7\"",
          "shop.json: tables[0].regions[0].request_usd: '1e-7' is not a decimal number "
          "of dollars with at most 12 decimals" },
        { OLD, "\"request_usd\": \"0.1\"", "\"request_usd\": \"$0.1\"",
          "shop.json: tables[0].regions[0].request_usd: '$0.1' is not a decimal number "
          "of dollars with at most 12 decimals" },
        { OLD, "\"request_usd\": \"0.1\"", "\"request_usd\": \"0.0000000000001\"",
          "shop.json: tables[0].regions[0].request_usd: '0.0000000000001' is not a "
          "decimal number of dollars with at most 12 decimals" },
        { OLD, "\"request_usd\": \"0.1\"", "\"request_usd\": \"10000000\"",
          "shop.json: tables[0].regions[0].request_usd: '10000000' is not a decimal "
          "number of dollars with at most 12 decimals" },
    };

    check_edits(price_shop, "shop.json", edits, sizeof edits / sizeof *edits);
}

static void
test_rates(void)
{
    static const struct edit edits[] = {
        { NEW, "\"GB-s\"", "\"GB-h\"",
          "shop.json: tables[1].regions[0].rates[0].unit: 'GB-h' is not one of GB-s, "
          "MB-step, GHz-s, MHz-step, vCPU-s, size-step" },
        { NEW, "\"GB-s\"", "\"size-step\"",
          "shop.json: tables[1].regions[0].rates[0]: a price per size-step has sizes and "
          "no tiers" },
        { OLD, "\"size-step\"", "\"MHz-step\"",
          "shop.json: tables[0].regions[0].rates[0]: a price per MHz-step has tiers and "
          "no sizes" },
        { OLD, "\"unit\": \"size-step\"",
          "\"unit\": \"size-step\", \"free_per_month\": 1",
          "shop.json: tables[0].regions[0].rates[0].free_per_month: belongs to each of "
          "the sizes" },
        { NEW, "\"GB-s\"", "\"GHz-s\"",
          "shop.json: tables[1].regions[0].rates[0].unit: a size of the table has no "
          "mhz" },
        { NEW, "\"GB-s\"", "\"MHz-step\"",
          "shop.json: tables[1].regions[0].rates[0].unit: a size of the table has no "
          "mhz" },
        { NEW, "\"GB-s\"", "\"vCPU-s\"",
          "shop.json: tables[1].regions[0].rates[0].unit: a size of the table has no "
          "milli_vcpu" },
        { NEW, "\"usd\": \"4\"}]}",
          "\"usd\": \"4\"}]}, {\"unit\": \"MB-step\", \"tiers\": "
          "[{\"from\": 0, \"usd\": \"1\"}]}",
          "shop.json: tables[1].regions[1].rates[1].unit: 'MB-step' has a price "
          "already" },
        { OLD, "{\"mb\": 256, \"usd\"", "{\"mb\": 512, \"usd\"",
          "shop.json: tables[0].regions[0].rates[0].sizes[1].mb: not the table's size at "
          "this place" },
        { OLD, ", {\"mb\": 256, \"usd\": \"0.02\"}", "",
          "shop.json: tables[0].regions[0].rates[0].sizes: not one price for each size "
          "of the table" },
        { OLD, "{\"mb\": 256}", "{\"from_mb\": 256, \"to_mb\": 512, \"step_mb\": 256}",
          "shop.json: tables[0].regions[0].rates[0].sizes[1].mb: not the table's size at "
          "this place" },
        { NEW, "\"from\": 0", "\"from\": 1",
          "shop.json: tables[1].regions[0].rates[0].tiers[0].from: the first tier starts "
          "at 0" },
        { NEW, "\"from\": 10", "\"from\": 0",
          "shop.json: tables[1].regions[0].rates[0].tiers[1].from: not above the tier "
          "before" },
    };

    check_edits(price_shop, "shop.json", edits, sizeof edits / sizeof *edits);
}

static void
test_api(void)
{
    static const struct edit edits[] = {
        { "", "\"from\": 1000", "\"from\": 0",
          "api.json: tables[0].regions[0].tiers[1].from: not above the tier before" },
        { "", "\"api\"", "\"platform\"",
          "api.json: tables[0]: unknown key 'free_per_month'" },
        { "", "\"tiers\"", "\"rates\"",
          "api.json: tables[0].regions[0]: unknown key "
          "'rates'" },
        { "", "\"free_per_month\": 3", "\"free_per_month\": -3",
          "api.json: tables[0].free_per_month: not a whole number from 0 to "
          "1000000000000000" },
    };

    check_edits(price_api, "api.json", edits, sizeof edits / sizeof *edits);
}

/* n groups of a hundred regions. */
static char *
many_regions(int n)
{
    const size_t size = (size_t)n * 2000 + sizeof price_api;
    const char *after = strstr(price_api, "\"regions\": [") + strlen("\"regions\": [");
    char *text = malloc(size);
    size_t len = 0;

    if (!text)
        abort();
    len = (size_t)snprintf(text, size, "%.*s", (int)(after - price_api), price_api);
    for (int i = 0; i < n * 100; i++)
        len += (size_t)snprintf(
            text + len, size - len, "%s\"r%d\"%s", i % 100 ? "," : "{\"names\": [", i,
            i % 100 == 99 ? "], \"tiers\": [{\"from\": 0, \"usd\": \"0\"}]}," : "");
    snprintf(text + len, size - len, "%s", after);
    return text;
}

static void
test_many_regions(void)
{
    char *good = many_regions(5);
    char *bad = many_regions(6);

    IS_STR(check(good, strlen(good), "api.json"), "accepted", "501 regions are accepted");
    IS_STR(check(bad, strlen(bad), "api.json"),
           "api.json: tables[0].regions[5].names: more than 512 regions in a table",
           "601 are not");
    free(good);
    free(bad);
}

static void
test_long_path(void)
{
    char path[700];
    const char *what = NULL;

    memset(path, 'x', sizeof path);
    snprintf(path + 600, sizeof path - 600, "/other.json");
    what = check(price_shop, strlen(price_shop), path);
    OK(!strncmp(what, "xxx", 3) &&
           strstr(what, "/other.json: name: 'shop' is not the name of the file"),
       "of a long path the end is shown, and the reason after it");
}

int
main(void)
{
    IS_STR(check(price_shop, strlen(price_shop), "shop.json"), "accepted",
           "the file that is edited below is good");
    IS_STR(check(price_api, strlen(price_api), "a/b/api.json"), "accepted",
           "and so is the other");
    test_root();
    test_tables();
    test_sizes();
    test_regions();
    test_rates();
    test_api();
    test_many_regions();
    test_long_path();
    return done();
}
