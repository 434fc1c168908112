/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration file: what is read, what is refused and where. */
#include "io/config.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static enum va_code
parse(const char *text, struct config *c, struct va_err *err)
{
    return config_parse("file", text, strlen(text), c, err);
}

static void
is_entry(const struct config *c, int32_t i, const struct config_entry *want)
{
    if (!OK(i < c->n, "entry %d is there", (int)i))
        return;
    IS_STR(c->entries[i].section, want->section, "entry %d: section", (int)i);
    IS_STR(c->entries[i].key, want->key, "entry %d: key", (int)i);
    IS_STR(c->entries[i].value, want->value, "entry %d: value", (int)i);
    IS_INT(c->entries[i].line, want->line, "entry %d: line", (int)i);
    IS_INT(c->entries[i].is_key, want->is_key, "entry %d: a key or not", (int)i);
}

static void
test_good(void)
{
    static const char text[] = "\xef\xbb\xbf# a comment\n"
                               "\n"
                               "  region=eu-central-1   # where we are\r\n"
                               "\tdb = \"/a b/#1 = x.db\" # quoted\n"
                               "color = never#not a comment\n"
                               "[workload face detect]\n"
                               "latency = 50s\n"
                               "[ keys ] # of the screen\n"
                               "budget = B \"F2\n"
                               "latency = \"#\"\n"
                               "mark =\n"
                               "[ workload  caf\xc3\xa9 ] # another\n"
                               "now = 1024";
    static const struct config_entry want[] = {
        { "", "region", "eu-central-1", 3, false },
        { "", "db", "/a b/#1 = x.db", 4, false },
        { "", "color", "never#not a comment", 5, false },
        { "face detect", "latency", "50s", 7, false },
        { "", "budget", "B \"F2", 9, true },
        { "", "latency", "#", 10, true },
        { "", "mark", "", 11, true },
        { "caf\xc3\xa9", "now", "1024", 13, false },
    };
    struct va_err err = { .code = VA_OK };
    struct config c;

    IS_INT(parse(text, &c, &err), VA_OK, "a file with everything is read: %s", err.text);
    IS_INT(c.n, sizeof want / sizeof *want, "all settings are there");
    for (int32_t i = 0; i < (int32_t)(sizeof want / sizeof *want); i++)
        is_entry(&c, i, &want[i]);
    config_clear(&c);
    IS_INT(parse("", &c, &err), VA_OK, "an empty file is read");
    IS_INT(c.n, 0, "and has no settings");
    config_clear(&c);
    config_clear(&c);
}

static void
test_bad(void)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        { "a = 1\nb\n", "file:2: expected 'key = value'" },
        { "= 1", "file:1: a key is made of" },
        { "Region = x", "file:1: a key is made of" },
        { "a b = x", "file:1: a key is made of" },
        { "a =", "file:1: the value is empty" },
        { "a = # nothing", "file:1: the value is empty" },
        { "a = \"x", "file:1: quotes do not match" },
        { "a = \"x\" y", "file:1: quotes do not match" },
        { "\n\n[workload]", "file:3: the only sections are [workload NAME]" },
        { "[workloads x]", "file:1: the only sections are" },
        { "[workload x", "file:1: a section is written" },
        { "[workload x] y", "file:1: a section is written" },
        { "[workload a/b]", "file:1: this is no name" },
        { "a = \xff", "file:1: control characters, or not UTF-8" },
        { "a = \033[2J", "file:1: control characters, or not UTF-8" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct va_err err = { .code = VA_OK };
        struct config c;

        IS_INT(parse(cases[i].text, &c, &err), VA_USAGE, "bad line %zu is refused", i);
        OK(strstr(err.text, cases[i].error) == err.text, "bad line %zu: %s", i, err.text);
        OK(c.n == 0 && !c.entries && !c.text, "bad line %zu leaves nothing", i);
    }
}

static void
test_nul(void)
{
    static const char text[] = "a = 1\nb = 2\0c\n";
    struct va_err err = { .code = VA_OK };
    struct config c;

    IS_INT(config_parse("file", text, sizeof text - 1, &c, &err), VA_USAGE,
           "a NUL byte is refused");
    OK(strstr(err.text, "file:2:") == err.text, "on its line: %s", err.text);
}

static void
test_limits(void)
{
    struct va_err err = { .code = VA_OK };
    struct config c;
    char *big = malloc(CONFIG_FILE_MAX + 1);
    size_t len = 0;

    if (!big)
        exit(99);
    memset(big, '#', CONFIG_FILE_MAX + 1);
    IS_INT(config_parse("file", big, CONFIG_FILE_MAX, &c, &err), VA_OK,
           "64 KiB are allowed");
    config_clear(&c);
    IS_INT(config_parse("file", big, CONFIG_FILE_MAX + 1, &c, &err), VA_USAGE,
           "one byte more is not");
    for (int i = 0; i < CONFIG_ENTRIES_MAX; i++, len += 4)
        memcpy(big + len, "a=1\n", 4);
    IS_INT(config_parse("file", big, len, &c, &err), VA_OK, "512 settings are allowed");
    IS_INT(c.n, CONFIG_ENTRIES_MAX, "and all there");
    config_clear(&c);
    memcpy(big + len, "a=1\n", 4);
    IS_INT(config_parse("file", big, len + 4, &c, &err), VA_USAGE, "one more is not");
    free(big);
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        exit(99);
}

static void
test_files(const char *folder)
{
    struct va_err err = { .code = VA_OK };
    struct config c;

    if (chdir(folder) != 0)
        exit(99);
    write_file("good", "a = 1\n");
    IS_INT(config_read("good", false, &c, &err), VA_OK, "a file is read");
    IS_INT(c.n, 1, "with its setting");
    config_clear(&c);
    IS_INT(config_read("absent", false, &c, &err), VA_OK,
           "a missing file has no settings");
    IS_INT(c.n, 0, "none at all");
    IS_INT(config_read("good/below", false, &c, &err), VA_OK, "nor has one below a file");
    IS_INT(config_read("absent", true, &c, &err), VA_CONFIG,
           "a missing file that was asked for is an error");
    OK(strstr(err.text, "absent: ") == err.text, "with its name: %s", err.text);
    if (mkdir("folder", 0700) != 0 || mkfifo("fifo", 0600) != 0)
        exit(99);
    IS_INT(config_read("folder", false, &c, &err), VA_OK, "a folder has no settings");
    IS_INT(config_read("folder", true, &c, &err), VA_IO,
           "a folder that was asked for is an error");
    IS_INT(config_read("fifo", false, &c, &err), VA_OK, "a FIFO is not waited for");
    IS_INT(config_read("/dev/null", true, &c, &err), VA_OK, "/dev/null has no settings");
    config_clear(&c);
}

int
main(void)
{
    const char *folder = getenv("TEST_TMP");

    test_good();
    test_bad();
    test_nul();
    test_limits();
    test_files(folder ? folder : ".");
    return done();
}
