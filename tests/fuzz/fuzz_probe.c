/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: what vadvise-probe says and what a run is to do, as JSON. What is read can
 * be written, and what was written is read back and written the same.
 */
#include <stdlib.h>
#include <string.h>

#include "io/probe_event.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { WRITTEN_MAX = 8 << 20 };

static void
require(bool holds)
{
    if (!holds)
        abort();
}

static void
try_event(const char *text, size_t len)
{
    static struct probe_event first;
    static struct probe_event second;
    struct va_err err = { .code = VA_OK };
    struct buf a;
    struct buf b;
    const enum va_code code = probe_event_read(text, len, &first, &err);

    require(code == err.code && (code == VA_OK) == (err.text[0] == '\0'));
    if (code)
        return;
    buf_init(&a, WRITTEN_MAX);
    buf_init(&b, WRITTEN_MAX);
    probe_event_write(&first, &a);
    require(!a.code && !probe_event_read(buf_get(&a), a.len, &second, NULL));
    probe_event_write(&second, &b);
    require(a.len == b.len && !memcmp(buf_get(&a), buf_get(&b), a.len));
    buf_clear(&a);
    buf_clear(&b);
}

static void
try_settings(const char *text, size_t len)
{
    static struct probe_settings first;
    static struct probe_settings second;
    struct buf a;
    struct buf b;

    if (!probe_settings_read(text, len, &first, NULL)) {
        buf_init(&a, WRITTEN_MAX);
        buf_init(&b, WRITTEN_MAX);
        probe_settings_write(&first, &a);
        require(!a.code && !probe_settings_read(buf_get(&a), a.len, &second, NULL));
        probe_settings_write(&second, &b);
        require(a.len == b.len && !memcmp(buf_get(&a), buf_get(&b), a.len));
        probe_settings_clear(&second);
        buf_clear(&a);
        buf_clear(&b);
    }
    probe_settings_clear(&first);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct probe_facts facts;

    try_event((const char *)data, size);
    try_settings((const char *)data, size);
    (void)probe_facts_read((const char *)data, size, &facts, NULL);
    return 0;
}
