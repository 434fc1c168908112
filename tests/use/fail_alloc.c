/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded: the FAIL_ALLOC-th allocation of the program and, with FAIL_LASTING set,
 * every later one returns NULL. FAIL_FILE gets a byte once one has failed. Allocations
 * before main count as well; those of the loader do not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static long countdown = -1;
static bool lasting;

__attribute__((constructor)) static void
arm(void)
{
    const char *at = getenv("FAIL_ALLOC");

    lasting = getenv("FAIL_LASTING") != NULL;
    countdown = at ? strtol(at, NULL, 10) : -1;
}

static void
tell(void)
{
    const char *path = getenv("FAIL_FILE");
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;

    if (fd >= 0) {
        ssize_t written = write(fd, "x", 1);

        (void)written;
        close(fd);
    }
}

static bool
fails(void)
{
    if (countdown > 0 && --countdown == 0) {
        countdown = lasting ? 1 : -1;
        tell();
        errno = ENOMEM;
        return true;
    }
    return false;
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

void *
malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
    return fails() ? NULL : __libc_realloc(p, size);
}
