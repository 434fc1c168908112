/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocations that fail on purpose, and a count of what was not freed. For a program
 * linked with $(VA_OOM_WRAP); include it once.
 */
#ifndef VA_TESTS_OOM_H
#define VA_TESTS_OOM_H

#include <stdbool.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strndup(const char *text, size_t len);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strndup(const char *text, size_t len);
void __wrap_free(void *old);

static int n_until_failure; /* the allocation that fails; 0: none */
static int n_failed;
static int n_live;

static bool
fails(void)
{
    if (n_until_failure == 0 || --n_until_failure > 0)
        return false;
    n_failed++;
    return true;
}

static void *
counted(void *memory)
{
    n_live += memory != NULL;
    return memory;
}

void *
__wrap_malloc(size_t size)
{
    return fails() ? NULL : counted(__real_malloc(size));
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(n, size));
}

void *
__wrap_realloc(void *old, size_t size)
{
    void *memory = fails() ? NULL : __real_realloc(old, size);

    return old ? memory : counted(memory);
}

char *
__wrap_strndup(const char *text, size_t len)
{
    return fails() ? NULL : counted(__real_strndup(text, len));
}

void
__wrap_free(void *old)
{
    n_live -= old != NULL;
    __real_free(old);
}

#endif
