/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs with the libraries they need, as their own loader finds them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fn/bundle.h"
#include "fn/command.h"
#include "fn/elf_file.h"
#include "fn/job_field.h"

enum { NAME_LEN_MAX = 512, LIST_MS = 20000 };

/* The libraries that a loader lists. */
struct libraries {
    struct fn_list paths;
    char missing[TEXT_NAME_MAX];
    enum va_code code;
};

/* "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f...)" */
static void
take_library(void *ctx, const char *line)
{
    struct libraries *l = ctx;
    const char *arrow = strstr(line, " => ");
    const char *end = strrchr(line, '(');
    char path[FN_WORD_MAX];

    line += strspn(line, "\t ");
    if (arrow && !strcmp(arrow, " => not found"))
        snprintf(l->missing, sizeof l->missing, "%.*s", (int)(arrow - line), line);
    if (!arrow || arrow[4] != '/' || !end || end < arrow + 5)
        return; /* the loader itself, or what the kernel brings */
    snprintf(path, sizeof path, "%.*s", (int)(end - 1 - (arrow + 4)), arrow + 4);
    if (!l->code)
        l->code = fn_list_add(&l->paths, path);
}

/* Ask the loader which libraries it would load. Variants for newer processors than every
 * one that runs functions has are left alone. */
static enum va_code
list_libraries(const char *loader, const char *path, struct libraries *out,
               struct va_err *err)
{
    char *words[] = { NULL,
                      (char[]){ "--glibc-hwcaps-mask" },
                      (char[]){ "none" },
                      (char[]){ "--list" },
                      NULL,
                      NULL };
    const struct fn_list list = { words, 5 };
    const char *folders = getenv("LD_LIBRARY_PATH");
    char variable[FN_WORD_MAX];
    struct fn_list environment = { NULL, 0 };
    const struct fn_command command = { .words = &list,
                                        .environment = &environment,
                                        .path = "/",
                                        .folder = "/",
                                        .timeout_ms = LIST_MS,
                                        .line = take_library,
                                        .ctx = out };
    struct fn_ran ran;
    enum va_code code = VA_OK;

    words[0] = strdup(loader);
    words[4] = strdup(path);
    snprintf(variable, sizeof variable, "LD_LIBRARY_PATH=%s", folders ? folders : "");
    if (!words[0] || !words[4] || (folders && fn_list_add(&environment, variable)))
        code = va_fail(err, VA_NOMEM, "out of memory");
    if (!code)
        code = fn_command_run(&command, &ran, err);
    if (!code && out->missing[0])
        code = va_fail(err, VA_DATA, "%.200s needs %s, which is not found", path,
                       out->missing);
    if (!code && out->code)
        code = va_fail(err, VA_NOMEM, "out of memory");
    fn_list_clear(&environment);
    free(words[0]);
    free(words[4]);
    return code;
}

static const char *
last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum va_code
add_libraries(struct bundle *b, const char *path, struct va_err *err)
{
    struct libraries l = { .code = VA_OK };
    enum va_code code = list_libraries(b->loader, path, &l, err);

    for (int32_t i = 0; i < l.paths.n && !code; i++) {
        char name[NAME_LEN_MAX];

        snprintf(name, sizeof name, "rt/lib/%.400s", last_part(l.paths.items[i]));
        code = bundle_file(b, l.paths.items[i], name, true, err);
    }
    fn_list_clear(&l.paths);
    return code;
}

/* All programs share one loader, so one C library. */
static enum va_code
add_loader(struct bundle *b, const char *path, const char *loader, struct va_err *err)
{
    if (!b->loader[0]) {
        snprintf(b->loader, sizeof b->loader, "%s", loader);
        return bundle_file(b, loader, "rt/lib/ld.so", true, err);
    }
    if (!strcmp(b->loader, loader))
        return VA_OK;
    va_fail(err, VA_DATA, "%.200s needs the loader %.100s; the package has %.100s", path,
            loader, b->loader);
    va_hint(err, "give one that is linked statically");
    return VA_DATA;
}

static enum va_code
add_program(struct bundle *b, const char *path, const struct elf_file *file,
            struct va_err *err)
{
    char real[NAME_LEN_MAX];
    char front[NAME_LEN_MAX];
    enum va_code code = add_loader(b, path, file->interp, err);

    snprintf(real, sizeof real, "rt/libexec/%.400s", last_part(path));
    snprintf(front, sizeof front, "rt/bin/%.400s", last_part(path));
    if (!code)
        code = bundle_file(b, path, real, true, err);
    if (!code)
        code = bundle_file(b, b->launcher, front, true, err);
    return code ? code : add_libraries(b, path, err);
}

enum va_code
bundle_with(struct bundle *b, const char *path, struct va_err *err)
{
    static const char *const folders[] = {
        [ELF_OTHER] = "share",
        [ELF_STATIC] = "bin",
        [ELF_LIBRARY] = "lib",
    };
    char name[NAME_LEN_MAX];
    struct elf_file file;
    enum va_code code = elf_file_read(path, &file, err);

    if (code || file.kind == ELF_PROGRAM)
        return code ? code : add_program(b, path, &file, err);
    snprintf(name, sizeof name, "rt/%s/%.400s", folders[file.kind], last_part(path));
    code = bundle_file(b, path, name, file.kind != ELF_OTHER, err);
    if (!code && file.kind == ELF_LIBRARY)
        code = add_libraries(b, path, err);
    return code;
}
