/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration file: `key = value` lines, sections for workloads and for keys. */
#ifndef VA_IO_CONFIG_H
#define VA_IO_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { CONFIG_FILE_MAX = 64 << 10, CONFIG_ENTRIES_MAX = 512 };

/* One setting. Texts are borrowed from the config. */
struct config_entry {
    const char *section; /* a workload's name; "" before the first section */
    const char *key;
    const char *value; /* "" for an action without keys, and only there */
    int32_t line;
    bool is_key; /* of the section for keys: `action = key key` */
};

struct config {
    struct config_entry *entries; /* in the order of the file */
    int32_t n;
    char *text;
};

void config_clear(struct config *c);

/*
 * Read settings from a text of len bytes.
 *
 * A line is empty, a comment (#), a section ("[workload NAME]", "[keys]") or
 * "key = value". A value
 * ends before white space and '#'; one in double quotes is taken as it is. Keys are lower
 * case letters, digits and '-'. name is for messages.
 *
 * Returns VA_OK with a config that the caller clears; VA_USAGE with "name:line: what";
 * VA_NOMEM. out is empty on failure.
 */
enum va_code config_parse(const char *name, const char *text, size_t len,
                          struct config *out, struct va_err *err);

/*
 * Read a file of at most CONFIG_FILE_MAX bytes. When it need not exist, a missing file,
 * or one that is no regular file, has no settings. Also returns VA_CONFIG for a missing
 * file that is required and VA_IO for one that cannot be read.
 */
enum va_code config_read(const char *path, bool required, struct config *out,
                         struct va_err *err);

#endif
