/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One option's value being read into the wants. */
#ifndef VA_CLI_READING_H
#define VA_CLI_READING_H

#include "cli/wants.h"

struct reading {
    struct wants *w;
    const struct given *given;
    const char *text; /* the value that counts */
    enum option_id id;
    enum command_id command;
    struct va_err *err;
};

/* VA_USAGE: the option's value is not what was expected. */
enum va_code reading_fail(const struct reading *r, const char *expected);

/* How to read an option that has an argument; entry i, in the order in which they are to
 * be read: a budget may need the volume, and --json wins over a format. NULL past the
 * last. */
struct option_reader {
    enum option_id id;
    enum va_code (*read)(const struct reading *r);
};
const struct option_reader *option_reader_get(size_t i);

/* The same for the options of probes alone (reading_probe.c). */
const struct option_reader *probe_reader_get(size_t i);

/* The same for the options of `import --logs` alone (reading_logs.c). */
const struct option_reader *logs_reader_get(size_t i);

/* The same for the options of charts alone (reading_chart.c). */
const struct option_reader *chart_reader_get(size_t i);

#endif
