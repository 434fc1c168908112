/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is given back to the system is what nobody uses. */
#include "base/memory.h"

#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

#define DEEP (512 << 10)
#define BLOCK (64 << 10)
#define BLOCKS 32

#if defined __linux__ && defined __GLIBC__ && !defined __SANITIZE_ADDRESS__
#define GIVES_BACK 1
#else
#define GIVES_BACK 0
#endif

/* KiB of anonymous memory that the process holds; -1: the system does not say. */
static long
held_kib(void)
{
    FILE *f = fopen("/proc/self/status", "re");
    char line[128];
    long kib = -1;

    while (f && fgets(line, sizeof line, f)) {
        if (!strncmp(line, "RssAnon:", 8))
            kib = strtol(line + 8, NULL, 10);
    }
    if (f)
        fclose(f);
    return kib;
}

__attribute__((noinline)) static int
go_deep(int value)
{
    volatile unsigned char bytes[DEEP];
    int sum = 0;

    for (size_t i = 0; i < DEEP; i += 512)
        bytes[i] = (unsigned char)value;
    for (size_t i = 0; i < DEEP; i += 512)
        sum += bytes[i];
    return sum;
}

static void
test_stack(void)
{
    unsigned char own[BLOCK];
    long before = 0;
    long after = 0;
    int wrong = 0;

    memset(own, 7, sizeof own);
    IS_INT(go_deep(1), DEEP / 512, "a deep call does its work");
    before = held_kib();
    memory_give_back();
    after = held_kib();
    OK(before - after >= DEEP / 1024 / 2, "what it left on the stack is given back");
    for (size_t i = 0; i < sizeof own; i++)
        wrong += own[i] != 7;
    IS_INT(wrong, 0, "what its caller has on the stack is untouched");
    IS_INT(go_deep(2), 2 * DEEP / 512, "a deep call works again");
}

/* Freed blocks below one that is in use: the heap cannot just be cut off. */
static void
test_heap(void)
{
    unsigned char *blocks[BLOCKS] = { NULL };
    long before = 0;
    int wrong = 0;

    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(BLOCK);
        if (blocks[i])
            memset(blocks[i], i, BLOCK);
    }
    for (int i = 0; i < BLOCKS - 1; i++)
        free(blocks[i]);
    before = held_kib();
    memory_give_back();
    OK(before - held_kib() >= BLOCKS * BLOCK / 1024 / 2, "freed blocks are given back");
    for (size_t i = 0; blocks[BLOCKS - 1] && i < BLOCK; i++)
        wrong += blocks[BLOCKS - 1][i] != BLOCKS - 1;
    OK(blocks[BLOCKS - 1] && wrong == 0, "a block in use behind them is untouched");
    free(blocks[BLOCKS - 1]);
}

/* Memory that glibc maps by itself is unmapped when it is freed. */
static void
test_large(void)
{
    const long before = held_kib();
    unsigned char *large = NULL;
    unsigned char *behind = NULL;

    memory_keep_large_apart();
    /* glibc alone would take the size of the first as the limit from then on */
    free(malloc(BLOCK * 8));
    large = malloc(BLOCK * 8);
    behind = malloc(BLOCK);
    if (large)
        memset(large, 1, BLOCK * 8);
    free(large);
    OK(large && behind && held_kib() - before < BLOCK * 8 / 1024 / 2,
       "a large block is given back as it is freed");
    free(behind);
}

int
main(void)
{
    if (!GIVES_BACK)
        SKIP("memory is given back on Linux with glibc, without a sanitizer");
    else if (held_kib() < 0)
        SKIP("/proc/self/status does not say");
    else {
        test_stack();
        test_heap();
        test_large();
    }
    return done();
}
