/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the command line with getopt_long. */
#include "cli/args.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { VALUE_BASE = 256, LETTERS_MAX = 2 * OPTION_COUNT + 3 };

struct getopt_tables {
    char letters[LETTERS_MAX];
    struct option longs[OPTION_COUNT + 1];
};

static void
fill_tables(struct getopt_tables *t)
{
    char *at = t->letters;

    /* '-': operands in their place, whatever POSIXLY_CORRECT says; ':': we complain */
    *at++ = '-';
    *at++ = ':';
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *o = option_get((enum option_id)i);
        const int has = i == OPTION_HELP ? optional_argument
                        : o->argument    ? required_argument
                                         : no_argument;

        t->longs[i] = (struct option){ o->name, has, NULL, VALUE_BASE + i };
        if (o->letter)
            *at++ = o->letter;
        if (o->letter && o->argument)
            *at++ = ':';
    }
    *at = '\0';
    t->longs[OPTION_COUNT] = (struct option){ 0 };
}

static enum option_id
option_of(int value)
{
    int id = 0;

    if (value >= VALUE_BASE)
        return (enum option_id)(value - VALUE_BASE);
    while (id < OPTION_COUNT && option_get((enum option_id)id)->letter != value)
        id++;
    return (enum option_id)id;
}

static enum va_code
add_operand(struct args *a, const char *text, struct va_err *err)
{
    if (a->n_operands == ARGS_OPERANDS_MAX)
        return va_fail(err, VA_USAGE, "too many operands, from '%s' on", text);
    a->operands[a->n_operands++] = text;
    return VA_OK;
}

static enum va_code
add_value(struct args *a, enum option_id id, const char *text, struct va_err *err)
{
    struct given *g = &a->given[id];
    const char *last = given_last(g);

    g->origin = ORIGIN_COMMAND;
    a->help = a->help || id == OPTION_HELP;
    a->version = a->version || id == OPTION_VERSION;
    if (id == OPTION_HELP && text)
        a->help_format = text;
    if (id == OPTION_WORKLOAD && last && strcmp(last, text) != 0)
        return va_fail(err, VA_USAGE,
                       "two workloads, '%s' and '%s': ask for one at a time", last, text);
    if (!option_is_list(id))
        g->n = 0;
    if (g->n == ARGS_VALUES_MAX)
        return va_fail(err, VA_USAGE, "--%s is given more than %d times",
                       option_get(id)->name, ARGS_VALUES_MAX);
    g->text[g->n++] = text ? text : "true";
    return VA_OK;
}

/* The nearest long option to a mistyped one, or NULL. */
static const char *
nearest_option(const char *word)
{
    const char *names[OPTION_COUNT];

    for (int i = 0; i < OPTION_COUNT; i++)
        names[i] = option_get((enum option_id)i)->name;
    return text_closest(word, names, OPTION_COUNT);
}

/* An abbreviation that fits several options: which? */
static bool
list_matches(const char *word, size_t len, struct buf *out)
{
    int n = 0;

    for (int i = 0; i < OPTION_COUNT; i++) {
        const char *name = option_get((enum option_id)i)->name;

        if (!strncmp(name, word, len))
            buf_printf(out, "%s'--%s'", n++ > 0 ? ", " : "", name);
    }
    return n > 1;
}

static enum va_code
bad_long_option(const char *token, struct va_err *err)
{
    const size_t len = strcspn(token + 2, "=");
    char word[TEXT_NAME_MAX];
    struct buf matches;
    const char *near = NULL;

    buf_init(&matches, VA_ERR_TEXT_MAX);
    snprintf(word, sizeof word, "%.*s", (int)len, token + 2);
    if (len > 0 && list_matches(token + 2, len, &matches)) {
        va_fail(err, VA_USAGE, "option '--%s' is ambiguous: %s", word, buf_get(&matches));
    } else {
        near = nearest_option(word);
        va_fail(err, VA_USAGE, "unrecognized option '--%s'%s%s%s", word,
                near ? "; did you mean '--" : "", near ? near : "", near ? "'?" : "");
    }
    buf_clear(&matches);
    return VA_USAGE;
}

/* getopt found fault: optopt and the word it was reading say with what. */
static enum va_code
bad_option(int found, const char *token, struct va_err *err)
{
    const enum option_id id = option_of(optopt);

    if (found == ':')
        va_fail(err, VA_USAGE, "option '--%s' needs a value: %s", option_get(id)->name,
                option_get(id)->argument);
    else if (optopt >= VALUE_BASE)
        va_fail(err, VA_USAGE, "option '--%s' takes no value", option_get(id)->name);
    else if (optopt)
        va_fail(err, VA_USAGE, "unrecognized option '-%c'", optopt);
    else
        bad_long_option(token, err);
    va_hint(err, "vadvise --help");
    return VA_USAGE;
}

/* -h and --help win even where another option would swallow them. */
static void
look_for_help(int argc, char **argv, struct args *a)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        a->help = a->help || !strcmp(argv[i], "-h") || !strcmp(argv[i], "--help");
}

enum va_code
args_read(int argc, char **argv, struct args *out, struct va_err *err)
{
    struct getopt_tables t = { .letters = "" };
    struct va_err first = { .code = VA_OK };
    int found = 0;

    *out = (struct args){ .n_operands = 0 };
    fill_tables(&t);
    look_for_help(argc, argv, out);
    opterr = 0;
    optind = 1;
    while ((found = getopt_long(argc, argv, t.letters, t.longs, NULL)) != -1) {
        struct va_err one = { .code = VA_OK };

        if (found == 1)
            add_operand(out, optarg, &one);
        else if (found == '?' || found == ':')
            bad_option(found, argv[optind - 1], &one);
        else
            add_value(out, option_of(found), optarg, &one);
        if (!first.code)
            first = one;
    }
    out->rest = argv + optind;
    out->n_rest = argc - optind;
    if (first.code)
        *err = first;
    return first.code;
}

enum va_code
args_join(struct args *a, struct va_err *err)
{
    enum va_code code = VA_OK;

    for (int32_t i = 0; i < a->n_rest && !code; i++)
        code = add_operand(a, a->rest[i], err);
    a->n_rest = 0;
    return code;
}

const char *
given_last(const struct given *g)
{
    return g->n > 0 ? g->text[g->n - 1] : NULL;
}
