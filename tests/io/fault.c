/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Failures on demand. Calls of vadvise's objects are diverted to the __wrap_ functions
 * here by the linker (--wrap); SQLite's own allocations by its configuration.
 */
#include "fault.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>

static struct fault_plan plan;
static long calls[FAULT_KIND_COUNT];
static bool active;
static bool failed;
static sqlite3_mem_methods real_heap;
static sqlite3_mem_methods heap;

static bool
fails(enum fault_kind kind)
{
    if (!active || plan.kind != kind)
        return false;
    calls[kind]++;
    if (calls[kind] != plan.k && !(plan.on && calls[kind] > plan.k))
        return false;
    failed = true;
    return true;
}

void
fault_start(const struct fault_plan *p)
{
    plan = *p;
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        calls[i] = 0;
    failed = false;
    active = true;
}

bool
fault_stop(void)
{
    active = false;
    return failed;
}

static void *
heap_malloc(int n)
{
    return fails(FAULT_SQL_HEAP) ? NULL : real_heap.xMalloc(n);
}

static void *
heap_realloc(void *p, int n)
{
    return fails(FAULT_SQL_HEAP) ? NULL : real_heap.xRealloc(p, n);
}

void
fault_init(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_heap);
    heap = real_heap;
    heap.xMalloc = heap_malloc;
    heap.xRealloc = heap_realloc;
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &heap);
}

/* clang-format off */
#define HEAP(X) /* name, result, parameters, arguments */                                \
    X(malloc,  void *, (size_t n), (n))                                                  \
    X(calloc,  void *, (size_t n, size_t size), (n, size))                               \
    X(realloc, void *, (void *p, size_t n), (p, n))                                      \
    X(strdup,  char *, (const char *text), (text))                                       \
    X(strndup, char *, (const char *text, size_t n), (text, n))                          \
    X(realpath, char *, (const char *path, char *out), (path, out))

#define SQL(X) /* name, parameters, arguments */                                         \
    X(sqlite3_step, (sqlite3_stmt *s), (s))                                              \
    X(sqlite3_prepare_v2, (sqlite3 *db, const char *text, int n, sqlite3_stmt **out,     \
                           const char **tail), (db, text, n, out, tail))                 \
    X(sqlite3_exec, (sqlite3 *db, const char *text,                                      \
                     int (*f)(void *, int, char **, char **), void *ctx, char **error),  \
      (db, text, f, ctx, error))                                                       \
    X(sqlite3_open_v2, (const char *name, sqlite3 **out, int flags, const char *vfs),    \
      (name, out, flags, vfs))                                                           \
    X(sqlite3_busy_timeout, (sqlite3 *db, int ms), (db, ms))                             \
    X(sqlite3_extended_result_codes, (sqlite3 *db, int on), (db, on))                    \
    X(sqlite3_bind_null, (sqlite3_stmt *s, int at), (s, at))                             \
    X(sqlite3_bind_int64, (sqlite3_stmt *s, int at, sqlite3_int64 v), (s, at, v))        \
    X(sqlite3_bind_double, (sqlite3_stmt *s, int at, double v), (s, at, v))              \
    X(sqlite3_bind_text64, (sqlite3_stmt *s, int at, const char *v, sqlite3_uint64 n,    \
                            void (*drop)(void *), unsigned char encoding),               \
      (s, at, v, n, drop, encoding))                                                     \
    X(sqlite3_bind_blob64, (sqlite3_stmt *s, int at, const void *v, sqlite3_uint64 n,    \
                            void (*drop)(void *)), (s, at, v, n, drop))
/* clang-format on */

#define WRAP(name, type, parameters, arguments)                                          \
    type __real_##name parameters;                                                       \
    type __wrap_##name parameters;                                                       \
    type __wrap_##name parameters                                                        \
    {                                                                                    \
        return fails(FAULT_HEAP) ? NULL : __real_##name arguments;                       \
    }
HEAP(WRAP)
#undef WRAP

#define WRAP(name, parameters, arguments)                                                \
    int __real_##name parameters;                                                        \
    int __wrap_##name parameters;                                                        \
    int __wrap_##name parameters                                                         \
    {                                                                                    \
        return fails(FAULT_SQL) ? plan.result : __real_##name arguments;                 \
    }
SQL(WRAP)
#undef WRAP
