/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
    LARGE_BLOCK = 128 << 10,
    STACK_BELOW = 1 << 20, /* far less than the kernel keeps free below a stack */
    STACK_NEAR = 16 << 10  /* of this frame, what it calls, and the red zone */
};

void
memory_keep_large_apart(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
}

/*
 * Nothing but the stack can lie there: Linux leaves a gap of 128 MiB or more below it.
 * Where the stack has not been yet nothing is mapped: the rest is done all the same, and
 * the error (ENOMEM) says only that.
 */
#if defined __linux__ && !defined __SANITIZE_ADDRESS__
static void
give_back_stack(void)
{
    char *const here = __builtin_frame_address(0);
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    char *const to = here - STACK_NEAR - (uintptr_t)here % page;

    (void)madvise(to - STACK_BELOW, STACK_BELOW, MADV_DONTNEED);
}
#endif

void
memory_give_back(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
#if defined __linux__ && !defined __SANITIZE_ADDRESS__
    give_back_stack();
#endif
}
