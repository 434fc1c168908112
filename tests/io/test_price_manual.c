/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual's examples are good price files, and it names every key and unit. */
#include <unistd.h>

#include "base/clock.h"
#include "core/bill.h"
#include "io/price.h"
#include "io/price_text.h"
#include "tap.h"

static char page[1 << 16];
static char dir[512];

static bool
read_page(void)
{
    const char *srcdir = getenv("srcdir");
    char path[1024];
    size_t len = 0;
    FILE *file = NULL;

    snprintf(path, sizeof path, "%s/man/vadvise-pricing.5", srcdir ? srcdir : ".");
    file = fopen(path, "r");
    if (!file)
        return false;
    len = fread(page, 1, sizeof page - 1, file);
    page[len] = '\0';
    return !fclose(file) && len > 0 && len < sizeof page - 1;
}

/* Copy the page from start to end as it is read: "\-" is "-". Free it. */
static char *
as_read(const char *start, const char *end)
{
    char *text = malloc((size_t)(end - start) + 1);
    size_t n = 0;

    if (!text)
        abort();
    for (; start < end; start++) {
        if (*start != '\\')
            text[n++] = *start;
    }
    text[n] = '\0';
    return text;
}

/* Save the example of that name as a price file. */
static void
save_example(const char *name, char *path, size_t size)
{
    char marker[64];
    const char *start = NULL;
    const char *end = NULL;
    char *text = NULL;

    snprintf(marker, sizeof marker, ".\\\" example: %s\n.nf\n", name);
    start = strstr(page, marker);
    end = start ? strstr(start, "\n.fi\n.\\\" end of example\n") : NULL;
    if (!OK(end, "the manual has the example %s", name))
        abort();
    snprintf(path, size, "%s/%s", dir, name);
    text = as_read(start + strlen(marker), end + 1);
    price_write(path, text);
    free(text);
}

static void
check_example(const char *name)
{
    struct va_err err = { .text = "" };
    char path[1024];

    save_example(name, path, sizeof path);
    if (!OK(!prices_check_file(path, &err), "%s is a good price file", name))
        printf("# %s\n", err.text);
}

/* The example does what the text beside it says. */
static void
test_meaning(void)
{
    struct prices *p = NULL;
    struct tariff t = { .step_ms = 0 };
    struct price_query q = { .name = "lab" };
    const struct bill_time gb_s = { 1024, 1000, 1 };
    const struct bill_volume volume = { 1400001, true };
    va_int128 pusd = 0;

    if (date_parse("2025-07-01", &q.on_days))
        abort();
    OK(!prices_open(dir, NULL, &p, NULL) && !prices_platform(p, &q, &t, NULL),
       "the example has prices");
    OK(!bill_month(&t, &gb_s, &volume, &pusd) &&
           pusd == INT64_C(16666700) * 1000000 + 15000000 + INT64_C(400001) * 200000,
       "a free tier, then a million GB-s in the first tier, and one in the second");
    prices_close(p);
}

/* Is the word there in the form in which the manual names keys and units? */
static bool
is_named(const char *word)
{
    char escaped[64];
    char bold[80];
    char roman_after[80];
    size_t n = 0;

    for (; *word && n + 2 < sizeof escaped; word++) {
        if (*word == '-')
            escaped[n++] = '\\';
        escaped[n++] = *word;
    }
    escaped[n] = '\0';
    snprintf(bold, sizeof bold, "\n.B %s\n", escaped);
    snprintf(roman_after, sizeof roman_after, "\n.BR %s ", escaped);
    return strstr(page, bold) || strstr(page, roman_after);
}

static void
test_words(void)
{
    static const char *const words[] = { "schema",
                                         "kind",
                                         "name",
                                         "title",
                                         "currency",
                                         "tables",
                                         "table",
                                         "effective_from",
                                         "source",
                                         "retrieved",
                                         "verified",
                                         "note",
                                         "default_region",
                                         "regions",
                                         "step_ms",
                                         "min_billed_ms",
                                         "init",
                                         "max_timeout_ms",
                                         "mb_per_vcpu",
                                         "free_requests_per_month",
                                         "sizes",
                                         "mb",
                                         "from_mb",
                                         "to_mb",
                                         "step_mb",
                                         "mhz",
                                         "milli_vcpu",
                                         "free_per_month",
                                         "names",
                                         "request_usd",
                                         "rates",
                                         "unit",
                                         "tiers",
                                         "from",
                                         "usd",
#define X(name, text, meaning) text,
                                         TARIFF_UNITS(X)
#undef X
    };
    static const char *const meanings[] = {
#define X(name, text, meaning) meaning,
        TARIFF_UNITS(X)
#undef X
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        OK(is_named(words[i]), "the manual names %s", words[i]);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        OK(strstr(page, meanings[i] + 1), "the manual says: %s", meanings[i]);
}

int
main(void)
{
    const char *tmp = getenv("TEST_TMP");
    char path[1024];

    snprintf(dir, sizeof dir, "%s/test_price_manual-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(dir))
        abort();
    if (OK(read_page(), "the manual page is there")) {
        check_example("lab.json");
        check_example("eyes.json");
        test_meaning();
        test_words();
    }
    snprintf(path, sizeof path, "%s/lab.json", dir);
    unlink(path);
    snprintf(path, sizeof path, "%s/eyes.json", dir);
    unlink(path);
    rmdir(dir);
    return done();
}
