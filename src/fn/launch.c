/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts a program of a package with the loader and the libraries of the package, so that
 * it runs wherever the kernel is new enough: on an older C library, or on none. Linked
 * statically. As "bootstrap" it starts vadvise-fn; as rt/bin/NAME, rt/libexec/NAME.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

enum { NOT_FOUND = 127, EXTRA_WORDS = 6 };

static int
fail(const char *what)
{
    fprintf(stderr, "vadvise-fn: %s: %s\n", what, strerror(errno));
    return NOT_FOUND;
}

/* Split a path at its last slash; returns the name. */
static char *
split(char *path)
{
    char *slash = strrchr(path, '/');

    if (!slash)
        return path;
    *slash = '\0';
    return slash + 1;
}

static void
tell_start(const char *root)
{
    struct timespec now = { 0 };
    char text[64];

    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(text, sizeof text, "%.3f",
             (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
    setenv("VADVISE_FN_STARTED", text, 1);
    setenv("VADVISE_FN_ROOT", root, 1);
}

static int
start(const char *root, const char *name, int argc, char **argv)
{
    char loader[2 * PATH_MAX];
    char folder[2 * PATH_MAX];
    char program[3 * PATH_MAX];
    char **words = calloc((size_t)argc + EXTRA_WORDS, sizeof *words);
    int n = 0;

    if (!words)
        return fail("memory");
    snprintf(loader, sizeof loader, "%s/lib/ld.so", root);
    snprintf(folder, sizeof folder, "%s/lib", root);
    snprintf(program, sizeof program, "%s/libexec/%s", root, name);
    words[n++] = loader;
    words[n++] = (char[]){ "--inhibit-cache" };
    words[n++] = (char[]){ "--library-path" };
    words[n++] = folder;
    words[n++] = program;
    for (int i = 1; i < argc; i++)
        words[n++] = argv[i];
    execv(loader, words);
    fail(loader);
    free(words);
    return NOT_FOUND;
}

int
main(int argc, char **argv)
{
    const unsigned long at = getauxval(AT_EXECFN); /* where the name stands */
    const char *named = NULL;
    char self[PATH_MAX];
    char root[PATH_MAX + 8];
    const char *name = NULL;

    memcpy(&named, &at, sizeof named);
    if (!named || !realpath(named, self))
        return fail("where am I?");
    name = split(self);
    if (!strcmp(name, "bootstrap")) {
        snprintf(root, sizeof root, "%s/rt", self);
        tell_start(root);
        name = "vadvise-fn";
    } else {
        (void)split(self);
        snprintf(root, sizeof root, "%s", self);
    }
    return start(root, name, argc, argv);
}
