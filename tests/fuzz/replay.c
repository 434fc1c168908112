/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a fuzz target without a fuzzer: on each file of its corpus, on every shorter
 * beginning of it, and on copies with damaged bytes. Surviving is passing; sanitizers
 * make damage visible. For the target tests/fuzz/fuzz_NAME the corpus is
 * $srcdir/tests/fuzz/corpus/NAME/.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tap.h"

enum { INPUT_MAX = 1 << 16, CUTS_MAX = 512, DAMAGED_COPIES = 512, PATH_BYTES = 4096 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

struct input {
    unsigned char bytes[INPUT_MAX];
    size_t len;
};

/* Each run gets a copy of exactly the bytes: reading past them is seen. */
static void
run_once(const unsigned char *bytes, size_t len)
{
    unsigned char *copy = malloc(len > 0 ? len : 1);

    if (!copy)
        abort();
    memcpy(copy, bytes, len);
    (void)LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static uint64_t
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void
run_damaged(struct input *in, uint64_t *state)
{
    static const unsigned char telling[] = { 0,   '0',  '9',  '-',  '"',
                                             ',', '\n', 0x7f, 0x80, 0xff };

    for (int i = 0; i < DAMAGED_COPIES && in->len > 0; i++) {
        const size_t at = next_random(state) % in->len;
        const unsigned char kept = in->bytes[at];

        in->bytes[at] = telling[next_random(state) % sizeof telling];
        run_once(in->bytes, in->len);
        if (i % 4 != 0) /* damage adds up three times in four */
            continue;
        in->bytes[at] = kept;
    }
}

static bool
read_input(const char *path, struct input *in)
{
    FILE *file = fopen(path, "rb");
    bool good = false;

    if (!file)
        return false;
    in->len = fread(in->bytes, 1, sizeof in->bytes, file);
    good = !ferror(file) && feof(file);
    return fclose(file) == 0 && good;
}

static void
replay(const char *folder, const char *name, struct input *in)
{
    char path[PATH_BYTES];
    uint64_t state = 1;
    size_t step = 0;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!OK(read_input(path, in), "%s is read whole", name))
        return;
    step = in->len / CUTS_MAX + 1;
    for (size_t len = 0; len < in->len; len += step)
        run_once(in->bytes, len);
    run_once(in->bytes, in->len);
    run_damaged(in, &state);
    OK(true, "%s, cut short and damaged, is survived", name);
}

static int
not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
    static struct input in;
    const char *srcdir = getenv("srcdir");
    const char *name = strstr(argc > 0 ? argv[0] : "", "fuzz_");
    struct dirent **entries = NULL;
    char folder[PATH_BYTES / 2];
    int n = 0;

    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", srcdir ? srcdir : ".",
             name ? name + strlen("fuzz_") : "");
    n = scandir(folder, &entries, not_hidden, alphasort);
    OK(n > 0, "the corpus has files: %s", folder);
    for (int i = 0; i < n; i++) {
        replay(folder, entries[i]->d_name, &in);
        free(entries[i]);
    }
    free(entries);
    return done();
}
