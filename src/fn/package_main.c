/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vadvise-fn-package: what `vadvise fn` starts. Makes packages, shows templates. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "fn/package.h"
#include "fn/templates.h"

enum { REPLY_MAX = 1 << 20, PATHS = 3 };

/* Where the programs and the templates are. */
struct installed {
    char function[PATH_MAX], launcher[PATH_MAX], templates[PATH_MAX];
};

/* A program: in VADVISE_LIBEXECDIR, beside this one, or where it was installed to. */
static enum va_code
find_program(const char *name, const char *otherwise, char *out, struct va_err *err)
{
    const char *named = getenv("VADVISE_LIBEXECDIR");
    char own[PATH_MAX] = "";
    const ssize_t len = readlink("/proc/self/exe", own, sizeof own - 1);
    const char *const folders[PATHS] = { named, len > 0 ? own : NULL, otherwise };

    if (len > 0 && strrchr(own, '/'))
        *strrchr(own, '/') = '\0';
    for (int i = 0; i < PATHS; i++) {
        if (!folders[i] || !*folders[i])
            continue;
        snprintf(out, PATH_MAX, "%.3000s/%s", folders[i], name);
        if (!access(out, X_OK))
            return VA_OK;
    }
    return va_fail(err, VA_CONFIG, "the program %s is not installed", name);
}

static enum va_code
find_installed(struct installed *out, struct va_err *err)
{
    const char *data = getenv("VADVISE_DATADIR");
    enum va_code code = find_program("vadvise-fn", VA_BINDIR, out->function, err);

    if (!code)
        code = find_program("vadvise-fn-launch", VA_PKGLIBEXECDIR, out->launcher, err);
    snprintf(out->templates, sizeof out->templates, "%.3000s/data/fn",
             data && *data ? data : VA_PKGDATADIR);
    return code;
}

/* What the line asked for. */
struct line {
    struct package_request request;
    const char *target;
    struct installed places;
    bool json, help, made;
};

static enum va_code
read_target(struct line *l, struct va_err *err)
{
    const char *names[PACKAGE_TARGETS];
    const char *near = NULL;

    for (int i = 0; i < PACKAGE_TARGETS; i++) {
        names[i] = package_target_name((enum package_target)i);
        if (l->target && !strcmp(l->target, names[i])) {
            l->request.target = (enum package_target)i;
            return VA_OK;
        }
    }
    near = l->target ? text_closest(l->target, names, PACKAGE_TARGETS) : NULL;
    va_fail(err, VA_USAGE, "--target: expected lambda, cloud-run or local%s%s%s",
            l->target ? ", not '" : "", l->target ? l->target : "", l->target ? "'" : "");
    if (near)
        va_hint(err, "did you mean '%s'?", near);
    return VA_USAGE;
}

static enum va_code
take_option(struct line *l, int found, struct va_err *err)
{
    struct package_request *r = &l->request;

    switch (found) {
    case 't':
        l->target = optarg;
        return VA_OK;
    case 'w':
        if (r->n_with == PACKAGE_WITH_MAX)
            return va_fail(err, VA_USAGE, "--with: given more than %d times",
                           PACKAGE_WITH_MAX);
        r->with[r->n_with++] = optarg;
        return VA_OK;
    case 'o':
        r->output = optarg;
        return VA_OK;
    case 'T':
        r->template = optarg;
        return VA_OK;
    case 'c':
        r->certificates = optarg;
        return VA_OK;
    case 'j':
        l->json = true;
        return VA_OK;
    case 'h':
        l->help = true;
        return VA_OK;
    default:
        return va_fail(err, VA_USAGE, "see vadvise-fn-package --help");
    }
}

static enum va_code
read_line(int argc, char **argv, struct line *l, struct va_err *err)
{
    static const struct option options[] = { { "target", required_argument, NULL, 't' },
                                             { "template", required_argument, NULL, 'T' },
                                             { "ffmpeg", required_argument, NULL, 'w' },
                                             { "with", required_argument, NULL, 'w' },
                                             { "output", required_argument, NULL, 'o' },
                                             { "certificates", required_argument, NULL,
                                               'c' },
                                             { "json", no_argument, NULL, 'j' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    enum va_code code = VA_OK;
    int found = 0;

    while (!code && (found = getopt_long(argc, argv, "o:h", options, NULL)) != -1)
        code = take_option(l, found, err);
    if (!code && argc - optind > 2)
        code = va_fail(err, VA_USAGE, "too many words");
    return code;
}

static enum va_code
make(struct line *l, const char *word, struct buf *out, struct va_err *err)
{
    struct package_made made;
    enum va_code code = read_target(l, err);

    if (!code)
        code = find_installed(&l->places, err);
    if (code)
        return code;
    l->request.function = l->places.function;
    l->request.launcher = l->places.launcher;
    l->request.template_dir = l->places.templates;
    if (word)
        l->request.template = word;
    l->made = true;
    code = package_make(&l->request, &made, err);
    if (!code && l->json)
        code = package_write(&l->request, &made, out);
    else if (!code)
        package_say(&l->request, &made, out);
    return code;
}

static enum va_code
run(struct line *l, const char *command, const char *word, struct buf *out,
    struct va_err *err)
{
    enum va_code code = VA_OK;

    if (!strcmp(command, "package"))
        return make(l, word, out, err);
    if (strcmp(command, "templates") != 0)
        return va_fail(err, VA_USAGE, "expected package or templates, not '%s'", command);
    code = find_installed(&l->places, err);
    if (code)
        return code;
    return word ? templates_show(l->places.templates, word, out, err)
                : templates_list(l->places.templates, l->json, out, err);
}

static void
print_usage(void)
{
    puts("Usage: vadvise-fn-package package [TEMPLATE] --target lambda|cloud-run|local\n"
         "           [--ffmpeg PROGRAM] [--with FILE]... [--certificates FILE]\n"
         "           [-o FILE] [--json]\n"
         "       vadvise-fn-package templates [TEMPLATE] [--json]\n"
         "It is what 'vadvise fn' starts. Manual: man vadvise-fn");
}

/* To standard output, or to the file that the templates go to. */
static enum va_code
write_out(const struct buf *out, const char *file, struct va_err *err)
{
    const char *text = buf_get(out);

    if (file && strcmp(file, "-") != 0 && !freopen(file, "w", stdout))
        return va_fail(err, VA_IO, "%.300s: %s", file, strerror(errno));

    if (out->code)
        return va_fail(err, out->code, "%s", va_code_text(out->code));
    if ((out->len > 0 && fwrite(text, 1, out->len, stdout) != out->len) || fflush(stdout))
        return va_fail(err, VA_IO, "standard output: %s", strerror(errno));
    return VA_OK;
}

int
main(int argc, char **argv)
{
    struct line l = { .target = NULL };
    struct va_err err = { .code = VA_OK };
    struct buf out;
    enum va_code code = read_line(argc, argv, &l, &err);

    buf_init(&out, REPLY_MAX);
    if (!code && !l.help && argc - optind < 1)
        code = va_fail(&err, VA_USAGE, "expected package or templates");
    if (!code && l.help)
        print_usage();
    else if (!code)
        code = run(&l, argv[optind], argv[optind + 1], &out, &err);
    if (!code)
        code = write_out(&out, l.made ? NULL : l.request.output, &err);
    if (code)
        fprintf(stderr, "vadvise: %s\n%s%s%s", err.text, err.hint[0] ? "  " : "",
                err.hint, err.hint[0] ? "\n" : "");
    buf_clear(&out);
    return va_exit_status(code);
}
